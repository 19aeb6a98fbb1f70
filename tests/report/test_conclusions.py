"""Sentences made from numbers: they claim what the interval supports and nothing else."""

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.report.conftest import CHAIN_STANDS_STILL, with_waits
from youthsim.experiment import open_run
from youthsim.outcomes.catalogue import catalogue
from youthsim.report.conclusions import (
    LESS,
    MORE,
    NONE,
    UNCLEAR,
    UNKNOWN,
    cautions,
    conclusions,
    difference_sentence,
    paired,
    verdict_of,
)  # fmt: skip

pytestmark = [pytest.mark.unit, pytest.mark.quick]

NAN = math.nan
OUTCOMES = ("ots_started", "ots_stock", "cost_eur", "relapse_2yr", "first_help_days", "contact_persons")
DIRECTION = {
    "en": re.compile(r"\b(fewer|more|less|shorter|longer|lower|higher)\b"),
    "nl": re.compile(r"\b(minder|meer|korter|langer|lager|hoger)\b"),
}
NO_DIFFERENCE = {"en": "no difference is shown", "nl": "er blijkt geen verschil"}


def row(difference, low, high, outcome="ots_started", relative=-0.07, interval="replications"):
    return {"scenario": "early", "outcome": outcome, "organisation": "all", "unit": catalogue()[outcome].unit,
            "difference": difference, "low": low, "high": high, "relative": relative, "interval": interval}  # fmt: skip


def sentence(language, against=None, base=207.0, **values):
    one = row(**values)
    verdict = verdict_of(one["difference"], one["low"], one["high"])
    return difference_sentence(one, verdict, base, against, language)


@pytest.mark.parametrize(
    ("numbers", "verdict"),
    [
        ((-14.6, -15.6, -13.7), LESS),
        ((4.0, 0.1, 8.0), MORE),
        ((4.0, 0.0, 8.0), UNCLEAR),
        ((-1.0, -3.0, 1.0), UNCLEAR),
        ((0.0, 0.0, 0.0), NONE),
        ((-14.6, NAN, NAN), UNKNOWN),
    ],
)
def test_a_direction_needs_the_whole_interval_on_its_side(numbers, verdict):
    assert verdict_of(*numbers) == verdict


def test_a_difference_is_told_with_its_interval_its_share_and_how_often_it_fails():
    told = sentence("en", (3, 100), difference=-40.2, low=-66.4, high=-12.3, relative=-0.19, interval="posterior")
    assert told == (
        "OTS started: about 40 fewer a year; 95% interval 10 to 70 fewer; that is 19% of the 207 children per year "
        "in the base; in 3 of the 100 worlds as many or more."
    )


def test_the_same_in_dutch():
    told = sentence("nl", (0, 20), difference=-14.6, low=-15.6, high=-13.7)
    assert told == (
        "OTS gestart: ongeveer 14,6 per jaar minder; 95%-interval 13,7 tot 15,6 minder; dat is 7% van de 207 kinderen "
        "per jaar in de basis; in geen van de 20 replicaties evenveel of meer."
    )


@pytest.mark.parametrize(
    ("outcome", "values", "en", "nl"),
    [
        ("ots_duration_days", (-70, -73, -67), "70 days shorter", "70 dagen korter"),
        ("relapse_2yr", (0.012, 0.008, 0.016), "1.2 percentage points higher", "1,2 procentpunt hoger"),
        ("cost_eur", (-630000, -710000, -560000), "EUR 630,000 a year less", "630.000 euro per jaar minder"),
        ("ots_stock", (75, 73, 77), "75 more", "75 meer"),
    ],
)
def test_every_kind_of_outcome_has_its_own_words(outcome, values, en, nl):
    given = dict(zip(("difference", "low", "high"), values, strict=True)) | {"outcome": outcome}
    assert en in sentence("en", **given)
    assert nl in sentence("nl", **given)


@pytest.mark.parametrize("language", ["en", "nl"])
def test_without_an_interval_nothing_is_claimed(language):
    assert not DIRECTION[language].search(sentence(language, difference=-14.0, low=NAN, high=NAN))


@given(
    difference=st.floats(-1e6, 1e6), below=st.floats(1e-6, 1e6), above=st.floats(1e-6, 1e6),
    language=st.sampled_from(["en", "nl"]),
    outcome=st.sampled_from(OUTCOMES),
)  # fmt: skip
@pytest.mark.property
def test_a_sentence_names_a_direction_only_where_the_interval_lies_on_that_side(
    difference, below, above, language, outcome
):
    low, high = difference - below, difference + above
    one = row(difference, low, high, outcome)
    told = difference_sentence(one, verdict_of(difference, low, high), 200.0, (0, 9), language)
    if low <= 0 <= high:
        assert NO_DIFFERENCE[language] in told
        assert "%" not in told.replace("95%", "")
    else:
        assert NO_DIFFERENCE[language] not in told
        less = {"en": "fewer|less|shorter|lower", "nl": "minder|korter|lager"}[language]
        claim = told.split(";")[1]
        assert bool(re.search(less, claim)) == (high < 0)
        numbers = re.findall(r"\d[\d.,]*", told.split(";")[0].split(":")[-1])
        assert any(re.search("[1-9]", number) for number in numbers), "a difference that looks like nothing"


@pytest.mark.interface
def test_how_often_it_fails_is_counted_over_the_replications_of_the_folder(compared):
    result = open_run(compared)
    for one in conclusions(result, "en"):
        pairs = paired(result, one.scenario, one.outcome, one.organisation)
        counted = re.search(r"in (none|\d+) of the (\d+) replications", one.sentence)
        if one.verdict in (LESS, MORE):
            wrong = (pairs >= 0).sum() if one.verdict == LESS else (pairs <= 0).sum()
            assert counted.group(2) == "6"
            assert counted.group(1) == (str(wrong) if wrong else "none")
        else:
            assert counted is None


def about_waits(result, language):
    return {one.organisation: one for one in conclusions(result, language) if one.outcome == "wait_days"}


@pytest.mark.interface
def test_a_wait_that_rises_at_one_organisation_is_told_though_the_chain_shows_none(compared):
    waits = about_waits(with_waits(open_run(compared), **CHAIN_STANDS_STILL), "nl")
    assert list(waits)[:3] == ["all", "gi", "rvdk"]
    assert "22 dagen langer" in waits["gi"].sentence
    assert waits["gi"].verdict == MORE
    assert not waits["gi"].is_small
    assert {"local", "veilig_thuis", "provider"} & set(waits) == set(), "no difference, or a small one"
    whole = waits["all"]
    assert "er blijkt geen verschil" in whole.sentence
    for told in (whole.sentence, whole.brief):
        assert "langer bij: GI" in told
        assert "korter bij: RvdK" in told


@pytest.mark.interface
def test_a_wait_that_moves_everywhere_alike_is_told_without_exceptions(compared):
    longer = dict.fromkeys(CHAIN_STANDS_STILL, (3.0, 2.0, 4.0, 0.2))
    waits = about_waits(with_waits(open_run(compared), **longer), "en")
    assert "But" not in waits["all"].sentence
    assert "local" in waits
    assert "local_licht" not in waits, "the tiers do what the team does"


@pytest.mark.interface
def test_the_cautions_say_what_the_intervals_are_over(compared, alone):
    result = open_run(compared)
    assert any("6 replications with the parameters fixed" in one for one in cautions(result, "en"))
    result.summary["interval"] = "posterior"
    assert any("6 werelden, elk met een trekking van de parameters" in one for one in cautions(result, "nl"))
    assert any("One replication has no interval" in one for one in cautions(open_run(alone), "en"))
