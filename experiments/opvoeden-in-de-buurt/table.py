"""Families reached by the extra local help of 2006-2008: planned, realised, and what the model makes of the plan.

    python experiments/opvoeden-in-de-buurt/table.py

For each city and tier: the families that were planned and those that were counted (Rapportage Opvoeden in de Buurt
[000], lines 49-58; nothing is fitted to them), and the trajectories that start in the model beyond those without the
policy, in paired replications with a 95% t-interval. Once with the extra places alone, and once with the hours that
training and embedding took there. Writes ``result.csv``.
"""

from __future__ import annotations

import tomllib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import stats

from youthsim.arrays import build
from youthsim.chain.records import COUNTS
from youthsim.chain.states import TIER_NAMES
from youthsim.engines.core import simulate
from youthsim.scenario import Scenario, load

HERE = Path(__file__).parent
REPLICATIONS, SEED = 40, 2006
COLUMNS = [COUNTS.index(f"help_started_{tier}") for tier in TIER_NAMES]


def started(scenario: Scenario) -> np.ndarray:
    """Trajectories that start over all years: [replications, tiers]."""
    arrays = build(scenario)

    def one(replication: int) -> np.ndarray:
        return simulate(arrays, SEED, replication).counts[:, :, COLUMNS].sum(axis=(0, 1))

    with ThreadPoolExecutor(2) as pool:
        return np.array(list(pool.map(one, range(REPLICATIONS))))


def interval(differences: np.ndarray) -> tuple[float, float, float]:
    """Mean and 95% t-interval."""
    half = stats.t.ppf(0.975, len(differences) - 1) * differences.std(ddof=1) / np.sqrt(len(differences))
    return differences.mean(), differences.mean() - half, differences.mean() + half


def rows(city: str, planned: dict[str, int], realised: dict[str, int]) -> list[dict[str, object]]:
    """The rows of one city: a tier each."""
    scenario = load(HERE / f"{city}.toml")
    without = started(scenario.without_levers())
    places = started(replace(scenario, levers=tuple(x for x in scenario.levers if x.name == "extra_help")))
    as_it_was = started(scenario)
    found = []
    for column, tier in enumerate(TIER_NAMES):
        row: dict[str, object] = {"city": city, "tier": tier, "planned": planned[tier], "counted": realised[tier]}
        for name, with_it in (("places_alone", places), ("as_it_was", as_it_was)):
            mean, low, high = interval((with_it - without)[:, column])
            row |= {name: round(mean), f"{name}_low": round(low), f"{name}_high": round(high)}
        found.append(row)
    return found


def main() -> None:
    """Write the table of all cities."""
    figures = tomllib.loads((HERE / "figures.toml").read_text(encoding="utf-8"))
    table = pd.DataFrame(
        [row for city, known in figures.items() for row in rows(city, known["planned"], known["realised"])]
    )
    table.to_csv(HERE / "result.csv", index=False, lineterminator="\n")
    print(table.to_string(index=False))


if __name__ == "__main__":
    main()
