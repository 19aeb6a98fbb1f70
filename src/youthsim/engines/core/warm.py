"""The warm start: every family begins in a state drawn from the stationary solution of the mean field."""

from youthsim.chain import states as X
from youthsim.chain.family import is_minor, leaving_tick, number_of_children, ticks
from youthsim.chain.masks import how_many
from youthsim.compiled import kernel
from youthsim.engines.core import columns as C
from youthsim.engines.core import families, gi, help, pools, safety
from youthsim.engines.core import names as N
from youthsim.engines.core.accounts import add_stock
from youthsim.engines.core.children import birth_of
from youthsim.engines.core.clocks import refresh
from youthsim.engines.core.draws import draw, draw_delay, draw_rest
from youthsim.parameters import index as P
from youthsim.randomness import streams as D

W_LEVEL, W_HELP, W_TIER, W_SAFETY, W_GI, W_PLACED = range(6)


@kernel
def _enter_in_midlife(w, f, area):
    """A family of the first day: its time since entry is uniform over a life of length-biased choice."""
    p = w.params[area]
    longest = leaving_tick(p, 0, X.LEVELS - 1)
    families.enter(w, f, area, f, 0, 0)
    while True:
        # Rejection: a family of n children is met in proportion to how long it stays in the population.
        children = number_of_children(p, draw(w, f, D.D_WARM_START))
        life = leaving_tick(p, 0, children)
        if draw(w, f, D.D_WARM_START) * longest < life:
            break
    s = w.family[f]
    s[C.F_CHILDREN] = children
    s[C.F_ENTRY] = -int(draw(w, f, D.D_WARM_START) * (life - 1))


@kernel
def _cell_of(cumulative, u):
    """The first state whose cumulative probability reaches u."""
    low, high = 0, cumulative.size - 1
    while low < high:
        middle = (low + high) // 2
        if cumulative[middle] < u:
            low = middle + 1
        else:
            high = middle
    return low


@kernel
def _remaining(w, f, mean_days):
    """The clock of a step that is under way: the rest of its duration."""
    return max(1, ticks(draw_rest(w, f, D.D_WARM_START, mean_days)))


@kernel
def _past(w, f, mean_days):
    """How long something that ends at random has been going on."""
    return ticks(draw_delay(w, f, D.D_WARM_START, mean_days))


@kernel
def _put_in_help(w, f, state, tier, now):
    """Begin in this state of voluntary help."""
    s = w.family[f]
    a = s[C.F_AREA]
    p = w.params[a]
    s[C.F_TIER], s[C.F_SIGNAL], s[C.F_HELP_START] = tier, now, now
    if state == X.LOCAL_QUEUE:
        help.queue_for_tier(w, f, now)
    elif state == X.PROVIDER_QUEUE:
        help.queue_for_provider(w, f, now)
    elif state == X.BJZ_QUEUE:
        help.queue_for_bjz(w, f, now)
    else:
        help.set_help(w, f, state, now)
    mean, k = 0.0, C.NOBODY
    if state == X.INTAKE:
        mean = p[P.local_intake_days]
    elif state == X.LOCAL:
        mean, k = p[P.local_duration + tier], w.pool_of[a, X.ORG_LICHT + tier]
    elif state == X.PROVIDER:
        mean, k = p[P.provider_duration_days], w.pool_of[a, X.ORG_PROVIDER]
    elif state == X.BJZ:
        mean, k = p[P.bjz_indication_days], w.pool_of[a, X.ORG_BJZ]
    elif state == X.AFTERCARE:
        s[C.F_CLOCK_HELP] = now + 1 + int(draw(w, f, D.D_WARM_START) * ticks(p[P.aftercare_days]))
    if mean > 0.0:
        s[C.F_CLOCK_HELP] = now + _remaining(w, f, mean)
    if k != C.NOBODY:
        s[C.F_HELP_POOL] = k
        pools.take(w.pool, w.held, k, help.PLACE, now)


@kernel
def _put_in_safety(w, f, state, now):
    """Begin in this step of protection before a measure."""
    s = w.family[f]
    a = s[C.F_AREA]
    p = w.params[a]
    safety.choose_children(w, f, now)
    if state == X.RVDK_QUEUE:
        safety.request(w, f, 0, now)
        return
    if state == X.VT_QUEUE:
        safety.report(w, f, now)
        return
    s[C.F_SAFETY] = state
    if state == X.COURT:
        s[C.F_CLOCK_SAFETY] = now + _remaining(w, f, p[P.court_days])
        return
    mean, organisation = p[P.veilig_thuis_triage_days], X.ORG_VEILIG_THUIS
    if state == X.RVDK:
        mean, organisation = p[P.rvdk_investigation_days], X.ORG_RVDK
    s[C.F_CLOCK_SAFETY] = now + _remaining(w, f, mean)
    s[C.F_SAFETY_POOL] = w.pool_of[a, organisation]
    pools.take(w.pool, w.held, s[C.F_SAFETY_POOL], help.PLACE, now)


