"""Nothing is lost and nothing is counted twice, after every single event; and the checks see it when something is."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from tests.engines.conftest import ERAS, small_arrays, small_region, strongest, with_lever
from youthsim.chain import states as X
from youthsim.chain.records import COUNTS, EVENTS, STOCKS
from youthsim.engines.core import agenda, conservation, loop, simulate
from youthsim.engines.core import columns as C
from youthsim.engines.core import names as N
from youthsim.engines.core.world import allocate
from youthsim.levers import levers
from youthsim.randomness.keyed import replication_key

pytestmark = pytest.mark.property

EVERY_LEVER = [(name, era) for name, lever in levers().items() for era in lever.eras]


def midway(region, days):
    """The start of a lever so many days into the measured years."""
    return region.start + timedelta(days=days)


@pytest.mark.quick
@pytest.mark.parametrize("era", ERAS)
def test_nothing_is_lost_without_levers(regions, era):
    recording = simulate(regions(era), 3, 0, events=True, debug=True)
    seen = {EVENTS[event] for event in recording.events["event"]}
    assert {"ots_starts", "voogdij_starts", "uhp_starts", "emergency_order", "escalated", "ekc_ends"} <= seen


@pytest.mark.parametrize(("name", "era"), EVERY_LEVER)
def test_nothing_is_lost_with_a_lever_that_starts_in_the_first_year(name, era):
    region = small_region(era)
    scenario = with_lever(region, name, {"start": midway(region, 200), **strongest(name)})
    arrays = small_arrays(scenario)
    assert arrays.timeline_tick.size
    simulate(arrays, 4, 0, debug=True)


@pytest.mark.parametrize("era", ERAS)
@pytest.mark.parametrize("seed", range(6))
def test_nothing_is_lost_in_random_small_regions_with_random_levers(era, seed):
    chance = random.Random(f"{era} {seed}")
    region = small_region(era)
    factors = (0.7, 1.0, 1.0, 1.3)
    values = {name: value * chance.choice(factors) for name, value in region.values if name.endswith(".fte")}
    region = replace(region, values=tuple(sorted((dict(region.values) | values).items())))
    on = {name for name, lever in levers().items() if era in lever.eras and chance.random() < 0.6}
    if "transition" in on:  # what does not exist after it may not start after it
        on = {name for name in on if name == "transition" or set(ERAS) <= set(levers()[name].eras)}
    settings = {name: {"start": midway(region, chance.randrange(0, 700)), **strongest(name)} for name in sorted(on)}
    if "transition" in settings:  # what belongs to the former era can only start before
        settings["transition"]["start"] = midway(region, 705)
    scenario = replace(region, levers=region.with_levers(**settings).levers)
    simulate(small_arrays(scenario, families=chance.choice((150, 400, 900))), seed, 1, debug=True)


@pytest.mark.parametrize("days", [30, 365, 700])
def test_nothing_is_lost_when_the_gi_binds_its_caseload_to_areas_while_queues_are_long(days):
    region = small_region()
    few = {name: 0.15 * value for name, value in region.values if name == "gi.fte"}
    region = replace(region, values=tuple(sorted((dict(region.values) | few).items())))
    scenario = with_lever(region, "area_bound_gi", {"start": midway(region, days)})
    arrays = small_arrays(scenario)
    recording = simulate(arrays, 5, 0, debug=True)
    own = [k for k, pool in enumerate(arrays.pools) if pool.organisation == "gi" and pool.area != "all"]
    shared = [k for k, pool in enumerate(arrays.pools) if pool.organisation == "gi" and pool.area == "all"]
    assert recording.pool_days[own, 1, 0].min() > 0.0
    assert recording.pool_days[shared, 0, 2].sum() > 0.0, "somebody should have waited for the GI"


@pytest.mark.parametrize("days", [30, 365, 700])
def test_nothing_is_lost_when_the_jeugdwet_comes_into_force_while_many_wait_for_access(days):
    region = small_region("wjz2005")
    few = {name: 0.1 * value for name, value in region.values if name == "bjz.fte"}
    region = replace(region, values=tuple(sorted((dict(region.values) | few).items())))
    scenario = with_lever(region, "transition", {"start": midway(region, days)})
    arrays = small_arrays(scenario)
    recording = simulate(arrays, 5, 0, debug=True)
    access = [k for k, pool in enumerate(arrays.pools) if pool.organisation == "bjz"]
    assert recording.pool_days[access, 0, 2].sum() > 0.0, "somebody should have waited for access"


@pytest.mark.parametrize("era", ERAS)
def test_every_stock_changes_by_what_started_less_what_ended(regions, era):
    recording = simulate(regions(era), 6, 0)
    changes = np.diff(recording.stocks_end, axis=0)

    def change(stock):
        return changes[:, :, STOCKS.index(stock)]

    def flow(name):
        return recording.counts[1:, :, COUNTS.index(name)]

    for kind in ("ots", "uhp", "voogdij"):
        assert (change(kind) == flow(f"{kind}_started") - flow(f"{kind}_ended")).all()
    plans = flow("ekc_conference_with_plan") + flow("ekc_plan_without_conference")
    gone = flow("ekc_collapsed") + flow("ekc_plans_done")
    assert (change("network_plans") <= plans - gone).all()
    levels = recording.stocks_end[:, :, STOCKS.index("level_1") : STOCKS.index("level_5") + 1].sum(axis=2)
    assert (levels == regions(era).area_families).all()


@pytest.mark.parametrize("era", ERAS)
def test_families_at_all_levels_times_the_days_of_the_year_is_the_whole_population(regions, era):
    arrays = regions(era)
    recording = simulate(arrays, 6, 0)
    days = np.diff(arrays.year_edge) / C.TICKS
    levels = recording.stocks[:, :, STOCKS.index("level_1") : STOCKS.index("level_5") + 1].sum(axis=2)
    assert levels == pytest.approx(days[:, None] * arrays.area_families[None, :], rel=1e-12)


@pytest.fixture
def world(regions):
    """A world half a year into the warm-up, in which nothing is wrong."""
    arrays = regions("jeugdwet2015")
    w = allocate(arrays, events=False)
    w.key[0] = replication_key(1, 0)
    loop.begin(w)
    while loop.advance(w, 180 * C.TICKS) == loop.LOG_FULL:
        w.scalars[C.G_CHILDREN] = 0
    assert conservation.check(w, np.zeros(3, np.int64)) == conservation.FINE
    return w


def somebody(w, column, state):
    """A family in this state."""
    return int(np.flatnonzero(w.family[:, column] == state)[0])


def waiting_pool(w, at_least):
    """A pool in whose ordinary class so many wait."""
    k = int(np.flatnonzero(w.pool[:, C.K_QUEUE] >= at_least)[0])
    return k, int(w.pool[k, C.K_FIRST + X.CLASS_ORDINARY])


def _overtake(w):
    _, n = waiting_pool(w, 2)
    w.node[n, C.N_SINCE] = w.scalars[C.G_NOW] + 1


def _break_list(w):
    _, n = waiting_pool(w, 2)
    w.node[n, C.N_NEXT] = n


def _forget_queue(w):
    _, n = waiting_pool(w, 1)
    w.node[n, C.N_POOL] = C.NOBODY


def _lengthen(w):
    k, _ = waiting_pool(w, 1)
    w.pool[k, C.K_QUEUE] += 1


def _make_room(w):
    k, _ = waiting_pool(w, 1)
    w.pool[k, C.K_PLACES] += 1000


def _lose_event(w):
    w.days[int(np.flatnonzero(w.days)[-1])] = 0


def _past(w):
    w.pending[0] -= w.pending[0] - ((w.scalars[C.G_NOW] - 1) << agenda.WITHIN_TICK)


def _place_elsewhere(w):
    f = somebody(w, C.F_GI, X.MEASURE)
    w.family[f, C.F_GI_POOL] = w.pool_of[w.family[f, C.F_AREA], X.ORG_RVDK]


BREAKS = {
    conservation.STATES: lambda w: w.family.__setitem__((somebody(w, C.F_GI, X.MEASURE), C.F_OTS_MASK), 0),
    conservation.PLACES: _place_elsewhere,
    conservation.QUEUES: _forget_queue,
    conservation.CLOCKS: lambda w: w.family.__setitem__((somebody(w, C.F_SAFETY, X.REVIEW), C.F_CLOCK_SAFETY), C.NEVER),
    conservation.USED: lambda w: w.pool.__setitem__((0, C.K_USED), w.pool[0, C.K_USED] + 1),
    conservation.LIST: _break_list,
    conservation.LENGTH: _lengthen,
    conservation.ORDER: _overtake,
    conservation.WAITS: _make_room,
    conservation.STOCK: lambda w: w.stock.__setitem__((0, N.S_OTS), w.stock[0, N.S_OTS] + 1),
    conservation.NEGATIVE: lambda w: w.counts.__setitem__((0, 0, 0), -1),
    conservation.PENDING: _past,
    conservation.CALENDAR: _lose_event,
    conservation.POPULATION: lambda w: w.counts.__setitem__((0, 0, N.N_FAMILIES_LEFT), 1),
}


@pytest.mark.quick
@pytest.mark.unit
@pytest.mark.parametrize("wrong", BREAKS, ids=lambda wrong: conservation.CHECKS[wrong])
def test_a_check_sees_what_it_is_there_for(world, wrong):
    BREAKS[wrong](world)
    with pytest.raises(conservation.ConservationError, match=conservation.CHECKS[wrong]):
        conservation.advance_checked(world, 200 * C.TICKS, lambda: None)


@pytest.mark.unit
def test_every_check_is_tried():
    assert {conservation.FINE, *BREAKS} == set(range(len(conservation.CHECKS)))
