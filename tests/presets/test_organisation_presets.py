"""Presets about what happens inside organisations say what was different in one place, as their documents tell it."""

from __future__ import annotations

from datetime import date

import pytest

from tests.presets.test_presets import LINE, lever, structure, text, whole
from youthsim.levers import levers
from youthsim.scenario import load

pytestmark = pytest.mark.contract

MUNICIPALITIES = {
    "overijssel-hardenberg": "hardenberg",
    "overijssel-steenwijkerland": "steenwijkerland",
    "overijssel-hellendoorn": "hellendoorn",
    "overijssel-twenterand": "twenterand",
    "overijssel-hengelo": "hengelo",
    "overijssel-zwolle-2010": "zwolle",
}
BASES = dict.fromkeys(MUNICIPALITIES, "wjz-2009") | {
    "brabant-recommended": "brabant-early-gi",
    "transition-2015": "wjz-2009",
    "budget-cut-15": "baseline",
    "everything-on": "baseline",
}
# Levers that are no policy one would choose: a trend, misfortune, a cut, an upheaval.
CONDITIONS = {"safety_reports", "staff", "budget", "reorganisation", "transition"}


@pytest.mark.parametrize("name", BASES)
def test_a_preset_loads_without_warnings_and_is_no_base_with_another_name(name: str) -> None:
    scenario = load(name)
    assert scenario.warnings == ()
    assert structure(scenario) != structure(load(BASES[name]))
    assert scenario.question.endswith("?")
    for setting in scenario.levers:
        assert scenario.start <= setting.start < scenario.end
        assert {scenario.era, "jeugdwet2015" if name == "transition-2015" else scenario.era} & set(
            levers()[setting.name].eras
        )


@pytest.mark.parametrize("name", BASES)
def test_every_value_has_a_line_of_a_document_or_is_called_an_assumption(name: str) -> None:
    body = text(name).split("[scenario]")[1]
    for line in body.splitlines()[1:]:
        key, _, rest = line.partition(" = ")
        if not rest or line.startswith("#") or key in ("title", "question", "extends", "source", "areas", "on"):
            continue
        comment = rest.partition("#")[2]
        assert LINE.search(comment) or "assumption" in comment, line


def test_each_municipality_of_overijssel_stands_by_itself_and_no_two_are_alike() -> None:
    found = []
    for name, municipality in MUNICIPALITIES.items():
        scenario = load(name)
        assert [area.name for area in scenario.areas] == [municipality, "elsewhere"]
        assert 80_000 <= scenario.youths <= 120_000
        assert scenario.areas[1].set == ()
        settings = [s for s in scenario.levers if s.name not in {s.name for s in load("wjz-2009").levers}]
        assert all(s.areas == (municipality,) or s.name == "ekc_elsewhere" for s in settings)
        found.append((scenario.areas[0].set, tuple((s.name, s.start, s.fields) for s in settings)))
    assert len(set(found)) == len(found)


def test_a_municipality_has_the_conditions_that_it_has_among_the_six() -> None:
    """What the scenario of all six says of a municipality, its own says as well."""
    six = {area.name: dict(area.set) for area in load("overijssel-2009").areas}
    for name, municipality in MUNICIPALITIES.items():
        own = dict(load(name).areas[0].set)
        assert six[municipality].items() <= own.items(), name


def test_in_overijssel_most_conferences_are_known_in_youth_care() -> None:
    for name in MUNICIPALITIES:
        scenario = load(name)
        assert scenario.parameter("ekc_elsewhere.start.bjz") > scenario.parameter("ekc.adoption_start") > 0


def test_only_hengelo_has_an_adviser_and_only_hellendoorn_is_never_imposed_upon() -> None:
    for name, municipality in MUNICIPALITIES.items():
        hours = whole(load(name), "ekc.adviser_hours")[municipality]
        assert (hours > 0) == (municipality == "hengelo")
    imposed = {m: load(name).parameter("ekc.imposed", m) for name, m in MUNICIPALITIES.items()}
    assert imposed["zwolle"] == max(imposed.values()) == 1
    assert imposed["hellendoorn"] == 0


def test_zwolle_turns_after_june_2010_while_its_structure_is_rebuilt() -> None:
    scenario = load("overijssel-zwolle-2010")
    assert lever(scenario, "ekc_uptake").start == date(2010, 7, 1)
    assert whole(scenario, "ekc.imposed")["zwolle"] == 0
    assert lever(scenario, "reorganisation").start == date(2010, 3, 10)


def test_brabant_by_its_recommendations_is_bound_to_areas_and_present_in_every_team() -> None:
    scenario, project = load("brabant-recommended"), load("brabant-early-gi")
    assert set(whole(scenario, "gi.area_bound").values()) == {1}
    assert set(whole(project, "gi.area_bound").values()) == {0}
    assert min(whole(scenario, "presence.hours.gi").values()) > 0 == min(whole(project, "presence.hours.gi").values())
    assert set(whole(scenario, "training.common").values()) == {1}
    assert set(whole(scenario, "gi.fte").values()) == set(whole(project, "gi.fte").values()), "no extra workers"


def test_the_transition_changes_era_teams_and_budget_on_one_day() -> None:
    scenario = load("transition-2015")
    mine = {s.name: s.start for s in scenario.levers}
    assert set(mine) == {"transition", "reorganisation", "propensity", "budget"}
    assert set(mine.values()) == {date(2015, 1, 1)}


@pytest.mark.parametrize("name", ["transition-2015", "budget-cut-15"])
def test_the_cut_is_fifteen_percent_in_three_steps(name: str) -> None:
    setting = lever(load(name), "budget")
    assert dict(setting.fields)["factor"] == 0.85
    assert setting.steps == 3
    assert [round(setting.share_in_force(months), 3) for months in (0, 12, 24, 36)] == [0.333, 0.667, 1.0, 1.0]


def test_everything_on_holds_every_policy_that_exists_under_the_jeugdwet_and_no_misfortune() -> None:
    scenario = load("everything-on")
    policies = {name for name, policy in levers().items() if scenario.era in policy.eras} - CONDITIONS
    assert {setting.name for setting in scenario.levers} == policies
    assert {setting.start for setting in scenario.levers} == {date(2020, 1, 1)}
