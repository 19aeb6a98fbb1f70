"""The GI in the core: called in early, assigned to a measure, staying available after it."""

from youthsim.chain import access
from youthsim.chain import early_gi as rules
from youthsim.chain import states as X
from youthsim.chain.family import ticks
from youthsim.chain.masks import how_many
from youthsim.compiled import kernel
from youthsim.engines.core import columns as C
from youthsim.engines.core import eigen_kracht, managers, pools, teams
from youthsim.engines.core import names as N
from youthsim.engines.core.accounts import add_stock, count, log
from youthsim.engines.core.draws import draw, draw_days, draw_delay
from youthsim.engines.core.help import PLACE, finish_local
from youthsim.engines.core.places import (
    give_back,
    hand_over,
    join_queue,
    leave_queue,
    meet_someone,
    served,
    tenths_asked,
)
from youthsim.parameters import index as P
from youthsim.randomness import streams as D


@kernel
def pool_of_area(w, a):
    """The pool of the GI that serves this area: its own where caseloads are area-bound, else the region's."""
    if w.params[a, P.gi_area_bound] > 0.0:
        return w.pool_of[a, X.OWN_GI]
    return w.pool_of[a, X.ORG_GI]


@kernel
def _has_room(w, k, tenths):
    """Whether the pool can start a service of so many tenths at once."""
    if pools.head(w.pool, k) != C.NOBODY:
        return False
    return w.pool[k, C.K_USED] + tenths <= w.pool[k, C.K_PLACES]


@kernel
def call_in(w, f, widening, now):
    """The team calls the GI in. False when the call is refused for want of a place."""
    a = w.family[f, C.F_AREA]
    p = w.params[a]
    count(w, a, N.N_EARLY_GI_CALLS, 1)
    if widening:
        count(w, a, N.N_EARLY_GI_CALLS_WIDENING, 1)
    k = pool_of_area(w, a)
    tenths = rules.tenths_for_early(p)
    waits = rules.waits_if_full(p, draw(w, f, D.D_EARLY_GI_WAITS))
    if not waits and not _has_room(w, k, tenths):
        count(w, a, N.N_EARLY_GI_REFUSED, 1)
        log(w, f, N.E_EARLY_GI_REFUSED, k, 0, now)
        return False
    w.family[f, C.F_GI] = X.EARLY_QUEUE
    log(w, f, N.E_EARLY_GI_CALLED, k, 1 if widening else 0, now)
    join_queue(w, f, X.TRACK_GI, k, tenths, now)
    return True


@kernel
def begin_early(w, f, now):
    """A worker of the GI joins the local team for this family, which keeps its local place."""
    s = w.family[f]
    a = s[C.F_AREA]
    tenths = tenths_asked(w, f, X.TRACK_GI)
    k = served(w, f, X.TRACK_GI, now)
    s[C.F_GI], s[C.F_GI_POOL], s[C.F_GI_TENTHS] = X.EARLY, k, tenths
    s[C.F_CLOCK_GI] = now + max(1, ticks(draw_days(w, f, D.D_EARLY_GI_DURATION, w.params[a, P.early_gi_days])))
    add_stock(w, a, N.S_EARLY_GI, 1, now)
    count(w, a, N.N_EARLY_GI_STARTED, 1)
    teams.joint_case(w, a, X.PARTNER_GI, now)
    meet_someone(w, f, hand_over(w, f, X.PARTNER_GI, now))
    log(w, f, N.E_EARLY_GI_STARTS, k, tenths, now)


@kernel
def let_go(w, f, now):
    """The GI leaves the family, or the family its queue; a local trajectory that was held ends now."""
    s = w.family[f]
    if s[C.F_GI] == X.EARLY:
        add_stock(w, s[C.F_AREA], N.S_EARLY_GI, -1, now)
        log(w, f, N.E_EARLY_GI_ENDS, s[C.F_GI_POOL], s[C.F_LEVEL], now)
    if s[C.F_GI_POOL] != C.NOBODY:
        give_back(w, s[C.F_GI_POOL], s[C.F_GI_TENTHS], now)
        s[C.F_GI_POOL], s[C.F_GI_TENTHS] = C.NOBODY, 0
    leave_queue(w, f, X.TRACK_GI, now)
    s[C.F_GI], s[C.F_CLOCK_GI] = X.GI_NONE, C.NEVER
    if s[C.F_HELD] > 0 and s[C.F_HELP] == X.LOCAL:
        finish_local(w, f, now)


