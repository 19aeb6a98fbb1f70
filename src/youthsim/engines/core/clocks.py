"""When the next thing happens to a family: hazards with budgets, clocks of the tracks, birthdays.

A hazard has a budget, a unit exponential that is used up at the current rate and is not drawn again when the
rate changes. So two scenarios that differ a little keep most families in step (common random numbers).
"""

from youthsim.chain import coordination, eigen_kracht, noticing, problem, protection, queues
from youthsim.chain.family import (
    ADULT_AGE_YEARS,
    DAYS_PER_YEAR,
    age_group,
    birth_tick,
    is_minor,
    years_in_ticks,
)
from youthsim.chain.states import (
    BJZ_QUEUE,
    EARLY,
    EKC_PLAN,
    FIRST_HAZARD_KIND,
    FIRST_TRACK_KIND,
    GI_NONE,
    GOES_WELL,
    HAZARD_CONCERN,
    HAZARD_DOWN,
    HAZARD_FORWARD,
    HAZARD_LEAVE_QUEUE,
    HAZARD_NOTICED,
    HAZARD_PLAN_COLLAPSE,
    HAZARD_UHP,
    HAZARD_UP,
    HAZARD_VOOGDIJ_ENDS,
    HAZARDS,
    HELP_NONE,
    KIND_BIRTHDAY,
    LEVELS,
    LOCAL,
    LOCAL_QUEUE,
    MEASURE,
    MEASURE_NONE,
    PROVIDER,
    PROVIDER_QUEUE,
    SAFE_NONE,
    SINGLE,
    TRACKS,
    UNCOORDINATED,
)
from youthsim.compiled import kernel
from youthsim.engines.core.accounts import note_between
from youthsim.engines.core.calendar import schedule
from youthsim.engines.core.columns import (
    F_AREA,
    F_AVOIDER,
    F_BIRTHDAY,
    F_CHILDREN,
    F_CLOCK_HELP,
    F_COORDINATION,
    F_EKC,
    F_EKC_POOL,
    F_ENTRY,
    F_GI,
    F_GI_POOL,
    F_HELP,
    F_HELP_POOL,
    F_LEVEL,
    F_MEASURE,
    F_NEED_SINCE,
    F_PLACED,
    F_SAFETY,
    F_SAFETY_POOL,
    F_SETTLED,
    F_TIER,
    F_VOOGDIJ_MASK,
    NEVER,
    NOBODY,
    R_BUDGET,
    R_NETWORK,
    R_RATE,
    R_RISK,
    TICKS,
)
from youthsim.engines.core.draws import draw_budget
from youthsim.engines.core.teams import expertise_of
from youthsim.parameters import index as P
from youthsim.randomness.streams import D_DOWN_FROM_2, D_NOTICED, D_UP_FROM_1

TICKS_PER_YEAR = TICKS * DAYS_PER_YEAR


@kernel
def settle(w, f, now):
    """Use up the budgets of the family's hazards at the rates that held until now."""
    ticks = now - w.family[f, F_SETTLED]
    if ticks > 0:
        years = ticks / TICKS_PER_YEAR
        for h in range(HAZARDS):
            rate = w.real[f, R_RATE + h]
            if rate > 0.0:
                w.real[f, R_BUDGET + h] -= rate * years
        w.family[f, F_SETTLED] = now


@kernel
def enter_level(w, f, level):
    """Set the level, and draw the budgets for leaving it."""
    w.family[f, F_LEVEL] = level
    if level < LEVELS:
        w.real[f, R_BUDGET + HAZARD_UP] = draw_budget(w, f, D_UP_FROM_1 + level - GOES_WELL)
    if level > GOES_WELL:
        w.real[f, R_BUDGET + HAZARD_DOWN] = draw_budget(w, f, D_DOWN_FROM_2 + level - SINGLE)


