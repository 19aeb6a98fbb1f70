"""A worker: carries out the tasks it is given and keeps their results, wherever it runs.

``Bench`` is all that an executor needs of it. As a program (``python -m youthsim.sweep.worker``) it is one task of a
job array.
"""

from __future__ import annotations

import importlib
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from youthsim.experiment.errors import BadInput
from youthsim.sweep.evaluation import FUNCTION, SCENARIO, PointError, at_stage, evaluate
from youthsim.sweep.folder import EXPERIMENT, MANIFEST, PLAN, read_json
from youthsim.sweep.parts import Writer
from youthsim.sweep.todo import Report, Task

if TYPE_CHECKING:
    import pandas as pd

FLUSH_SECONDS = 10.0  # results wait no longer than this, and one point, before they are put on disk
LONGEST_TRACE = 4000  # characters of a traceback that are kept, its end
WHOLE = "all"  # the organisation of what a function gives
Make = Callable[[Task, Callable[[], bool]], "pd.DataFrame"]


class Bench:
    """Where a worker works: the sweep's folder, what makes a point of it, and the worker's own parts.

    Raises:
        BadInput: the folder is no sweep's, or was made by another version of the code.
    """

    def __init__(self, folder: str | Path, function: Callable[..., Any] | None = None) -> None:
        self.folder = Path(folder)
        self.writer = Writer(self.folder)
        manifest = read_json(self.folder, MANIFEST)
        check_version(self.folder, manifest, function)
        self.make, self.cells = _maker(self.folder, manifest, function)

    def work(self, tasks: Iterable[Task], stop: Callable[[], bool] = lambda: False) -> Report:
        """Carry out tasks until all are done or ``stop`` says so; results are on disk when it returns."""
        from threadpoolctl import threadpool_limits

        begun = flushed = time.monotonic()
        finished: list[Task] = []
        safe = failed = safe_failed = 0
        try:
            with threadpool_limits(1):  # the machine is filled with workers, not with threads of libraries
                for task in tasks:
                    if stop():
                        break
                    try:
                        failed += not self._carry_out(task, stop)
                    except InterruptedError:
                        break
                    finished.append(task)
                    if time.monotonic() - flushed > FLUSH_SECONDS:
                        self.writer.flush()
                        flushed, safe, safe_failed = time.monotonic(), len(finished), failed
            self.writer.flush()
        except OSError as error:
            reason = error.strerror or str(error)
            return Report(tuple(finished[:safe]), safe_failed, time.monotonic() - begun, full=reason)
        return Report(tuple(finished), failed, time.monotonic() - begun)

    def _carry_out(self, task: Task, stop: Callable[[], bool]) -> bool:
        """Make one point and keep its results or its failure; whether it went well."""
        begun = time.monotonic()
        try:
            results = self.make(task, stop)
        except PointError as failure:
            cause = failure.cause
            trace = "".join(traceback.format_exception(cause))[-LONGEST_TRACE:]
            error, message = type(cause).__name__, " ".join(str(cause).split())
            self.writer.fail(task.id, task.row, failure.stage, error, message, self.cells(task), trace)
            return False
        self.writer.add(task.id, task.first, task.stop, results, time.monotonic() - begun)
        return True


def check_version(folder: Path, manifest: Mapping[str, Any], function: Callable[..., Any] | None = None) -> None:
    """See that this code is the code that the sweep was planned with.

    Raises:
        BadInput: it is another.
    """
    from youthsim.sweep.identity import code_version, function_version

    if function is None and manifest["function"]:
        function = importable(manifest["function"])
    mine = code_version() if function is None else function_version(function)
    if mine != manifest["code"]:
        made = f"made by version {manifest['version']} (code {manifest['code']})"
        raise BadInput(
            f"{folder}: {made}, this is code {mine}; its results can be read, but to go on take that version, "
            "or sweep again into another folder"
        )


