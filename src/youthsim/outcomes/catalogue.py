"""The catalogue of outcomes: every result that users see, with its unit, labels, definition and formula.

The data stand in ``catalogue/*.toml``, one file per group. A formula is a sum of series over a sum of series
(``numerator``, ``denominator``; without a denominator the sum is per year), or a quantile of a histogram
(``histogram``, ``share``). ``sums`` says which series there are. To add an outcome is to add one table.
"""

from __future__ import annotations

import difflib
import functools
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

HERE = Path(__file__).parent
LANGUAGES = ("en", "nl")
PER = ("chain", "organisation", "partner", "payer", "finding_place", "comparison")
TEXTS = ("label_en", "label_nl", "unit", "definition_en", "definition_nl")
OPTIONAL = ("numerator", "denominator", "histogram", "share", "per", "years_left_out", "leading")
WHOLE_CHAIN = "all"
PER_YEAR = "year"


class CatalogueError(Exception):
    """The catalogue breaks its own rules; the message lists every problem found."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One outcome.

    ``per`` says what its organisation column holds: ``chain`` (always ``all``), ``organisation``, ``partner``,
    ``payer``, ``finding_place``, or ``comparison`` for what exists only between two scenarios. ``years_left_out``
    counts the last years for which it is not known. ``leading`` outcomes stand in first-look figures.
    """

    name: str
    group: str
    unit: str
    label_en: str
    label_nl: str
    definition_en: str
    definition_nl: str
    per: str = "chain"
    numerator: tuple[str, ...] = ()
    denominator: tuple[str, ...] = (PER_YEAR,)
    histogram: str | None = None
    share: float | None = None
    years_left_out: int = 0
    leading: bool = False

    def label(self, language: str) -> str:
        """The label in ``language``: ``nl`` or ``en``."""
        return self.label_nl if language == "nl" else self.label_en

    def definition(self, language: str) -> str:
        """The definition, one sentence, in ``language``: ``nl`` or ``en``."""
        return self.definition_nl if language == "nl" else self.definition_en


def load_catalogue(folder: Path = HERE / "catalogue") -> Mapping[str, Outcome]:
    """Read every TOML file of ``folder``; the file's name is the group.

    Raises:
        CatalogueError: an outcome misses a required part, has an unknown one, no formula, or stands twice.
    """
    problems: list[str] = []
    found: dict[str, Outcome] = {}
    for group in words("groups"):
        path = folder / f"{group}.toml"
        for name, table in tomllib.loads(path.read_text(encoding="utf-8")).items():
            wrong = _problems_of(table) + (["stands twice"] if name in found else [])
            problems += [f"{path.name}: {name}: {text}" for text in wrong]
            if not wrong:
                found[name] = _outcome(name, group, table)
    if problems:
        raise CatalogueError("the catalogue of outcomes is not in order:\n" + "\n".join(problems))
    return MappingProxyType(found)


def _problems_of(table: Any) -> list[str]:
    """What is missing or wrong in one table of the catalogue."""
    if not isinstance(table, dict):
        return ["is no table"]
    problems = [f"has no {key}" for key in TEXTS if not str(table.get(key, "")).strip()]
    problems += [f"knows no key {key!r}" for key in table if key not in (*TEXTS, *OPTIONAL)]
    per = table.get("per", "chain")
    if per not in PER:
        problems.append(f"per is {per!r}, allowed: {', '.join(PER)}")
    if table.get("unit") not in words("units"):
        problems.append(f"unit {table.get('unit')!r} has no words in words.toml")
    formulas = ("numerator" in table) + ("histogram" in table)
    if formulas != (per != "comparison"):
        problems.append("needs one formula: a numerator or a histogram (none where per is comparison)")
    if ("histogram" in table) != ("share" in table):
        problems.append("histogram and share go together")
    return problems


def _outcome(name: str, group: str, table: dict[str, Any]) -> Outcome:
    lists: dict[str, Any] = {key: tuple(table[key]) for key in ("numerator", "denominator") if key in table}
    return Outcome(name=name, group=group, **(table | lists))


@functools.cache
def catalogue() -> Mapping[str, Outcome]:
    """The outcomes that ship with the package by name, in the order of the tables; read once."""
    return load_catalogue()


@functools.cache
def leading() -> tuple[str, ...]:
    """The names of the outcomes that every summary shows, in the order of the catalogue."""
    return tuple(name for name, outcome in catalogue().items() if outcome.leading)


@functools.cache
def _words() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads((HERE / "words.toml").read_text(encoding="utf-8"))


def words(kind: str) -> Mapping[str, list[str]]:
    """The words for ``groups``, ``units`` or ``organisations``: name -> [English, Dutch]."""
    return _words()[kind]


def word(kind: str, name: str, language: str) -> str:
    """The word for one group, unit or organisation; the name itself where there is none."""
    pair = words(kind).get(name)
    return pair[LANGUAGES.index("nl" if language == "nl" else "en")] if pair else name


def nearest(name: str) -> str | None:
    """The outcome whose name looks most like ``name``, or None."""
    close = difflib.get_close_matches(name, list(catalogue()), n=1, cutoff=0.5)
    return close[0] if close else None
