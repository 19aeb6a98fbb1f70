"""A peer in a process of its own, so that packages do not get in each other's way.

``python -m youthsim.benchmark.worker MODULE ARRIVALS_PER_DAY DAYS`` gets ready, says so with an empty JSON object, and
then runs once for each seed that it reads, a line each. It ends with its input.
"""

from __future__ import annotations

import gc
import json
import subprocess
import sys
import time
from importlib import import_module
from typing import Any

from youthsim.benchmark.refchain import definition

WARM_DAYS = 30


class Failed(Exception):
    """The process has ended or said something else than it should."""


class Worker:
    """The other end: a process that is ready to run."""

    def __init__(self, module: str, arrivals_per_day: float, days: int) -> None:
        command = [sys.executable, "-m", "youthsim.benchmark.worker", module, repr(arrivals_per_day), str(days)]
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(command, text=True, stdin=pipe, stdout=pipe, stderr=pipe)
        self._answer()

    def __call__(self, seed: int) -> tuple[int, float]:
        """Run with a seed: how many events, in how many seconds of the processor."""
        answer = self.run(seed)
        return int(answer["events"]), float(answer["seconds"])

    def run(self, seed: int) -> dict[str, Any]:
        """Run with a seed: events, seconds, records and the mean wait at each service."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{seed}\n")
        self._process.stdin.flush()
        return self._answer()

    def _answer(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            _, said = self._process.communicate()
            raise Failed(said.strip().splitlines()[-1] if said.strip() else "it ended without a word")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def close(self) -> None:
        """End the process."""
        if self._process.poll() is None:
            self._process.communicate()


def main(module: str, arrivals_per_day: float, days: int) -> None:
    """Get ready, and run whenever asked."""
    program, chain = import_module(f"youthsim.benchmark.peers.{module}"), definition()
    program.simulate(chain, arrivals_per_day, WARM_DAYS, 0)  # compiles, where the package does
    answer, sys.stdout = sys.stdout, sys.stderr  # what a package prints is no answer
    print("{}", file=answer, flush=True)
    for line in sys.stdin:
        gc.collect()
        begun = time.process_time()
        tally = program.simulate(chain, arrivals_per_day, days, int(line))
        found = {"events": tally.events, "seconds": time.process_time() - begun, "records": len(tally.families)}
        print(json.dumps(found | {"wait_days": tally.mean_waits()}), file=answer, flush=True)


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]), int(sys.argv[3]))
