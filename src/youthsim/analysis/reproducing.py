"""Make any run folder again, whatever made it: a run, a comparison, a sweep or the answer of a study."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from youthsim.analysis.answers import STUDIES, answer, write_numbers
from youthsim.analysis.studies import SWEEP
from youthsim.experiment.errors import BadInput
from youthsim.experiment.folder import KINDS, POSTERIOR, versions
from youthsim.experiment.reproducing import read_manifest, reproduce_run
from youthsim.experiment.reproduction import Reproduction, compare_tables, notes_on, read_table
from youthsim.experiment.source import source_hash
from youthsim.scenario import ScenarioError
from youthsim.sweep.folder import EXPERIMENT, KIND
from youthsim.sweep.reproducing import Rows, compare_stores, reproduce_sweep
from youthsim.sweep.store import Store
from youthsim.sweep.worker import experiment_of

Tell = Callable[[str], None]


def reproduce(
    folder: str | Path,
    *,
    rows: Rows | None = None,
    executor: str = "local",
    jobs: int | None = None,
    quiet: bool = True,
    language: str = "en",
    tell: Tell | None = None,
) -> Reproduction:
    """Run a folder again from its manifest, and compare what comes out with what is there.

    Nothing is written into the folder.

    Args:
        folder: of ``run``, ``compare``, ``sweep``, ``sensitivity``, ``calibrate`` or ``value``.
        rows: of a sweep, only these points.
        executor: of a sweep or study, who makes its points: ``local`` processes, or ``serial``, in this one.
        jobs: how many at the same time; numbers do not depend on it.
        quiet, language: of the progress bar.
        tell: called with each note (other code, other libraries) before the work begins.

    Raises:
        BadInput: the folder is no complete run folder, or a file of it is missing or damaged.
        Incomplete: interrupted.
    """
    place = Path(folder)
    kind = read_manifest(place)["kind"]
    options: dict[str, Any] = {"jobs": jobs, "quiet": quiet, "language": language, "tell": tell}
    if kind == KIND:
        return reproduce_sweep(place, rows=rows, executor=executor, **options)
    if rows is not None:
        raise BadInput(f"{place}: is no sweep but a {kind}: it has no rows to choose from")
    if kind in KINDS:
        return reproduce_run(place, **options)
    if kind in STUDIES:
        return reproduce_study(place, executor=executor, **options)
    raise BadInput(f"{place}: its kind is {kind!r}, allowed: {', '.join([*KINDS, KIND, *STUDIES])}")


def reproduce_study(
    folder: Path, *, executor: str = "local", jobs: int | None = None, quiet: bool = True, language: str = "en",
    tell: Tell | None = None,
) -> Reproduction:  # fmt: skip
    """Make the points of a study again and work out its answer from them; see ``reproduce``."""
    manifest = read_manifest(folder)
    notes = notes_on(manifest, versions(), source_hash())
    for note in notes if tell is not None else ():
        tell(note)  # type: ignore[misc]
    if not (folder / EXPERIMENT).is_file():
        raise BadInput(f"{folder}: the experiment is missing ({EXPERIMENT})")
    try:
        experiment, options = experiment_of(folder, manifest), manifest["options"]
    except (KeyError, TypeError, ScenarioError) as problem:
        raise BadInput(f"{folder}: cannot be made again: {problem}") from problem
    tables = {path.name: read_table(path) for path in sorted([*folder.glob("*.csv"), *folder.glob(POSTERIOR)])}
    if not tables:
        raise BadInput(f"{folder}: holds no table to compare with")
    with tempfile.TemporaryDirectory(prefix="youthsim-") as work:
        place = Path(work)
        running: dict[str, Any] = {"executor": executor, "jobs": jobs, "quiet": quiet, "language": language}
        made = answer(manifest["kind"], experiment, options, out=place, **running)
        write_numbers(made, place)
        again = {name: read_table(place / name) for name in [*made.tables, POSTERIOR] if (place / name).exists()}
        compared = [compare_tables(name, table, again[name]) for name, table in tables.items() if name in again]
        if (folder / SWEEP).is_dir():
            compared.append(compare_stores(Store(folder / SWEEP), Store(place / SWEEP)))
    missing = tuple(name for name in again if name not in tables)
    return Reproduction(str(folder), manifest["kind"], tuple(compared), missing, notes)
