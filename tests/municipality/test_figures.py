"""The figures that are asked for: in two languages, with a unit, an explanation, and a sourced national rate."""

from __future__ import annotations

import pytest

from tests.municipality.conftest import FIGURES, FILES, asked
from youthsim.municipality.catalogue import eras, figures
from youthsim.municipality.reading import read_figures
from youthsim.municipality.texts import LANGUAGES, _words, unit
from youthsim.outcomes.catalogue import catalogue
from youthsim.report.texts import placeholders

pytestmark = [pytest.mark.unit, pytest.mark.quick]
ALL = list(figures().values())


@pytest.mark.parametrize("figure", ALL, ids=lambda figure: figure.name)
def test_a_figure_can_be_asked_for_in_both_languages(figure):
    for language in LANGUAGES:
        assert figure.label(language).strip()
        assert figure.explanations[language].endswith(".")
    assert figure.labels["en"] != figure.labels["nl"]
    assert figure.unit in _words()["units"]


@pytest.mark.parametrize("figure", ALL, ids=lambda figure: figure.name)
def test_a_national_rate_has_a_source_and_lies_within_what_is_possible(figure):
    for national in figure.national.values():
        assert national.source
        assert figure.minimum <= national.value <= figure.maximum


@pytest.mark.parametrize("figure", [f for f in ALL if f.outcome], ids=lambda figure: figure.name)
def test_a_figure_is_held_against_an_outcome_of_the_catalogue(figure):
    assert figure.outcome in catalogue()


def test_only_the_number_of_youths_must_be_given():
    assert [figure.name for figure in ALL if not figure.national] == ["youths"]


@pytest.mark.parametrize("era", eras())
def test_whoever_gives_the_youths_alone_gets_the_national_rates(era):
    town = asked(era, youths=100_000)
    national = {figure.name: figure.national[era].value for figure in ALL if era in figure.national}
    assert town.values == pytest.approx({"youths": 100_000, **national})
    assert [name for name, given in town.figures.items() if given.where] == ["youths"]


def test_a_rate_follows_the_figure_that_it_hangs_on():
    one, other = asked(youths=20_000), asked(youths=20_000, ots_stock=2 * asked(youths=20_000)["ots_stock"])
    for name in ("ots_started", "uhp_stock", "voogdij_stock"):
        assert other[name] == pytest.approx(2 * one[name])
    for name in ("help_in_a_year", "wait_wijkteam"):
        assert other[name] == one[name]


def test_a_small_municipality_has_one_team_at_least():
    assert asked(youths=800)["areas"] == 1


def test_bureau_jeugdzorg_has_a_wait_only_in_its_own_time():
    assert "wait_bjz" in asked("wjz2005", youths=9000).figures
    assert "wait_bjz" not in asked("jeugdwet2015", youths=9000).figures


@pytest.mark.parametrize("era", eras())
def test_the_shipped_figures_are_read_and_are_of_their_era(era):
    town = read_figures(FILES[era])
    assert town.era == era
    assert sum(bool(given.where) for given in town.figures.values()) >= 8


def test_every_text_has_the_same_placeholders_in_both_languages():
    for name, both in _words()["texts"].items():
        assert len(both) == len(LANGUAGES), name
        assert placeholders(both[0]) == placeholders(both[1]), name


def test_the_page_lists_every_figure_with_its_explanation_and_what_it_grows_with():
    page = (FIGURES.parents[1] / "docs" / "new.md").read_text(encoding="utf-8")
    rows = [line for line in page.splitlines() if line.startswith("| `") and line.count("|") == 7]
    for figure in ALL:
        (row,) = [row for row in rows if row.startswith(f"| `{figure.name}` | {unit(figure.unit, 'en')} |")]
        assert figure.explanations["en"] in row
        assert row.endswith(f"| `{figure.per}` |" if figure.per else "|  |")
