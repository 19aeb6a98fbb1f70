"""``youthsim new`` as somebody at a municipality meets it."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from tests.cli.conftest import youthsim  # noqa: F401
from tests.municipality.conftest import FIGURES
from youthsim.municipality.catalogue import figures
from youthsim.scenario import load

pytestmark = pytest.mark.interface
TOWN = str(FIGURES / "voorbeeldstad-2023.toml")


def test_a_file_of_figures_gives_a_scenario_that_passes_check(youthsim, tmp_path):  # noqa: F811
    done = youthsim("new", "voorbeeldstad", "--from", TOWN)
    assert done.code == 0
    for figure in figures().values():
        assert (figure.label("en") in done.out) == figure.exists_in("jeugdwet2015")
    assert "117 to 183" in done.out  # children under OTS in one year, by chance
    assert "ots_started is a small number" in done.err
    assert "written to voorbeeldstad.toml" in done.out
    checked = youthsim("check", "voorbeeldstad.toml")
    assert (checked.code, checked.out) == (0, "voorbeeldstad.toml: in order\n")
    assert [path.name for path in tmp_path.iterdir()] == ["voorbeeldstad.toml"]


def test_json_is_one_document_with_the_fit_the_values_and_the_warnings(youthsim):  # noqa: F811
    done = youthsim("new", "voorbeeldstad", "--from", TOWN, "--out", "other.toml", "--json")
    found = json.loads(done.out)
    assert done.code == 0
    assert found["file"] == "other.toml"
    rows = {row["figure"]: row for row in found["figures"]}
    assert rows["ots_stock"]["asked"] == 150
    assert rows["ots_stock"]["low"] < rows["ots_stock"]["fitted"] < rows["ots_stock"]["high"]
    assert rows["ots_stock"]["where"].endswith("voorbeeldstad-2023.toml:14")
    assert rows["voogdij_stock"]["national"]
    assert all(row["met"] for row in rows.values())
    assert load("other.toml").parameter("gi.fte") == pytest.approx(found["values"]["gi.fte"]["value"], rel=1e-4)
    assert {warning["kind"] for warning in found["warnings"]} == {"noise"}


def test_it_says_the_same_in_dutch(youthsim, monkeypatch):  # noqa: F811
    monkeypatch.setenv("LC_ALL", "nl_NL.UTF-8")
    done = youthsim("new", "voorbeeldstad", "--from", TOWN)
    assert "Kinderen onder OTS" in done.out
    assert "geschreven in voorbeeldstad.toml" in done.out
    assert "is een klein getal" in done.err
    assert "# voogdij_stock = 76.1 (landelijk)" in Path("voorbeeldstad.toml").read_text(encoding="utf-8")


ANSWERS = ["", "", "twelve", "25,000", "", "", "", "400000", "150", "", "", "", "", "", ""]


@pytest.mark.parametrize(("language", "thousands"), [("C.UTF-8", "25,000"), ("nl_NL.UTF-8", "25.000")])
def test_figures_are_asked_for_one_by_one_with_the_national_rate_as_default(
    youthsim,  # noqa: F811
    monkeypatch,
    language,
    thousands,
):
    monkeypatch.setenv("LC_ALL", language)
    answers = [thousands if answer == "25,000" else answer for answer in ANSWERS]
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(answers) + "\n"))
    done = youthsim("new", "mine", "--json")
    assert done.code == 0, done.err
    found = {row["figure"]: row for row in json.loads(done.out)["figures"]}
    assert found["youths"]["asked"] == 25_000
    assert found["help_in_a_year"]["asked"] == pytest.approx(0.125 * 25_000)
    assert found["ots_stock"]["asked"] == 150
    assert found["ots_started"]["asked"] == pytest.approx(150 * 283 / 654)
    assert found["ots_started"]["national"]
    assert not found["ots_stock"]["national"]
    nl = language.startswith("nl")
    assert ("'twelve' is geen getal; toegestaan: een getal zoals 12,5" if nl else "'twelve' is no number") in done.err
    assert "ots_stock is a part of youths and above it; found 400000" in done.err
    for figure in figures().values():
        shown = figure.explanations["nl" if nl else "en"] in done.err
        assert shown == figure.exists_in("jeugdwet2015")


def test_where_nobody_can_answer_it_says_what_to_do(youthsim, monkeypatch):  # noqa: F811
    monkeypatch.setattr("sys.stdin", io.StringIO("\n"))
    done = youthsim("new", "mine")
    assert (done.code, done.out) == (2, "")
    assert done.err.splitlines()[-1] == (
        "youthsim: there is nobody to ask, and an answer is missing; allowed: --from FIGURES.toml"
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["../mine", "--from", TOWN], "nearest: mine"),
        (["baseline", "--from", TOWN], "is the name of a shipped scenario"),
        (["mine", "--from", "nowhere.toml"], "nowhere.toml: there is no such file"),
        (["mine", "--from", "wrong.toml"], "wrong.toml:2: youths is out of bounds"),
        (["mine", "--from", TOWN, "--out", "there.toml"], "'there.toml' is there already"),
        (["mine", "--from", TOWN, "--out", "nowhere/mine.toml"], "there is no folder"),
        (["mine", "--fron", TOWN], "No such option"),
    ],
)
def test_bad_input_is_answered_with_exit_code_2_and_nothing_is_written(youthsim, tmp_path, arguments, said):  # noqa: F811
    (tmp_path / "wrong.toml").write_text("[figures]\nyouths = 3\n", encoding="utf-8")
    (tmp_path / "there.toml").write_text("precious", encoding="utf-8")
    done = youthsim("new", *arguments)
    assert done.code == 2
    assert said in done.err
    assert "Traceback" not in done.err
    assert done.out == ""
    assert sorted(path.name for path in tmp_path.iterdir()) == ["there.toml", "wrong.toml"]
    assert (tmp_path / "there.toml").read_text(encoding="utf-8") == "precious"


def test_a_file_is_replaced_when_that_is_asked_for(youthsim, tmp_path):  # noqa: F811
    (tmp_path / "mine.toml").write_text("precious", encoding="utf-8")
    assert youthsim("new", "mine", "--from", TOWN, "--force").code == 0
    assert load(tmp_path / "mine.toml").youths == 30_000
