"""What a run made again has in common with what was kept of it: tables compared number by number.

Numbers are the same when they agree to ``ROUNDING``. Counts, waits and all that follows from them come out to the
last bit; only what starts from the linear algebra of the warm start can be rounded otherwise by another processor,
and that is told. Nothing here looks at paths, times or machines.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from youthsim.experiment.errors import BadInput

ROUNDING = 1e-12  # relative; a thousandth of what one minute of one family changes in the smallest stock


@dataclass(frozen=True, slots=True)
class Table:
    """One table that was kept, beside the same made again.

    ``numbers`` were compared; ``differing`` of them are other numbers, ``rounded`` agree to ``ROUNDING`` and not to
    the last bit. ``first`` says where the first difference is, or why the tables cannot be laid side by side.
    """

    file: str
    numbers: int
    differing: int = 0
    rounded: int = 0
    largest: float = 0.0
    first: str = ""

    @property
    def same(self) -> bool:
        """Whether nothing in it differs."""
        return not self.first


@dataclass(frozen=True, slots=True)
class Reproduction:
    """What came of making a run again.

    ``notes`` say what may change numbers: another version, other code, other libraries. ``missing`` are the tables
    that the folder does not hold (any more), so that they could not be compared.
    """

    folder: str
    kind: str
    tables: tuple[Table, ...]
    missing: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def same(self) -> bool:
        """Whether every number that was kept came out again."""
        return all(table.same for table in self.tables)

    @property
    def numbers(self) -> int:
        """How many numbers were compared."""
        return sum(table.numbers for table in self.tables)

    @property
    def rounded(self) -> int:
        """How many numbers agree to ``ROUNDING`` and not to the last bit."""
        return sum(table.rounded for table in self.tables)


def read_table(path: Path) -> pd.DataFrame:
    """A table of a run folder, CSV or Parquet, with every number as it was written.

    Raises:
        BadInput: it cannot be read.
    """
    try:
        if path.suffix == ".parquet":
            return pd.read_parquet(path)
        return pd.read_csv(path, dtype=str, keep_default_na=False).apply(_parsed)
    except (OSError, ValueError, KeyError) as problem:  # pandas and pyarrow raise kinds of ValueError
        raise BadInput(f"{path}: cannot be read: {' '.join(str(problem).split())[:200]}") from problem


def _parsed(column: pd.Series) -> pd.Series:
    """A column of texts as whole numbers or numbers, where all of it are; read by Python, which gives the last bit."""
    texts = column.astype(object)
    for kind, asked in ((np.int64, texts), (np.float64, texts.where(texts != "", "nan"))):
        try:
            return asked.map(int if kind is np.int64 else float).astype(kind)
        except (ValueError, OverflowError):
            continue
    return texts


def compare_tables(file: str, kept: pd.DataFrame, again: pd.DataFrame) -> Table:
    """Compare a table with the same made again, row by row in their order; rows that only one has are a difference."""
    if list(kept.columns) != list(again.columns):
        told = f"columns {', '.join(map(str, kept.columns))}; made again {', '.join(map(str, again.columns))}"
        return Table(file, kept.size, kept.size, first=told)
    if len(kept) == len(again):
        return _side_by_side(file, kept, again)
    told = f"rows {len(kept)}; made again {len(again)}"
    mine, its = _common(kept, again)
    found = _side_by_side(file, mine, its)
    alone = (len(kept) - len(mine)) * len(kept.columns)
    told += f"; {len(mine)} in both, {'the same' if found.same else found.first}"
    return Table(file, kept.size, found.differing + alone, found.rounded, found.largest, told)


def _common(kept: pd.DataFrame, again: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The rows that both tables have, by what is no measured number in them; none where rows are alike in that."""
    keys = [name for name in kept.columns if kept[name].dtype.kind not in "f" and again[name].dtype.kind not in "f"]
    mine, its = (table.astype(dict.fromkeys(keys, str)).set_index(keys) if keys else table for table in (kept, again))
    if not keys or not (mine.index.is_unique and its.index.is_unique):
        return kept.iloc[:0], again.iloc[:0]
    both = mine.index.intersection(its.index, sort=False)
    return mine.loc[both].reset_index()[list(kept.columns)], its.loc[both].reset_index()[list(kept.columns)]


