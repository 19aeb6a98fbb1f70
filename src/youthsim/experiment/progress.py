"""Progress on stderr: only on a terminal, only for what takes long."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from rich.progress import TaskID

SILENT_SECONDS = 2.0
TEXTS = {
    "compiling": ("compiling the engine (once)…", "de rekenkern wordt gecompileerd (eenmalig)…"),
    "replications": ("replications", "replicaties"),
    "points": ("points", "punten"),
    "waterfall": ("which lever does it", "welke maatregel doet het"),
    "assumptions": ("assumptions", "aannames"),
}


class Progress:
    """A bar that appears once the work has lasted ``SILENT_SECONDS``; call ``show`` from the main thread now and then.

    Args:
        total: how many at most.
        quiet: never show anything.
        language: ``en`` or ``nl``.
        task: what is counted, a name in ``TEXTS``.
    """

    def __init__(self, total: int, *, quiet: bool = False, language: str = "en", task: str = "replications") -> None:
        self.total, self.before, self.task = total, 0, task
        self.shown = not quiet and sys.stderr.isatty()
        self.place = 1 if language == "nl" else 0
        self.started = time.monotonic()
        self._bar: Bar | None = None
        self._task: TaskID | None = None

    def compiling(self) -> None:
        """Say that the engine is being compiled, which takes a while and happens once."""
        if self.shown:
            print(TEXTS["compiling"][self.place], file=sys.stderr, flush=True)

    def show(self, done: int) -> None:
        """Tell how many of this batch are complete, beside the ``before`` of earlier batches."""
        if not self.shown or (self._bar is None and time.monotonic() - self.started < SILENT_SECONDS):
            return
        if self._bar is None:
            self._bar, self._task = self._opened()
        if self._task is not None:
            self._bar.update(self._task, completed=self.before + done)

    def _opened(self) -> tuple[Bar, TaskID]:
        from rich.console import Console  # only where there is a terminal
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
        from rich.progress import Progress as Bar

        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        bar = Bar(*columns, console=Console(stderr=True), transient=True)
        bar.start()
        return bar, bar.add_task(TEXTS[self.task][self.place], total=self.total)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()
