"""A scenario is a value: it cannot change, has a hash, and gives new scenarios."""

from __future__ import annotations

import dataclasses
from datetime import date

import pytest

from youthsim.parameters import registry
from youthsim.scenario import Scenario, ScenarioError, differences, load, shipped, with_settings

pytestmark = pytest.mark.unit


@pytest.fixture(scope="module")
def base() -> Scenario:
    return load("baseline")


@pytest.mark.contract
@pytest.mark.parametrize("name", shipped())
def test_every_shipped_scenario_loads_and_writes_itself(name: str, tmp_path) -> None:
    scenario = load(name)
    path = tmp_path / "again.toml"
    path.write_text(scenario.to_toml(), encoding="utf-8")
    assert load(path).hash == scenario.hash
    assert scenario.name == name


def test_a_scenario_cannot_be_changed_and_can_be_a_key(base: Scenario) -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        base.years = 3  # type: ignore[misc]
    assert {base: 1}[load("baseline")] == 1


def test_the_hash_knows_what_can_change_a_number_and_nothing_else(base: Scenario) -> None:
    assert dataclasses.replace(base, name="other", title="other", question="?", source="-").hash == base.hash
    changed = [
        base.with_years(5),
        base.with_values({"gi.fte": 60}),
        base.with_levers(early_gi={}),
        base.with_levers(early_gi={"steps": 3, "ramp_months": 12}),
        base.with_levers(early_gi={"start": date(2020, 1, 1)}),
        base.with_families(1000),
    ]
    assert len({base.hash, *(scenario.hash for scenario in changed)}) == len(changed) + 1


def test_the_order_in_which_values_are_given_does_not_matter(base: Scenario) -> None:
    one = base.with_values({"gi.fte": 60, "court.days": 30})
    assert one.hash == base.with_values({"court.days": 30}).with_values({"gi.fte": 60}).hash


def test_a_parameter_has_its_registry_value_unless_set(base: Scenario) -> None:
    assert base.parameter("gi.fte") == registry()["gi.fte"].value
    assert base.with_values({"gi.fte": 60}).parameter("gi.fte") == 60


def test_a_list_of_parameters_is_set_at_once(base: Scenario) -> None:
    mine = base.with_values({"population.family_size": [0.2, 0.5, 0.2, 0.1]})
    assert mine.parameter("population.family_size.4") == 0.1


def test_a_lever_keeps_the_fields_that_are_not_given_again(base: Scenario) -> None:
    mine = base.with_levers(early_gi={"mandate": 0.8}).with_levers(early_gi={"net_widening": 0.3})
    assert dict(mine.levers[0].fields) == {"mandate": 0.8, "net_widening": 0.3}


def test_levers_can_be_taken_off_one_by_one_or_all(base: Scenario) -> None:
    mine = base.with_levers(early_gi={}, budget={})
    assert [lever.name for lever in mine.without_levers("budget").levers] == ["early_gi"]
    assert mine.without_levers().hash == base.hash


def test_places_scale_with_families(base: Scenario) -> None:
    mine = base.with_families(5000)
    assert mine.youths == pytest.approx(5000 * base.parameter("population.youths_per_family"))
    assert [area.name for area in mine.areas] == [area.name for area in base.areas]


def test_what_differs_is_told_with_its_origin(loaded) -> None:
    mine = loaded('[levers.early_gi]\npresence_areas = ["area-3"]\n[set]\n"gi.fte" = 60\n')
    found = {row.parameter: row for row in differences(mine)}
    assert found["gi.fte"].set_by.startswith("mine.toml:")
    assert found["gi.fte"].default == registry()["gi.fte"].value
    assert found["presence.hours.gi"].area == "area-3"
    assert found["presence.hours.gi"].set_by.startswith("lever early_gi")
    assert "004" in found["presence.hours.gi"].source


@pytest.mark.interface
def test_a_value_outside_its_plausible_range_is_a_warning(loaded) -> None:
    mine = loaded('[set]\n"gi.caseload" = 30\n')
    assert mine.warnings == (
        "mine.toml:10: gi.caseload is outside its plausible range; found 30, plausible 8 to 22 children/fte",
    )


@pytest.mark.interface
@pytest.mark.parametrize(
    ("added", "expected"),
    [
        ("[levers.caseload]\n", "lever caseload changes nothing; give one of local_caseload, gi_caseload"),
        ("[levers.budget]\nsteps = 3\n", "lever budget has steps and no ramp_months"),
        ("[levers.budget]\non = false\n", "lever budget is switched off and was not on"),
    ],
)
def test_what_is_odd_about_a_lever_is_a_warning(loaded, added: str, expected: str) -> None:
    assert any(expected in warning for warning in loaded(added).warnings)


@pytest.mark.interface
def test_calls_that_cannot_be_met_name_all_that_is_wrong(base: Scenario) -> None:
    with pytest.raises(ScenarioError) as caught:
        base.with_values({"gi.casload": 3, "gi.fte": True, "court.days": -1})
    assert len(caught.value.problems) == 3
    for call in (
        lambda: base.with_levers(earlygi={}),
        lambda: base.with_levers(early_gi=4),
        lambda: base.with_levers(early_gi={"areas": ["nowhere"]}),
        lambda: base.with_years(0),
        lambda: base.with_years(True),
        lambda: base.with_families(-3),
        lambda: base.with_families("many"),
    ):
        with pytest.raises(ScenarioError, match="with_"):
            call()


@pytest.mark.interface
def test_settings_of_the_command_line_mean_parameters_and_levers(base: Scenario) -> None:
    mine = with_settings(
        base,
        [
            "gi.caseload=12",
            "uhp.on=0.01,0.1,0.6",
            "early_gi.presence_hours_per_week=3",
            "early_gi.presence_areas=area-1,area-2",
            "early_gi.start=2020-01-01",
            "area_bound_gi=on",
        ],
    )
    assert mine.parameter("gi.caseload") == 12
    assert mine.parameter("uhp.on.4") == 0.1
    bound, early = mine.levers
    assert bound.name == "area_bound_gi"
    assert early.start == date(2020, 1, 1)
    assert dict(early.fields)["presence_areas"] == ("area-1", "area-2")
    assert with_settings(mine, ["early_gi=off", "area_bound_gi=off"]).levers == ()


@pytest.mark.interface
def test_a_name_of_both_means_the_lever_where_it_is_on_and_else_the_parameter(base: Scenario) -> None:
    setting = ["early_gi.net_widening=0.4"]
    off, on = with_settings(base, setting), with_settings(base.with_levers(early_gi={}), setting)
    assert off.levers == ()
    assert off.parameter("early_gi.net_widening") == 0.4
    assert dict(on.levers[0].fields) == {"net_widening": 0.4}


@pytest.mark.interface
@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        ("gi.casload=3", "--set gi.casload=3: unknown parameter or lever 'gi.casload'; allowed: the names that"),
        ("gi.caseload", "is no setting; found 'gi.caseload', allowed NAME=VALUE"),
        ("gi.caseload=", "gi.caseload has the wrong type; found the text ''"),
        ("gi.caseload=true", "found the truth value true"),
        ("gi.caseload=nan", "is not finite"),
        ("early_gi=maybe", "lever early_gi has the wrong type; found the text 'maybe', allowed on or off"),
        ("early_gi.mandat=1", "unknown field of early_gi 'mandat'"),
        ("connection.model=network", "lever connection does not exist in era jeugdwet2015"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(base: Scenario, setting: str, expected: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        with_settings(base, [setting])
    assert expected in str(caught.value)
