"""The axes of an experiment: what its levers and uncertainties let a point choose."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from youthsim.levers import levers
from youthsim.levers.base import AREAS as AREA_FIELD
from youthsim.levers.base import SET
from youthsim.levers.loading import COMMON_KEYS
from youthsim.parameters import Parameter, registry
from youthsim.scenario import Scenario, ScenarioError
from youthsim.scenario.problems import Findings, describe, number, out_of_bounds, quote, unknown, wrong_type
from youthsim.sweep.grammar import RANGE_KEYS
from youthsim.sweep.model import (
    AREAS,
    CHOICE,
    DATE,
    LISTED,
    PLAIN,
    POLICY,
    TRIANGULAR,
    UNCERTAINTY,
    UNIFORM,
    Axis,
    Cell,
)

Where = Callable[..., str]
Scenarios = Mapping[str, Scenario]
TARGETS = "scenarios"  # the key of a lever that says to which scenarios it applies
AN_UNCERTAINTY = "true for the registry's range, { low = , high = } or { values = [...] }"


def policies(tables: Mapping[str, Mapping[str, Any]], scenarios: Scenarios, where: Where, findings: Findings
) -> Iterator[Axis]:  # fmt: skip
    """The axes of ``[levers]``: every key of a lever is a value, or a list of values to go through."""
    for lever, given in tables.items():
        here = where("levers", lever)
        if lever not in levers():
            findings.error(here, unknown("lever", lever, levers()))
            continue
        meant = _meant_scenarios(given.get(TARGETS), scenarios, where("levers", lever, TARGETS), findings)
        known = levers()[lever].fields
        found = []
        switched = {key: value for key, value in given.items() if key != TARGETS} or {"on": True}
        for key in switched:
            at = where("levers", lever, key)
            if key not in known and key not in (*COMMON_KEYS, "on"):
                findings.error(at, unknown(f"field of {lever}", key, [*known, *COMMON_KEYS, "on", TARGETS]))
                continue
            is_list = key == "areas" or (key in known and known[key].kind == AREA_FIELD)
            values = _values(switched[key], is_list)
            if not values:
                findings.error(at, f"levers.{lever}.{key} has no values; found an empty list, allowed at least one")
                continue
            _check_policy(lever, key, values, [scenarios[name] for name in meant], at, findings)
            unit = known[key].unit if key in known else ""
            found.append(_policy(f"levers.{lever}.{key}", values, meant, unit))
        yield from found


def _policy(name: str, values: list[Any], meant: tuple[str, ...], unit: str) -> Axis:
    if all(isinstance(value, date) for value in values):
        return Axis(name, POLICY, meant, unit, tuple(value.isoformat() for value in values), holds=DATE)
    if all(isinstance(value, list) for value in values):
        return Axis(name, POLICY, meant, unit, tuple(",".join(map(str, value)) for value in values), holds=AREAS)
    return Axis(name, POLICY, meant, unit, tuple(values), holds=PLAIN)


def _meant_scenarios(given: Any, scenarios: Scenarios, where: str, findings: Findings) -> tuple[str, ...]:
    """The scenarios that a lever applies to: those named, or all but the base."""
    if given is None:
        meant = tuple(scenarios)[1:]
        if not meant and scenarios:
            text = "the lever applies to no scenario: it leaves the base alone and there is no other"
            findings.error(where, f"{text}; allowed: a second scenario, or scenarios = [...] in the lever")
        return meant
    if not isinstance(given, list) or not all(isinstance(name, str) for name in given):
        findings.error(where, wrong_type(TARGETS, given, "a list of names of scenarios"))
        return ()
    for name in given:
        if scenarios and name not in scenarios:
            findings.error(where, unknown("scenario of the experiment", name, scenarios))
    return tuple(name for name in given if name in scenarios)


def _values(given: Any, is_list: bool) -> list[Any]:
    """The values to go through; a key that is itself a list has one value unless it is a list of lists."""
    if not isinstance(given, list):
        return [given]
    return [given] if is_list and not any(isinstance(value, list) for value in given) else list(given)


def _check_policy(
    lever: str, key: str, values: list[Any], meant: Iterable[Scenario], where: str, findings: Findings
) -> None:
    """Try every value by itself in each scenario that it is meant for."""
    if len({str(value) for value in values}) < len(values):
        findings.error(where, f"levers.{lever}.{key} has a value twice; allowed: values that differ")
    for scenario in meant:
        for value in values:
            try:
                changed = scenario.with_levers(**{lever: {key: value}})
            except ScenarioError as error:
                for problem in error.problems:
                    findings.error(where, f"{_bare(problem)} (in {scenario.name})")
            else:
                for warning in changed.warnings:
                    if warning not in scenario.warnings:
                        findings.warn(where, f"{_bare(warning)} (in {scenario.name})")


def _bare(problem: str) -> str:
    """A problem without the call that it came from."""
    return problem.removeprefix("with_levers: ").removeprefix("with_values: ")


def uncertainties(tables: Mapping[str, Any], scenarios: Scenarios, where: Where, findings: Findings) -> Iterator[Axis]:
    """The axes of ``[uncertainties]``: parameters with a range, the registry's or a narrower one."""
    for path, given in _leaves(tables):
        name, at = ".".join(path), where("uncertainties", *path)
        if name not in registry():
            if name in registry().families:
                members = ", ".join(registry().family(name))
                findings.error(at, f"{name} is a list of parameters; allowed: one of them, {members}")
            else:
                findings.error(at, unknown("parameter", name, registry(), "allowed: those that youthsim params lists"))
            findings.left_out.add(("uncertainties", name))
            continue
        axis = _uncertainty(registry()[name], given, tuple(scenarios), at, findings)
        if axis is None:
            findings.left_out.add(("uncertainties", name))
        else:
            yield axis


