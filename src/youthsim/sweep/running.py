"""Carry a sweep out: from an experiment or a function to a store, from scratch or from what is there."""

from __future__ import annotations

import contextlib
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from youthsim.experiment.errors import BadInput, Incomplete
from youthsim.experiment.folder import versions
from youthsim.experiment.progress import Progress
from youthsim.experiment.source import git_commit, source_hash
from youthsim.sweep import folder as files
from youthsim.sweep import parts
from youthsim.sweep.evaluation import WORKER
from youthsim.sweep.executors import Executor, chosen
from youthsim.sweep.executors.slurm_array import jobs_alive
from youthsim.sweep.identity import function_version, point_id, version_of
from youthsim.sweep.model import Experiment
from youthsim.sweep.planning import Plan, plan
from youthsim.sweep.store import CUBE, Store, status_text
from youthsim.sweep.todo import Task, Todo
from youthsim.sweep.worker import check_version, importable

STATUS_SECONDS = 2.0  # how often the status on disk is brought up to date


def run(
    experiment: Experiment | Plan | str | Path,
    *,
    out: str | Path | None = None,
    executor: str | Executor = "local",
    jobs: int | None = None,
    rows: tuple[int, int] | None = None,
    command: Sequence[str] = (),
    quiet: bool = True,
    language: str = "en",
) -> Store:
    """Carry out an experiment; what the folder holds already is used.

    Args:
        experiment: an experiment, its plan, or its file.
        out: the folder; new, or that of an earlier form of the same experiment. A temporary one when None, which
            goes when the store does.
        executor: ``local``, ``serial``, ``dask``, ``slurm``, ``slurm-array``, or an ``Executor``.
        jobs: how many workers; all processors when None.
        rows: only these points, from the first up to the second.
        command: what the user typed, for the manifest.

    Returns:
        the store; ``status()`` tells whether all is done.

    Raises:
        BadInput: the folder cannot be used, or the executor not be started.
        Incomplete: the disk is full; what was written is kept.
    """
    planned = _planned(experiment)
    place, keep = _place(out)
    with files.held(place):
        _settle(place, planned, command)
        store = Store(place, keep=keep)
        _carry_out(store, chosen(executor, jobs), rows, quiet=quiet, language=language)
    return store


def run_points(
    function: Callable[[dict[str, Any]], Any],
    points: pd.DataFrame,
    *,
    out: str | Path | None = None,
    executor: str | Executor = "local",
    jobs: int | None = None,
    quiet: bool = True,
) -> Store:
    """Carry out any function over a table of points, with the executors and the store of sweeps.

    Args:
        function: takes a row as a dict, gives a number (or a list of numbers, one per replication) per outcome, or
            a table with outcome, value and, where it likes, scenario, replication, organisation. Other processes
            have to be able to import it; ``serial`` takes any function.
        points: a row per point, a column per parameter; not named point or id.
        out, executor, jobs: as for ``run``.

    Raises:
        BadInput: the function cannot be imported by a worker, or the folder not be used.
    """
    engine = chosen(executor, jobs)
    reference = f"{function.__module__}:{function.__qualname__}"
    if engine.name != "serial":
        _check_importable(reference, function)
    code = function_version(function)
    cells = points.reset_index(drop=True)
    names = [str(name) for name in cells.columns]
    ids = [
        point_id({"function": reference, "code": code, "cells": dict(zip(names, row, strict=True))})
        for row in cells.itertuples(index=False, name=None)
    ]
    table = cells.set_axis(names, axis=1)
    table.insert(0, "point", range(len(table)))
    table.insert(1, "id", ids)
    place, keep = _place(out)
    with files.held(place):
        manifest = {
            "function": reference, "code": code, "title": reference, "scenarios": ["function"], "replications": 1,
            "settings": {},
        }  # fmt: skip
        _check_same(place, table, code)
        _write_folder(place, manifest, table, ())
        store = Store(place, keep=keep)
        _carry_out(store, engine, None, quiet=quiet, language="en", function=function)
    return store


