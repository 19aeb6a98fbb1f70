"""Coordination in the core: who coordinates a family with many professionals, and when it escalates."""

from youthsim.chain import coordination as rules
from youthsim.chain import family_manager
from youthsim.chain import states as X
from youthsim.chain.masks import how_many
from youthsim.compiled import kernel
from youthsim.engines.core import columns as C
from youthsim.engines.core import eigen_kracht, managers, pools, shortcuts
from youthsim.engines.core import names as N
from youthsim.engines.core.accounts import add_stock, count, log
from youthsim.engines.core.clocks import professionals_around
from youthsim.engines.core.draws import draw
from youthsim.engines.core.help import PLACE
from youthsim.engines.core.places import escalate_queue, give_back, queue_of, waited_ticks
from youthsim.parameters import index as P
from youthsim.randomness import streams as D


@kernel
def _take_coordinator(w, f, organisation, now):
    """Take a place with a coordinator of this kind if one is free; coordinators have no queue."""
    s = w.family[f]
    k = w.pool_of[s[C.F_AREA], organisation]
    if w.pool[k, C.K_USED] + PLACE > w.pool[k, C.K_PLACES]:
        return False
    _give_place_back(w, f, now)
    _take_place(w, f, k, PLACE, now)
    count(w, s[C.F_AREA], N.N_ESCALATIONS, 1)
    log(w, f, N.E_ESCALATED, k, 0, now)
    return True


@kernel
def _take_place(w, f, k, tenths, now):
    """Whoever coordinates spends a part of a place on the family."""
    s = w.family[f]
    pools.take(w.pool, w.held, k, tenths, now)
    s[C.F_COORDINATION_POOL], s[C.F_COORDINATION_TENTHS] = k, tenths


@kernel
def _give_place_back(w, f, now):
    """Whoever coordinated does so no more."""
    s = w.family[f]
    if s[C.F_COORDINATION_POOL] != C.NOBODY:
        give_back(w, s[C.F_COORDINATION_POOL], s[C.F_COORDINATION_TENTHS], now)
        s[C.F_COORDINATION_POOL], s[C.F_COORDINATION_TENTHS] = C.NOBODY, 0


@kernel
def _pool_of_owner(w, f):
    """The places from which zorgcoordinatie is done, or NOBODY where that is outside the chain."""
    s = w.family[f]
    owner = rules.owner(w.params[s[C.F_AREA]])
    if owner == rules.OUTSIDE:
        return C.NOBODY
    if owner == rules.IN_CHARGE:
        if s[C.F_GI_POOL] != C.NOBODY:
            return s[C.F_GI_POOL]
        if s[C.F_HELP] in (X.BJZ, X.PROVIDER):
            return s[C.F_HELP_POOL]
    tier = rules.tier_that_coordinates(s[C.F_LEVEL], s[C.F_HELP], s[C.F_TIER])
    return w.pool_of[s[C.F_AREA], X.ORG_LICHT + tier]


@kernel
def stop(w, f, now):
    """Nobody coordinates any more; the family's story need not be told for now."""
    s = w.family[f]
    if s[C.F_COORDINATION] != X.UNCOORDINATED:
        add_stock(w, s[C.F_AREA], N.S_COORDINATED, -1, now)
        s[C.F_COORDINATION] = X.UNCOORDINATED
    _give_place_back(w, f, now)
    s[C.F_COORDINATION_ASKED], s[C.F_STORIES], s[C.F_MANAGER_ASKED] = 0, 0, 0
    s[C.F_KNOWN] = 0


@kernel
def _stagnates(w, f, now):
    """Whether the family has waited too long for help or an investigation, or coordination has brought nothing."""
    s = w.family[f]
    p = w.params[s[C.F_AREA]]
    if rules.brings_nothing(p, s[C.F_LEVEL], (now - s[C.F_COORDINATION_SINCE]) / C.TICKS):
        return True
    for track in (X.TRACK_HELP, X.TRACK_SAFETY):
        if queue_of(w, f, track) != C.NOBODY:
            if rules.stagnates(p, waited_ticks(w, f, track, now) / C.TICKS):
                return True
    return False


