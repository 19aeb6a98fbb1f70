"""See that the parts of a scenario go together: shares, places, areas, levers and era."""

from __future__ import annotations

import math
from collections.abc import Iterator

from youthsim.levers import Lever, levers
from youthsim.parameters import registry
from youthsim.scenario.draft import Draft
from youthsim.scenario.model import Area, LeverSetting, Scenario
from youthsim.scenario.problems import Findings, number, out_of_bounds, quote, unknown

ADD_UP_TO_ONE = (
    "population.family_size",
    "local.tier_share",
    "local.tier_level_2",
    "local.tier_level_3",
    "local.tier_level_4",
)
AT_MOST_ONE = (
    ("ekc.conference_with_plan", "ekc.plan_without_conference"),
    ("access.direct", "access.provisional", "access.afterwards", "access.during"),
)
IN_ORDER = (("coordination.threshold", "coordination.escalate_from"),)
# What makes the places that families come to in every scenario, or only in one of that era.
DEMANDED = ("local.fte", "provider.fte", "veilig_thuis.fte", "rvdk.fte", "gi.fte", "budget.factor")
DEMANDED_IN = {"bjz.fte": "wjz2005"}
ONLY_IN = {
    "early_gi.available": "jeugdwet2015",
    "gi.area_bound": "jeugdwet2015",
    "connection.posted_fte": "wjz2005",
    "connection.clash": "wjz2005",
    "transition.jeugdwet": "wjz2005",
    "transition.staff_to_local": "wjz2005",
}
TRANSITION = "transition"  # the lever that changes the era
ROUNDING = 1e-6  # shares typed with a few decimals may miss 1 by so much


def check(scenario: Scenario, draft: Draft, findings: Findings) -> None:
    """Note in ``findings`` whatever does not go together; ``draft`` knows where it was set."""
    for area in (None, *(area for area in scenario.areas if area.set)):
        _check_values(scenario, area, draft, findings)
    if scenario.regions > len(scenario.areas):
        found = f"found {scenario.regions} regions and {len(scenario.areas)} areas"
        findings.error(draft.at("region", "regions"), f"a region has no area; {found}, allowed at most one per area")
    for setting in scenario.levers:
        _check_lever(scenario, setting, draft, findings)
    if not findings:
        _check_effects(scenario, draft, findings)


def _check_values(scenario: Scenario, area: Area | None, draft: Draft, findings: Findings) -> None:
    """What parameters must keep among each other, in one area or in the region as a whole."""
    name = area.name if area else None
    values = _Values(scenario, name)

    def where(*parameters: str) -> str:
        paths = [("areas", name, "set", p) for p in parameters if name] + [("set", p) for p in parameters]
        return next((draft[path].where for path in paths if path in draft), draft.at("scenario"))

    for text, parameters in _contradictions(scenario.era, values):
        findings.error(where(*parameters), text + (f" (area {quote(name)})" if name else ""))


class _Values:
    """The values of parameters in one area, read by name."""

    def __init__(self, scenario: Scenario, area: str | None) -> None:
        local = next((dict(place.set) for place in scenario.areas if place.name == area), {})
        self._given = dict(scenario.values) | local

    def __getitem__(self, name: str) -> float:
        return self._given[name] if name in self._given else registry()[name].value


def _contradictions(era: str, values: _Values) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What is impossible about the values together, with the parameters that make it so."""
    for family in ADD_UP_TO_ONE:
        members = registry().family(family)
        total = math.fsum(values[member] for member in members)
        if abs(total - 1.0) > ROUNDING:
            yield f"the shares of {family} do not add up; found a sum of {_rounded(total)}, allowed 1", members
    for members in AT_MOST_ONE:
        total = math.fsum(values[member] for member in members)
        if total > 1.0 + ROUNDING:
            found = f"found a sum of {_rounded(total)}, allowed at most 1"
            yield f"{' and '.join(members)} are more than all; {found}", members
    for first, second in IN_ORDER:
        if values[first] > values[second]:
            found = f"found {number(values[first])} and {number(values[second])}"
            yield f"{first} is above {second}; {found}, allowed the first at most the second", (first, second)
    yield from _no_places(era, values)
    for parameter, only in ONLY_IN.items():
        if values[parameter] != 0 and era != only:
            yield f"{parameter} does not exist in era {era}; found {number(values[parameter])}, allowed 0", (parameter,)


def _no_places(era: str, values: _Values) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Organisations without places to which families come nevertheless: their queue would never end."""
    for parameter in (*DEMANDED, *(name for name, only in DEMANDED_IN.items() if era == only)):
        if values[parameter] == 0:
            yield f"{parameter} is 0 while there is demand; found no places, allowed more than 0", (parameter,)
    if values["ekc.available"] > 0 and values["ekc.coordinators"] == 0:
        text = "ekc.coordinators is 0 while conferences can be offered; allowed more than 0, or ekc.available = 0"
        yield text, ("ekc.coordinators", "ekc.available")
    for share in registry().family("local.tier_share"):
        tier = share.rpartition(".")[2]
        meant = [f"local.tier_level_{level}.{tier}" for level in (2, 3, 4)]
        senders = [name for name in meant if values[name] > 0]
        if values[share] == 0 and senders:
            yield f"{share} is 0 while {senders[0]} sends families there; allowed more than 0", (share, *senders)


