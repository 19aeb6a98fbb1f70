"""What the policies of a scenario are: every field that is set, with its value, and every value that differs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from youthsim.levers import FieldValue, levers
from youthsim.levers.base import CHOICE, Field
from youthsim.outcomes.catalogue import WHOLE_CHAIN
from youthsim.parameters import registry
from youthsim.report import numbers
from youthsim.report.texts import counted, text
from youthsim.report.units import unit_in
from youthsim.scenario import LeverSetting, Scenario
from youthsim.scenario.explaining import Difference, set_from_start

DIGITS = 4


@dataclass(frozen=True, slots=True)
class PolicyText:
    """One policy in words, and what is set of it: a line for each field."""

    what: str
    lines: tuple[str, ...] = ()


def policies(scenario: Scenario, base: Scenario, language: str) -> tuple[PolicyText, ...]:
    """What a scenario does: its levers with their fields, and its own values where they differ from the base's.

    Args:
        scenario: the scenario.
        base: what it is compared with; itself where it is the base or alone.
        language: ``nl`` or ``en``.
    """
    found = [_lever(setting, language) for setting in scenario.levers]
    gone = [one.name for one in base.levers if one.name not in {setting.name for setting in scenario.levers}]
    found += [PolicyText(text("lever_gone", language, lever=levers()[name].label(language))) for name in gone]
    other = tuple(_otherwise(scenario, base, language))
    return (*found, PolicyText(text("values_otherwise", language), other)) if other else tuple(found)


def own_values(scenario: Scenario) -> list[Difference]:
    """The values of a scenario that differ from the registry before any lever, in the region and in its areas."""
    return list(set_from_start(scenario))


def farthest(found: list[Difference], most: int) -> list[Difference]:
    """Those that lie farthest from the registry, measured in their plausible range: of each list of parameters one."""
    chosen: dict[str, Difference] = {}
    for one in sorted(found, key=lambda one: -_distance(one)):
        chosen.setdefault(registry()[one.parameter].family, one)
    return list(chosen.values())[:most]


def _distance(one: Difference) -> float:
    p = registry()[one.parameter]
    return abs(one.value - one.default) / (p.high - p.low) if p.high > p.low else 0.0


def _lever(setting: LeverSetting, language: str) -> PolicyText:
    lever, given = levers()[setting.name], dict(setting.fields)
    since = numbers.day(setting.start, language)
    what = text("lever_since", language, lever=lever.label(language), since=since, what=lever.summary(language))
    lines = list(_timing(setting, language))
    lines += [_field(lever.fields[name], value, language) for name, value in given.items()]
    for field in lever.fields.values():  # what holds though nobody set it is policy too
        if field.always and field.name not in given and field.value != ():
            lines.append(text("field_default", language, field=_field(field, field.value, language)))
    return PolicyText(what, tuple(lines))


def _timing(setting: LeverSetting, language: str) -> Iterator[str]:
    """Over how long and where a lever grows, where it does not hold whole and everywhere from its start."""
    if setting.ramp_months:
        months = numbers.number(setting.ramp_months, language)
        yield text("lever_ramp", language, months=months)
    if setting.ramp_months and setting.steps:
        yield counted("lever_steps", setting.steps, language)
    if setting.areas:
        yield text("lever_areas", language, areas=", ".join(setting.areas))


def _field(field: Field, value: FieldValue, language: str) -> str:
    """A field with its value and unit."""
    if isinstance(value, tuple):
        return f"{field.label(language)}: {', '.join(value) or text('all_areas', language)}"
    if isinstance(value, str) or field.kind == CHOICE:
        return f"{field.label(language)}: {value}"
    return f"{field.label(language)}: {_number(value, language)} ({unit_in(field.unit, language)})"


def _otherwise(scenario: Scenario, base: Scenario, language: str) -> Iterator[str]:
    """The values that are others than in the base, also those that the base sets and the scenario does not."""
    values, others = ({(one.parameter, one.area): one.value for one in own_values(given)} for given in (scenario, base))
    for name, area in dict.fromkeys([*values, *others]):
        local = None if area == WHOLE_CHAIN else area
        if local is not None and not all(local in {one.name for one in given.areas} for given in (scenario, base)):
            continue  # an area that only one of them has
        now, before = scenario.parameter(name, local), base.parameter(name, local)
        if now != before:
            p = registry()[name]
            label = f"{p.label(language)} ({name})" + (f", {area}" if local else "")
            shown = {"value": _number(now, language), "base": _number(before, language)}
            yield text("value_otherwise", language, label=label, unit=unit_in(p.unit, language), **shown)


def _number(value: float, language: str) -> str:
    return numbers.number(float(f"{value:.{DIGITS}g}"), language)
