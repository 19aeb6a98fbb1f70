"""On which line of a TOML text each key stands.

The text has been parsed before, so it is known to be sound: this scan only has to follow tables, keys and
where values end. TOML libraries that keep positions also keep all whitespace, and are far slower.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from typing import Any

KeyPath = tuple[str, ...]

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)+")
_PART = r"""(?:[A-Za-z0-9_-]+|"(?:\\.|[^"\\\n])*"|'[^'\n]*')"""
_KEY = re.compile(rf"{_PART}(?:[ \t]*\.[ \t]*{_PART})*")
_VALUE = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}' + r"|'''.*?'{3,5}" + r'|"(?:\\.|[^"\\\n])*"' + r"|'[^'\n]*'"
    r"|#[^\n]*|[\[\]{}]|\n|[^\"'#\[\]{}\n]+",
    re.DOTALL,
)


def key_lines(text: str) -> dict[KeyPath, int]:
    """The line, counted from 1, of every table and every key of the sound TOML ``text``.

    Keys inside an inline table or a list are not listed; they stand on the line of the key before them.
    """
    lines: dict[KeyPath, int] = {}
    for path, position in _keys(text):
        line = text.count("\n", 0, position) + 1
        for length in range(1, len(path) + 1):
            lines.setdefault(path[:length], line)
    return lines


def _keys(text: str) -> Iterator[tuple[KeyPath, int]]:
    """The path and position of every table and key, in the order of the text."""
    table: KeyPath = ()
    at = _after_blank(text, 0)
    while at < len(text):
        start = at
        is_table = text[at] == "["
        while text[at] in "[ \t":
            at += 1
        key = _KEY.match(text, at)
        if key is None:
            return
        if is_table:
            table = _path(key.group())
            yield table, start
            at = text.find("\n", key.end())
            at = len(text) if at < 0 else at
        else:
            yield (*table, *_path(key.group())), start
            at = _after_value(text, text.index("=", key.end()) + 1)
        at = _after_blank(text, at)


def _after_blank(text: str, at: int) -> int:
    found = _BLANK.match(text, at)
    return found.end() if found else at


def _after_value(text: str, at: int) -> int:
    """The position of the end of the line on which the value that begins at ``at`` ends."""
    depth = 0
    while at < len(text):
        part = _VALUE.match(text, at)
        if part is None or (part.group() == "\n" and depth == 0):
            return at
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(part.group(), 0)
        at = part.end()
    return at


def _path(key: str) -> KeyPath:
    """The parts of a dotted key, with quotes and escapes undone."""
    table: Any = tomllib.loads(f"{key} = 0")
    path = []
    while isinstance(table, dict):
        part, table = next(iter(table.items()))
        path.append(part)
    return tuple(path)
