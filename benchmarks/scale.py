"""Time and memory of the full model against families, areas, years, replications and workers, with fitted exponents.

    python benchmarks/scale.py [--figure FILE.svg] [--quick]

Each point runs in a process of its own, so that peak memory is its own. Along one axis the others stand still. Time is
processor time of one replication; for workers it is the clock, of several replications. ``--quick`` leaves the
country out.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np

from youthsim.arrays import Arrays, build
from youthsim.engines.core import simulate
from youthsim.scenario import load

SEED = 1
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
    sizes = (4_000, 16_000, 58_800, 194_000, *(() if quick else (582_000, 1_940_000)))
    grown = [(n, max(1, round(n / 5_543)), max(1, round(n / FAMILIES_PER_REGION))) for n in sizes]
    return [
        *(Point("families", families=n, areas=a, regions=r) for n, a, r in grown),
        *(Point("areas", areas=a) for a in (2, 10, 50, 350)),
        *(Point("years", years=y) for y in (2, 5, 10, 20)),
        *(Point("replications", families=25_000, replications=n) for n in (1, 4, 16)),
        *(Point("workers", families=25_000, replications=16, workers=n) for n in (1, 2)),
    ]


def arrays_of(point: Point) -> Arrays:
    """The baseline with so many equal areas in so many regions."""
    scenario = load("baseline")
    youths = point.families * YOUTHS_PER_FAMILY / point.areas
    areas = tuple(replace(scenario.areas[0], name=f"area-{a + 1}", youths=youths, set=()) for a in range(point.areas))
    return build(replace(scenario, areas=areas, regions=point.regions), years=point.years, families=point.families)


def run(point: Point) -> dict[str, float]:
    """Seconds, and megabytes at the peak."""
    simulate(build(load("baseline"), families=500), SEED, 0)  # compiled and loaded
    arrays = arrays_of(point)
    clock, start = time.perf_counter(), time.process_time()
    with ThreadPoolExecutor(point.workers) as pool:
        for done in [pool.submit(simulate, arrays, SEED, number) for number in range(point.replications)]:
            done.result()
    seconds = {"clock": time.perf_counter() - clock, "processor": time.process_time() - start}
    return seconds | {"megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def exponent(x: list[float], y: list[float]) -> float:
    """The slope of log y against log x."""
    return float(np.polyfit(np.log(x), np.log(y), 1)[0])


def draw(rows: list[tuple[Point, dict[str, float]]], path: Path) -> None:
    """Time and memory against each axis on logarithmic scales."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7.2, 3.2), layout="constrained")
    for axes, (what, unit) in zip(figure.subplots(1, 2), (("processor", "s"), ("megabytes", "MB")), strict=True):
        for axis, marker in zip(("families", "areas", "years", "replications"), "os^D", strict=True):
            mine = [(getattr(p, axis), found[what]) for p, found in rows if p.axis == axis]
            axes.loglog(*zip(*mine, strict=True), marker=marker, label=axis)
        axes.set(xlabel="families, areas, years, replications", ylabel=f"{what} ({unit})")
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
    rows = []
    print("| along | families | areas | regions | years | replications | workers | processor s | clock s | peak MB |")
    print("| --- |" + " ---: |" * 9)
    for point in points(options.quick):
        command = [sys.executable, __file__, "--point", json.dumps(asdict(point))]
        shown = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        found = json.loads(shown)
        rows.append((point, found))
        numbers = " | ".join(str(value) for value in asdict(point).values())
        print(f"| {numbers} | {found['processor']:.2f} | {found['clock']:.2f} | {found['megabytes']:.0f} |", flush=True)
    for axis in ("families", "areas", "years", "replications"):
        mine = [(float(getattr(p, axis)), found["processor"]) for p, found in rows if p.axis == axis]
        print(f"exponent of time against {axis}: {exponent(*map(list, zip(*mine, strict=True))):.2f}")
    one, two = (found["clock"] for point, found in rows if point.axis == "workers")
    print(f"two workers: {one / two:.2f} times one")
    if options.figure:
        draw(rows, options.figure)


if __name__ == "__main__":
    main()
