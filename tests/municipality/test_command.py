"""``youthsim new`` as somebody at a municipality meets it."""

from __future__ import annotations

import io
import json
import re
import textwrap
import tomllib
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


@pytest.mark.parametrize("language", ["C.UTF-8", "nl_NL.UTF-8"])
@pytest.mark.parametrize("figures_file", sorted(FIGURES.glob("*.toml")), ids=lambda path: path.stem)
def test_it_ends_with_a_policy_that_passes_check_and_the_way_to_a_report(youthsim, monkeypatch, figures_file, language):  # noqa: F811
    monkeypatch.setenv("LC_ALL", language)
    told = youthsim("new", "town", "--from", str(figures_file)).out
    policy, text = re.search(r"(?:this as|dit als) (\S+):\n\n(.*?\[levers.*?)\n\n\S", told, re.DOTALL).groups()
    Path(policy).write_text(textwrap.dedent(text), encoding="utf-8")
    assert f"youthsim check {policy}" in told
    assert youthsim("check", policy).out == f"{policy}: in order\n"
    assert load(policy).levers
    run = re.search(rf"youthsim compare town.toml {policy} --out (\S+)", told)[1]
    assert f"youthsim report {run} --lang {language[:2].replace('C.', 'en')}" in told
    assert f"youthsim params {load(policy).levers[0].name}" in told


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
    assert "117 tot 183" in done.out
    assert "39 tot 80,9" in done.out
    assert done.err.count("(waarschuwing)") == len(done.err.splitlines())
    assert "tussen 45,6 en 90,3 kinderen per jaar" in done.err
    assert "# voogdij_stock = 76.1 (landelijk)" in Path("voorbeeldstad.toml").read_text(encoding="utf-8")


ANSWERS = ["", "", "twelve", "", "25,000", "", "", "", "400000", "150", "", "", "", "", "", "", ""]


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
    assert ("hier is een getal nodig" if nl else "a number is needed") in done.err
    assert ("toegestaan 500 tot 5000000 jeugdigen" if nl else "allowed 500 to 5000000 youths") in done.err
    part = "is een deel van youths en ligt erboven; gevonden" if nl else "is a part of youths and above it; found"
    assert f"ots_stock {part} 400000" in done.err
    for figure in figures().values():
        shown = figure.explanations["nl" if nl else "en"] in done.err
        assert shown == figure.exists_in("jeugdwet2015")


def answered(monkeypatch, *answers: str) -> None:
    """What somebody types, line by line."""
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(answers) + "\n"))


PLAIN = ["", "", "25000", "", "", "", "150", "", "", "", "", "", ""]  # era, year and the eleven figures


def test_answers_are_shown_once_more_and_each_line_can_be_corrected(youthsim, monkeypatch):  # noqa: F811
    answered(monkeypatch, *PLAIN, "7", "140", "4", "5", "99", "")
    done = youthsim("new", "mine", "--json")
    assert done.code == 0, done.err
    assert "  7  Children under OTS (ots_stock): 150 children\n" in done.err
    assert "  7  Children under OTS (ots_stock): 140 children\n" in done.err
    assert "  4  Local teams (areas): 2 teams, national rate\n" in done.err
    assert "'99' is no line to correct; allowed: 1 to 13" in done.err
    found = {row["figure"]: row for row in json.loads(done.out)["figures"]}
    assert (found["ots_stock"]["asked"], found["areas"]["asked"]) == (140, 5)
    assert found["ots_started"]["asked"] == pytest.approx(140 * 283 / 654)  # the national rate follows


def test_a_correction_that_contradicts_another_answer_must_be_put_right_first(youthsim, monkeypatch):  # noqa: F811
    figures_first = [*PLAIN[:8], "60", *PLAIN[9:]]  # sixty of the children under OTS are placed out of home
    answered(monkeypatch, *figures_first, "7", "50", "", "9", "40", "")
    done = youthsim("new", "mine", "--json")
    assert done.code == 0, done.err
    assert "uhp_stock is a part of ots_stock and above it; found 60, allowed at most ots_stock, 50" in done.err
    found = {row["figure"]: row["asked"] for row in json.loads(done.out)["figures"]}
    assert (found["ots_stock"], found["uhp_stock"]) == (50, 40)


def test_another_era_forgets_what_does_not_exist_in_it(youthsim, monkeypatch):  # noqa: F811
    in_2009 = ["wjz2005", "", *PLAIN[2:11], "33", "", ""]  # a wait for Bureau Jeugdzorg, and one for the RvdK
    answered(monkeypatch, *in_2009[:13], "", "1", "", "2021", "")
    done = youthsim("new", "mine", "--json")
    assert done.code == 0, done.err
    found = json.loads(done.out)
    assert (found["era"], found["year"]) == ("jeugdwet2015", 2021)
    assert "wait_bjz" not in {row["figure"] for row in found["figures"]}


@pytest.mark.parametrize("language", ["C.UTF-8", "nl_NL.UTF-8"])
def test_answers_are_kept_and_give_the_same_scenario_when_they_are_read(youthsim, monkeypatch, language):  # noqa: F811
    monkeypatch.setenv("LC_ALL", language)
    answered(monkeypatch, *PLAIN, "")
    done = youthsim("new", "mine")
    assert done.code == 0, done.err
    assert "--from mine.figures.toml --force" in done.out
    kept = Path("mine.figures.toml").read_text(encoding="utf-8")
    assert "youthsim new mine --from mine.figures.toml --force" in kept
    given = tomllib.loads(kept)
    assert given["figures"] == {"youths": 25000, "ots_stock": 150}
    assert given["municipality"] == {"era": "jeugdwet2015", "year": 2019}
    first = Path("mine.toml").read_text(encoding="utf-8")
    assert "# ots_stock = 150 (mine.figures.toml:" in first
    assert youthsim("new", "mine", "--from", "mine.figures.toml", "--force").code == 0
    assert Path("mine.toml").read_text(encoding="utf-8") == first
    with_all = re.sub(r"^# (\w+ = [\d.]+ #)", r"\1", kept, flags=re.MULTILINE)  # what follows the national rate, given
    Path("mine.figures.toml").write_text(with_all, encoding="utf-8")
    again = json.loads(youthsim("new", "mine", "--from", "mine.figures.toml", "--force", "--json").out)
    assert not any(row["national"] for row in again["figures"])


def test_answers_kept_earlier_are_not_replaced_unasked(youthsim, monkeypatch):  # noqa: F811
    Path("mine.figures.toml").write_text("precious", encoding="utf-8")
    answered(monkeypatch, *PLAIN, "")
    done = youthsim("new", "mine")
    assert (done.code, done.out) == (2, "")
    assert "'mine.figures.toml', where answers are kept, is there already" in done.err
    assert "allowed: --from mine.figures.toml" in done.err
    assert Path("mine.figures.toml").read_text(encoding="utf-8") == "precious"
    assert not Path("mine.toml").exists()


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
