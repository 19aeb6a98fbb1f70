"""The scenarios that the page offers: those that ship, and those that whoever starts the workshop brings along.

What is brought is read once, before the server starts. From then on a scenario is known by its name alone, so nothing
that comes from the page is ever looked up as a path.
"""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from youthsim.experiment.errors import BadInput
from youthsim.scenario import Scenario, ScenarioError, load, shipped
from youthsim.scenario.files import find
from youthsim.scenario.files import read as read_file
from youthsim.scenario.problems import Findings, quote, unknown
from youthsim.workshop import limits


@dataclass(frozen=True, slots=True)
class Preset:
    """A scenario as a menu shows it; ``own`` where it was brought along."""

    name: str
    title: str
    question: str
    source: str
    era: str
    own: bool = False


@dataclass(frozen=True, slots=True)
class Own:
    """A scenario that was brought along, its file, and the file or shipped name that it extends, if any."""

    scenario: Scenario
    path: Path
    extends: Path | None


class Menu:
    """The scenarios of a workshop by name; two menus are the same only where they are one."""

    def __init__(self, own: Iterable[Own] = ()) -> None:
        self._own: Mapping[str, Own] = {one.scenario.name: one for one in own}

    @property
    def own(self) -> list[Scenario]:
        """What was brought along, in the order given."""
        return [one.scenario for one in self._own.values()]

    def names(self) -> list[str]:
        """The names of all scenarios, those brought along first."""
        return [*self._own, *shipped()]

    def scenario(self, name: str) -> Scenario:
        """The scenario of this name.

        Raises:
            BadInput: the menu has no such name; a path is never followed.
        """
        if name in self._own:
            return self._own[name].scenario
        if name not in shipped():
            raise BadInput(unknown("scenario", name, self.names()))
        return _loaded(name)

    def presets(self) -> list[Preset]:
        """All scenarios as a menu shows them."""
        brought = [Preset(one.name, one.title, one.question, one.source, one.era, own=True) for one in self.own]
        return [*brought, *_shipped_presets().values()]

    def beside(self, name: str) -> str | None:
        """The scenario of the menu that this one extends, where the two have the same areas, years and era."""
        parent = self._parent(name)
        if parent is None:
            return None
        mine, other = self.scenario(name), self.scenario(parent)
        alike = [area.name for area in mine.areas] == [area.name for area in other.areas]
        same = (mine.era, mine.start, mine.years) == (other.era, other.start, other.years)
        return parent if alike and same else None

    def _parent(self, name: str) -> str | None:
        if name not in self._own:
            parent = _heading(name).get("extends") if name in shipped() else None
            return str(parent) if parent in shipped() else None
        extends = self._own[name].extends
        if extends is None:
            return None
        known = {one.path: other for other, one in self._own.items()}
        return known.get(extends) or _shipped_files().get(extends)


SHIPPED = Menu()


def menu_with(files: Iterable[str]) -> Menu:
    """The menu with scenario files beside the shipped ones.

    Raises:
        ScenarioError: a file that cannot be used; the problems of all files come together.
        BadInput: a name that is on the menu already, or that an address cannot hold.
    """
    own: list[Own] = []
    problems: list[str] = []
    for file in files:
        try:
            own.append(_brought(file))
        except ScenarioError as error:
            problems += error.problems
    if problems:
        raise ScenarioError(list(dict.fromkeys(problems)), unusable=True)
    taken = set(shipped())
    for one in own:
        name, file = one.scenario.name, quote(one.path.name)
        if name in taken:
            raise BadInput(f"{file}: the menu has a scenario {quote(name)} already; rename the file")
        if not name.isprintable() or len(name) > limits.LONGEST_VALUE:
            raise BadInput(f"{file}: an address cannot hold this name; rename the file")
        taken.add(name)
    return Menu(own)


def _brought(file: str) -> Own:
    scenario = load(file)
    path = find(file)
    extends = read_file(path, Findings()).tables.get("scenario", {}).get("extends")
    parent = find(extends, beside=path.parent).resolve() if isinstance(extends, str) else None
    return Own(scenario, path.resolve(), parent)


@functools.cache
def _loaded(name: str) -> Scenario:
    return load(name)


@functools.cache
def _shipped_files() -> dict[Path, str]:
    """The names of the shipped scenarios by their files."""
    return {find(name).resolve(): name for name in shipped()}


@functools.cache
def _shipped_presets() -> dict[str, Preset]:
    """The shipped scenarios by name, read from their headings alone."""
    headings = {name: _heading(name) for name in shipped()}
    found = {}
    for name, own in headings.items():
        lineage = _lineage(name, headings)
        era = next((headings[one].get("era") for one in lineage if headings[one].get("era")), "")
        texts = {key: str(own.get(key, "")) for key in ("title", "question", "source")}
        found[name] = Preset(name, texts["title"] or name, texts["question"], texts["source"], str(era))
    return found


@functools.cache
def _heading(name: str) -> dict[str, Any]:
    table = tomllib.loads(find(name).read_text(encoding="utf-8")).get("scenario", {})
    return dict(table)


def _lineage(name: str, headings: dict[str, dict[str, Any]]) -> list[str]:
    """The shipped scenarios that a preset extends, itself first."""
    row = [name]
    while (parent := headings[row[-1]].get("extends")) in headings and parent not in row:
        row.append(str(parent))
    return row
