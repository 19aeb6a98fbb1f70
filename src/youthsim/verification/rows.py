"""Rows of the verification table: what is expected, what was found, and between which bounds it may lie.

``low`` and ``high`` bound what is found when the engine is right. An exact row has no width. A stochastic row leaves
its bounds with a small probability, its false-alarm rate, although nothing is wrong. The rates of all rows together
stay below ``WHOLE_BATTERY`` (Bonferroni: each row gets the same part, which therefore follows from their number).
A bound that is too wide would let everything pass, so each stochastic row also says how wide it may be at most.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

WHOLE_BATTERY = 0.0009  # probability that a right engine fails any row; the promise is below 0.001
FEWEST_IN_CELL = 25.0  # expected number in a cell of a chi-square; cells with less are put together
MEAN_DISTANCE = math.sqrt(math.pi / 2.0) * math.log(2.0)  # of Kolmogorov's law, the limit for large samples
Bounds = Callable[[float], tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table; ``false_alarm`` and ``widest`` (half-width) are None where nothing is left to chance."""

    check: str
    quantity: str
    expected: float
    found: float
    low: float
    high: float
    passed: bool
    false_alarm: float | None = None
    widest: float | None = None

    @property
    def inside(self) -> bool:
        """Whether what was found lies within the bounds, however wide they are."""
        return self.low <= self.found <= self.high


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found, before it is known how many rows share the false alarms.

    ``bounds`` gives the bounds of ``found`` at a false-alarm rate; None says that it must equal ``expected``.
    ``widest`` is the largest half-width at which the row still says something.
    """

    quantity: str
    expected: float
    found: float
    bounds: Bounds | None = None
    widest: float = math.inf

    def judged(self, check: str, false_alarm: float) -> Row:
        """The row, at this false-alarm rate."""
        expected, found = float(self.expected), float(self.found)
        if self.bounds is None:
            return Row(check, self.quantity, expected, found, expected, expected, found == expected)
        low, high = (float(bound) for bound in self.bounds(false_alarm))
        passed = low <= found <= high and (high - low) / 2.0 <= self.widest
        return Row(check, self.quantity, expected, found, low, high, bool(passed), false_alarm, float(self.widest))


def judge(findings: Iterable[tuple[str, Finding]]) -> list[Row]:
    """The rows of all checks, each stochastic one at an equal part of the battery's false alarms."""
    listed = list(findings)
    stochastic = sum(finding.bounds is not None for _, finding in listed)
    return [finding.judged(check, WHOLE_BATTERY / max(1, stochastic)) for check, finding in listed]


def exact(quantity: str, expected: float, found: float) -> Finding:
    """Two numbers that have to be equal."""
    return Finding(quantity, float(expected), float(found))


def at_most(quantity: str, expected: float, found: float, tolerated: float, values: ArrayLike) -> Finding:
    """A mean that may be off by ``tolerated``, beside what chance adds (t interval over replications)."""
    number = np.size(np.asarray(values))
    error = float(np.std(np.asarray(values, float), ddof=1)) / math.sqrt(number)

    def bounds(false_alarm: float) -> tuple[float, float]:
        half = tolerated + float(stats.t.isf(false_alarm / 2.0, number - 1)) * error
        return expected - half, expected + half

    return Finding(quantity, expected, found, bounds, 1.5 * tolerated)


def mean(quantity: str, expected: float, values: ArrayLike, within: float) -> Finding:
    """A mean over independent replications: Student's t; ``within`` is the widest half-width relative to expected."""
    x = np.asarray(values, float)
    error = float(x.std(ddof=1)) / math.sqrt(x.size)

    def bounds(false_alarm: float) -> tuple[float, float]:
        half = float(stats.t.isf(false_alarm / 2.0, x.size - 1)) * error
        return expected - half, expected + half

    return Finding(quantity, expected, float(x.mean()), bounds, within * abs(expected))


def normal(quantity: str, expected: float, found: float, deviation: float, widest: float) -> Finding:
    """A statistic that is normal with a known standard deviation."""

    def bounds(false_alarm: float) -> tuple[float, float]:
        half = float(stats.norm.isf(false_alarm / 2.0)) * deviation
        return expected - half, expected + half

    return Finding(quantity, expected, found, bounds, widest)


def share(quantity: str, probability: float, hits: int, trials: int, widest: float = 0.05) -> Finding:
    """A share of independent trials: exact binomial bounds; a probability of 0 or 1 has to be met exactly."""
    if trials == 0:
        return Finding(f"{quantity} (never met)", probability, math.nan, lambda _: (probability, probability))
    if probability <= 0.0 or probability >= 1.0:
        return exact(quantity, probability, hits / trials)
    law = stats.binom(trials, probability)

    def bounds(false_alarm: float) -> tuple[float, float]:
        return float(law.ppf(false_alarm / 2.0)) / trials, float(law.isf(false_alarm / 2.0)) / trials

    return Finding(f"{quantity} (n = {trials})", probability, hits / trials, bounds, widest)