@kernel
def ask_worker(w, f, now):
    """A new measure asks for a worker. One who knows the family takes it at once, whatever the caseload."""
    s = w.family[f]
    tenths = PLACE * how_many(s[C.F_OTS_MASK])
    if s[C.F_GI] == X.EARLY or s[C.F_GI] == X.STAYING:
        if s[C.F_GI] == X.EARLY:
            add_stock(w, s[C.F_AREA], N.S_EARLY_GI, -1, now)
            log(w, f, N.E_EARLY_GI_ENDS, s[C.F_GI_POOL], s[C.F_LEVEL], now)
        k = s[C.F_GI_POOL]
        give_back(w, k, s[C.F_GI_TENTHS], now)
        pools.take(w.pool, w.held, k, tenths, now)
        s[C.F_GI], s[C.F_GI_TENTHS], s[C.F_CLOCK_GI], s[C.F_SAME_WORKER] = X.MEASURE, tenths, C.NEVER, 1
        _note_contact(w, f, now)
        return
    leave_queue(w, f, X.TRACK_GI, now)
    s[C.F_GI] = X.MEASURE_QUEUE
    join_queue(w, f, X.TRACK_GI, pool_of_area(w, s[C.F_AREA]), tenths, now)


@kernel
def begin_assigning(w, f, now):
    """There is room at the GI: a worker is being assigned, which takes its own time."""
    s = w.family[f]
    tenths = tenths_asked(w, f, X.TRACK_GI)
    k = served(w, f, X.TRACK_GI, now)
    s[C.F_GI], s[C.F_GI_POOL], s[C.F_GI_TENTHS], s[C.F_SAME_WORKER] = X.ASSIGNING, k, tenths, 0
    delay = draw_delay(w, f, D.D_ASSIGNMENT_DELAY, w.params[s[C.F_AREA], P.gi_assign_days])
    s[C.F_CLOCK_GI] = now + max(1, ticks(delay))
    log(w, f, N.E_GI_ASSIGNED, k, tenths, now)


@kernel
def _note_contact(w, f, now):
    """The worker of the GI has met the family."""
    s = w.family[f]
    a = s[C.F_AREA]
    p = w.params[a]
    days = (now - s[C.F_MEASURE_START]) / C.TICKS
    count(w, a, N.N_MEASURES_WITH_CONTACT, 1)
    count(w, a, N.N_MEASURE_CONTACT_DAYS, int(days + 0.5))
    if days <= p[P.gi_contact_norm_days]:
        count(w, a, N.N_MEASURES_CONTACT_IN_NORM, 1)
    if s[C.F_SAME_WORKER] == 0:
        meet_someone(w, f, False)
        if not access.joins_plan(p, managers.has_one(w, f), draw(w, f, D.D_ONE_PLAN)):
            count(w, a, N.N_PLANS, 1)
    log(w, f, N.E_GI_CONTACT, s[C.F_GI_POOL], s[C.F_SAME_WORKER], now)
    eigen_kracht.offer_elsewhere(w, f, X.OFFERER_GI, now)


@kernel
def stay(w, f, now):
    """After a measure the GI stays available with a small part of a place."""
    s = w.family[f]
    p = w.params[s[C.F_AREA]]
    kept = int(p[P.early_gi_available_tenths])
    give_back(w, s[C.F_GI_POOL], s[C.F_GI_TENTHS] - kept, now)
    s[C.F_GI], s[C.F_GI_TENTHS] = X.STAYING, kept
    s[C.F_CLOCK_GI] = now + ticks(p[P.aftercare_days])
    log(w, f, N.E_GI_STAYS_AVAILABLE, s[C.F_GI_POOL], kept, now)


@kernel
def event(w, f, now):
    """The clock of the GI track has struck. True when early involvement must end in a request."""
    s = w.family[f]
    if s[C.F_GI] == X.ASSIGNING:
        s[C.F_GI], s[C.F_CLOCK_GI] = X.MEASURE, C.NEVER
        _note_contact(w, f, now)
        return False
    if s[C.F_GI] == X.STAYING:
        let_go(w, f, now)
        return False
    s[C.F_CLOCK_GI] = C.NEVER
    if s[C.F_SAFETY] != X.SAFE_NONE:
        return False
    if rules.safety_restored(s[C.F_LEVEL]):
        count(w, s[C.F_AREA], N.N_EARLY_GI_SAFE, 1)
        let_go(w, f, now)
        return False
    return True
