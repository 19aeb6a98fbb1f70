"""Coordination in the core: who coordinates a family with many professionals, and when it escalates."""

from youthsim.chain import coordination as rules
from youthsim.chain import states as X
from youthsim.compiled import kernel
from youthsim.engines.core import columns as C
from youthsim.engines.core import names as N
from youthsim.engines.core import pools
from youthsim.engines.core.accounts import add_stock, count, log
from youthsim.engines.core.clocks import professionals_around
from youthsim.engines.core.draws import draw
from youthsim.engines.core.help import PLACE
from youthsim.engines.core.places import escalate_queue, give_back, waited_ticks
from youthsim.randomness import streams as D


@kernel
def _take_coordinator(w, f, organisation, now):
    """Take a place with a coordinator of this kind if one is free; coordinators have no queue."""
    s = w.family[f]
    k = w.pool_of[s[C.F_AREA], organisation]
    if w.pool[k, C.K_USED] + PLACE > w.pool[k, C.K_PLACES]:
        return False
    if s[C.F_COORDINATION_POOL] != C.NOBODY:
        give_back(w, s[C.F_COORDINATION_POOL], PLACE, now)
    pools.take(w.pool, w.held, k, PLACE, now)
    s[C.F_COORDINATION_POOL] = k
    count(w, s[C.F_AREA], N.N_ESCALATIONS, 1)
    log(w, f, N.E_ESCALATED, k, 0, now)
    return True


@kernel
def stop(w, f, now):
    """Nobody coordinates any more; the family's story need not be told for now."""
    s = w.family[f]
    if s[C.F_COORDINATION] != X.UNCOORDINATED:
        add_stock(w, s[C.F_AREA], N.S_COORDINATED, -1, now)
        s[C.F_COORDINATION] = X.UNCOORDINATED
    if s[C.F_COORDINATION_POOL] != C.NOBODY:
        give_back(w, s[C.F_COORDINATION_POOL], PLACE, now)
        s[C.F_COORDINATION_POOL] = C.NOBODY
    s[C.F_COORDINATION_ASKED], s[C.F_STORIES] = 0, 0


@kernel
def _stagnates(w, f, now):
    """Whether the family has waited too long for help or an investigation."""
    p = w.params[w.family[f, C.F_AREA]]
    for track in (X.TRACK_HELP, X.TRACK_SAFETY):
        if w.node[f * C.NODES + track, C.N_POOL] != C.NOBODY:
            if rules.stagnates(p, waited_ticks(w, f, track, now) / C.TICKS):
                return True
    return False


@kernel
def review(w, f, now):
    """After an event: does coordination start, escalate or stop?"""
    s = w.family[f]
    p = w.params[s[C.F_AREA]]
    idle = s[C.F_HELP] == X.HELP_NONE and s[C.F_SAFETY] == X.SAFE_NONE and s[C.F_GI] == X.GI_NONE
    if idle and s[C.F_EKC] == X.EKC_NONE and s[C.F_MEASURE] == X.MEASURE_NONE:
        if s[C.F_AROUND] > 0:
            stop(w, f, now)
            s[C.F_AROUND] = 0
        return
    s[C.F_AROUND] = 1
    around = professionals_around(w, f)
    if s[C.F_COORDINATION_ASKED] == 0 and around >= rules.threshold(p):
        s[C.F_COORDINATION_ASKED] = 1
        if rules.starts(p, around, draw(w, f, D.D_COORDINATION)):
            s[C.F_COORDINATION] = X.ZORGCOORDINATION
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
