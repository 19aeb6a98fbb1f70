"""Safety in the core: a concern, Veilig Thuis, the RvdK, the court, and the emergency route."""

from youthsim.chain import early_gi, family_manager, noticing, protection, verwijsindex
from youthsim.chain import states as X
from youthsim.chain.family import is_minor, sibling_in_case, ticks
from youthsim.chain.masks import how_many
from youthsim.compiled import kernel
from youthsim.engines.core import columns as C
from youthsim.engines.core import eigen_kracht, gi, managers, measures, pools, teams
from youthsim.engines.core import names as N
from youthsim.engines.core.accounts import count, log
from youthsim.engines.core.children import birth_of
from youthsim.engines.core.draws import draw, draw_days
from youthsim.engines.core.exchange import note_involved, report_back
from youthsim.engines.core.help import PLACE, start_intake
from youthsim.engines.core.places import (
    give_back,
    hand_over,
    join_queue,
    leave_queue,
    meet_someone,
    served,
    shortening,
)
from youthsim.engines.core.view import signal
from youthsim.parameters import index as P
from youthsim.randomness import streams as D


@kernel
def set_clock(w, f, days, now):
    """Let the present step of safety end after so many days."""
    w.family[f, C.F_CLOCK_SAFETY] = now + max(1, ticks(days))


@kernel
def request(w, f, by_team, now):
    """Ask the RvdK for an investigation."""
    s = w.family[f]
    a = s[C.F_AREA]
    count(w, a, N.N_REQUESTS_TO_RVDK, 1)
    s[C.F_SAFETY], s[C.F_BY_TEAM], s[C.F_CLOCK_SAFETY] = X.RVDK_QUEUE, by_team, C.NEVER
    if by_team > 0:
        teams.joint_case(w, a, X.PARTNER_RVDK, now)
    log(w, f, N.E_REQUESTED, C.NOBODY, by_team, now)
    join_queue(w, f, X.TRACK_SAFETY, w.pool_of[a, X.ORG_RVDK], PLACE, now)


@kernel
def choose_children(w, f, now):
    """The children whom the case is about: the first minor, and each sibling with a probability."""
    s = w.family[f]
    p = w.params[s[C.F_AREA]]
    mask = 0
    for child in range(s[C.F_CHILDREN]):
        if is_minor(birth_of(w, f, child), now) and (s[C.F_VOOGDIJ_MASK] >> child) & 1 == 0:
            if mask == 0 or sibling_in_case(p, draw(w, f, D.D_CHILDREN_IN_CASE)):
                mask |= 1 << child
    s[C.F_CASE_MASK] = mask


@kernel
def count_early_request(w, f):
    """Count early involvement that ends in a request."""
    count(w, w.family[f, C.F_AREA], N.N_EARLY_GI_REQUESTS, 1)


@kernel
def emergency(w, f, now):
    """A provisional OTS with crisis placement at once; the RvdK investigates with priority.

    The crisis team holds a place until the investigation begins; without a free place there is only a request, with
    priority.
    """
    s = w.family[f]
    s[C.F_EMERGENCY] = 1
    by_team = 1 if s[C.F_HELP] == X.LOCAL else 0
    choose_children(w, f, now)
    k = w.pool_of[s[C.F_AREA], X.ORG_CRISIS_TEAM]
    if s[C.F_CASE_MASK] == 0 or w.pool[k, C.K_USED] + PLACE > w.pool[k, C.K_PLACES]:
        request(w, f, by_team, now)
        return
    pools.take(w.pool, w.held, k, PLACE, now)
    s[C.F_CRISIS_POOL] = k
    count(w, s[C.F_AREA], N.N_EMERGENCY_ORDERS, 1)
    log(w, f, N.E_EMERGENCY_ORDER, C.NOBODY, s[C.F_CASE_MASK], now)
    measures.start(w, f, X.MEASURE_PROVISIONAL, now)
    request(w, f, by_team, now)


@kernel
def report(w, f, now):
    """A report at Veilig Thuis (AMK)."""
    s = w.family[f]
    a = s[C.F_AREA]
    count(w, a, N.N_VT_REPORTS, 1)
    s[C.F_SAFETY] = X.VT_QUEUE
    log(w, f, N.E_REPORTED, C.NOBODY, s[C.F_LEVEL], now)
    join_queue(w, f, X.TRACK_SAFETY, w.pool_of[a, X.ORG_VEILIG_THUIS], PLACE, now)