def weighted_share(
    quantity: str, probabilities: ArrayLike, hits: ArrayLike, widest: float = 0.05, weights: ArrayLike | None = None
) -> Finding:
    """Trials with a probability of their own each: the mean of what happened against the mean probability.

    Each trial's probability was known before it happened, so that the differences form a martingale; its sum is
    normal for many trials.
    """
    p, x = np.asarray(probabilities, float), np.asarray(hits, float)
    w = np.ones(p.size) if weights is None else np.asarray(weights, float)
    deviation = math.sqrt(float((w * w * p * (1.0 - p)).sum())) / float(w.sum())
    return normal(f"{quantity} (n = {p.size})", float(np.average(p, weights=w)), float(np.average(x, weights=w)),
                  deviation, widest)  # fmt: skip


def spread(quantity: str, counts: ArrayLike, probabilities: ArrayLike, widest: float = 0.1) -> Finding:
    """Counts by cell against their probabilities: Pearson's chi-square, shown as sqrt(chi-square / n).

    That is Cohen's w, the typical relative difference between a cell's share and its probability; ``widest`` is
    the largest difference that may still go unseen, halved as every half-width is.
    """
    observed, p = _joined(np.asarray(counts, float), np.asarray(probabilities, float))
    total = float(observed.sum())
    if total == 0.0 or observed.size < 2:
        return Finding(f"{quantity} (never met)", 0.0, math.nan, lambda _: (0.0, 0.0))
    chi_square = float(((observed - total * p) ** 2 / (total * p)).sum())
    freedom = observed.size - 1

    def bounds(false_alarm: float) -> tuple[float, float]:
        return 0.0, math.sqrt(float(stats.chi2.isf(false_alarm, freedom)) / total)

    return Finding(f"{quantity} (n = {int(total)})", math.sqrt(freedom / total), math.sqrt(chi_square / total),
                   bounds, widest)  # fmt: skip


def _joined(observed: NDArray[np.float64], p: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Put cells of small expectation together, so that the chi-square is one."""
    p = p / p.sum()
    order = np.argsort(-p, kind="stable")
    observed, p = observed[order], p[order]
    enough = p * observed.sum() >= FEWEST_IN_CELL
    if enough.all():
        return observed, p
    rest_observed, rest_p = float(observed[~enough].sum()), float(p[~enough].sum())
    observed, p = observed[enough], p[enough]
    if rest_p * (observed.sum() + rest_observed) >= FEWEST_IN_CELL or observed.size == 0:
        return np.append(observed, rest_observed), np.append(p, rest_p)
    observed[-1] += rest_observed
    p[-1] += rest_p
    return observed, p


def distribution(
    quantity: str, sample: ArrayLike, cumulative: Callable[[NDArray[np.float64]], ArrayLike], widest: float = 0.04,
    families: int = 1,
) -> Finding:  # fmt: skip
    """The distance of Kolmogorov and Smirnov between a sample and a continuous law.

    ``families`` is of how many such distances this is the largest; the bounds allow for that.
    """
    x = np.sort(np.asarray(sample, float))
    n = x.size
    if n == 0:
        return Finding(f"{quantity} (never met)", 0.0, math.nan, lambda _: (0.0, 0.0))
    distance = float(stats.ks_1samp(x, cumulative).statistic)

    def bounds(false_alarm: float) -> tuple[float, float]:
        return 0.0, float(stats.kstwo.isf(false_alarm / families, n))

    return Finding(f"{quantity} (n = {n})", MEAN_DISTANCE / math.sqrt(n), distance, bounds, widest)


def chi_square(quantity: str, found: float, freedom: int, widest: float) -> Finding:
    """A chi-square over its degrees of freedom, too large or too small."""

    def bounds(false_alarm: float) -> tuple[float, float]:
        law = stats.chi2(freedom)
        return float(law.ppf(false_alarm / 2.0)) / freedom, float(law.isf(false_alarm / 2.0)) / freedom

    return Finding(quantity, 1.0, found / freedom, bounds, widest)


def all_equal(quantity: str, kept: ArrayLike, recounted: ArrayLike, names: Sequence[str]) -> Finding:
    """How many of several pairs of whole numbers are equal; the names of those that differ are said."""
    same = np.asarray(kept) == np.asarray(recounted)
    differing = [name for name, equal in zip(names, same, strict=True) if not equal]
    said = f"{quantity}: not so for {', '.join(differing[:3])}" if differing else quantity
    return exact(said, len(names), int(same.sum()))
