"""What is still to do, handed out in chunks.

A chunk is as many points as take about ``CHUNK_SECONDS``, so that handing out costs little beside the work, and never
more than a fair share of what is left, so that workers end together. When a worker dies, what of its chunk is not in
the store is handed out again, one point at a time; a point that outlives no worker becomes a failure.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

CHUNK_SECONDS = 10.0
MOST_DEATHS = 3  # of workers at one point
FAIR_SHARE = 2  # chunks that each worker still gets out of what is left


class Task(NamedTuple):
    """Replications ``first`` up to ``stop`` of the point in a row of the plan."""

    row: int
    id: str
    first: int
    stop: int


@dataclass(frozen=True, slots=True)
class Report:
    """What came of a chunk: how many of its points are done or failed, the work, and what stopped it early.

    ``full`` says why results could not be written; they are lost and to be made again.
    """

    finished: tuple[Task, ...] = ()
    failed: int = 0
    seconds: float = 0.0
    full: str = ""


class Ledger(Protocol):
    """Who knows what is on disk, and notes points that kill their workers."""

    def remaining(self, tasks: Iterable[Task]) -> list[Task]:
        """Those of the tasks that have neither results nor a failure."""
        ...

    def gave_up(self, task: Task) -> None:
        """Note a task that ended every worker that tried it."""
        ...


@dataclass
class Todo:
    """Tasks that wait, that are under way, and that are finished."""

    waiting: deque[Task]
    ledger: Ledger
    stop: threading.Event = field(default_factory=threading.Event)
    under_way: int = 0
    finished: int = 0
    failed: int = 0
    full: str = ""
    seen: int = 0  # of those under way, how many are known to be on disk
    _seconds: float = 0.0
    _timed: int = 0
    _deaths: dict[Task, int] = field(default_factory=dict)

    @property
    def is_over(self) -> bool:
        """Whether nothing is left to hand out or to wait for."""
        return self.stop.is_set() or (not self.waiting and not self.under_way)

    def next(self, workers: int) -> list[Task]:
        """The next chunk for one of so many workers; empty where nothing waits."""
        if self.stop.is_set() or not self.waiting:
            return []
        most = max(1, len(self.waiting) // (FAIR_SHARE * max(1, workers)))
        size = max(1, min(most, int(CHUNK_SECONDS * self._timed / self._seconds))) if self._seconds else 1
        if self.waiting[0] in self._deaths:
            size = 1
        chunk = [self.waiting.popleft() for _ in range(size)]
        self.under_way += len(chunk)
        return chunk

    def take_all(self) -> list[Task]:
        """Everything that waits, for who hands it out himself."""
        chunk = list(self.waiting)
        self.waiting.clear()
        self.under_way += len(chunk)
        return chunk

    def ended(self, chunk: list[Task], report: Report) -> None:
        """Take in what a worker reports of its chunk; what it has not finished waits again."""
        self.under_way -= len(chunk)
        self.finished += len(report.finished)
        self.failed += report.failed
        self._seconds += report.seconds
        self._timed += len(report.finished)
        if report.full:
            self.full = report.full
            self.stop.set()
        done = set(report.finished)
        self.waiting.extendleft(task for task in reversed(chunk) if task not in done)

    def died(self, chunk: list[Task]) -> None:
        """Take in that the worker of a chunk is gone."""
        self.under_way -= len(chunk)
        left = self.ledger.remaining(chunk)
        self.finished += len(chunk) - len(left)
        for task in reversed(left):  # to the front, in their order, where the next chunk takes one at a time
            # Only the first of what is left can have been under way; the others wait for their turn alone.
            self._deaths[task] = self._deaths.get(task, 0) + (1 if task == left[0] else 0)
            if self._deaths[task] >= MOST_DEATHS:
                self.ledger.gave_up(task)
                self.finished += 1
                self.failed += 1
            else:
                self.waiting.appendleft(task)
