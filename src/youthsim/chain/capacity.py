"""How many places an organisation has: fte x caseload, less what vacancies, meetings and presence take.

Every area contributes to each organisation; a pooled organisation has the sum over its areas. Places are
counted in tenths, and a pool's sum is rounded to whole tenths once.
"""

from youthsim.chain.protection import TENTHS_PER_PLACE
from youthsim.chain.states import (
    ORG_BJZ,
    ORG_BRANDPUNT,
    ORG_CRISIS_TEAM,
    ORG_DRAWING_RIGHTS,
    ORG_EKC,
    ORG_FAMILY_MANAGER,
    ORG_GI,
    ORG_PROCES,
    ORG_PROVIDER,
    ORG_RVDK,
    ORG_VEILIG_THUIS,
    ORG_ZWAAR,
    PARTNER_BJZ,
    PARTNER_GI,
    PARTNER_RVDK,
    PARTNER_VT,
    WJZ2005,
)
from youthsim.compiled import rule
from youthsim.parameters import index as P

PER_YOUTHS = 100_000.0  # fte in the registry are per this many youths
WEEKS_PER_MONTH = 365.25 / 7.0 / 12.0


@rule
def meeting_fte(p, partner):
    """fte that learning meetings with this partner take, on each side."""
    hours_per_week = p[P.meeting_per_month + partner] * p[P.meeting_hours] / WEEKS_PER_MONTH
    return hours_per_week / p[P.staff_hours_per_fte]


@rule
def partner_fte_taken(p, partner):
    """fte that presence in the team and meetings take from the partner's own capacity."""
    return p[P.presence_hours + partner] / p[P.staff_hours_per_fte] + meeting_fte(p, partner)


@rule
def local_fte(p, youths):
    """fte of a local team that are left for families."""
    fte = p[P.local_fte] * youths / PER_YOUTHS * p[P.budget_factor] * (1.0 - p[P.connection_overhead])
    for partner in range(PARTNER_VT + 1):
        fte -= meeting_fte(p, partner)
    return max(0.0, fte)


@rule
def fte_and_caseload(p, organisation, youths):
    """fte of the organisation for this area's youths, and its caseload per fte."""
    share = youths / PER_YOUTHS
    if organisation <= ORG_ZWAAR:
        return local_fte(p, youths) * p[P.local_tier_share + organisation], p[P.local_caseload]
    if organisation == ORG_PROVIDER:
        # Trajectories kept for the brandpuntfunctionaris are taken from the others: no place is made.
        kept = p[P.access_drawing_rights] * share / p[P.provider_caseload]
        return p[P.provider_fte] * share * p[P.budget_factor] - kept, p[P.provider_caseload]
    if organisation == ORG_BJZ:
        # Posted advisers are present anyway: only presence beyond theirs is taken from the others.
        away = max(p[P.connection_posted_fte] + meeting_fte(p, PARTNER_BJZ), partner_fte_taken(p, PARTNER_BJZ))
        return p[P.bjz_fte] * share * p[P.budget_factor] - away, p[P.bjz_caseload]
    if organisation == ORG_VEILIG_THUIS:
        return p[P.veilig_thuis_fte] * share - partner_fte_taken(p, PARTNER_VT), p[P.veilig_thuis_caseload]
    if organisation == ORG_RVDK:
        return p[P.rvdk_fte] * share - partner_fte_taken(p, PARTNER_RVDK), p[P.rvdk_caseload]
    if organisation == ORG_GI:
        return p[P.gi_fte] * share - partner_fte_taken(p, PARTNER_GI), p[P.gi_caseload]
    if organisation == ORG_EKC:
        return p[P.ekc_coordinators] * share, p[P.ekc_caseload]
    if organisation == ORG_PROCES:
        return p[P.coordination_procescoordinators] * share, p[P.coordination_procescaseload]
    if organisation == ORG_CRISIS_TEAM:
        return p[P.crisis_fte] * share, p[P.crisis_caseload]
    if organisation == ORG_FAMILY_MANAGER:
        return p[P.family_manager_fte] * share, p[P.family_manager_caseload]
    if organisation == ORG_DRAWING_RIGHTS:
        return p[P.access_drawing_rights] * share / p[P.provider_caseload], p[P.provider_caseload]
    return p[P.coordination_brandpunt] * share, p[P.coordination_brandpunt_caseload]


@rule
def tenths_for_area(p, era, organisation, youths):
    """Tenths of places that this area contributes to the organisation (not rounded; vacancies taken off)."""
    if organisation == ORG_BJZ and era != WJZ2005:
        return 0.0
    fte, caseload = fte_and_caseload(p, organisation, youths)
    full = 1.0 if organisation == ORG_PROCES or organisation == ORG_BRANDPUNT else 1.0 - p[P.staff_vacancies]
    return fte * full * caseload * TENTHS_PER_PLACE


@rule
def posted_tenths(p, era):
    """Tenths of places of the advisers of Bureau Jeugdzorg posted in this area's CJG."""
    if era != WJZ2005:
        return 0.0
    return p[P.connection_posted_fte] * p[P.bjz_caseload] * TENTHS_PER_PLACE


@rule
def is_staffed(place_tenths):
    """Whether there is a place at all that a family could get: a part of one serves nobody."""
    return place_tenths >= TENTHS_PER_PLACE


@rule
def whole_tenths(tenths):
    """The rounding rule of places: to the nearest tenth, never below none."""
    return max(0, int(tenths + 0.5))
