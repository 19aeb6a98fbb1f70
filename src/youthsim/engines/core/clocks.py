"""When the next thing happens to a family: hazards with budgets, clocks of the tracks, birthdays.

A hazard has a budget, a unit exponential that is used up at the current rate and is not drawn again when the
rate changes. So two scenarios that differ a little keep most families in step (common random numbers).
"""

from youthsim.chain import (
    community,
    coordination,
    eigen_kracht,
    extra_help,
    family_manager,
    noticing,
    prevention,
    problem,
    protection,
    queues,
)
from youthsim.chain.family import (
    ADULT_AGE_YEARS,
    DAYS_PER_YEAR,
    MAX_CHILDREN,
    age_group,
    is_minor,
    ticks,
    years_in_ticks,
)
from youthsim.chain.states import (
    EARLY,
    EKC_NONE,
    EKC_PLAN,
    FAMILY_MANAGER,
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
    KIND_PREVENTION,
    LEVELS,
    LICHT,
    LOCAL,
    MEASURE,
    MEASURE_NONE,
    PROGRAMME_LASTING,
    PROGRAMME_NONE,
    PROGRAMME_RUNNING,
    PROGRAMME_STARTING,
    PROVIDER,
    SAFE_NONE,
    SINGLE,
    TRACKS,
    UNCOORDINATED,
)
from youthsim.compiled import kernel, step
from youthsim.engines.core.accounts import note_between
from youthsim.engines.core.agenda import schedule
from youthsim.engines.core.children import birth_of
from youthsim.engines.core.columns import (
    DRAWN,
    F_ACCESS_POOL,
    F_AREA,
    F_AROUND,
    F_AVOIDER,
    F_CHILDREN,
    F_CLOCK_HELP,
    F_COORDINATION,
    F_EKC,
    F_EKC_POOL,
    F_GI,
    F_GI_POOL,
    F_HAZARDS,
    F_HELP,
    F_HELP_POOL,
    F_LEVEL,
    F_MANAGER_POOL,
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
    PER_HAZARD,
    Q_AGE_FACTOR,
    Q_PREVENTION,
    R_BUDGET,
    R_NETWORK,
    R_RATE,
    R_RISK,
    RUNS,
    TICKS,
    V_CLOCK,
    V_STATE,
    V_UNTIL,
)
from youthsim.engines.core.draws import draw_budget, draw_delay, trait
from youthsim.engines.core.teams import expertise_of
from youthsim.parameters import index as P
from youthsim.randomness.streams import D_DOWN_FROM_2, D_IN_COMMUNITY, D_NOTICED, D_PREVENTION_FOUND, D_UP_FROM_1

