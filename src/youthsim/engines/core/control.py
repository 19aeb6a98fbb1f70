"""What happens to the whole region: the timeline of the policy, the places, the years, the learning meetings."""

import numpy as np

from youthsim.chain import capacity
from youthsim.chain import states as X
from youthsim.chain.dependence import CHANGES_PROGRAMME, CHANGES_RATES, CHANGES_TEAMS
from youthsim.chain.family import DAYS_PER_YEAR
from youthsim.compiled import entry, kernel
from youthsim.engines.core import columns as C
from youthsim.engines.core import coordination, pools, programme, teams
from youthsim.engines.core.accounts import add_stock
from youthsim.engines.core.agenda import is_planned, kind_of, schedule, tick_of
from youthsim.engines.core.children import set_births, set_prevention
from youthsim.engines.core.clocks import note_need, refresh, settle
from youthsim.engines.core.followup import mark_year
from youthsim.engines.core.gi import pool_of_area
from youthsim.engines.core.help import start_intake
from youthsim.engines.core.indication import stop_beside
from youthsim.engines.core.memory import fetch_ahead
from youthsim.engines.core.places import family_at, leave_queue, move
from youthsim.parameters import index as P

MEETING_TICKS = int(DAYS_PER_YEAR / 12.0 * C.TICKS)
ROWS_AHEAD, ROWS_NEAR = 64, 16  # families from now whose first line, and what else they need, is fetched
SHOCKS = np.array([P.connection_clash, P.reorganisation_depth, P.propensity_of_new_teams])


@kernel
def _set_pool(w, k, tenths, now):
    """Set the places of a pool; it looks at its queue again, for how it bears a queue may have changed too."""
    pools.set_places(w.pool, w.held, w.dirty, w.scalars, C.G_DIRTY, k, capacity.whole_tenths(tenths), now)


@kernel
def set_all_places(w, now):
    """Work out the places of every pool from the parameters of the areas that it serves."""
    areas = w.youths.size
    tenths = np.zeros(w.pool.shape[0])
    era = w.scalars[C.G_ERA]
    for a in range(areas):
        p = w.params[a]
        for organisation in range(X.LAST_ORGANISATION + 1):
            share = capacity.tenths_for_area(p, era, organisation, w.youths[a])
            k = pool_of_area(w, a) if organisation == X.ORG_GI else w.pool_of[a, organisation]
            tenths[k] += share
        posted = capacity.posted_tenths(p, era)
        staffed = capacity.is_staffed(w.pool[w.pool_of[a, X.OWN_BJZ], C.K_PLACES])
        if not staffed and capacity.is_staffed(capacity.whole_tenths(posted)):
            w.area[a, C.A_POSTED_SINCE] = now
        tenths[w.pool_of[a, X.OWN_BJZ]] += posted
    for k in range(tenths.size):
        _set_pool(w, k, tenths[k], now)
    for a in range(areas):
        _count_workers(w, a)


@kernel
def _count_workers(w, a):
    """How many workers of each partner the team of an area meets: those of the pools that serve it."""
    p = w.params[a]
    pool_bjz = w.pool_of[a, X.OWN_BJZ]
    if not capacity.is_staffed(w.pool[pool_bjz, C.K_PLACES]):
        pool_bjz = w.pool_of[a, X.ORG_BJZ]
    places = C.PLACE
    w.area[a, C.A_WORKERS + X.PARTNER_BJZ] = w.pool[pool_bjz, C.K_PLACES] / places / p[P.bjz_caseload]
    w.area[a, C.A_WORKERS + X.PARTNER_GI] = w.pool[pool_of_area(w, a), C.K_PLACES] / places / p[P.gi_caseload]
    rvdk, vt = w.pool_of[a, X.ORG_RVDK], w.pool_of[a, X.ORG_VEILIG_THUIS]
    w.area[a, C.A_WORKERS + X.PARTNER_RVDK] = w.pool[rvdk, C.K_PLACES] / places / p[P.rvdk_caseload]
    w.area[a, C.A_WORKERS + X.PARTNER_VT] = w.pool[vt, C.K_PLACES] / places / p[P.veilig_thuis_caseload]


