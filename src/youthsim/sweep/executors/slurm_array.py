"""Slurm through plain job arrays: nothing but sbatch, squeue, scancel and a folder that all nodes see.

Every task of the array is one worker with a list of points. When the array has ended, what is missing goes into
another one; if that does not finish either, into shorter lists, so that a point that ends its worker is soon alone.
"""

from __future__ import annotations

import json
import math
import secrets
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from youthsim.experiment.errors import BadInput
from youthsim.sweep import folder as files
from youthsim.sweep.executors.slurm import Resources, own_cache
from youthsim.sweep.todo import Report, Task, Todo

JOBS = "jobs"
POLL_SECONDS = 1.0
LONGEST_ARRAY = 1000  # Slurm's own default
SHORTER = 4  # from the third array on each has so many times the lists of the one before
DISK_FULL = "no room on the disk, or no leave to write"


class SlurmArray:
    """The executor of a job array; with ``detach`` it submits and leaves."""

    name = "slurm-array"

    def __init__(self, jobs: int, resources: Resources | None = None, *, detach: bool = False) -> None:
        self.workers = min(jobs, LONGEST_ARRAY)
        self.resources = resources or Resources()
        self.detach = detach
        self.job_ids: list[str] = []

    def run(
        self, folder: Path, todo: Todo, tell: Callable[[], None], function: Callable[..., Any] | None = None
    ) -> None:
        """See ``Executor.run``."""
        self.resources.check()
        folder = folder.resolve()
        if function is None:
            from youthsim.sweep.worker import warm

            warm(folder)
        arrays = 0
        while not todo.is_over:
            tasks = todo.take_all()
            lists = min(self.workers * SHORTER ** max(0, arrays - 1), len(tasks), LONGEST_ARRAY)
            arrays += 1
            job = self._submit(folder, [tasks[place::lists] for place in range(lists)])
            self.job_ids = [job]
            tell()
            if self.detach:
                todo.stop.set()
                return
            self._wait(job, todo, tasks, tell)
            alone = math.ceil(len(tasks) / lists) == 1
            self._settle(folder, todo, tasks, alone=alone)
        self.job_ids = []

    def _submit(self, folder: Path, lists: Sequence[Sequence[Task]]) -> str:
        """Write the tasks and the script of an array, and submit it; its number."""
        place = folder / JOBS / secrets.token_hex(4)
        try:
            files.put_text(place / "tasks.json", json.dumps(lists))
            script = place / "array.sh"
            files.put_text(script, self._script(folder, place, len(lists)))
        except OSError as error:
            raise BadInput(f"{place}: cannot be written: {error.strerror or error}") from error
        try:
            return _asked("sbatch", "--parsable", str(script)).strip().split(";")[0]
        except subprocess.CalledProcessError as error:
            raise BadInput(f"sbatch refuses the jobs: {' '.join(error.stderr.split())}") from error

    def _script(self, folder: Path, place: Path, lists: int) -> str:
        options = [
            "--job-name=youthsim", f"--output={place}/%a.log", f"--array=0-{lists - 1}", *self.resources.directives(),
        ]  # fmt: skip
        worker = [sys.executable, "-m", "youthsim.sweep.worker", str(folder), str(place / "tasks.json")]
        lines = ["#!/bin/bash", *(f"#SBATCH {option}" for option in options), *own_cache(), shlex.join(worker)]
        return "\n".join(lines) + "\n"

    def _wait(self, job: str, todo: Todo, tasks: Sequence[Task], tell: Callable[[], None]) -> None:
        """Look on until the array has ended; on the way out for another reason, end it."""
        try:
            while jobs_alive([job]):
                time.sleep(POLL_SECONDS)
                todo.seen = len(tasks) - len(todo.ledger.remaining(tasks))
                tell()
        except BaseException:
            subprocess.run(["scancel", job], check=False, capture_output=True)
            raise
        finally:
            todo.seen = 0

    def _settle(self, folder: Path, todo: Todo, tasks: list[Task], *, alone: bool) -> None:
        """Take in what an array has done: points without a result are made again, or given up."""
        left = todo.ledger.remaining(tasks)
        done = [task for task in tasks if task not in set(left)]
        if left and not done and not _is_writable(folder):
            todo.ended(tasks, Report(full=DISK_FULL))
            return
        todo.ended(tasks if not alone else done, Report(tuple(done)))
        if alone:
            for task in left:
                todo.died([task])


def _is_writable(folder: Path) -> bool:
    try:
        files.put_text(folder / JOBS / "probe", " " * 4096)
        (folder / JOBS / "probe").unlink()
    except OSError:
        return False
    return True


def _asked(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def jobs_alive(jobs: Sequence[str]) -> bool:
    """Whether Slurm still has one of these jobs waiting or running."""
    if not jobs or shutil.which("squeue") is None:
        return False
    try:
        return bool(_asked("squeue", "--noheader", "--format=%i", f"--jobs={','.join(jobs)}").strip())
    except subprocess.CalledProcessError as error:
        return "Invalid job id" not in error.stderr  # the scheduler may be away for a moment