TICKS_PER_YEAR = TICKS * DAYS_PER_YEAR
FAR_DAYS = (NEVER // 2) / TICKS  # a delay beyond any horizon
ALL_RUN = RUNS * ((1 << HAZARDS) - 1)


@step
def settle(w, f, now):
    """Use up the budgets of the hazards that run, at the rates that held until now."""
    ticks = now - w.family[f, F_SETTLED]
    if ticks > 0:
        years = ticks / TICKS_PER_YEAR
        for h in range(HAZARDS):
            if w.family[f, F_HAZARDS] & (RUNS << h):
                w.real[f, R_BUDGET + PER_HAZARD * h] -= w.real[f, R_RATE + PER_HAZARD * h] * years
        w.family[f, F_SETTLED] = now


@step
def _new_budget(w, f, hazard, decision):
    """Draw the budget of a hazard."""
    w.real[f, R_BUDGET + PER_HAZARD * hazard] = draw_budget(w, f, decision)
    w.family[f, F_HAZARDS] |= DRAWN << hazard


@kernel
def enter_level(w, f, level):
    """Set the level, and draw the budgets for leaving it."""
    w.family[f, F_LEVEL] = level
    if level < LEVELS:
        _new_budget(w, f, HAZARD_UP, D_UP_FROM_1 + level - GOES_WELL)
    if level > GOES_WELL:
        _new_budget(w, f, HAZARD_DOWN, D_DOWN_FROM_2 + level - SINGLE)


@kernel
def renew_budget(w, f, hazard):
    """A hazard has struck: its next budget will be drawn when it runs again."""
    w.family[f, F_HAZARDS] &= ~((RUNS | DRAWN) << hazard)


@step
def run_hazard(w, f, hazard, rate):
    """Let a hazard run at this rate, if it is above zero.

    A budget is drawn when it is first needed. Its address counts the budgets of this hazard alone, so that it is the
    same number whenever it is drawn; and most budgets are never needed.
    """
    if rate > 0.0:
        # The budgets of the level's own hazards are drawn on entering the level.
        if w.family[f, F_HAZARDS] & (DRAWN << hazard) == 0:
            _new_budget(w, f, hazard, D_NOTICED + hazard - HAZARD_NOTICED)
        w.family[f, F_HAZARDS] |= RUNS << hazard
        w.real[f, R_RATE + PER_HAZARD * hazard] = rate


@step
def age_factor(w, f, now):
    """Mean noticing factor over the minor children of the family; that of a pregnancy before the first birth."""
    a = w.family[f, F_AREA]
    total, minors = 0.0, 0
    for child in range(w.family[f, F_CHILDREN]):
        birth = birth_of(w, f, child)
        if is_minor(birth, now):
            total += w.policy[a, Q_AGE_FACTOR + age_group(birth, now)]
            minors += 1
    return total / minors if minors > 0 else w.policy[a, Q_AGE_FACTOR]


@kernel
def has_child_between(w, f, from_age, to_age, now):
    """Whether a child of the family is between two ages (years); an unborn child counts below zero."""
    for child in range(w.family[f, F_CHILDREN]):
        birth = birth_of(w, f, child)
        if birth + prevention.age_ticks(from_age) <= now and now < birth + prevention.age_ticks(to_age):
            return True
    return False


@kernel
def next_age(w, f, years, children, now):
    """The next tick at which one of the first so many children comes to this age, or NEVER."""
    found = NEVER
    for child in range(min(children, w.family[f, F_CHILDREN])):
        tick = birth_of(w, f, child) + prevention.age_ticks(years)
        if now < tick and tick < found:
            found = tick
    return found


@kernel
def in_community(w, f, p, now):
    """Whether support from the community reaches the family now."""
    if p[P.community_reach] <= 0.0 or not community.reaches(p, trait(w, f, D_IN_COMMUNITY)):
        return False
    return has_child_between(w, f, p[P.community_from_age], p[P.community_to_age], now)


@step
def takes_part(w, f):
    """Whether the family takes part in the programme of prevention."""
    return w.programme[f, V_STATE] in (PROGRAMME_STARTING, PROGRAMME_RUNNING)


@step
def _care(w, f):
    """What the family receives now; tier and placement say something only where there is help or a GI."""
    s = w.family[f]
    if s[F_HELP] == HELP_NONE and s[F_GI] == GI_NONE:
        return problem.care_received(HELP_NONE, LICHT, s[F_SAFETY], GI_NONE, False)
    return problem.care_received(s[F_HELP], s[F_TIER], s[F_SAFETY], s[F_GI], s[F_PLACED] > 0)


@step
def _run_level(w, f, p, level):
    """Growing and shrinking problems."""
    care, has_plan, network = _care(w, f), w.family[f, F_EKC] == EKC_PLAN, w.real[f, R_NETWORK]
    run_hazard(w, f, HAZARD_UP, problem.up_rate(p, level, w.real[f, R_RISK], care, has_plan, network))
    run_hazard(w, f, HAZARD_DOWN, problem.down_rate(p, level, care, has_plan, network))


@step
def _run_view(w, f, p, level, now):
    """Being noticed, coming forward, and a concern for safety, of a family with problems."""
    s = w.family[f]
    managed = s[F_AROUND] >= FAMILY_MANAGER
    if s[F_HELP] == HELP_NONE and s[F_GI] == GI_NONE and s[F_MEASURE] == MEASURE_NONE and not managed:
        avoider = s[F_AVOIDER] > 0
        run_hazard(w, f, HAZARD_NOTICED, noticing.noticed_rate(p, level, age_factor(w, f, now), avoider))
        forward = noticing.forward_rate(p, level, avoider) + extra_help.found_rate(p, level, avoider)
        run_hazard(w, f, HAZARD_FORWARD, forward)
    if s[F_SAFETY] == SAFE_NONE and s[F_MEASURE] == MEASURE_NONE:
        in_care = s[F_HELP] == LOCAL or s[F_HELP] == PROVIDER
        expertise = expertise_of(w, s[F_AREA], now) if in_care else 0.0
        coordinated = s[F_AROUND] > 0 and s[F_COORDINATION] != UNCOORDINATED
        rate = noticing.concern_rate(p, level, in_care, s[F_GI] == EARLY, coordinated, expertise)
        if managed:
            rate *= family_manager.concern_factor(p, s[F_AROUND])
        run_hazard(w, f, HAZARD_CONCERN, rate)


@step
def _run_care(w, f, p, level):
    """Leaving a queue, uithuisplaatsing or its end, a plan collapsing, voogdij ending."""
    s = w.family[f]
    around = s[F_AROUND]
    leaving = queues.leave_rate(p, s[F_HELP])
    if around >= FAMILY_MANAGER:
        leaving *= family_manager.leaving_factor(p, around)
    run_hazard(w, f, HAZARD_LEAVE_QUEUE, leaving)
    if s[F_GI] == MEASURE and s[F_MEASURE] != MEASURE_NONE:
        switching = protection.uhp_switch_rate(p, level, s[F_PLACED] > 0)
        if around >= FAMILY_MANAGER and s[F_PLACED] == 0:
            switching *= family_manager.uhp_factor(p, around)
        run_hazard(w, f, HAZARD_UHP, switching)
    if s[F_EKC] == EKC_PLAN:
        run_hazard(w, f, HAZARD_PLAN_COLLAPSE, eigen_kracht.collapse_rate(p))
    if s[F_VOOGDIJ_MASK] != 0:
        run_hazard(w, f, HAZARD_VOOGDIJ_ENDS, p[P.voogdij_end_rate])


@kernel
def _prevent(w, f, p, level, now):
    """What support from the community and the programme of prevention change about the rates of a family."""
    supported = in_community(w, f, p, now)
    state = w.programme[f, V_STATE]
    if supported or state != PROGRAMME_NONE:
        care, has_plan, network = _care(w, f), w.family[f, F_EKC] == EKC_PLAN, w.real[f, R_NETWORK]
        network = community.network(p, network) if supported else network
        up = problem.up_rate(p, level, w.real[f, R_RISK], care, has_plan, network)
        down = problem.down_rate(p, level, care, has_plan, network)
        _change_rate(w, f, HAZARD_UP, up * prevention.up_factor(p, state))
        _change_rate(w, f, HAZARD_DOWN, down * prevention.down_factor(p, state))
    if supported:
        _scale_rate(w, f, HAZARD_NOTICED, community.noticed_factor(p))
    if takes_part(w, f):
        _scale_rate(w, f, HAZARD_NOTICED, p[P.prevention_noticed_factor])
        s = w.family[f]
        alone = s[F_HELP] == HELP_NONE and s[F_GI] == GI_NONE and s[F_MEASURE] == MEASURE_NONE
        if level >= SINGLE and alone and s[F_AROUND] < FAMILY_MANAGER:
            avoider = s[F_AVOIDER] > 0
            forward = noticing.forward_rate(p, level, avoider) * p[P.prevention_elsewhere_factor]
            _change_rate(w, f, HAZARD_FORWARD, forward + extra_help.found_rate(p, level, avoider))


@kernel
def _change_rate(w, f, hazard, rate):
    """Let a hazard run at another rate, or stand still."""
    if rate > 0.0:
        run_hazard(w, f, hazard, rate)
    else:
        w.family[f, F_HAZARDS] &= ~(RUNS << hazard)


@kernel
def _scale_rate(w, f, hazard, factor):
    """Scale the rate of a hazard, if it runs."""
    if w.family[f, F_HAZARDS] & (RUNS << hazard):
        _change_rate(w, f, hazard, w.real[f, R_RATE + PER_HAZARD * hazard] * factor)


@step
def set_rates(w, f, now):
    """The rates of the family in its present state; where all goes well and nobody is around, only problems grow."""
    s = w.family[f]
    p = w.params[s[F_AREA]]
    level = s[F_LEVEL]
    s[F_HAZARDS] &= ~ALL_RUN
    _run_level(w, f, p, level)
    if level >= SINGLE:
        _run_view(w, f, p, level, now)
    if s[F_HELP] != HELP_NONE or s[F_GI] != GI_NONE or s[F_EKC] != EKC_NONE or s[F_VOOGDIJ_MASK] != 0:
        _run_care(w, f, p, level)
    if w.policy[s[F_AREA], Q_PREVENTION] > 0.0:
        _prevent(w, f, p, level, now)
    if s[F_AROUND] >= FAMILY_MANAGER:
        _scale_rate(w, f, HAZARD_UP, family_manager.up_factor(p, s[F_AROUND]))
        _scale_rate(w, f, HAZARD_DOWN, family_manager.down_factor(p, s[F_AROUND]))


@step
def next_birthday(w, f, now):
    """The next 18th birthday that matters: any while the family has problems or care, else only the last."""
    s = w.family[f]
    quiet = s[F_LEVEL] == GOES_WELL and s[F_MEASURE] == MEASURE_NONE and s[F_VOOGDIJ_MASK] == 0
    first = s[F_CHILDREN] - 1 if quiet and s[F_HELP] == HELP_NONE else 0
    for child in range(first, s[F_CHILDREN]):
        birthday = birth_of(w, f, child) + years_in_ticks(ADULT_AGE_YEARS)
        if birthday > now:
            return birthday
    return now + 1


@step
def plan_next(w, f, now):
    """Find the family's next event among hazards, clocks and birthdays, and put it on the calendar."""
    s = w.family[f]
    tick, kind = next_birthday(w, f, now), KIND_BIRTHDAY
    for h in range(HAZARDS):
        if s[F_HAZARDS] & (RUNS << h):
            budget, rate = w.real[f, R_BUDGET + PER_HAZARD * h], w.real[f, R_RATE + PER_HAZARD * h]
            ticks_left = max(0.0, budget) / rate * TICKS_PER_YEAR
            if ticks_left < NEVER - now:
                strikes = now + int(ticks_left) + 1
                if strikes < tick:
                    tick, kind = strikes, FIRST_HAZARD_KIND + h
    any_clock = s[F_HELP] != HELP_NONE or s[F_SAFETY] != SAFE_NONE or s[F_GI] != GI_NONE or s[F_EKC] != EKC_NONE
    if any_clock or s[F_AROUND] >= FAMILY_MANAGER:
        for track in range(TRACKS):
            clock = s[F_CLOCK_HELP + track]
            if clock < tick:
                tick, kind = clock, FIRST_TRACK_KIND + track
    if w.policy[s[F_AREA], Q_PREVENTION] > 0.0:
        clock = _next_of_prevention(w, f, w.params[s[F_AREA]], now)
        if clock < tick:
            tick, kind = clock, KIND_PREVENTION
    schedule(w.days, w.words, w.pending, w.heap, w.scalars, f, tick, kind, _organisation(w, f, kind))


@kernel
def _next_of_prevention(w, f, p, now):
    """What comes next of the programme, or an age at which support from the community begins or ends."""
    clock = w.programme[f, V_CLOCK]
    if p[P.community_reach] > 0.0:
        for years in (p[P.community_from_age], p[P.community_to_age]):
            clock = min(clock, next_age(w, f, years, MAX_CHILDREN, now))
    return clock


@kernel
def look_for(w, f, now):
    """Set the clock of the programme for a family that does not take part: an age, or when the programme finds it.

    What worked on from an earlier time goes on until its end; meanwhile another child may come to the age.
    """
    s, v = w.family[f], w.programme[f]
    p = w.params[s[F_AREA]]
    if p[P.prevention_available] <= 0.0 or takes_part(w, f):
        return
    lasts = v[V_STATE] == PROGRAMME_LASTING
    if prevention.is_offered_by_age(p):
        children = 1 if p[P.prevention_first_child] > 0.0 else MAX_CHILDREN
        v[V_CLOCK] = next_age(w, f, p[P.prevention_from_age], children, now)
        if lasts:
            v[V_CLOCK] = min(v[V_CLOCK], v[V_UNTIL])
    elif lasts:
        v[V_CLOCK] = v[V_UNTIL]
    elif not prevention.looks_for(p, s[F_LEVEL], w.real[f, R_RISK]):
        v[V_CLOCK] = NEVER
    elif v[V_CLOCK] == NEVER:
        days = draw_delay(w, f, D_PREVENTION_FOUND, DAYS_PER_YEAR / p[P.prevention_find_rate])
        v[V_CLOCK] = now + max(1, ticks(days)) if days < FAR_DAYS else NEVER


@step
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
    elif kind == FIRST_TRACK_KIND + 4:
        pool = w.family[f, F_ACCESS_POOL]
    elif kind == FIRST_TRACK_KIND + 5:
        pool = w.family[f, F_MANAGER_POOL]
    else:
        pool = NOBODY
    return pool + 1


@kernel
def note_need(w, f, now):
    """Write down how long the family has been between wal en schip, if it is in such a spell."""
    s = w.family[f]
    if s[F_NEED_SINCE] != NEVER:
        term_days = w.params[s[F_AREA], P.need_between_days]
        note_between(w, s[F_AREA], s[F_NEED_SINCE], now, int(term_days * TICKS))


@step
def watch_need(w, f, now):
    """Begin or end a spell in need with no one around."""
    s = w.family[f]
    p = w.params[s[F_AREA]]
    alone = s[F_HELP] == HELP_NONE and s[F_SAFETY] == SAFE_NONE and s[F_GI] == GI_NONE
    alone = alone and s[F_MEASURE] == MEASURE_NONE and s[F_LEVEL] >= p[P.need_level] and s[F_AROUND] < FAMILY_MANAGER
    if alone and w.policy[s[F_AREA], Q_PREVENTION] > 0.0:
        alone = not takes_part(w, f)
    if alone and s[F_NEED_SINCE] == NEVER:
        s[F_NEED_SINCE] = now
    elif not alone and s[F_NEED_SINCE] != NEVER:
        note_need(w, f, now)
        s[F_NEED_SINCE] = NEVER


@kernel
def refresh(w, f, now):
    """After anything that happened to the family: new rates, new next event."""
    watch_need(w, f, now)
    if w.policy[w.family[f, F_AREA], Q_PREVENTION] > 0.0:
        look_for(w, f, now)
    set_rates(w, f, now)
    plan_next(w, f, now)


@kernel
def professionals_around(w, f):
    """Professionals around the family now."""
    s = w.family[f]
    return coordination.professionals(
        w.params[s[F_AREA]], s[F_LEVEL], s[F_HELP], s[F_TIER], s[F_SAFETY], s[F_GI], s[F_EKC], s[F_PLACED] > 0
    )
