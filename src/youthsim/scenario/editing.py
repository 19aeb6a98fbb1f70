"""Make a scenario from another: other values, levers, years or families, checked like a file."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from youthsim.levers import field_paths, levers
from youthsim.levers.base import AREAS
from youthsim.parameters import registry
from youthsim.scenario.assembling import Heading, assemble, redraft
from youthsim.scenario.draft import Draft, Entry, Setter, lay_lever, lay_values
from youthsim.scenario.grammar import MOST_YEARS, MOST_YOUTHS, lever_keys
from youthsim.scenario.model import Scenario
from youthsim.scenario.problems import LISTED, Findings, out_of_bounds, quote, unknown, wrong_type

ON, OFF = "on", "off"


def with_values(scenario: Scenario, values: Mapping[str, Any], where: str = "with_values") -> Scenario:
    """The scenario with other parameter values; see ``Scenario.with_values``."""
    draft, findings = redraft(scenario), Findings()
    lay_values(draft, values, _setter(where, findings))
    return _reassembled(scenario, draft, findings, where)


def with_levers(scenario: Scenario, settings: Mapping[str, Any], where: str = "with_levers") -> Scenario:
    """The scenario with levers on; see ``Scenario.with_levers``."""
    draft, findings = redraft(scenario), Findings()
    for name, given in settings.items():
        _put_lever(draft, name, given, where, findings)
    return _reassembled(scenario, draft, findings, where)


def with_years(scenario: Scenario, years: int) -> Scenario:
    """The scenario measured over another number of years; see ``Scenario.with_years``."""
    draft, findings, where = redraft(scenario), Findings(), "with_years"
    if isinstance(years, bool) or not isinstance(years, int):
        findings.error(where, wrong_type("years", years, "a whole number"))
    elif not 1 <= years <= MOST_YEARS:
        findings.error(where, out_of_bounds("years", years, 1, MOST_YEARS, ""))
    else:
        draft["scenario", "years"] = Entry(years, where, "")
    return _reassembled(scenario, draft, findings, where)


def with_families(scenario: Scenario, families: float) -> Scenario:
    """The scenario with so many families in all; see ``Scenario.with_families``."""
    draft, findings, where = redraft(scenario), Findings(), "with_families"
    most = MOST_YOUTHS / scenario.parameter("population.youths_per_family")
    if isinstance(families, bool) or not isinstance(families, int | float):
        findings.error(where, wrong_type("families", families, "a number"))
    elif not 1 <= families <= most:
        findings.error(where, out_of_bounds("families", families, 1, most, ""))
    else:
        scale = families * scenario.parameter("population.youths_per_family") / scenario.youths
        for area in scenario.areas:
            draft["areas", area.name, "youths"] = Entry(area.youths * scale, where, "")
        relative = scenario.parameter("population.scale") * scale
        lay_values(draft, {"population.scale": relative}, _setter(where, findings))
    return _reassembled(scenario, draft, findings, where)


def with_settings(scenario: Scenario, settings: Sequence[str]) -> Scenario:
    """The scenario with what is typed on the command line: ``gi.caseload=15``, ``early_gi.mandate=1``, ``budget=on``.

    A name that is both a parameter and a field of a lever means the field where the lever is on, else the
    parameter. A field of a lever that is off switches it on.

    Raises:
        ScenarioError: an unknown name, or a value that is not possible; all of them are listed.
    """
    draft, findings = redraft(scenario), Findings()
    for setting in settings:
        name, equals, text = (part.strip() for part in setting.partition("="))
        where = f"--set {setting}"
        if not equals:
            findings.error(where, f"is no setting; found {quote(setting)}, allowed NAME=VALUE")
        else:
            _put_setting(draft, name, _typed(text), where, findings)
    return _reassembled(scenario, draft, findings, "--set")


def _put_setting(draft: Draft, name: str, value: object, where: str, findings: Findings) -> None:
    """One setting from the command line: a parameter, a lever, or a key of a lever."""
    lever, _, key = name.partition(".")
    is_parameter = name in registry() or name in registry().families
    if name in levers():
        _switch(draft, name, value, where, findings)
    elif lever in levers() and key and (lever in draft.named("levers") or not is_parameter):
        one_of_list = isinstance(value, str) and _takes_areas(lever, key)
        _put_lever(draft, lever, {key: [value] if one_of_list else value}, where, findings)
    elif is_parameter:
        lay_values(draft, {name: value}, _setter(where, findings))
    else:
        known = [*registry(), *registry().families, *levers(), *field_paths()]
        findings.error(where, unknown("parameter or lever", name, known, LISTED))


def _takes_areas(lever: str, key: str) -> bool:
    field = levers()[lever].fields.get(key)
    return key == "areas" or (field is not None and field.kind == AREAS)


def _switch(draft: Draft, name: str, value: object, where: str, findings: Findings) -> None:
    if value == ON:
        _put_lever(draft, name, {}, where, findings)
    elif value == OFF:
        draft.forget("levers", name)
    else:
        findings.error(where, wrong_type(f"lever {name}", value, f"{ON} or {OFF}, or a value for {name}.FIELD"))


def _put_lever(draft: Draft, name: str, given: object, where: str, findings: Findings) -> None:
    if isinstance(given, Mapping):
        lay_lever(draft, name, lever_keys(given, where, findings), _setter(where, findings))
    else:
        findings.error(where, wrong_type(f"lever {name}", given, "a table of its fields"))


def _setter(where: str, findings: Findings) -> Setter:
    """A call as what sets keys: it has one place for all of them and no source."""
    return Setter(lambda *_: where, "", findings)


def _typed(text: str) -> Any:
    """A typed value in its type: a number, a date, a list where there are commas, else the text."""
    if "," in text or text.startswith("["):
        return [_typed(part.strip()) for part in text.strip("[]").split(",") if part.strip()]
    for type_of in (int, float, date.fromisoformat):
        try:
            return type_of(text)
        except ValueError:
            pass
    return {"true": True, "false": False}.get(text.lower(), text)


def _reassembled(scenario: Scenario, draft: Draft, findings: Findings, where: str) -> Scenario:
    heading = Heading(scenario.name, scenario.title, scenario.question, scenario.source)
    made = assemble(draft, heading, where, findings)
    kept = tuple(dict.fromkeys((*scenario.warnings, *made.warnings)))
    return dataclasses.replace(made, warnings=kept)
