"""How problems grow and shrink: a jump process between the five levels of the pyramid.

Up at ``risk x up x multiplier``, down at ``down x multiplier``; the multipliers say what the family receives
at this moment.

Source: the pyramid of Almere, Lessen en ervaringen CJG en BJZ (Opvoeden in de Buurt, april 2010) [001], annex 3.
"""

from youthsim.chain.states import (
    AFTERCARE,
    BJZ,
    BJZ_QUEUE,
    CARE_AFTERCARE,
    CARE_EARLY_GI,
    CARE_INVESTIGATION,
    CARE_LICHT,
    CARE_NONE,
    CARE_OTS,
    CARE_SPECIALISED,
    CARE_UHP,
    CARE_WAITING,
    EARLY,
    GOES_WELL,
    INTAKE,
    LEVELS,
    LOCAL,
    LOCAL_QUEUE,
    MEASURE,
    PROVIDER,
    PROVIDER_QUEUE,
    RVDK,
    STAYING,
)
from youthsim.compiled import rule
from youthsim.parameters import index as P
from youthsim.parameters.index import Values


@rule
def care_received(help_state: int, tier: int, safety_state: int, gi_state: int, placed: bool) -> int:
    """What the family receives now, as one word: the heaviest of what is going on."""
    if gi_state == MEASURE:
        return CARE_UHP if placed else CARE_OTS
    if gi_state == EARLY:
        return CARE_EARLY_GI
    if help_state == PROVIDER:
        return CARE_SPECIALISED
    if help_state == LOCAL:
        return CARE_LICHT + tier
    if safety_state == RVDK:
        return CARE_INVESTIGATION
    if help_state == AFTERCARE or gi_state == STAYING:
        return CARE_AFTERCARE
    if help_state in (INTAKE, LOCAL_QUEUE, PROVIDER_QUEUE, BJZ_QUEUE, BJZ):
        return CARE_WAITING
    return CARE_NONE


@rule
def network_brake(p: Values, network: float) -> float:
    """Factor by which a network of this strength slows growth and speeds recovery, 1 at the mean strength."""
    return 1.0 + p[P.problem_network_effect] * (network - p[P.population_network_strength])


@rule
def up_rate(p: Values, level: int, risk: float, care: int, has_plan: bool, network: float) -> float:
    """Rate per year of growing to the next level; zero at the highest."""
    if level == LEVELS:
        return 0.0
    rate = risk * p[P.problem_up + level - 1] * p[P.problem_up_factor + care] / network_brake(p, network)
    if has_plan:
        rate *= p[P.ekc_plan_up_factor]
    return rate


@rule
def down_rate(p: Values, level: int, care: int, has_plan: bool, network: float) -> float:
    """Rate per year of shrinking to the level below; zero at the lowest."""
    if level == GOES_WELL:
        return 0.0
    rate = p[P.problem_down + level - 2] * p[P.problem_down_factor + care] * network_brake(p, network)
    if has_plan:
        rate *= p[P.ekc_plan_down_factor]
    return rate
