"""Paired differences per point: the same families under each scenario."""

from __future__ import annotations

import numpy as np
import pandas as pd

from youthsim.experiment.statistics import half_width
from youthsim.outcomes.catalogue import catalogue

KEYS = ["point", "replication", "outcome", "organisation"]
GROUPS = ["point", "scenario", "outcome", "organisation"]
COLUMNS = ["point", "base", "scenario", "outcome", "organisation", "difference", "low", "high", "relative",
           "se_paired", "replications"]  # fmt: skip


def paired(results: pd.DataFrame, base: str) -> pd.DataFrame:
    """Differences against the base by point, over its replications; see ``Store.differences``.

    A replication in which an outcome is missing on either side is left out of its pair.

    Args:
        results: long: point, scenario, replication, outcome, organisation, value.
        base: the scenario that others are compared with.
    """
    of_base = results[results["scenario"] == base].drop(columns="scenario").rename(columns={"value": "base_value"})
    others = results[results["scenario"] != base]
    pairs = others.merge(of_base, on=KEYS, how="left")
    between = [outcome.name for outcome in catalogue().values() if outcome.per == "comparison"]
    pairs.loc[pairs["outcome"].isin(between), "base_value"] = 0.0
    pairs = pairs[pairs["base_value"].notna()]
    pairs = pairs.assign(difference=pairs["value"] - pairs["base_value"])
    groups = pairs.groupby(GROUPS, observed=True, sort=True)
    found = groups["difference"].agg(["mean", "std", "count"]).reset_index()
    mean, half = found["mean"], half_width(found["std"], found["count"])
    base_mean = groups["base_value"].mean().to_numpy()
    return pd.DataFrame(
        {
            **{name: found[name] for name in GROUPS},
            "base": base,
            "difference": mean,
            "low": mean - half,
            "high": mean + half,
            "relative": mean / np.where(base_mean != 0, base_mean, np.nan),
            "se_paired": found["std"] / np.sqrt(found["count"]),
            "replications": found["count"],
        }
    )[COLUMNS]
