"""Say what is special about a scenario: each value that differs, what set it, and where it comes from."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from youthsim.levers import Change, levers
from youthsim.parameters import registry
from youthsim.scenario.assembling import origin_name
from youthsim.scenario.lines import KeyPath
from youthsim.scenario.model import LeverSetting, Scenario, Values


class Difference(NamedTuple):
    """One parameter that differs from the registry: from what to what, from when, where, and by whose doing.

    ``area`` is ``all`` for the whole region. ``set_by`` is FILE:LINE, or the lever with where it was set.
    """

    parameter: str
    default: float
    value: float
    unit: str
    area: str
    since: date
    set_by: str
    source: str


def differences(scenario: Scenario) -> list[Difference]:
    """Every parameter that differs from the registry at some time: those set from the start, then by lever."""
    return [*set_from_start(scenario), *_set_by_levers(scenario)]


def set_from_start(scenario: Scenario) -> Iterator[Difference]:
    """The parameters that are set before any lever, in the region and in its areas."""
    origins = {origin.name: origin for origin in scenario.origin}
    places: list[tuple[str, Values, KeyPath]] = [("all", scenario.values, ("set",))]
    places += [(area.name, area.set, ("areas", area.name, "set")) for area in scenario.areas]
    for area, values, path in places:
        for name, value in values:
            p, origin = registry()[name], origins.get(origin_name((*path, name)))
            set_by, source = (origin.where, origin.source) if origin else (scenario.name, scenario.source)
            yield Difference(name, p.value, value, p.unit, area, scenario.start, set_by, source)


def _set_by_levers(scenario: Scenario) -> Iterator[Difference]:
    """What each lever makes of each parameter once it is whole, on top of the levers before it."""
    now: dict[tuple[str, str], float] = {}
    for setting in scenario.levers:
        for change in setting.changes():
            for area in change.areas or ("all",):
                key = (change.parameter, area)
                local = None if area == "all" else area
                before = now.get(key, now.get((change.parameter, "all"), scenario.parameter(change.parameter, local)))
                now[key] = change.apply(before)
                if now[key] != before:
                    yield _by_lever(scenario, setting, change, area, now[key])


def _by_lever(scenario: Scenario, setting: LeverSetting, change: Change, area: str, value: float) -> Difference:
    p, lever = registry()[change.parameter], levers()[setting.name]
    field = next((r.field for r in lever.rules if r.parameter == p.name and r.operation == change.operation), None)
    origins = {origin.name: origin for origin in scenario.origin}
    origin = origins.get(f"{lever.name}.{field}") or origins.get(f"{lever.name}.on")
    place = f"lever {lever.name}" + (f" ({origin.where})" if origin else "")
    given = origin.source if origin else ""
    reference = lever.fields[field] if field else lever
    source = given or f"{reference.source}, {reference.locator}"
    return Difference(p.name, p.value, value, p.unit, area, setting.start, place, source)
