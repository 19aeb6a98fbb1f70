"""The presets say what was different in one place, as their documents tell it."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from pathlib import Path

import pytest

from youthsim.levers import levers
from youthsim.scenario import LeverSetting, Scenario, load

pytestmark = pytest.mark.contract

ROOT = Path(__file__).parents[2]
BASES = {
    "den-haag-2009": "wjz-2009",
    "den-haag-physical": "den-haag-2009",
    "amsterdam-2009": "wjz-2009",
    "amsterdam-okc": "amsterdam-2009",
    "utrecht-2009": "wjz-2009",
    "utrecht-jeugdadviesteam": "utrecht-2009",
    "rotterdam-2009": "wjz-2009",
    "rotterdam-cjg": "rotterdam-2009",
    "tilburg-2009": "wjz-2009",
    "tilburg-front-office": "tilburg-2009",
    "eindhoven-2009": "wjz-2009",
    "eindhoven-casusregie": "eindhoven-2009",
    "almere-2009": "wjz-2009",
    "almere-network": "almere-2009",
    "overijssel-2009": "wjz-2009",
    "overijssel-ekc": "overijssel-2009",
    "brabant-2015": "baseline",
    "brabant-early-gi": "brabant-2015",
}
ERAS = {"baseline": "jeugdwet2015", "wjz-2009": "wjz2005"}
# What each preset changes in the structure of its base, whatever its names and numbers of youths.
DIFFERENT = {
    "den-haag-physical": {"connection", "coordination", "verwijsindex", "shortcuts"},
    "amsterdam-okc": {
        "connection",
        "consultation",
        "coordination",
        "family_manager",
        "shortcuts",
        "training",
        "meeting.per_month.bjz",
    },
    "utrecht-jeugdadviesteam": {
        "connection",
        "consultation",
        "coordination",
        "feedback",
        "shortcuts",
        "verwijsindex",
    },
    "rotterdam-cjg": {
        "connection",
        "coordination",
        "family_manager",
        "shortcuts",
        "verwijsindex",
        "noticing.avoider_factor",
    },
    "tilburg-front-office": {
        "connection",
        "consultation",
        "coordination",
        "shortcuts",
        "verwijsindex",
        "meeting.success",
    },
    "eindhoven-casusregie": {
        "aftercare",
        "connection",
        "consultation",
        "coordination",
        "family_manager",
        "feedback",
        "shortcuts",
        "verwijsindex",
    },
    "almere-network": {
        "connection",
        "consultation",
        "coordination",
        "shortcuts",
        "verwijsindex",
        "meeting.per_month.bjz",
    },
    "overijssel-ekc": {"ekc_uptake"},
    "overijssel-2009": {
        "coming_forward.familiarity",
        "coming_forward.nearness",
        "ekc.adoption_start",
        "ekc.change_load",
        "ekc.conference_with_plan",
        "ekc.imposed",
        "ekc.monitoring",
        "ekc.noaberschap",
        "ekc.plan_without_conference",
        "meeting.per_month.bjz",
        "presence.hours.bjz",
    },
    "brabant-2015": {
        "connection.one_plan",
        "expertise.start",
        "local.consults_partner",
        "trust.joint_case_organisation",
    },
    "brabant-early-gi": {"early_gi", "meeting.success"},
}
# The reference of a preset: its own place and families, nothing else, so that the two can be compared.
CITIES = ("amsterdam", "den-haag", "utrecht", "rotterdam", "almere", "tilburg", "eindhoven")
REFERENCES = tuple(f"{city}-2009" for city in CITIES)
PRESET_OF = {
    "amsterdam": "amsterdam-okc",
    "den-haag": "den-haag-physical",
    "utrecht": "utrecht-jeugdadviesteam",
    "rotterdam": "rotterdam-cjg",
    "almere": "almere-network",
    "tilburg": "tilburg-front-office",
    "eindhoven": "eindhoven-casusregie",
}
MUNICIPALITIES = ("hardenberg", "steenwijkerland", "hellendoorn", "twenterand", "hengelo", "zwolle")
TEAMS = tuple(f"team-{number}" for number in range(1, 7))
LINE = re.compile(r"\b00[0-4]:\d+")


def text(name: str) -> str:
    return (ROOT / "scenarios" / f"{name}.toml").read_text(encoding="utf-8")


def lever(scenario: Scenario, name: str) -> LeverSetting:
    return next(setting for setting in scenario.levers if setting.name == name)


def whole(scenario: Scenario, parameter: str) -> dict[str, float]:
    """The parameter in every area once all levers are whole."""
    values = {area.name: scenario.parameter(parameter, area.name) for area in scenario.areas}
    for setting in scenario.levers:
        for change in setting.changes():
            if change.parameter == parameter and not change.once:
                for area in change.areas or tuple(values):
                    values[area] = change.apply(values[area])
    return values


def structure(scenario: Scenario) -> dict[str, object]:
    """Levers and parameter values, whatever the areas are called and how many youths live there."""
    local: dict[str, set[float]] = {}
    for parameter, value in (pair for area in scenario.areas for pair in area.set):
        local.setdefault(parameter, set()).add(value)
    settings = {setting.name: (setting.start, setting.areas, setting.fields) for setting in scenario.levers}
    region = dict(scenario.values)
    return settings | {name: (region.get(name), local.get(name)) for name in {*region, *local}}


@pytest.mark.parametrize("name", [*BASES, *ERAS])
def test_a_preset_loads_without_errors_or_warnings(name: str) -> None:
    assert load(name).warnings == ()


@pytest.mark.parametrize("name", BASES)
def test_a_preset_has_a_title_a_plain_question_and_a_source(name: str) -> None:
    about = tomllib.loads(text(name))["scenario"]
    assert about["extends"] == BASES[name]
    assert about["title"]
    assert about["question"].endswith("?")
    assert "_" not in about["question"]
    assert re.match(r"00[0-4], ", about["source"])


@pytest.mark.parametrize("name", BASES)
def test_a_preset_is_no_base_with_another_name(name: str) -> None:
    mine, base = structure(load(name)), structure(load(BASES[name]))
    if name in REFERENCES:
        assert mine == base and load(name).areas != load(BASES[name]).areas
        return
    assert {key for key in {*mine, *base} if mine.get(key) != base.get(key)} == DIFFERENT[name]


@pytest.mark.parametrize("name", BASES)
def test_a_lever_belongs_to_the_era_and_starts_within_the_scenario(name: str) -> None:
    scenario = load(name)
    base = name
    while base in BASES:
        base = BASES[base]
    assert scenario.era == ERAS[base]
    for setting in scenario.levers:
        assert scenario.era in levers()[setting.name].eras
        assert scenario.start <= setting.start < scenario.end


@pytest.mark.parametrize("name", BASES)
def test_every_value_has_a_line_of_a_document_or_is_called_an_assumption(name: str) -> None:
    body = text(name).split("[scenario]")[1]
    for line in body.splitlines()[1:]:
        key, _, rest = line.partition(" = ")
        if not rest or line.startswith("#") or key in ("title", "question", "extends", "source", "areas"):
            continue
        comment = rest.partition("#")[2]
        assert LINE.search(comment) or "assumption" in comment, line


@pytest.mark.parametrize("name", BASES)
def test_numbers_of_youths_are_of_a_region_and_called_assumptions(name: str) -> None:
    scenario = load(name)
    assert 30_000 <= scenario.youths <= 250_000
    lines = [line for line in text(name).splitlines() if line.startswith("youths")]
    assert all("assumption" in line for line in lines)


def test_den_haag_is_physical_in_the_three_buildings_that_are_open() -> None:
    scenario = load("den-haag-physical")
    open_areas = {area for area, hours in whole(scenario, "presence.hours.bjz").items() if hours > 0}
    assert len(scenario.areas) == 8
    assert open_areas == {"laak", "stadsdeel-2", "stadsdeel-3"}
    assert dict(lever(scenario, "connection").fields)["model"] == "physical"


def test_den_haag_posts_three_fte_in_its_first_cjg_and_none_elsewhere() -> None:
    posted = whole(load("den-haag-physical"), "connection.posted_fte")
    assert posted.pop("laak") == 3
    assert set(posted.values()) == {0}


def test_sharing_a_building_in_den_haag_brings_neither_joint_learning_nor_warm_handover() -> None:
    scenario = load("den-haag-physical")
    assert set(whole(scenario, "meeting.per_month.bjz").values()) == {0}
    usual = load("wjz-2009").parameter("connection.warm_handover")
    assert set(whole(scenario, "connection.warm_handover").values()) == {usual}


def test_den_haag_coordinates_from_two_professionals_and_almere_from_three() -> None:
    assert set(whole(load("den-haag-physical"), "coordination.threshold").values()) == {2}
    assert set(whole(load("almere-network"), "coordination.threshold").values()) == {3}


def test_only_almere_has_procescoordinatoren_and_a_brandpuntfunctionaris() -> None:
    for name, persons, brandpunt in (("almere-network", 3, 1), ("den-haag-physical", 0, 0)):
        scenario = load(name)
        per_person = 100_000 / scenario.youths
        assert set(whole(scenario, "coordination.procescoordinators").values()) == {persons * per_person}
        assert set(whole(scenario, "coordination.brandpunt").values()) == {brandpunt * per_person}


def test_almere_has_nobody_in_the_building_and_learns_together() -> None:
    scenario = load("almere-network")
    assert set(whole(scenario, "presence.hours.bjz").values()) == {0}
    assert set(whole(scenario, "connection.posted_fte").values()) == {0}
    assert all(0 < meetings < 1 for meetings in whole(scenario, "meeting.per_month.bjz").values())
    assert "connection.clash" not in {change.parameter for change in lever(scenario, "connection").changes()}


def test_overijssel_has_six_municipalities_each_with_conditions_of_its_own() -> None:
    scenario = load("overijssel-ekc")
    assert tuple(area.name for area in scenario.areas) == MUNICIPALITIES
    assert len({area.set for area in scenario.areas}) == len(MUNICIPALITIES)
    assert lever(scenario, "ekc_uptake").start == date(2009, 10, 1), "003:885 misprints the year"


def test_only_hengelo_has_an_adviser_in_the_building() -> None:
    hours = whole(load("overijssel-ekc"), "ekc.adviser_hours")
    assert hours.pop("hengelo") == 4
    assert set(hours.values()) == {0}


def test_zwolle_is_imposed_upon_until_july_2010_and_hellendoorn_never() -> None:
    scenario = load("overijssel-ekc")
    setting = lever(scenario, "ekc_uptake")
    assert scenario.parameter("ekc.imposed", "zwolle") == 1
    assert whole(scenario, "ekc.imposed")["zwolle"] == 0
    assert (setting.start, setting.ramp_months) == (date(2009, 10, 1), 9)
    assert scenario.parameter("ekc.imposed", "hellendoorn") == whole(scenario, "ekc.imposed")["hellendoorn"] == 0
    assert whole(scenario, "ekc.imposed")["hardenberg"] > 0


def test_the_villages_of_hellendoorn_have_neighbourly_help() -> None:
    strength = whole(load("overijssel-ekc"), "ekc.noaberschap")
    assert [area for area, value in strength.items() if value > 0] == ["hellendoorn"]


def test_change_load_is_high_where_the_source_says_so() -> None:
    load_of = whole(load("overijssel-ekc"), "ekc.change_load")
    high = {area for area, value in load_of.items() if value == max(load_of.values())}
    assert high == {"hardenberg", "steenwijkerland", "zwolle"}


def test_the_province_returns_1600_euro_in_all_six() -> None:
    assert set(whole(load("overijssel-ekc"), "ekc.stimulus_eur").values()) == {1600}


def test_desks_are_nearest_in_hardenberg_and_farthest_where_none_is_open() -> None:
    near = whole(load("overijssel-ekc"), "coming_forward.nearness")
    assert max(near, key=lambda area: near[area]) == "hardenberg"
    assert {area for area, value in near.items() if value == min(near.values())} == {"steenwijkerland", "hellendoorn"}


def test_the_endings_of_a_registration_are_those_of_the_pilot() -> None:
    scenario = load("overijssel-ekc")
    ended = 13 - 1
    assert scenario.parameter("ekc.conference_with_plan") == pytest.approx(3 / ended, abs=0.005)
    assert scenario.parameter("ekc.plan_without_conference") == pytest.approx(4 / ended, abs=0.005)


def test_brabant_has_six_teams_before_and_in_the_project() -> None:
    for name in ("brabant-2015", "brabant-early-gi"):
        assert tuple(area.name for area in load(name).areas) == TEAMS
    assert load("brabant-2015").levers == load("baseline").levers


def test_in_brabant_the_gi_is_present_in_exactly_one_of_six_teams() -> None:
    hours = whole(load("brabant-early-gi"), "presence.hours.gi")
    assert sorted(hours.values()) == [0, 0, 0, 0, 0, 4]


def test_in_brabant_all_six_teams_can_call_the_gi_and_meet_every_month() -> None:
    scenario = load("brabant-early-gi")
    assert set(whole(scenario, "early_gi.available").values()) == {1}
    assert set(whole(scenario, "meeting.per_month.gi").values()) == {1}
    assert lever(scenario, "early_gi").start == date(2015, 7, 1)
    assert lever(scenario, "early_gi").ramp_months > 0


def test_the_project_in_brabant_adds_no_gi_workers_and_leaves_their_caseload() -> None:
    before, project = load("brabant-2015"), load("brabant-early-gi")
    for parameter in ("gi.fte", "gi.caseload"):
        assert whole(project, parameter) == whole(before, parameter)
        assert set(whole(project, parameter).values()) == {load("baseline").parameter(parameter)}


def test_the_caseload_of_the_gi_in_brabant_stays_pooled() -> None:
    for name in ("brabant-2015", "brabant-early-gi"):
        scenario = load(name)
        assert set(whole(scenario, "gi.area_bound").values()) == {0}
        assert "area_bound_gi" not in {setting.name for setting in scenario.levers}
        assert scenario.regions == 1


def test_learning_meetings_work_in_five_of_six_teams() -> None:
    success = whole(load("brabant-early-gi"), "meeting.success")
    usual = load("brabant-2015").parameter("meeting.success")
    assert sum(value > usual for value in success.values()) == 5
    assert sum(success.values()) / len(success) == pytest.approx(usual, abs=0.01)


def test_no_size_of_the_effect_is_put_into_the_project() -> None:
    given = dict(lever(load("brabant-early-gi"), "early_gi").fields)
    assert "net_widening" not in given
    assert "mandate" not in given


def test_before_the_project_starts_its_families_live_as_in_the_reference() -> None:
    before, project = load("brabant-2015"), load("brabant-early-gi")
    assert project.values == before.values
    assert [area.youths for area in project.areas] == [area.youths for area in before.areas]
    # The only value that differs from the start is about meetings, and there are none before the lever.
    assert {name for area in project.areas for name, _ in area.set} == {"meeting.success"}
    assert before.parameter("meeting.per_month.gi") == 0


def test_the_table_of_levers_in_the_documentation_is_that_of_the_presets() -> None:
    table = {}
    for line in (ROOT / "docs" / "presets.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|\n").split("|")]
        if line.startswith("| `") and len(cells) == 4:
            table[cells[0].strip("`")] = cells[1:]
    assert set(table) == {name for name in BASES if name not in (*REFERENCES, "overijssel-2009", "brabant-2015")}
    for name, (reference, era, used) in table.items():
        scenario, base = load(name), load(reference.strip("`"))
        assert era == scenario.era
        assert [area.youths for area in scenario.areas] == [area.youths for area in base.areas]
        own = {s.name for s in scenario.levers} - {s.name for s in base.levers}
        named = {word for word in re.findall(r"`([a-z_]+)`", used) if word in levers()}
        absent = set(re.findall(r"`([a-z_]+)` is absent", used))
        assert named - absent == own and not absent & own, name


def test_the_voorpostfunctionaris_of_rotterdam_takes_a_small_part_of_bureau_jeugdzorg() -> None:
    scenario = load("rotterdam-cjg")
    hours = sum(whole(scenario, "presence.hours.bjz").values())
    workers = scenario.parameter("bjz.fte") * scenario.youths / 100_000
    assert 0 < hours / scenario.parameter("staff.hours_per_fte") < 0.1 * workers


def test_amsterdam_trains_every_tier_in_one_method_for_a_year() -> None:
    """600 professionals at their own level, together, and workers are hard to free for it (000:90-102)."""
    setting = lever(load("amsterdam-okc"), "training")
    hours = [change for change in setting.changes() if change.parameter.startswith("training.time")]
    assert len(hours) == 3
    assert all(change.value > 0 and change.lasts == 12 for change in hours)
    assert set(whole(load("amsterdam-okc"), "training.common").values()) == {1}


def test_shortcuts_at_access_are_where_the_source_has_them() -> None:
    """Each city's own way, and none in a city that does not tell of it."""
    ways = ("access.direct", "access.provisional", "access.afterwards", "access.during")
    found = {}
    for city, preset in PRESET_OF.items():
        found[city] = {way.partition(".")[2] for way in ways if max(whole(load(preset), way).values()) > 0}
    assert found == {
        "amsterdam": {"direct"},
        "den-haag": set(),
        "utrecht": set(),
        "rotterdam": {"provisional"},
        "almere": set(),
        "tilburg": {"during"},
        "eindhoven": {"afterwards", "during"},
    }


