"""What commands print: tables for people, JSON for programs, in the reader's language."""

from __future__ import annotations

import json
import math
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

WIDTH_IN_FILES = 200  # columns of a table that goes to no terminal, so that nothing is cut
SHORT_NUMBER = "{:.4g}"


def language() -> str:
    """``nl`` where the environment asks for Dutch, else ``en``."""
    asked = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "nl" if asked.lower().startswith("nl") else "en"


def print_json(document: Any) -> None:
    """One JSON document on stdout; what JSON cannot hold as a number becomes null."""
    print(json.dumps(_plain(document), indent=2, ensure_ascii=False, allow_nan=False))


def print_table(rows: Iterable[Mapping[str, Any]], columns: Sequence[str]) -> None:
    """The columns of the rows as a table on stdout."""
    from rich import box
    from rich.console import Console
    from rich.table import Table

    table = Table(*columns, box=box.SIMPLE_HEAD, pad_edge=False)
    for row in rows:
        table.add_row(*(text(row[column]) for column in columns))
    width = None if sys.stdout.isatty() else WIDTH_IN_FILES
    Console(width=width, markup=False, highlight=False).print(table)


def text(value: Any) -> str:
    """A value as a table shows it: short numbers, nothing for what is missing."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, float):
        from youthsim.scenario.problems import number

        return number(value) if value == int(value) else SHORT_NUMBER.format(value)
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def warn(warnings: Iterable[str]) -> None:
    """Warnings on stderr, one line each."""
    for warning in warnings:
        print(f"{warning} (warning)", file=sys.stderr)


def _plain(value: Any) -> Any:
    """The value with nothing in it that JSON does not know."""
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value.isoformat() if isinstance(value, date) else value