@kernel
def _move_gi_cases(w, now):
    """The GI binds its caseload to areas, or pools it again: running cases and queues move to the new pools.

    Every pool's queue is moved in its own order of service, so that nobody overtakes within a class.
    """
    for f in range(w.family.shape[0]):
        s = w.family[f]
        new = pool_of_area(w, s[C.F_AREA])
        if s[C.F_GI_POOL] != C.NOBODY and s[C.F_GI_POOL] != new:
            pools.release(w.pool, w.held, w.dirty, w.scalars, C.G_DIRTY, s[C.F_GI_POOL], s[C.F_GI_TENTHS], now)
            pools.take(w.pool, w.held, new, s[C.F_GI_TENTHS], now)
            s[C.F_GI_POOL] = new
            _rename_gi_event(w, f, new)
        if s[C.F_VOOGDIJ_POOL] != C.NOBODY and s[C.F_VOOGDIJ_POOL] != new:
            old, tenths = s[C.F_VOOGDIJ_POOL], s[C.F_VOOGDIJ_TENTHS]
            pools.release(w.pool, w.held, w.dirty, w.scalars, C.G_DIRTY, old, tenths, now)
            pools.take(w.pool, w.held, new, tenths, now)
            s[C.F_VOOGDIJ_POOL] = new
    for queue_class in range(X.CLASSES):
        while _move_longest_waiting(w, queue_class, now):
            pass


@kernel
def _rename_gi_event(w, f, new):
    """The clock of the GI, if it is what comes next for the family, is now about places of another pool."""
    tick, kind = tick_of(w.pending[f]), kind_of(w.pending[f])
    if kind == X.KIND_GI and is_planned(w.pending, w.scalars, f):
        schedule(w.days, w.words, w.pending, w.heap, w.scalars, f, tick, kind, new + 1)


@kernel
def _move_longest_waiting(w, queue_class, now):
    """Move the longest waiting of the class that stands in a wrong GI pool to the right one; False when none does."""
    chosen = C.NOBODY
    for k in range(w.pool.shape[0]):
        if w.pool[k, C.K_ORGANISATION] != X.ORG_GI:
            continue
        n = w.pool[k, C.K_FIRST + queue_class]
        while n != C.NOBODY and pool_of_area(w, w.family[family_at(w, n), C.F_AREA]) == k:
            n = w.node[n, C.N_NEXT]
        if n == C.NOBODY:
            continue
        if chosen == C.NOBODY or w.node[n, C.N_SINCE] < w.node[chosen, C.N_SINCE]:
            chosen = n
    if chosen == C.NOBODY:
        return False
    move(w, chosen, pool_of_area(w, w.family[family_at(w, chosen), C.F_AREA]), queue_class, now)
    return True


@kernel
def _empty_posted_queue(w, a, now):
    """Advisers are no longer posted in this area's CJG: who waits for them goes on waiting at Bureau Jeugdzorg."""
    own = w.pool_of[a, X.OWN_BJZ]
    if capacity.is_staffed(w.pool[own, C.K_PLACES]):
        return
    while pools.head(w.pool, own) != C.NOBODY:
        n = pools.head(w.pool, own)
        move(w, n, w.pool_of[a, X.ORG_BJZ], w.node[n, C.N_CLASS], now)


@kernel
def _leave_access(w, now):
    """The Jeugdwet comes into force: who waits for Bureau Jeugdzorg goes to the local team, which decides from now on.

    Who has help already and waits for an indication beside it needs none any more.

    An indication under way is finished by the old rules, and measures go on with the worker they have.
    """
    for f in range(w.family.shape[0]):
        if w.family[f, C.F_HELP] == X.BJZ_QUEUE:
            settle(w, f, now)
            leave_queue(w, f, X.TRACK_HELP, now)
            start_intake(w, f, now)
            coordination.review(w, f, now)
            mark_year(w, f, now)
            refresh(w, f, now)
        elif w.family[f, C.F_ACCESS] == X.ACCESS_QUEUE:
            settle(w, f, now)
            stop_beside(w, f, now)
            coordination.review(w, f, now)
            mark_year(w, f, now)
            refresh(w, f, now)


@kernel
def apply_timeline(w, now):
    """All changes of the policy that are due: parameters, places, and the rates that depend on them."""
    bound_before = w.params[:, P.gi_area_bound].copy()
    shocks_before = w.params[:, SHOCKS].copy()
    touched, of_programme = np.zeros(w.youths.size, np.bool_), np.zeros(w.youths.size, np.bool_)
    _set_parameters(w, touched, of_programme, now)
    changes_era = w.scalars[C.G_ERA] == X.WJZ2005 and w.params[:, P.transition_jeugdwet].max() > 0.0
    if changes_era:
        w.scalars[C.G_ERA] = X.JEUGDWET2015
    set_births(w)
    set_prevention(w)
    set_all_places(w, now)
    for a in range(w.youths.size):
        _shocks(w, a, shocks_before[a], now)
        schedule_meeting(w, a, now)
        _empty_posted_queue(w, a, now)
    if changes_era:
        _leave_access(w, now)
    if (w.params[:, P.gi_area_bound] != bound_before).any():
        _move_gi_cases(w, now)
    if not touched.any() and not of_programme.any():
        return
    for f in range(w.family.shape[0]):
        if of_programme[w.family[f, C.F_AREA]]:
            programme.policy_changes(w, f, now)
        if touched[w.family[f, C.F_AREA]]:
            settle(w, f, now)
            refresh(w, f, now)


