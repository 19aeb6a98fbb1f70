"""A family manager directs what many do around one family (MPG), with pressure where it comes to that (drang).

Pressure (conditions to a benefit, the threat of an uithuisplaatsing) lies between voluntary help and a measure: it
ends with the family safe, or in a request. Sources: Lessen en ervaringen CJG en BJZ (Opvoeden in de Buurt, april
2010) [001], annexes 2.7.5 and 3.2; Rapportage Opvoeden in de Buurt (oktober 2009) [000].
"""

from youthsim.chain.states import CRISIS, FAMILY_MANAGER, MULTIPLE, PRESSURE
from youthsim.compiled import rule
from youthsim.parameters import index as P
from youthsim.parameters.index import Values


@rule
def exist(p: Values) -> bool:
    """Whether there are family managers at all."""
    return p[P.family_manager_fte] > 0.0


@rule
def is_considered(p: Values, level: int, professionals: int, days_coordinated: float) -> bool:
    """Whether a family manager is considered: many professionals, and regular coordination has had its time."""
    return (
        level >= p[P.family_manager_from_level]
        and professionals >= p[P.family_manager_from_professionals]
        and days_coordinated >= p[P.family_manager_after_days]
    )


@rule
def is_appointed(p: Values, u: float) -> bool:
    """Whether one is appointed where it is considered."""
    return u < p[P.family_manager_share]


@rule
def up_factor(p: Values, around: int) -> float:
    """Factor on the growth of problems with a family manager."""
    return p[P.family_manager_up_factor] if around >= FAMILY_MANAGER else 1.0


@rule
def down_factor(p: Values, around: int) -> float:
    """Factor on the shrinking of problems with a family manager."""
    return p[P.family_manager_down_factor] if around >= FAMILY_MANAGER else 1.0


@rule
def concern_factor(p: Values, around: int) -> float:
    """Factor on concerns for safety: a family manager comes to the home and sees more."""
    return p[P.family_manager_concern_factor] if around >= FAMILY_MANAGER else 1.0


@rule
def uhp_factor(p: Values, around: int) -> float:
    """Factor on children being placed during an OTS: who directs may also bring that decision forward."""
    return p[P.family_manager_uhp_factor] if around >= FAMILY_MANAGER else 1.0


@rule
def leaving_factor(p: Values, around: int) -> float:
    """Factor on leaving a queue: who is under pressure stays more often."""
    return 1.0 - p[P.drang_holds] if around == PRESSURE else 1.0


@rule
def uses_pressure(p: Values, u: float) -> bool:
    """Whether a confirmed concern leads to pressure first, and to no request yet."""
    return u < p[P.drang_share]


@rule
def follows_refusal(p: Values, level: int, u: float) -> bool:
    """Whether a family with several problems that refuses help gets a family manager with pressure."""
    return level >= MULTIPLE and u < p[P.drang_after_refusal]


@rule
def accepts_under_pressure(p: Values, u: float) -> bool:
    """Whether a family that refused accepts help under pressure."""
    return u < p[P.drang_accepts]


@rule
def is_safe(level: int) -> bool:
    """Whether pressure can end without a request."""
    return level < CRISIS
