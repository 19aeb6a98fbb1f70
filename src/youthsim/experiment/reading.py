"""Read a run folder back into a result."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd

from youthsim.experiment.errors import BadInput
from youthsim.experiment.folder import (
    DIFFERENCES,
    FLOWS,
    MANIFEST,
    OUTCOMES,
    SENSITIVITY,
    SUMMARY,
    VALUES,
    WAITS,
    WATERFALL,
)
from youthsim.experiment.posterior import Posterior, open_posterior
from youthsim.experiment.results import CompareResult, RunResult


def open_run(folder: str | Path, load: Callable[[Path], Any] | None = None) -> RunResult:
    """The result in a run folder, without the event log; what a folder may lack is None.

    Args:
        folder: a run folder.
        load: reads a scenario file; ``youthsim.scenario.load`` when None.

    Raises:
        BadInput: the folder is no run folder, or a file of it is missing or broken.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise BadInput(f"{folder}: is no folder" if folder.exists() else f"{folder}: there is no such folder")
    try:
        load = load or _load_scenario
        about = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        scenarios = {one["name"]: load(folder / one["file"]) for one in about["scenarios"]}
        everything = {
            "scenarios": scenarios,
            "outcomes": pd.read_parquet(folder / OUTCOMES),
            "values": pd.read_parquet(folder / VALUES) if (folder / VALUES).exists() else None,
            "flows": _table(folder / FLOWS),
            "waits": _table(folder / WAITS),
            "summary": pd.read_csv(folder / SUMMARY),
            "replications": tuple(about["replication_numbers"]),
            "command": tuple(about["command"]),
            "area_names": tuple(about["areas"]),
            "posterior": _posterior(folder, about),
            **{key: about[key] for key in ("seed", "engine", "state", "stop_reason", "started", "wall_seconds")},
        }
        if about["kind"] == "run":
            return RunResult(**everything)
        return CompareResult(
            **everything,
            differences=pd.read_csv(folder / DIFFERENCES),
            waterfall=_table(folder / WATERFALL),
            sensitivity=_table(folder / SENSITIVITY),
        )
    except FileNotFoundError as problem:
        missing = Path(problem.filename).name if problem.filename else problem
        raise BadInput(f"{folder}: is no complete run folder: there is no {missing}") from None
    except (OSError, ValueError, KeyError, TypeError) as problem:  # pandas and pyarrow raise kinds of ValueError
        raise BadInput(f"{folder}: is no complete run folder: {problem}") from problem


def _posterior(folder: Path, about: dict[str, Any]) -> Posterior | None:
    """The samples that the replications took their parameters from, if any."""
    told = about.get("posterior")
    return open_posterior(folder / told["file"]) if told else None


def _table(path: Path) -> pd.DataFrame | None:
    """A table that a folder may have."""
    return pd.read_csv(path) if path.exists() else None


def _load_scenario(path: Path) -> Any:
    from youthsim.scenario import load

    return load(path)
