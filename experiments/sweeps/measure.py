"""What sweeps cost beside the work, and how fast they go: the figures of docs/sweeps.md.

    python experiments/sweeps/measure.py overhead local serial dask slurm slurm-array
    python experiments/sweeps/measure.py region --points 100 --replications 20

``overhead`` sends 200 points that wait one second to two workers. What the two took beyond 200 seconds together is
overhead: of scheduling, from the begin of the first point to the end of the last, and in all, with workers started
and ended. Waiting instead of computing keeps other work on the machine out of it. ``region`` sweeps a region of
10,000 youths with the engine and tells points per second, how busy the workers were, and the memory of the process
that hands out and of the largest worker.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import pandas as pd

from youthsim import sweep
from youthsim.sweep.executors import chosen

POINTS, SECONDS, WORKERS = 200, 1.0, 2
EXPERIMENT = """
[experiment]
scenarios = ["brabant-2015", "brabant-early-gi"]
replications = {replications}
families = 5900
years = 4

[design]
kind = "latin_hypercube"
points = {points}

[uncertainties]
"early_gi.net_widening" = {{}}
"early_gi.call_base" = {{}}
"trust.joint_case_pair" = {{}}
"""


def wait_a_second(cells: dict[str, Any]) -> dict[str, float]:
    """A point of one second."""
    time.sleep(SECONDS)
    return {"y": float(cells["a"])}


def overhead(name: str) -> None:
    """The overhead of one executor, in a row of a table."""
    from measure import wait_a_second as importable  # as workers know it

    options = {"interface": "lo"} if name == "slurm" else {}
    executor = chosen(name, WORKERS, **options)
    with tempfile.TemporaryDirectory() as place:
        begun = time.monotonic()
        store = sweep.run_points(importable, pd.DataFrame({"a": range(POINTS)}), out=f"{place}/s", executor=executor)
        wall = time.monotonic() - begun
        workers = 1 if name == "serial" else WORKERS
        parts = len(list(Path(place, "s", "parts").glob("*.parquet")))
        entries = store.index().entries
    work = sum(entry.seconds for entry in entries)
    span = max(entry.ended for entry in entries) - min(entry.ended - entry.seconds for entry in entries)
    scheduling, total = workers * span / work - 1, workers * wall / work - 1
    started = f"| {name} | {workers} | {wall:.1f} | {scheduling:.1%} | {total:.1%} | {1 / (1 + total):.1%} | {parts} |"
    print(started, flush=True)


def region(points: int, replications: int, workers: int, folder: str | None) -> None:
    """Points per second, efficiency and memory of a sweep of the engine."""
    with tempfile.TemporaryDirectory() as place:
        file = Path(place, "region.toml")
        file.write_text(EXPERIMENT.format(points=points, replications=replications))
        peak = _Peak()
        begun = time.monotonic()
        store = sweep.run(sweep.load(file), out=folder or f"{place}/s", jobs=workers)
        wall = time.monotonic() - begun
        peak.end()
        index = store.index()
        busy = sum(entry.seconds for entry in index.entries)
        size = sum(path.stat().st_size for path in index.paths) / 1e6
        mine = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
        print(f"{points} points x {replications} replications x 2 scenarios, {workers} workers: {wall:.0f} s")
        print(f"{points / wall:.3f} points/s; workers busy {busy / (workers * wall):.1%}; {size:.1f} MB in "
              f"{len(index.paths)} parts; {mine:.0f} MB here, {peak.worker / 1e3:.0f} MB in the largest worker; "
              f"after half of the points {peak.half / 1e3:.0f} MB")  # fmt: skip


class _Peak:
    """Memory of the largest child over time, from /proc, in kB."""

    def __init__(self) -> None:
        self.seen: list[int] = []
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look)
        self._thread.start()

    def _look(self) -> None:
        import os

        while not self._over.wait(1.0):
            children = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text().split()
            self.seen.append(max([_resident(int(child)) for child in children], default=0))

    def end(self) -> None:
        self._over.set()
        self._thread.join()

    @property
    def worker(self) -> int:
        return max(self.seen, default=0)

    @property
    def half(self) -> int:
        return max(self.seen[: len(self.seen) // 2], default=0)


def _resident(process: int) -> int:
    try:
        lines = Path(f"/proc/{process}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("VmRSS")), 0)


def main() -> None:
    """Measure what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    costs = commands.add_parser("overhead")
    costs.add_argument("executors", nargs="+")
    engine = commands.add_parser("region")
    engine.add_argument("--points", type=int, default=100)
    engine.add_argument("--replications", type=int, default=20)
    engine.add_argument("--workers", type=int, default=2)
    engine.add_argument("--out")
    given = parser.parse_args()
    if given.command == "overhead":
        print("| executor | workers | seconds | scheduling | with start and end | efficiency | parts |")
        print("| --- | --- | --- | --- | --- | --- | --- |")
        for name in given.executors:
            overhead(name)
    else:
        region(given.points, given.replications, given.workers, given.out)


if __name__ == "__main__":
    main()