def _side_by_side(file: str, kept: pd.DataFrame, again: pd.DataFrame) -> Table:
    differing, rounded, largest, first = 0, 0, 0.0, (len(kept), "")
    for name in kept.columns:
        other, close, most = _compare(kept[name], again[name])
        differing, rounded, largest = differing + int(other.sum()), rounded + close, max(largest, most)
        if other.any() and int(other.argmax()) < first[0]:
            first = (int(other.argmax()), str(name))
    where = _where(kept, again, *first) if first[1] else ""
    return Table(file, kept.size, differing, rounded, largest, where)


def _compare(kept: pd.Series, again: pd.Series) -> tuple[NDArray[np.bool_], int, float]:
    """Which values of a column differ, how many agree to the rounding only, and the largest relative difference."""
    if not (_is_number(kept) and _is_number(again)):
        mine, its = ((column.astype(object).where(column.notna(), "")).to_numpy(str) for column in (kept, again))
        return mine != its, 0, 0.0
    mine, its = (column.to_numpy(np.float64) for column in (kept, again))
    exact = (mine == its) | (np.isnan(mine) & np.isnan(its))
    if exact.all():
        return ~exact, 0, 0.0
    if not (kept.dtype.kind == "f" or again.dtype.kind == "f"):  # whole numbers are never rounded
        return ~exact, 0, 0.0
    close = exact | np.isclose(mine, its, rtol=ROUNDING, atol=ROUNDING)
    with np.errstate(invalid="ignore", divide="ignore"):
        relative = np.abs(mine - its) / np.maximum(np.abs(mine), np.abs(its))
    seen = relative[np.isfinite(relative)]
    return ~close, int((close & ~exact).sum()), float(seen.max()) if seen.size else 0.0


def _is_number(column: pd.Series) -> bool:
    return pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)


def _where(kept: pd.DataFrame, again: pd.DataFrame, row: int, column: str) -> str:
    """Where a difference is: what tells its row from others, and both values."""
    line = kept.iloc[row]
    keys = [name for name in kept.columns if name != column and kept[name].dtype.kind not in "f"]
    told = ", ".join(f"{name} {line[name]}" for name in keys if not pd.isna(line[name]))
    return f"{told}: {column} {_said(line[column])}, made again {_said(again.iloc[row][column])}"


def _said(value: Any) -> str:
    return repr(float(value)) if isinstance(value, float | np.floating) else str(value)


def notes_on(told: Mapping[str, Any], mine: Mapping[str, Any], source: str) -> tuple[str, ...]:
    """What may make the numbers of a folder others than those that this code gives.

    Args:
        told: the manifest of the folder.
        mine: versions of what is installed here, as a manifest has them.
        source: the hash of the source here.
    """
    notes = []
    theirs: Mapping[str, Any] = told["versions"] if isinstance(told.get("versions"), dict) else {}
    made = str(theirs.get("youthsim", told.get("version", "")))
    here = str(mine.get("youthsim", ""))
    commit = f" (commit {str(told['git_commit'])[:12]})" if told.get("git_commit") else ""
    if made != here:
        notes.append(f"made by youthsim {made or 'of an unknown version'}{commit}; this is {here or 'not installed'}")
    if told.get("source_hash") is None:
        notes.append(f"the manifest does not say which code made it{commit}: this may be other code")
    elif told["source_hash"] != source:
        changed = ", with changes that are in no commit" if told.get("git_changed") else ""
        made_by = f"source {told['source_hash']}{commit}{changed}"
        notes.append(f"made by other code than this: {made_by}; this is source {source}")
    others = [
        f"{name} {version} there, {mine[name]} here"
        for name, version in theirs.items()
        if name not in ("youthsim", "python") and name in mine and mine[name] != version
    ]
    if others:
        notes.append(f"made with other libraries: {'; '.join(others)}")
    return tuple(notes)
