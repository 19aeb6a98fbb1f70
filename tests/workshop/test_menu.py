"""The scenarios that the page offers: those that ship, and those that somebody brings along."""

import pytest

from youthsim.experiment.errors import BadInput
from youthsim.scenario import ScenarioError, load, shipped
from youthsim.workshop import asking
from youthsim.workshop.menu import SHIPPED, menu_with

pytestmark = [pytest.mark.unit, pytest.mark.quick]

OURS = """
[scenario]
title = "Our own town"
extends = "brabant-2015"

[set]
"gi.caseload" = 12
"""
OUR_POLICY = """
[scenario]
title = "Our town, with a smaller budget"
extends = "town.toml"

[levers.budget]
start = 2016-01-01
factor = 0.9
"""


@pytest.fixture
def town(tmp_path):
    path = tmp_path / "town.toml"
    path.write_text(OURS, encoding="utf-8")
    return path


@pytest.fixture
def plan(town):
    path = town.with_name("plan.toml")
    path.write_text(OUR_POLICY, encoding="utf-8")
    return path


def test_every_shipped_scenario_is_on_the_menu_with_its_era_and_its_base():
    presets = {one.name: one for one in SHIPPED.presets()}
    assert sorted(presets) == shipped()
    for name, preset in presets.items():
        assert preset.era == load(name).era
        assert preset.title == load(name).title
        assert not preset.own
    assert SHIPPED.beside("brabant-early-gi") == "brabant-2015"
    assert SHIPPED.beside("brabant-2015") is None, "the baseline has other areas"


@pytest.mark.parametrize("name", shipped())
def test_every_preset_can_be_looked_at_beside_its_base(name):
    base, policy = asking.worlds(asking.Ask(SHIPPED.beside(name) or name, name))
    assert policy == load(name)
    assert [area.name for area in base.areas] == [area.name for area in policy.areas]


def test_what_is_brought_along_stands_first_by_its_title_and_comes_with_its_base(town, plan):
    menu = menu_with([str(town), str(plan)])
    presets = menu.presets()
    assert [(one.name, one.title, one.own) for one in presets[:2]] == [
        ("town", "Our own town", True),
        ("plan", "Our town, with a smaller budget", True),
    ]
    assert len(presets) == 2 + len(shipped())
    assert menu.beside("town") == "brabant-2015"
    assert menu.beside("plan") == "town"
    assert menu_with([str(plan)]).beside("plan") is None, "its base was not brought along"


def test_an_address_names_what_is_brought_along_and_everything_works_as_with_a_preset(town, plan):
    ask = asking.read([("base", "town"), ("policy", "plan"), ("lever.budget.factor", "0.8"), ("set.gi.fte", "50")])
    base, policy = asking.worlds(ask, menu_with([str(town), str(plan)]))
    assert base.parameter("gi.caseload") == policy.parameter("gi.caseload") == 12
    assert policy.parameter("gi.fte") == 50
    assert dict(policy.levers[0].fields)["factor"] == 0.8


def test_an_address_never_leads_to_a_file(town):
    menu = menu_with([str(town)])
    for name in (str(town), "town.toml", "./town.toml", "plan"):
        with pytest.raises(BadInput, match="unknown scenario"):
            asking.worlds(asking.read([("base", name), ("policy", name)]), menu)
    with pytest.raises(BadInput, match="unknown scenario"):
        asking.worlds(asking.read([("base", "town"), ("policy", "town")]))


def test_the_problems_of_all_files_come_together(tmp_path):
    wrong = tmp_path / "wrong.toml"
    wrong.write_text('[set]\n"gi.caseload" = -3\n"no.such" = 1\n', encoding="utf-8")
    with pytest.raises(ScenarioError) as refused:
        menu_with([str(wrong), str(tmp_path / "gone.toml")])
    said = "\n".join(refused.value.problems)
    assert "gi.caseload" in said
    assert "no.such" in said
    assert "there is no such file" in said


def test_a_name_that_is_taken_is_refused(town, tmp_path):
    again = tmp_path / "other" / "town.toml"
    again.parent.mkdir()
    again.write_text(OURS, encoding="utf-8")
    shipped_name = tmp_path / "brabant-2015.toml"
    shipped_name.write_text(OURS.replace('"brabant-2015"', '"baseline"'), encoding="utf-8")
    for files in ([str(town), str(again)], [str(shipped_name)], ["brabant-2015"]):
        with pytest.raises(BadInput, match="already; rename the file"):
            menu_with(files)
