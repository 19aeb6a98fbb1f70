"""Families in the core: levels, birthdays, leaving, and the next family that takes the place in the population.

The population is a renewal process: when the last child of a family turns 18, a new family with its own
identity enters in the same area, at level 1.
"""

from youthsim.chain import family as rules
from youthsim.chain import states as X
from youthsim.compiled import kernel, step
from youthsim.engines.core import after_18, coordination, eigen_kracht, gi, managers, measures, programme, safety
from youthsim.engines.core import columns as C
from youthsim.engines.core import names as N
from youthsim.engines.core.accounts import add_stock, count, log
from youthsim.engines.core.children import birth_of
from youthsim.engines.core.clocks import enter_level, note_need
from youthsim.engines.core.draws import draw, forget_draws
from youthsim.engines.core.help import close_help
from youthsim.parameters import index as P
from youthsim.randomness import streams as D

IDLE = (
    C.F_HELP_POOL, C.F_SAFETY_POOL, C.F_GI_POOL, C.F_VOOGDIJ_POOL, C.F_EKC_POOL, C.F_COORDINATION_POOL,
    C.F_CRISIS_POOL, C.F_HELP_YEAR, C.F_CARE_YEAR, C.F_ACCESS_POOL, C.F_MANAGER_POOL,
    C.F_QUEUED,
)  # fmt: skip
UNSET = (
    C.F_MULTIPLE_SINCE, C.F_NEED_SINCE, C.F_MEASURE_ENDED, C.F_HELP_ENDED,
    C.F_CLOCK_HELP, C.F_CLOCK_SAFETY, C.F_CLOCK_GI, C.F_CLOCK_EKC, C.F_CLOCK_ACCESS, C.F_CLOCK_MANAGER,
)  # fmt: skip


@kernel
def enter(w, f, area, identity, entry, now):
    """A family enters the population: its attributes are drawn, it has no problems and no care."""
    s = w.family[f]
    p = w.params[area]
    s[:] = 0  # the reals of the family with it: they lie in the same memory
    for column in IDLE:
        s[column] = C.NOBODY
    for column in UNSET:
        s[column] = C.NEVER
    forget_draws(w, f)
    s[C.F_AREA], s[C.F_IDENTITY], s[C.F_ENTRY], s[C.F_SETTLED] = area, identity, entry, now
    s[C.F_CHILDREN] = rules.number_of_children(p, draw(w, f, D.D_ATTRIBUTES))
    w.real[f, C.R_RISK] = w.risk[int(draw(w, f, D.D_ATTRIBUTES) * w.risk.size)]
    w.real[f, C.R_NETWORK] = rules.network_of(p, draw(w, f, D.D_ATTRIBUTES))
    s[C.F_AVOIDER] = 1 if rules.avoids_care(p, draw(w, f, D.D_ATTRIBUTES)) else 0


@step
def change_level(w, f, level, now):
    """The family comes to another level (or its first: before that it has level 0)."""
    s = w.family[f]
    a = s[C.F_AREA]
    before = s[C.F_LEVEL]
    if before > 0:
        add_stock(w, a, N.S_LEVEL_1 + before - 1, -1, now)
    if level > 0:
        add_stock(w, a, N.S_LEVEL_1 + level - 1, 1, now)
    unsafe = (1 if level >= X.UNSAFE_FROM else 0) - (1 if before >= X.UNSAFE_FROM else 0)
    if unsafe != 0 and s[C.F_AVOIDER] > 0:
        add_stock(w, a, N.S_UNSAFE_AVOIDERS, unsafe, now)
    if level == X.CRISIS and before == X.MULTIPLE:
        count(w, a, N.N_CRISES, 1)
    if level > 0:
        enter_level(w, f, level)
    else:
        s[C.F_LEVEL] = 0


@kernel
def problem_changes(w, f, step, now):
    """Problems grow or shrink by one level."""
    s = w.family[f]
    change_level(w, f, s[C.F_LEVEL] + step, now)
    if s[C.F_LEVEL] >= X.MULTIPLE:
        if s[C.F_HELP] == X.LOCAL and s[C.F_MULTIPLE_SINCE] == C.NEVER:
            s[C.F_MULTIPLE_SINCE] = now
    elif s[C.F_HELP] != X.HELP_NONE:
        s[C.F_MULTIPLE_SINCE] = C.NEVER
    log(w, f, N.E_LEVEL_UP if step > 0 else N.E_LEVEL_DOWN, C.NOBODY, s[C.F_LEVEL], now)


@kernel
def _close_all(w, f, now):
    """Everything around the family stops."""
    measures.end_voogdij(w, f, w.family[f, C.F_VOOGDIJ_MASK], now)
    w.family[f, C.F_HELD] = 0
    close_help(w, f, now)
    gi.let_go(w, f, now)
    safety.close(w, f, now)
    eigen_kracht.stop(w, f, now)
    managers.let_go(w, f, now)
    programme.stop(w, f, now)
    coordination.stop(w, f, now)


@kernel
def _leave(w, f, now):
    """The last child is 18: the family leaves, and a new one enters."""
    s = w.family[f]
    a, identity = s[C.F_AREA], s[C.F_IDENTITY]
    note_need(w, f, now)
    _close_all(w, f, now)
    change_level(w, f, 0, now)
    count(w, a, N.N_FAMILIES_LEFT, 1)
    log(w, f, N.E_LEAVES, C.NOBODY, 0, now)
    enter(w, f, a, identity + w.scalars[C.G_FAMILIES], now, now)
    change_level(w, f, X.GOES_WELL, now)
    count(w, a, N.N_FAMILIES_ENTERED, 1)
    log(w, f, N.E_ENTERS, C.NOBODY, w.family[f, C.F_CHILDREN], now)


@kernel
def birthday(w, f, now):
    """A child turns 18: its measure ends, it may be in need, and after the last child the family leaves."""
    s = w.family[f]
    a = s[C.F_AREA]
    p = w.params[a]
    for child in range(s[C.F_CHILDREN]):
        if birth_of(w, f, child) + rules.years_in_ticks(rules.ADULT_AGE_YEARS) != now:
            continue
        if s[C.F_LEVEL] >= p[P.need_level]:
            count(w, a, N.N_AGED_OUT_IN_NEED, 1)
            after_18.live_on(w, f, now)
        log(w, f, N.E_TURNS_18, C.NOBODY, child, now)
        measures.turns_18(w, f, child, now)
        if child == s[C.F_CHILDREN] - 1:
            _leave(w, f, now)
            return
