"""Regions of growing size at a fixed number of areas: stocks per head approach the mean field, and spread less.

Places grow with the families, so the mean field is the same at every size. Families act on each other through queues
and the states of teams only, so the standard deviation of a stock per head over replications falls with the root of
the size: a slope of -0.5 on log axes. Under normality each variance is a chi-square over its degrees of freedom, and
of several stocks together the determinant of their covariance matrix is a product of independent ones (Wishart),
however the stocks hang together. So the slope of log det / (2 x stocks) has a known variance, which is that of one
stock over their number.

What is left between the engine and the mean field at the largest size is reported apart. The mean field knowingly
leaves things out (``docs/model.md``, Warm start): conferences, coordination, ages, the fixed grid of reviews, the
spread of network strength. Tolerances say how far that may carry, and no more.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy import special

from youthsim.arrays import Arrays, build
from youthsim.chain import states as X
from youthsim.chain.records import STOCKS
from youthsim.engines.core import columns as C
from youthsim.engines.core import simulate
from youthsim.scenario import load
from youthsim.verification import rows
from youthsim.verification.effort import Effort, at_once

AREAS = 2
WARMUP_YEARS = 3
SLOPE, WIDEST = -0.5, 0.1
TOGETHER = ("level_2", "level_3", "level_4", "in_local_help", "in_specialised_help", "ots")
# Stock -> what it is in the mean field, and how far the mean of the engine may be from it (relative).
BIAS = {
    "level_1": ({"level": 1}, 0.02),
    "level_2": ({"level": 2}, 0.05),
    "level_3": ({"level": 3}, 0.08),
    "level_4": ({"level": 4}, 0.10),
    "in_local_help": ({"help_state": X.LOCAL}, 0.10),
    "in_specialised_help": ({"help_state": X.PROVIDER}, 0.10),
    "ots": ({"safety_state": X.REVIEW}, 0.20),
}


def region(families: int) -> Arrays:
    """The baseline without levers, in few equal areas, with so many families."""
    scenario = load("baseline").without_levers()
    youths = scenario.youths / AREAS
    areas = tuple(replace(area, youths=youths, set=()) for area in scenario.areas[:AREAS])
    scenario = replace(scenario, areas=areas, regions=1, warmup_years=WARMUP_YEARS, years=1)
    return build(scenario, families=families)


@cache
def per_head(size: int, runs: int, seed: int) -> NDArray[np.float64]:
    """[runs, stocks] mean stocks of the measured year per family."""
    arrays = region(size)
    days = float(np.diff(arrays.year_edge).sum()) / C.TICKS

    def one(replication: int) -> NDArray[np.float64]:
        stocks = simulate(arrays, seed, replication).stocks
        return np.asarray(stocks.sum(axis=(0, 1)) / days / arrays.families)

    return np.array(at_once(one, range(runs)))


def slope(
    name: str, samples: list[NDArray[np.float64]], sizes: tuple[int, ...], widest: float = WIDEST
) -> rows.Finding:
    """The slope of the log standard deviation against the log size, of one stock or of several together.

    Args:
        samples: [runs, stocks] at every size.
    """
    stocks = samples[0].shape[1]
    log_size = np.log(sizes)
    spread = np.array([np.linalg.slogdet(np.atleast_2d(np.cov(x, rowvar=False)))[1] / 2.0 / stocks for x in samples])
    freedom = np.array([x.shape[0] - 1 - np.arange(stocks) for x in samples]) / 2.0
    # E log of a chi-square over its degrees of freedom; it differs where sizes have different numbers of runs.
    full = np.array([x.shape[0] - 1 for x in samples])[:, None] / 2.0
    spread -= (special.digamma(freedom) - np.log(full)).sum(axis=1) / 2.0 / stocks
    variance = special.polygamma(1, freedom).sum(axis=1) / (2.0 * stocks) ** 2
    weight = 1.0 / variance
    centred = log_size - np.average(log_size, weights=weight)
    precision = float((weight * centred**2).sum())
    found = float((weight * centred * spread).sum() / precision)
    return rows.normal(name, SLOPE, found, 1.0 / math.sqrt(precision), widest)


def limit(effort: Effort) -> Iterator[rows.Finding]:
    """Slopes, and the bias that is left."""
    sizes = effort.limit_sizes
    samples = [per_head(size, effort.limit_runs, effort.seed) for size in sizes]
    together = [STOCKS.index(name) for name in TOGETHER]
    name = f"slope of the spread of {len(TOGETHER)} stocks, {sizes[0]} to {sizes[-1]} families"
    yield slope(name, [x[:, together] for x in samples], sizes)
    if effort.limit_each:
        for stock in TOGETHER:
            column = [STOCKS.index(stock)]
            yield slope(f"slope of the spread of {stock}", [x[:, column] for x in samples], sizes)
    field = region(sizes[-1]).mean_field
    for stock, (state, tolerated) in BIAS.items():
        expected = field.share(**state) * (field.children if stock == "ots" else 1.0)
        found = samples[-1][:, STOCKS.index(stock)]
        name = f"mean field: {stock} per family, {tolerated:.0%} tolerated"
        yield rows.at_most(name, expected, float(found.mean()), tolerated * expected, found)
