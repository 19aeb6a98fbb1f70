"""Protection: investigation, request, hearing, OTS with its reviews, uithuisplaatsing and voogdij.

Source of the order of steps: RvdK and CBS series in the registry. A measure belongs to a child.
"""

from youthsim.chain.states import CRISIS, MULTIPLE
from youthsim.compiled import rule
from youthsim.parameters import index as P
from youthsim.parameters.index import Values

TENTHS_PER_PLACE = 10
END, RENEW, TO_VOOGDIJ = range(3)


@rule
def investigation_days(p: Values, trust: float) -> float:
    """Mean duration of an investigation; a case shared with a trusted team is shorter."""
    return p[P.rvdk_investigation_days] * (1.0 - p[P.rvdk_shared_case_effect] * trust)


@rule
def requests_ots(p: Values, level: int, u: float) -> bool:
    """Whether the investigation ends in a request for an OTS."""
    return u < p[P.rvdk_request + level - 1]


@rule
def handed_to_voluntary_help(p: Values, u: float) -> bool:
    """Whether an investigation without request hands the family to the local team."""
    return u < p[P.rvdk_to_local]


@rule
def is_granted(p: Values, u: float) -> bool:
    """Whether the court grants the request."""
    return u < p[P.court_granted]


@rule
def placed_at_start(p: Values, level: int, u: float) -> bool:
    """Whether an OTS starts with an uithuisplaatsing."""
    return u < p[P.ots_uhp_at_start + level - 1]


@rule
def uhp_switch_rate(p: Values, level: int, placed: bool) -> float:
    """Rate per year of an uithuisplaatsing starting, or of coming home, during an OTS."""
    if placed:
        return p[P.uhp_off + level - 1]
    if level >= MULTIPLE:
        return p[P.uhp_on + level - MULTIPLE]
    return 0.0


@rule
def review(
    p: Values,
    level: int,
    placed: bool,
    placed_days: float,
    trust: float,
    gi_stays: bool,
    u_end: float,
    u_voogdij: float,
) -> int:
    """The outcome of a review.

    END when the family is safe and the GI trusts the local team, TO_VOOGDIJ after a long uithuisplaatsing, else RENEW.
    """
    if level < CRISIS:
        ends = p[P.ots_end_base] + p[P.ots_end_trust] * trust
        if gi_stays:
            ends += p[P.early_gi_available_readiness]
        if placed:
            ends *= p[P.ots_end_uhp_factor]
        if u_end < ends:
            return END
    if placed and placed_days >= p[P.voogdij_after_days] and u_voogdij < p[P.voogdij_at_review]:
        return TO_VOOGDIJ
    return RENEW
