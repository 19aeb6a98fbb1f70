"""The tables of levers and presets in the documentation are whole, and say what the presets do."""

from __future__ import annotations

import re
import tomllib
from functools import cache

import pytest

from tests.presets.test_presets import LINE, ROOT, text
from youthsim.levers import levers
from youthsim.scenario import load, shipped

pytestmark = pytest.mark.contract


def rows_of_presets() -> list[list[str]]:
    """The rows of all tables on the page of presets, cell by cell."""
    lines = (ROOT / "docs" / "presets.md").read_text(encoding="utf-8").splitlines()
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| ")]


@cache
def settings(name: str) -> frozenset[tuple[object, ...]]:
    return frozenset((s.name, s.start, s.areas, s.fields) for s in load(name).levers)


@cache
def own_levers(name: str) -> frozenset[object]:
    """The levers that a scenario sets otherwise than what it extends."""
    base = tomllib.loads(text(name))["scenario"].get("extends")
    return frozenset(setting[0] for setting in settings(name) - (settings(base) if base else frozenset()))


def test_every_lever_has_a_row_with_the_presets_that_set_it_and_its_source() -> None:
    table = {row[0].strip("`"): row[1:] for row in rows_of_presets() if row[0].strip("`") in levers()}
    assert set(table) == set(levers())
    for lever_name, (used, source) in table.items():
        found = {name for name in shipped() if lever_name in own_levers(name)}
        assert set(re.findall(r"`([\w-]+)`", used)) == found, lever_name
        assert LINE.search(source) or source.startswith(levers()[lever_name].source), lever_name


def test_every_preset_has_a_row_with_its_sections_or_is_the_reference_of_one() -> None:
    rows = [row for row in rows_of_presets() if row[0].strip("`") in shipped()]
    presets = {row[0].strip("`") for row in rows}
    references = {row[1].strip("`") for row in rows}
    assert all(row[-1] for row in rows)
    assert presets | references == set(shipped())


def test_every_lever_has_one_section_in_the_catalogue() -> None:
    lines = (ROOT / "docs" / "levers.md").read_text(encoding="utf-8").splitlines()
    assert sorted(line[3:] for line in lines if line.startswith("## ")) == sorted(levers())