@kernel
def file_or_call(w, f, now):
    """A confirmed concern about a family in care: an emergency order, the GI called in, pressure, or a request."""
    s = w.family[f]
    a = s[C.F_AREA]
    p = w.params[a]
    if noticing.emergency_order(p, s[C.F_LEVEL], draw(w, f, D.D_EMERGENCY)):
        emergency(w, f, now)
        return
    if s[C.F_GI] == X.EARLY:
        count_early_request(w, f)
        request(w, f, 1, now)
        return
    if s[C.F_GI] == X.GI_NONE and s[C.F_HELP] == X.LOCAL and early_gi.is_open(p, s[C.F_LEVEL]):
        trust = teams.trust_in(w, a, X.PARTNER_GI, now)
        if early_gi.diverts(p, trust, draw(w, f, D.D_EARLY_GI_CALL)) and gi.call_in(w, f, False, now):
            return
    if (family_manager.exist(p) or managers.has_one(w, f)) and managers.presses(w, f, now):
        eigen_kracht.offer_elsewhere(w, f, X.OFFERER_FAMILY_MANAGER, now)
        return
    request(w, f, 1, now)


@kernel
def _may_widen(w, f, now):
    """An unconfirmed concern: the team may call in the GI although it would not have filed a request."""
    s = w.family[f]
    a = s[C.F_AREA]
    p = w.params[a]
    if s[C.F_GI] == X.GI_NONE and s[C.F_HELP] == X.LOCAL and early_gi.is_open(p, s[C.F_LEVEL]):
        trust = teams.trust_in(w, a, X.PARTNER_GI, now)
        if early_gi.widens(p, s[C.F_LEVEL], trust, draw(w, f, D.D_EARLY_GI_WIDENING)):
            gi.call_in(w, f, True, now)


@kernel
def concern(w, f, now):
    """Somebody raises a concern for safety: the team in charge weighs it, or it becomes a report."""
    s = w.family[f]
    p = w.params[s[C.F_AREA]]
    in_care = s[C.F_HELP] == X.LOCAL or s[C.F_HELP] == X.PROVIDER or s[C.F_GI] == X.EARLY
    in_care = in_care or managers.has_one(w, f)
    confirmed = noticing.concern_confirmed(p, s[C.F_LEVEL], draw(w, f, D.D_REPORT_CONFIRMED))
    if in_care and confirmed:
        file_or_call(w, f, now)
    elif in_care:
        _may_widen(w, f, now)
    elif confirmed and noticing.emergency_order(p, s[C.F_LEVEL], draw(w, f, D.D_EMERGENCY)):
        emergency(w, f, now)
    else:
        report(w, f, now)


@kernel
def begin_triage(w, f, now):
    """Veilig Thuis takes the report up."""
    s = w.family[f]
    k = served(w, f, X.TRACK_SAFETY, now)
    s[C.F_SAFETY], s[C.F_SAFETY_POOL] = X.VT, k
    mean = w.params[s[C.F_AREA], P.veilig_thuis_triage_days] * shortening(w, k)
    set_clock(w, f, draw_days(w, f, D.D_REPORT_DURATION, mean), now)
    meet_someone(w, f, False)
    note_involved(w, f, verwijsindex.AT_VEILIG_THUIS, now)
    log(w, f, N.E_TRIAGE_STARTS, k, 0, now)


@kernel
def begin_investigation(w, f, now):
    """The RvdK begins its investigation; one that a trusted team asked for is shorter."""
    s = w.family[f]
    a = s[C.F_AREA]
    p = w.params[a]
    k = served(w, f, X.TRACK_SAFETY, now)
    s[C.F_SAFETY], s[C.F_SAFETY_POOL] = X.RVDK, k
    _crisis_team_leaves(w, f, now)
    if s[C.F_MEASURE] == X.MEASURE_NONE:
        choose_children(w, f, now)
    count(w, a, N.N_RVDK_FAMILIES, 1)
    count(w, a, N.N_RVDK_INVESTIGATIONS, how_many(s[C.F_CASE_MASK]))
    trust = teams.trust_in(w, a, X.PARTNER_RVDK, now) if s[C.F_BY_TEAM] > 0 else 0.0
    mean = protection.investigation_days(p, trust) * shortening(w, k)
    set_clock(w, f, draw_days(w, f, D.D_INVESTIGATION_DURATION, mean), now)
    meet_someone(w, f, s[C.F_BY_TEAM] > 0 and hand_over(w, f, X.PARTNER_RVDK, now))
    report_back(w, f, X.PARTNER_RVDK, s[C.F_BY_TEAM], now)
    log(w, f, N.E_INVESTIGATION_STARTS, k, s[C.F_CASE_MASK], now)


