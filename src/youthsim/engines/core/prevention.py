"""The programme of prevention in the core: a family is asked, takes part, and what was gained works on."""

from youthsim.chain import prevention as rules
from youthsim.chain import states as X
from youthsim.chain.family import ticks
from youthsim.compiled import kernel
from youthsim.engines.core import columns as C
from youthsim.engines.core import names as N
from youthsim.engines.core import programme, teams
from youthsim.engines.core.accounts import count, log
from youthsim.engines.core.draws import draw
from youthsim.engines.core.help import start_intake
from youthsim.engines.core.view import signal
from youthsim.parameters import index as P
from youthsim.randomness import streams as D


@kernel
def _is_asked(w, f, now):
    """Whether the programme comes to the family now: by the age of a child, or because it has found it."""
    s = w.family[f]
    p = w.params[s[C.F_AREA]]
    if rules.is_offered_by_age(p):
        if not rules.takes(p, s[C.F_LEVEL], w.real[f, C.R_RISK]):
            return False
        return draw(w, f, D.D_PREVENTION_OFFER) < p[P.prevention_offer_share]
    return programme.fits(w, f, now)


@kernel
def _ask(w, f, now):
    """The family is asked to take part: it refuses, finds no place, or starts."""
    s = w.family[f]
    a = s[C.F_AREA]
    if not _is_asked(w, f, now):
        return
    count(w, a, N.N_PREVENTION_OFFERED, 1)
    log(w, f, N.E_PREVENTION_OFFERED, C.NOBODY, s[C.F_LEVEL], now)
    if not rules.accepts(w.params[a], s[C.F_AVOIDER] > 0, draw(w, f, D.D_PREVENTION_ACCEPTS)):
        count(w, a, N.N_PREVENTION_REFUSED, 1)
    elif not programme.has_room(w, a):
        count(w, a, N.N_PREVENTION_FULL, 1)
    else:
        programme.start(w, f, now)


@kernel
def _hand_over(w, f, now):
    """At the end the family may be handed to the local team. True when that costs it what it had gained."""
    s = w.family[f]
    p = w.params[s[C.F_AREA]]
    alone = s[C.F_HELP] == X.HELP_NONE and s[C.F_GI] == X.GI_NONE and s[C.F_MEASURE] == X.MEASURE_NONE
    alone = alone and s[C.F_AROUND] < X.FAMILY_MANAGER
    if not alone or not rules.hands_over(p, s[C.F_LEVEL], draw(w, f, D.D_PREVENTION_HANDOVER)):
        return False
    count(w, s[C.F_AREA], N.N_PREVENTION_HANDED_OVER, 1)
    signal(w, f, now)
    start_intake(w, f, now)
    return draw(w, f, D.D_PREVENTION_HANDOVER) >= p[P.prevention_handover_keeps]


@kernel
def _end(w, f, now):
    """The family has taken part to the end; what it gained works on for a time."""
    s = w.family[f]
    p = w.params[s[C.F_AREA]]
    count(w, s[C.F_AREA], N.N_PREVENTION_COMPLETED, 1)
    log(w, f, N.E_PREVENTION_ENDS, C.NOBODY, s[C.F_LEVEL], now)
    w.real[f, C.R_NETWORK] = rules.network_after(p, w.real[f, C.R_NETWORK])
    teams.satisfied_family(w, s[C.F_AREA], now)
    lost = _hand_over(w, f, now)
    if p[P.prevention_lasts_days] > 0.0 and not lost:
        programme.set_state(w, f, X.PROGRAMME_LASTING, now)
        w.programme[f, C.V_UNTIL] = now + max(1, ticks(p[P.prevention_lasts_days]))
        w.programme[f, C.V_CLOCK] = w.programme[f, C.V_UNTIL]
    else:
        programme.set_state(w, f, X.PROGRAMME_NONE, now)


@kernel
def event(w, f, now):
    """The clock of the programme has struck, or a child has come to an age that matters to community support."""
    if w.programme[f, C.V_CLOCK] != now:
        return
    w.programme[f, C.V_CLOCK] = C.NEVER
    state = w.programme[f, C.V_STATE]
    if state == X.PROGRAMME_LASTING and now >= w.programme[f, C.V_UNTIL]:
        programme.set_state(w, f, X.PROGRAMME_NONE, now)
    elif state in (X.PROGRAMME_NONE, X.PROGRAMME_LASTING):
        _ask(w, f, now)
    elif state == X.PROGRAMME_STARTING:
        programme.run(w, f, now)
    else:
        _end(w, f, now)