@kernel
def renew_budget(w, f, hazard):
    """Draw a new budget for a hazard that has just struck (the level's own are drawn on entering a level)."""
    w.real[f, R_BUDGET + hazard] = draw_budget(w, f, D_NOTICED + hazard - HAZARD_NOTICED)


@kernel
def age_factor(w, f, now):
    """Mean noticing factor over the minor children of the family; that of a pregnancy before the first birth."""
    p = w.params[w.family[f, F_AREA]]
    total, minors = 0.0, 0
    for child in range(w.family[f, F_CHILDREN]):
        birth = birth_tick(p, w.family[f, F_ENTRY], child)
        if is_minor(birth, now):
            total += p[P.noticing_age_factor + age_group(birth, now)]
            minors += 1
    return total / minors if minors > 0 else p[P.noticing_age_factor]


@kernel
def _set_level_rates(w, f, p, level):
    """Rates of growing and shrinking problems."""
    s = w.family[f]
    care = problem.care_received(s[F_HELP], s[F_TIER], s[F_SAFETY], s[F_GI], s[F_PLACED] > 0)
    has_plan = s[F_EKC] == EKC_PLAN
    network = w.real[f, R_NETWORK]
    w.real[f, R_RATE + HAZARD_UP] = problem.up_rate(p, level, w.real[f, R_RISK], care, has_plan, network)
    w.real[f, R_RATE + HAZARD_DOWN] = problem.down_rate(p, level, care, has_plan, network)


@kernel
def _set_view_rates(w, f, p, level, now):
    """Rates of being noticed, of coming forward and of a concern for safety."""
    s = w.family[f]
    avoider = s[F_AVOIDER] > 0
    alone = s[F_HELP] == HELP_NONE and s[F_GI] == GI_NONE and s[F_MEASURE] == MEASURE_NONE
    if alone and level >= SINGLE:
        w.real[f, R_RATE + HAZARD_NOTICED] = noticing.noticed_rate(p, level, age_factor(w, f, now), avoider)
        w.real[f, R_RATE + HAZARD_FORWARD] = noticing.forward_rate(p, level, avoider)
    else:
        w.real[f, R_RATE + HAZARD_NOTICED] = 0.0
        w.real[f, R_RATE + HAZARD_FORWARD] = 0.0
    if s[F_SAFETY] == SAFE_NONE and s[F_MEASURE] == MEASURE_NONE and level >= SINGLE:
        in_care = s[F_HELP] == LOCAL or s[F_HELP] == PROVIDER
        expertise = expertise_of(w, s[F_AREA], now) if in_care else 0.0
        w.real[f, R_RATE + HAZARD_CONCERN] = noticing.concern_rate(
            p, level, in_care, s[F_GI] == EARLY, s[F_COORDINATION] != UNCOORDINATED, expertise
        )
    else:
        w.real[f, R_RATE + HAZARD_CONCERN] = 0.0


@kernel
def _set_other_rates(w, f, p, level):
    """Rates of leaving a queue, of uithuisplaatsing, of a plan collapsing, of voogdij ending."""
    s = w.family[f]
    waits = s[F_HELP] == LOCAL_QUEUE or s[F_HELP] == PROVIDER_QUEUE or s[F_HELP] == BJZ_QUEUE
    w.real[f, R_RATE + HAZARD_LEAVE_QUEUE] = queues.leave_rate(p, s[F_HELP]) if waits else 0.0
    in_measure = s[F_GI] == MEASURE and s[F_MEASURE] != MEASURE_NONE
    placed = s[F_PLACED] > 0
    w.real[f, R_RATE + HAZARD_UHP] = protection.uhp_switch_rate(p, level, placed) if in_measure else 0.0
    w.real[f, R_RATE + HAZARD_PLAN_COLLAPSE] = eigen_kracht.collapse_rate(p) if s[F_EKC] == EKC_PLAN else 0.0
    w.real[f, R_RATE + HAZARD_VOOGDIJ_ENDS] = p[P.voogdij_end_rate] if s[F_VOOGDIJ_MASK] != 0 else 0.0


