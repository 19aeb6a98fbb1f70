"""What every program writes down about the workload, in plain Python."""

from __future__ import annotations

from random import Random

from youthsim.benchmark.refchain import Refchain

CRISIS, REGULAR = 0, 1


class Family:
    """The record of one family."""

    __slots__ = ("came", "crisis", "left", "number", "stayed", "visits", "waited")

    def __init__(self, number: int, came: float, crisis: bool, services: int) -> None:
        self.number, self.came, self.crisis = number, came, crisis
        self.left: float | None = None
        self.waited = [0.0] * services
        self.visits, self.stayed = 0, 0.0


class Tally:
    """Counts and sums of the window after the warm-up, stocks at the edges of the years, and all records."""

    def __init__(self, chain: Refchain, days: float) -> None:
        services = len(chain.names)
        self.chain, self.days, self.services = chain, days, services
        self.warmup = chain.warmup_days
        self.events = 0
        self.started, self.waited = [0] * services, [0.0] * services
        self.crisis_started, self.crisis_waited = [0] * services, [0.0] * services
        years = int(days // chain.year_days) + 1
        self.year_started, self.year_ended, self.year_days = [0] * years, [0] * years, [0.0] * years
        self.stocks: list[list[tuple[int, int]]] = []
        self.families: list[Family] = []

    def arrives(self, now: float, crisis: bool) -> Family:
        """A family comes."""
        family = Family(len(self.families), now, crisis, self.services)
        self.families.append(family)
        self.events += 1
        return family

    def starts(self, family: Family, service: int, now: float, waited: float, duration: float) -> None:
        """A service begins after a wait; it will take so long."""
        family.waited[service] += waited
        if now > self.warmup:
            self.started[service] += 1
            self.waited[service] += waited
            if family.crisis:
                self.crisis_started[service] += 1
                self.crisis_waited[service] += waited
        if service == self.chain.followed:
            family.visits += 1
            family.stayed += min(duration, self.days - now)
            self.year_started[int(now / self.chain.year_days)] += 1

    def ends(self, service: int, now: float, duration: float) -> None:
        """A service ends after so long."""
        self.events += 1
        if service == self.chain.followed:
            year = int(now / self.chain.year_days)
            self.year_ended[year] += 1
            self.year_days[year] += duration

    def mean_waits(self) -> list[float]:
        """Mean wait at each service in days."""
        return [total / max(count, 1) for total, count in zip(self.waited, self.started, strict=True)]


class Draws:
    """One ordinary stream of random numbers."""

    def __init__(self, chain: Refchain, seed: int) -> None:
        random = Random(seed)
        self.uniform, self.exponential = random.random, random.expovariate
        self._rate = [1.0 / mean for mean in chain.mean_days]
        self._ways = [chain.ways(service) for service in range(len(chain.names))]
        self._crisis_share = chain.crisis_share

    def crisis(self) -> bool:
        """Whether a newcomer is in crisis."""
        return self.uniform() < self._crisis_share

    def duration(self, service: int) -> float:
        """How long a service takes."""
        return self.exponential(self._rate[service])

    def next_service(self, service: int) -> int:
        """Where a family goes next, the number of services when it leaves."""
        u = self.uniform()
        for total, target in self._ways[service]:
            if u < total:
                return target
        return len(self._ways)
