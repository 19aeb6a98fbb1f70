"""Read the lever files of a folder and refuse what is incomplete.

A lever file has one table ``[lever]``, a table ``[field.NAME]`` per field and a list of ``[[change]]``. A
number field has a value, plausible range, hard bounds, unit, source, locator and both labels. What a
field does not say itself it takes from the parameter that it ``follows``; without a ``value`` of its own
it then changes nothing until a scenario gives it.
"""

from __future__ import annotations

import functools
import math
import tomllib
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from youthsim.levers.base import AREAS, CHOICE, NUMBER, OPERATIONS, Field, Lever, Rule
from youthsim.parameters import Registry, registry

FOLDER = Path(__file__).parent
ERAS = ("wjz2005", "jeugdwet2015")
COMMON_KEYS = ("start", "ramp_months", "steps", "areas")  # every lever in a scenario has these

LEVER_TEXTS = ("label_en", "label_nl", "summary_en", "summary_nl", "source", "locator")
LABELS = ("label_en", "label_nl")
TEXTS = (*LABELS, "unit", "source", "locator")
NUMBERS = ("value", "low", "high", "minimum", "maximum")
CHANGE_KEYS = ("parameter", "operation", "field", "value", "factor", "areas", "when", "ramp", "per", "scope", "lasts")

Table = dict[str, Any]


class LeverError(Exception):
    """A lever file breaks the rules; the message lists every problem found."""


def load_levers(folder: Path = FOLDER, parameters: Registry | None = None) -> Mapping[str, Lever]:
    """Read every lever file of ``folder``, by name.

    Raises:
        LeverError: a lever misses a required part, contradicts itself, or changes an unknown parameter.
    """
    known = registry() if parameters is None else parameters
    problems: list[str] = []
    found: dict[str, Lever] = {}
    for path in sorted(folder.glob("*.toml")):
        with path.open("rb") as stream:
            table = tomllib.load(stream)
        wrong = _problems_of(table, known)
        problems += [f"{path.name}: {text}" for text in wrong]
        if not wrong:
            found[path.stem] = _lever(path.stem, table, known)
    if problems:
        raise LeverError("the lever files are not in order:\n" + "\n".join(problems))
    return MappingProxyType(found)


@functools.cache
def levers() -> Mapping[str, Lever]:
    """The levers that ship with the package by name, read once."""
    return load_levers()


def field_paths() -> list[str]:
    """The fields of all levers as they are set, ``early_gi.mandate``."""
    return [field.path for lever in levers().values() for field in lever.fields.values()]


def _problems_of(table: Table, known: Registry) -> list[str]:
    """All that is wrong with one lever file."""
    problems = [f"knows no table {key!r}" for key in table if key not in ("lever", "field", "change")]
    problems += _lever_problems(table.get("lever", {}))
    fields = table.get("field", {})
    for name, field in fields.items():
        problems += [f"field {name}: {text}" for text in _field_problems(name, field, known)]
    changes = table.get("change", [])
    for number, change in enumerate(changes, 1):
        problems += [f"change {number}: {text}" for text in _change_problems(change, fields, known)]
    if not changes:
        problems.append("changes no parameter")
    used = {change.get(key) for change in changes for key in ("field", "areas", "lasts")}
    used |= {name for change in changes for name in change.get("when", {})}
    return problems + [f"field {name}: no change uses it" for name in fields if name not in used]


def _lever_problems(table: Table) -> list[str]:
    problems = [f"[lever] has no {key}" for key in LEVER_TEXTS if not str(table.get(key, "")).strip()]
    eras = table.get("eras")
    if not eras or not isinstance(eras, list) or any(era not in ERAS for era in eras):
        problems.append(f"eras is {eras!r}, allowed: a list of {', '.join(ERAS)}")
    return problems + [f"[lever] knows no key {key!r}" for key in table if key not in (*LEVER_TEXTS, "eras")]


def _field_problems(name: str, table: Table, known: Registry) -> list[str]:
    """What is missing or contradicts itself in one field."""
    if name in COMMON_KEYS:
        return ["is a key that every lever has"]
    if "follows" in table and table["follows"] not in known:
        return [f"follows the unknown parameter {table['follows']!r}, nearest: {known.nearest(table['follows'])}"]
    full = _with_followed(table, known)
    kind = _kind(full)
    texts, numbers = (TEXTS, NUMBERS) if kind == NUMBER else ((*LABELS, "source", "locator"), ("value",))
    allowed = {*texts, *numbers} | {NUMBER: {"follows"}, CHOICE: {"choices"}, AREAS: {"areas"}}[kind]
    problems = [f"has no {key}" for key in (*texts, *numbers) if not str(full.get(key, "")).strip()]
    problems += [f"knows no key {key!r}" for key in table if key not in allowed]
    if problems:
        return problems
    if kind == CHOICE:
        return [] if full["value"] in full["choices"] else [f"value {full['value']!r} is no choice"]
    if kind == AREAS:
        return [] if full["value"] == [] else ["value of an area list is [], for all areas"]
    return _number_problems(full)


