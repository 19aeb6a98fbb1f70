"""Investigations x request x granted = measures, on the baseline as it is, with everything on.

Every investigation that ends has a probability of a request that depends on the level of that day; every request about
a child under 18 is granted with one probability; every measure that is no emergency begins with a placement with a
probability by level. Investigations are followed to the court's decision, so that none is lost at the edge of the run.
Inflow x duration = stock holds exactly, with its edges, and stands among the rows of Little's law.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import numpy as np
from numpy.typing import NDArray

from youthsim.arrays import build
from youthsim.engines.core import columns as C
from youthsim.scenario import load
from youthsim.verification import rows
from youthsim.verification.effort import Effort
from youthsim.verification.laboratory import watched
from youthsim.verification.stories import Integers, Stories

YEARS = 5
COURT_TAKES_DAYS = 365.0  # many times the mean delay of a hearing


@cache
def told(effort: Effort) -> Stories:
    """The baseline, family by family."""
    arrays = build(load("baseline"), families=effort.families, years=YEARS)
    return Stories(watched(arrays, effort.seed, 400))


def _levels(story: Stories) -> Integers:
    """[lines] the level of the family at each line."""
    changes = story.are("level_up", "level_down")
    last = story.latest(changes)
    now = np.where(last >= 0, story.lines["detail"][last], story.level)
    return np.where(changes, story.lines["detail"], now)


def _by_level(story: Stories, name: str, level: Integers) -> NDArray[np.float64]:
    return np.array([0.0, *(story.seen.value(f"{name}.{k}") for k in range(1, 6))])[level]


def measures(effort: Effort) -> Iterator[rows.Finding]:
    """From investigation to placement, decision by decision and all together."""
    story = told(effort)
    level, tick = _levels(story), story.lines["tick"]
    ended = story.are("investigation_ends")
    asks = _by_level(story, "rvdk.request", level)
    requested = story.lines["detail"] == 1
    yield rows.weighted_share("baseline: investigations x request", asks[ended], requested[ended], 0.07)
    court = story.are("court_decides")
    granted = story.seen.value("court.granted")
    yield rows.share("baseline: requests x granted", granted, int(story.lines["detail"][court].sum()), int(court.sum()))
    begun = story.latest(story.are("investigation_starts"))
    subject = (begun >= 0) & (story.lines["detail"][begun] > 0)
    leaves = story.next(story.are("leaves", "turns_18"))
    far = np.where(leaves >= 0, tick[leaves], story.end) - tick > COURT_TAKES_DAYS * C.TICKS
    followed = ended & subject & far
    decision = story.next(court | ended)
    yes = (decision >= 0) & court[decision] & (story.lines["detail"][decision] == 1) & requested
    yield rows.weighted_share(
        "baseline: investigations x request x granted = measures", granted * asks[followed], yes[followed], 0.07
    )
    starts = story.are("ots_starts")
    order = story.latest(story.are("emergency_order"))
    plain = starts & ~((order >= 0) & (tick[order] == tick))
    placed = story.same_tick(plain, "uhp_starts")
    yield rows.weighted_share(
        "baseline: measures x placed at the start = UHP",
        _by_level(story, "ots.uhp_at_start", level)[plain],
        placed,
        0.1,
    )
