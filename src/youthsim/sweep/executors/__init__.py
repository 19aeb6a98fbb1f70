"""Who carries points out. An executor takes tasks from a ``Todo`` and reports what came of them; that is all.

What a point is and where results go is the business of ``worker.Bench``, the same for all of them.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

from youthsim.experiment.errors import BadInput
from youthsim.sweep.todo import Todo

NAMED = {
    "local": "youthsim.sweep.executors.local:Local",
    "serial": "youthsim.sweep.executors.serial:Serial",
    "dask": "youthsim.sweep.executors.on_dask:Dask",
    "slurm": "youthsim.sweep.executors.on_dask:Slurm",
    "slurm-array": "youthsim.sweep.executors.slurm_array:SlurmArray",
}


class Executor(Protocol):
    """Carries out what is to do, somewhere."""

    name: str
    workers: int

    def run(
        self, folder: Path, todo: Todo, tell: Callable[[], None], function: Callable[..., Any] | None = None
    ) -> None:
        """Work until ``todo.is_over``.

        Args:
            folder: the sweep's; every worker has to see it under this name.
            todo: hands out chunks and takes in reports.
            tell: to be called now and then, for whoever looks on.
            function: of a sweep over a function: the function, for those who need not import it.

        Raises:
            BadInput: workers cannot be started, or do not fit the sweep.
        """
        ...


def chosen(executor: str | Executor, jobs: int | None = None, **options: Any) -> Executor:
    """The executor of a name, with its options; one that is given is used as it is.

    Raises:
        BadInput: there is none of that name, or a library that it needs is not installed.
    """
    if not isinstance(executor, str):
        return executor
    if executor not in NAMED:
        raise BadInput(f"executor is {executor!r}, allowed: {', '.join(NAMED)}")
    module, _, name = NAMED[executor].partition(":")
    try:
        made = getattr(import_module(module), name)
    except ModuleNotFoundError as missing:
        raise BadInput(
            f"the executor {executor} needs {missing.name}, which is not installed; pip install 'youthsim[cluster]'"
        ) from missing
    found: Executor = made(jobs or os.cpu_count() or 1, **options)
    return found
