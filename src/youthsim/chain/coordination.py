"""Coordination: how many professionals are around a family, who coordinates and when it escalates.

Source: Lessen en ervaringen CJG en BJZ (Opvoeden in de Buurt, april 2010) [001], annex 3.
The threshold, the owner and the trigger are the preset's.
"""

from youthsim.chain.states import (
    BJZ,
    EARLY,
    EKC_PREPARING,
    INTAKE,
    LOCAL,
    LOCAL_QUEUE,
    MEASURE,
    PROVIDER,
    RVDK,
    STAYING,
    VT,
    ZWAAR,
)
from youthsim.compiled import rule
from youthsim.parameters import index as P


@rule
def professionals(p, level, help_state, tier, safety_state, gi_state, ekc_state, placed):
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
def threshold(p):
    """Professionals from which coordination is considered."""
    return p[P.coordination_threshold]


@rule
def starts(p, count, u):
    """Whether zorgcoordinatie starts for a family with this many professionals."""
    return count >= threshold(p) and u < p[P.coordination_share]


@rule
def wants_procescoordinator(p, count):
    """Whether the number of professionals asks for a procescoordinator."""
    return count >= p[P.coordination_escalate_from]


@rule
def stagnates(p, days_waiting):
    """Whether a wait is so long that the brandpuntfunctionaris is called."""
    return days_waiting >= p[P.coordination_stagnation_days]
