"""What organisations tell each other in the core: signals in the verwijsindex, and reports back to who referred."""

from youthsim.chain import access, verwijsindex
from youthsim.chain.masks import how_many
from youthsim.chain.trust import jump
from youthsim.compiled import kernel
from youthsim.engines.core import columns as C
from youthsim.engines.core import names as N
from youthsim.engines.core.accounts import count, log
from youthsim.engines.core.draws import draw
from youthsim.engines.core.teams import bring_up_to_date
from youthsim.parameters import index as P
from youthsim.randomness import streams as D


@kernel
def register_signal(w, f, holder, now):
    """An organisation that has the family in view may register a signal. True when that makes a match."""
    s = w.family[f]
    a = s[C.F_AREA]
    p = w.params[a]
    if not verwijsindex.is_used(p) or not verwijsindex.registers(p, draw(w, f, D.D_REGISTERS_SIGNAL)):
        return False
    if verwijsindex.has_lapsed(p, (now - s[C.F_SIGNALLED]) / C.TICKS):
        s[C.F_SIGNALS] = 0
    before = how_many(s[C.F_SIGNALS])
    s[C.F_SIGNALS] |= 1 << holder
    s[C.F_SIGNALLED] = now
    count(w, a, N.N_SIGNALS_REGISTERED, 1)
    after = how_many(s[C.F_SIGNALS])
    if not verwijsindex.is_match(p, before, after):
        return False
    count(w, a, N.N_MATCHES, 1)
    log(w, f, N.E_MATCH, C.NOBODY, after, now)
    return True


@kernel
def note_involved(w, f, holder, now):
    """An organisation begins with the family; after a match, who comes next knows its story."""
    if verwijsindex.is_used(w.params[w.family[f, C.F_AREA]]) and register_signal(w, f, holder, now):
        w.family[f, C.F_KNOWN] = 1


@kernel
def report_back(w, f, partner, sent, now):
    """The partner may tell the team, if that sent the family, what became of it; trust grows. True if it does."""
    a = w.family[f, C.F_AREA]
    p = w.params[a]
    if p[P.feedback_share + partner] <= 0.0 or sent == 0:
        return False
    if not access.reports_back(p, partner, draw(w, f, D.D_FEEDBACK)):
        return False
    bring_up_to_date(w, a, now)
    w.area[a, C.A_TRUST + partner] = jump(w.area[a, C.A_TRUST + partner], p[P.feedback_trust_gain])
    count(w, a, N.N_FEEDBACKS, 1)
    log(w, f, N.E_FEEDBACK, C.NOBODY, partner, now)
    return True
