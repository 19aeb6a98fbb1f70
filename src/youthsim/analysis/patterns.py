"""Patterns: what the field observed, as claims about differences between scenarios that hold in nearly every world.

With enough replications any difference, however small, is significant. So a claim has a direction and a least size,
and is asked of draws from the plausible ranges of the parameters: it holds where its probability over the draws is
at least ``LEAST_PROBABILITY`` (pattern-oriented validation: Grimm et al. 2005, Science 310, with a threshold on the
model's own uncertainty). Scenarios are paired by replication within each draw. Draws in which the base is no longer
what was observed are no plausible worlds: ``plausible`` leaves them out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import binomtest

from youthsim.analysis import discovery
from youthsim.analysis.curves import main_effects
from youthsim.analysis.evaluated import Evaluated, Quantity
from youthsim.analysis.targets import Target
from youthsim.experiment.errors import BadInput

LEAST_PROBABILITY = 0.95
HIGHER, LOWER, SAME = "higher", "lower", "about the same"
NOT_HIGHER, NOT_LOWER = "not higher", "not lower"
HOLDS, IN_PART, FAILS = "holds", "in part", "does not hold"
LEAST_IN_PART = 0.5  # below it, most of the plausible worlds do not show the claim
SPREAD = (5, 50, 95)  # percentiles of the size over the draws
CLAIM_COLUMNS = [
    "claim", "outcome", "organisation", "scenario", "less", "direction", "least", "unit", "low", "median", "high",
    "probability", "probability_low", "probability_high", "verdict", "decides", "decides_share", "source",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Claim:
    """One difference that a pattern asks for.

    ``outcome`` of ``scenario`` less that of ``less`` is ``direction`` by at least ``least`` (``about the same``: by at
    most that; ``not higher``, ``not lower``: beyond that at most). Sizes are shares of the mean in ``less``, or in
    units of the outcome where ``absolute``. Without ``less`` the outcome itself is held against ``least``.
    """

    name: str
    outcome: str
    scenario: str
    less: str | None
    direction: str
    least: float
    source: str
    organisation: str = "all"
    absolute: bool = False

    def sizes(self, evaluated: Evaluated) -> NDArray[np.float64]:
        """How large the difference is at every point and replication: [points, replications]."""
        found = evaluated.values(Quantity(self.scenario, self.outcome, self.organisation, less=self.less))
        if self.less is None or self.absolute:
            return found
        base = evaluated.values(Quantity(self.less, self.outcome, self.organisation))
        means = _means(base)[:, None]
        return np.asarray(found / np.where(means == 0, np.nan, means))

    def holds(self, sizes: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Whether it holds at each point, given the mean size there; a point without a size does not show it."""
        if self.direction == SAME:
            return np.asarray(np.abs(sizes) <= self.least)
        (limit,) = self.limits
        return np.asarray(sizes >= limit if self.direction in (HIGHER, NOT_LOWER) else sizes <= limit)

    @property
    def limits(self) -> tuple[float, ...]:
        """The sizes at which the claim begins or ceases to hold; a level is held against ``least`` itself."""
        if self.direction == SAME:
            return (-self.least, self.least)
        falls = self.direction in (LOWER, NOT_LOWER) and self.less is not None
        return (-self.least if falls else self.least,)


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern: what was observed, by whom, and the claims that show it."""

    name: str
    title: str
    source: str
    claims: tuple[Claim, ...]


@dataclass(frozen=True)
class Judged:
    """A pattern over the draws.

    ``table`` has a row per claim (``CLAIM_COLUMNS``): the spread of its size over the draws, the probability that it
    holds with its 95% interval (Wilson), the verdict, and the parameter that explains most of its size with the share
    of the variance that it explains. ``sizes`` has a column per claim and a row per draw. ``probability`` is that of
    all claims together. ``boxes`` says in which part of the ranges a claim mostly fails (see ``discovery``), where
    that can be told. ``left_out`` counts the draws that are no plausible worlds; nothing else knows of them.
    """

    pattern: Pattern
    table: pd.DataFrame
    sizes: pd.DataFrame
    points: pd.DataFrame
    probability: float
    probability_low: float
    probability_high: float
    verdict: str
    boxes: pd.DataFrame | None
    left_out: int = 0


def plausible(evaluated: Evaluated, targets: Sequence[Target], scenario: str, youths: float) -> NDArray[np.bool_]:
    """Whether each point is a plausible world: a scenario meets every target within its 95% range there: [points].

    The range is that of the target's standard deviation; the mean over the replications is held against it.
    """
    met = np.ones(len(evaluated.points), bool)
    for target in targets:
        mean, (low, high) = _means(target.of(evaluated, scenario, youths)), target.ends
        met &= (low <= mean) & (mean <= high)
    return met


def judge(pattern: Pattern, evaluated: Evaluated, *, seed: int = 1, worlds: NDArray[np.bool_] | None = None) -> Judged:
    """Hold a pattern against the draws of a design.

    Args:
        pattern: its claims. evaluated: the design and its results. seed: of the bootstrap that tells what decides.
        worlds: [points] which of them are plausible (``plausible``); all when None.

    Raises:
        BadInput: the results do not hold an outcome, or no world is plausible.
    """
    left_out = 0
    if worlds is not None:
        if not worlds.any():
            raise BadInput(f"in none of the {len(worlds)} draws does the base meet the targets")
        evaluated, left_out = evaluated.only(worlds), int((~worlds).sum())
    rows, held, sizes, boxes = [], [], {}, []
    for claim in pattern.claims:
        values = claim.sizes(evaluated)
        mean = _means(values)
        shown = claim.holds(mean)
        held.append(shown)
        sizes[claim.name] = mean
        decides, share = _deciding(evaluated, values, seed)
        known = mean[np.isfinite(mean)]
        spread = np.percentile(known, SPREAD) if known.size else (np.nan,) * len(SPREAD)
        rows.append(
            (claim.name, claim.outcome, claim.organisation, claim.scenario, claim.less or "", claim.direction,
             claim.least, _unit(claim), *spread, *_probability(shown), decides, share, claim.source)
        )  # fmt: skip
        boxes.append(_box(evaluated.points, ~shown, claim.name))
    table = pd.DataFrame(rows, columns=CLAIM_COLUMNS)
    probability, low, high, verdict = _probability(np.all(held, axis=0))
    found = [box for box in boxes if box is not None]
    failing = pd.concat(found, ignore_index=True) if found else None
    frame = pd.DataFrame(sizes, index=evaluated.points.index)
    return Judged(pattern, table, frame, evaluated.points, probability, low, high, verdict, failing, left_out)


def verdict_of(probability: float) -> str:
    """What is said of a claim with this probability over the plausible worlds."""
    return HOLDS if probability >= LEAST_PROBABILITY else IN_PART if probability >= LEAST_IN_PART else FAILS


def _probability(shown: NDArray[np.bool_]) -> tuple[float, float, float, str]:
    """The share of the draws with its 95% interval (Wilson), and the verdict."""
    found = binomtest(int(shown.sum()), len(shown))
    interval = found.proportion_ci(0.95, method="wilson")
    share = float(shown.mean())
    return share, float(interval.low), float(interval.high), verdict_of(share)


def _deciding(evaluated: Evaluated, values: NDArray[np.float64], seed: int) -> tuple[str, float]:
    """The parameter that explains most of the size, and what share of its variance between draws."""
    known = np.isfinite(values).all(axis=1)
    if known.sum() < 2 * len(evaluated.parameters) or np.ptp(values[known]) == 0 or values.shape[1] < 2:
        return "", float("nan")
    found = main_effects(evaluated.points[known].astype(float), values[known], seed=seed)
    if found["first"].isna().all():
        return "", float("nan")
    first = found.loc[found["first"].idxmax()]
    return str(first["parameter"]), float(np.clip(first["first"], 0.0, 1.0))


def _box(points: pd.DataFrame, fails: NDArray[np.bool_], claim: str) -> pd.DataFrame | None:
    try:
        return discovery.failing_worlds(points, fails).assign(claim=claim)
    except BadInput:  # the search is not installed
        return None


def _means(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """The mean over replications at each point; NaN where there is none."""
    known = np.isfinite(values)
    number = known.sum(axis=1)
    sums = np.where(known, values, 0.0).sum(axis=1)
    return np.asarray(np.where(number > 0, sums / np.maximum(number, 1), np.nan))


def _unit(claim: Claim) -> str:
    from youthsim.outcomes.catalogue import catalogue

    if claim.less is not None and not claim.absolute:
        return f"share of {claim.less}"
    return catalogue()[claim.outcome].unit if claim.outcome in catalogue() else ""


def summary(judged: Sequence[Judged]) -> pd.DataFrame:
    """A row per pattern: its probability with interval, and the verdict."""
    rows: list[dict[str, Any]] = [
        {"pattern": one.pattern.name, "title": one.pattern.title, "claims": len(one.pattern.claims),
         "probability": one.probability, "probability_low": one.probability_low,
         "probability_high": one.probability_high, "draws": len(one.points), "verdict": one.verdict,
         "source": one.pattern.source}
        for one in judged
    ]  # fmt: skip
    return pd.DataFrame(rows)
