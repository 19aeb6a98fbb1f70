"""In Mesa: families and services are agents, and every family looks each day whether its service is over.

Durations and waits are whole days here, as steps are.
"""

from __future__ import annotations

from collections import deque

import mesa

from youthsim.benchmark.peers.tally import CRISIS, REGULAR, Draws, Tally
from youthsim.benchmark.refchain import Refchain


def simulate(chain: Refchain, arrivals_per_day: float, days: float, seed: int) -> Tally:
    """One replication, in steps of a day."""
    model = Chain(chain, arrivals_per_day, days, seed)
    for _ in range(int(days)):
        model.step()
    return model.tally


class ServiceAgent(mesa.Agent):  # type: ignore[misc]
    """A service with its servers and its queue."""

    def __init__(self, model: Chain, place: int, servers: int) -> None:
        super().__init__(model)
        self.place, self.free, self.busy = place, servers, 0
        self.queues: tuple[deque[FamilyAgent], deque[FamilyAgent]] = (deque(), deque())

    def step(self) -> None:
        """Serve as many as there are servers for."""
        crisis, regular = self.queues
        while self.free > 0 and (crisis or regular):
            self.free -= 1
            self.busy += 1
            (crisis or regular).popleft().start()


class FamilyAgent(mesa.Agent):  # type: ignore[misc]
    """A family that waits or is served."""

    def __init__(self, model: Chain) -> None:
        super().__init__(model)
        self.record = model.tally.arrives(model.day, model.draws.crisis())
        self.ends: int | None = None
        self.join(0)

    def join(self, place: int) -> None:
        """Go to a service and queue there."""
        self.service, self.since = self.model.services[place], self.model.day
        self.service.queues[CRISIS if self.record.crisis else REGULAR].append(self)

    def start(self) -> None:
        """The service begins."""
        day, place = self.model.day, self.service.place
        self.duration = max(1, round(self.model.draws.duration(place)))
        self.model.tally.starts(self.record, place, day, day - self.since, self.duration)
        self.ends = day + self.duration

    def step(self) -> None:
        """Go on when the service is over."""
        if self.ends is None or self.ends > self.model.day:
            return
        self.ends = None
        self.model.tally.ends(self.service.place, self.model.day, self.duration)
        self.service.free += 1
        self.service.busy -= 1
        target = self.model.draws.next_service(self.service.place)
        if target == self.model.tally.services:
            self.record.left = self.model.day
            self.remove()
        else:
            self.join(target)


class Chain(mesa.Model):  # type: ignore[misc]
    """The five services and everybody in them."""

    def __init__(self, chain: Refchain, arrivals_per_day: float, days: float, seed: int) -> None:
        super().__init__(seed=seed)
        self.tally, self.draws, self.rate, self.day = Tally(chain, days), Draws(chain, seed), arrivals_per_day, 0
        self.next_arrival = self.draws.exponential(self.rate)
        self.services = [
            ServiceAgent(self, place, servers) for place, servers in enumerate(chain.servers(arrivals_per_day))
        ]

    def step(self) -> None:
        """One day: who comes, whose service is over, who is served."""
        self.day += 1
        while self.next_arrival < self.day:
            FamilyAgent(self)
            self.next_arrival += self.draws.exponential(self.rate)
        for kind in (FamilyAgent, ServiceAgent):
            if kind in self.agents_by_type:
                self.agents_by_type[kind].do("step")
        if self.day in self.tally.chain.readings:
            stocks = [(sum(map(len, service.queues)), service.busy) for service in self.services]
            self.tally.stocks.append(stocks)
