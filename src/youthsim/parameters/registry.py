"""Load and enforce the parameter registry.

The registry is a folder of TOML files. Each table is one parameter, named by its path
(``gi.caseload``), or one list of parameters that differ by a last part (``problem.up`` with
``each = ["1", "2", "3", "4"]`` gives ``problem.up.1`` to ``problem.up.4``). A parameter without unit,
plausible range, hard bounds, kind, distribution, source, locator and both labels is refused.
"""

from __future__ import annotations

import difflib
import functools
import math
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

KINDS = ("fact", "calibrated", "assumption", "lever")
DISTRIBUTIONS = ("uniform", "triangular", "choice", "fixed")
TEXTS = ("label_en", "label_nl", "unit", "kind", "distribution", "source", "locator")
NUMBERS = ("value", "low", "high")
BOUNDS = ("minimum", "maximum")
OPTIONAL = ("each",)
FOLDER = Path(__file__).parent / "registry"


class RegistryError(Exception):
    """The registry breaks its own rules; the message lists every problem found."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One number of the domain.

    ``low`` and ``high`` bound what is plausible (a value outside gives a warning), ``minimum`` and
    ``maximum`` what is possible (a value outside is an error). ``distribution`` is how the value spreads
    over the plausible range when its uncertainty is carried.
    """

    name: str
    value: float
    low: float
    high: float
    minimum: float
    maximum: float
    unit: str
    kind: str
    distribution: str
    source: str
    locator: str
    label_en: str
    label_nl: str
    family: str

    def label(self, language: str) -> str:
        """The label in ``language``: ``nl`` or ``en``."""
        return self.label_nl if language == "nl" else self.label_en


class Registry(Mapping[str, Parameter]):
    """The parameters by name, in the order of the registry's files."""

    def __init__(self, parameters: list[Parameter]) -> None:
        self._parameters = {p.name: p for p in parameters}
        self._order = {p.name: i for i, p in enumerate(parameters)}
        self._families: dict[str, list[str]] = {}
        for p in parameters:
            self._families.setdefault(p.family, []).append(p.name)

    def __getitem__(self, name: str) -> Parameter:
        return self._parameters[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._parameters)

    def __len__(self) -> int:
        return len(self._parameters)

    def index(self, name: str) -> int:
        """Position of the parameter in every array of parameter values."""
        return self._order[name]

    def family(self, name: str) -> tuple[str, ...]:
        """Names of the parameters listed under one table, in order (``problem.up`` gives four)."""
        return tuple(self._families[name])

    @property
    def families(self) -> tuple[str, ...]:
        """Names of the tables, in order."""
        return tuple(self._families)

    def nearest(self, name: str) -> str | None:
        """The known name that looks most like ``name``, or None."""
        found = difflib.get_close_matches(name, [*self._parameters, *self._families], n=1, cutoff=0.5)
        return found[0] if found else None


def load_registry(folder: Path = FOLDER) -> Registry:
    """Read every TOML file of ``folder``.

    Raises:
        RegistryError: a parameter misses a required part, has a value outside its own bounds, or stands twice.
    """
    problems: list[str] = []
    parameters: list[Parameter] = []
    for path in sorted(folder.glob("*.toml")):
        with path.open("rb") as stream:
            tables = tomllib.load(stream)
        for name, table in tables.items():
            found = _problems_of(table)
            problems += [f"{path.name}: {name}: {text}" for text in found]
            if not found:
                parameters += _parameters_of(name, table)
    seen: set[str] = set()
    for p in parameters:
        if p.name in seen:
            problems.append(f"{p.name}: stands twice")
        seen.add(p.name)
        problems += [f"{p.name}: {text}" for text in _value_problems(p)]
    if problems:
        raise RegistryError("the parameter registry is not in order:\n" + "\n".join(problems))
    return Registry(parameters)


def _problems_of(table: object) -> list[str]:
    """What is missing or of a wrong type in one table of the registry."""
    if not isinstance(table, dict):
        return ["is no table"]
    problems = [f"has no {key}" for key in (*TEXTS, *NUMBERS, *BOUNDS) if key not in table]
    problems += [f"knows no key {key!r}" for key in table if key not in (*TEXTS, *NUMBERS, *BOUNDS, *OPTIONAL)]
    problems += [f"{key} is empty" for key in TEXTS if key in table and not str(table[key]).strip()]
    if table.get("kind") not in KINDS:
        problems.append(f"kind is {table.get('kind')!r}, allowed: {', '.join(KINDS)}")
    if table.get("distribution") not in DISTRIBUTIONS:
        problems.append(f"distribution is {table.get('distribution')!r}, allowed: {', '.join(DISTRIBUTIONS)}")
    each = table.get("each")
    for key in NUMBERS:
        given = table.get(key)
        if isinstance(each, list):
            if not isinstance(given, list) or len(given) != len(each):
                problems.append(f"{key} needs one number for each of {each}")
        elif not isinstance(given, int | float):
            problems.append(f"{key} is not a number")
    return problems


def _parameters_of(name: str, table: dict[str, Any]) -> list[Parameter]:
    """The parameters of one table: one, or one for each name in ``each``."""
    common: dict[str, Any] = {key: table[key] for key in TEXTS} | _numbers(table, BOUNDS)
    if "each" not in table:
        return [Parameter(name=name, family=name, **_numbers(table, NUMBERS), **common)]
    return [
        Parameter(
            name=f"{name}.{part}",
            family=name,
            **_numbers({key: table[key][place] for key in NUMBERS}, NUMBERS),
            **_with_part(common, part),
        )
        for place, part in enumerate(table["each"])
    ]


def _numbers(table: dict[str, Any], keys: tuple[str, ...]) -> dict[str, Any]:
    """These numbers of a table."""
    return {key: float(table[key]) for key in keys}


def _with_part(common: dict[str, Any], part: str) -> dict[str, Any]:
    """The labels of a listed parameter name the part they are about."""
    return common | {key: f"{common[key]}: {part}" for key in ("label_en", "label_nl")}


def _value_problems(p: Parameter) -> list[str]:
    """Values that contradict each other."""
    if not all(math.isfinite(x) for x in (p.value, p.low, p.high, p.minimum, p.maximum)):
        return ["has a number that is not finite"]
    problems = []
    if not p.minimum <= p.low <= p.high <= p.maximum:
        problems.append(f"needs minimum <= low <= high <= maximum, has {p.minimum}, {p.low}, {p.high}, {p.maximum}")
    if not p.low <= p.value <= p.high:
        problems.append(f"value {p.value} lies outside its plausible range {p.low} to {p.high}")
    return problems


@functools.cache
def registry() -> Registry:
    """The registry that ships with the package, read once."""
    return load_registry()
