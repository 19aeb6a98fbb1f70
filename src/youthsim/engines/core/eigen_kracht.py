"""Eigen Kracht-conferenties in the core: offer, registration, ending, plan and collapse."""

from youthsim.chain import eigen_kracht as rules
from youthsim.chain import states as X
from youthsim.chain.family import ticks, years_in_ticks
from youthsim.compiled import kernel
from youthsim.engines.core import columns as C
from youthsim.engines.core import names as N
from youthsim.engines.core import teams
from youthsim.engines.core.accounts import add_stock, count, log
from youthsim.engines.core.draws import draw, draw_days
from youthsim.engines.core.help import PLACE, queue_for_provider, refer
from youthsim.engines.core.places import give_back, join_queue, leave_queue, meet_someone, served, shortening
from youthsim.engines.core.view import signal
from youthsim.parameters import index as P
from youthsim.randomness import streams as D


@kernel
def offer(w, f, now):
    """At the start of a trajectory the team may offer a conference; a family that accepts is registered."""
    s = w.family[f]
    a = s[C.F_AREA]
    p = w.params[a]
    if s[C.F_EKC] != X.EKC_NONE:
        return
    if not rules.is_offered(p, s[C.F_LEVEL], teams.adoption_of(w, a, now), draw(w, f, D.D_EKC_OFFER)):
        return
    count(w, a, N.N_EKC_OFFERED, 1)
    log(w, f, N.E_EKC_OFFERED, C.NOBODY, 0, now)
    _answer(w, f, X.OFFERER_TEAM, now)


@kernel
def offer_elsewhere(w, f, offerer, now):
    """Another organisation than the local team may offer a conference where its own part begins."""
    s = w.family[f]
    a = s[C.F_AREA]
    adoption = teams.adoption_elsewhere(w, a, offerer, now)
    if adoption <= 0.0 or s[C.F_EKC] != X.EKC_NONE:
        return
    decision = D.D_EKC_OFFER_BJZ + offerer - X.OFFERER_BJZ
    if rules.is_offered_elsewhere(w.params[a], s[C.F_LEVEL], offerer, adoption, draw(w, f, decision)):
        count(w, a, N.N_EKC_OFFERED, 1)
        log(w, f, N.E_EKC_OFFERED, C.NOBODY, offerer, now)
        _answer(w, f, offerer, now)


@kernel
def _answer(w, f, offerer, now):
    """The family accepts the offer and is registered, or not."""
    s = w.family[f]
    a = s[C.F_AREA]
    if rules.is_accepted(w.params[a], w.real[f, C.R_NETWORK], draw(w, f, D.D_EKC_ACCEPTS)):
        count(w, a, N.N_EKC_ACCEPTED, 1)
        count(w, a, N.N_EKC_REGISTERED, 1)
        if offerer != X.OFFERER_TEAM:
            count(w, a, N.N_EKC_REGISTERED_BJZ + offerer - X.OFFERER_BJZ, 1)
        s[C.F_EKC], s[C.F_EKC_BY] = X.EKC_QUEUE, offerer
        log(w, f, N.E_EKC_REGISTERED, C.NOBODY, offerer, now)
        join_queue(w, f, X.TRACK_EKC, w.pool_of[a, X.ORG_EKC], PLACE, now)


@kernel
def begin_preparing(w, f, now):
    """A coordinator of the EKc office begins to prepare the conference."""
    s = w.family[f]
    k = served(w, f, X.TRACK_EKC, now)
    s[C.F_EKC], s[C.F_EKC_POOL] = X.EKC_PREPARING, k
    mean = w.params[s[C.F_AREA], P.ekc_organise_days] * shortening(w, k)
    s[C.F_CLOCK_EKC] = now + max(1, ticks(draw_days(w, f, D.D_EKC_DURATION, mean)))
    meet_someone(w, f, False)


