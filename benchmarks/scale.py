"""Time and memory of the full model against families, areas, years, replications and workers, with fitted exponents.

    python benchmarks/scale.py [--figure FILE.svg] [--quick]

Each run of a point has a process of its own, so that peak memory is its own; points take turns, ROUNDS times, and the
median is shown. Along one axis the others stand still. Time is processor time of the replications; for workers it is
the clock. ``--quick`` leaves the two largest populations out. It takes some six minutes.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np

from youthsim.arrays import Arrays, build
from youthsim.chain.family import DAYS_PER_YEAR, TICKS_PER_DAY
from youthsim.engines.core import simulate
from youthsim.scenario import load

SEED = 1
ROUNDS = 3
AXES = ("families", "areas", "years", "replications", "workers")
YOUTHS_PER_FAMILY = 1.7
FAMILIES_PER_REGION = 48_500  # as in the country: 1.94 million families, 40 regions


@dataclass(frozen=True)
class Point:
    """What is run: ``axis`` says which of the numbers differs from its neighbours."""

    axis: str
    families: int = 58_800
    areas: int = 10
    regions: int = 1
    years: int = 10
    replications: int = 1
    workers: int = 1


def points(quick: bool) -> list[Point]:
    """The points along each axis; families grow with areas and regions of one size, as a country does."""
    sizes = (1_000, 4_000, 16_000, 58_800, 194_000, *(() if quick else (582_000, 1_940_000)))
    grown = [(n, max(1, round(n / 5_543)), max(1, round(n / FAMILIES_PER_REGION))) for n in sizes]
    return [
        *(Point("families", families=n, areas=a, regions=r) for n, a, r in grown),
        *(Point("areas", areas=a) for a in (2, 10, 50, 350)),
        *(Point("years", years=y) for y in (2, 5, 10, 20)),
        *(Point("replications", families=25_000, replications=n) for n in (1, 4, 16, 64)),
        *(Point("workers", families=25_000, replications=64, workers=n) for n in (1, 2)),
    ]


def arrays_of(point: Point) -> Arrays:
    """The baseline with so many equal areas in so many regions."""
    scenario = load("baseline")
    youths = point.families * YOUTHS_PER_FAMILY / point.areas
    areas = tuple(replace(scenario.areas[0], name=f"area-{a + 1}", youths=youths, set=()) for a in range(point.areas))
    return build(replace(scenario, areas=areas, regions=point.regions), years=point.years, families=point.families)


def run(point: Point) -> dict[str, float]:
    """Seconds, megabytes at the peak, and years with those of the warm-up."""
    simulate(build(load("baseline"), families=500), SEED, 0)  # compiled and loaded
    arrays = arrays_of(point)
    clock, start = time.perf_counter(), time.process_time()
    with ThreadPoolExecutor(point.workers) as pool:
        for done in [pool.submit(simulate, arrays, SEED, number) for number in range(point.replications)]:
            done.result()
    return {
        "clock": time.perf_counter() - clock,
        "processor": time.process_time() - start,
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "years": float(arrays.year_edge[-1]) / (DAYS_PER_YEAR * TICKS_PER_DAY),
    }


def measured(point: Point) -> dict[str, float]:
    """One run of a point, in a process of its own."""
    command = [sys.executable, __file__, "--point", json.dumps(asdict(point))]
    shown = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found: dict[str, float] = json.loads(shown)
    return found


def along(rows: list[tuple[Point, dict[str, float]]], axis: str, what: str) -> tuple[list[float], list[float]]:
    """What was measured along an axis; years are counted with those of the warm-up, for they take time too."""
    mine = [(point, found) for point, found in rows if point.axis == axis]
    x = [found["years"] if axis == "years" else float(getattr(point, axis)) for point, found in mine]
    return x, [found[what] for _, found in mine]


def exponent(x: list[float], y: list[float]) -> float:
    """The slope of log y against log x."""
    return float(np.polyfit(np.log(x), np.log(y), 1)[0])


def draw(rows: list[tuple[Point, dict[str, float]]], path: Path) -> None:
    """Time and memory against each axis on logarithmic scales."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(10.0, 3.4), layout="constrained")
    shown = {"processor": "processor time (s)", "clock": "clock (s)", "megabytes": "peak memory (MB)"}
    for axes, (what, label) in zip(figure.subplots(1, 3), shown.items(), strict=True):
        for axis, marker in zip(AXES, "os^Dv", strict=True):
            axes.loglog(*along(rows, axis, what), marker=marker, label=axis)
        axes.set(xlabel=" / ".join(AXES), ylabel=label)
        axes.grid(alpha=0.3)
    axes.legend(frameon=False, fontsize=8)
    figure.savefig(path, metadata={"Date": None, "Creator": None})


def main() -> None:
    """Print a table and the exponents, and draw the figure when asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--figure", type=Path)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--point", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.point:
        print(json.dumps(run(Point(**json.loads(options.point)))))
        return
    all_points = points(options.quick)
    rounds = [[measured(point) for point in all_points] for _ in range(ROUNDS)]
    rows = []
    print("| along | families | areas | regions | years | replications | workers | processor s | clock s | peak MB |")
    print("| --- |" + " ---: |" * 9)
    for point, *found in zip(all_points, *rounds, strict=True):
        median = {what: statistics.median(one[what] for one in found) for what in found[0]}
        rows.append((point, median))
        numbers = " | ".join(f"{value:,}" if isinstance(value, int) else value for value in asdict(point).values())
        print(f"| {numbers} | {median['processor']:.2f} | {median['clock']:.2f} | {median['megabytes']:.0f} |")
    for axis in AXES[:-1]:
        print(f"exponent of time against {axis}: {exponent(*along(rows, axis, 'processor')):.2f}")
    gains = []
    for round_ in rounds:
        _, (one, two) = along(list(zip(all_points, round_, strict=True)), "workers", "clock")
        gains.append(one / two)
    print(f"two workers: {statistics.median(gains):.2f} ({min(gains):.2f} to {max(gains):.2f}) times one")
    if options.figure:
        draw(rows, options.figure)


if __name__ == "__main__":
    main()
