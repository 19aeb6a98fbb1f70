"""Early involvement of the GI: called in by the local team before a measure.

Source: Projectverslag Wijkgerichte Aanpak Kindveiligheid (Van Gool, augustus 2017) [004], chapter 2.
The share of calls for families that would never have been requested (net-widening) decides how large the effect is and
is a parameter with a wide range.
"""

from youthsim.chain.states import LEVELS, MULTIPLE, SINGLE
from youthsim.compiled import rule
from youthsim.parameters import index as P
from youthsim.parameters.index import Values


@rule
def call_probability(p: Values, trust: float) -> float:
    """Probability that a team that would file a request calls in the GI instead."""
    return min(1.0, (p[P.early_gi_call_base] + p[P.early_gi_call_trust] * trust) * p[P.early_gi_mandate])


@rule
def is_open(p: Values, level: int) -> bool:
    """Whether the GI can be called in for a family of this level."""
    return p[P.early_gi_available] > 0.0 and level >= MULTIPLE


@rule
def diverts(p: Values, trust: float, u: float) -> bool:
    """Whether the team calls the GI where it would otherwise file a request."""
    return u < call_probability(p, trust)


@rule
def widens(p: Values, level: int, trust: float, u: float) -> bool:
    """Whether the team calls the GI for a family that would not have been requested.

    The probability makes such calls the share ``net_widening`` of all calls at this level.
    """
    confirmed = p[P.concern_confirmed + level - SINGLE]
    share = p[P.early_gi_net_widening]
    if confirmed >= 1.0 or share >= 1.0 or level > LEVELS:
        return False
    odds = confirmed / (1.0 - confirmed) * share / (1.0 - share)
    return u < min(1.0, call_probability(p, trust) * odds)


@rule
def waits_if_full(p: Values, u: float) -> bool:
    """Whether a call waits where no GI place is free."""
    return u < p[P.early_gi_waits_if_full]


@rule
def tenths_for_early(p: Values) -> int:
    """Tenths of a GI place that early involvement of one family takes; siblings are one request."""
    return int(p[P.early_gi_place_tenths])


@rule
def safety_restored(level: int) -> bool:
    """Whether early involvement ends in the voluntary frame; else it ends in a request."""
    return level <= MULTIPLE


@rule
def stays_available(p: Values, u: float) -> bool:
    """Whether the GI stays available after a measure."""
    return u < p[P.early_gi_stays_available]
