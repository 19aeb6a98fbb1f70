"""Make a sweep again from its folder, and say whether the same points and the same numbers come out."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd

from youthsim.experiment.errors import BadInput, Incomplete
from youthsim.experiment.folder import versions
from youthsim.experiment.reproduction import Reproduction, Table, compare_tables, notes_on
from youthsim.experiment.source import source_hash
from youthsim.scenario import ScenarioError
from youthsim.sweep.folder import EXPERIMENT, KIND, MANIFEST, PLAN, read_json
from youthsim.sweep.identity import code_version
from youthsim.sweep.planning import Plan, plan
from youthsim.sweep.running import run, run_points
from youthsim.sweep.store import Store
from youthsim.sweep.worker import importable, planned

RESULTS, FAILURES = "parts", "failures"
TOLD_OF_FAILURE = ["point", "stage", "error"]  # a message may name a place on a machine
Rows = tuple[int, int | None]


def reproduce_sweep(
    folder: Path,
    *,
    rows: Rows | None = None,
    executor: str = "local",
    jobs: int | None = None,
    quiet: bool = True,
    language: str = "en",
    tell: Callable[[str], None] | None = None,
) -> Reproduction:
    """Make the points of a sweep again, on this machine, whatever they were made on.

    The plan is laid out anew from the experiment too, and compared with the one that was carried out.

    Args:
        folder: the folder of a sweep in which no point is missing.
        rows: only these points of the plan, from the first up to the second.
        executor, jobs: who makes the points, and how many at the same time; as for ``sweep.run``.
        quiet, language: of the progress bar.
        tell: called with each note before the work begins.

    Raises:
        BadInput: points are missing, or a file is missing or damaged.
        Incomplete: interrupted.
    """
    manifest = read_json(folder, MANIFEST)
    kept = _complete(folder)
    notes = notes_on(manifest, versions(), source_hash())
    for note in notes if tell is not None else ():
        tell(note)  # type: ignore[misc]
    first, stop = (rows[0], min(rows[1] or len(kept.plan), len(kept.plan))) if rows else (0, len(kept.plan))
    if first >= stop:
        raise BadInput(f"{folder}: has rows 0 to {len(kept.plan) - 1}, asked for those from {first}")
    mine = kept.results(), kept.failures()[TOLD_OF_FAILURE]  # a damaged part is said before the work
    running = {"executor": executor, "jobs": jobs, "quiet": quiet}
    with tempfile.TemporaryDirectory(prefix="youthsim-") as work:
        try:
            again, laid_out = _again(
                folder, manifest, kept, (first, stop), running | {"out": Path(work) / KIND}, language
            )
        except (KeyError, ScenarioError) as problem:
            raise BadInput(f"{folder}: cannot be made again: {problem}") from problem
        status = again.status()
        done = status.done + status.failed
        if done < stop - first:
            raise Incomplete(f"interrupted after {done} of {stop - first} points: nothing was compared")
        its = again.results(), again.failures()[TOLD_OF_FAILURE]
    tables = [laid_out] if laid_out is not None else []
    for name, one, other in zip((RESULTS, FAILURES), mine, its, strict=True):
        if len(one) or len(other):
            tables.append(compare_tables(name, _between(one, first, stop), _between(other, first, stop)))
    return Reproduction(str(folder), KIND, tuple(tables), (), notes)


def compare_stores(kept: Store, again: Store) -> Table:
    """Compare all results of two sweeps of one plan."""
    return compare_tables(f"{KIND}/{RESULTS}", *(_between(one.results(), 0, len(one.plan)) for one in (kept, again)))


def _complete(folder: Path) -> Store:
    """The store of a sweep that lacks nothing.

    Raises:
        BadInput: it lacks something.
    """
    try:
        store = Store(folder)
        status = store.status()
    except (KeyError, TypeError) as problem:
        raise BadInput(f"{folder / MANIFEST}: is damaged: {problem}") from problem
    if status.damaged:
        raise BadInput(f"{', '.join(status.damaged)}: cannot be read; `youthsim resume {folder}` does it again")
    if status.waiting:
        told = f"{status.waiting} of {status.points} points have no results"
        raise BadInput(f"{folder}: is not complete, {told}; `youthsim resume {folder}` goes on")
    return store


def _again(
    folder: Path, manifest: dict[str, Any], kept: Store, rows: tuple[int, int], running: dict[str, Any], language: str
) -> tuple[Store, Table | None]:
    """The sweep made again, and how its plan compares with the one laid out anew."""
    if manifest["function"]:
        cells = kept.plan.drop(columns=["point", "id"]).iloc[slice(*rows)]
        store = run_points(importable(manifest["function"]), cells, **running)
        store.plan["point"] += rows[0]
        return store, None
    if not (folder / EXPERIMENT).is_file():
        raise BadInput(f"{folder}: the experiment is missing ({EXPERIMENT})")
    experiment = planned(folder, manifest).experiment
    anew = plan(experiment)
    laid_out = compare_tables(PLAN, *(_cells(one) for one in (kept.points, anew.points)))
    carried_out = Plan(experiment, kept.points, kept.cube, {}, code_version())
    return run(carried_out, rows=rows, language=language, **running), laid_out


def _cells(points: pd.DataFrame) -> pd.DataFrame:
    """A plan without the identities of its points: these hold the versions of libraries."""
    return points.drop(columns="id")


def _between(table: pd.DataFrame, first: int, stop: int) -> pd.DataFrame:
    found = table[(table["point"] >= first) & (table["point"] < stop)].reset_index(drop=True)
    words = [name for name in found.columns if isinstance(found[name].dtype, pd.CategoricalDtype)]
    return found.astype(dict.fromkeys(words, object))
