"""How much a battery does: seconds by default, minutes with ``--full``, least of all in tests of single faults."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")
MOST_THREADS = 8


@dataclass(frozen=True, slots=True)
class Effort:
    """What the checks may spend; counts are of independent things."""

    seed: int = 1
    network_runs: int = 40
    """Replications of each queueing network."""
    network_days: int = 40_000
    families: int = 60_000
    """Families in a world in which one process is looked at by itself."""
    watched_families: int = 1_500
    """Families of a scenario that is watched event by event."""
    watched_years: int = 2
    engine_families: int = 300
    """Families of a scenario that both engines run."""
    engine_years: int = 2
    draws: int = 1 << 20
    """Random numbers in a test of uniformity."""
    limit_sizes: tuple[int, ...] = (2_000, 4_000, 8_000, 16_000, 32_000)
    limit_runs: int = 52
    """Replications of each size."""
    limit_each: bool = False
    """Whether there are enough of them to look at every stock by itself."""


DEFAULT = Effort()
FULL = Effort(
    network_runs=80,
    network_days=80_000,
    families=160_000,
    watched_families=3_000,
    watched_years=3,
    engine_families=1_500,
    engine_years=4,
    draws=1 << 23,
    limit_sizes=(3_000, 6_000, 12_000, 24_000, 48_000, 96_000),
    limit_runs=160,
    limit_each=True,
)


def at_once(function: Callable[[Item], Result], items: Iterable[Item]) -> list[Result]:
    """The function of every item, in order; the engine lets go of the interpreter, so threads share the work."""
    with ThreadPoolExecutor(min(MOST_THREADS, os.cpu_count() or 1)) as pool:
        return list(pool.map(function, items))
