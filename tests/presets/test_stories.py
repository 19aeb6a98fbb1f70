"""The fifteen stories of prevention: each place with the mechanism that its story tells, and nothing else."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from tests.presets.test_presets import LINE, lever, structure, text, whole
from youthsim.levers import levers
from youthsim.scenario import load

pytestmark = pytest.mark.contract

ROOT = Path(__file__).parents[2]
# Story -> its reference, and the levers by which it differs from it.
STORIES = {
    "zwolle-2017-think": ("zwolle-2015", {"prevention", "finding_places"}),
    "tilburg-2017-innovatienetwerk": ("tilburg-2015", {"prevention"}),
    "papendrecht-talents": ("papendrecht-2015", {"prevention"}),
    "kerkrade-social-brokers": ("kerkrade-2015", {"community_support"}),
    "huizen-centering": ("huizen-2015", {"prevention", "familiarity"}),
    "eindhoven-2017-omnia": ("eindhoven-2015", {"prevention"}),
    "oss-maatwerk": ("oss-2015", {"prevention", "propensity", "after_18"}),
    "sliedrecht-kids-koffie": ("sliedrecht-2015", {"community_support"}),
    "de-marne-jeugdsoos": ("de-marne-2015", {"finding_places", "community_support"}),
    "rotterdam-2017-frontlijn": ("rotterdam-2015", {"prevention"}),
    "leiden-buurbook": ("leiden-2015", {"prevention", "familiarity"}),
    "dordrecht-voorzorg": ("dordrecht-2015", {"prevention"}),
    "dronten-koers": ("dronten-2015", {"prevention", "finding_places"}),
    "apeldoorn-sluitende-aanpak": ("apeldoorn-2015", {"after_18", "coordination", "finding_places"}),
    "diemen-coach": ("diemen-2015", {"prevention", "finding_places", "familiarity"}),
}
REFERENCES = sorted({base for base, _ in STORIES.values()})
# What a reference holds of its place before the story, beside its families.
BEFORE = {
    "oss-2015": {"local.propensity_to_refer", "local.triage_error"},
    "de-marne-2015": {"finding.extra_contacts.youth_work"},
}


def field(story: str, lever_name: str, name: str) -> object:
    return dict(lever(load(story), lever_name).fields)[name]


def test_every_story_of_the_document_has_a_preset() -> None:
    assert len(STORIES) == len(REFERENCES) == 15


@pytest.mark.parametrize("name", [*STORIES, *REFERENCES])
def test_a_story_loads_without_warnings_in_the_era_of_the_jeugdwet(name: str) -> None:
    scenario = load(name)
    assert scenario.warnings == ()
    assert scenario.era == "jeugdwet2015"
    about = tomllib.loads(text(name))["scenario"]
    assert about["question"].endswith("?") and "_" not in about["question"]
    assert re.match(r"002, ", about["source"])


@pytest.mark.parametrize("name", STORIES)
def test_a_story_differs_from_its_place_by_its_levers_and_by_nothing_else(name: str) -> None:
    base, used = STORIES[name]
    mine, before = structure(load(name)), structure(load(base))
    assert {key for key in {*mine, *before} if mine.get(key) != before.get(key)} == used
    assert load(name).areas == load(base).areas


@pytest.mark.parametrize("name", REFERENCES)
def test_a_place_before_its_story_is_the_baseline_with_its_own_families(name: str) -> None:
    mine, base = structure(load(name)), structure(load("baseline"))
    assert {key for key in {*mine, *base} if mine.get(key) != base.get(key)} == BEFORE.get(name, set())


@pytest.mark.parametrize("name", [*STORIES, *REFERENCES])
def test_every_value_of_a_story_has_a_line_of_the_document_or_is_called_an_assumption(name: str) -> None:
    for line in text(name).split("[scenario]")[1].splitlines()[1:]:
        key, _, rest = line.partition(" = ")
        if not rest or line.startswith("#") or key in ("title", "question", "extends", "source", "areas"):
            continue
        comment = rest.partition("#")[2]
        assert LINE.search(comment) or "assumption" in comment, line


@pytest.mark.parametrize("name", STORIES)
def test_no_story_changes_anything_outside_its_own_municipality(name: str) -> None:
    scenario = load(name)
    others = {area.name for area in scenario.areas if area.name == "rest-of-region"}
    for setting in scenario.levers:
        for change in setting.changes():
            reached = set(change.areas or (area.name for area in scenario.areas))
            assert not reached & others, (setting.name, change.parameter)


def test_figures_that_a_story_gives_stand_in_its_preset() -> None:
    assert field("zwolle-2017-think", "prevention", "offer_share") == pytest.approx(6 / 11, abs=0.001)  # 002:136
    assert field("papendrecht-talents", "prevention", "cost_eur") == 900  # 002:231
    assert field("papendrecht-talents", "prevention", "days") == 120  # 002:205
    assert field("huizen-centering", "prevention", "accepts") == 0.7  # 002:292
    assert field("eindhoven-2017-omnia", "prevention", "days") == 56  # 002:341
    assert field("dordrecht-voorzorg", "prevention", "first_child") == 1  # 002:646
    assert field("diemen-coach", "prevention", "school_share") == 0.2  # 002:769


PLACES = [("papendrecht-talents", "papendrecht", 4), ("dordrecht-voorzorg", "dordrecht", 13)]


@pytest.mark.parametrize(("story", "area", "places"), PLACES)
def test_a_programme_has_the_places_that_its_story_counts(story: str, area: str, places: int) -> None:
    scenario = load(story)
    youths = next(a.youths for a in scenario.areas if a.name == area)
    assert whole(scenario, "prevention.places")[area] * youths / 100_000 == pytest.approx(places, abs=0.01)


def test_voorzorg_reaches_a_share_of_first_births_that_is_not_thirteen_over_births() -> None:
    # 0.5% of births a year is a rate, thirteen women are a caseload (002:662): two figures, two fields.
    fields = dict(lever(load("dordrecht-voorzorg"), "prevention").fields)
    assert fields["offer_share"] < 0.2 and fields["from_risk"] > 1 and fields["places"] < 100


def test_the_story_of_tilburg_is_nearly_a_null_preset_and_says_so() -> None:
    assert "null preset" in text("tilburg-2017-innovatienetwerk")
    assert field("tilburg-2017-innovatienetwerk", "prevention", "at_once") <= 0.02


def test_the_volume_of_help_rose_in_oss_before_help_was_made_to_measure() -> None:
    before = whole(load("oss-2015"), "local.propensity_to_refer")
    assert before["team-1"] > 1 == before["rest-of-region"]


def test_youths_had_left_the_clubs_of_de_marne_and_come_back_to_more_than_before() -> None:
    before = whole(load("de-marne-2015"), "finding.extra_contacts.youth_work")["de-marne"]
    after = whole(load("de-marne-jeugdsoos"), "finding.extra_contacts.youth_work")["de-marne"]
    assert before < 0 < after


def test_the_table_of_the_stories_is_that_of_their_levers() -> None:
    page = (ROOT / "docs" / "stories.md").read_text(encoding="utf-8")
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in page.splitlines() if line.startswith("| `")
    ]
    table = {row[0].strip("`"): set(re.findall(r"`(\w+)`", row[1])) for row in rows}
    assert table == {name: used for name, (_, used) in STORIES.items()}
    assert {name for used in table.values() for name in used} <= set(levers())
