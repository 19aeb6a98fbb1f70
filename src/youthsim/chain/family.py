"""Who a family is: its children, its risk, its network, and how long it is in the population.

A family enters nine months before its first child and leaves at the 18th birthday of its last. Children are
born at equal spacing. Ages are in ticks relative to the family's entry.
"""

from youthsim.chain.states import AGE_0_4, AGE_4_12, AGE_12_18, PRENATAL
from youthsim.compiled import rule
from youthsim.parameters import index as P
from youthsim.parameters.index import Values

MAX_CHILDREN = 4
TICKS_PER_DAY = 1440
DAYS_PER_YEAR = 365.25
ADULT_AGE_YEARS = 18
SCHOOL_AGE_YEARS = 4
SECONDARY_AGE_YEARS = 12
PREGNANCY_DAYS = 274


@rule
def ticks(days: float) -> int:
    """Whole ticks that cover this many days, rounded up."""
    whole = int(days * TICKS_PER_DAY)
    if whole < days * TICKS_PER_DAY:
        whole += 1
    return whole


@rule
def years_in_ticks(years: float) -> int:
    """Whole ticks of this many years."""
    return int(years * DAYS_PER_YEAR * TICKS_PER_DAY)


@rule
def number_of_children(p: Values, u: float) -> int:
    """How many children this family will have, from one uniform."""
    cumulative = 0.0
    for children in range(1, MAX_CHILDREN):
        cumulative += p[P.population_family_size + children - 1]
        if u < cumulative:
            return children
    return MAX_CHILDREN


@rule
def birth_tick(p: Values, entry: int, child: int) -> int:
    """When this child (0 is the first) of a family that entered at ``entry`` is born."""
    return entry + ticks(PREGNANCY_DAYS) + years_in_ticks(child * p[P.population_birth_spacing])


@rule
def leaving_tick(p: Values, entry: int, children: int) -> int:
    """When the last child of the family turns 18."""
    return birth_tick(p, entry, children - 1) + years_in_ticks(ADULT_AGE_YEARS)


@rule
def is_minor(birth: int, now: int) -> bool:
    """Whether a child born at ``birth`` is born and under 18 at ``now``."""
    return birth <= now and now < birth + years_in_ticks(ADULT_AGE_YEARS)


@rule
def age_group(birth: int, now: int) -> int:
    """The age group by which finding places see this child."""
    if now < birth:
        return PRENATAL
    if now < birth + years_in_ticks(SCHOOL_AGE_YEARS):
        return AGE_0_4
    if now < birth + years_in_ticks(SECONDARY_AGE_YEARS):
        return AGE_4_12
    return AGE_12_18


@rule
def sibling_in_case(p: Values, u: float) -> bool:
    """Whether a sibling of the first minor child is part of an investigation."""
    return u < p[P.population_child_in_case]


@rule
def network_of(p: Values, u: float) -> float:
    """Network strength of a family, spread evenly around the mean and within 0 and 1."""
    mean = p[P.population_network_strength]
    spread = min(mean, 1.0 - mean)
    return min(1.0, max(0.0, mean + (2.0 * u - 1.0) * spread + p[P.ekc_noaberschap]))


@rule
def avoids_care(p: Values, u: float) -> bool:
    """Whether the family avoids care."""
    return u < p[P.population_care_avoiding]


@rule
def is_followed_up(p: Values, u: float) -> bool:
    """Whether a youth who turns 18 in need is followed up."""
    return u < p[P.population_follow_up_after_18]
