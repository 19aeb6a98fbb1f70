"""Queueing networks that theory knows exactly, on the event list, pools and random numbers of the engine.

Each mean is compared with theory by a t-interval over independent replications. A right engine fails one of these
comparisons once in ``1 / FALSE_ALARM``; the seeds are fixed, so that a test passes always or never. What remains of
rounding services up to whole ticks and of starting empty is below a tenth of the intervals.
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from youthsim.engines.core import network
from youthsim.engines.core.network import DETERMINISTIC, EXPONENTIAL, Network, Station, run

pytestmark = pytest.mark.analytic

FALSE_ALARM = 1e-4
REPLICATIONS = 30
MEAN = 10.0  # days of a service
DAYS, WARMUP = 60_000, 3_000


def observed(net, quantity, days=DAYS, warmup=WARMUP, seed=1):
    """Mean and half width of the interval of a quantity of the result, over replications."""
    values = np.array([quantity(run(net, days, warmup, seed=seed, replication=r)) for r in range(REPLICATIONS)])
    spread = values.std(axis=0, ddof=1) / math.sqrt(REPLICATIONS)
    return values.mean(axis=0), stats.t.ppf(1.0 - FALSE_ALARM / 2.0, REPLICATIONS - 1) * spread


def agrees(net, quantity, theory, within, **kwargs):
    """Whether theory lies in the interval, and the interval is narrow enough to mean something."""
    mean, half = observed(net, quantity, **kwargs)
    assert half < within * theory, f"the interval {mean} +- {half} says too little about {theory}"
    return abs(mean - theory) <= half


def erlang_c(servers, load):
    """Probability of waiting in M/M/c."""
    full = load**servers / math.factorial(servers) * servers / (servers - load)
    return full / (sum(load**k / math.factorial(k) for k in range(servers)) + full)


def one_station(servers, utilisation, stages=EXPONENTIAL):
    return Network((Station(servers, MEAN, stages),), ((servers * utilisation / MEAN,),))


@pytest.mark.parametrize(("servers", "utilisation"), [(1, 0.5), (1, 0.8), (3, 0.8), (10, 0.9), (40, 0.95)])
def test_the_wait_in_mmc_is_that_of_erlang_c(servers, utilisation):
    net = one_station(servers, utilisation)
    waits = erlang_c(servers, servers * utilisation)
    mean_wait = waits * MEAN / (servers * (1.0 - utilisation))
    assert agrees(net, lambda r: r.mean_wait_days[0, 0], mean_wait, 0.2)
    assert agrees(net, lambda r: r.waited[0, 0] / r.started[0, 0], waits, 0.1, seed=2)
    assert agrees(net, lambda r: r.mean_in_service[0, 0], servers * utilisation, 0.05, seed=3)


@pytest.mark.parametrize("servers", [1, 4])
def test_two_classes_wait_as_cobham_says(servers):
    """Priority without interruption: the class served first waits C/(1 - s1), the other C/((1 - s1)(1 - s1 - s2))."""
    first, second = 0.3, 0.5  # utilisation by class
    rates = (servers * first / MEAN, servers * second / MEAN)
    net = Network((Station(servers, MEAN),), (rates,))
    base = erlang_c(servers, servers * (first + second)) * MEAN / servers
    assert agrees(net, lambda r: r.mean_wait_days[0, 0], base / (1.0 - first), 0.1)
    low = base / ((1.0 - first) * (1.0 - first - second))
    assert agrees(net, lambda r: r.mean_wait_days[0, 1], low, 0.15)


def test_a_jackson_network_with_feedback_has_the_queues_of_its_stations_alone():
    """Triage sends most on to one of two stations; one of them sends a part back to triage."""
    stations = (Station(2, 2.0), Station(5, 30.0), Station(1, 4.0))
    routing = ((0.1, 0.3, 0.4), (0.2, 0.0, 0.1), (0.0, 0.0, 0.0))
    net = Network(stations, ((0.4,), (0.0,), (0.02,)), routing)
    rates = np.linalg.solve(np.eye(3) - np.array(routing).T, np.array([0.4, 0.0, 0.02]))
    for k, station in enumerate(stations):
        load = rates[k] * station.mean_days
        queue = erlang_c(station.servers, load) * load / (station.servers - load)
        assert agrees(net, lambda r, k=k: r.arrived[k, 0] / r.days, rates[k], 0.02)
        assert agrees(net, lambda r, k=k: r.mean_in_service[k, 0], load, 0.02)
        assert agrees(net, lambda r, k=k: r.mean_in_queue[k, 0], queue, 0.2)


@pytest.mark.parametrize("stages", [DETERMINISTIC, EXPONENTIAL, 4], ids=["fixed", "exponential", "erlang"])
def test_without_a_limit_on_servers_nobody_waits_and_the_shape_of_service_does_not_matter(stages):
    rate = 2.0
    net = Network((Station(None, MEAN, stages),), ((rate,),))
    assert agrees(net, lambda r: r.mean_in_service[0, 0], rate * MEAN, 0.02, days=20_000, warmup=500)
    result = run(net, 5_000)
    assert result.in_queue_ticks.sum() == result.waited.sum() == 0


@pytest.mark.parametrize("stages", [DETERMINISTIC, 2, 8])
def test_regular_services_mean_shorter_waits_as_pollaczek_and_khinchine_say(stages):
    utilisation = 0.8
    squared_variation = 0.0 if stages == DETERMINISTIC else 1.0 / stages
    theory = utilisation * MEAN * (1.0 + squared_variation) / (2.0 * (1.0 - utilisation))
    assert agrees(one_station(1, utilisation, stages), lambda r: r.mean_wait_days[0, 0], theory, 0.15)


stations = st.builds(Station, st.sampled_from([1, 2, 5, None]), st.floats(0.5, 20.0), st.integers(0, 5))
random_networks = st.integers(1, 3).flatmap(
    lambda size: st.builds(
        Network,
        st.tuples(*[stations] * size),
        st.tuples(*[st.lists(st.floats(0.0, 0.6), min_size=1, max_size=3).map(tuple)] * size),
        st.tuples(*[st.tuples(*[st.floats(0.0, 0.3)] * size)] * size),
    )
)


@pytest.mark.property
@pytest.mark.quick
@given(random_networks, st.integers(0, 100), st.integers(0, 1 << 30))
@settings(max_examples=60)
def test_little_s_law_holds_to_the_tick_for_every_network(net, warmup, seed):
    result = run(net, warmup + 200, warmup, seed=seed)
    assert (result.in_queue_ticks == result.wait_ticks_inside).all()
    assert (result.in_service_ticks == result.service_ticks_inside).all()


@pytest.mark.property
@pytest.mark.quick
@given(random_networks, st.integers(0, 1 << 30))
@settings(max_examples=60)
def test_nobody_is_served_who_has_not_come(net, seed):
    result = run(net, 200, seed=seed)
    assert (result.arrived >= result.started).all()
    assert (result.started >= result.served).all()
    servers = np.array([math.inf if s.servers is None else s.servers for s in net.stations])
    assert (result.mean_in_service.sum(axis=1) <= servers * (1.0 + 1e-12)).all()


@pytest.mark.property
@pytest.mark.quick
def test_the_number_of_slots_changes_nothing(monkeypatch):
    net = Network((Station(2, 5.0), Station(None, 40.0)), ((0.35, 0.02), (1.0,)), ((0.0, 0.5), (0.2, 0.0)))
    plenty = run(net, 2_000, seed=3)
    monkeypatch.setattr(network, "FIRST_ROOM", 1)
    few = run(net, 2_000, seed=3)
    for name in plenty.__dataclass_fields__:
        np.testing.assert_array_equal(getattr(plenty, name), getattr(few, name))


@pytest.mark.unit
@pytest.mark.quick
@pytest.mark.parametrize(
    ("stations", "arrivals", "routing", "problem"),
    [
        ((Station(1, 1.0),), (), (), "one row"),
        ((Station(1, 1.0),), ((-0.1,),), (), "none below 0"),
        ((Station(1, 1.0),), ((0.1,) * 4,), (), "1 to 3 rates"),
        ((Station(1, 1.0),), ((0.1,),), ((1.1,),), "add up to 1"),
        ((Station(1, 0.0),), ((0.1,),), (), "above 0 days"),
        ((Station(0, 1.0),), ((0.1,),), (), "a server at least"),
    ],
)
def test_a_network_that_cannot_be_is_refused(stations, arrivals, routing, problem):
    with pytest.raises(ValueError, match=problem):
        Network(stations, arrivals, routing)
    with pytest.raises(ValueError, match="warm-up"):
        run(one_station(1, 0.5), 10, 10)
