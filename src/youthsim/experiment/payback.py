"""Years to payback: when what a policy adds to the cost has come back, for each payer and for all of them.

Cost is recorded per year, so the difference added up is known at the end of each year; within a year it is taken
to go in a straight line. What has not come back at the end of the measured years is censored there: its time is
infinite. The value of many replications is their median, which needs no time beyond the horizon as long as more
than half have paid back; its interval is that of order statistics (David and Nagaraja, Order Statistics, section
7.1), or over a posterior the middle 95% of the replications.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from youthsim.experiment.results import OVER_POSTERIOR, OVER_REPLICATIONS
from youthsim.experiment.statistics import CONFIDENCE, DIFFERENCE_COLUMNS, POSTERIOR_ENDS
from youthsim.outcomes.catalogue import WHOLE_CHAIN, catalogue, words

COST, YEARS, SHARE = "cost_by_payer_eur", "payback_years", "payback_share"
ROUNDING = 1e-9  # of the cost added up: so small a difference comes from adding floating-point numbers


def years_to_payback(base: ArrayLike, other: ArrayLike) -> NDArray[np.float64]:
    """Years until the cost of ``other``, added up, is back at or below that of ``base`` for good.

    Args:
        base, other: EUR [replications, years], paired by replication.

    Returns:
        [replications]: 0 where it is never above, infinite where it is above at the end.
    """
    base = np.asarray(base, float)
    ahead = np.cumsum(np.asarray(other, float) - base, axis=1)
    ahead[np.abs(ahead) <= ROUNDING * np.cumsum(base, axis=1)] = 0.0
    years = ahead.shape[1]
    last_above = (np.arange(1, years + 1) * (ahead > 0)).max(axis=1)
    found = np.where(last_above == years, np.inf, 0.0)
    crossing = np.flatnonzero((last_above > 0) & (last_above < years))
    before, after = ahead[crossing, last_above[crossing] - 1], ahead[crossing, last_above[crossing]]
    found[crossing] = last_above[crossing] + before / (before - after)
    return found


def median_interval(values: ArrayLike) -> tuple[float, float]:
    """The 95% interval of the median: the narrowest pair of order statistics, equally far from both ends.

    Too few values for such a pair give no interval (NaN); an end beyond the horizon is missing (NaN).
    """
    from scipy import stats  # loaded for a comparison only

    ordered = np.sort(np.asarray(values, float))
    place = int(stats.binom.ppf((1 - CONFIDENCE) / 2, ordered.size, 0.5))
    if place < 1:
        return np.nan, np.nan
    low, high = (float(end) if np.isfinite(end) else np.nan for end in (ordered[place - 1], ordered[-place]))
    return low, high


def spread(values: ArrayLike) -> tuple[float, float]:
    """The middle 95% of the values; an end beyond the horizon is missing (NaN)."""
    low, high = np.quantile(np.asarray(values, float), list(POSTERIOR_ENDS.values()), method="inverted_cdf")
    return (float(low) if np.isfinite(low) else np.nan, float(high) if np.isfinite(high) else np.nan)


def table(
    outcomes: pd.DataFrame, base: str, alternatives: Sequence[str], interval: str = OVER_REPLICATIONS
) -> pd.DataFrame:
    """Median years to payback, and the share of the replications that paid back, for every alternative and payer.

    Args:
        outcomes: long and yearly: scenario, replication, year, area, organisation, outcome, value.

    Returns:
        ``DIFFERENCE_COLUMNS``, with the value in ``difference``; a median beyond the horizon has no row.
    """
    costs = _costs(outcomes)
    rows = []
    for name in alternatives:
        found = {payer: years_to_payback(paid[base], paid[name]) for payer, paid in costs.items()}
        about = {"base": base, "scenario": name, "interval": interval}
        rows += [about | row for row in _medians(found, interval)]
        rows += [about | row | {"interval": OVER_REPLICATIONS} for row in _shares(found)]
    return pd.DataFrame(rows).reindex(columns=DIFFERENCE_COLUMNS)


def added(summary_or_differences: pd.DataFrame, payback: pd.DataFrame) -> pd.DataFrame:
    """The table with the rows of ``payback`` behind the others of their scenario, as the catalogue has them."""
    columns = list(summary_or_differences.columns)
    mine = payback.rename(columns={"difference": "mean"}) if "mean" in columns else payback
    both = pd.concat([summary_or_differences, mine[columns]], ignore_index=True)
    order = list(dict.fromkeys(both["scenario"]))
    return both.sort_values("scenario", key=lambda names: names.map(order.index), kind="stable", ignore_index=True)


def _costs(outcomes: pd.DataFrame) -> dict[str, dict[str, NDArray[np.float64]]]:
    """Payer -> scenario -> EUR [replications, years] of the whole chain; who pays nothing in a scenario pays 0."""
    mine = outcomes[(outcomes["outcome"] == COST) & (outcomes["area"] == WHOLE_CHAIN)]
    mine = mine.astype({"scenario": str, "organisation": str})
    wide = mine.pivot(index=["scenario", "replication", "year"], columns="organisation", values="value").fillna(0.0)
    payers = [name for name in words("organisations") if name in wide]
    wide[WHOLE_CHAIN] = wide[payers].sum(axis=1)
    return {
        payer: {str(name): part.unstack("year").to_numpy() for name, part in wide[payer].groupby(level="scenario")}
        for payer in (WHOLE_CHAIN, *payers)
    }


def _medians(found: Mapping[str, NDArray[np.float64]], interval: str) -> list[dict[str, object]]:
    medians = {payer: float(np.median(years)) for payer, years in found.items()}
    ends = spread if interval == OVER_POSTERIOR else median_interval
    return [
        _row(YEARS, payer, median, ends(found[payer]), found[payer].size)
        for payer, median in medians.items()
        if np.isfinite(median)
    ]


def _shares(found: Mapping[str, NDArray[np.float64]]) -> list[dict[str, object]]:
    from scipy import stats

    rows = []
    for payer, years in found.items():
        back = int(np.isfinite(years).sum())
        interval = stats.binomtest(back, years.size).proportion_ci(CONFIDENCE, method="exact")
        rows.append(_row(SHARE, payer, back / years.size, (float(interval.low), float(interval.high)), years.size))
    return rows


def _row(outcome: str, payer: str, value: float, interval: tuple[float, float], number: int) -> dict[str, object]:
    unit, (low, high) = catalogue()[outcome].unit, interval
    return {"outcome": outcome, "organisation": payer, "unit": unit, "difference": value, "low": low, "high": high,
            "replications": number}  # fmt: skip
