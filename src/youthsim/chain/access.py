"""Access to specialised help: the indication by Bureau Jeugdzorg (era wjz2005), providers, aftercare.

Shortcuts at access let help begin before the indication, or without one. Source: Lessen en ervaringen CJG en BJZ
(Opvoeden in de Buurt, april 2010) [001], annexes 1 and 2.
"""

from youthsim.chain.states import MULTIPLE
from youthsim.compiled import rule
from youthsim.parameters import index as P
from youthsim.parameters.index import Values

# Ways of a referral to specialised help.
ORDINARY, DIRECT, PROVISIONAL, AFTERWARDS, DURING = range(5)


@rule
def has_shortcuts(p: Values) -> bool:
    """Whether the team knows any way to specialised help that need not wait for the indication."""
    return p[P.access_direct] + p[P.access_provisional] + p[P.access_afterwards] + p[P.access_during] > 0.0


@rule
def way(p: Values, level: int, u: float) -> int:
    """The way that a referral takes.

    DIRECT needs no indication; a PROVISIONAL one is checked afterwards; AFTERWARDS it is asked when help has begun;
    DURING it runs beside the wait and the help. What a level does not allow goes the ORDINARY way.
    """
    share = p[P.access_direct]
    if u < share:
        return DIRECT if level <= p[P.access_direct_up_to_level] else ORDINARY
    share += p[P.access_provisional]
    if u < share:
        return PROVISIONAL if level <= p[P.access_provisional_up_to_level] else ORDINARY
    share += p[P.access_afterwards]
    if u < share:
        return AFTERWARDS if level >= p[P.access_afterwards_from_level] else ORDINARY
    share += p[P.access_during]
    if u < share:
        return DURING if level >= p[P.access_during_from_level] else ORDINARY
    return ORDINARY


@rule
def begins_with_school(p: Values, u: float) -> bool:
    """Whether an indication is one with that for special education, where a child is of school age."""
    return u < p[P.access_joint_education]


@rule
def shortened(p: Values, days: float, warm: bool, with_school: bool, is_check: bool) -> float:
    """Mean duration of an indication that knows the file, that is one with the school's, or that only checks."""
    if warm:
        days *= 1.0 - p[P.access_warm_shortens]
    if with_school:
        days *= p[P.access_joint_duration]
    if is_check:
        days *= p[P.access_check_share]
    return days


@rule
def is_wrong_door(level: int) -> bool:
    """Whether a family that goes to Bureau Jeugdzorg by itself belongs to the local team."""
    return level < MULTIPLE


@rule
def is_redirected(p: Values, level: int, u: float) -> bool:
    """Whether the desk of Bureau Jeugdzorg sends a family that belongs to the local team there at once."""
    return is_wrong_door(level) and u < p[P.access_redirected]


@rule
def visited_on_location(p: Values, level: int, avoider: bool, u: float) -> bool:
    """Whether a care avoider who refused is asked again, at home, by somebody who can begin the indication."""
    return avoider and level >= MULTIPLE and u < p[P.access_on_location]


@rule
def accepts_on_location(p: Values, u: float) -> bool:
    """Whether a care avoider who is asked at home agrees to an indication."""
    return u < p[P.access_on_location_accepts]


@rule
def reports_back(p: Values, partner: int, u: float) -> bool:
    """Whether a partner tells the local team what became of a family that the team sent."""
    return u < p[P.feedback_share + partner]


@rule
def feedback_spares_intake(p: Values, u: float) -> bool:
    """Whether a team that was told how help ended needs no new intake when the family comes back."""
    return u < p[P.feedback_spares_intake]


@rule
def sent_back(p: Values, level: int, wrong: bool, u: float) -> bool:
    """Whether the indication sends a family back to the local team; a wrong referral is judged a level lighter."""
    judged = max(1, level - 1) if wrong else level
    return u < p[P.bjz_back_to_local + judged - 1]


@rule
def back_to_local(p: Values, level: int, u: float) -> bool:
    """Whether a provider hands the family back to the local team at the end."""
    return u < p[P.provider_back_to_local + level - 1]


@rule
def gets_aftercare(p: Values, days: float, u: float) -> bool:
    """Whether aftercare follows help or a measure of so many days; it must be planned well before the end."""
    return days >= p[P.aftercare_plan_lead_days] and u < p[P.aftercare_share]


@rule
def is_late(p: Values, days_at_multiple: float) -> bool:
    """Whether a referral came late: after this many days at level 3 or above under local help."""
    return days_at_multiple > p[P.bjz_late_after_days]


@rule
def indication_days(p: Values, years_posted: float) -> float:
    """Mean duration of an indication; posted advisers slowly lose their specialism."""
    return p[P.bjz_indication_days] * (1.0 + p[P.connection_specialism_loss] * years_posted)


@rule
def joins_plan(p: Values, managed: bool, u: float) -> bool:
    """Whether an organisation joins the family's plan instead of making its own; a family manager sees to it."""
    share = p[P.connection_one_plan]
    if managed:
        share += p[P.family_manager_one_plan]
    return u < share


@rule
def warm_handover(p: Values, trust: float, u: float) -> bool:
    """Whether a handover is warm, so that the family need not tell its story again."""
    return u < p[P.connection_warm_handover] + p[P.connection_warm_handover_trust] * trust


@rule
def spares_intake(p: Values, coordinated: bool, u: float) -> bool:
    """Whether a second intake is spared: in a merged organisation, or because somebody coordinates."""
    spared = p[P.connection_shared_intake]
    if coordinated:
        spared += p[P.coordination_spares_intake]
    return u < spared
