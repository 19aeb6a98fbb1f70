"""What queueing theory knows exactly: waits, their second moments, networks.

Times are in days, rates per day. Sources:

- Erlang (1917), "Solution of some problems in the theory of probabilities of significance in automatic telephone
  exchanges": the probability of waiting in M/M/c. A wait, if there is one, is exponential at the rate by which the
  servers outrun the arrivals.
- Cobham (1954), "Priority assignment in waiting line problems": mean waits of classes without interruption. Second
  moments: a customer of the second class waits for what it meets and for those of the first class that come
  meanwhile, a delay cycle (Kella and Yechiali 1985, "Waiting times in the non-preemptive priority M/M/c queue").
- Jackson (1957), "Networks of waiting lines": every station of an open network by itself.
- Pollaczek (1930) and Khinchine (1932): the mean wait in M/G/1; second moment: Takács (1962), "A single server queue
  with recurrent input and exponentially distributed service times".
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Wait:
    """The wait of a customer before service."""

    probability: float
    """Of waiting at all."""
    mean: float
    squared: float
    """Mean of the squared wait, days²."""


def erlang_c(servers: int, load: float) -> float:
    """Probability of waiting in M/M/c; ``load`` is arrivals x mean service, below ``servers``.

    By the recursion for Erlang's loss formula, which does not overflow for many servers.
    """
    _stable(servers, load)
    loss = 1.0
    for k in range(1, servers + 1):
        loss = load * loss / (k + load * loss)
    return servers * loss / (servers - load * (1.0 - loss))


def wait_in_mmc(servers: int, rate: float, mean_service: float) -> Wait:
    """The wait in M/M/c, first come first served."""
    probability = erlang_c(servers, rate * mean_service)
    relief = servers / mean_service - rate
    return Wait(probability, probability / relief, 2.0 * probability / relief**2)


def waits_of_two_classes(servers: int, rates: Sequence[float], mean_service: float) -> tuple[Wait, Wait]:
    """The waits in M/M/c of two classes, the first served before the second, nobody interrupted."""
    first, second = rates
    fast = servers / mean_service  # services per day while all are busy
    probability = erlang_c(servers, (first + second) * mean_service)
    ahead, met = fast - first, fast - first - second
    one = Wait(probability, probability / ahead, 2.0 * probability / ahead**2)
    # What a customer of the second class meets takes an exponential time; it grows by busy periods of the first.
    grows = 1.0 / (1.0 - first / fast)
    squared = 2.0 / met**2 * grows**2 + first * (2.0 / fast**2) / met * grows**3
    return one, Wait(probability, probability / met * grows, probability * squared)


def wait_in_mg1(rate: float, moments: Sequence[float]) -> Wait:
    """The wait in M/G/1, first come first served, from the first three moments of the service time."""
    first, second, third = moments
    _stable(1, rate * first)
    idle = 1.0 - rate * first
    mean = rate * second / (2.0 * idle)
    return Wait(rate * first, mean, 2.0 * mean**2 + rate * third / (3.0 * idle))


def erlang_moments(mean: float, stages: int) -> tuple[float, float, float]:
    """The first three moments of an Erlang time; no stages: a fixed time."""
    if stages == 0:
        return mean, mean**2, mean**3
    unit = mean / stages
    return mean, unit**2 * stages * (stages + 1), unit**3 * stages * (stages + 1) * (stages + 2)


def rates_in_network(arrivals: Sequence[float], routing: Sequence[Sequence[float]]) -> np.ndarray:
    """Arrivals per day at every station of an open network, from outside and from other stations."""
    return np.linalg.solve(np.eye(len(arrivals)) - np.array(routing, float).T, np.array(arrivals, float))


def queue_in_mmc(servers: int, rate: float, mean_service: float) -> float:
    """Mean number in the queue of M/M/c, by Little's law."""
    return rate * wait_in_mmc(servers, rate, mean_service).mean


def _stable(servers: int, load: float) -> None:
    if not 0.0 <= load < servers or not math.isfinite(load):
        raise ValueError(f"a load of {load} is more than {servers} servers can bear")