def _rounded(total: float) -> str:
    """A sum without the digits that only binary fractions have."""
    return number(round(total, 9))


def _check_lever(scenario: Scenario, setting: LeverSetting, draft: Draft, findings: Findings) -> None:
    """Whether a lever can exist at this time and in these areas, and does something."""
    lever = levers()[setting.name]
    here = draft.at("levers", setting.name)
    if (era := _era_at_start(scenario, setting)) not in lever.eras:
        allowed = f"allowed: {', '.join(lever.eras)}"
        findings.error(here, f"lever {lever.name} does not exist in era {era}; {allowed}")
    _check_time(scenario, setting, draft, findings)
    _check_areas(scenario, setting, lever, draft, findings)
    for name in lever.without_effect(dict(setting.fields)):
        where = draft.at("levers", lever.name, name)
        findings.warn(where, f"{lever.name}.{name} changes nothing with the other fields")
    if all(change.is_empty for change in setting.changes()):
        findings.warn(here, f"lever {lever.name} changes nothing; give one of {', '.join(lever.fields)}")


def _era_at_start(scenario: Scenario, setting: LeverSetting) -> str:
    """The era in which a lever starts: another than the scenario's after a transition."""
    changed = any(lever.name == TRANSITION and lever.start <= setting.start for lever in scenario.levers)
    return "jeugdwet2015" if changed and setting.name != TRANSITION else scenario.era


def _check_time(scenario: Scenario, setting: LeverSetting, draft: Draft, findings: Findings) -> None:
    if not scenario.start <= setting.start < scenario.end:
        when = "before the scenario starts" if setting.start < scenario.start else "after the scenario ends"
        span = f"found {setting.start}, allowed from {scenario.start} until before {scenario.end}"
        findings.error(draft.at("levers", setting.name, "start"), f"lever {setting.name} starts {when}; {span}")
    if setting.steps and not setting.ramp_months:
        where = draft.at("levers", setting.name, "steps")
        findings.warn(where, f"lever {setting.name} has steps and no ramp_months: it starts at once")


def _check_areas(scenario: Scenario, setting: LeverSetting, lever: Lever, draft: Draft, findings: Findings) -> None:
    known = [area.name for area in scenario.areas]
    lists = {name: value for name, value in setting.fields if isinstance(value, tuple)}
    for key, areas in ({"areas": setting.areas} | lists).items():
        where = draft.at("levers", lever.name, key)
        for area in areas:
            if area not in known:
                findings.error(where, unknown("area", str(area), known))
        if key != "areas" and setting.areas and areas and not set(areas) & set(setting.areas):
            findings.error(where, f"{lever.name}.{key} names no area of the lever; allowed: {', '.join(setting.areas)}")


def _check_effects(scenario: Scenario, draft: Draft, findings: Findings) -> None:
    """Whether the levers together leave every parameter within its hard bounds, wherever they hold."""
    for area in (None, *(area.name for area in scenario.areas)):
        values = _Values(scenario, area)
        now: dict[str, float] = {}
        for setting in scenario.levers:
            for change in setting.changes():
                if change.areas and area not in change.areas:
                    continue
                name, p = change.parameter, registry()[change.parameter]
                now[name] = change.apply(now.get(name, values[name]))
                if not p.minimum <= now[name] <= p.maximum:
                    text = out_of_bounds(f"{name} under lever {setting.name}", now[name], p.minimum, p.maximum, p.unit)
                    findings.error(draft.at("levers", setting.name), text)
