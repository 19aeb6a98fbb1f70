"""Coordination: how many professionals are around a family, who coordinates and when it escalates.

Source: Lessen en ervaringen CJG en BJZ (Opvoeden in de Buurt, april 2010) [001], annex 3.
The threshold, the trigger and the owner are the preset's: how many professionals, what makes it start (their number,
two signals that match, or the registrations of the verwijsindex), and whose places it takes.
"""

from youthsim.chain.states import (
    BJZ,
    BJZ_QUEUE,
    CRISIS,
    EARLY,
    EKC_PREPARING,
    INTAKE,
    LOCAL,
    LOCAL_QUEUE,
    MEASURE,
    MIDDEN,
    MULTIPLE,
    PROVIDER,
    PROVIDER_QUEUE,
    RVDK,
    STAYING,
    VT,
    ZWAAR,
)
from youthsim.compiled import rule
from youthsim.parameters import index as P
from youthsim.parameters.index import Values

BY_NUMBER, BY_SIGNALS, AUTOMATICALLY = range(3)  # coordination.trigger
OUTSIDE, LOCAL_TEAM, IN_CHARGE = range(3)  # coordination.owner


@rule
def professionals(
    p: Values, level: int, help_state: int, tier: int, safety_state: int, gi_state: int, ekc_state: int, placed: bool
) -> int:
    """Professionals around the family now, those outside the chain (school, doctor) included."""
    count = int(p[P.coordination_other_professionals + level - 1])
    if help_state in (INTAKE, LOCAL_QUEUE, LOCAL):
        count += 1
    if help_state == LOCAL and tier == ZWAAR:
        count += 1
    if help_state in (PROVIDER, BJZ):
        count += 1
    if safety_state in (VT, RVDK):
        count += 1
    if gi_state in (EARLY, MEASURE, STAYING):
        count += 1
    if ekc_state == EKC_PREPARING:
        count += 1
    if placed:
        count += 1
    return count


@rule
def threshold(p: Values) -> float:
    """Professionals from which coordination is considered."""
    return p[P.coordination_threshold]


@rule
def reads_signals(p: Values) -> bool:
    """Whether coordination starts by what the verwijsindex holds, and not by the number of professionals."""
    return p[P.coordination_trigger] > BY_NUMBER


@rule
def is_triggered(p: Values, count: int, registered: int) -> bool:
    """Whether coordination is considered, with so many professionals and organisations that registered a signal."""
    if not reads_signals(p):
        return count >= threshold(p)
    if p[P.coordination_trigger] <= BY_SIGNALS:
        return registered >= p[P.verwijsindex_match_from]
    return registered >= threshold(p)


@rule
def starts(p: Values, u: float) -> bool:
    """Whether zorgcoordinatie starts where it is considered; automatically it always does."""
    return p[P.coordination_trigger] > BY_SIGNALS or u < p[P.coordination_share]


@rule
def tenths(p: Values) -> int:
    """Tenths of a place that zorgcoordinatie takes of its owner."""
    return int(p[P.coordination_tenths])


@rule
def owner(p: Values) -> int:
    """Who coordinates: somebody OUTSIDE the chain (youth health, school), the LOCAL_TEAM, or who is IN_CHARGE."""
    return int(p[P.coordination_owner])


@rule
def tier_that_coordinates(level: int, help_state: int, tier: int) -> int:
    """The tier of the local team that coordinates: the one that helps the family, else the one that fits its level."""
    if help_state in (LOCAL_QUEUE, LOCAL):
        return tier
    return ZWAAR if level >= MULTIPLE else MIDDEN


@rule
def wants_procescoordinator(p: Values, count: int) -> bool:
    """Whether the number of professionals asks for a procescoordinator."""
    return count >= p[P.coordination_escalate_from]


@rule
def stagnates(p: Values, days_waiting: float) -> bool:
    """Whether a wait is so long that the brandpuntfunctionaris is called."""
    return days_waiting >= p[P.coordination_stagnation_days]


@rule
def brings_nothing(p: Values, level: int, days_coordinated: float) -> bool:
    """Whether help stagnates because problems have not shrunk in the time that coordination was given for it."""
    given = p[P.coordination_no_result_days]
    return given > 0.0 and level >= MULTIPLE and days_coordinated >= given


@rule
def needs_specialised(level: int, help_state: int) -> bool:
    """Whether the brandpuntfunctionaris would put in specialised help: the family is on its way to it, or stuck."""
    if help_state in (PROVIDER_QUEUE, BJZ_QUEUE, BJZ):
        return True
    return level >= MULTIPLE and help_state in (LOCAL_QUEUE, LOCAL)


@rule
def calls_in(p: Values, u: float) -> bool:
    """Whether the brandpuntfunctionaris calls in an institution that was not involved yet."""
    return u < p[P.coordination_calls_in]


@rule
def decides_for_all(p: Values, level: int, u: float) -> bool:
    """Whether he decides for all parties, which is for the safety of a child alone."""
    return level >= CRISIS and u < p[P.coordination_binding]


@rule
def waits_for_access(help_state: int) -> bool:
    """Whether the family is on its way to an indication."""
    return help_state in (BJZ_QUEUE, BJZ)
