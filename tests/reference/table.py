"""The reference outcomes: a few numbers of every shipped scenario, kept so that a change of the model shows in a diff.

``python -m tests.reference.table`` writes them again; the diff of ``outcomes.csv`` is then the review of what moved.
"""

from __future__ import annotations

import os
from pathlib import Path

import pandas as pd

from youthsim import experiment, scenario

FILE = Path(__file__).with_name("outcomes.csv")
FAMILIES, YEARS, SEED, REPLICATIONS = 2000, 3, 1, 2
KEYS = ["scenario", "outcome"]


def outcomes(name: str) -> pd.DataFrame:
    """Outcomes of the whole chain over all years, a row each, as text that holds every digit.

    Small and short, so that all scenarios take seconds; the numbers are no answer to anything.
    """
    result = experiment.run(
        scenario.load(name), replications=REPLICATIONS, families=FAMILIES, years=YEARS, seed=SEED, quiet=True
    )
    values = result.values.astype(dict.fromkeys([*KEYS, "organisation"], str))
    values = values[(values["organisation"] == "all") & values["value"].notna()].sort_values([*KEYS, "replication"])
    wide = values.groupby(KEYS)["value"].apply(lambda run: " ".join(repr(float(value)) for value in run))
    return wide.rename("values").reset_index()


def table() -> pd.DataFrame:
    """The reference outcomes of all shipped scenarios."""
    return pd.concat([outcomes(name) for name in scenario.shipped()], ignore_index=True)


def write() -> None:
    """Write the table in one step."""
    hidden = FILE.with_name(f".{FILE.name}")
    table().to_csv(hidden, index=False, lineterminator="\n")
    os.replace(hidden, FILE)


if __name__ == "__main__":
    write()
