"""Check single values: against the registry for parameters, against the lever for its fields."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

from youthsim.levers import Field, FieldValue, Lever, field_paths, levers
from youthsim.levers.base import AREAS, CHOICE
from youthsim.levers.loading import COMMON_KEYS
from youthsim.parameters import registry
from youthsim.scenario.problems import LISTED, Findings, describe, implausible, out_of_bounds, unknown, wrong_type


def flat(table: Mapping[str, Any], before: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every value of a table with its path, whether a name was written with quotes or as dotted keys."""
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from flat(value, (*before, key))
        else:
            yield (*before, key), value


def parameter_values(name: str, value: object, where: str, findings: Findings) -> dict[str, float]:
    """The parameters that ``name`` stands for with their values; empty where something is wrong.

    A name of a list of parameters takes a list, one number for each.
    """
    known = registry()
    if name in known:
        return _checked({name: value}, where, findings)
    if name not in known.families:
        findings.error(where, _unknown_parameter(name))
        return {}
    members = known.family(name)
    if not isinstance(value, list | tuple) or len(value) != len(members):
        last = [member.removeprefix(f"{name}.") for member in members]
        findings.error(where, wrong_type(name, value, f"a list of {len(members)} numbers, for {', '.join(last)}"))
        return {}
    return _checked(dict(zip(members, value, strict=True)), where, findings)


def _unknown_parameter(name: str) -> str:
    """Say that the registry does not know the parameter, and where a field of a lever belongs."""
    lever, _, field = name.partition(".")
    if lever in levers() and field in levers()[lever].fields:
        return f"{name} is no parameter but a field of a lever; allowed: {field} in [levers.{lever}]"
    known = registry()
    return unknown("parameter", name, [*known, *known.families, *field_paths()], LISTED)


def _checked(values: Mapping[str, object], where: str, findings: Findings) -> dict[str, float]:
    """Those of the values that are possible; what is wrong or odd about the others is noted."""
    good = {}
    for name, value in values.items():
        p = registry()[name]
        found = _number(name, value, p.unit, where, findings)
        if found is None:
            continue
        if not p.minimum <= found <= p.maximum:
            findings.error(where, out_of_bounds(name, found, p.minimum, p.maximum, p.unit))
            continue
        if not p.low <= found <= p.high:
            findings.warn(where, implausible(name, found, p.low, p.high, p.unit))
        good[name] = found
    return good


def field_value(lever: Lever, name: str, value: object, where: str, findings: Findings) -> FieldValue | None:
    """The value of a lever's field in its own type, or None where it is wrong."""
    if name not in lever.fields:
        findings.error(where, unknown(f"field of {lever.name}", name, [*lever.fields, *COMMON_KEYS]))
        return None
    field = lever.fields[name]
    if field.kind == AREAS:
        return _areas(field, value, where, findings)
    if field.kind == CHOICE:
        return _choice(field, value, where, findings)
    found = _number(field.path, value, field.unit, where, findings)
    if found is None:
        return None
    if not field.minimum <= found <= field.maximum:
        findings.error(where, out_of_bounds(field.path, found, field.minimum, field.maximum, field.unit))
        return None
    if not field.low <= found <= field.high:
        findings.warn(where, implausible(field.path, found, field.low, field.high, field.unit))
    return found


def _number(name: str, value: object, unit: str, where: str, findings: Findings) -> float | None:
    """The value as a finite number, or None where it is none; a truth value is no number."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        findings.error(where, wrong_type(name, value, f"a number in {unit}"))
        return None
    try:
        found = float(value)
    except OverflowError:
        found = math.inf
    if not math.isfinite(found):
        findings.error(where, f"{name} is not finite; found {describe(value)}, allowed a number in {unit}")
        return None
    return found


def _areas(field: Field, value: object, where: str, findings: Findings) -> tuple[str, ...] | None:
    if isinstance(value, list | tuple) and all(isinstance(area, str) for area in value):
        return tuple(dict.fromkeys(value))
    findings.error(where, wrong_type(field.path, value, "a list of names of areas"))
    return None


def _choice(field: Field, value: object, where: str, findings: Findings) -> str | None:
    if isinstance(value, str) and value in field.choices:
        return value
    if isinstance(value, str):
        findings.error(where, unknown(field.path, value, field.choices))
    else:
        findings.error(where, wrong_type(field.path, value, f"one of {', '.join(field.choices)}"))
    return None