@kernel
def stop(w, f, now):
    """Whatever goes on with the conference or its plan stops."""
    s = w.family[f]
    if s[C.F_EKC] == X.EKC_PLAN:
        add_stock(w, s[C.F_AREA], N.S_NETWORK_PLANS, -1, now)
        count(w, s[C.F_AREA], N.N_EKC_PLANS_ENDED, 1)
        if now - s[C.F_PLAN_START] >= years_in_ticks(1.0):
            count(w, s[C.F_AREA], N.N_EKC_PLANS_ALIVE_YEAR, 1)
    if s[C.F_EKC_POOL] != C.NOBODY:
        give_back(w, s[C.F_EKC_POOL], PLACE, now)
        s[C.F_EKC_POOL] = C.NOBODY
    leave_queue(w, f, X.TRACK_EKC, now)
    s[C.F_EKC], s[C.F_CLOCK_EKC] = X.EKC_NONE, C.NEVER


@kernel
def _plan_asks_for_help(w, f, now):
    """The plan asks for specialised help: the team refers, or the family signs up by itself."""
    s = w.family[f]
    if s[C.F_HELP] == X.LOCAL and s[C.F_HELD] == 0 and s[C.F_GI] == X.GI_NONE:
        refer(w, f, now)
    elif s[C.F_HELP] == X.HELP_NONE and s[C.F_MEASURE] == X.MEASURE_NONE:
        signal(w, f, now)
        queue_for_provider(w, f, now)


@kernel
def _experience(w, f, success, now):
    """Those who registered the family learn how it ended."""
    a, offerer = w.family[f, C.F_AREA], w.family[f, C.F_EKC_BY]
    if offerer != X.OFFERER_TEAM:
        teams.experience_elsewhere(w, a, offerer, success, now)
    elif success:
        teams.spread_success(w, a, now)
    else:
        teams.change_adoption(w, a, -w.params[a, P.ekc_failure_loss], now)


@kernel
def finish_preparing(w, f, now):
    """The registration ends: a conference with a plan, a plan without conference, or lost."""
    s = w.family[f]
    a = s[C.F_AREA]
    p = w.params[a]
    how = rules.ending(p, draw(w, f, D.D_EKC_ENDING))
    stop(w, f, now)
    log(w, f, N.E_EKC_ENDS, C.NOBODY, how, now)
    if how == rules.LOST:
        count(w, a, N.N_EKC_LOST, 1)
        _experience(w, f, False, now)
        return
    count(
        w, a, N.N_EKC_CONFERENCE_WITH_PLAN if how == rules.CONFERENCE_WITH_PLAN else N.N_EKC_PLAN_WITHOUT_CONFERENCE, 1
    )
    count(w, a, N.N_PLANS, 1)
    _experience(w, f, True, now)
    s[C.F_EKC], s[C.F_PLAN_START] = X.EKC_PLAN, now
    s[C.F_CLOCK_EKC] = now + ticks(p[P.ekc_plan_lasts_days])
    add_stock(w, a, N.S_NETWORK_PLANS, 1, now)
    if rules.asks_professional_help(p, draw(w, f, D.D_EKC_ASKS_HELP)):
        _plan_asks_for_help(w, f, now)


@kernel
def collapse(w, f, now):
    """The plan collapses and leaves the network used up."""
    s = w.family[f]
    a = s[C.F_AREA]
    p = w.params[a]
    stop(w, f, now)
    count(w, a, N.N_EKC_COLLAPSED, 1)
    _experience(w, f, False, now)
    w.real[f, C.R_NETWORK] = rules.network_after_collapse(p, w.real[f, C.R_NETWORK])
    log(w, f, N.E_PLAN_COLLAPSES, C.NOBODY, 0, now)


@kernel
def event(w, f, now):
    """The clock of the conference or of its plan has struck."""
    s = w.family[f]
    if s[C.F_EKC] == X.EKC_PREPARING:
        finish_preparing(w, f, now)
    else:
        count(w, s[C.F_AREA], N.N_EKC_PLANS_DONE, 1)
        log(w, f, N.E_PLAN_DONE, C.NOBODY, 0, now)
        stop(w, f, now)