def _leaves(table: Mapping[str, Any], before: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every uncertainty with its path, whether its name was written with quotes or as dotted keys."""
    for key, value in table.items():
        path = (*before, key)
        deeper = isinstance(value, Mapping) and value and ".".join(path) not in registry()
        if deeper and not set(value) <= set(RANGE_KEYS):
            yield from _leaves(value, path)
        else:
            yield path, value


def _uncertainty(p: Parameter, given: Any, names: tuple[str, ...], where: str, findings: Findings) -> Axis | None:
    """The axis of one parameter, or None where something is wrong with it."""
    if given is True:
        given = {}
    if not isinstance(given, Mapping):
        findings.error(where, wrong_type(p.name, given, AN_UNCERTAINTY))
        return None
    unknown_keys = [key for key in given if key not in RANGE_KEYS]
    for key in unknown_keys:
        findings.error(where, unknown(f"key of {p.name}", key, RANGE_KEYS))
    if unknown_keys:
        return None
    if "values" in given:
        return _listed(p, given, names, where, findings)
    low, high = given.get("low", p.low), given.get("high", p.high)
    if [value for value in (low, high) if not _in_bounds(p, value, where, findings)]:
        return None
    if not low < high:
        found = f"found {number(low)} to {number(high)}"
        findings.error(where, f"{p.name} has no range to vary in; {found}, allowed low below high, or values = [...]")
        return None
    distribution = given.get("distribution", UNIFORM if p.distribution == "fixed" else p.distribution)
    if distribution not in (UNIFORM, TRIANGULAR, CHOICE):
        findings.error(where, unknown(f"distribution of {p.name}", str(distribution), (UNIFORM, TRIANGULAR, CHOICE)))
        return None
    if distribution == CHOICE and (low != int(low) or high != int(high)):
        findings.error(where, f"{p.name} is a choice among whole numbers; found {number(low)} to {number(high)}")
        return None
    mode = min(max(p.value, low), high)
    return Axis(p.name, UNCERTAINTY, names, p.unit, (), float(low), float(high), float(mode), distribution)


def _listed(
    p: Parameter, given: Mapping[str, Any], names: tuple[str, ...], where: str, findings: Findings
) -> Axis | None:
    values = given["values"]
    if len(given) > 1:
        findings.error(where, f"{p.name} has values and a range; allowed: one of the two")
        return None
    if not isinstance(values, list) or not values:
        findings.error(where, wrong_type(f"values of {p.name}", values, "a list of numbers"))
        return None
    if [value for value in values if not _in_bounds(p, value, where, findings)]:
        return None
    if len(set(values)) < len(values):
        findings.error(where, f"values of {p.name} hold one twice; allowed: values that differ")
        return None
    cells: tuple[Cell, ...] = tuple(float(value) for value in values)
    return Axis(p.name, UNCERTAINTY, names, p.unit, cells, min(values), max(values), p.value, LISTED)


def _in_bounds(p: Parameter, value: Any, where: str, findings: Findings) -> bool:
    """Whether the value is possible; one outside the plausible range is warned of."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        findings.error(where, wrong_type(p.name, value, f"a number in {p.unit}"))
        return False
    if not p.minimum <= value <= p.maximum:  # also catches nan
        findings.error(where, out_of_bounds(p.name, value, p.minimum, p.maximum, p.unit))
        return False
    if not p.low <= value <= p.high:
        plausible = f"plausible {number(p.low)} to {number(p.high)} {p.unit}"
        findings.warn(where, f"{p.name} is outside its plausible range; found {describe(value)}, {plausible}")
    return True


def warn_hidden(
    unknowns: Iterable[Axis], policies_: Iterable[Axis], scenarios: Scenarios, where: Where, findings: Findings
) -> None:
    """Warn where an uncertainty does not reach: an area or a lever sets the same parameter."""
    chosen = {(name, axis.key[0]) for axis in policies_ for name in axis.scenarios}
    for axis in unknowns:
        at = where("uncertainties", axis.name)
        for name, scenario in scenarios.items():
            areas = [area.name for area in scenario.areas if axis.name in dict(area.set)]
            if areas:
                text = f"{axis.name} does not vary in {', '.join(map(quote, areas))} of {name}"
                findings.warn(at, f"{text}, which set it themselves")
            for setting in scenario.levers:
                sets = any(c.parameter == axis.name and c.operation == SET for c in setting.changes())
                if sets and (name, setting.name) not in chosen:
                    findings.warn(at, f"{axis.name} is set by the lever {setting.name} of {name} once it has started")
