"""The controls of the page, made from the registry and the levers: what is added there appears here by itself."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from youthsim.levers import levers
from youthsim.levers.base import AREAS, NUMBER, SET, Field, FieldValue, Lever
from youthsim.parameters import registry
from youthsim.parameters.registry import Parameter
from youthsim.report import numbers
from youthsim.report.texts import text
from youthsim.report.units import unit_in
from youthsim.scenario import LeverSetting, Scenario
from youthsim.workshop.menu import SHIPPED, Menu, Preset

MAIN = Path(__file__).parent / "main_parameters.toml"
STEPS = 100  # of a slider over its plausible range, at the finest
NICE = (1.0, 2.0, 2.5, 5.0, 10.0)

Control = dict[str, Any]


@functools.cache
def main_parameters() -> tuple[str, ...]:
    """The parameters that the page shows before somebody looks for others."""
    names = tomllib.loads(MAIN.read_text(encoding="utf-8"))["parameters"]
    return tuple(names)


def controls(base: Scenario, policy: Scenario, language: str, menu: Menu = SHIPPED) -> dict[str, Any]:
    """All that a participant can change, with what holds now in the scenarios as they are, in ``language``."""
    settings = {setting.name: setting for setting in policy.levers}
    return {
        "presets": [_preset(one) for one in menu.presets()],
        "levers": [
            _lever(lever, settings.get(lever.name), policy, language)
            for lever in levers().values()
            if policy.era in lever.eras
        ],
        "main": list(main_parameters()),
        "parameters": [_parameter(p, base, language) for p in _main_first()],
        "areas": [area.name for area in base.areas],
        "start": policy.start.isoformat(),
        "end": policy.end.isoformat(),
    }


def _main_first() -> list[Parameter]:
    """All parameters, those that are shown first in their own order."""
    main = [registry()[name] for name in main_parameters()]
    return main + [p for p in registry().values() if p.name not in main_parameters()]


def _preset(one: Preset) -> Control:
    return {
        "name": one.name, "title": one.title, "question": one.question, "source": one.source, "era": one.era,
        "own": one.own,
    }  # fmt: skip


def _lever(lever: Lever, setting: LeverSetting | None, policy: Scenario, language: str) -> Control:
    """A lever with its switch, its start and its fields."""
    given = dict(setting.fields) if setting else {}
    return {
        "name": lever.name,
        "label": lever.label(language),
        "summary": lever.summary(language),
        "source": f"{lever.source}, {lever.locator}",
        "on": setting is not None,
        "start": (setting.start if setting else policy.start).isoformat(),
        "ramp_months": setting.ramp_months if setting else 0,
        "fields": [_field(field, lever, given, policy, language) for field in lever.fields.values()],
    }


def _field(field: Field, lever: Lever, given: Mapping[str, FieldValue], policy: Scenario, language: str) -> Control:
    """A field with the value in use: where nobody gives one, that of the parameter that it follows."""
    follows = None if field.name in given else followed(field, lever)
    value = given.get(field.name, field.value if follows is None else policy.parameter(follows))
    about: Control = {
        "name": field.path, "label": field.label(language), "kind": field.kind,
        "source": f"{field.source}, {field.locator}", "follows": follows,
    }  # fmt: skip
    if field.kind == NUMBER and isinstance(value, int | float):
        low, high, lowest, highest = field.low, field.high, field.minimum, field.maximum
        return about | _number(value, low, high, lowest, highest, field.unit, language)
    if field.kind == AREAS:
        return about | {"value": list(value) if isinstance(value, tuple) else []}
    return about | {"value": value, "choices": list(field.choices)}


def followed(field: Field, lever: Lever) -> str | None:
    """The parameter that holds for as long as nobody gives the field, if there is one."""
    if field.always or field.kind != NUMBER:
        return None
    return next((rule.parameter for rule in lever.rules if rule.field == field.name and rule.operation == SET), None)


def _parameter(p: Parameter, base: Scenario, language: str) -> Control:
    value = base.parameter(p.name)
    return {
        "name": p.name, "label": p.label(language), "kind": NUMBER, "source": f"{p.source}, {p.locator}",
        "known": text(f"kind_{p.kind}", language),
    } | _number(value, p.low, p.high, p.minimum, p.maximum, p.unit, language)  # fmt: skip


def _number(value: float, low: float, high: float, least: float, most: float, unit: str, language: str) -> Control:
    """A number with its slider: over the plausible range, and as far beyond as the value itself lies."""
    return {
        "value": value, "low": min(low, value), "high": max(high, value), "minimum": least, "maximum": most,
        "step": step_of(min(low, value), max(high, value)), "unit": unit_in(unit, language),
        "range": f"{numbers.number(low, language)} – {numbers.number(high, language)}",
    }  # fmt: skip


def step_of(low: float, high: float) -> float:
    """A round step that divides a range into about a hundred."""
    if high <= low:
        return 1.0
    rough = (high - low) / STEPS
    power = 10.0 ** _exponent(rough)
    nice = next(one for one in NICE if one * power >= rough * (1 - 1e-9))
    return float(f"{nice * power:.6g}")


def _exponent(value: float) -> int:
    return int(f"{value:e}".partition("e")[2])
