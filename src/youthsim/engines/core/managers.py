"""Family managers in the core: one who directs what many do around a family, with pressure where it comes to that."""

from youthsim.chain import family_manager as rules
from youthsim.chain import states as X
from youthsim.chain.family import ticks
from youthsim.compiled import kernel
from youthsim.engines.core import columns as C
from youthsim.engines.core import names as N
from youthsim.engines.core import pools
from youthsim.engines.core.accounts import add_stock, count, log
from youthsim.engines.core.draws import draw, draw_days
from youthsim.engines.core.places import give_back, meet_someone
from youthsim.parameters import index as P
from youthsim.randomness import streams as D


@kernel
def has_one(w, f):
    """Whether the family has a family manager."""
    return w.family[f, C.F_AROUND] >= X.FAMILY_MANAGER


@kernel
def _has_room(w, a):
    """Whether a family manager has a place free; they have no queue."""
    k = w.pool_of[a, X.ORG_FAMILY_MANAGER]
    return w.pool[k, C.K_USED] + C.PLACE <= w.pool[k, C.K_PLACES]


@kernel
def _come(w, f, kind, now):
    """A family manager comes, or one who is there begins to use pressure."""
    s = w.family[f]
    a = s[C.F_AREA]
    p = w.params[a]
    if not has_one(w, f):
        s[C.F_MANAGER_POOL] = w.pool_of[a, X.ORG_FAMILY_MANAGER]
        pools.take(w.pool, w.held, s[C.F_MANAGER_POOL], C.PLACE, now)
        add_stock(w, a, N.S_FAMILY_MANAGED, 1, now)
        meet_someone(w, f, False)
    s[C.F_AROUND] = kind
    if kind == X.PRESSURE:
        days = draw_days(w, f, D.D_DRANG_DURATION, p[P.drang_days])
        count(w, a, N.N_DRANG_STARTED, 1)
    else:
        days = draw_days(w, f, D.D_MANAGER_DURATION, p[P.family_manager_days])
        count(w, a, N.N_FAMILY_MANAGERS_STARTED, 1)
    s[C.F_CLOCK_MANAGER] = now + max(1, ticks(days))
    log(w, f, N.E_MANAGER_STARTS, s[C.F_MANAGER_POOL], kind, now)


@kernel
def let_go(w, f, now):
    """The family manager leaves; somebody else may still be around."""
    s = w.family[f]
    if not has_one(w, f):
        return
    log(w, f, N.E_MANAGER_ENDS, s[C.F_MANAGER_POOL], s[C.F_LEVEL], now)
    give_back(w, s[C.F_MANAGER_POOL], C.PLACE, now)
    add_stock(w, s[C.F_AREA], N.S_FAMILY_MANAGED, -1, now)
    s[C.F_MANAGER_POOL], s[C.F_AROUND], s[C.F_CLOCK_MANAGER] = C.NOBODY, X.SOMEBODY_AROUND, C.NEVER


@kernel
def stop_pressure(w, f, now):
    """Pressure has no place any more, for instance because a measure has come."""
    if w.family[f, C.F_AROUND] == X.PRESSURE:
        let_go(w, f, now)


@kernel
def consider(w, f, professionals, days_coordinated, now):
    """A coordinated family with many professionals may get a family manager, asked once. True when it does."""
    s = w.family[f]
    p = w.params[s[C.F_AREA]]
    if has_one(w, f) or s[C.F_MANAGER_ASKED] > 0:
        return False
    if not rules.is_considered(p, s[C.F_LEVEL], professionals, days_coordinated):
        return False
    s[C.F_MANAGER_ASKED] = 1
    if not rules.is_appointed(p, draw(w, f, D.D_FAMILY_MANAGER)) or not _has_room(w, s[C.F_AREA]):
        return False
    _come(w, f, X.FAMILY_MANAGER, now)
    return True


@kernel
def presses(w, f, now):
    """A confirmed concern: pressure may come before a request. Under pressure already, it ends in the request."""
    s = w.family[f]
    p = w.params[s[C.F_AREA]]
    if s[C.F_AROUND] == X.PRESSURE:
        count(w, s[C.F_AREA], N.N_DRANG_REQUESTS, 1)
        let_go(w, f, now)
        return False
    if not rules.uses_pressure(p, draw(w, f, D.D_DRANG)):
        return False
    if not has_one(w, f) and not _has_room(w, s[C.F_AREA]):
        return False
    _come(w, f, X.PRESSURE, now)
    return True


@kernel
def presses_after_refusal(w, f, now):
    """A family with several problems refuses help: pressure may follow. True when it then accepts."""
    s = w.family[f]
    p = w.params[s[C.F_AREA]]
    if has_one(w, f) or not rules.follows_refusal(p, s[C.F_LEVEL], draw(w, f, D.D_DRANG_AFTER_REFUSAL)):
        return False
    if not _has_room(w, s[C.F_AREA]):
        return False
    _come(w, f, X.PRESSURE, now)
    return rules.accepts_under_pressure(p, draw(w, f, D.D_DRANG_ACCEPTS))


@kernel
def event(w, f, now):
    """The time of the family manager is over. True when pressure must end in a request."""
    s = w.family[f]
    was_pressure = s[C.F_AROUND] == X.PRESSURE
    let_go(w, f, now)
    if not was_pressure:
        return False
    if rules.is_safe(s[C.F_LEVEL]):
        count(w, s[C.F_AREA], N.N_DRANG_SAFE, 1)
        return False
    if s[C.F_SAFETY] != X.SAFE_NONE or s[C.F_MEASURE] != X.MEASURE_NONE:
        return False
    count(w, s[C.F_AREA], N.N_DRANG_REQUESTS, 1)
    return True
