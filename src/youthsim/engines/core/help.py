"""Voluntary help in the core: intake, local team, access, providers, aftercare."""

from youthsim.chain import access, local_team, protection, verwijsindex
from youthsim.chain import states as X
from youthsim.chain.family import ticks
from youthsim.compiled import kernel
from youthsim.engines.core import columns as C
from youthsim.engines.core import indication, managers, programme, teams
from youthsim.engines.core import names as N
from youthsim.engines.core.accounts import OF_FIRST_HELP, add_stock, count, log, note_histogram
from youthsim.engines.core.draws import draw, draw_days
from youthsim.engines.core.exchange import note_involved, report_back
from youthsim.engines.core.followup import count_at_risk, count_relapse
from youthsim.engines.core.places import (
    give_back,
    hand_over,
    join_queue,
    leave_queue,
    meet_someone,
    served,
    shortening,
)
from youthsim.parameters import index as P
from youthsim.randomness import streams as D

PLACE = protection.TENTHS_PER_PLACE


@kernel
def stock_of_help(state):
    """The stock in which a family with this state of help is counted, or NOBODY."""
    if state == X.LOCAL:
        return N.S_IN_LOCAL_HELP
    if state == X.PROVIDER:
        return N.S_IN_SPECIALISED_HELP
    if state in (X.INTAKE, X.LOCAL_QUEUE):
        return N.S_WAITING_LOCAL
    if state in (X.PROVIDER_QUEUE, X.BJZ_QUEUE, X.BJZ):
        return N.S_WAITING_SPECIALISED
    if state == X.AFTERCARE:
        return N.S_IN_AFTERCARE
    return C.NOBODY


@kernel
def set_help(w, f, state, now):
    """Change the state of help; its clock stops until somebody sets it."""
    s = w.family[f]
    before, after = stock_of_help(s[C.F_HELP]), stock_of_help(state)
    if before != after:
        if before != C.NOBODY:
            add_stock(w, s[C.F_AREA], before, -1, now)
        if after != C.NOBODY:
            add_stock(w, s[C.F_AREA], after, 1, now)
    s[C.F_HELP] = state
    s[C.F_CLOCK_HELP] = C.NEVER


@kernel
def set_help_clock(w, f, days, now):
    """Let the present step of help end after so many days."""
    w.family[f, C.F_CLOCK_HELP] = now + max(1, ticks(days))


@kernel
def start_intake(w, f, now):
    """The local team begins its intake."""
    p = w.params[w.family[f, C.F_AREA]]
    set_help(w, f, X.INTAKE, now)
    set_help_clock(w, f, draw_days(w, f, D.D_INTAKE_DURATION, p[P.local_intake_days]), now)
    log(w, f, N.E_INTAKE, C.NOBODY, 0, now)


@kernel
def come_back(w, f, told, now):
    """The family comes back to the local team, which may need no new intake where it was told how help ended."""
    a = w.family[f, C.F_AREA]
    if not told or not access.feedback_spares_intake(w.params[a], draw(w, f, D.D_FEEDBACK_SPARES)):
        start_intake(w, f, now)
        return
    count(w, a, N.N_INTAKES_SPARED, 1)
    w.family[f, C.F_KNOWN] = 1
    set_help(w, f, X.INTAKE, now)
    set_help_clock(w, f, 0.0, now)
    log(w, f, N.E_INTAKE, C.NOBODY, 1, now)


@kernel
def queue_for_provider(w, f, now):
    """Wait for specialised help."""
    set_help(w, f, X.PROVIDER_QUEUE, now)
    join_queue(w, f, X.TRACK_HELP, w.pool_of[w.family[f, C.F_AREA], X.ORG_PROVIDER], PLACE, now)


@kernel
def queue_for_bjz(w, f, now):
    """Wait for access at Bureau Jeugdzorg."""
    set_help(w, f, X.BJZ_QUEUE, now)
    join_queue(w, f, X.TRACK_HELP, indication.pool_of_access(w, f), PLACE, now)


@kernel
def _consult(w, f, now):
    """The team may consult the partner that comes next in the chain: BJZ, or after 2015 the GI."""
    a = w.family[f, C.F_AREA]
    partner = _next_partner(w)
    trust, trough = teams.trust_in(w, a, partner, now), teams.trough_of(w, a, now)
    if local_team.consults(w.params[a], trust, trough, draw(w, f, D.D_CONSULTS)):
        count(w, a, N.N_CONSULTATIONS, 1)
        teams.joint_case(w, a, partner, now)
        log(w, f, N.E_CONSULTATION, C.NOBODY, partner, now)


