"""The Eigen Kracht-conferentie: offered by a team that has adopted it, accepted by the family, its endings.

Registrations = exposure x eligible and safe x adoption x acceptance. A plan is a decision, not help: it changes
the multipliers of the family, may ask for professional help, and can collapse.

Source: Eigen Kracht-conferenties in het preventieve domein (Schuurman e.a., augustus 2010) [003].
"""

from youthsim.chain.states import OFFERER_BJZ, SINGLE
from youthsim.compiled import rule
from youthsim.parameters import index as P
from youthsim.parameters.index import Values

CONFERENCE_WITH_PLAN, PLAN_WITHOUT_CONFERENCE, LOST = range(3)
STIMULUS_UNIT_EUR = 1600.0  # the unit in which ekc.stimulus_effect is stated


@rule
def is_offered(p: Values, level: int, adoption: float, u: float) -> bool:
    """Whether a conference is offered in a trajectory that starts."""
    if p[P.ekc_available] <= 0.0 or level < SINGLE:
        return False
    share = p[P.ekc_exposure] * p[P.ekc_safe_enough + level - SINGLE] * adoption
    share *= 1.0 - p[P.ekc_change_load_effect] * p[P.ekc_change_load]
    share *= 1.0 + p[P.ekc_stimulus_effect] * p[P.ekc_stimulus_eur] / STIMULUS_UNIT_EUR
    return u < share


@rule
def is_offered_elsewhere(p: Values, level: int, offerer: int, adoption: float, u: float) -> bool:
    """Whether another organisation than the local team offers a conference to a family that starts there."""
    if p[P.ekc_available] <= 0.0 or level < SINGLE:
        return False
    share = p[P.ekc_elsewhere_exposure + offerer - OFFERER_BJZ] * p[P.ekc_safe_enough + level - SINGLE] * adoption
    share *= 1.0 + p[P.ekc_stimulus_effect] * p[P.ekc_stimulus_eur] / STIMULUS_UNIT_EUR
    return u < share


@rule
def is_accepted(p: Values, network: float, u: float) -> bool:
    """Whether the family accepts; a stronger network makes it readier."""
    return u < p[P.ekc_accepts] * (1.0 + network - p[P.population_network_strength])


@rule
def ending(p: Values, u: float) -> int:
    """How a registration ends."""
    if u < p[P.ekc_conference_with_plan]:
        return CONFERENCE_WITH_PLAN
    if u < p[P.ekc_conference_with_plan] + p[P.ekc_plan_without_conference]:
        return PLAN_WITHOUT_CONFERENCE
    return LOST


@rule
def collapse_rate(p: Values) -> float:
    """Rate per year of a running plan collapsing; monitoring lowers it."""
    return p[P.ekc_collapse_rate] * (1.0 - p[P.ekc_monitoring])


@rule
def asks_professional_help(p: Values, u: float) -> bool:
    """Whether the plan asks for specialised help."""
    return u < p[P.ekc_asks_professional_help]


@rule
def network_after_collapse(p: Values, network: float) -> float:
    """What is left of the network after a plan collapsed."""
    return network * (1.0 - p[P.ekc_network_used_up])
