"""A scenario in the making: every key by its path, with what set it.

Files are laid over each other in a draft, base first: a later key replaces an earlier one. The paths are
those of a scenario file (``levers``, ``early_gi``, ``start``), except that ``[region]`` has been turned into
its areas and that a parameter's name is one part.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from youthsim.levers import levers
from youthsim.levers.loading import COMMON_KEYS
from youthsim.scenario.checking import field_value, flat, parameter_values
from youthsim.scenario.grammar import AreaForm, FileForm, RegionForm
from youthsim.scenario.lines import KeyPath
from youthsim.scenario.problems import Findings, quote, unknown

RESERVED_AREA = "all"  # stands for the whole region in every table of outcomes
EQUAL = ("region", "youths")  # in a draft whose areas are all equal: the youths of all together


class Entry(NamedTuple):
    """A value, FILE:LINE or the call that set it, and the source that it is taken from."""

    value: Any
    where: str
    source: str


@dataclass(frozen=True, slots=True)
class Setter:
    """Who sets keys: a file or a call. ``where`` gives the place of a path, ``findings`` takes what is wrong."""

    where: Callable[..., str]
    source: str
    findings: Findings

    def entry(self, value: object, *path: str) -> Entry:
        """The value as set at ``path``."""
        return Entry(value, self.where(*path), self.source)


class Draft(dict[KeyPath, Entry]):
    """The keys of a scenario by path."""

    def named(self, table: str) -> list[str]:
        """The names below a table, in order: the areas, the levers."""
        return list(dict.fromkeys(path[1] for path in self if path[0] == table and len(path) > 2))

    def below(self, *path: str) -> dict[str, Entry]:
        """The keys that stand directly below a path."""
        return {key[-1]: entry for key, entry in self.items() if key[:-1] == path}

    def forget(self, *path: str) -> None:
        """Take out everything below a path."""
        for key in [key for key in self if key[: len(path)] == path]:
            del self[key]

    def at(self, *path: str) -> str:
        """Where a key was set; for a key that nobody set, where its table was."""
        for length in range(len(path), 0, -1):
            for key, entry in self.items():
                if key[:length] == path[:length]:
                    return entry.where
        return next((entry.where for entry in self.values()), "scenario")


def lay(draft: Draft, form: FileForm, setter: Setter) -> None:
    """Lay a file over the draft; what is wrong with its values is noted and left out."""
    for key in ("era", "start", "years", "warmup_years"):
        value = getattr(form.scenario, key)
        if value is not None:
            draft["scenario", key] = setter.entry(value, "scenario", key)
    _lay_region(draft, form.region, setter)
    _lay_areas(draft, form, setter)
    for name, lever in form.levers.items():
        lay_lever(draft, name, {key: value for key, value in lever if value is not None}, setter)
    lay_values(draft, form.set, setter)


def lay_values(draft: Draft, values: Mapping[str, Any], setter: Setter, table: KeyPath = ("set",)) -> None:
    """Set parameters, by name or a whole list at once; none may be set twice in one table."""
    seen: set[str] = set()
    for parts, value in flat(values):
        name, where = ".".join(parts), setter.where(*table, *parts)
        for parameter, number in parameter_values(name, value, where, setter.findings).items():
            if parameter in seen:
                text = f"duplicate key; found {parameter} a second time in [{'.'.join(table)}], allowed once"
                setter.findings.error(where, text)
            seen.add(parameter)
            draft[(*table, parameter)] = Entry(number, where, setter.source)


def lay_lever(draft: Draft, name: str, given: Mapping[str, Any], setter: Setter) -> None:
    """Switch a lever on with the keys given, change it, or switch it off (``on = false``).

    The keys that every lever has are of the right type already; the lever's own fields are checked here.
    """
    here = setter.where("levers", name)
    if name not in levers():
        setter.findings.error(here, unknown("lever", name, levers()))
        return
    if not given.get("on", True):
        if name not in draft.named("levers"):
            setter.findings.warn(here, f"lever {name} is switched off and was not on")
        draft.forget("levers", name)
        return
    draft.setdefault(("levers", name, "on"), Entry(True, here, setter.source))
    for key in (key for key in given if key != "on"):
        where = setter.where("levers", name, key)
        is_common = key in COMMON_KEYS
        value = given[key] if is_common else field_value(levers()[name], key, given[key], where, setter.findings)
        if value is not None:
            draft["levers", name, key] = Entry(value, where, setter.source)


def _lay_region(draft: Draft, region: RegionForm, setter: Setter) -> None:
    """Spread youths over equal areas; areas that stay keep the parameters that differ there."""
    if region.regions is not None:
        draft["region", "regions"] = setter.entry(region.regions, "region", "regions")
    if region.youths is None and region.areas is None:
        return
    before = draft.named("areas")
    where = setter.where("region")
    if before and EQUAL not in draft and (region.youths is None or region.areas is None):
        allowed = "allowed youths and areas together, or [areas.NAME]"
        setter.findings.error(where, f"[region] cannot change areas with names; found {quote(before[0])}, {allowed}")
        return
    youths = region.youths if region.youths is not None else draft[EQUAL].value if EQUAL in draft else None
    if youths is None:
        if EQUAL not in setter.findings.left_out:
            setter.findings.error(where, "[region] has areas and no youths; allowed: youths of all areas together")
        setter.findings.left_out.add(EQUAL)
        return
    names = [f"area-{i}" for i in range(1, (region.areas or len(before) or 1) + 1)]
    for name in before:
        if name not in names:
            draft.forget("areas", name)
    draft[EQUAL] = setter.entry(youths, *EQUAL)
    for name in names:
        draft["areas", name, "youths"] = setter.entry(youths / len(names), *EQUAL)


def _lay_areas(draft: Draft, form: FileForm, setter: Setter) -> None:
    """Add or change named areas; new names take the place of equal areas from a base."""
    given = form.areas
    is_equal_by_base = EQUAL in draft and form.region.youths is None and form.region.areas is None
    if given and is_equal_by_base and not set(given) & set(draft.named("areas")):
        draft.forget("areas")
        del draft[EQUAL]
    before = draft.named("areas")
    for name, area in given.items():
        where = setter.where("areas", name)
        if name not in before and EQUAL in draft:
            setter.findings.error(where, unknown("area", name, before))
        elif name not in before and area.youths is None:
            if ("areas", name, "youths") not in setter.findings.left_out:
                setter.findings.error(where, f"area {quote(name)} has no youths; allowed more than 0")
        elif not _is_area_name(name):
            setter.findings.left_out.add(("areas", name, "youths"))
            text = f"area {quote(name)} has a name that cannot be used"
            setter.findings.error(where, f"{text}; allowed: words without comma, not '{RESERVED_AREA}'")
        else:
            _lay_area(draft, name, area, setter)


def _lay_area(draft: Draft, name: str, area: AreaForm, setter: Setter) -> None:
    if area.youths is not None:
        draft["areas", name, "youths"] = setter.entry(area.youths, "areas", name, "youths")
    lay_values(draft, area.set, setter, ("areas", name, "set"))


def _is_area_name(name: str) -> bool:
    return bool(name.strip()) and name.isprintable() and "," not in name and name.lower() != RESERVED_AREA
