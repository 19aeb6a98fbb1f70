"""The benchmark that guards: how many times as fast as a plain Python heap, by commit, in a small table.

Both are measured in turn in the same run, so that the machine and its noise cancel. The table is a file of the
repository; a row is added for a commit before it is merged.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from youthsim.benchmark.measuring import Measured, Say, measure, ratio
from youthsim.benchmark.tools import ENGINE, GUARDED, HEAP
from youthsim.experiment.errors import BadInput
from youthsim.experiment.source import git_commit

LAST = 10
TOLERANCE = 0.15  # of the median of the last rows; the ratio of two repetitions differs by less
REPETITIONS = 7
COMMIT_LENGTH = 10


@dataclass(frozen=True, slots=True)
class Row:
    """One measurement: the heap's time per event divided by the engine's."""

    date: str
    commit: str
    changed: bool
    times_as_fast: float
    low: float
    high: float

    def texts(self) -> dict[str, str]:
        """The row as the file holds it."""
        return {
            name: f"{value:.2f}" if isinstance(value, float) else str(value) for name, value in asdict(self).items()
        }


COLUMNS = tuple(field.name for field in fields(Row))


def read(path: Path) -> list[Row]:
    """All rows of the table, none where there is no file yet.

    Raises:
        BadInput: the file is no such table.
    """
    if not path.exists():
        return []
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return [_row(texts) for texts in csv.DictReader(file)]
    except (OSError, UnicodeDecodeError, KeyError, TypeError, ValueError, csv.Error) as error:
        wanted = ", ".join(COLUMNS)
        raise BadInput(f"{path}: this is no table of measurements; it needs the columns {wanted}") from error


def _row(texts: dict[str, str]) -> Row:
    return Row(
        date=texts["date"],
        commit=texts["commit"],
        changed=texts["changed"] == "True",
        times_as_fast=float(texts["times_as_fast"]),
        low=float(texts["low"]),
        high=float(texts["high"]),
    )


def write(path: Path, rows: Sequence[Row]) -> None:
    """Write the table; it is there whole or not at all.

    Raises:
        BadInput: it cannot be written.
    """
    work = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with work.open("w", encoding="utf-8", newline="") as file:
            table = csv.DictWriter(file, COLUMNS, lineterminator="\n")
            table.writeheader()
            table.writerows(row.texts() for row in rows)
        work.replace(path)
    except OSError as error:
        work.unlink(missing_ok=True)
        raise BadInput(f"{path}: cannot be written: {error.strerror or error}") from error


def measured_now(say: Say, repetitions: int = REPETITIONS) -> Row:
    """Measure engine and heap in turn."""
    measured, _ = measure(GUARDED, repetitions, say)
    return row_of(measured)


def row_of(measured: Sequence[Measured]) -> Row:
    """The row for a measurement of engine and heap."""
    by_tool = {one.case.tool: one for one in measured}
    times = ratio(by_tool[HEAP], by_tool[ENGINE])
    commit, changed = git_commit()
    return Row(
        date=datetime.now(UTC).date().isoformat(),
        commit=(commit or "none")[:COMMIT_LENGTH],
        changed=bool(changed),
        times_as_fast=times.median,
        low=times.low,
        high=times.high,
    )


def slower(new: Row, before: Sequence[Row]) -> str | None:
    """Says so when the engine has become slower than in the last rows by more than the tolerance."""
    if not before:
        return None
    usual = median(row.times_as_fast for row in before[-LAST:])
    if new.times_as_fast >= usual * (1.0 - TOLERANCE):
        return None
    return (
        f"{new.times_as_fast:.1f} times as fast as a plain heap, where the last {len(before[-LAST:])} had {usual:.1f}"
    )
