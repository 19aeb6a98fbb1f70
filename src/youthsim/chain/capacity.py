"""How many places an organisation has: fte x caseload, less what vacancies, meetings and presence take.

Every area contributes to each organisation; a pooled organisation has the sum over its areas. Places are
counted in tenths, and a pool's sum is rounded to whole tenths once.
"""

from youthsim.chain import queues, work
from youthsim.chain.family import DAYS_PER_YEAR
from youthsim.chain.protection import TENTHS_PER_PLACE
from youthsim.chain.states import (
    ORG_BJZ,
    ORG_BRANDPUNT,
    ORG_CRISIS_TEAM,
    ORG_DRAWING_RIGHTS,
    ORG_EKC,
    ORG_FAMILY_MANAGER,
    ORG_GI,
    ORG_LICHT,
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
from youthsim.parameters.index import Values

PER_YOUTHS = 100_000.0  # fte in the registry are per this many youths
WEEKS_PER_MONTH = 365.25 / 7.0 / 12.0


@rule
def meeting_fte(p: Values, partner: int) -> float:
    """fte that learning meetings with this partner take, on each side."""
    hours_per_week = p[P.meeting_per_month + partner] * p[P.meeting_hours] / WEEKS_PER_MONTH
    return hours_per_week / p[P.staff_hours_per_fte] * p[P.population_scale]


@rule
def presence_fte(p: Values, partner: int) -> float:
    """fte that a partner's presence in the team takes; in a smaller run of the same place it is as much less."""
    return p[P.presence_hours + partner] / p[P.staff_hours_per_fte] * p[P.population_scale]


@rule
def posted_fte(p: Values) -> float:
    """fte of the advisers of Bureau Jeugdzorg that are posted in this area's CJG."""
    return p[P.connection_posted_fte] * p[P.population_scale]


@rule
def partner_fte_taken(p: Values, partner: int) -> float:
    """fte that presence in the team and meetings take from the partner's own capacity."""
    return presence_fte(p, partner) + meeting_fte(p, partner)


@rule
def access_fte_taken(p: Values) -> float:
    """fte of access that work in this area's CJG or meet its workers.

    Posted advisers are present anyway: only presence beyond theirs is taken from the others.
    """
    return max(posted_fte(p), presence_fte(p, PARTNER_BJZ)) + meeting_fte(p, PARTNER_BJZ)


@rule
def own_budget(p: Values, organisation: int) -> float:
    """Budget of one organisation by itself, relative to the baseline."""
    return p[P.budget_of + queues.place_in_list(organisation)]


@rule
def budget(p: Values, organisation: int) -> float:
    """Budget of local team, access or providers: the common factor times their own."""
    return p[P.budget_factor] * own_budget(p, organisation)


@rule
def filled(p: Values, organisation: int) -> float:
    """The share of fte that is filled; coordinators have no vacancies, and who leaves a local team may be missed."""
    if organisation == ORG_PROCES or organisation == ORG_BRANDPUNT:
        return 1.0
    vacant = p[P.staff_vacancies]
    if organisation <= ORG_EKC:
        vacant += p[P.staff_vacancies_of + queues.place_in_list(organisation)]
    if organisation <= ORG_ZWAAR:
        vacant += p[P.staff_turnover] * p[P.staff_vacant_days] / DAYS_PER_YEAR
    return max(0.0, 1.0 - vacant)


@rule
def extra_fte(p: Values, tier: int, youths: float) -> float:
    """fte for extra help in a tier: so many that the families meant could start at the tier's own mean duration."""
    places = p[P.extra_help_families + tier] * youths / PER_YOUTHS * p[P.local_duration + tier] / DAYS_PER_YEAR
    return places / p[P.local_caseload]


@rule
def local_fte(p: Values, youths: float) -> float:
    """fte of a local team that are left for families; under the Jeugdwet with those who came from access."""
    fte = p[P.local_fte] * youths / PER_YOUTHS
    if p[P.transition_jeugdwet] > 0.0:
        fte += p[P.transition_staff_to_local] * p[P.bjz_fte] * youths / PER_YOUTHS
    fte = fte * budget(p, ORG_LICHT) * (1.0 - p[P.connection_overhead])
    for partner in range(PARTNER_VT + 1):
        fte -= meeting_fte(p, partner)
    return max(0.0, fte)


@rule
def fte_and_caseload(p: Values, organisation: int, youths: float) -> tuple[float, float]:
    """fte of the organisation for this area's youths, and its caseload per fte."""
    share = youths / PER_YOUTHS
    if organisation <= ORG_ZWAAR:
        fte = local_fte(p, youths) * p[P.local_tier_share + organisation] + extra_fte(p, organisation, youths)
        return fte * work.time_for_families(p, organisation), p[P.local_caseload]
    if organisation == ORG_PROVIDER:
        # Trajectories kept for the brandpuntfunctionaris are taken from the others: no place is made.
        kept = p[P.access_drawing_rights] * share / p[P.provider_caseload]
        return p[P.provider_fte] * share * budget(p, organisation) - kept, p[P.provider_caseload]
    if organisation == ORG_BJZ:
        return p[P.bjz_fte] * share * budget(p, organisation) - access_fte_taken(p), p[P.bjz_caseload]
    if organisation == ORG_VEILIG_THUIS:
        fte = p[P.veilig_thuis_fte] * share * own_budget(p, organisation)
        return fte - partner_fte_taken(p, PARTNER_VT), p[P.veilig_thuis_caseload]
    if organisation == ORG_RVDK:
        fte = p[P.rvdk_fte] * share * own_budget(p, organisation)
        return fte - partner_fte_taken(p, PARTNER_RVDK), p[P.rvdk_caseload]
    if organisation == ORG_GI:
        fte = p[P.gi_fte] * share * own_budget(p, organisation)
        return fte - partner_fte_taken(p, PARTNER_GI), p[P.gi_caseload]
    if organisation == ORG_EKC:
        return p[P.ekc_coordinators] * share * own_budget(p, organisation), p[P.ekc_caseload]
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
def tenths_for_area(p: Values, era: int, organisation: int, youths: float) -> float:
    """Tenths of places that this area contributes to the organisation (not rounded; vacancies taken off)."""
    if organisation == ORG_BJZ and era != WJZ2005:
        return 0.0
    fte, caseload = fte_and_caseload(p, organisation, youths)
    return fte * filled(p, organisation) * caseload * TENTHS_PER_PLACE


@rule
def posted_tenths(p: Values, era: int) -> float:
    """Tenths of places of the advisers of Bureau Jeugdzorg posted in this area's CJG."""
    if era != WJZ2005:
        return 0.0
    return posted_fte(p) * p[P.bjz_caseload] * TENTHS_PER_PLACE


@rule
def is_staffed(place_tenths: float) -> bool:
    """Whether there is a place at all that a family could get: a part of one serves nobody."""
    return place_tenths >= TENTHS_PER_PLACE


@rule
def whole_tenths(tenths: float) -> int:
    """The rounding rule of places: to the nearest tenth, never below none."""
    return max(0, int(tenths + 0.5))