def test_only_almere_has_drawing_rights_and_joint_indications() -> None:
    for parameter in ("access.drawing_rights", "access.joint_education"):
        there = [city for city, preset in PRESET_OF.items() if max(whole(load(preset), parameter).values()) > 0]
        assert there == ["almere"]


def test_coordination_starts_by_number_by_two_signals_or_by_itself() -> None:
    triggers = {city: set(whole(load(preset), "coordination.trigger").values()) for city, preset in PRESET_OF.items()}
    assert triggers == {
        "amsterdam": {0},
        "den-haag": {0},
        "utrecht": {0},
        "rotterdam": {1},
        "almere": {0},
        "tilburg": {2},
        "eindhoven": {2},
    }


def test_families_are_pressed_only_in_amsterdam_and_eindhoven() -> None:
    pressed = [city for city, preset in PRESET_OF.items() if max(whole(load(preset), "drang.share").values()) > 0]
    assert pressed == ["amsterdam", "eindhoven"]


def test_aftercare_is_carried_out_in_eindhoven_and_still_a_plan_in_tilburg() -> None:
    usual = load("wjz-2009").parameter("aftercare.share")
    assert min(whole(load("eindhoven-casusregie"), "aftercare.share").values()) > usual
    assert set(whole(load("tilburg-front-office"), "aftercare.share").values()) == {usual}


def test_a_city_that_coordinates_by_its_index_has_one() -> None:
    for preset in PRESET_OF.values():
        scenario = load(preset)
        if max(whole(scenario, "coordination.trigger").values()) > 0:
            assert min(whole(scenario, "verwijsindex.registers").values()) > 0, preset


def test_the_integrated_city_keeps_bureau_jeugdzorg_apart() -> None:
    """The one CJG organisation of Rotterdam is not that of Bureau Jeugdzorg, which keeps the heavy indications."""
    scenario = load("rotterdam-cjg")
    assert dict(lever(scenario, "connection").fields)["model"] == "physical"
    assert set(whole(scenario, "connection.shared_intake").values()) == {0}
    assert set(whole(scenario, "access.provisional_up_to_level").values()) <= {2, 3}
    assert lever(scenario, "shortcuts").start == date(2010, 1, 1)
