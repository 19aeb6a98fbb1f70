"""What is measured: the engine, the limit program and the peers, each as something that can be run again and again."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

from youthsim.benchmark import limit
from youthsim.benchmark.refchain import ARRIVALS_PER_DAY, LARGE_ARRIVALS_PER_DAY, definition
from youthsim.benchmark.worker import Failed, Worker

Once = Callable[[int], tuple[int, float]]
"""Run with a seed: how many events, in how many seconds of the processor."""

ENGINE, WITH_LOG, LIMIT_PROGRAM, HEAP = "youthsim", "youthsim-log", "c-limit", "heapq"


class Missing(Exception):
    """A tool is not there; the text says why."""


@dataclass(frozen=True, slots=True)
class Case:
    """A tool with a size of the workload, and how many replications it runs in one go.

    ``days`` is the horizon, 0 the whole one; a shorter one is for what is slow.
    """

    tool: str
    arrivals_per_day: float = ARRIVALS_PER_DAY
    days: int = 0
    replications: int = 1

    def ready(self) -> Once:
        """Everything that is done once (compiling, importing) is done; what is left is measured.

        Raises:
            Missing: the tool is not there.
        """
        days = self.days or definition().days
        if self.tool in (ENGINE, WITH_LOG):
            return _engine(self, days)
        if self.tool == LIMIT_PROGRAM:
            return _limit(self, days)
        return _peer(self, days)


PEERS = {
    HEAP: ("heap", None),
    "cimba": ("cimba_program", "cimba"),
    "simpy": ("simpy_program", "simpy"),
    "mesa": ("mesa_program", "mesa"),
    "ciw": ("ciw_program", "ciw"),
}
# Peers run for as long as they need for some ten thousand events; the size is that of the others.
CASES = (
    Case(ENGINE, replications=25),
    Case(WITH_LOG, replications=25),
    Case(LIMIT_PROGRAM, replications=25),
    Case(HEAP),
    Case("cimba"),
    Case("simpy", days=900),
    Case("mesa", days=900),
    Case("ciw", days=300),
    Case(ENGINE, LARGE_ARRIVALS_PER_DAY, days=1825),
    Case(LIMIT_PROGRAM, LARGE_ARRIVALS_PER_DAY, days=1825),
)
GUARDED = (Case(ENGINE, replications=25), Case(HEAP))


def _engine(case: Case, days: int) -> Once:
    definition().replications(1.0, 40, log=True).run()  # compiles, where it is not compiled yet

    def once(seed: int) -> tuple[int, float]:
        begun = time.process_time()
        runs = definition().replications(case.arrivals_per_day, days, log=case.tool == WITH_LOG)
        events = sum(runs.run(seed, replication).events for replication in range(case.replications))
        return events, time.process_time() - begun

    return once


def _limit(case: Case, days: int) -> Once:
    try:
        program = limit.built()
    except limit.NoCompiler as reason:
        raise Missing(str(reason)) from reason

    def once(seed: int) -> tuple[int, float]:
        result = limit.run(program, case.arrivals_per_day, days, 1 + seed * case.replications, case.replications)
        return int(result["events"]), float(result["seconds"])

    return once


def _peer(case: Case, days: int) -> Once:
    module, package = PEERS[case.tool]
    if package is not None:
        try:
            version(package)
        except PackageNotFoundError as reason:
            raise Missing(f"{package} is not installed") from reason
    try:
        return Worker(module, case.arrivals_per_day, days)
    except Failed as reason:
        raise Missing(f"{package or case.tool} does not run here: {reason}") from reason


def tool_version(tool: str) -> str | None:
    """The version of the package behind a tool, None where it has none of its own."""
    package = PEERS[tool][1] if tool in PEERS else "youthsim" if tool in (ENGINE, WITH_LOG) else None
    try:
        return None if package is None else version(package)
    except PackageNotFoundError:
        return None