@kernel
def review(w, f, now):
    """After an event: does coordination start, escalate or stop?"""
    s = w.family[f]
    p = w.params[s[C.F_AREA]]
    idle = s[C.F_HELP] == X.HELP_NONE and s[C.F_SAFETY] == X.SAFE_NONE and s[C.F_GI] == X.GI_NONE
    idle = idle and s[C.F_AROUND] < X.FAMILY_MANAGER
    if idle and s[C.F_EKC] == X.EKC_NONE and s[C.F_MEASURE] == X.MEASURE_NONE:
        if s[C.F_AROUND] > 0:
            stop(w, f, now)
            s[C.F_AROUND] = X.NOBODY_AROUND
        return
    if s[C.F_AROUND] == X.NOBODY_AROUND:
        s[C.F_AROUND] = X.SOMEBODY_AROUND
    around = professionals_around(w, f)
    registered = how_many(s[C.F_SIGNALS]) if rules.reads_signals(p) else 0
    if s[C.F_COORDINATION_ASKED] == 0 and rules.is_triggered(p, around, registered):
        s[C.F_COORDINATION_ASKED] = 1
        if rules.starts(p, draw(w, f, D.D_COORDINATION)):
            s[C.F_COORDINATION], s[C.F_COORDINATION_SINCE] = X.ZORGCOORDINATION, now
            k, tenths = _pool_of_owner(w, f), rules.tenths(p)
            if k != C.NOBODY and tenths > 0:
                _take_place(w, f, k, tenths, now)
            add_stock(w, s[C.F_AREA], N.S_COORDINATED, 1, now)
            count(w, s[C.F_AREA], N.N_COORDINATIONS_STARTED, 1)
            log(w, f, N.E_COORDINATION_STARTS, C.NOBODY, around, now)
    if s[C.F_COORDINATION] == X.ZORGCOORDINATION and rules.wants_procescoordinator(p, around):
        if _take_coordinator(w, f, X.ORG_PROCES, now):
            s[C.F_COORDINATION] = X.PROCESCOORDINATION
    if s[C.F_COORDINATION] == X.PROCESCOORDINATION and _stagnates(w, f, now):
        if _take_coordinator(w, f, X.ORG_BRANDPUNT, now):
            s[C.F_COORDINATION] = X.BRANDPUNT
            escalate_queue(w, f, X.TRACK_HELP, now)
            escalate_queue(w, f, X.TRACK_SAFETY, now)
            _brandpunt_acts(w, f, now)
    if s[C.F_COORDINATION] != X.UNCOORDINATED and family_manager.exist(p):
        if managers.consider(w, f, around, (now - s[C.F_COORDINATION_SINCE]) / C.TICKS, now):
            eigen_kracht.offer_elsewhere(w, f, X.OFFERER_FAMILY_MANAGER, now)


@kernel
def _put_in(w, f, k, now):
    """Specialised help starts at once, at this pool."""
    shortcuts.put_in(w, f, k, now)
    eigen_kracht.offer_elsewhere(w, f, X.OFFERER_PROVIDER, now)


@kernel
def _brandpunt_acts(w, f, now):
    """Beside priority in the queues: a drawing right, an institution called in, or a decision for all parties."""
    s = w.family[f]
    a = s[C.F_AREA]
    p = w.params[a]
    if not rules.needs_specialised(s[C.F_LEVEL], s[C.F_HELP]) or s[C.F_HELD] > 0:
        return
    k = w.pool_of[a, X.ORG_DRAWING_RIGHTS]
    if w.pool[k, C.K_USED] + PLACE <= w.pool[k, C.K_PLACES]:
        count(w, a, N.N_DRAWING_RIGHTS_USED, 1)
        log(w, f, N.E_DRAWING_RIGHT, k, s[C.F_HELP], now)
        _put_in(w, f, k, now)
        return
    if p[P.coordination_binding] > 0.0:
        if rules.decides_for_all(p, s[C.F_LEVEL], draw(w, f, D.D_BINDING_DECISION)):
            k = w.pool_of[a, X.ORG_PROVIDER]
            count(w, a, N.N_BINDING_DECISIONS, 1)
            log(w, f, N.E_BINDING_DECISION, k, s[C.F_HELP], now)
            _put_in(w, f, k, now)
            return
    if p[P.coordination_calls_in] > 0.0 and s[C.F_HELP] != X.PROVIDER_QUEUE:
        if rules.calls_in(p, draw(w, f, D.D_CALLS_IN)):
            count(w, a, N.N_CALLED_IN, 1)
            log(w, f, N.E_CALLED_IN, C.NOBODY, s[C.F_HELP], now)
            shortcuts.call_in(w, f, now)
