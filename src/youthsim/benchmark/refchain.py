"""The definition of the reference workload, its exact figures, and the workload as a network of the engine."""

from __future__ import annotations

import math
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from youthsim.engines.core.network import Network, Replications

WORKLOAD = "refchain"
ARRIVALS_PER_DAY = 20.0
LARGE_ARRIVALS_PER_DAY = 2000.0


@dataclass(frozen=True, slots=True)
class Refchain:
    """Five services; families arrive at the first and go on by ``routing`` (the rest leaves)."""

    names: tuple[str, ...]
    mean_days: tuple[float, ...]
    routing: tuple[tuple[float, ...], ...]
    crisis_share: float
    warmup_days: int
    year_days: int
    years: int
    followed: int

    @property
    def days(self) -> int:
        """Length of a run."""
        return self.warmup_days + self.years * self.year_days

    @property
    def readings(self) -> tuple[int, ...]:
        """The days at which stocks are read: the edges of the years."""
        return tuple(self.warmup_days + self.year_days * year for year in range(self.years + 1))

    def ways(self, station: int) -> list[tuple[float, int]]:
        """Where a family goes from a service: cumulative probability and service, the last one out."""
        found = []
        total = 0.0
        for target, probability in enumerate(self.routing[station]):
            if probability > 0.0:
                total += probability
                found.append((total, target))
        if total < 1.0 - 1e-12:
            found.append((1.0, len(self.names)))
        return found

    def rates(self, arrivals_per_day: float) -> np.ndarray:
        """Arrivals per day at each service, from outside and from other services: the traffic equations."""
        outside = np.zeros(len(self.names))
        outside[0] = arrivals_per_day
        rates: np.ndarray = np.linalg.solve(np.eye(len(self.names)) - np.array(self.routing).T, outside)
        return rates

    def loads(self, arrivals_per_day: float) -> np.ndarray:
        """Families in service at each service, in the long run."""
        loads: np.ndarray = self.rates(arrivals_per_day) * np.array(self.mean_days)
        return loads

    def servers(self, arrivals_per_day: float) -> tuple[int, ...]:
        """Servers at each service: the square-root rule."""
        return tuple(math.ceil(load + math.sqrt(load)) for load in self.loads(arrivals_per_day))

    def wait_days(self, arrivals_per_day: float) -> tuple[float, ...]:
        """Mean wait at each service in the long run, exactly: in a Jackson network each service is an M/M/c.

        Priority leaves the mean over both classes as it is, for the services of both take equally long.
        """
        waits = []
        for load, servers, mean in zip(
            self.loads(arrivals_per_day), self.servers(arrivals_per_day), self.mean_days, strict=True
        ):
            waits.append(erlang_c(servers, load) * mean / (servers - load))
        return tuple(waits)

    def network(self, arrivals_per_day: float) -> Network:
        """The workload as a network of the engine."""
        from youthsim.engines.core.network import Network, Station

        stations = tuple(map(Station, self.servers(arrivals_per_day), self.mean_days))
        arrivals = tuple((arrivals_per_day if place == 0 else 0.0,) for place in range(len(stations)))
        return Network(stations, arrivals, self.routing, (self.crisis_share, 1.0 - self.crisis_share))

    def replications(self, arrivals_per_day: float, days: int | None = None, *, log: bool = False) -> Replications:
        """The workload ready to run, with all that it has to write down."""
        from youthsim.engines.core.network import Replications

        days = self.days if days is None else days
        return Replications(
            self.network(arrivals_per_day),
            days,
            min(self.warmup_days, days - 1),
            readings=[day for day in self.readings if day <= days],
            follow=self.followed,
            log=log,
        )


def erlang_c(servers: int, load: float) -> float:
    """The probability to wait in M/M/c, by the recursion of Erlang's B, which stays stable for many servers."""
    blocked = 1.0
    for k in range(1, servers + 1):
        blocked = load * blocked / (k + load * blocked)
    return blocked / (1.0 - load / servers * (1.0 - blocked))


@cache
def definition() -> Refchain:
    """The reference workload as its file says."""
    data = tomllib.loads(files("youthsim.benchmark").joinpath("refchain.toml").read_text(encoding="utf-8"))
    services = data["service"]
    names = tuple(service["name"] for service in services)
    return Refchain(
        names=names,
        mean_days=tuple(service["mean_days"] for service in services),
        routing=tuple(tuple(service["next"].get(name, 0.0) for name in names) for service in services),
        crisis_share=data["crisis_share"],
        warmup_days=data["warmup_days"],
        year_days=data["year_days"],
        years=data["years"],
        followed=names.index(data["followed"]),
    )
