"""Find a scenario file and read it as TOML, whatever state it is in."""

from __future__ import annotations

import contextlib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from youthsim.scenario.lines import KeyPath, key_lines
from youthsim.scenario.problems import Findings, ScenarioError, quote, unknown

LARGEST_FILE_BYTES = 1_000_000  # a scenario takes a few thousand; what is larger is something else
MOST_SYNTAX_ERRORS = 20  # after so many, a file is taken to be no TOML
PACKAGED = Path(__file__).parents[1] / "_scenarios"
IN_REPOSITORY = Path(__file__).parents[3] / "scenarios"

_POSITION = re.compile(r"\s*\(at (?:line (\d+), column (\d+)|end of document)\)$")


@dataclass(frozen=True, slots=True)
class Document:
    """A file that was read: its place, how messages name it, its tables, and the lines of its keys."""

    path: Path
    shown: str
    tables: Mapping[str, Any]
    lines: Mapping[KeyPath, int]

    @property
    def name(self) -> str:
        """The scenario's name: the file's, without its ending and without the ``scenario.`` of run folders."""
        return self.path.stem.removeprefix("scenario.")

    def where(self, *path: str) -> str:
        """FILE:LINE of a key, or of the table around it where the key has no line of its own."""
        for length in range(len(path), 0, -1):
            if path[:length] in self.lines:
                return f"{self.shown}:{self.lines[path[:length]]}"
        return f"{self.shown}:1"


def shipped() -> list[str]:
    """The names of the scenarios that ship with youthsim, in order."""
    return sorted({path.stem for folder in (PACKAGED, IN_REPOSITORY) for path in folder.glob("*.toml")})


def is_path(reference: str) -> bool:
    """Whether a reference is a path (ending in .toml or with a separator) rather than a shipped name."""
    return reference.endswith(".toml") or "/" in reference or "\\" in reference


def find(reference: str | Path, beside: Path | None = None) -> Path:
    """The file that ``reference`` means: a shipped name, or a path (ending in .toml or with a separator).

    Args:
        reference: the name or path.
        beside: the folder from which a relative path counts; the working folder if not given.

    Raises:
        ScenarioError: no shipped scenario has this name.
    """
    text = str(reference)
    if isinstance(reference, Path) or is_path(text):
        return (beside or Path()) / reference
    for folder in (PACKAGED, IN_REPOSITORY):
        if text in shipped() and (folder / f"{text}.toml").is_file():
            return folder / f"{text}.toml"
    hint = "; a file is given by a path that ends in .toml"
    raise ScenarioError([f"{quote(text)}: {unknown('scenario', text, shipped())}{hint}"], unusable=True)


def read(path: Path, findings: Findings) -> Document:
    """Read a TOML file; what is wrong with its syntax goes to ``findings`` and is left out.

    Raises:
        ScenarioError: there is nothing to read: no such file, a folder, too large, no text, empty.
    """
    shown = _shown(path)
    text = _text(path, shown)
    tables, text = _parsed(text, shown, findings)
    return Document(path, shown, MappingProxyType(tables), key_lines(text))


def _shown(path: Path) -> str:
    """The path as messages name it: short, on one line."""
    with contextlib.suppress(OSError, ValueError, RuntimeError):
        path = path.resolve().relative_to(Path.cwd())
    return "".join(c if c.isprintable() else "?" for c in str(path))


def _text(path: Path, shown: str) -> str:
    """The content of the file as text."""
    try:
        if not path.exists():
            raise ScenarioError([f"{shown}: there is no such file"], unusable=True)
        if not path.is_file():
            raise ScenarioError([f"{shown}: is no file; found a folder or device, allowed a TOML file"], unusable=True)
        size = path.stat().st_size
        if size > LARGEST_FILE_BYTES:
            allowed = f"found {size} bytes, allowed at most {LARGEST_FILE_BYTES}"
            raise ScenarioError([f"{shown}:1: is too large for a scenario; {allowed}"], unusable=True)
        content = path.read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ScenarioError([f"{shown}: cannot be read; {reason}"], unusable=True) from None
    if not content.strip():
        raise ScenarioError([f"{shown}:1: is empty; allowed a scenario in TOML"], unusable=True)
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        found = f"found byte 0x{content[error.start]:02x}, allowed text in UTF-8"
        raise ScenarioError([f"{shown}:{line}: is no text; {found}"], unusable=True) from None


def _parsed(text: str, shown: str, findings: Findings) -> tuple[dict[str, Any], str]:
    """The tables of the text and the text they came from: lines with wrong syntax are noted and blanked.

    A wrong line must not hide the errors after it, so reading goes on without it.
    """
    lines = text.split("\n")
    found: list[tuple[int, str]] = []
    while len(found) < MOST_SYNTAX_ERRORS:
        try:
            tables = tomllib.loads("\n".join(lines))
        except tomllib.TOMLDecodeError as error:
            at, reason = _position(str(error), lines)
            if not lines[at].strip():
                break
            found.append((at, reason))
            _blank(lines, at)
        except (RecursionError, ValueError) as error:  # the parser gives no line for these
            reason = "nests too deeply" if isinstance(error, RecursionError) else "holds a number that is too long"
            raise ScenarioError([f"{shown}:1: {reason}; allowed a scenario in TOML"], unusable=True) from None
        else:
            for at, reason in found:
                findings.error(f"{shown}:{at + 1}", reason)
            return tables, "\n".join(lines)
    problems = [f"{shown}:{at + 1}: {reason}" for at, reason in found[:3]]
    raise ScenarioError([*problems, f"{shown}:1: is no TOML; the rest was not read"], unusable=True)


def _position(message: str, lines: list[str]) -> tuple[int, str]:
    """The line (from 0) that a syntax error is about, and what is wrong there."""
    place = _POSITION.search(message)
    at = int(place.group(1)) - 1 if place and place.group(1) else len(lines) - 1
    # The parser notices an unended or doubled key only when it has passed it.
    while at > 0 and not lines[at].strip():
        at -= 1
    reason = _POSITION.sub("", message)
    if "overwrite" in reason or "twice" in reason or "already" in reason.lower():
        return at, f"duplicate key; found {quote(lines[at].strip())} a second time, allowed once"
    return at, f"wrong TOML; {reason[:1].lower()}{reason[1:]}, found {quote(lines[at].strip())}"


def _blank(lines: list[str], at: int) -> None:
    """Take a wrong line out; with a table's header also what stands below it, which would land elsewhere."""
    is_header = lines[at].lstrip().startswith("[")
    lines[at] = ""
    while is_header and at + 1 < len(lines) and not lines[at + 1].lstrip().startswith("["):
        at += 1
        lines[at] = ""
