"""Everything in this process, one point after the other: for notebooks, tests and looking closely."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from youthsim.sweep.todo import Todo
from youthsim.sweep.worker import Bench


class Serial:
    """The executor that starts nobody."""

    name = "serial"
    workers = 1

    def __init__(self, jobs: int = 1) -> None:
        pass

    def run(
        self, folder: Path, todo: Todo, tell: Callable[[], None], function: Callable[..., Any] | None = None
    ) -> None:
        """See ``Executor.run``."""
        bench = Bench(folder, function)
        while not todo.is_over:
            chunk = todo.next(1)
            todo.ended(chunk, bench.work(chunk, todo.stop.is_set))
            tell()
