"""Queueing theory against the event list, the pools and the random numbers of the engine.

Services are rounded up to whole ticks, which adds half a tick to their mean; theory gets that mean.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from youthsim.chain.family import TICKS_PER_DAY
from youthsim.engines.core.network import DETERMINISTIC, EXPONENTIAL, Network, NetworkResult, Station, run
from youthsim.verification import rows, theory
from youthsim.verification.effort import Effort, at_once

SERVICE_DAYS = 5.0
HALF_TICK = 0.5 / TICKS_PER_DAY
WARMUP_SHARE = 0.1
# Servers, utilisation, and how long to look: heavy load settles slowly, many servers see many customers.
SINGLE_QUEUES = ((1, 0.5, 1.0), (1, 0.8, 4.0), (3, 0.8, 2.0), (10, 0.9, 1.6), (40, 0.9, 1.5))
CLASSES = ((1, 0.3, 0.45, 4.0), (4, 0.3, 0.5, 2.0))  # servers, utilisation by the first class and by the second
SHAPES = ((DETERMINISTIC, "D"), (EXPONENTIAL, "M"), (4, "E4"))

Quantity = Callable[[NetworkResult], float]


def _runs(effort: Effort, network: Network, stream: int, longer: float = 1.0) -> list[NetworkResult]:
    """Independent runs of a network; ``stream`` keeps the networks of one seed apart."""
    days = int(effort.network_days * longer)
    warmup = int(days * WARMUP_SHARE)
    seed = effort.seed * 64 + stream
    return at_once(lambda r: run(network, days, warmup, seed=seed, replication=r), range(effort.network_runs))


def _waits(
    name: str, results: list[NetworkResult], queue_class: int, wait: theory.Wait, within: float
) -> Iterator[rows.Finding]:
    """Mean wait, probability of waiting and second moment of the wait of one class at the first station."""

    def over(quantity: Quantity) -> list[float]:
        return [quantity(result) for result in results]

    k = queue_class
    yield rows.mean(f"{name}: mean wait, days", wait.mean, over(lambda r: r.mean_wait_days[0, k]), within)
    yield rows.mean(
        f"{name}: probability of waiting", wait.probability, over(lambda r: r.waited[0, k] / r.started[0, k]), within
    )
    yield rows.mean(
        f"{name}: mean squared wait, days²", wait.squared, over(lambda r: r.mean_squared_wait_days2[0, k]), 2.0 * within
    )


def single_queues(effort: Effort) -> Iterator[rows.Finding]:
    """M/M/c at several loads, first come first served."""
    mean = SERVICE_DAYS + HALF_TICK
    for place, (servers, utilisation, longer) in enumerate(SINGLE_QUEUES):
        rate = servers * utilisation / SERVICE_DAYS
        results = _runs(effort, Network((Station(servers, SERVICE_DAYS),), ((rate,),)), place, longer)
        name = f"M/M/{servers} at {utilisation:.0%}"
        yield from _waits(name, results, 0, theory.wait_in_mmc(servers, rate, mean), 0.15)
        yield rows.mean(
            f"{name}: mean number in service", rate * mean, [float(r.mean_in_service[0, 0]) for r in results], 0.05
        )


def two_classes(effort: Effort) -> Iterator[rows.Finding]:
    """Two classes without interruption."""
    for place, (servers, first, second, longer) in enumerate(CLASSES):
        rates = (servers * first / SERVICE_DAYS, servers * second / SERVICE_DAYS)
        results = _runs(effort, Network((Station(servers, SERVICE_DAYS),), (rates,)), 10 + place, longer)
        waits = theory.waits_of_two_classes(servers, rates, SERVICE_DAYS + HALF_TICK)
        for k, (name, wait) in enumerate(zip(("first", "second"), waits, strict=True)):
            yield from _waits(f"M/M/{servers} with two classes, {name}", results, k, wait, 0.15)


def single_server(effort: Effort) -> Iterator[rows.Finding]:
    """M/D/1 and M/E4/1."""
    utilisation = 0.8
    rate = utilisation / SERVICE_DAYS
    for place, (stages, letter) in enumerate(shape for shape in SHAPES if shape[0] != EXPONENTIAL):
        results = _runs(effort, Network((Station(1, SERVICE_DAYS, stages),), ((rate,),)), 20 + place, 2.0)
        # A fixed service is a whole number of ticks, so nothing is rounded.
        mean = SERVICE_DAYS + (HALF_TICK if stages else 0.0)
        wait = theory.wait_in_mg1(rate, theory.erlang_moments(mean, stages))
        yield from _waits(f"M/{letter}/1 at {utilisation:.0%}", results, 0, wait, 0.15)


def no_queue(effort: Effort) -> Iterator[rows.Finding]:
    """M/G/inf: the number in service has the mean of a Poisson law, whatever the shape, and nobody waits."""
    rate = 2.0
    for place, (stages, letter) in enumerate(SHAPES):
        results = _runs(effort, Network((Station(None, SERVICE_DAYS, stages),), ((rate,),)), 30 + place, 0.2)
        mean = rate * (SERVICE_DAYS + (HALF_TICK if stages else 0.0))
        name = f"M/{letter}/inf"
        yield rows.mean(f"{name}: mean in service", mean, [float(r.mean_in_service[0, 0]) for r in results], 0.02)
        yield rows.exact(f"{name}: who waited", 0, sum(int(r.waited.sum()) for r in results))


def jackson(effort: Effort) -> Iterator[rows.Finding]:
    """An open network with feedback: triage sends most on, one station sends a part back."""
    stations = (Station(2, 2.0), Station(5, 30.0), Station(1, 3.5))
    outside = (0.4, 0.0, 0.02)
    routing = ((0.1, 0.3, 0.4), (0.2, 0.0, 0.1), (0.0, 0.0, 0.0))
    results = _runs(effort, Network(stations, tuple((rate,) for rate in outside), routing), 40, 5.0)
    rates = theory.rates_in_network(outside, routing)
    for k, (station, rate) in enumerate(zip(stations, rates, strict=True)):
        mean, servers = station.mean_days + HALF_TICK, station.servers or 1
        name = f"Jackson network, station {k + 1}"
        queue = theory.queue_in_mmc(servers, float(rate), mean)
        found = [(r.arrived[k, 0] / r.days, r.mean_in_service[k, 0], r.mean_in_queue[k, 0]) for r in results]
        arrived, served, queued = (list(map(float, column)) for column in zip(*found, strict=True))
        yield rows.mean(f"{name}: arrivals a day", float(rate), arrived, 0.03)
        yield rows.mean(f"{name}: mean in service", float(rate) * mean, served, 0.05)
        yield rows.mean(f"{name}: mean in queue", queue, queued, 0.15)


def little(effort: Effort) -> Iterator[rows.Finding]:
    """Little's law on the path of a network: integrals equal the sums of single times, to the tick."""
    network = Network((Station(2, 5.0), Station(1, 3.0, 3)), ((0.2, 0.1, 0.05), (0.05,)), ((0.0, 0.4), (0.3, 0.0)))
    results = [run(network, 4_000, 500, seed=effort.seed, replication=r) for r in range(4)]
    for name, kept, single in (
        ("queue", "in_queue_ticks", "wait_ticks_inside"),
        ("service", "in_service_ticks", "service_ticks_inside"),
    ):
        total, added = (sum(int(getattr(r, field).sum()) for r in results) for field in (kept, single))
        same = all((getattr(r, kept) == getattr(r, single)).all() for r in results)
        yield rows.exact(f"network: ticks in {name}, as the sum of single times", total, added if same else -1)


def queueing(effort: Effort) -> Iterator[rows.Finding]:
    """All of it."""
    for part in (single_queues, two_classes, single_server, no_queue, jackson, little):
        yield from part(effort)
