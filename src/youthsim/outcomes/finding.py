"""Finding places: whom they notice, the work that it costs them, and what is done beyond their ordinary contacts."""

from __future__ import annotations

import numpy as np

from youthsim.chain import finding as rules
from youthsim.chain.family import (
    ADULT_AGE_YEARS,
    DAYS_PER_YEAR,
    PREGNANCY_DAYS,
    SCHOOL_AGE_YEARS,
    SECONDARY_AGE_YEARS,
)
from youthsim.chain.states import AGE_12_18, FINDING_PLACES, FOUND_BY_OTHERS
from youthsim.compiled import plain
from youthsim.outcomes.sums import Series, Sums, with_region

plainly = plain(rules)
MINUTES_PER_HOUR = 60.0
RELIEF = (
    "finding.relief.midwife", "finding.relief.consultatiebureau", "finding.relief.preschool",
    "finding.relief.primary_school", "finding.relief.youth_health", "finding.relief.secondary_school",
    "finding.relief.police", "finding.relief.youth_work",
)  # fmt: skip
# Years that a child spends in each age group, in the order of the age groups.
YEARS_AT_AGE = (
    PREGNANCY_DAYS / DAYS_PER_YEAR, SCHOOL_AGE_YEARS, SECONDARY_AGE_YEARS - SCHOOL_AGE_YEARS,
    ADULT_AGE_YEARS - SECONDARY_AGE_YEARS,
)  # fmt: skip


def series(sums: Sums, name: str) -> dict[str, Series]:
    """Per finding place: families that it ``noticed``, or the ``hours`` that these cost it."""
    return hours(sums) if name == "hours" else noticed(sums)


def noticed(sums: Sums) -> dict[str, Series]:
    """Families noticed by each finding place."""
    return {place: sums.get(f"count.noticed_{place}")["all"] for place in FINDING_PLACES}


def hours(sums: Sums) -> dict[str, Series]:
    """Hours of work with the families that they notice, less what others take over from them."""
    per_signal = sums.parameter("finding.hours_per_signal")
    found = {}
    for place, relief in zip(FINDING_PLACES[:FOUND_BY_OTHERS], RELIEF, strict=True):
        left = 1.0 - sums.parameter(relief)
        found[place] = with_region(sums.get(f"count.noticed_{place}")["all"][:, :-1] * per_signal * left)
    return found


def extra_hours(sums: Sums) -> np.ndarray:
    """[years, areas]: hours per year of contacts beyond the ordinary ones; below zero where contacts fell away."""
    youths = np.asarray(sums.arrays.area_youths, float)
    total = np.zeros((sums.years, sums.areas))
    for number, place in enumerate(FINDING_PLACES[:FOUND_BY_OTHERS]):

        def now(name: str, place: str = place) -> np.ndarray:
            return sums.parameter(f"finding.{name}.{place}")

        contacts, minutes = now("contacts"), now("minutes")
        attends = now("reach") * (1.0 - now("no_show"))
        there = np.maximum(0.0, contacts + now("extra_contacts"))
        longer = there * (minutes + now("extra_minutes")) - contacts * minutes
        sought = now("seeks_out") * (1.0 - attends) * there * minutes
        children = youths * _share_of_life(number)
        total += children * (attends * longer + sought) / MINUTES_PER_HOUR
    return total


def _share_of_life(place: int) -> float:
    """Children of the ages of a finding place, for each youth under 18."""
    ages = [age for age in range(AGE_12_18 + 1) if plainly.first_place(age) <= place <= plainly.last_place(age)]
    return sum(YEARS_AT_AGE[age] for age in ages) / ADULT_AGE_YEARS
