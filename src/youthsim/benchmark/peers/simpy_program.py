"""In SimPy: a process for each family, a resource with priorities for each service."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import simpy

from youthsim.benchmark.peers.tally import CRISIS, REGULAR, Draws, Family, Tally
from youthsim.benchmark.refchain import Refchain


def simulate(chain: Refchain, arrivals_per_day: float, days: float, seed: int) -> Tally:
    """One replication."""
    environment, tally, draws = simpy.Environment(), Tally(chain, days), Draws(chain, seed)
    services = [simpy.PriorityResource(environment, servers) for servers in chain.servers(arrivals_per_day)]
    environment.process(_arrivals(environment, services, tally, draws, arrivals_per_day))
    environment.process(_readings(environment, services, tally))
    environment.run(until=days)
    return tally


def _arrivals(
    environment: Any, services: list[Any], tally: Tally, draws: Draws, rate: float
) -> Generator[Any, None, None]:
    while True:
        yield environment.timeout(draws.exponential(rate))
        family = tally.arrives(environment.now, draws.crisis())
        environment.process(_life(environment, services, tally, draws, family))


def _life(
    environment: Any, services: list[Any], tally: Tally, draws: Draws, family: Family
) -> Generator[Any, None, None]:
    service = 0
    while service < tally.services:
        since = environment.now
        with services[service].request(priority=CRISIS if family.crisis else REGULAR) as place:
            yield place
            duration = draws.duration(service)
            tally.starts(family, service, environment.now, environment.now - since, duration)
            yield environment.timeout(duration)
        tally.ends(service, environment.now, duration)
        service = draws.next_service(service)
    family.left = environment.now


def _readings(environment: Any, services: list[Any], tally: Tally) -> Generator[Any, None, None]:
    for day in tally.chain.readings:
        yield environment.timeout(day - environment.now)
        tally.stocks.append([(len(service.queue), service.count) for service in services])
