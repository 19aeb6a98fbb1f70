"""A family in the programme of prevention: starting, and stopping whatever goes on."""

from youthsim.chain import prevention as rules
from youthsim.chain import states as X
from youthsim.chain.family import ticks
from youthsim.compiled import kernel
from youthsim.engines.core import columns as C
from youthsim.engines.core import names as N
from youthsim.engines.core.accounts import add_stock, count, log
from youthsim.engines.core.agenda import kind_of, tick_of
from youthsim.engines.core.clocks import has_child_between, look_for, plan_next, refresh, settle, takes_part
from youthsim.engines.core.draws import draw
from youthsim.parameters import index as P
from youthsim.randomness import streams as D


@kernel
def policy_changes(w, f, now):
    """The policy on the programme has changed: who is in it gets other rates, and the others may be found anew.

    When it finds a family is drawn again, which changes no chance. A family that it does not find is left alone.
    """
    if w.programme[f, C.V_STATE] != X.PROGRAMME_NONE:
        settle(w, f, now)
        refresh(w, f, now)
        return
    next_tick, horizon = tick_of(w.pending[f]), w.scalars[C.G_HORIZON]
    was_next = next_tick < horizon and kind_of(w.pending[f]) == X.KIND_PREVENTION
    w.programme[f, C.V_CLOCK] = C.NEVER
    if w.params[w.family[f, C.F_AREA], P.prevention_available] > 0.0:
        look_for(w, f, now)
    if was_next or w.programme[f, C.V_CLOCK] < min(next_tick, horizon):
        settle(w, f, now)
        plan_next(w, f, now)


@kernel
def has_room(w, a):
    """Whether another family of the area can take part."""
    return w.stock[a, N.S_IN_PREVENTION] < rules.places(w.params[a], w.youths[a])


@kernel
def fits(w, f, now):
    """Whether the programme is meant for a family that is not in it: its level, risk and the ages of its children."""
    s = w.family[f]
    p = w.params[s[C.F_AREA]]
    if p[P.prevention_available] <= 0.0 or takes_part(w, f) or not rules.takes(p, s[C.F_LEVEL], w.real[f, C.R_RISK]):
        return False
    return has_child_between(w, f, p[P.prevention_from_age], p[P.prevention_to_age], now)


@kernel
def set_state(w, f, state, now):
    """Change the family's state in the programme; its clock stops until somebody sets it."""
    a, before = w.family[f, C.F_AREA], w.programme[f, C.V_STATE]
    part = (X.PROGRAMME_STARTING, X.PROGRAMME_RUNNING)
    change = (1 if state in part else 0) - (1 if before in part else 0)
    if change != 0:
        add_stock(w, a, N.S_IN_PREVENTION, change, now)
    change = (1 if state == X.PROGRAMME_LASTING else 0) - (1 if before == X.PROGRAMME_LASTING else 0)
    if change != 0:
        add_stock(w, a, N.S_PREVENTION_LASTING, change, now)
    w.programme[f, C.V_STATE], w.programme[f, C.V_CLOCK] = state, C.NEVER


@kernel
def run(w, f, now):
    """The programme begins to work for the family."""
    set_state(w, f, X.PROGRAMME_RUNNING, now)
    w.programme[f, C.V_CLOCK] = now + max(1, ticks(w.params[w.family[f, C.F_AREA], P.prevention_days]))


@kernel
def start(w, f, now):
    """The family starts to take part; acute problems may shrink at once."""
    s = w.family[f]
    p = w.params[s[C.F_AREA]]
    count(w, s[C.F_AREA], N.N_PREVENTION_STARTED, 1)
    log(w, f, N.E_PREVENTION_STARTS, C.NOBODY, s[C.F_LEVEL], now)
    if p[P.prevention_delay_days] > 0.0:
        set_state(w, f, X.PROGRAMME_STARTING, now)
        w.programme[f, C.V_CLOCK] = now + max(1, ticks(p[P.prevention_delay_days]))
    else:
        run(w, f, now)
    if rules.is_relieved(p, s[C.F_LEVEL], draw(w, f, D.D_PREVENTION_RELIEF)):
        w.real[f, C.R_BUDGET + C.PER_HAZARD * X.HAZARD_DOWN] = 0.0  # the next recovery comes at once


@kernel
def starts_instead(w, f, probability, decision, now):
    """The family may get the programme instead of other help, if it is meant for it and has room."""
    a = w.family[f, C.F_AREA]
    if probability <= 0.0 or not fits(w, f, now) or not has_room(w, a):
        return False
    if draw(w, f, decision) >= probability:
        return False
    count(w, a, N.N_PREVENTION_INSTEAD, 1)
    start(w, f, now)
    return True


@kernel
def stop(w, f, now):
    """The family leaves the population, and with it the programme, if there has been one."""
    if w.policy[w.family[f, C.F_AREA], C.Q_EVER_PREVENTION] <= 0.0:
        return
    if w.programme[f, C.V_STATE] != X.PROGRAMME_NONE:
        set_state(w, f, X.PROGRAMME_NONE, now)
    w.programme[f, C.V_CLOCK] = C.NEVER