@kernel
def _shocks(w, a, before, now):
    """What happens to a team at once, on the day on which the parameter of it rises."""
    p = w.params[a]
    if p[P.connection_clash] > before[0]:
        teams.lose_trust(w, a, X.PARTNER_BJZ, p[P.connection_clash], now)
    if p[P.reorganisation_depth] > before[1]:
        teams.reorganise(w, a, p[P.reorganisation_depth], now)
    if p[P.propensity_of_new_teams] > before[2]:
        teams.ask_more_readily(w, a, p[P.propensity_of_new_teams], now)


@kernel
def _set_parameters(w, touched, of_programme, now):
    """Put the changes that are due in force; notes the areas where rates of families change, or a programme does."""
    place = w.scalars[C.G_CONTROL]
    while place < w.timeline_tick.size and w.timeline_tick[place] <= now:
        a, parameter = w.timeline_place[place, 0], w.timeline_place[place, 1]
        if CHANGES_TEAMS[parameter]:
            teams.bring_up_to_date(w, a, now)
        if CHANGES_RATES[parameter]:
            touched[a] = True
        if CHANGES_PROGRAMME[parameter]:
            of_programme[a] = True
        w.params[a, parameter] = w.timeline_value[place]
        place += 1
    w.scalars[C.G_CONTROL] = place


@kernel
def schedule_meeting(w, a, now):
    """The next round of learning meetings of a team, if it has any; a round that is planned stays planned."""
    p = w.params[a]
    any_partner = 0.0
    for partner in range(len(X.PARTNERS)):
        any_partner += p[P.meeting_per_month + partner]
    entity = w.scalars[C.G_FAMILIES] + a
    planned = is_planned(w.pending, w.scalars, entity)
    if any_partner > 0.0 and not planned:
        schedule(w.days, w.words, w.pending, w.heap, w.scalars, entity, now + MEETING_TICKS, X.KIND_MEETING, 0)


@kernel
def schedule_region(w):
    """The next event of the region itself: a change of policy or a new year, whichever comes first."""
    tick, kind = C.NEVER, X.KIND_YEAR
    if w.scalars[C.G_YEAR] + 1 < w.scalars[C.G_YEARS]:
        tick = w.year_edge[w.scalars[C.G_YEAR] + 1]
    place = w.scalars[C.G_CONTROL]
    if place < w.timeline_tick.size and w.timeline_tick[place] < tick:
        tick, kind = w.timeline_tick[place], X.KIND_CONTROL
    entity = w.scalars[C.G_FAMILIES] + w.youths.size
    schedule(w.days, w.words, w.pending, w.heap, w.scalars, entity, tick, kind, 0)


@entry
def close_year(w, now):
    """Write down the year that ends: stocks, places, states of the teams."""
    year = w.scalars[C.G_YEAR]
    for a in range(w.youths.size):
        teams.bring_up_to_date(w, a, now)
        for stock in range(w.stock.shape[1]):
            add_stock(w, a, stock, 0, now)
            if year >= 0:
                w.stocks_end[year, a, stock] = w.stock[a, stock]
    for k in range(w.pool.shape[0]):
        pools.settle_pool(w.pool, w.held, k, now)
        for what in range(w.held.shape[1]):
            if year >= 0:
                w.pool_days[year, k, what] = w.held[k, what]
            w.held[k, what] = 0.0
    for f in range(w.family.shape[0]):
        fetch_ahead(w.family, f + ROWS_AHEAD, 0)
        note_need(w, f, now)


@kernel
def new_year(w, now):
    """A measured year begins: families with help or a measure are counted in it."""
    close_year(w, now)
    w.scalars[C.G_YEAR] += 1
    for f in range(w.family.shape[0]):
        fetch_ahead(w.family, f + ROWS_AHEAD, 0)
        near = min(f + ROWS_NEAR, w.family.shape[0] - 1)
        if w.family[near, C.F_HELP] != X.HELP_NONE:
            fetch_ahead(w.family, near, C.F_HELP_YEAR)
        mark_year(w, f, now)
