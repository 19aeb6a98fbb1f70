"""Time of the full model per event and per family and year, beside the limit program where there is one.

    python benchmarks/full_model.py [SCENARIO] [--families N] [--rounds N]

A round is one replication without and one with the event log, and 25 replications of the reference workload on the
limit program, where there is a C compiler; rounds are interleaved, so that noise of the machine meets all alike, and
ratios are taken within a round. Times are processor time of one thread, the start of a replication included.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Sequence
from pathlib import Path

from youthsim.arrays import Arrays, build
from youthsim.benchmark import limit
from youthsim.benchmark.refchain import ARRIVALS_PER_DAY, definition
from youthsim.chain.family import DAYS_PER_YEAR, TICKS_PER_DAY
from youthsim.engines.core import columns as C
from youthsim.engines.core import loop, simulate
from youthsim.engines.core.world import allocate
from youthsim.randomness.keyed import replication_key
from youthsim.scenario import load

SEED = 1
LIMIT_REPLICATIONS = 25  # as ``youthsim bench`` runs it


def events_of(arrays: Arrays, replication: int) -> int:
    """How many events the engine carries out in a replication."""
    w = allocate(arrays, events=False)
    w.key[0] = replication_key(SEED, replication)
    loop.begin(w)
    while loop.advance(w, int(arrays.year_edge[-1])) == loop.LOG_FULL:
        w.scalars[C.G_CHILDREN] = 0
    return int(w.scalars[C.G_EVENTS])


def seconds(arrays: Arrays, replication: int, *, events: bool = False) -> float:
    """Processor time of one replication."""
    start = time.thread_time()
    simulate(arrays, SEED, replication, events=events)
    return time.thread_time() - start


def limit_program() -> Path | None:
    """The limit program, or None where it cannot be compiled."""
    try:
        return limit.built()
    except limit.NoCompiler as reason:
        print(f"no limit program: {reason}")
        return None


def limit_ns(program: Path, seed: int) -> float:
    """Nanoseconds per event of the limit program."""
    result = limit.run(program, ARRIVALS_PER_DAY, definition().days, seed, LIMIT_REPLICATIONS)
    return 1e9 * float(result["seconds"]) / int(result["events"])


def spread(values: Sequence[float]) -> str:
    """Median, with minimum and maximum."""
    return f"{statistics.median(values):8.3f}   ({min(values):.3f} to {max(values):.3f})"


def main() -> None:
    """Print times, and ratios to the limit program."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("scenario", nargs="?", default="baseline")
    parser.add_argument("--families", type=int)
    parser.add_argument("--rounds", type=int, default=9)
    options = parser.parse_args()
    arrays = build(load(options.scenario), families=options.families)
    family_years = arrays.families * int(arrays.year_edge[-1]) / (DAYS_PER_YEAR * TICKS_PER_DAY)
    events = events_of(arrays, 0)
    print(f"{options.scenario}: {arrays.families} families, {family_years:.0f} family-years, {events} events")
    program = limit_program()
    plain, logged, limits = [], [], []
    for replication in range(options.rounds):
        plain.append(seconds(arrays, replication))
        logged.append(seconds(arrays, replication, events=True))
        if program:
            limits.append(limit_ns(program, 1 + replication))
    print(f"ns per event           {spread([1e9 * s / events for s in plain])}")
    print(f"ns per family and year {spread([1e9 * s / family_years for s in plain])}")
    print(f"with the event log     {spread([one / other for one, other in zip(logged, plain, strict=True)])} times")
    if limits:
        ratios = [1e9 * s / ns for s, ns in zip(plain, limits, strict=True)]
        print(f"limit, ns per event    {spread(limits)}")
        print(f"event / limit          {spread([ratio / events for ratio in ratios])}")
        print(f"family-year / limit    {spread([ratio / family_years for ratio in ratios])}")


if __name__ == "__main__":
    main()
