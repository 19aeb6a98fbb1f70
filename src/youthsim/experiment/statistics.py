"""Means, intervals and paired differences over replications.

Intervals over replications are Student's t intervals of the mean with the parameters fixed: they say how well the
model's own answer is known, not how uncertain the world is. Where every replication has parameters of its own from a
posterior, intervals are the middle 95% of the replications: the spread of what may be, chance included. Differences
are paired by replication, in which the same families meet the same luck (common random numbers: Law, Simulation
Modeling and Analysis, section 11.2).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy import special  # not scipy.stats, which takes a third of a second to load

from youthsim.experiment.results import OVER_POSTERIOR, OVER_REPLICATIONS
from youthsim.outcomes.catalogue import WHOLE_CHAIN, catalogue, words

CONFIDENCE = 0.95
POSTERIOR_ENDS = {"low": 0.5 - CONFIDENCE / 2, "high": 0.5 + CONFIDENCE / 2}  # quantiles of the replications
LEADING_OUTCOME = "ots_started"
KEYS = ["outcome", "organisation"]
SUMMARY_COLUMNS = [
    "scenario", "outcome", "organisation", "unit", "mean", "low", "high", "interval", "replications",
]  # fmt: skip
DIFFERENCE_COLUMNS = [
    "base", "scenario", "outcome", "organisation", "unit", "difference", "low", "high", "relative",
    "se_paired", "se_unpaired", "interval", "replications",
]  # fmt: skip


def half_width(deviation: ArrayLike, number: ArrayLike) -> NDArray[np.float64]:
    """Half the width of the 95% interval of a mean.

    Args:
        deviation: standard deviation of the replications (n - 1 in the denominator).
        number: how many replications; one alone has no interval (NaN).
    """
    number = np.asarray(number, float)
    with np.errstate(invalid="ignore", divide="ignore"):
        t = special.stdtrit(np.where(number > 1, number - 1, np.nan), 0.5 + CONFIDENCE / 2)
        return np.asarray(t * np.asarray(deviation, float) / np.sqrt(number), float)


def ends(table: pd.DataFrame, interval: str) -> tuple[pd.Series, pd.Series]:
    """The ends of the 95% interval of every column of [replication, ...]: of its mean, or over the posterior.

    Over the posterior they are quantiles of the replications; one replication alone has no interval (NaN).
    """
    if interval == OVER_POSTERIOR:
        low, high = (table.quantile(q).where(table.count() > 1) for q in POSTERIOR_ENDS.values())
        return low, high
    mean, half = table.mean(), half_width(table.std(), table.count())
    return mean - half, mean + half


def summarise(values: pd.DataFrame, scenarios: Sequence[str], interval: str = OVER_REPLICATIONS) -> pd.DataFrame:
    """Mean and interval of every outcome of every scenario.

    Args:
        values: long: scenario, replication, organisation, outcome, value.
        scenarios: names, in the order of the table.
        interval: ``replications`` or ``posterior``.

    Returns:
        ``SUMMARY_COLUMNS``; with one replication ``low`` and ``high`` are missing.
    """
    parts = []
    for scenario in scenarios:
        table = _by_replication(values, scenario)
        low, high = ends(table, interval)
        part = _frame(table.columns, mean=table.mean(), low=low, high=high, replications=table.count())
        parts.append(part.assign(scenario=scenario, interval=interval))
    return pd.concat(parts, ignore_index=True)[SUMMARY_COLUMNS]


def differences(
    values: pd.DataFrame, base: str, alternatives: Sequence[str], interval: str = OVER_REPLICATIONS
) -> pd.DataFrame:
    """Paired differences of every alternative against the base.

    ``relative`` is the difference over the base mean, missing where that is 0. What exists only between two
    scenarios (measures avoided) has the base at 0. Replications in which an outcome is missing on either side
    are left out of its pair.

    Args:
        values: long: scenario, replication, organisation, outcome, value.
        interval: ``replications`` or ``posterior``.

    Returns:
        ``DIFFERENCE_COLUMNS``.
    """
    of_base = _by_replication(values, base)
    found = {name: _differences(of_base, _by_replication(values, name), interval) for name in alternatives}
    table = pd.concat([part.assign(scenario=name) for name, part in found.items()], ignore_index=True)
    return table.assign(base=base, interval=interval)[DIFFERENCE_COLUMNS]


def _differences(base: pd.DataFrame, other: pd.DataFrame, interval: str) -> pd.DataFrame:
    between = [key for key in other.columns if catalogue()[key[0]].per == "comparison"]
    columns = base.columns.intersection(other.columns, sort=False).append(other.columns[other.columns.isin(between)])
    x = base.reindex(index=other.index, columns=columns)
    x[between] = 0.0
    y = other[columns]
    pairs = y - x
    x, y = x.where(pairs.notna()), y.where(pairs.notna())
    number, mean, base_mean = pairs.count(), pairs.mean(), x.mean()
    low, high = ends(pairs, interval)
    found = _frame(
        columns,
        difference=mean,
        low=low,
        high=high,
        relative=mean / base_mean.where(base_mean != 0),
        se_paired=pairs.std() / np.sqrt(number),
        se_unpaired=np.sqrt((x.var() + y.var()) / number),
        replications=number,
    )
    return found[found["replications"] > 0]


def _by_replication(values: pd.DataFrame, scenario: str) -> pd.DataFrame:
    """[replication, (outcome, organisation)] of one scenario, in the order of the catalogue."""
    mine = values[values["scenario"] == scenario]
    table = mine.pivot(index="replication", columns=KEYS, values="value")
    outcomes = {name: place for place, name in enumerate(catalogue())}
    organisations = {name: place for place, name in enumerate(words("organisations"))}
    order = sorted(table.columns, key=lambda key: (outcomes[key[0]], organisations.get(key[1], len(organisations))))
    return table[order]


def _frame(columns: pd.MultiIndex, **series: pd.Series) -> pd.DataFrame:
    found = pd.DataFrame(series, index=columns).reset_index()
    return found.assign(unit=[catalogue()[name].unit for name in found["outcome"]])


def summarise_years(outcomes: pd.DataFrame, interval: str = OVER_REPLICATIONS) -> pd.DataFrame:
    """Mean and interval per scenario, year, area and organisation of a yearly table, for figures and reports.

    Args:
        outcomes: long and yearly.
        interval: ``replications`` or ``posterior``.

    Returns:
        scenario, year, area, organisation, outcome, mean, low, high, replications.
    """
    keys = ["scenario", "year", "area", "organisation", "outcome"]
    grouped = outcomes.groupby(keys, observed=True, sort=False)["value"]
    return with_interval(grouped, interval).rename(columns={"count": "replications"})


def with_interval(grouped: Any, interval: str = OVER_REPLICATIONS) -> pd.DataFrame:
    """Mean, count and the ends of the 95% interval of each group of values, one value per replication.

    Args:
        grouped: values of replications, grouped by pandas.
        interval: ``replications`` (Student's t around the mean) or ``posterior`` (the middle 95% of the values).
    """
    table = grouped.agg(["mean", "std", "count"]).reset_index()
    if interval == OVER_POSTERIOR:
        sides = {side: grouped.quantile(q).to_numpy() for side, q in POSTERIOR_ENDS.items()}
        table = table.assign(**{side: np.where(table["count"] > 1, values, np.nan) for side, values in sides.items()})
    else:
        half = half_width(table["std"], table["count"])
        table = table.assign(low=table["mean"] - half, high=table["mean"] + half)
    return table.drop(columns="std")


@dataclass(frozen=True, slots=True)
class Precision:
    """How far a run is from the precision asked for: the widest half-width, relative to the base mean."""

    reached: bool
    relative: float
    asked: float

    def __str__(self) -> str:
        return f"half-width of the 95% interval {self.relative:.1%} of the base mean, asked {self.asked:.1%}"


def precision_of(values: pd.DataFrame, scenarios: Sequence[str], asked: float) -> Precision:
    """The relative half-width of the leading outcome; in a comparison of its paired difference, the widest.

    Args:
        values: long: scenario, replication, organisation, outcome, value.
        scenarios: the base first.
        asked: half-width over the base mean at which to stop.
    """
    leading = values[(values["outcome"] == LEADING_OUTCOME) & (values["organisation"] == WHOLE_CHAIN)]
    table = leading.pivot(index="replication", columns="scenario", values="value")
    base = table[scenarios[0]]
    compared = [table[name] - base for name in scenarios[1:]] or [base]
    widest = max(float(half_width(series.std(), series.count())) for series in compared)
    relative = widest / base.mean() if base.mean() > 0 else float("inf")
    return Precision(bool(relative < asked), float(relative), asked)
