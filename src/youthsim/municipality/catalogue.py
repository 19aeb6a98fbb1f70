"""The figures that are asked for, and the eras with the calibrated scenario that is refitted to them."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from youthsim.parameters import registry
from youthsim.scenario import Scenario, load

HERE = Path(__file__).parent
NATIONAL_YOUTHS = 100_000  # national values are per this many youths, as in the registry
YOUTHS, AREAS, HELP, FTE = "youths", "areas", "help_in_a_year", "wijkteam_fte"
CHILDREN, FAMILIES, WAIT = "children", "families", "wait"  # whose chance makes a figure differ from year to year


@dataclass(frozen=True, slots=True)
class National:
    """The national value of a figure in one era, and where it is from."""

    value: float
    source: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure that a municipality knows about itself; see ``figures.toml`` for the keys."""

    name: str
    labels: Mapping[str, str]
    explanations: Mapping[str, str]
    unit: str
    minimum: float
    maximum: float
    national: Mapping[str, National]
    at_most: str | None
    per: str | None
    outcome: str | None
    organisation: str
    chance: str | None
    whole: bool

    def exists_in(self, era: str) -> bool:
        """Whether the figure means something in an era; the number of youths has no national value and always does."""
        return era in self.national or not self.national

    def label(self, language: str) -> str:
        """What it is called, in ``en`` or ``nl``."""
        return self.labels[language]

    def default(self, era: str, known: Mapping[str, float]) -> float | None:
        """The national rate, applied to the figure with which it grows; None where there is none.

        Args:
            known: the figures before it.
        """
        if era not in self.national or (self.per is not None and self.per not in known):
            return None
        value = self.national[era].value
        if self.per is None:
            return value
        base = NATIONAL_YOUTHS if self.per == YOUTHS else figures()[self.per].national[era].value
        value *= known[self.per] / base
        return float(max(1, round(value))) if self.whole else value


@dataclass(frozen=True, slots=True)
class EraBase:
    """The calibrated scenario of an era: its name, its years, and what the engine simulates of it without levers.

    ``engine`` holds numbers per 100,000 youths and shares by outcome, ``waits`` days by organisation.
    """

    name: str
    base: str
    first_year: int
    last_year: int
    engine: Mapping[str, float]
    waits: Mapping[str, float]

    def scenario(self) -> Scenario:
        """The calibrated scenario, without its levers."""
        return load(self.base).without_levers()


@functools.cache
def figures() -> Mapping[str, Figure]:
    """The figures by name, in the order of asking."""
    tables = tomllib.loads((HERE / "figures.toml").read_text(encoding="utf-8"))
    return {name: _figure(name, table) for name, table in tables.items()}


@functools.cache
def eras() -> Mapping[str, EraBase]:
    """The eras by name."""
    tables = tomllib.loads((HERE / "eras.toml").read_text(encoding="utf-8"))
    return {name: EraBase(name=name, **table) for name, table in tables.items()}


def _figure(name: str, table: Mapping[str, Any]) -> Figure:
    return Figure(
        name=name,
        labels={"en": table["label_en"], "nl": table["label_nl"]},
        explanations={"en": table["explain_en"], "nl": table["explain_nl"]},
        unit=table["unit"],
        minimum=float(table["minimum"]),
        maximum=float(table["maximum"]),
        national={era: _national(era, given) for era, given in table.get("national", {}).items()},
        at_most=table.get("at_most"),
        per=table.get("per"),
        outcome=table.get("outcome"),
        organisation=table.get("organisation", "all"),
        chance=table.get("chance"),
        whole=bool(table.get("whole", False)),
    )


def _national(era: str, given: Mapping[str, Any]) -> National:
    if "parameter" not in given:
        return National(float(given["value"]), given["source"])
    name = given["parameter"]
    value = dict(load(eras()[era].base).values).get(name, registry()[name].value)
    return National(value, given["source"])