@kernel
def intake_done(w, f, now):
    """Triage: the family joins the queue of a tier."""
    s = w.family[f]
    a = s[C.F_AREA]
    expertise = teams.expertise_of(w, a, now)
    s[C.F_TIER] = local_team.triage(
        w.params[a], s[C.F_LEVEL], expertise, draw(w, f, D.D_TRIAGE), draw(w, f, D.D_TRIAGE_ERROR)
    )
    _consult(w, f, now)
    queue_for_tier(w, f, now)


@kernel
def queue_for_tier(w, f, now):
    """Wait for a place in the tier of the family."""
    s = w.family[f]
    set_help(w, f, X.LOCAL_QUEUE, now)
    join_queue(w, f, X.TRACK_HELP, w.pool_of[s[C.F_AREA], X.ORG_LICHT + s[C.F_TIER]], PLACE, now)


@kernel
def note_first_help(w, f, now):
    """The first help after a signal, and whether it is a relapse."""
    s = w.family[f]
    a = s[C.F_AREA]
    if s[C.F_FIRST_HELP_DUE] > 0:
        s[C.F_FIRST_HELP_DUE] = 0
        days = (now - s[C.F_SIGNAL]) / C.TICKS
        count(w, a, N.N_FIRST_HELPS, 1)
        count(w, a, N.N_FIRST_HELP_DAYS, int(days + 0.5))
        note_histogram(w, OF_FIRST_HELP, days)
    if s[C.F_HELP_ENDED] != C.NEVER:
        count_relapse(w, a, s[C.F_HELP_ENDED], now, N.N_RELAPSE_AFTER_HELP)
        s[C.F_HELP_ENDED] = C.NEVER


@kernel
def begin_local(w, f, now):
    """A place in the tier is free: the trajectory starts."""
    s = w.family[f]
    a = s[C.F_AREA]
    p = w.params[a]
    k = served(w, f, X.TRACK_HELP, now)
    set_help(w, f, X.LOCAL, now)
    s[C.F_HELP_POOL], s[C.F_HELP_START] = k, now
    partner = _next_partner(w)
    acceptance = teams.trust_in(w, a, partner, now)
    coordinated = s[C.F_COORDINATION] != X.UNCOORDINATED
    skill = teams.skill_of(w, a, s[C.F_TIER], now)
    mean = local_team.mean_days(p, s[C.F_TIER], acceptance, s[C.F_EKC] == X.EKC_PLAN, coordinated, skill)
    set_help_clock(w, f, draw_days(w, f, D.D_LOCAL_DURATION, mean * shortening(w, k)), now)
    count(w, a, N.N_HELP_STARTED_LOCAL, 1)
    count(w, a, N.N_HELP_STARTED_LICHT + s[C.F_TIER], 1)
    count(w, a, N.N_PLANS, 1)
    note_first_help(w, f, now)
    if s[C.F_LEVEL] >= X.MULTIPLE and s[C.F_MULTIPLE_SINCE] == C.NEVER:
        s[C.F_MULTIPLE_SINCE] = now
    meet_someone(w, f, False)
    note_involved(w, f, verwijsindex.AT_LOCAL_TEAM, now)
    log(w, f, N.E_HELP_STARTS, k, s[C.F_TIER], now)


@kernel
def begin_provider(w, f, now):
    """A place of specialised help is free: it starts."""
    start_provider(w, f, served(w, f, X.TRACK_HELP, now), now)


@kernel
def start_provider(w, f, k, now):
    """Specialised help starts, at a place of this pool that has been taken for the family."""
    s = w.family[f]
    a = s[C.F_AREA]
    set_help(w, f, X.PROVIDER, now)
    s[C.F_HELP_POOL], s[C.F_HELP_START], s[C.F_MULTIPLE_SINCE] = k, now, C.NEVER
    mean = w.params[a, P.provider_duration_days] * shortening(w, k)
    set_help_clock(w, f, draw_days(w, f, D.D_PROVIDER_DURATION, mean), now)
    count(w, a, N.N_HELP_STARTED_PROVIDER, 1)
    joins = access.joins_plan(w.params[a], managers.has_one(w, f), draw(w, f, D.D_ONE_PLAN))
    if not joins and s[C.F_JOINT] == 0:
        count(w, a, N.N_PLANS, 1)
    s[C.F_JOINT] = 0
    note_first_help(w, f, now)
    meet_someone(w, f, s[C.F_WARM] & indication.HELP_WARM != 0)
    s[C.F_WARM] &= ~indication.HELP_WARM
    note_involved(w, f, verwijsindex.AT_PROVIDER, now)
    report_back(w, f, _next_partner(w), s[C.F_REFERRED], now)
    if s[C.F_ROUTE] == access.AFTERWARDS and w.scalars[C.G_ERA] == X.WJZ2005:
        indication.ask_beside(w, f, now)
    log(w, f, N.E_HELP_STARTS, k, 0, now)


