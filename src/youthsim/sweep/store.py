"""The store: everything that a sweep leaves on disk, and what can be asked of it.

A folder with the experiment, its plan, a manifest, a status and parts. What is done is read from the footers of the
parts and from nothing else, so no two accounts of it can disagree. Where two workers did the same point, one of the
two counts.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from youthsim.experiment.errors import BadInput
from youthsim.sweep import parts
from youthsim.sweep.folder import MANIFEST, PLAN, STATUS, is_held, read_json

if TYPE_CHECKING:
    import pyarrow as pa

RECENT_SECONDS = 600.0  # the rate of a sweep is that of so long before its last point
COMPLETE, RUNNING, INCOMPLETE = "complete", "running", "incomplete"
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Status:
    """How far a sweep is. ``rate`` is in points per second, ``seconds_left`` at that rate; None when unknown."""

    state: str
    points: int
    done: int
    failed: int
    rate: float | None
    seconds_left: float | None
    damaged: tuple[str, ...]
    executor: str
    workers: int

    @property
    def waiting(self) -> int:
        """Points that have neither results nor a failure."""
        return self.points - self.done - self.failed


class Index:
    """What the parts hold: spans of replications by point, and which part each is taken from."""

    def __init__(self) -> None:
        self.spans: dict[str, list[Span]] = defaultdict(list)
        self.left_out: dict[Path, set[tuple[str, int, int]]] = defaultdict(set)
        self.entries: list[parts.Entry] = []
        self.damaged: list[Path] = []
        self.failed: dict[str, float] = {}  # the points that failed, with the moment of the last failure
        self.paths: list[Path] = []

    def take(self, path: Path, entries: Sequence[parts.Entry]) -> None:
        """Take in a part; what another part holds already is left out of this one."""
        self.paths.append(path)
        for entry in entries:
            if any(first < entry.stop and entry.first < stop for first, stop in self.spans[entry.id]):
                self.left_out[path].add((entry.id, entry.first, entry.stop))
            else:
                self.spans[entry.id].append((entry.first, entry.stop))
                self.entries.append(entry)

    def missing(self, point: str, replications: int) -> list[Span]:
        """The replications of a point that no part holds, of the first so many."""
        found, at = [], 0
        for first, stop in sorted(self.spans.get(point, ())):
            if first > at:
                found.append((at, min(first, replications)))
            at = max(at, stop)
        if at < replications:
            found.append((at, replications))
        return [(first, stop) for first, stop in found if first < stop]


class Store:
    """The folder of a sweep.

    Raises:
        BadInput: the folder is no sweep's.
    """

    def __init__(self, folder: str | Path, *, keep: Any = None) -> None:
        self.folder = Path(folder)
        self.manifest = read_json(self.folder, MANIFEST)
        self._keep = keep  # what holds a temporary folder open
        try:
            self.plan = pd.read_parquet(self.folder / PLAN)
        except (OSError, ValueError) as error:
            raise BadInput(f"{self.folder / PLAN}: cannot be read: {error}") from error
        self.replications: int = self.manifest["replications"]
        self._footers: dict[Path, tuple[tuple[int, int], list[parts.Entry]]] = {}

    @property
    def base(self) -> str:
        """The name of the base scenario."""
        return str(self.manifest["scenarios"][0])

    @property
    def points(self) -> pd.DataFrame:
        """The plan: a row per point, with its number, identity and cells."""
        return self.plan[[name for name in self.plan.columns if not name.startswith(CUBE)]]

    @property
    def cube(self) -> pd.DataFrame:
        """The coordinates of the points in the unit cube of a sampled design; else without columns."""
        mine = self.plan[[name for name in self.plan.columns if name.startswith(CUBE)]]
        return mine.rename(columns=lambda name: name.removeprefix(CUBE))

    def cells(self, row: int) -> dict[str, Any]:
        """What a point chooses, by axis."""
        found = self.points.drop(columns=["point", "id", "policy", "sample"], errors="ignore").iloc[row]
        return {str(name): value.item() if hasattr(value, "item") else value for name, value in found.items()}

    def index(self) -> Index:
        """What the parts hold now."""
        found = Index()
        for path in parts.files(self.folder, parts.PARTS):
            try:
                found.take(path, self._entries(path))
            except parts.PartError:
                found.damaged.append(path)
        for path in parts.files(self.folder, parts.FAILURES):
            try:
                for entry in self._entries(path):
                    found.failed[entry.id] = max(entry.ended, found.failed.get(entry.id, 0.0))
            except parts.PartError:
                found.damaged.append(path)
        return found

    def _entries(self, path: Path) -> list[parts.Entry]:
        """The index of a part, read again when it has changed."""
        try:
            about = path.stat()
        except OSError as error:
            raise parts.PartError(str(error)) from error
        stamp = (about.st_mtime_ns, about.st_size)
        if path not in self._footers or self._footers[path][0] != stamp:
            self._footers[path] = (stamp, parts.read_index(path))
        return self._footers[path][1]

    def _sound_index(self) -> Index:
        index = self.index()
        if index.damaged:
            names = ", ".join(str(path) for path in index.damaged)
            raise BadInput(f"{names}: cannot be read; `youthsim resume {self.folder}` puts it aside and does it again")
        return index

    def tables(self, filters: Any = None) -> Iterator[pa.Table]:
        """The rows of the store part by part, each result once; without the numbers of points.

        Args:
            filters: as ``pyarrow.parquet.read_table`` takes them, on id, scenario, replication, outcome, organisation.

        Raises:
            BadInput: a part is damaged.
        """
        index = self._sound_index()
        for path in index.paths:
            try:
                table = parts.read(path, filters)
            except parts.PartError as error:
                remedy = f"`youthsim resume {self.folder}` puts it aside and does it again"
                raise BadInput(f"{error}; {remedy}") from error
            if index.left_out[path]:
                table = _without(table, index.left_out[path])
            yield table

    def results(
        self,
        outcomes: Sequence[str] | None = None,
        organisations: Sequence[str] | None = None,
        scenarios: Sequence[str] | None = None,
    ) -> pd.DataFrame:
        """What was found, a value per point, scenario, replication, outcome and organisation.

        Args:
            outcomes, organisations, scenarios: only those, which saves memory; all when None.

        Returns:
            long: point, scenario, replication, outcome, organisation, value; ordered by point, scenario, replication.
        """
        wanted = {"outcome": outcomes, "organisation": organisations, "scenario": scenarios}
        filters = [(name, "in", list(values)) for name, values in wanted.items() if values is not None] or None
        frames = [_frame(table) for table in self.tables(filters)]
        empty = {name: pd.Series(dtype=kind) for name, kind in zip(RESULTS, RESULT_TYPES, strict=True)}
        if not frames:
            return pd.DataFrame(empty)
        found = pd.concat(_alike(frames), ignore_index=True)
        if not self.manifest["function"]:
            found = found[found["replication"] < self.replications]
        found = self._numbered(found)[list(RESULTS)]
        scenario_order = pd.CategoricalDtype(list(self.manifest["scenarios"]))
        keys = found["scenario"].astype(scenario_order).cat.codes
        order = np.lexsort(
            (found["organisation"].cat.codes, found["outcome"].cat.codes, found["replication"], keys, found["point"])
        )
        return found.iloc[order].reset_index(drop=True)

    def _numbered(self, found: pd.DataFrame) -> pd.DataFrame:
        """Results with the numbers of their points; rows of the plan that are the same point all get them."""
        first = self.plan.drop_duplicates("id").set_index("id")["point"]
        numbers = first.reindex(found["id"].cat.categories).fillna(-1).astype("int64").to_numpy()
        found = found.assign(point=numbers[found["id"].cat.codes])
        twins = self.plan[self.plan.duplicated("id")]
        more = [found[found["point"] == first[point]].assign(point=number)
                for point, number in zip(twins["id"], twins["point"], strict=True)]  # fmt: skip
        return pd.concat([found[found["point"] >= 0], *more], ignore_index=True)

    def differences(self, outcomes: Sequence[str] | None = None, organisations: Sequence[str] | None = None
                    ) -> pd.DataFrame:  # fmt: skip
        """Paired differences of every scenario of a point against the base, over its replications.

        Returns:
            point, base, scenario, outcome, organisation, difference, low, high (95%, Student's t over replications),
            relative, se_paired, replications. What exists only between two scenarios has the base at 0.
        """
        from youthsim.sweep.pairing import paired

        return paired(self.results(outcomes, organisations), self.base)

    def failures(self) -> pd.DataFrame:
        """The points that failed and have no results since: point, id, stage, error, message, parameters, trace, ended.

        ``parameters`` is JSON; the last failure of a point counts.
        """
        index = self.index()
        tables = [parts.read(path).to_pandas() for path in parts.files(self.folder, parts.FAILURES)
                  if path not in index.damaged]  # fmt: skip
        found = pd.concat(tables, ignore_index=True) if tables else parts.FAILURE.empty_table().to_pandas()
        found = found.sort_values("ended", kind="stable").drop_duplicates("id", keep="last")
        still = np.array([bool(index.missing(point, self.replications)) for point in found["id"]], bool)
        numbers = self.plan[["id", "point"]].astype({"id": object})
        merged = numbers.merge(found[still].drop(columns="point").astype({"id": object}), on="id")
        return merged.sort_values("point").reset_index(drop=True)[["point", "id", *parts.FAILURE.names[2:]]]

    def query(self, sql: str) -> pd.DataFrame:
        """Ask DuckDB; the tables are ``results`` (with id), ``points`` and ``failures``.

        For what is too large to hold in memory: results are read part by part, where no two hold the same.
        """
        from youthsim.sweep.querying import query

        return query(self, sql)

    def status(self) -> Status:
        """How far the sweep is."""
        index = self.index()
        ids = self.plan["id"].tolist()
        finished = {point for point in set(ids) if not index.missing(point, self.replications)}
        done = sum(point in finished for point in ids)
        failed = sum(point in index.failed and point not in finished for point in ids)
        told = read_json(self.folder, STATUS, missing_ok=True)
        rate = _rate(index.entries)
        left = len(ids) - done - failed
        state = COMPLETE if done == len(ids) else RUNNING if self._is_running(told) else INCOMPLETE
        seconds = left / rate if rate else None
        return Status(
            state, len(ids), done, failed, rate, seconds, tuple(str(path) for path in index.damaged),
            told.get("executor", ""), told.get("workers", 0),
        )  # fmt: skip

    def _is_running(self, told: dict[str, Any]) -> bool:
        if is_held(self.folder):
            return True
        from youthsim.sweep.executors.slurm_array import jobs_alive

        return bool(jobs_alive(told.get("jobs", [])))


CUBE = "cube:"
RESULTS = ("point", "scenario", "replication", "outcome", "organisation", "value")
RESULT_TYPES = ("int64", "category", "int32", "category", "category", "float64")


def _without(table: pa.Table, left_out: set[tuple[str, int, int]]) -> pa.Table:
    """The rows that no other part holds."""
    import pyarrow as pa

    ids = table.column("id").cast(pa.string()).to_numpy(zero_copy_only=False)
    numbers = table.column("replication").to_numpy()
    keep = np.ones(len(ids), bool)
    for point, first, stop in left_out:
        keep &= ~((ids == point) & (numbers >= first) & (numbers < stop))
    return table.filter(pa.array(keep))


def _frame(table: pa.Table) -> pd.DataFrame:
    frame: pd.DataFrame = table.to_pandas()
    return frame.astype(dict.fromkeys(("id", "scenario", "outcome", "organisation"), "category"))


def _alike(frames: list[pd.DataFrame]) -> list[pd.DataFrame]:
    """Frames whose categories are the same and in one order, whatever the order of the parts."""
    for name in ("id", "scenario", "outcome", "organisation"):
        every = sorted({word for frame in frames for word in frame[name].cat.categories})
        frames = [frame.assign(**{name: frame[name].cat.set_categories(every)}) for frame in frames]
    return frames


def _rate(entries: Sequence[parts.Entry]) -> float | None:
    """Points per second over the last stretch of work."""
    if not entries:
        return None
    last = max(entry.ended for entry in entries)
    recent = [entry for entry in entries if entry.ended >= last - RECENT_SECONDS]
    begun = min(entry.ended - entry.seconds for entry in recent)
    return len(recent) / (last - begun) if last > begun else None


def status_text(status: Status) -> dict[str, Any]:
    """The status as JSON holds it."""
    return asdict(status) | {"waiting": status.waiting, "time": time.time()}
