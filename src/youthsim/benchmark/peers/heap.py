"""By hand in plain Python: a heap of events and two queues per service."""

from __future__ import annotations

from collections import deque
from heapq import heappop, heappush
from typing import Any

from youthsim.benchmark.peers.tally import CRISIS, REGULAR, Draws, Family, Tally
from youthsim.benchmark.refchain import Refchain


def simulate(chain: Refchain, arrivals_per_day: float, days: float, seed: int) -> Tally:
    """One replication."""
    return _Heap(chain, arrivals_per_day, days, seed).run()


class _Heap:
    def __init__(self, chain: Refchain, arrivals_per_day: float, days: float, seed: int) -> None:
        self.tally, self.draws = Tally(chain, days), Draws(chain, seed)
        self.rate = arrivals_per_day
        self.free = list(chain.servers(arrivals_per_day))
        self.busy = [0] * len(self.free)
        self.queues: list[tuple[deque[Any], deque[Any]]] = [(deque(), deque()) for _ in self.free]
        self.heap: list[tuple[float, int, Family | None, int, float]] = []
        self.serial = 0

    def plan(self, when: float, family: Family | None, service: int, duration: float) -> None:
        self.serial += 1
        heappush(self.heap, (when, self.serial, family, service, duration))

    def serve(self, family: Family, service: int, now: float, since: float) -> None:
        duration = self.draws.duration(service)
        self.tally.starts(family, service, now, now - since, duration)
        self.plan(now + duration, family, service, duration)

    def joins(self, family: Family, service: int, now: float) -> None:
        if self.free[service] > 0:
            self.free[service] -= 1
            self.busy[service] += 1
            self.serve(family, service, now, now)
        else:
            self.queues[service][CRISIS if family.crisis else REGULAR].append((family, now))

    def gives_way(self, service: int, now: float) -> None:
        crisis, regular = self.queues[service]
        queue = crisis or regular
        if queue:
            family, since = queue.popleft()
            self.serve(family, service, now, since)
        else:
            self.free[service] += 1
            self.busy[service] -= 1

    def read_stocks(self) -> None:
        waiting = (len(crisis) + len(regular) for crisis, regular in self.queues)
        self.tally.stocks.append(list(zip(waiting, self.busy, strict=True)))

    def run(self) -> Tally:
        tally, draws = self.tally, self.draws
        readings = [day for day in tally.chain.readings if day <= tally.days][::-1]
        self.plan(draws.exponential(self.rate), None, 0, 0.0)
        while True:
            now, _, family, service, duration = heappop(self.heap)
            while readings and now >= readings[-1]:
                self.read_stocks()
                readings.pop()
            if now > tally.days:
                return tally
            if family is None:
                self.plan(now + draws.exponential(self.rate), None, 0, 0.0)
                self.joins(tally.arrives(now, draws.crisis()), 0, now)
                continue
            tally.ends(service, now, duration)
            self.gives_way(service, now)
            target = draws.next_service(service)
            if target == tally.services:
                family.left = now
            else:
                self.joins(family, target, now)
