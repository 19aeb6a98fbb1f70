"""What is wrong with a scenario, said so that its writer can put it right.

Every problem is one line: where it is, what is wrong, what was found, what is allowed, and the nearest
known name. Problems are gathered, so that a writer sees all of them at once.
"""

from __future__ import annotations

import difflib
import math
from collections.abc import Iterable, Mapping
from datetime import date

LONGEST_QUOTE = 40  # characters of a found text that are shown
WORD_ENDS = "_.-"  # after which a name goes on with another word
LISTED = "allowed: the names that youthsim params lists"
LONGEST_LIST = 12  # names that are shown as what is allowed


class ScenarioError(Exception):
    """A scenario cannot be used.

    ``problems`` holds one line per problem. ``unusable`` is true where nothing could be read at all (no such
    file, a folder, no text), as against a file that was read and breaks the rules.
    """

    def __init__(self, problems: Iterable[str], *, unusable: bool = False) -> None:
        self.problems = tuple(problems)
        self.unusable = unusable
        super().__init__("\n".join(self.problems))


class Findings:
    """The errors and warnings found so far, each once."""

    def __init__(self) -> None:
        self._errors: dict[tuple[str, str], None] = {}
        self._warnings: dict[tuple[str, str], None] = {}
        self.left_out: set[tuple[str, ...]] = set()  # keys whose value was wrong: they are not missing

    def error(self, where: str, text: str) -> None:
        """Note that ``text`` is wrong at ``where`` (FILE:LINE)."""
        self._errors[where, text] = None

    def warn(self, where: str, text: str) -> None:
        """Note that ``text`` is odd at ``where`` (FILE:LINE)."""
        self._warnings[where, text] = None

    @property
    def warnings(self) -> tuple[str, ...]:
        """The warnings, one line each, in the order of the file."""
        return _in_order(self._warnings)

    def raise_errors(self) -> None:
        """Raise a ScenarioError with all errors, in the order of the file, if there are any."""
        if self._errors:
            raise ScenarioError(_in_order(self._errors))

    def __bool__(self) -> bool:
        """Whether there are errors."""
        return bool(self._errors)


def _in_order(found: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """What was found, file by file as they were met, and by line within a file."""
    placed = [(*_place(where), where, text) for where, text in found]
    files = list(dict.fromkeys(file for file, *_ in placed))
    ordered = sorted(placed, key=lambda one: (files.index(one[0]), one[1]))
    return tuple(f"{where}: {text}" for _, _, where, text in ordered)


def _place(where: str) -> tuple[str, int]:
    """FILE:LINE as a file and a line; a call has line 0."""
    file, _, line = where.rpartition(":")
    return (file, int(line)) if file and line.isdecimal() else (where, 0)


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name that begins with the words of ``name``, else the one that looks most like it, or None."""
    names = list(known)
    longer = [one for one in names if name and one.startswith(tuple(name + mark for mark in WORD_ENDS))]
    if longer:
        return min(longer, key=len)
    found = difflib.get_close_matches(name, names, n=1, cutoff=0.5)
    return found[0] if found else None


def unknown(what: str, name: str, known: Iterable[str], allowed: str | None = None) -> str:
    """Say that ``name`` is no known ``what``, with those ``allowed`` (in words, else listed) and the nearest."""
    names = list(known)
    close = nearest(name, names)
    return f"unknown {what} {quote(name)}; {allowed or _allowed(names)}" + (f"; nearest: {close}" if close else "")


def out_of_bounds(name: str, value: float, low: float, high: float, unit: str) -> str:
    """Say that a number lies outside its hard bounds."""
    return f"{name} is out of bounds; found {number(value)}, allowed {_span(low, high, unit)}"


def implausible(name: str, value: float, low: float, high: float, unit: str) -> str:
    """Say that a number lies outside its plausible range."""
    return f"{name} is outside its plausible range; found {number(value)}, plausible {_span(low, high, unit)}"


def wrong_type(name: str, found: object, allowed: str) -> str:
    """Say that a value is of the wrong type."""
    return f"{name} has the wrong type; found {describe(found)}, allowed {allowed}"


def describe(value: object) -> str:
    """A found value in words, short enough for one line."""
    if isinstance(value, bool):
        return f"the truth value {str(value).lower()}"
    if isinstance(value, int | float):
        return "nan, which is no number" if isinstance(value, float) and math.isnan(value) else number(value)
    if isinstance(value, str):
        return f"the text {quote(value)}"
    if isinstance(value, date):
        return f"the date {value.isoformat()}"
    if isinstance(value, list | tuple):
        return f"a list of {len(value)}"
    return "a table" if isinstance(value, Mapping) else f"a {type(value).__name__}"


def number(value: float) -> str:
    """A number as a reader would write it: without ``.0``, never in more digits than it has."""
    if isinstance(value, int) and abs(value) >= 10**15:
        return f"{float(value):.6g}" if abs(value) < 10**300 else "a number too large to hold"
    return str(int(value)) if math.isfinite(value) and value == int(value) and abs(value) < 1e15 else repr(float(value))


def quote(text: str) -> str:
    """A text between quotes, on one line, cut where it is long, with nothing in it that cannot be shown."""
    shown = "".join(c if c.isprintable() else "?" for c in text)
    return f"'{shown if len(shown) <= LONGEST_QUOTE else shown[:LONGEST_QUOTE] + '...'}'"


def _span(low: float, high: float, unit: str) -> str:
    return f"{number(low)} to {number(high)}" + (f" {unit}" if unit else "")


def _allowed(names: list[str]) -> str:
    if not names:
        return "none is allowed here"
    more = f" and {len(names) - LONGEST_LIST} more" if len(names) > LONGEST_LIST else ""
    return f"allowed: {', '.join(names[:LONGEST_LIST])}{more}"