@kernel
def _next_partner(w):
    """The partner that comes next in the chain after the local team."""
    return X.PARTNER_BJZ if w.scalars[C.G_ERA] == X.WJZ2005 else X.PARTNER_GI


@kernel
def begin_indication(w, f, now):
    """Bureau Jeugdzorg takes up the request for an indication."""
    s = w.family[f]
    k = served(w, f, X.TRACK_HELP, now)
    set_help(w, f, X.BJZ, now)
    s[C.F_HELP_POOL] = k
    warm = s[C.F_WARM] & indication.HELP_WARM != 0
    set_help_clock(w, f, indication.duration(w, f, k, warm, False, now), now)
    meet_someone(w, f, warm or s[C.F_JOINT] > 0)
    s[C.F_WARM] = 0
    note_involved(w, f, verwijsindex.AT_BJZ, now)
    report_back(w, f, X.PARTNER_BJZ, s[C.F_REFERRED], now)
    log(w, f, N.E_INDICATION_STARTS, k, 0, now)


@kernel
def note_indication(w, f, now):
    """The first decision of access after a signal."""
    s = w.family[f]
    if s[C.F_INDICATION_DUE] > 0:
        s[C.F_INDICATION_DUE] = 0
        count(w, s[C.F_AREA], N.N_INDICATIONS, 1)
        count(w, s[C.F_AREA], N.N_INDICATION_DAYS, int((now - s[C.F_SIGNAL]) / C.TICKS + 0.5))


@kernel
def leave_place_of_help(w, f, now):
    """Give the place of local team, provider or BJZ back, or leave its queue; an indication beside it stops."""
    s = w.family[f]
    indication.stop_beside(w, f, now)
    if s[C.F_HELP_POOL] != C.NOBODY:
        give_back(w, s[C.F_HELP_POOL], PLACE, now)
        s[C.F_HELP_POOL] = C.NOBODY
    leave_queue(w, f, X.TRACK_HELP, now)


@kernel
def close_help(w, f, now):
    """Voluntary help stops, whatever it was."""
    s = w.family[f]
    if s[C.F_HELP] == X.HELP_NONE:
        return
    if s[C.F_HELP] == X.LOCAL:
        note_local_end(w, f, now)
    if s[C.F_HELP] == X.LOCAL or s[C.F_HELP] == X.PROVIDER:
        log(w, f, N.E_HELP_ENDS, s[C.F_HELP_POOL], s[C.F_LEVEL], now)
    leave_place_of_help(w, f, now)
    set_help(w, f, X.HELP_NONE, now)
    s[C.F_HELD], s[C.F_MULTIPLE_SINCE], s[C.F_FIRST_HELP_DUE], s[C.F_INDICATION_DUE] = 0, C.NEVER, 0, 0
    s[C.F_ROUTE], s[C.F_DRAFTING], s[C.F_JOINT], s[C.F_REFERRED] = access.ORDINARY, 0, 0, 0


@kernel
def note_local_end(w, f, now):
    """Count the end of a local trajectory and its duration."""
    s = w.family[f]
    count(w, s[C.F_AREA], N.N_HELP_ENDED_LOCAL, 1)
    count(w, s[C.F_AREA], N.N_HELP_ENDED_DAYS_LOCAL, int((now - s[C.F_HELP_START]) / C.TICKS + 0.5))


@kernel
def end_well(w, f, now):
    """Help ends because it is done: from now on a return is a relapse."""
    s = w.family[f]
    close_help(w, f, now)
    s[C.F_HELP_ENDED] = now
    count_at_risk(w, s[C.F_AREA], N.N_HELPS_AT_RISK)
    teams.satisfied_family(w, s[C.F_AREA], now)


