"""Processes on this machine.

Each worker is a process of its own with a pipe to this one. A worker that dies closes its pipe, which says at once
what it had under way; when this process dies, its workers see their pipes close, put what they have on disk and end.
Processes are spawned, not forked: a compiled engine does not survive a fork.
"""

from __future__ import annotations

import multiprocessing
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

from youthsim.experiment.errors import BadInput
from youthsim.sweep.todo import Task, Todo

LOOK_SECONDS = 0.5  # how often whoever looks on is told
LAST_POINT_SECONDS = 20.0  # a worker gets so long to end its point when the sweep is stopped
MOST_FALSE_STARTS = 3
READY, ENDED, REFUSED = "ready", "ended", "refused"


def _serve(pipe: Connection, folder: str) -> None:
    """The life of a worker: chunks come through the pipe, reports go back, and the end of the pipe is the end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that hands out
    from youthsim.sweep.worker import Bench

    try:
        bench = Bench(folder)
    except BadInput as error:
        pipe.send((REFUSED, str(error)))
        return
    try:
        pipe.send((READY, None))
        while (tasks := pipe.recv()) is not None:
            pipe.send((ENDED, bench.work(tasks, pipe.poll)))
    except (EOFError, BrokenPipeError):
        return


def _warm(folder: str) -> None:
    from youthsim.sweep.worker import warm

    warm(Path(folder))


@dataclass
class _Worker:
    """A process, our end of its pipe, and what it has under way."""

    process: Any
    pipe: Connection
    is_ready: bool = False
    chunk: list[Task] = field(default_factory=list)


class Local:
    """The executor of one machine."""

    name = "local"

    def __init__(self, jobs: int) -> None:
        self.workers = jobs
        self._crew: list[_Worker] = []
        self._false_starts = 0
        self._context = multiprocessing.get_context("spawn")

    @property
    def processes(self) -> list[int]:
        """The process numbers of the workers that live."""
        return [worker.process.pid for worker in self._crew if worker.process.pid is not None]

    def run(
        self, folder: Path, todo: Todo, tell: Callable[[], None], function: Callable[..., Any] | None = None
    ) -> None:
        """See ``Executor.run``."""
        if function is None:
            self._warmed(folder, tell)
        try:
            while not todo.is_over:
                self._fill(folder, todo)
                ready = wait([worker.pipe for worker in self._crew], LOOK_SECONDS)
                for worker in [worker for worker in self._crew if worker.pipe in ready]:
                    self._hear(worker, todo)
                tell()
        finally:
            self._dismiss(todo)

    def _warmed(self, folder: Path, tell: Callable[[], None]) -> None:
        """Let one process compile, so that the others find it done."""
        from youthsim.compiled import is_warm

        if is_warm():
            return
        process = self._context.Process(target=_warm, args=(str(folder),), daemon=True)
        process.start()
        while process.is_alive():
            process.join(LOOK_SECONDS)
            tell()

    def _fill(self, folder: Path, todo: Todo) -> None:
        """Have as many workers as there is work for, and give those that are free something to do."""
        while len(self._crew) < min(self.workers, todo.under_way + len(todo.waiting)):
            mine, its = self._context.Pipe()
            process = self._context.Process(target=_serve, args=(its, str(folder)), daemon=True)
            process.start()
            its.close()
            self._crew.append(_Worker(process, mine))
        for worker in self._crew:
            if worker.is_ready and not worker.chunk:
                worker.chunk = todo.next(self.workers)
                if worker.chunk:
                    try:
                        worker.pipe.send(worker.chunk)
                    except (BrokenPipeError, ConnectionResetError):
                        self._lost(worker, todo)

    def _hear(self, worker: _Worker, todo: Todo) -> None:
        try:
            kind, said = worker.pipe.recv()
        except (EOFError, OSError):
            self._lost(worker, todo)
            return
        if kind == REFUSED:
            raise BadInput(said)
        if kind == READY:
            worker.is_ready, self._false_starts = True, 0
        else:
            chunk, worker.chunk = worker.chunk, []
            todo.ended(chunk, said)

    def _lost(self, worker: _Worker, todo: Todo) -> None:
        """A worker is gone: hand out again what it had."""
        self._crew = [other for other in self._crew if other is not worker]
        worker.pipe.close()
        worker.process.join()
        if worker.chunk:
            todo.died(worker.chunk)
        elif not worker.is_ready:
            self._false_starts += 1
            if self._false_starts >= MOST_FALSE_STARTS:
                raise BadInput(
                    f"workers end before they begin (exit code {worker.process.exitcode}); a script that starts a "
                    "sweep needs `if __name__ == '__main__':` around it"
                )

    def _dismiss(self, todo: Todo) -> None:
        """Let every worker end its point and put it on disk; who does not in time is ended."""
        for worker in self._crew:
            try:
                worker.pipe.send(None)
            except (BrokenPipeError, ConnectionResetError, OSError):
                continue
        until = time.monotonic() + LAST_POINT_SECONDS
        for worker in self._crew:
            try:
                while worker.chunk and worker.pipe.poll(max(0.0, until - time.monotonic())):
                    kind, said = worker.pipe.recv()
                    if kind == ENDED:
                        chunk, worker.chunk = worker.chunk, []
                        todo.ended(chunk, said)
            except (EOFError, OSError):
                pass
            worker.process.join(max(0.0, until - time.monotonic()))
            if worker.process.is_alive():
                worker.process.terminate()
                worker.process.join()
            worker.pipe.close()
        self._crew = []
