"""Make a run or a comparison again from its folder, and say whether the same numbers come out."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, NonNegativeInt, ValidationError

from youthsim.experiment import folder as run_folder
from youthsim.experiment.errors import BadInput, Incomplete
from youthsim.experiment.posterior import Posterior, open_posterior
from youthsim.experiment.reproduction import Reproduction, Table, compare_tables, notes_on, read_table
from youthsim.experiment.results import COMPLETE
from youthsim.experiment.running import compare, run
from youthsim.experiment.source import source_hash
from youthsim.scenario import Scenario, ScenarioError, load

TABLES = (
    run_folder.OUTCOMES, run_folder.VALUES, run_folder.SUMMARY, run_folder.DIFFERENCES, run_folder.FLOWS,
    run_folder.WAITS, run_folder.WATERFALL, run_folder.SENSITIVITY, run_folder.DRAWS, run_folder.EVENTS_FILE,
)  # fmt: skip
Tell = Callable[[str], None]


class _Strict(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore")


class ScenarioTold(_Strict):
    """A scenario as a manifest names it."""

    name: str
    file: str
    hash: str


class PosteriorTold(_Strict):
    """The samples as a manifest names them."""

    file: str
    hash: str


class Manifest(_Strict):
    """What is read of the manifest of a run or a comparison."""

    kind: str
    scenarios: list[ScenarioTold]
    seed: NonNegativeInt
    replication_numbers: list[NonNegativeInt]
    engine: str
    state: str
    stop_reason: str
    posterior: PosteriorTold | None = None


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of any run folder, as it stands there.

    Raises:
        BadInput: there is none, or it is none of a format that this version reads.
    """
    path = folder / run_folder.MANIFEST
    if not folder.is_dir():
        raise BadInput(f"{folder}: there is no such folder" if not folder.exists() else f"{folder}: is no folder")
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise BadInput(f"{folder}: is no run folder: there is no {run_folder.MANIFEST}") from None
    except (OSError, ValueError) as problem:
        raise BadInput(f"{path}: cannot be read: {problem}") from problem
    if not isinstance(found, dict) or not isinstance(found.get("kind"), str):
        raise BadInput(f"{path}: is no manifest of a run: it does not say of what kind the run is")
    if found.get("format") != run_folder.FORMAT:
        raise BadInput(
            f"{path}: its format is {found.get('format')!r}, this version of youthsim reads {run_folder.FORMAT}; "
            f"take the version that made it ({_version(found)})"
        )
    return found


def _version(told: dict[str, Any]) -> str:
    versions = told.get("versions")
    return str(versions.get("youthsim", "unknown")) if isinstance(versions, dict) else "unknown"


def reproduce_run(
    folder: Path, *, jobs: int | None = None, quiet: bool = True, language: str = "en", tell: Tell | None = None
) -> Reproduction:
    """Make the run in a folder again: the same scenarios, seed and replications.

    Args:
        folder: a run folder of ``run`` or ``compare``; tables that it does not hold are not compared.
        jobs: threads; numbers do not depend on it.
        quiet, language: of the progress bar.
        tell: called with each note before the work begins.

    Raises:
        BadInput: the folder is no complete run, or a file of it is missing or damaged.
        Incomplete: interrupted.
    """
    about = read_manifest(folder)
    told = _checked(about, folder)
    notes = notes_on(about, run_folder.versions(), source_hash())
    scenarios, more = _scenarios(folder, told, other_code=about.get("source_hash") != source_hash())
    notes += more
    for note in notes if tell is not None else ():
        tell(note)  # type: ignore[misc]
    kept = [name for name in TABLES if (folder / name).exists()]
    if not kept:
        raise BadInput(f"{folder}: holds no table to compare with; a run folder has {run_folder.SUMMARY} at least")
    before = {name: read_table(folder / name) for name in kept}  # what is damaged is said before the work
    posterior = _posterior(folder, told)
    common: dict[str, Any] = {
        "numbers": told.replication_numbers, "seed": told.seed, "engine": told.engine, "posterior": posterior,
        "events": run_folder.EVENTS_FILE in kept, "jobs": jobs, "quiet": quiet, "language": language,
    }  # fmt: skip
    if told.kind == run_folder.KINDS[0]:
        result = run(scenarios[0], **common)
    else:
        explained: dict[str, Any] = {
            "waterfall": run_folder.WATERFALL in kept,
            "assumptions": run_folder.SENSITIVITY in kept,
        }
        result = compare(scenarios[0], *scenarios[1:], **common, **explained)
    if not result.complete:
        raise Incomplete(f"{result.stop_reason}: nothing was compared")
    with tempfile.TemporaryDirectory(prefix="youthsim-") as work:
        run_folder.write_tables(result, Path(work))
        tables = [_compared(name, before[name], Path(work) / name) for name in kept]
        made = [name for name in TABLES if (Path(work) / name).exists()]
    missing = tuple(name for name in made if name not in kept)
    return Reproduction(str(folder), told.kind, tuple(tables), missing, notes)


def _compared(name: str, kept: Any, path: Path) -> Table:
    if not path.exists():
        return Table(name, kept.size, kept.size, first="the run made again does not have it")
    return compare_tables(name, kept, read_table(path))


def _checked(about: dict[str, Any], folder: Path) -> Manifest:
    """The manifest with the types that it has to have, of a run that came to its end."""
    path = folder / run_folder.MANIFEST
    try:
        told = Manifest.model_validate(about)
    except ValidationError as problems:
        wrong = problems.errors()[0]
        where = ".".join(map(str, wrong["loc"]))
        raise BadInput(f"{path}: is damaged: {where}: {wrong['msg']}") from problems
    if told.state != COMPLETE:
        raise BadInput(f"{folder}: holds a run that was not completed ({told.stop_reason}); run it again instead")
    if not told.replication_numbers or len(told.scenarios) < (1 if told.kind == run_folder.KINDS[0] else 2):
        raise BadInput(f"{path}: is damaged: it names too few scenarios or replications")
    if told.kind == run_folder.KINDS[0] and len(told.scenarios) > 1:
        raise BadInput(f"{path}: is damaged: a run has one scenario, found {len(told.scenarios)}")
    return told


def _scenarios(folder: Path, told: Manifest, *, other_code: bool) -> tuple[Sequence[Scenario], tuple[str, ...]]:
    """The scenarios of a folder under their names, checked against the manifest; and what is to be said of them."""
    found, notes = [], []
    for one in told.scenarios:
        path = folder / one.file
        if Path(one.file).name != one.file or not path.is_file():
            raise BadInput(f"{folder}: the file of scenario {one.name} is missing ({one.file})")
        try:
            scenario = load(path)
        except ScenarioError as error:
            hint = "; it was written by other code than this" if other_code else ""
            raise BadInput(f"{error.problems[0]}{hint}") from error
        if scenario.hash != one.hash:
            if not other_code:
                raise BadInput(f"{path}: is not the scenario of the manifest: it was changed since the run")
            notes.append(f"{one.file} is not as the manifest has it: changed since, or read otherwise by this code")
        found.append(replace(scenario, name=one.name))
    return found, tuple(notes)


def _posterior(folder: Path, told: Manifest) -> Posterior | None:
    if told.posterior is None:
        return None
    found = open_posterior(folder / Path(told.posterior.file).name)
    if found.hash != told.posterior.hash:
        raise BadInput(f"{folder / told.posterior.file}: is not the posterior of the manifest: it was changed")
    return found
