"""A programme of prevention: whom it reaches, what it changes for them, for how long, and how many can take part.

One mechanism for programmes of many kinds. A family is offered the programme when a child reaches an age, or found by
it while it has problems; it may get the programme instead of other help. Taking part changes how problems grow and
shrink, how it is noticed and whether it accepts help; some of that works on afterwards.

Source: the fifteen stories of Van nul tot later als ik groot ben (2017) [002]; none gives the size of an effect.
"""

from youthsim.chain.capacity import PER_YOUTHS
from youthsim.chain.family import DAYS_PER_YEAR, PREGNANCY_DAYS, ticks
from youthsim.chain.states import PROGRAMME_LASTING, PROGRAMME_RUNNING, SINGLE
from youthsim.compiled import rule
from youthsim.parameters import index as P
from youthsim.parameters.index import Values


@rule
def age_ticks(years: float) -> int:
    """Ticks from the birth of a child to an age in years; below zero before the birth, not before the pregnancy."""
    if years >= 0.0:
        return ticks(years * DAYS_PER_YEAR)
    return -min(ticks(-years * DAYS_PER_YEAR), ticks(PREGNANCY_DAYS) - 1)


@rule
def is_offered_by_age(p: Values) -> bool:
    """Whether the programme is offered at an age, and does not look for families itself."""
    return p[P.prevention_offer_share] > 0.0


@rule
def takes(p: Values, level: int, risk: float) -> bool:
    """Whether the programme takes families of this level and risk."""
    fits = p[P.prevention_from_level] <= level and level <= p[P.prevention_to_level]
    return fits and risk >= p[P.prevention_from_risk]


@rule
def looks_for(p: Values, level: int, risk: float) -> bool:
    """Whether the programme looks for such a family."""
    return p[P.prevention_find_rate] > 0.0 and takes(p, level, risk)


@rule
def places(p: Values, youths: float) -> int:
    """Families of an area with so many youths that can take part at one time, rounded to the nearest."""
    return int(p[P.prevention_places] * youths / PER_YOUTHS + 0.5)


@rule
def accepts(p: Values, avoider: bool, u: float) -> bool:
    """Whether a family that is asked takes part."""
    return u < (p[P.prevention_avoider_accepts] if avoider else p[P.prevention_accepts])


@rule
def up_factor(p: Values, state: int) -> float:
    """Factor on the growth of problems."""
    if state == PROGRAMME_RUNNING:
        return p[P.prevention_up_during]
    return p[P.prevention_up_after] if state == PROGRAMME_LASTING else 1.0


@rule
def down_factor(p: Values, state: int) -> float:
    """Factor on recovery."""
    if state == PROGRAMME_RUNNING:
        return p[P.prevention_down_during]
    return p[P.prevention_down_after] if state == PROGRAMME_LASTING else 1.0


@rule
def accepts_more(p: Values, state: int) -> float:
    """Acceptance of help beyond others, by a family that takes or took part."""
    return p[P.prevention_accepts_gain] if state in (PROGRAMME_RUNNING, PROGRAMME_LASTING) else 0.0


@rule
def is_relieved(p: Values, level: int, u: float) -> bool:
    """Whether problems shrink at the start."""
    return level >= SINGLE and u < p[P.prevention_relieves]


@rule
def hands_over(p: Values, level: int, u: float) -> bool:
    """Whether the family is handed to the local team at the end."""
    return level >= p[P.prevention_refers_from_level] and u < p[P.prevention_refers]


@rule
def network_after(p: Values, own: float) -> float:
    """Network strength at the end of the programme."""
    return min(1.0, own + p[P.prevention_network_gain])
