"""Access to specialised help: the indication by Bureau Jeugdzorg (era wjz2005), providers, aftercare."""

from youthsim.chain.states import MULTIPLE
from youthsim.compiled import rule
from youthsim.parameters import index as P


@rule
def sent_back(p, level, wrong, u):
    """Whether the indication sends a family back to the local team; a wrong referral is judged a level lighter."""
    judged = max(1, level - 1) if wrong else level
    return u < p[P.bjz_back_to_local + judged - 1]


@rule
def back_to_local(p, level, u):
    """Whether a provider hands the family back to the local team at the end."""
    return u < p[P.provider_back_to_local + level - 1]


@rule
def gets_aftercare(p, days, u):
    """Whether aftercare follows help or a measure of so many days; it must be planned well before the end."""
    return days >= p[P.aftercare_plan_lead_days] and u < p[P.aftercare_share]


@rule
def is_late(p, days_at_multiple):
    """Whether a referral came late: after this many days at level 3 or above under local help."""
    return days_at_multiple > p[P.bjz_late_after_days]


@rule
def is_wrong_door(level):
    """Whether a family that goes to Bureau Jeugdzorg by itself belongs to the local team."""
    return level < MULTIPLE


@rule
def indication_days(p, years_posted):
    """Mean duration of an indication; posted advisers slowly lose their specialism."""
    return p[P.bjz_indication_days] * (1.0 + p[P.connection_specialism_loss] * years_posted)


@rule
def joins_plan(p, u):
    """Whether an organisation joins the family's plan instead of making its own."""
    return u < p[P.connection_one_plan]


@rule
def warm_handover(p, trust, u):
    """Whether a handover is warm, so that the family need not tell its story again."""
    return u < p[P.connection_warm_handover] + p[P.connection_warm_handover_trust] * trust


@rule
def spares_intake(p, coordinated, u):
    """Whether a second intake is spared: in a merged organisation, or because somebody coordinates."""
    spared = p[P.connection_shared_intake]
    if coordinated:
        spared += p[P.coordination_spares_intake]
    return u < spared
