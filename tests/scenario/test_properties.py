"""Whatever a file holds, reading it gives a scenario or a list of problems; what is written loads back."""

from __future__ import annotations

import tempfile
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from youthsim.levers import levers
from youthsim.parameters import registry
from youthsim.scenario import Scenario, ScenarioError, load
from youthsim.scenario.consistency import ADD_UP_TO_ONE, AT_MOST_ONE, IN_ORDER, ONLY_IN
from youthsim.scenario.lines import key_lines

pytestmark = pytest.mark.property

SCENARIO_LINES = st.sampled_from(
    [
        "[scenario]",
        "[region]",
        "[levers.early_gi]",
        "[areas.noord]",
        "[areas.noord.set]",
        "[set]",
        "start = 2019-01-01",
        "youths = 1000",
        "areas = 3",
        'extends = "baseline"',
        "mandate = 1",
        '"gi.fte" = 60',
        "gi.fte = 60",
        "x = [[1, {a = 'b'}],",
        "]",
        '"""',
        "a.b.c = 1",
        "[[set]]",
        "levers = 3",
        "areas = [1, 2]",
        "years = 100000000000000000000000000000",
        'era = "\\u0000"',
    ]
)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


def _read(content: bytes) -> Scenario | tuple[str, ...]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "any.toml"
        path.write_bytes(content)
        try:
            return load(path)
        except ScenarioError as error:
            return error.problems


@settings(deadline=None)
@given(st.binary(max_size=300))
@example(b"\xef\xbb\xbf[scenario]\nstart = 2019-01-01\n[region]\nyouths = 1")
@example(b"[scenario]\r\nstart = 2019-01-01\r\n[region]\r\nyouths = 1\r\n")
def test_any_bytes_give_a_scenario_or_problems_of_one_line(content: bytes) -> None:
    found = _read(content)
    if not isinstance(found, Scenario):
        assert found
        assert all(problem.isprintable() for problem in found)


@settings(deadline=None)
@given(st.lists(SCENARIO_LINES, max_size=12))
def test_any_lines_of_a_scenario_give_a_scenario_or_problems(lines: list[str]) -> None:
    found = _read("\n".join(lines).encode())
    assert isinstance(found, Scenario) or (found and all("\n" not in problem for problem in found))


@settings(deadline=None)
@given(st.lists(SCENARIO_LINES | TEXTS.map(lambda text: f"# {text}"), max_size=10))
def test_every_key_of_a_sound_text_has_a_line(lines: list[str]) -> None:
    text = "\n".join(lines)
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return
    found = key_lines(text)
    assert set(_paths(tables)) <= set(found)
    assert all(1 <= line <= len(lines) for line in found.values())


def _paths(tables: dict[str, Any], before: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for key, value in tables.items():
        yield (*before, key)
        if isinstance(value, dict):
            yield from _paths(value, (*before, key))


@st.composite
def scenarios(draw: st.DrawFn) -> Scenario:
    """Scenarios as calls make them: any free parameter, any levers of the era, any title."""
    bound = {name for families in (ADD_UP_TO_ONE, *AT_MOST_ONE, *IN_ORDER, ONLY_IN) for name in families}
    free = [p for p in registry().values() if p.family not in bound and p.name not in bound and p.low > 0]
    parameters = draw(st.lists(st.sampled_from(free), max_size=5, unique=True))
    values = {p.name: draw(st.floats(p.low, p.high)) for p in parameters}
    base = load("baseline").with_values(values)
    for name in draw(st.lists(st.sampled_from(sorted(levers())), max_size=3, unique=True)):
        if base.era in levers()[name].eras:
            start = draw(st.dates(date(2019, 1, 1), date(2028, 12, 31)))
            base = base.with_levers(**{name: {"start": start, "ramp_months": draw(st.floats(0, 60))}})
    return base.with_families(draw(st.floats(100, 1e6))).with_years(draw(st.integers(10, 40)))


@settings(deadline=None, max_examples=50)
@given(scenarios(), TEXTS)
def test_a_scenario_that_is_written_loads_back_to_the_same_hash(scenario: Scenario, title: str) -> None:
    import dataclasses

    found = _read(dataclasses.replace(scenario, title=title, question=title).to_toml().encode())
    assert isinstance(found, Scenario), found
    assert found.hash == scenario.hash
    assert found.question == title
