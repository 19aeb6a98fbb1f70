"""Finding places: noticing is contact times detection, by the places that see children of an age.

The calibrated rate of noticing at an age belongs to the ordinary contacts of its finding places. What is added to
them (contacts, minutes, reach, skill) raises the part of the noticing that comes from that place.

Source: contacts of midwives, youth health care and care teams of schools, Eigen Kracht-conferenties in het preventieve
domein (augustus 2010) [003], section 2.2, and Van nul tot later als ik groot ben (2017) [002], Huizen.
"""

import math

from youthsim.chain.states import (
    AGE_0_4,
    AGE_4_12,
    FOUND_BY_CONSULTATIEBUREAU,
    FOUND_BY_MIDWIFE,
    FOUND_BY_OTHERS,
    FOUND_BY_PRESCHOOL,
    FOUND_BY_PRIMARY_SCHOOL,
    FOUND_BY_YOUTH_HEALTH,
    FOUND_BY_YOUTH_WORK,
    PRENATAL,
)
from youthsim.compiled import rule
from youthsim.parameters import index as P
from youthsim.parameters.index import Values


@rule
def first_place(group: int) -> int:
    """The first finding place of an age group."""
    if group == PRENATAL:
        return FOUND_BY_MIDWIFE
    if group == AGE_0_4:
        return FOUND_BY_CONSULTATIEBUREAU
    return FOUND_BY_PRIMARY_SCHOOL if group == AGE_4_12 else FOUND_BY_YOUTH_HEALTH


@rule
def last_place(group: int) -> int:
    """The last finding place of an age group."""
    if group == PRENATAL:
        return FOUND_BY_MIDWIFE
    if group == AGE_0_4:
        return FOUND_BY_PRESCHOOL
    return FOUND_BY_YOUTH_HEALTH if group == AGE_4_12 else FOUND_BY_YOUTH_WORK


@rule
def detected(p: Values, minutes: float) -> float:
    """Probability that a problem is seen in a contact of so many minutes."""
    return 1.0 - math.exp(-p[P.finding_detection_per_minute] * minutes)


@rule
def strength(p: Values, place: int) -> float:
    """What a finding place notices relative to its ordinary contacts: contacts x attendance x detection; 1 in those."""
    contacts = max(0.0, 1.0 + p[P.finding_extra_contacts + place] / p[P.finding_contacts + place])
    attends = p[P.finding_reach + place] * (1.0 - p[P.finding_no_show + place])
    sought = p[P.finding_seeks_out + place] * (1.0 - attends) / attends
    sees = p[P.finding_detection + place]
    if p[P.finding_extra_minutes + place] > 0.0:
        minutes = p[P.finding_minutes + place]
        sees *= detected(p, minutes + p[P.finding_extra_minutes + place]) / detected(p, minutes)
    inside = 1.0 + p[P.finding_inside_cjg + place] * p[P.finding_inside_gain]
    return contacts * (1.0 + sought) * sees * inside


@rule
def age_factor(p: Values, group: int) -> float:
    """Factor of being noticed at an age: that of the age, times what its finding places do beyond the ordinary."""
    more = 0.0
    for place in range(first_place(group), last_place(group) + 1):
        more += p[P.finding_share + place] * (strength(p, place) - 1.0)
    return p[P.noticing_age_factor + group] * max(0.0, 1.0 + more)


@rule
def noticed_up_to(p: Values, group: int, last: int) -> float:
    """Share of the noticing at an age that comes from its finding places up to this one, in their order."""
    ordinary, total, so_far = 0.0, 0.0, 0.0
    for place in range(first_place(group), last_place(group) + 1):
        ordinary += p[P.finding_share + place]
        total += p[P.finding_share + place] * strength(p, place)
        if place == last:
            so_far = total
    total += max(0.0, 1.0 - ordinary)
    return so_far / total if total > 0.0 else 0.0


@rule
def is_inside(p: Values, place: int) -> bool:
    """Whether practices of the finding place sit inside the CJG."""
    return place != FOUND_BY_OTHERS and p[P.finding_inside_cjg + place] > 0.0


@rule
def goes_inside(p: Values, place: int, u: float) -> bool:
    """Whether a family noticed by a practice inside the CJG goes to the local team, whatever its door elsewhere."""
    return u < p[P.finding_inside_cjg + place] * p[P.finding_inside_to_local]