def _maker(
    folder: Path, manifest: Mapping[str, Any], function: Callable[..., Any] | None
) -> tuple[Make, Callable[[Task], dict[str, Any]]]:
    """What makes the results of a task, and what tells its parameters."""
    import pandas as pd

    if manifest["function"]:
        rows = pd.read_parquet(folder / PLAN)
        called = function or importable(manifest["function"])
        names = [name for name in rows.columns if name not in ("point", "id")]

        def cells(task: Task) -> dict[str, Any]:
            return {name: _plain(rows[name].iloc[task.row]) for name in names}

        def make(task: Task, _: Callable[[], bool]) -> pd.DataFrame:
            with at_stage(FUNCTION):
                return as_table(called(cells(task)))

        return make, cells
    plan = planned(folder, manifest)

    def experiment_cells(task: Task) -> dict[str, Any]:
        row = plan.points.iloc[task.row]
        return {axis.name: _plain(row[axis.name]) for axis in plan.experiment.axes}

    def simulated(task: Task, stop: Callable[[], bool]) -> pd.DataFrame:
        with at_stage(SCENARIO):
            point = plan.point(task.row, range(task.first, task.stop))
        return evaluate(point, stop)

    return simulated, experiment_cells


def planned(folder: Path, manifest: Mapping[str, Any]) -> Any:
    """The plan of a folder, with its scenarios read from the folder, whatever has become of the original files."""
    import pandas as pd

    from youthsim import sweep

    return sweep.Plan(experiment_of(folder, manifest), pd.read_parquet(folder / PLAN), pd.DataFrame())


def experiment_of(folder: Path, manifest: Mapping[str, Any]) -> Any:
    """The experiment of a folder, with the scenarios that lie beside it."""
    from youthsim import scenario, sweep

    scenarios = {name: scenario.load(folder / f"scenario.{name}.toml") for name in manifest["scenarios"]}
    return sweep.load(folder / EXPERIMENT, scenarios=scenarios, **manifest["settings"])


def importable(reference: str) -> Callable[..., Any]:
    """The function that ``module:name`` means.

    Raises:
        BadInput: there is none.
    """
    module, _, name = reference.partition(":")
    try:
        found: Any = importlib.import_module(module)
        for part in name.split("."):
            found = getattr(found, part)
    except (ImportError, AttributeError) as error:
        raise BadInput(f"{reference}: cannot be imported here: {error}") from error
    return found  # type: ignore[no-any-return]


def as_table(given: Any) -> pd.DataFrame:
    """What a function gives, as results: a number or list of replications per outcome, or a table already."""
    import numpy as np
    import pandas as pd

    if isinstance(given, pd.DataFrame):
        defaults = {"scenario": FUNCTION, "replication": 0, "organisation": WHOLE}
        return given.assign(**{name: value for name, value in defaults.items() if name not in given.columns})
    if not isinstance(given, Mapping):
        raise TypeError(f"a function of a sweep gives a table of outcomes by name, not a {type(given).__name__}")
    columns = {name: np.atleast_1d(np.asarray(value, float)) for name, value in given.items()}
    return pd.concat(
        [
            pd.DataFrame({"scenario": FUNCTION, "replication": np.arange(values.size), "outcome": name,
                          "organisation": WHOLE, "value": values})
            for name, values in columns.items()
        ],
        ignore_index=True,
    )  # fmt: skip


def _plain(value: Any) -> Any:
    return value.item() if hasattr(value, "item") else value


def warm(folder: Path) -> None:
    """Compile the engine where that has not been done, with a region as small as it can be."""
    manifest = read_json(folder, MANIFEST)
    if manifest["function"]:
        return
    from youthsim.experiment.settings import engine_named

    engine = engine_named("core")
    if engine.cold():
        small = next(iter(planned(folder, manifest).experiment.scenarios.values())).without_levers().with_years(1)
        engine.simulate(engine.build(small.with_families(SMALL_FAMILIES)), 0, 0, events=False, stop=None)


SMALL_FAMILIES = 500


def stop_on_signal() -> Callable[[], bool]:
    """Whether the process has been asked to end: a scheduler asks before it kills."""
    asked: list[int] = []
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda number, _: asked.append(number))
    return lambda: bool(asked)


def main(arguments: list[str]) -> int:
    """One task of a job array: FOLDER and the file of its tasks, a list per number in the array."""
    import json

    folder, file = Path(arguments[0]), Path(arguments[1])
    mine = json.loads(file.read_text(encoding="utf-8"))[int(os.environ["SLURM_ARRAY_TASK_ID"])]
    stop = stop_on_signal()
    report = Bench(folder).work([Task(*task) for task in mine], stop)
    if report.full:
        print(f"{folder}: cannot be written: {report.full}", file=sys.stderr)
    return 0 if len(report.finished) == len(mine) else 3


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
