"""The indication in the core: how long it takes, and the one that runs beside help (shortcuts at access)."""

from youthsim.chain import access, capacity, verwijsindex
from youthsim.chain import states as X
from youthsim.chain.family import DAYS_PER_YEAR, age_group, is_minor, ticks
from youthsim.compiled import kernel
from youthsim.engines.core import columns as C
from youthsim.engines.core import names as N
from youthsim.engines.core.accounts import count, log
from youthsim.engines.core.children import birth_of
from youthsim.engines.core.draws import draw, draw_days
from youthsim.engines.core.exchange import note_involved, report_back
from youthsim.engines.core.places import give_back, join_queue, leave_queue, meet_someone, served, shortening
from youthsim.parameters import index as P
from youthsim.randomness import streams as D

HELP_WARM, ACCESS_WARM = 1, 2  # bits of F_WARM: who comes next on which track is handed the family warmly


@kernel
def pool_of_access(w, f):
    """Where a family waits for access: who was referred by its CJG at the adviser posted there, if there is one."""
    s = w.family[f]
    own = w.pool_of[s[C.F_AREA], X.OWN_BJZ]
    in_cjg = s[C.F_REFERRED] != 0 and capacity.is_staffed(w.pool[own, C.K_PLACES])
    return own if in_cjg else w.pool_of[s[C.F_AREA], X.ORG_BJZ]


@kernel
def _has_child_at_school(w, f, now):
    """Whether a child of the family is of school age."""
    for child in range(w.family[f, C.F_CHILDREN]):
        birth = birth_of(w, f, child)
        if is_minor(birth, now) and age_group(birth, now) >= X.AGE_4_12:
            return True
    return False


@kernel
def duration(w, f, k, warm, is_check, now):
    """How long an indication that starts now takes, in days; posted advisers slowly lose their specialism."""
    s = w.family[f]
    a = s[C.F_AREA]
    p = w.params[a]
    posted_ticks = now - w.area[a, C.A_POSTED_SINCE] if k == w.pool_of[a, X.OWN_BJZ] else 0.0
    mean = access.indication_days(p, posted_ticks / (C.TICKS * DAYS_PER_YEAR)) * shortening(w, k)
    with_school = False
    if p[P.access_joint_education] > 0.0 and not is_check and _has_child_at_school(w, f, now):
        with_school = access.begins_with_school(p, draw(w, f, D.D_JOINT_EDUCATION))
    if with_school:
        s[C.F_JOINT] = 1
        count(w, a, N.N_INDICATIONS_JOINT, 1)
    return draw_days(w, f, D.D_INDICATION_DURATION, access.shortened(p, mean, warm, with_school, is_check))


@kernel
def ask_beside(w, f, now):
    """Ask for an indication that runs beside help or the wait for it."""
    w.family[f, C.F_ACCESS] = X.ACCESS_QUEUE
    join_queue(w, f, X.TRACK_ACCESS, pool_of_access(w, f), C.PLACE, now)


@kernel
def begin_beside(w, f, now):
    """Bureau Jeugdzorg takes up an indication beside help; a check afterwards is done on paper."""
    s = w.family[f]
    k = served(w, f, X.TRACK_ACCESS, now)
    s[C.F_ACCESS], s[C.F_ACCESS_POOL] = X.INDICATING, k
    warm = s[C.F_WARM] & ACCESS_WARM != 0
    is_check = s[C.F_ROUTE] == access.PROVISIONAL
    s[C.F_CLOCK_ACCESS] = now + max(1, ticks(duration(w, f, k, warm, is_check, now)))
    if not is_check:
        meet_someone(w, f, warm or s[C.F_JOINT] > 0)
    s[C.F_WARM] &= ~ACCESS_WARM
    note_involved(w, f, verwijsindex.AT_BJZ, now)
    report_back(w, f, X.PARTNER_BJZ, s[C.F_REFERRED], now)
    log(w, f, N.E_INDICATION_STARTS, k, s[C.F_ROUTE], now)


@kernel
def stop_beside(w, f, now):
    """The indication beside help is over, or is no longer needed."""
    s = w.family[f]
    if s[C.F_ACCESS] == X.ACCESS_NONE:
        return
    if s[C.F_ACCESS_POOL] != C.NOBODY:
        give_back(w, s[C.F_ACCESS_POOL], C.PLACE, now)
        s[C.F_ACCESS_POOL] = C.NOBODY
    leave_queue(w, f, X.TRACK_ACCESS, now)
    s[C.F_ACCESS], s[C.F_CLOCK_ACCESS] = X.ACCESS_NONE, C.NEVER