@kernel
def set_rates(w, f, now):
    """All rates of the family in its present state."""
    p = w.params[w.family[f, F_AREA]]
    level = w.family[f, F_LEVEL]
    _set_level_rates(w, f, p, level)
    _set_view_rates(w, f, p, level, now)
    _set_other_rates(w, f, p, level)


@kernel
def next_birthday(w, f, now):
    """The next 18th birthday that matters: any while the family has problems or care, else only the last."""
    s = w.family[f]
    p = w.params[s[F_AREA]]
    quiet = s[F_LEVEL] == GOES_WELL and s[F_MEASURE] == MEASURE_NONE and s[F_VOOGDIJ_MASK] == 0
    first = s[F_CHILDREN] - 1 if quiet and s[F_HELP] == HELP_NONE else 0
    for child in range(first, s[F_CHILDREN]):
        birthday = birth_tick(p, s[F_ENTRY], child) + years_in_ticks(ADULT_AGE_YEARS)
        if birthday > now:
            return birthday
    return now + 1


@kernel
def plan_next(w, f, now):
    """Find the family's next event among hazards, clocks and birthdays, and put it on the calendar."""
    s = w.family[f]
    tick, kind = s[F_BIRTHDAY], KIND_BIRTHDAY
    for h in range(HAZARDS):
        rate = w.real[f, R_RATE + h]
        if rate > 0.0:
            ticks_left = max(0.0, w.real[f, R_BUDGET + h]) / rate * TICKS_PER_YEAR
            if ticks_left < NEVER - now:
                strikes = now + int(ticks_left) + 1
                if strikes < tick:
                    tick, kind = strikes, FIRST_HAZARD_KIND + h
    for track in range(TRACKS):
        clock = s[F_CLOCK_HELP + track]
        if clock < tick:
            tick, kind = clock, FIRST_TRACK_KIND + track
    schedule(w.days, w.links, w.heap, w.scalars, f, tick, kind, _organisation(w, f, kind))


@kernel
def _organisation(w, f, kind):
    """The pool that an event of this kind is about, plus one; zero where it is about none."""
    if kind == FIRST_TRACK_KIND:
        pool = w.family[f, F_HELP_POOL]
    elif kind == FIRST_TRACK_KIND + 1:
        pool = w.family[f, F_SAFETY_POOL]
    elif kind == FIRST_TRACK_KIND + 2:
        pool = w.family[f, F_GI_POOL]
    elif kind == FIRST_TRACK_KIND + 3:
        pool = w.family[f, F_EKC_POOL]
    else:
        pool = NOBODY
    return pool + 1


@kernel
def watch_need(w, f, now):
    """Begin or end a spell in need with no one around."""
    s = w.family[f]
    p = w.params[s[F_AREA]]
    alone = s[F_HELP] == HELP_NONE and s[F_SAFETY] == SAFE_NONE and s[F_GI] == GI_NONE
    alone = alone and s[F_MEASURE] == MEASURE_NONE and s[F_LEVEL] >= p[P.need_level]
    if alone and s[F_NEED_SINCE] == NEVER:
        s[F_NEED_SINCE] = now
    elif not alone and s[F_NEED_SINCE] != NEVER:
        note_between(w, s[F_AREA], s[F_NEED_SINCE], now, int(p[P.need_between_days] * TICKS))
        s[F_NEED_SINCE] = NEVER


@kernel
def refresh(w, f, now):
    """After anything that happened to the family: new rates, new next event."""
    watch_need(w, f, now)
    set_rates(w, f, now)
    w.family[f, F_BIRTHDAY] = next_birthday(w, f, now)
    plan_next(w, f, now)


@kernel
def professionals_around(w, f):
    """Professionals around the family now."""
    s = w.family[f]
    return coordination.professionals(
        w.params[s[F_AREA]], s[F_LEVEL], s[F_HELP], s[F_TIER], s[F_SAFETY], s[F_GI], s[F_EKC], s[F_PLACED] > 0
    )
