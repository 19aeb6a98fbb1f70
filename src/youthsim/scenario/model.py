"""A scenario: what differs from the registry, where, from when, and by which policy.

Scenarios are values: they cannot be changed, compare by content, and every method that looks like a change
returns a new scenario, checked like one from a file.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, NamedTuple

from youthsim.levers import Change, FieldValue, levers, share_in_force
from youthsim.parameters import registry

Values = tuple[tuple[str, float], ...]


class Origin(NamedTuple):
    """What set a value: ``where`` is FILE:LINE or the call, ``source`` the document it is taken from."""

    name: str
    value: Any
    where: str
    source: str


@dataclass(frozen=True, slots=True)
class Area:
    """A part of the region with its own local team; ``set`` holds the parameters that differ there."""

    name: str
    youths: float
    set: Values = ()


@dataclass(frozen=True, slots=True)
class LeverSetting:
    """A lever that is on: from when, over how many months and in how many steps it grows, where, and how.

    ``areas`` is empty where it holds everywhere; ``fields`` are those that the scenario gives; ``steps`` is 0
    where it grows smoothly.
    """

    name: str
    start: date
    ramp_months: float = 0.0
    areas: tuple[str, ...] = ()
    fields: tuple[tuple[str, FieldValue], ...] = ()
    steps: int = 0

    def changes(self) -> list[Change]:
        """The changes of parameters that this setting makes, once it is whole."""
        return levers()[self.name].changes(self.fields, self.areas)

    def share_in_force(self, months: float) -> float:
        """The share (0 to 1) of the lever that holds ``months`` after its start."""
        return share_in_force(months, self.ramp_months, self.steps)


@dataclass(frozen=True, slots=True)
class Scenario:
    """Everything that a run needs to know, but the seed.

    ``values`` differ from the registry in the whole region from the start; ``start`` is the first day that is
    measured, ``years`` the years measured and ``warmup_years`` the years before it that are not.
    """

    name: str
    title: str
    question: str
    source: str
    era: str
    start: date
    years: int
    warmup_years: int
    regions: int
    areas: tuple[Area, ...]
    values: Values = ()
    levers: tuple[LeverSetting, ...] = ()
    origin: tuple[Origin, ...] = field(default=(), compare=False)
    warnings: tuple[str, ...] = field(default=(), compare=False)

    @property
    def youths(self) -> float:
        """Youths under 18 in all areas together."""
        return sum(area.youths for area in self.areas)

    @property
    def families(self) -> float:
        """Families in all areas together, as many as have these youths; not yet whole."""
        return self.youths / self.parameter("population.youths_per_family")

    @property
    def end(self) -> date:
        """The first day that is no longer measured."""
        year = self.start.year + self.years
        is_leap_day = (self.start.month, self.start.day) == (2, 29)
        return date(year, 3, 1) if is_leap_day else self.start.replace(year=year)

    @property
    def hash(self) -> str:
        """SHA-256 (hex) of all that can change a number; name, title, question and source cannot."""
        content = json.dumps(self._content(), sort_keys=True, separators=(",", ":"), allow_nan=False)
        return hashlib.sha256(content.encode()).hexdigest()

    def parameter(self, name: str, area: str | None = None) -> float:
        """The value of a parameter at the start, before any lever, in ``area`` or in the region as a whole.

        Raises:
            KeyError: the registry knows no such parameter, or the scenario no such area.
        """
        if area is not None:
            local = {place.name: dict(place.set) for place in self.areas}[area]
            if name in local:
                return local[name]
        return dict(self.values)[name] if name in dict(self.values) else registry()[name].value

    def with_values(self, values: Mapping[str, Any]) -> Scenario:
        """This scenario with other parameter values, by name; a list of parameters takes a list.

        Raises:
            ScenarioError: an unknown parameter, a wrong type, or a value that is not possible.
        """
        from youthsim.scenario.editing import with_values

        return with_values(self, values)

    def with_levers(self, **settings: Mapping[str, Any]) -> Scenario:
        """This scenario with levers on, each with the fields given: ``early_gi={"mandate": 1}``.

        Fields of a lever that is on already stay as they are unless given.

        Raises:
            ScenarioError: an unknown lever or field, a lever of another era, or a value that is not possible.
        """
        from youthsim.scenario.editing import with_levers

        return with_levers(self, settings)

    def without_levers(self, *names: str) -> Scenario:
        """This scenario with the levers named switched off, or with all of them if none is named."""
        kept = tuple(lever for lever in self.levers if names and lever.name not in names)
        return replace(self, levers=kept)

    def with_years(self, years: int) -> Scenario:
        """This scenario measured over another number of years.

        Raises:
            ScenarioError: the number is not possible, or a lever would start after the end.
        """
        from youthsim.scenario.editing import with_years

        return with_years(self, years)

    def with_families(self, families: float) -> Scenario:
        """This scenario with so many families in all; areas and places scale with them.

        Raises:
            ScenarioError: the number is not possible.
        """
        from youthsim.scenario.editing import with_families

        return with_families(self, families)

    def to_toml(self) -> str:
        """A scenario file that runs by itself and loads back to the same hash."""
        from youthsim.scenario.writing import to_toml

        return to_toml(self)

    def _content(self) -> dict[str, Any]:
        """All that can change a number, in one form whatever the order of the file."""
        return {
            "era": self.era,
            "start": self.start.isoformat(),
            "years": self.years,
            "warmup_years": self.warmup_years,
            "regions": self.regions,
            "areas": [[area.name, float(area.youths), sorted(area.set)] for area in self.areas],
            "values": sorted(self.values),
            "levers": sorted(
                [s.name, s.start.isoformat(), float(s.ramp_months), s.steps, sorted(s.areas), sorted(s.fields)]
                for s in self.levers
            ),
        }
