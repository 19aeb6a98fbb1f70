"""Show what the warm start by the mean field does, and why two or three simulated years after it suffice.

    python experiments/warm_start/warm_start.py

Runs the baseline without warm-up, from the warm start, for fifteen years. Draws each outcome by year relative to its
mean over the last five years, with 95% intervals over replications, and writes the same as a table.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from scipy import stats

from youthsim import scenario as scenarios
from youthsim.arrays import build
from youthsim.engines.core import simulate
from youthsim.experiment.putting import put
from youthsim.outcomes import yearly

YEARS, LATE_YEARS, REPLICATIONS, SEED = 15, 5, 40, 7
SHOWN = (
    ("ots_stock", "all"), ("voogdij_stock", "all"), ("level_share_4", "all"), ("help_share", "all"),
    ("wait_days", "rvdk"), ("wait_days", "provider"), ("wait_days", "local"), ("trust", "gi"),
    ("ots_duration_days", "all"),
)  # fmt: skip
HERE = Path(__file__).parent
FIGURE = HERE.parents[1] / "docs" / "figures" / "warm_start.png"


def by_year() -> pd.DataFrame:
    """Outcomes by year since the warm start: one row per replication, outcome, organisation and year."""
    base = replace(scenarios.load("baseline"), warmup_years=0, years=YEARS)
    arrays = build(base)

    def one(replication: int) -> pd.DataFrame:
        table = yearly(simulate(arrays, SEED, replication), arrays)
        whole = table[table["area"] == "all"].assign(replication=replication)
        return whole[[pair in SHOWN for pair in zip(whole["outcome"], whole["organisation"], strict=True)]]

    with ThreadPoolExecutor(2) as pool:
        table = pd.concat(pool.map(one, range(REPLICATIONS)))
    return table.assign(year=table["year"] - arrays.years[0] + 1)


def relative(table: pd.DataFrame) -> pd.DataFrame:
    """Mean of each year over the mean of the late years, with 95% intervals over replications."""
    wide = table.pivot_table(index=["outcome", "organisation", "replication"], columns="year", values="value")
    late = wide.loc[:, YEARS - LATE_YEARS + 1 :].mean(axis=1).groupby(level=[0, 1]).mean()
    ratio = wide.div(late.reindex(wide.index.droplevel(2)).to_numpy(), axis=0).stack().rename("ratio").reset_index()
    grouped = ratio.groupby(["outcome", "organisation", "year"])["ratio"]
    half = stats.t.ppf(0.975, REPLICATIONS - 1) * grouped.std(ddof=1) / np.sqrt(REPLICATIONS)
    return pd.DataFrame(
        {"mean": grouped.mean(), "low": grouped.mean() - half, "high": grouped.mean() + half}
    ).reset_index()


def draw(table: pd.DataFrame) -> None:
    """Small multiples: the warm-up of three years is grey."""
    figure = Figure(figsize=(9, 7.5), layout="constrained")
    for axes, (outcome, organisation) in zip(figure.subplots(3, 3, sharex=True).flat, SHOWN, strict=True):
        rows = table[(table["outcome"] == outcome) & (table["organisation"] == organisation)]
        axes.axvspan(0.5, 3.5, color="0.92")
        axes.axhline(1.0, color="0.5", linewidth=0.8)
        axes.fill_between(rows["year"], rows["low"], rows["high"], color="#56B4E9", alpha=0.4)
        axes.plot(rows["year"], rows["mean"], color="#0072B2")
        axes.set_title(outcome if organisation == "all" else f"{outcome}: {organisation}", fontsize=10)
    figure.supxlabel("year since the warm start (grey: not measured)")
    figure.supylabel(f"value over its mean in years {YEARS - LATE_YEARS + 1} to {YEARS}")
    figure.savefig(FIGURE, dpi=110)


def main() -> None:
    """Run, draw, write."""
    table = relative(by_year())
    put(HERE / "result.csv", lambda path: table.round(4).to_csv(path, index=False))
    draw(table)
    print(table.pivot_table(index=["outcome", "organisation"], columns="year", values="mean").round(3).to_string())


if __name__ == "__main__":
    main()
