"""A scenario inherits all of what it extends and says only what differs."""

from __future__ import annotations

from datetime import date

import pytest

from tests.scenario.conftest import REGION
from youthsim.parameters import registry
from youthsim.scenario import ScenarioError, load
from youthsim.scenario.resolving import LONGEST_LINEAGE

pytestmark = pytest.mark.unit

LEVER = "[levers.early_gi]\nstart = 2020-01-01\nmandate = 0.8\n\n"
BASE = REGION + '[areas.area-2.set]\n"local.fte" = 80\n\n' + LEVER + '[set]\n"gi.fte" = 60\n'


def child(text: str = "", about: str = "") -> str:
    return f'[scenario]\nextends = "base.toml"\n{about}\n{text}'


def test_a_child_that_says_nothing_is_its_base(written) -> None:
    base, same = load(written(BASE, "base.toml")), load(written(child()))
    assert same.hash == base.hash
    assert same.name == "mine"


def test_a_child_overrides_single_keys_and_keeps_the_others(written) -> None:
    written(BASE, "base.toml")
    mine = load(written(child('[levers.early_gi]\nmandate = 0.9\n[set]\n"court.days" = 30\n')))
    assert dict(mine.levers[0].fields) == {"mandate": 0.9}
    assert mine.levers[0].start == date(2020, 1, 1)
    assert dict(mine.values) == {"gi.fte": 60, "court.days": 30}
    assert mine.parameter("local.fte", "area-2") == 80


def test_a_child_switches_a_lever_off(written) -> None:
    written(BASE, "base.toml")
    assert load(written(child("[levers.early_gi]\non = false\n"))).levers == ()


def test_a_value_set_back_to_the_registry_differs_no_more(written) -> None:
    written(BASE, "base.toml")
    value = registry()["gi.fte"].value
    assert dict(load(written(child(f'[set]\n"gi.fte" = {value}\n'))).values) == {}


def test_new_areas_take_the_place_of_equal_ones(written) -> None:
    written(REGION, "base.toml")
    mine = load(written(child("[areas.noord]\nyouths = 300\n[areas.zuid]\nyouths = 700\n")))
    assert [(area.name, area.youths) for area in mine.areas] == [("noord", 300), ("zuid", 700)]


def test_equal_areas_keep_what_differs_when_the_region_grows(written) -> None:
    written(BASE, "base.toml")
    mine = load(written(child("[region]\nyouths = 40000\n")))
    assert [area.youths for area in mine.areas] == [10000] * 4
    assert dict(mine.areas[1].set) == {"local.fte": 80}


def test_a_base_is_found_beside_the_file_that_extends_it(written) -> None:
    written(BASE, "deep/base.toml")
    assert load(written(child(), "deep/mine.toml")).levers[0].name == "early_gi"


def test_a_shipped_scenario_can_be_extended(written) -> None:
    mine = load(written('[scenario]\nextends = "baseline"\n'))
    assert mine.hash == load("baseline").hash


@pytest.mark.interface
def test_a_circle_is_refused_with_the_row_of_names(written) -> None:
    written('[scenario]\nextends = "mine.toml"\n', "base.toml")
    with pytest.raises(ScenarioError) as caught:
        load(written(child()))
    assert "base.toml:2: extends goes round in a circle; found mine extends base extends mine" in str(caught.value)


@pytest.mark.interface
@pytest.mark.parametrize(
    ("base", "expected"),
    [
        ("mine.toml", "mine.toml:2: extends goes round in a circle; found mine extends mine"),
        ("gone.toml", "mine.toml:2: extends 'gone.toml', which cannot be used; gone.toml: there is no such file"),
        ("basline", "mine.toml:2: unknown scenario in extends 'basline'; allowed: "),
        ("../", "which cannot be used"),
    ],
)
def test_a_base_that_cannot_be_used_is_refused_where_it_is_named(problems, base: str, expected: str) -> None:
    found = problems(REGION.replace("title", f'extends = "{base}"\ntitle').replace("\n[scenario]", "[scenario]"))
    assert any(expected in problem for problem in found), found


@pytest.mark.interface
def test_errors_of_the_base_are_listed_with_its_own_lines(written) -> None:
    written(BASE + '"gi.casload" = 3\n', "base.toml")
    with pytest.raises(ScenarioError) as caught:
        load(written(child('[set]\n"court.dais" = 3\n')))
    files = [problem.split(":")[0] for problem in caught.value.problems]
    assert files == ["base.toml", "mine.toml"]


@pytest.mark.interface
def test_a_region_cannot_shrink_areas_with_names(written) -> None:
    written(REGION[: REGION.index("[region]")] + "[areas.noord]\nyouths = 300\n", "base.toml")
    with pytest.raises(ScenarioError, match=r"mine.toml:\d+: \[region\] cannot change areas with names"):
        load(written(child("[region]\nyouths = 100\n")))


def test_a_row_of_files_that_extend_each_other_ends_somewhere(written) -> None:
    written(BASE, "base.toml")
    for step in range(LONGEST_LINEAGE):
        before = f"step-{step - 1}.toml" if step else "base.toml"
        written(child().replace("base.toml", before), f"step-{step}.toml")
    assert load(f"step-{LONGEST_LINEAGE - 2}.toml").hash == load("base.toml").hash
    with pytest.raises(ScenarioError, match=f"extends too many files; allowed at most {LONGEST_LINEAGE}"):
        load(f"step-{LONGEST_LINEAGE - 1}.toml")


def test_what_is_no_path_is_not_extended(written) -> None:
    with pytest.raises(ScenarioError, match="which is no path; allowed a shipped name or a path"):
        load(written(child().replace("base.toml", "base\\u0000.toml")))


def test_a_lever_in_some_areas_stays_there_when_it_is_written_and_read_again(written) -> None:
    mine = load(written(REGION + LEVER.replace("mandate", 'areas = ["area-2"]\nmandate')))
    again = load(written(mine.to_toml(), "again.toml"))
    assert again.levers[0].areas == ("area-2",)
    assert again.hash == mine.hash
