"""How a family comes into view in the core: a signal, noticed by a finding place, coming forward by itself."""

from youthsim.chain import access, extra_help, noticing
from youthsim.chain import states as X
from youthsim.compiled import kernel
from youthsim.engines.core import columns as C
from youthsim.engines.core import names as N
from youthsim.engines.core.accounts import count, log
from youthsim.engines.core.draws import draw
from youthsim.engines.core.help import queue_for_bjz, queue_for_provider, queue_for_tier, start_intake
from youthsim.randomness import streams as D


@kernel
def signal(w, f, now):
    """Somebody has seen the family and it accepts help: the clock of its waiting starts."""
    s = w.family[f]
    s[C.F_SIGNAL] = now
    s[C.F_FIRST_HELP_DUE], s[C.F_INDICATION_DUE] = 1, 1
    count(w, s[C.F_AREA], N.N_SIGNALS, 1)


@kernel
def noticed(w, f, now):
    """A finding place has noticed the family: it refuses, or goes through a door. True when it goes to Veilig Thuis."""
    s = w.family[f]
    a = s[C.F_AREA]
    p = w.params[a]
    log(w, f, N.E_NOTICED, C.NOBODY, s[C.F_LEVEL], now)
    if not noticing.accepts_help(p, s[C.F_AVOIDER] > 0, draw(w, f, D.D_ACCEPTS_HELP)):
        count(w, a, N.N_REFUSALS, 1)
        log(w, f, N.E_REFUSES, C.NOBODY, 0, now)
        return False
    way = noticing.door(p, w.scalars[C.G_ERA], s[C.F_LEVEL], draw(w, f, D.D_DOOR))
    if way == X.DOOR_VEILIG_THUIS:
        return True
    signal(w, f, now)
    if way == X.DOOR_LOCAL:
        start_intake(w, f, now)
    elif way == X.DOOR_PROVIDER:
        queue_for_provider(w, f, now)
    else:
        s[C.F_WRONG] = 0
        count(w, a, N.N_REFERRALS, 1)
        if access.is_wrong_door(s[C.F_LEVEL]):
            s[C.F_WRONG] = 1
            count(w, a, N.N_WRONG_REFERRALS, 1)
        queue_for_bjz(w, f, now)
    return False


@kernel
def _found(w, f, now):
    """Whether it was extra help that found the family; then it waits for that tier, without an intake."""
    s = w.family[f]
    a, level = s[C.F_AREA], s[C.F_LEVEL]
    p = w.params[a]
    rate = extra_help.found_rate(p, level, s[C.F_AVOIDER] > 0)
    if rate <= 0.0:
        return False
    u = draw(w, f, D.D_EXTRA_HELP) * w.real[f, C.R_RATE + C.PER_HAZARD * X.HAZARD_FORWARD]
    if u >= rate:
        return False
    s[C.F_TIER] = extra_help.tier_found(p, level, u / rate)
    log(w, f, N.E_FOUND, C.NOBODY, s[C.F_TIER], now)
    count(w, a, N.N_FOUND_BY_EXTRA_HELP, 1)
    signal(w, f, now)
    queue_for_tier(w, f, now)
    return True


@kernel
def comes_forward(w, f, now):
    """The family comes to the local team by itself, or extra help has found it."""
    if _found(w, f, now):
        return
    log(w, f, N.E_COMES_FORWARD, C.NOBODY, w.family[f, C.F_LEVEL], now)
    signal(w, f, now)
    start_intake(w, f, now)
