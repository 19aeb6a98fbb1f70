"""Families reached by the extra local help of 2006-2008: planned, counted, and what the model makes of the plan.

    python experiments/opvoeden-in-de-buurt/table.py

For each city and tier: the families that were planned and those that were counted (Rapportage Opvoeden in de Buurt
[000], lines 49-58; nothing is fitted to them), and the trajectories that start in the model beyond those without the
policy, in paired replications: once with the extra places alone, and once with the hours that training and embedding
took there. The intervals are the middle 90% over draws from the plausible ranges of the parameters named below, each
draw a replication of its own, so that chance is in them too. Writes ``result.csv``.
"""

from __future__ import annotations

import tomllib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.stats import qmc

from youthsim.arrays import build
from youthsim.chain.records import COUNTS
from youthsim.chain.states import TIER_NAMES
from youthsim.engines.core import simulate
from youthsim.experiment.putting import put
from youthsim.parameters import registry
from youthsim.scenario import Scenario, load

HERE = Path(__file__).parent
DRAWS, SEED = 40, 2006
COLUMNS = [COUNTS.index(f"help_started_{tier}") for tier in TIER_NAMES]
UNCERTAIN = (
    "extra_help.searched.licht", "extra_help.searched.midden", "extra_help.searched.zwaar", "queue.leave_rate.local",
    "training.pace", "training.shortens_help", "local.triage_error", "local.acceptance_effect", "staff.vacancies",
)  # fmt: skip


def draws() -> list[dict[str, float]]:
    """Values of the uncertain parameters, evenly spread over their plausible ranges."""
    low, high = (np.array([getattr(registry()[name], end) for name in UNCERTAIN]) for end in ("low", "high"))
    cube = qmc.LatinHypercube(len(UNCERTAIN), seed=SEED).random(DRAWS)
    return [dict(zip(UNCERTAIN, (low + row * (high - low)).tolist(), strict=True)) for row in cube]


def started(scenario: Scenario, values: list[dict[str, float]]) -> np.ndarray:
    """Trajectories that start over all years: [draws, tiers]."""

    def one(draw: int) -> np.ndarray:
        arrays = build(scenario.with_values(values[draw]))
        return simulate(arrays, SEED, draw).counts[:, :, COLUMNS].sum(axis=(0, 1))

    with ThreadPoolExecutor(2) as pool:
        return np.array(list(pool.map(one, range(len(values)))))


def rows(city: str, planned: dict[str, int], counted: dict[str, int]) -> list[dict[str, object]]:
    """The rows of one city: a tier each."""
    scenario, values = load(HERE / f"{city}.toml"), draws()
    without = started(scenario.without_levers(), values)
    places = started(replace(scenario, levers=tuple(x for x in scenario.levers if x.name == "extra_help")), values)
    as_it_was = started(scenario, values)
    found = []
    for column, tier in enumerate(TIER_NAMES):
        row: dict[str, object] = {"city": city, "tier": tier, "planned": planned[tier], "counted": counted[tier]}
        for name, with_it in (("places_alone", places), ("as_it_was", as_it_was)):
            more = (with_it - without)[:, column]
            low, high = np.quantile(more, (0.05, 0.95))
            row |= {name: round(more.mean()), f"{name}_low": round(low), f"{name}_high": round(high)}
        found.append(row)
    return found


def main() -> None:
    """Write the table of all cities."""
    figures = tomllib.loads((HERE / "figures.toml").read_text(encoding="utf-8"))
    table = pd.DataFrame(
        [row for city, known in figures.items() for row in rows(city, known["planned"], known["realised"])]
    )
    put(HERE / "result.csv", lambda path: table.to_csv(path, index=False, lineterminator="\n"))
    print(table.to_string(index=False))


if __name__ == "__main__":
    main()