def _number_problems(table: Table) -> list[str]:
    """Numbers of a field that are none, or contradict each other."""
    value, low, high, minimum, maximum = (table[key] for key in NUMBERS)
    if any(isinstance(x, bool) or not isinstance(x, int | float) for x in (value, low, high, minimum, maximum)):
        return ["needs numbers for " + ", ".join(NUMBERS)]
    if not all(math.isfinite(x) for x in (value, low, high, minimum, maximum)):
        return ["has a number that is not finite"]
    if not minimum <= low <= value <= high <= maximum:
        return [f"needs minimum <= low <= value <= high <= maximum, has {minimum}, {low}, {value}, {high}, {maximum}"]
    return []


def _change_problems(change: Table, fields: Mapping[str, Table], known: Registry) -> list[str]:
    """What is unknown or contradicts itself in one change."""
    problems = [f"knows no key {key!r}" for key in change if key not in CHANGE_KEYS]
    parameter = str(change.get("parameter", ""))
    if parameter not in known:
        problems.append(f"the registry knows no parameter {parameter!r}, nearest: {known.nearest(parameter)}")
    if change.get("operation") not in OPERATIONS:
        problems.append(f"operation is {change.get('operation')!r}, allowed: {', '.join(OPERATIONS)}")
    if ("field" in change) == ("value" in change):
        problems.append("needs either a field or a value")
    if "factor" in change and "field" not in change:
        problems.append("a factor goes with a field")
    named = {key: change[key] for key in ("field", "areas", "lasts") if key in change}
    problems += [f"{key} names the unknown field {name!r}" for key, name in named.items() if name not in fields]
    problems += [f"when names the unknown field {name!r}" for name in change.get("when", {}) if name not in fields]
    allowed = {"per": ("start",), "scope": ("region",), "ramp": (True, False)}
    return problems + [
        f"{key} is {change[key]!r}, allowed: {', '.join(map(str, words))}"
        for key, words in allowed.items()
        if key in change and change[key] not in words
    ]


def _kind(table: Table) -> str:
    if "choices" in table:
        return CHOICE
    return AREAS if table.get("areas") is True else NUMBER


def _with_followed(table: Table, known: Registry) -> Table:
    """The field with what it takes from the parameter that it follows."""
    if "follows" not in table:
        return table
    followed = known[table["follows"]]
    return {key: getattr(followed, key) for key in (*NUMBERS, *TEXTS)} | table


def _lever(name: str, table: Table, known: Registry) -> Lever:
    fields = {key: _field(name, key, field, known) for key, field in table.get("field", {}).items()}
    rules = tuple(_rule(change) for change in table["change"])
    texts = {key: table["lever"][key] for key in LEVER_TEXTS}
    return Lever(name=name, eras=tuple(table["lever"]["eras"]), fields=MappingProxyType(fields), rules=rules, **texts)


def _field(lever: str, name: str, table: Table, known: Registry) -> Field:
    full = _with_followed(table, known)
    kind = _kind(full)
    value = full["value"]
    bounds: Table = {key: float(full.get(key, math.nan)) for key in NUMBERS if key != "value"}
    texts: Table = {key: full[key] for key in (*LABELS, "source", "locator")}
    return Field(
        lever=lever,
        name=name,
        kind=kind,
        value=float(value) if kind == NUMBER else tuple(value) if kind == AREAS else value,
        always="value" in table,
        choices=tuple(full.get("choices", ())),
        unit=full.get("unit", kind),
        **bounds,
        **texts,
    )


def _rule(change: Table) -> Rule:
    return Rule(
        parameter=change["parameter"],
        operation=change["operation"],
        field=change.get("field"),
        amount=float(change["value"] if "value" in change else change.get("factor", 1.0)),
        areas=change.get("areas"),
        when=tuple((name, _words(words)) for name, words in change.get("when", {}).items()),
        ramp=change.get("ramp", True),
        once=change.get("per") == "start",
        region=change.get("scope") == "region",
        lasts=change.get("lasts"),
    )


def _words(words: str | list[str]) -> tuple[str, ...]:
    return (words,) if isinstance(words, str) else tuple(words)
