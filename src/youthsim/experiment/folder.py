"""The run folder: everything that a run leaves on disk, written at once or not at all.

It is written under a hidden name beside its place, which also shows before the work starts that it can be
written, and moved to its place when it is complete.
"""

from __future__ import annotations

import contextlib
import json
import os
import platform
import secrets
import shutil
from collections.abc import Iterator, Sequence
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from youthsim.experiment.drawing import drawer
from youthsim.experiment.errors import BadInput
from youthsim.experiment.results import CompareResult, EventLog, RunResult
from youthsim.experiment.source import git_commit, source_hash

if TYPE_CHECKING:
    import pyarrow as pa

FORMAT = 1
VERSIONED = ("youthsim", "numpy", "numba", "mesa", "pandas", "scipy", "pyarrow")
KINDS = ("run", "compare")
MANIFEST, OUTCOMES, SUMMARY, DIFFERENCES = "manifest.json", "outcomes.parquet", "summary.csv", "differences.csv"
EVENTS_FILE, FIGURES = "events.parquet", "figures"
POSTERIOR, DRAWS = "posterior.parquet", "draws.csv"
VALUES, FLOWS, WAITS = "values.parquet", "flows.csv", "waits.csv"
WATERFALL, SENSITIVITY = "waterfall.csv", "sensitivity.csv"
COMPRESSION = "zstd"


class Claim:
    """A place on disk that is ours: ``write`` puts a result there."""

    def __init__(self, place: Path, work: Path) -> None:
        self.place, self.work = place, work

    def write(self, result: RunResult, language: str = "en") -> None:
        """Write the whole run folder and move it to its place."""
        write_files(result, self.work, language)
        if self.place.exists():
            self.place.rmdir()  # empty, and not every system replaces an empty folder
        os.replace(self.work, self.place)


@contextlib.contextmanager
def claimed(place: Path) -> Iterator[Claim]:
    """Claim a folder for a run before anything is computed; nothing is left behind if the work fails.

    Raises:
        BadInput: the folder holds something already, or cannot be made.
    """
    place = Path(os.path.abspath(place))
    if place.exists() and (not place.is_dir() or any(place.iterdir())):
        what = "holds files already" if place.is_dir() else "is a file"
        raise BadInput(f"{place}: {what}; a run folder must not exist yet or be empty")
    work = place.parent / f".{place.name}.{secrets.token_hex(4)}.part"
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        work.mkdir()
    except OSError as problem:
        raise BadInput(f"{place}: cannot be written: {problem.strerror}; choose another folder") from problem
    try:
        yield Claim(place, work)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def write_files(result: RunResult, folder: Path, language: str = "en") -> None:
    """Write every file of the run folder into ``folder``, the manifest last."""
    for name, scenario in result.scenarios.items():
        (folder / f"scenario.{name}.toml").write_text(scenario.to_toml(), encoding="utf-8")
    write_tables(result, folder)
    (folder / FIGURES).mkdir(exist_ok=True)
    draws = drawer()
    if draws is not None:
        draws.write(result, folder / FIGURES, language)
    text = json.dumps(manifest(result), indent=2, ensure_ascii=False)
    (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")


def write_tables(result: RunResult, folder: Path) -> None:
    """Write what was found: every file with numbers in it."""
    result.outcomes.to_parquet(folder / OUTCOMES, compression=COMPRESSION, index=False)
    result.summary.to_csv(folder / SUMMARY, index=False)
    tables = {FLOWS: result.flows, WAITS: result.waits}
    if isinstance(result, CompareResult):
        tables |= {DIFFERENCES: result.differences, WATERFALL: result.waterfall, SENSITIVITY: result.sensitivity}
    for name, table in tables.items():
        if table is not None:
            table.to_csv(folder / name, index=False)
    if result.values is not None:
        result.values.to_parquet(folder / VALUES, compression=COMPRESSION, index=False)
    if result.posterior is not None:
        result.posterior.write(folder / POSTERIOR)
        result.posterior.draws(result.seed, result.replications).to_csv(folder / DRAWS, index=False)
    if result.events:
        write_events(result.events, result.area_names, folder / EVENTS_FILE)


def manifest(result: RunResult) -> dict[str, Any]:
    """What the manifest says: enough to make the run again and to see what made it."""
    commit, changed = git_commit()
    return {
        "format": FORMAT,
        "kind": KINDS[isinstance(result, CompareResult)],
        "command": list(result.command),
        "scenarios": [
            {"name": name, "file": f"scenario.{name}.toml", "hash": scenario.hash, "title": scenario.title}
            for name, scenario in result.scenarios.items()
        ],
        "seed": result.seed,
        "replications": len(result.replications),
        "replication_numbers": list(result.replications),
        "areas": list(result.area_names),
        "events": bool(result.events),
        "interval": result.interval,
        "posterior": result.posterior and {"file": POSTERIOR, "hash": result.posterior.hash},
        "engine": result.engine,
        "versions": versions(),
        "source_hash": source_hash(),
        "git_commit": commit,
        "git_changed": changed,
        "started": result.started,
        "wall_seconds": result.wall_seconds,
        "state": result.state,
        "stop_reason": result.stop_reason,
    }


def versions() -> dict[str, str]:
    """Versions of what can change a number; what is not installed is left out."""
    found = {"python": platform.python_version()}
    for name in VERSIONED:
        with contextlib.suppress(metadata.PackageNotFoundError):
            found[name] = metadata.version(name)
    return found


def write_events(logs: tuple[EventLog, ...], areas: tuple[str, ...], path: Path) -> None:
    """Write the event logs: scenario, replication, time, family, area, event, organisation, detail; in that order."""
    import pyarrow.parquet as pq

    with pq.ParquetWriter(path, _event_schema(), compression=COMPRESSION) as writer:
        for log in logs:
            writer.write_table(_event_table(log, areas))


def _event_schema() -> pa.Schema:
    import pyarrow as pa

    word = pa.dictionary(pa.int32(), pa.string())
    return pa.schema(
        [
            ("scenario", word), ("replication", pa.int64()), ("time", pa.float64()), ("family", pa.int64()),
            ("area", word), ("event", word), ("organisation", word), ("detail", pa.int32()),
        ]
    )  # fmt: skip


def _event_table(log: EventLog, areas: tuple[str, ...]) -> pa.Table:
    """The log of one replication, ordered by time as the engine wrote it; an event at no organisation has none."""
    import numpy as np
    import pyarrow as pa

    from youthsim.chain.records import EVENTS

    lines, size = log.lines, log.lines.size

    def words(codes: Any, names: Sequence[str]) -> pa.DictionaryArray:
        codes = np.asarray(codes, np.int32)
        return pa.DictionaryArray.from_arrays(pa.array(codes, mask=codes < 0), pa.array(list(names), pa.string()))

    columns = [
        words(np.zeros(size), [log.scenario]),
        pa.array(np.full(size, log.replication, np.int64)),
        pa.array(lines["time"]),
        pa.array(lines["family"].astype(np.int64)),
        words(lines["area"], areas),
        words(lines["event"], EVENTS),
        words(lines["organisation"], log.organisations),
        pa.array(lines["detail"].astype(np.int32)),
    ]
    return pa.Table.from_arrays(columns, schema=_event_schema())