def resume(
    folder: str | Path,
    *,
    executor: str | Executor = "local",
    jobs: int | None = None,
    failed: bool = False,
    quiet: bool = True,
    language: str = "en",
) -> Store:
    """Go on with a sweep where it stopped: points that no part holds are made, damaged parts are put aside.

    Args:
        failed: also try again what failed.

    Raises:
        BadInput: the folder is no sweep's, was made by other code, or is being worked on.
        Incomplete: the disk is full.
    """
    place = Path(folder)
    manifest = files.read_json(place, files.MANIFEST)
    check_version(place, manifest)
    with files.held(place):
        store = Store(place)
        _carry_out(store, chosen(executor, jobs), None, failed=failed, quiet=quiet, language=language)
    return store


def _planned(experiment: Experiment | Plan | str | Path) -> Plan:
    if isinstance(experiment, Plan):
        return experiment
    if isinstance(experiment, Experiment):
        return plan(experiment)
    from youthsim.sweep.loading import load

    return plan(load(experiment))


def _place(out: str | Path | None) -> tuple[Path, Any]:
    if out is not None:
        return Path(out), None
    keep = tempfile.TemporaryDirectory(prefix="youthsim-sweep-")
    return Path(keep.name), keep


def _check_importable(reference: str, function: Callable[..., Any]) -> None:
    hint = "put it at the top of a module, or take executor='serial'"
    if reference.startswith("__main__:") or "<" in reference or importable(reference) is not function:
        raise BadInput(f"{reference}: workers cannot import it; {hint}")


def settle(place: Path, planned: Plan, command: Sequence[str] = ()) -> Store:
    """Write the plan of an experiment into its folder, without carrying it out."""
    with files.held(place):
        _settle(place, planned, command)
    return Store(place)


def _settle(place: Path, planned: Plan, command: Sequence[str]) -> None:
    """Write experiment, scenarios, plan and manifest; the manifest last, so that a folder without one is none."""
    experiment = planned.experiment
    _check_same(place, planned.points, planned.code)
    for name, scenario in experiment.scenarios.items():
        files.put_text(place / f"scenario.{name}.toml", scenario.to_toml())
    files.put_text(place / files.EXPERIMENT, experiment.text)
    table = pd.concat([planned.points, planned.cube.add_prefix(CUBE)], axis=1)
    settings = {"replications": experiment.replications, "seed": experiment.seed, "years": experiment.years,
                "families": experiment.families}  # fmt: skip
    manifest = {
        "function": None, "code": planned.code, "title": experiment.title, "scenarios": list(experiment.scenarios),
        "replications": experiment.replications, "settings": settings, "design": experiment.design.kind,
    }  # fmt: skip
    _write_folder(place, manifest, table, command)


def _write_folder(place: Path, manifest: Mapping[str, Any], table: pd.DataFrame, command: Sequence[str]) -> None:
    commit, changed = git_commit()
    about = {
        "kind": files.KIND, "format": files.FORMAT, **manifest, "points": len(table), "command": list(command),
        "version": version_of("youthsim"), "versions": versions(), "source_hash": source_hash(),
        "git_commit": commit, "git_changed": changed,
        "planned": files.now(),
    }  # fmt: skip
    try:
        files.put_plan(place, table)
        files.put_json(place / files.MANIFEST, about)
    except OSError as error:
        raise Incomplete(f"{place}: cannot be written: {error.strerror or error}") from error


def _check_same(place: Path, points: pd.DataFrame, code: str) -> None:
    """See that a folder that holds something holds an earlier form of this.

    Raises:
        BadInput: it holds something else, or results of other code.
    """
    if not (place / files.MANIFEST).exists():
        others = [path.name for path in place.iterdir() if path.name != files.LOCK and not path.name.startswith(".")]
        leftover = {files.EXPERIMENT, files.PLAN, *(name for name in others if name.startswith("scenario."))}
        if set(others) - leftover:
            raise BadInput(f"{place}: holds other files already; a sweep needs a folder of its own")
        return
    manifest = files.read_json(place, files.MANIFEST)
    if manifest["code"] != code:
        made = f"made by version {manifest['version']} (code {manifest['code']})"
        raise BadInput(f"{place}: {made}, this is code {code}; sweep into another folder")
    if not set(Store(place).plan["id"]) & set(points["id"]):
        raise BadInput(f"{place}: holds another sweep ({manifest['title']}); sweep into another folder")


