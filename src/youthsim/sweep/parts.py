"""Parts: the Parquet files in which workers keep results and failures.

A worker has one part that grows. To add to it, the whole part is written under a hidden name, pushed to disk and
put in place of the old one, so a part is there in full or as it was before. Its footer holds an index: which
replications of which points are in it. Nobody writes to a part of another worker.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

if TYPE_CHECKING:
    import pandas as pd

PARTS, FAILURES = "parts", "failures"
ENDING, HIDDEN = ".parquet", "."
INDEX = b"youthsim"
FORMAT = 1
# A part that has so many rows is left alone and the next one begun: it bounds what is written again and again, and
# what a worker holds in memory (about 30 bytes a row).
MOST_ROWS = 400_000
WORD = pa.dictionary(pa.int32(), pa.string())
RESULT = pa.schema(
    [("id", WORD), ("scenario", WORD), ("replication", pa.int32()), ("outcome", WORD), ("organisation", WORD),
     ("value", pa.float64())]
)  # fmt: skip
FAILURE = pa.schema(
    [("id", pa.string()), ("point", pa.int64()), ("stage", pa.string()), ("error", pa.string()),
     ("message", pa.string()), ("parameters", pa.string()), ("trace", pa.string()), ("ended", pa.float64())]
)  # fmt: skip


class Entry(NamedTuple):
    """What a part holds of one point: replications ``first`` up to ``stop``, the work and the moment of its end."""

    id: str
    first: int
    stop: int
    seconds: float
    ended: float


class PartError(Exception):
    """A part cannot be read; the message says which and why."""


@dataclass
class Part:
    """A part in the making: its tables so far, and what they hold."""

    name: str
    tables: list[pa.Table]
    entries: list[Entry]
    saved: int = 0  # how many of the entries are on disk


class Writer:
    """What one worker writes: results and failures. ``flush`` puts them on disk."""

    def __init__(self, folder: Path, worker: str | None = None) -> None:
        self.folder = folder
        self.worker = worker or secrets.token_hex(6)
        self._numbers = {PARTS: 0, FAILURES: 0}
        self._open: dict[str, Part] = {}
        self._known: set[tuple[str, int, int]] = set()

    def add(self, point: str, first: int, stop: int, results: pd.DataFrame, seconds: float) -> None:
        """Keep the results of replications ``first`` up to ``stop`` of a point; the same a second time is dropped."""
        if (point, first, stop) in self._known:
            return
        self._known.add((point, first, stop))
        table = result_table(point, results)
        self._part(PARTS, table, Entry(point, first, stop, seconds, time.time()))

    def fail(self, point: str, number: int, stage: str, error: str, message: str, parameters: Mapping[str, Any],
             trace: str = "") -> None:  # fmt: skip
        """Keep why a point failed."""
        ended = time.time()
        row = {
            "id": point, "point": number, "stage": stage, "error": error, "message": message,
            "parameters": json.dumps(parameters, default=str), "trace": trace, "ended": ended,
        }  # fmt: skip
        self._part(FAILURES, pa.Table.from_pylist([row], FAILURE), Entry(point, 0, 0, 0.0, ended))

    def _part(self, kind: str, table: pa.Table, entry: Entry) -> None:
        part = self._open.get(kind)
        if part is not None and sum(t.num_rows for t in part.tables) >= MOST_ROWS:
            self._save(kind, part)
            part = None
        if part is None:
            part = Part(f"{self.worker}-{self._numbers[kind]:04d}{ENDING}", [], [])
            self._numbers[kind] += 1
            self._open[kind] = part
        part.tables.append(table)
        part.entries.append(entry)

    def flush(self) -> None:
        """Put everything on disk.

        Raises:
            OSError: it cannot be written, as on a full disk; what was on disk before is still there, and what was
                not is forgotten.
        """
        try:
            for kind, part in list(self._open.items()):
                self._save(kind, part)
        except OSError:
            self._forget_unsaved()
            raise

    def _save(self, kind: str, part: Part) -> None:
        if part.saved == len(part.entries):
            return
        table = pa.concat_tables(part.tables).unify_dictionaries().combine_chunks()
        part.tables = [table]
        write(self.folder / kind / part.name, table, part.entries)
        part.saved = len(part.entries)

    def _forget_unsaved(self) -> None:
        """Leave the parts as they are on disk and go on in new ones."""
        for part in self._open.values():
            self._known -= {(entry.id, entry.first, entry.stop) for entry in part.entries[part.saved :]}
        self._open.clear()


def result_table(point: str, results: pd.DataFrame) -> pa.Table:
    """Results of a point as a table of the store."""
    columns = {
        "id": pa.DictionaryArray.from_arrays(pa.repeat(pa.scalar(0, pa.int32()), len(results)), pa.array([point])),
        "replication": pa.array(results["replication"].to_numpy("int32")),
        "value": pa.array(results["value"].to_numpy("float64")),
    }
    for name in ("scenario", "outcome", "organisation"):
        columns[name] = pa.array(results[name].astype(object).to_numpy(), pa.string()).dictionary_encode()
    return pa.table([columns[name] for name in RESULT.names], schema=RESULT)


def write(path: Path, table: pa.Table, entries: Iterable[Entry]) -> None:
    """Write a part in one step: it is there in full or not at all.

    Raises:
        OSError: it cannot be written.
    """
    index = json.dumps({"format": FORMAT, "entries": [list(entry) for entry in entries]})
    hidden = path.with_name(f"{HIDDEN}{path.name}")
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        pq.write_table(
            table.replace_schema_metadata({INDEX: index}), hidden, compression="zstd", write_page_checksum=True
        )
        with hidden.open("rb") as stream:
            os.fsync(stream.fileno())
        os.replace(hidden, path)
    except BaseException:
        with contextlib.suppress(OSError):
            hidden.unlink()
        raise


def read_index(path: Path) -> list[Entry]:
    """What a part says that it holds.

    Raises:
        PartError: it cannot be read.
    """
    try:
        about = json.loads((pq.read_schema(path).metadata or {})[INDEX])
        return [Entry(*entry) for entry in about["entries"]]
    except (OSError, pa.ArrowException, ValueError, KeyError, TypeError) as error:
        raise PartError(f"{path}: cannot be read: {_short(error)}") from error


def read(path: Path, filters: Any = None, columns: list[str] | None = None) -> pa.Table:
    """The rows of a part, with the checksums of its pages checked.

    Raises:
        PartError: it cannot be read, or is damaged.
    """
    try:
        return pq.read_table(path, filters=filters, columns=columns, page_checksum_verification=True)
    except (OSError, pa.ArrowException, ValueError) as error:
        raise PartError(f"{path}: cannot be read: {_short(error)}") from error


def files(folder: Path, kind: str) -> list[Path]:
    """The parts of a kind, in order."""
    place = folder / kind
    return sorted(path for path in place.glob(f"*{ENDING}") if not path.name.startswith(HIDDEN))


def _short(error: BaseException) -> str:
    return " ".join(str(error).split())[:200]
