"""The scenario file: it can be used, every value says where it is from, and it is there whole or not at all."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from youthsim.experiment.errors import BadInput
from youthsim.municipality import writing
from youthsim.municipality.catalogue import eras
from youthsim.municipality.texts import _words, unit
from youthsim.municipality.writing import scenario_text, write
from youthsim.parameters import registry
from youthsim.scenario import load

pytestmark = pytest.mark.contract


@pytest.mark.parametrize("era", eras())
def test_the_file_loads_to_the_parameters_that_were_fitted(fitted, era, tmp_path):
    one = fitted[era]
    scenario = write(scenario_text(one, "mine", "en"), tmp_path / "mine.toml", replace=False)
    assert scenario.name == "mine"
    assert scenario.era == era
    assert scenario.start.year == one.asked.year
    assert scenario.youths == one.asked["youths"]
    assert len(scenario.areas) == one.asked["areas"]
    assert scenario.levers == ()
    for name, parameter in registry().items():
        assert scenario.parameter(name) == pytest.approx(one.row[registry().index(name)], rel=1e-4), parameter


@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize("era", eras())
def test_every_value_says_from_which_figures_it_comes(fitted, era, language):
    one = fitted[era]
    values = scenario_text(one, "mine", language).split("[set]\n")[1].strip().splitlines()
    assert len(values) == len(one.values)
    for line in values:
        name, comment = re.fullmatch(r'"(.+)" = \S+ # (.+)', line).groups()
        assert all(figure in comment for figure in one.because[name])
        assert one.because[name]
        assert comment.startswith(unit(registry()[name].unit, language) + "; ")


def test_workers_are_given_per_100_000_youths_in_the_language_of_the_reader(fitted):
    one = fitted["jeugdwet2015"]
    assert '"local.fte" = 153.33 # fte per 100,000 youths; from wijkteam_fte\n' in scenario_text(one, "mine", "en")
    assert '"local.fte" = 153.33 # fte per 100.000 jeugdigen; uit wijkteam_fte\n' in scenario_text(one, "mine", "nl")


@pytest.mark.parametrize("era", eras())
def test_every_unit_of_a_value_has_words_in_both_languages(fitted, era):
    assert {registry()[name].unit for name in fitted[era].values} - set(_words()["units"]) == set()


def test_the_head_lists_every_figure_with_the_line_where_it_was_given(fitted):
    text = scenario_text(fitted["jeugdwet2015"], "mine", "en")
    assert "# ots_stock = 150 (voorbeeldstad-2023.toml:14)\n" in text
    assert "# voogdij_stock = 76.1 (national rate)\n" in text


def test_the_era_of_bureau_jeugdzorg_ends_with_2014(fitted, tmp_path):
    scenario = write(scenario_text(fitted["wjz2005"], "mine", "en"), tmp_path / "mine.toml", replace=False)
    assert scenario.end.year == 2015


def test_titles_and_names_of_files_are_text_and_nothing_else(fitted, tmp_path):
    hostile = 'x"\n[set]\n"gi.fte" = 1\n\x1b[31m[red]'
    one = fitted["jeugdwet2015"]
    given = {n: g._replace(where=f"{hostile}:1" if g.where else "") for n, g in one.asked.figures.items()}
    town = replace(one, asked=replace(one.asked, title=hostile, source=hostile, figures=given))
    text = scenario_text(town, "mine", "en")
    assert "\x1b" not in text
    scenario = write(text, tmp_path / "mine.toml", replace=False)
    assert scenario.title == hostile
    assert scenario.parameter("gi.fte") == pytest.approx(one.row[registry().index("gi.fte")], rel=1e-4)


def test_a_file_that_came_in_the_meantime_is_not_replaced(fitted, tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text("precious", encoding="utf-8")
    with pytest.raises(BadInput, match="there already"):
        write(scenario_text(fitted["jeugdwet2015"], "mine", "en"), path, replace=False)
    assert path.read_text(encoding="utf-8") == "precious"
    write(scenario_text(fitted["jeugdwet2015"], "mine", "en"), path, replace=True)
    assert load(path).name == "mine"
    assert [found.name for found in tmp_path.iterdir()] == ["mine.toml"]


def test_where_links_cannot_be_made_nothing_is_replaced_either(fitted, tmp_path, monkeypatch):
    def no_links(*_):
        raise OSError("no links here")

    monkeypatch.setattr(writing.os, "link", no_links)
    path, text = tmp_path / "mine.toml", scenario_text(fitted["jeugdwet2015"], "mine", "en")
    write(text, path, replace=False)
    with pytest.raises(BadInput, match="there already"):
        write(text, path, replace=False)


def test_nothing_is_left_behind_where_the_file_cannot_get_its_place(fitted, tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(writing.os, "replace", full)
    with pytest.raises(BadInput, match="cannot be written; No space left"):
        write(scenario_text(fitted["jeugdwet2015"], "mine", "en"), tmp_path / "mine.toml", replace=True)
    assert list(tmp_path.iterdir()) == []
