"""Measure cases beside each other, in turn (A B C A B C ...), so that what slows the machine slows all of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from youthsim.benchmark.refchain import WORKLOAD, definition
from youthsim.benchmark.tools import CASES, ENGINE, LIMIT_PROGRAM, WITH_LOG, Case, Missing, Once, tool_version
from youthsim.benchmark.worker import Worker

NANOSECONDS = 1e9
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Spread:
    """The least, the median and the most of some repetitions."""

    low: float
    median: float
    high: float


def spread(values: Sequence[float]) -> Spread:
    """The spread of some values."""
    return Spread(min(values), median(values), max(values))


@dataclass(frozen=True, slots=True)
class Measured:
    """Nanoseconds per event of a case, one for each repetition; ``events`` of the last."""

    case: Case
    events: int
    ns_per_event: tuple[float, ...]

    def row(self) -> dict[str, Any]:
        """The row of ``youthsim bench --json``."""
        ns = spread(self.ns_per_event)
        return {
            "workload": WORKLOAD,
            "tool": self.case.tool,
            "arrivals_per_day": self.case.arrivals_per_day,
            "events": self.events,
            "ns_per_event": ns.median,
            "low": ns.low,
            "high": ns.high,
            "days": self.case.days or definition().days,
            "repetitions": len(self.ns_per_event),
            "version": tool_version(self.case.tool),
        }


def ratio(case: Measured, other: Measured) -> Spread:
    """How many times as long the case takes as the other, repetition by repetition."""
    return spread([one / two for one, two in zip(case.ns_per_event, other.ns_per_event, strict=True)])


def measure(
    cases: Sequence[Case] = CASES, repetitions: int = 3, say: Say = lambda _: None
) -> tuple[list[Measured], list[str]]:
    """Measure cases in turn. What is not there is left out, with the reason in the second list."""
    ready: list[tuple[Case, Once]] = []
    missing: dict[str, None] = {}
    for case in cases:
        say(f"{case.tool}: getting ready")
        try:
            ready.append((case, case.ready()))
        except Missing as reason:
            missing[f"{case.tool}: {reason}"] = None
    try:
        found = _in_turn(ready, repetitions, say)
    finally:
        for _, once in ready:
            if isinstance(once, Worker):
                once.close()
    return [
        Measured(case, results[-1][0], tuple(seconds / max(events, 1) * NANOSECONDS for events, seconds in results))
        for (case, _), results in zip(ready, found, strict=True)
    ], list(missing)


def _in_turn(ready: Sequence[tuple[Case, Once]], repetitions: int, say: Say) -> list[list[tuple[int, float]]]:
    """Events and seconds of each case, a pair for each repetition."""
    found: list[list[tuple[int, float]]] = [[] for _ in ready]
    for repetition in range(repetitions):
        for (case, once), results in zip(ready, found, strict=True):
            say(f"{case.tool}: {repetition + 1} of {repetitions}")
            results.append(once(repetition))
    return found


def compared(measured: Sequence[Measured]) -> list[dict[str, Any]]:
    """The table for people: each tool beside the limit program and beside the engine at the same size."""
    rows = []
    for one in measured:
        row = one.row()
        for name, tool in (("limit", LIMIT_PROGRAM), ("engine", ENGINE)):
            other = _same_size(measured, one, tool)
            row[name] = None if other is None else ratio(one, other)
        rows.append(row)
    return rows


def findings(measured: Sequence[Measured]) -> list[tuple[str, Spread]]:
    """What a log and a hundred times the families cost the engine, as ratios."""
    by_key = {(one.case.tool, one.case.arrivals_per_day): one for one in measured}
    sizes = sorted({size for tool, size in by_key if tool == ENGINE})
    found = []
    for size in sizes:
        if (WITH_LOG, size) in by_key:
            found.append((f"event log on, {size:g} a day", ratio(by_key[WITH_LOG, size], by_key[ENGINE, size])))
    for size in sizes[1:]:
        text = f"an event at {size:g} a day beside {sizes[0]:g}"
        found.append((text, ratio(by_key[ENGINE, size], by_key[ENGINE, sizes[0]])))
    return found


def _same_size(measured: Sequence[Measured], one: Measured, tool: str) -> Measured | None:
    size = one.case.arrivals_per_day
    return next((m for m in measured if (m.case.tool, m.case.arrivals_per_day) == (tool, size)), None)
