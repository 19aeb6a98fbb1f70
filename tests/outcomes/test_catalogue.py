"""The catalogue holds every name that users rely on, said in two languages."""

import pytest

from tests.fakes import empty_recording, fake_build
from youthsim.chain.records import COUNTS
from youthsim.chain.states import ERAS, ORGANISATIONS, PARTNERS
from youthsim.outcomes.catalogue import CatalogueError, catalogue, load_catalogue, nearest, words
from youthsim.outcomes.costs import absent, payers
from youthsim.outcomes.series import sums_of
from youthsim.outcomes.sums import CASELOADS
from youthsim.parameters import registry

pytestmark = pytest.mark.contract

PROMISED = [
    "ots_started",
    "ots_stock",
    "ots_duration_days",
    "ots_renewed",
    "uhp_started",
    "voogdij_started",
    "rvdk_investigations",
    "wait_days",
    "wait_within_norm",
    "first_help_days",
    "indication_days",
    "wrong_referrals",
    "late_referrals",
    "contact_persons",
    "story_retold",
    "plans",
    "aged_out_in_need",
    "unsafe_family_days",
    "crises",
    "between_wal_en_schip",
    "utilisation",
    "queue_length",
    "ekc_registered",
    "ekc_conference_with_plan",
    "ekc_plan_without_conference",
    "ekc_lost",
    "relapse_2yr",
    "cost_eur",
    "trust",
    "ekc_adoption",
    "level_share_1",
    "level_share_2",
    "level_share_3",
    "level_share_4",
    "level_share_5",
    "measures_avoided",
    "measures_added",
]


def test_every_promised_name_is_there():
    assert set(PROMISED) <= set(catalogue())


@pytest.mark.parametrize("outcome", catalogue().values(), ids=lambda outcome: outcome.name)
def test_an_outcome_is_said_in_one_sentence_in_both_languages(outcome):
    for language in ("en", "nl"):
        definition = outcome.definition(language)
        assert definition.endswith(".")
        assert definition.count(". ") == 0
        assert outcome.label(language)
    assert outcome.definition_en != outcome.definition_nl


@pytest.mark.parametrize("outcome", catalogue().values(), ids=lambda outcome: outcome.name)
def test_every_formula_reads_series_that_exist(outcome):
    sums = sums_of(empty_recording(fake_build()), fake_build())
    for reference in (*outcome.numerator, *outcome.denominator):
        assert sums.get(reference)
    if outcome.histogram:
        assert sums.histogram(outcome.histogram)


def test_every_count_of_the_engine_is_shown_to_users():
    used = {part.removeprefix("count.") for o in catalogue().values() for part in (*o.numerator, *o.denominator)}
    assert set(COUNTS) - used == set()


def test_every_organisation_has_words_and_a_caseload_parameter():
    assert set(ORGANISATIONS) | set(PARTNERS) <= set(words("organisations"))
    assert set(CASELOADS) == set(ORGANISATIONS)
    assert set(CASELOADS.values()) <= set(registry())


def test_every_era_says_who_pays_for_everything_that_exists_in_it():
    assert set(payers()) == set(ERAS)
    assert {era: set(absent(era)) for era in ERAS} == {"wjz2005": set(), "jeugdwet2015": {"bjz"}}
    for table in payers().values():
        assert set(table) | set(table.values()) <= set(words("organisations"))


def test_a_mistyped_name_finds_its_neighbour():
    assert nearest("ots_startd") == "ots_started"


def test_a_catalogue_with_gaps_is_refused_with_all_its_problems(tmp_path):
    for group in words("groups"):
        (tmp_path / f"{group}.toml").write_text("")
    (tmp_path / "cost.toml").write_text('[a]\nunit = "elephants"\nnumerator = ["year"]\ncolour = "red"\n')
    with pytest.raises(CatalogueError) as refused:
        load_catalogue(tmp_path)
    text = str(refused.value)
    assert "has no label_nl" in text
    assert "elephants" in text
    assert "colour" in text