@kernel
def _crisis_team_leaves(w, f, now):
    """The crisis team gives its place back, if it holds one for the family."""
    s = w.family[f]
    if s[C.F_CRISIS_POOL] != C.NOBODY:
        give_back(w, s[C.F_CRISIS_POOL], PLACE, now)
        s[C.F_CRISIS_POOL] = C.NOBODY


@kernel
def close(w, f, now):
    """The safety track stops: places are given back, a queue is left."""
    s = w.family[f]
    _crisis_team_leaves(w, f, now)
    if s[C.F_SAFETY_POOL] != C.NOBODY:
        give_back(w, s[C.F_SAFETY_POOL], PLACE, now)
        s[C.F_SAFETY_POOL] = C.NOBODY
    leave_queue(w, f, X.TRACK_SAFETY, now)
    s[C.F_SAFETY], s[C.F_CLOCK_SAFETY], s[C.F_EMERGENCY] = X.SAFE_NONE, C.NEVER, 0


@kernel
def _to_local(w, f, now):
    """The family is handed to the local team, if nobody helps it yet."""
    s = w.family[f]
    if s[C.F_HELP] == X.HELP_NONE and s[C.F_MEASURE] == X.MEASURE_NONE and s[C.F_LEVEL] > X.GOES_WELL:
        signal(w, f, now)
        start_intake(w, f, now)


@kernel
def _triage_done(w, f, now):
    """Veilig Thuis decides: a request to the RvdK, the local team, or nothing."""
    s = w.family[f]
    p = w.params[s[C.F_AREA]]
    close(w, f, now)
    if noticing.concern_confirmed(p, s[C.F_LEVEL], draw(w, f, D.D_REPORT_CONFIRMED)):
        request(w, f, 0, now)
        return
    log(w, f, N.E_REPORT_CLOSED, C.NOBODY, 0, now)
    teams.joint_case(w, s[C.F_AREA], X.PARTNER_VT, now)
    if s[C.F_GI] == X.EARLY and s[C.F_CLOCK_GI] == C.NEVER:
        gi.let_go(w, f, now)
    if noticing.unconfirmed_goes_to_local(p, draw(w, f, D.D_REPORT_TO_LOCAL)):
        _to_local(w, f, now)


@kernel
def no_measure(w, f, now):
    """Investigation or court end without a measure; the GI, if it was there, leaves."""
    s = w.family[f]
    p = w.params[s[C.F_AREA]]
    if s[C.F_MEASURE] != X.MEASURE_NONE:
        measures.end(w, f, now)
    elif s[C.F_GI] != X.GI_NONE and s[C.F_CLOCK_GI] == C.NEVER:
        gi.let_go(w, f, now)
    if protection.handed_to_voluntary_help(p, draw(w, f, D.D_REPORT_TO_LOCAL)):
        _to_local(w, f, now)


@kernel
def _investigation_done(w, f, now):
    """The RvdK decides: a request to the court, or voluntary help."""
    s = w.family[f]
    a = s[C.F_AREA]
    p = w.params[a]
    requested = protection.requests_ots(p, s[C.F_LEVEL], draw(w, f, D.D_REQUEST))
    log(w, f, N.E_INVESTIGATION_ENDS, s[C.F_SAFETY_POOL], 1 if requested else 0, now)
    close(w, f, now)
    if not requested or s[C.F_CASE_MASK] == 0:
        no_measure(w, f, now)
        return
    count(w, a, N.N_OTS_REQUESTED, how_many(s[C.F_CASE_MASK]))
    s[C.F_SAFETY] = X.COURT
    set_clock(w, f, draw_days(w, f, D.D_HEARING_DELAY, p[P.court_days]), now)


@kernel
def _hearing(w, f, now):
    """The court decides; a granted request starts the OTS, or confirms a provisional one."""
    s = w.family[f]
    granted = protection.is_granted(w.params[s[C.F_AREA]], draw(w, f, D.D_GRANTED))
    log(w, f, N.E_COURT_DECIDES, C.NOBODY, 1 if granted else 0, now)
    close(w, f, now)
    if not granted:
        no_measure(w, f, now)
    elif s[C.F_MEASURE] == X.MEASURE_NONE:
        measures.start(w, f, X.MEASURE_OTS, now)
    else:
        measures.confirm(w, f, now)


@kernel
def event(w, f, now):
    """The clock of the safety track has struck."""
    state = w.family[f, C.F_SAFETY]
    if state == X.VT:
        _triage_done(w, f, now)
    elif state == X.RVDK:
        _investigation_done(w, f, now)
    elif state == X.COURT:
        _hearing(w, f, now)
    elif state == X.REVIEW:
        measures.review(w, f, now)