@kernel
def _youngest_age(w, f, mask, now):
    """Ticks since the birth of the youngest child of the mask."""
    s = w.family[f]
    age = C.NEVER
    for child in range(s[C.F_CHILDREN]):
        if (mask >> child) & 1:
            age = min(age, now - birth_of(w, f, child))
    return age


@kernel
def _put_under_measure(w, f, gi_state, placed, mean_days, now):
    """Begin under an OTS that has run for a while, with a worker or on the way to one."""
    s = w.family[f]
    a = s[C.F_AREA]
    safety.choose_children(w, f, now)
    mask = s[C.F_CASE_MASK]
    if mask == 0:
        return
    children = how_many(mask)
    run = 0 if gi_state != X.MEASURE else min(_past(w, f, mean_days), _youngest_age(w, f, mask, now))
    s[C.F_OTS_MASK], s[C.F_MEASURE], s[C.F_MEASURE_START] = mask, X.MEASURE_OTS, now - run
    add_stock(w, a, N.S_OTS, children, now)
    if placed > 0:
        s[C.F_PLACED], s[C.F_PLACED_START] = 1, now - min(run, _past(w, f, mean_days))
        add_stock(w, a, N.S_UHP, children, now)
    review = ticks(w.params[a, P.ots_review_days])
    s[C.F_SAFETY], s[C.F_CLOCK_SAFETY] = X.REVIEW, now + 1 + int(draw(w, f, D.D_WARM_START) * review)
    if gi_state == X.MEASURE:
        k = gi.pool_of_area(w, a)
        s[C.F_GI], s[C.F_GI_POOL], s[C.F_GI_TENTHS] = X.MEASURE, k, help.PLACE * children
        pools.take(w.pool, w.held, k, s[C.F_GI_TENTHS], now)
    else:
        gi.ask_worker(w, f, now)


@kernel
def _put_under_voogdij(w, f, mean_days, now):
    """Begin with the case's children under voogdij."""
    s = w.family[f]
    a = s[C.F_AREA]
    safety.choose_children(w, f, now)
    mask = s[C.F_CASE_MASK] & ~s[C.F_OTS_MASK]
    if mask == 0:
        return
    children = how_many(mask)
    k = gi.pool_of_area(w, a)
    run = min(_past(w, f, mean_days), _youngest_age(w, f, mask, now))
    s[C.F_VOOGDIJ_MASK], s[C.F_VOOGDIJ_START] = mask, now - run
    s[C.F_VOOGDIJ_POOL], s[C.F_VOOGDIJ_TENTHS] = k, help.PLACE * children
    pools.take(w.pool, w.held, k, s[C.F_VOOGDIJ_TENTHS], now)
    add_stock(w, a, N.S_VOOGDIJ, children, now)
    s[C.F_CASE_MASK] = s[C.F_OTS_MASK]


@kernel
def _has_minor(w, f, now):
    """Whether a child of the family is born and under 18."""
    s = w.family[f]
    minors = 0
    for child in range(s[C.F_CHILDREN]):
        minors += is_minor(birth_of(w, f, child), now)
    return minors > 0


@kernel
def begin_family(w, f, area):
    """Draw who a family is and where it begins."""
    now = 0
    _enter_in_midlife(w, f, area)
    u_risk = draw(w, f, D.D_WARM_START)
    w.real[f, C.R_RISK] = w.risk[int(u_risk * w.risk.size)]
    node = int(u_risk * w.warm_cumulative.shape[0])
    cell = _cell_of(w.warm_cumulative[node], draw(w, f, D.D_WARM_START))
    state = w.warm_state[cell]
    families.change_level(w, f, state[W_LEVEL], now)
    w.family[f, C.F_AROUND] = 1  # until somebody has looked
    if _has_minor(w, f, now):
        if state[W_GI] != X.GI_NONE:
            _put_under_measure(w, f, state[W_GI], state[W_PLACED], w.warm_days[0], now)
        else:
            if state[W_HELP] != X.HELP_NONE:
                _put_in_help(w, f, state[W_HELP], state[W_TIER], now)
            if state[W_SAFETY] != X.SAFE_NONE:
                _put_in_safety(w, f, state[W_SAFETY], now)
        if draw(w, f, D.D_WARM_START) < w.warm_voogdij[node]:
            _put_under_voogdij(w, f, w.warm_days[1], now)


@kernel
def begin_all(w):
    """Begin with every family, area by area."""
    f = 0
    for area in range(w.area_families.size):
        for _ in range(w.area_families[area]):
            begin_family(w, f, area)
            f += 1


@kernel
def refresh_all(w):
    """Set the clocks of every family once all have begun and the queues have been served."""
    for f in range(w.family.shape[0]):
        refresh(w, f, 0)
