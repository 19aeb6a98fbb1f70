"""Specialised help without waiting for the indication in the core: put in, called in, or indicated beside it."""

from youthsim.chain import access
from youthsim.chain import states as X
from youthsim.compiled import kernel
from youthsim.engines.core import columns as C
from youthsim.engines.core import indication, pools
from youthsim.engines.core import names as N
from youthsim.engines.core.accounts import count, log
from youthsim.engines.core.draws import draw
from youthsim.engines.core.exchange import report_back
from youthsim.engines.core.help import (
    PLACE,
    come_back,
    leave_place_of_help,
    note_indication,
    note_local_end,
    queue_for_provider,
    start_provider,
)
from youthsim.randomness import streams as D


@kernel
def put_in(w, f, k, now):
    """Specialised help starts at once at this pool, full or not; no indication is needed."""
    _leave_for_more(w, f, now)
    note_indication(w, f, now)
    pools.take(w.pool, w.held, k, PLACE, now)
    start_provider(w, f, k, now)


@kernel
def call_in(w, f, now):
    """A provider that was not involved yet is called in; before 2015 the indication is asked beside it."""
    _leave_for_more(w, f, now)
    queue_for_provider(w, f, now)
    if w.scalars[C.G_ERA] == X.WJZ2005:
        w.family[f, C.F_ROUTE] = access.DURING
        indication.ask_beside(w, f, now)
    else:
        note_indication(w, f, now)


@kernel
def _leave_for_more(w, f, now):
    """Whatever help or wait there was makes room for specialised help."""
    s = w.family[f]
    if s[C.F_HELP] == X.LOCAL:
        note_local_end(w, f, now)
    leave_place_of_help(w, f, now)
    s[C.F_ROUTE], s[C.F_DRAFTING] = access.ORDINARY, 0


@kernel
def finish_beside(w, f, now):
    """The decision on an indication beside help: it goes on, or back to the local team. True when safety asks more."""
    s = w.family[f]
    p = w.params[s[C.F_AREA]]
    note_indication(w, f, now)
    back = access.sent_back(p, s[C.F_LEVEL], s[C.F_WRONG] > 0, draw(w, f, D.D_INDICATION))
    s[C.F_WRONG], s[C.F_ROUTE] = 0, access.ORDINARY
    if not back:
        indication.stop_beside(w, f, now)
        log(w, f, N.E_INDICATED, C.NOBODY, 1, now)
        return s[C.F_LEVEL] >= X.UNSAFE_FROM
    count(w, s[C.F_AREA], N.N_INDICATIONS_OVERRULED, 1)
    log(w, f, N.E_OVERRULED, C.NOBODY, s[C.F_HELP], now)
    told = report_back(w, f, X.PARTNER_BJZ, s[C.F_REFERRED], now)
    if s[C.F_HELP] == X.PROVIDER:
        log(w, f, N.E_HELP_ENDS, s[C.F_HELP_POOL], s[C.F_LEVEL], now)
    leave_place_of_help(w, f, now)
    s[C.F_JOINT] = 0
    come_back(w, f, told, now)
    return False