@kernel
def refer(w, f, now):
    """The team asks for specialised help: through BJZ, by a shortcut round its queue, or after 2015 by itself."""
    s = w.family[f]
    a = s[C.F_AREA]
    p = w.params[a]
    if _drafts_first(w, f, now):
        return
    old_era = w.scalars[C.G_ERA] == X.WJZ2005
    partner = _next_partner(w)
    trust, expertise = teams.trust_in(w, a, partner, now), teams.expertise_of(w, a, now)
    consulted = _consults_before(w, f, partner, trust, now)
    count(w, a, N.N_REFERRALS, 1)
    u_wrong = draw(w, f, D.D_WRONG_REFERRAL)
    wrong = local_team.is_wrong_referral(p, s[C.F_LEVEL], trust, expertise, consulted, u_wrong)
    s[C.F_WRONG] = 1 if wrong else 0
    if wrong:
        count(w, a, N.N_WRONG_REFERRALS, 1)
    since = s[C.F_MULTIPLE_SINCE]
    late = since != C.NEVER and access.is_late(p, (now - since) / C.TICKS)
    if late:
        count(w, a, N.N_LATE_REFERRALS, 1)
    teams.learn_from_referral(w, a, wrong, late, now)
    log(w, f, N.E_REFERRED, C.NOBODY, s[C.F_WRONG], now)
    if s[C.F_HELP] == X.LOCAL:
        note_local_end(w, f, now)
    leave_place_of_help(w, f, now)
    s[C.F_WARM] = indication.HELP_WARM | indication.ACCESS_WARM if hand_over(w, f, partner, now) else 0
    s[C.F_REFERRED] = 1
    if not old_era:
        note_indication(w, f, now)
        queue_for_provider(w, f, now)
        return
    if s[C.F_ROUTE] != access.DIRECT:
        teams.joint_case(w, a, X.PARTNER_BJZ, now)
    if s[C.F_ROUTE] == access.ORDINARY:
        queue_for_bjz(w, f, now)
    else:
        _take_shortcut(w, f, now)


@kernel
def _drafts_first(w, f, now):
    """Which way the referral goes. True when the team first drafts a provisional indication, and keeps the family."""
    s = w.family[f]
    p = w.params[s[C.F_AREA]]
    if s[C.F_DRAFTING] > 0:
        s[C.F_DRAFTING] = 0
        return False
    s[C.F_ROUTE] = access.ORDINARY
    if w.scalars[C.G_ERA] != X.WJZ2005 or not access.has_shortcuts(p):
        return False
    s[C.F_ROUTE] = access.way(p, s[C.F_LEVEL], draw(w, f, D.D_SHORTCUT))
    if s[C.F_ROUTE] != access.PROVISIONAL or s[C.F_HELP] != X.LOCAL:
        return False
    s[C.F_DRAFTING] = 1
    set_help_clock(w, f, draw_days(w, f, D.D_DRAFT_DURATION, p[P.access_draft_days]), now)
    return True


@kernel
def _consults_before(w, f, partner, trust, now):
    """The team may consult its partner before it refers, which is a joint case."""
    a = w.family[f, C.F_AREA]
    p = w.params[a]
    if p[P.local_consults_before_referral] <= 0.0:
        return False
    if not local_team.consults_before_referral(p, trust, draw(w, f, D.D_CONSULTS_BEFORE_REFERRAL)):
        return False
    count(w, a, N.N_CONSULTATIONS, 1)
    teams.joint_case(w, a, partner, now)
    log(w, f, N.E_CONSULTATION, C.NOBODY, partner, now)
    return True


@kernel
def _take_shortcut(w, f, now):
    """The family waits for specialised help at once; the indication is asked beside it, afterwards, or not at all."""
    s = w.family[f]
    a, route = s[C.F_AREA], s[C.F_ROUTE]
    log(w, f, N.E_SHORTCUT, C.NOBODY, route, now)
    if route == access.DIRECT:
        count(w, a, N.N_SHORTCUTS_DIRECT, 1)
        note_indication(w, f, now)
    elif route == access.PROVISIONAL:
        count(w, a, N.N_SHORTCUTS_PROVISIONAL, 1)
        note_indication(w, f, now)
    elif route == access.AFTERWARDS:
        count(w, a, N.N_SHORTCUTS_AFTERWARDS, 1)
    else:
        count(w, a, N.N_SHORTCUTS_DURING, 1)
    queue_for_provider(w, f, now)
    if route == access.PROVISIONAL or route == access.DURING:
        indication.ask_beside(w, f, now)