class _Ledger:
    """What the store of a running sweep knows, for ``Todo``."""

    def __init__(self, store: Store) -> None:
        self.store, self.writer = store, parts.Writer(store.folder)
        self.failed_before = store.index().failed

    def remaining(self, tasks: Iterable[Task]) -> list[Task]:
        index = self.store.index()
        return [
            task for task in tasks
            if index.failed.get(task.id) == self.failed_before.get(task.id)
            and any(stop > task.first for _, stop in index.missing(task.id, task.stop))
        ]  # fmt: skip

    def gave_up(self, task: Task) -> None:
        message = "every worker that tried the point ended: killed, out of memory, or crashed"
        self.writer.fail(task.id, task.row, WORKER, "WorkerDied", message, self.store.cells(task.row))
        self.writer.flush()


def tasks_of(store: Store, rows: tuple[int, int] | None = None, *, failed: bool = False) -> list[Task]:
    """What is still to do, each point once.

    Args:
        rows: only these rows of the plan.
        failed: also what failed before.
    """
    index = store.index()
    first, stop = rows or (0, len(store.plan))
    found: dict[tuple[str, int], Task] = {}
    for row, point in zip(store.plan["point"].tolist()[first:stop], store.plan["id"].tolist()[first:stop], strict=True):
        if point in index.failed and not failed:
            continue
        for span in index.missing(point, store.replications):
            found.setdefault((point, span[0]), Task(row, point, *span))
    return list(found.values())


def _carry_out(
    store: Store,
    executor: Executor,
    rows: tuple[int, int] | None,
    *,
    failed: bool = False,
    quiet: bool,
    language: str,
    function: Callable[..., Any] | None = None,
) -> None:
    """Put aside what is damaged and let the executor do what is missing.

    Raises:
        BadInput: jobs that were submitted for it still wait or run.
    """
    jobs = files.read_json(store.folder, files.STATUS, missing_ok=True).get("jobs", [])
    if jobs_alive(jobs):
        raise BadInput(f"{store.folder}: jobs {', '.join(jobs)} still wait or run; wait for them, or scancel them")
    _repair(store)
    todo = Todo(deque(tasks_of(store, rows, failed=failed)), _Ledger(store))
    if not todo.waiting:
        _write_status(store, executor)
        return
    with Progress(len(todo.waiting), quiet=quiet, language=language, task="points") as progress:
        looked = 0.0

        def tell() -> None:
            nonlocal looked
            progress.show(todo.finished + todo.seen)
            if time.monotonic() - looked > STATUS_SECONDS:
                looked = time.monotonic()
                _write_status(store, executor)

        try:
            executor.run(store.folder, todo, tell, function)
        except KeyboardInterrupt:
            todo.stop.set()
        finally:
            _write_status(store, executor)
    if todo.full:
        raise Incomplete(
            f"{store.folder}: cannot be written: {todo.full}; what was written is kept: make room, then "
            f"`youthsim resume {store.folder}`"
        )


def _repair(store: Store) -> None:
    """Put damaged parts aside, so that what they held is made again, and take away what was half written."""
    for kind in (parts.PARTS, parts.FAILURES):
        for path in parts.files(store.folder, kind):
            try:
                parts.read_index(path)
                parts.read(path)
            except parts.PartError:
                files.put_aside(store.folder, path)
        for hidden in (store.folder / kind).glob(f"{parts.HIDDEN}*"):
            if time.time() - hidden.stat().st_mtime > STALE_SECONDS:
                hidden.unlink(missing_ok=True)


STALE_SECONDS = 3600.0  # a part that has been half written for so long has nobody who will finish it


def _write_status(store: Store, executor: Executor) -> None:
    """Bring the status on disk up to date; a full disk is told by those who write results."""
    about = status_text(store.status()) | {"executor": executor.name, "workers": executor.workers}
    with contextlib.suppress(OSError):
        files.put_json(store.folder / files.STATUS, about | {"jobs": getattr(executor, "job_ids", [])})
