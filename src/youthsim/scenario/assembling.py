"""Turn a draft into a scenario, and see that its parts go together."""

from __future__ import annotations

from typing import NamedTuple

from youthsim.levers import FieldValue
from youthsim.levers.loading import COMMON_KEYS
from youthsim.parameters import registry
from youthsim.scenario.consistency import check
from youthsim.scenario.draft import Draft, Entry
from youthsim.scenario.lines import KeyPath
from youthsim.scenario.model import Area, LeverSetting, Origin, Scenario, Values
from youthsim.scenario.problems import Findings

# What holds where neither the file nor what it extends says otherwise; start and youths have no default.
DEFAULT_ERA = "jeugdwet2015"
DEFAULT_YEARS = 10
DEFAULT_WARMUP_YEARS = 3
DEFAULT_REGIONS = 1


class Heading(NamedTuple):
    """What a scenario is called and asks, and the document it is taken from."""

    name: str
    title: str
    question: str
    source: str


def assemble(draft: Draft, heading: Heading, where: str, findings: Findings) -> Scenario:
    """The scenario that a draft describes.

    Args:
        draft: the keys of the scenario, each checked for itself.
        heading: how the scenario is called.
        where: FILE:LINE, or the call, that is named where a key is missing.
        findings: what was found wrong before; what does not go together is added.

    Raises:
        ScenarioError: something is wrong; all that is found is in it.
    """
    has_start, has_areas = ("scenario", "start") in draft, bool(draft.named("areas"))
    if not has_start and ("scenario", "start") not in findings.left_out:
        findings.error(
            where, "the scenario has no start, and extends none that has; allowed: a date such as 2019-01-01"
        )
    if not has_areas and not any(path[-1] == "youths" for path in findings.left_out):
        findings.error(
            where, "the scenario has no youths, and extends none that has; allowed: in [region] or [areas.NAME]"
        )
    if not has_start or not has_areas:
        findings.raise_errors()
    time = {key: entry.value for key, entry in draft.below("scenario").items()}
    scenario = Scenario(
        **heading._asdict(),
        era=time.get("era", DEFAULT_ERA),
        start=time["start"],
        years=time.get("years", DEFAULT_YEARS),
        warmup_years=time.get("warmup_years", DEFAULT_WARMUP_YEARS),
        regions=draft.get(("region", "regions"), Entry(DEFAULT_REGIONS, "", "")).value,
        areas=_areas(draft),
        values=_different(draft),
        levers=_levers(draft, time["start"]),
        origin=tuple(Origin(origin_name(path), *entry) for path, entry in draft.items()),
    )
    check(scenario, draft, findings)
    findings.raise_errors()
    object.__setattr__(scenario, "warnings", findings.warnings)
    return scenario


def redraft(scenario: Scenario) -> Draft:
    """The draft of a scenario, from which another is made."""
    origins = {origin.name: origin for origin in scenario.origin}
    draft = Draft()

    def put(path: KeyPath, value: object) -> None:
        origin = origins.get(origin_name(path), Origin("", None, scenario.name, scenario.source))
        draft[path] = Entry(value, origin.where, origin.source)

    for key in ("era", "start", "years", "warmup_years"):
        put(("scenario", key), getattr(scenario, key))
    put(("region", "regions"), scenario.regions)
    for area in scenario.areas:
        put(("areas", area.name, "youths"), area.youths)
        for parameter, value in area.set:
            put(("areas", area.name, "set", parameter), value)
    for lever in scenario.levers:
        put(("levers", lever.name, "on"), True)
        for key in ("start", "ramp_months", "steps", "areas"):
            put(("levers", lever.name, key), getattr(lever, key))
        for name, field in lever.fields:
            put(("levers", lever.name, name), field)
    for parameter, value in scenario.values:
        put(("set", parameter), value)
    return draft


def origin_name(path: KeyPath) -> str:
    """How a key is called among the origins: parameters and fields by their own name, others by path."""
    return ".".join(path[1:] if path[0] in ("set", "levers") else path)


def _areas(draft: Draft) -> tuple[Area, ...]:
    return tuple(
        Area(name, float(draft["areas", name, "youths"].value), _ordered(draft.below("areas", name, "set")))
        for name in draft.named("areas")
        if ("areas", name, "youths") in draft
    )


def _different(draft: Draft) -> Values:
    """The parameters that differ from the registry."""
    known = registry()
    return tuple((name, value) for name, value in _ordered(draft.below("set")) if value != known[name].value)


def _ordered(entries: dict[str, Entry]) -> Values:
    """Parameters with their values, in the order of the registry."""
    return tuple((name, entries[name].value) for name in sorted(entries, key=registry().index))


def _levers(draft: Draft, start: object) -> tuple[LeverSetting, ...]:
    """The levers that are on, in the order in which they start."""
    settings = [_lever(name, draft.below("levers", name), start) for name in draft.named("levers")]
    return tuple(sorted(settings, key=lambda setting: (setting.start, setting.name)))


def _lever(name: str, entries: dict[str, Entry], start: object) -> LeverSetting:
    given = {key: entry.value for key, entry in entries.items()}
    fields: list[tuple[str, FieldValue]] = [(k, v) for k, v in given.items() if k not in (*COMMON_KEYS, "on")]
    return LeverSetting(
        name=name,
        start=given.get("start", start),
        ramp_months=float(given.get("ramp_months", 0)),
        areas=tuple(given.get("areas", ())),
        fields=tuple(sorted(fields)),
        steps=given.get("steps", 0),
    )