@kernel
def _is_replaced(w, f, p, now):
    """Whether the programme of prevention replaces a referral to specialised help."""
    if p[P.prevention_available] <= 0.0:
        return False
    return programme.starts_instead(w, f, p[P.prevention_instead], D.D_PREVENTION_INSTEAD, now)


@kernel
def finish_local(w, f, now):
    """The trajectory is over: close, step up or refer. While the GI is involved early, the place is held."""
    s = w.family[f]
    if s[C.F_GI] == X.EARLY or s[C.F_GI] == X.EARLY_QUEUE:
        s[C.F_HELD], s[C.F_CLOCK_HELP] = 1, C.NEVER
        return
    s[C.F_HELD] = 0
    if s[C.F_DRAFTING] > 0:
        refer(w, f, now)
        return
    p, propensity = w.params[s[C.F_AREA]], teams.propensity_of(w, s[C.F_AREA], now)
    u = draw(w, f, D.D_END_OF_TRAJECTORY)
    what = local_team.after_trajectory(p, s[C.F_LEVEL], s[C.F_TIER], propensity, u)
    if what == local_team.REFER and _is_replaced(w, f, p, now):
        end_well(w, f, now)
    elif what == local_team.REFER:
        refer(w, f, now)
    elif what == local_team.STEP_UP:
        note_local_end(w, f, now)
        leave_place_of_help(w, f, now)
        s[C.F_TIER] += 1
        queue_for_tier(w, f, now)
    else:
        end_well(w, f, now)


@kernel
def start_aftercare(w, f, since, now):
    """Aftercare may follow what began at ``since``; it lowers relapse while it lasts."""
    p = w.params[w.family[f, C.F_AREA]]
    if access.gets_aftercare(p, (now - since) / C.TICKS, draw(w, f, D.D_AFTERCARE)):
        set_help(w, f, X.AFTERCARE, now)
        set_help_clock(w, f, p[P.aftercare_days], now)
        log(w, f, N.E_AFTERCARE_STARTS, C.NOBODY, 0, now)


@kernel
def finish_provider(w, f, now):
    """Specialised help is over: back to the local team, or done with or without aftercare."""
    s = w.family[f]
    p = w.params[s[C.F_AREA]]
    told = report_back(w, f, _next_partner(w), s[C.F_REFERRED], now)
    if access.back_to_local(p, s[C.F_LEVEL], draw(w, f, D.D_END_OF_PROVIDER)):
        close_help(w, f, now)
        come_back(w, f, told, now)
    else:
        end_well(w, f, now)
        start_aftercare(w, f, s[C.F_HELP_START], now)


@kernel
def finish_indication(w, f, now):
    """The decision on the indication: back to the local team, or indicated help. True when safety asks for more."""
    s = w.family[f]
    p = w.params[s[C.F_AREA]]
    note_indication(w, f, now)
    back = access.sent_back(p, s[C.F_LEVEL], s[C.F_WRONG] > 0, draw(w, f, D.D_INDICATION))
    s[C.F_WRONG] = 0
    leave_place_of_help(w, f, now)
    if back:
        log(w, f, N.E_SENT_BACK, C.NOBODY, 0, now)
        s[C.F_JOINT] = 0
        come_back(w, f, report_back(w, f, X.PARTNER_BJZ, s[C.F_REFERRED], now), now)
        return False
    log(w, f, N.E_INDICATED, C.NOBODY, 0, now)
    queue_for_provider(w, f, now)
    return s[C.F_LEVEL] >= X.UNSAFE_FROM


@kernel
def help_event(w, f, now):
    """The clock of the help track has struck. True when an indication finds the family unsafe."""
    state = w.family[f, C.F_HELP]
    if state == X.INTAKE:
        intake_done(w, f, now)
    elif state == X.LOCAL:
        finish_local(w, f, now)
    elif state == X.PROVIDER:
        finish_provider(w, f, now)
    elif state == X.BJZ:
        return finish_indication(w, f, now)
    elif state == X.AFTERCARE:
        log(w, f, N.E_AFTERCARE_ENDS, C.NOBODY, 0, now)
        set_help(w, f, X.HELP_NONE, now)
    return False


@kernel
def gives_up(w, f, now):
    """The family leaves the queue: it gives up, or is helped outside the chain."""
    count(w, w.family[f, C.F_AREA], N.N_LEFT_QUEUE, 1)
    log(w, f, N.E_LEAVES_QUEUE, C.NOBODY, w.family[f, C.F_HELP], now)
    close_help(w, f, now)
