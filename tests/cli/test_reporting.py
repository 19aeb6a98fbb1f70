"""``youthsim report``: what it writes, and what it says when it cannot."""

import json
from pathlib import Path

import pytest

from youthsim.cli import codes
from youthsim.report import writing

pytestmark = pytest.mark.interface


@pytest.fixture
def written(monkeypatch):
    """Stand in for the writing: keeps what it was asked for."""
    asked = []

    def stand_in(folder, formats, languages, out):
        asked.append((folder, tuple(formats), tuple(languages), out))
        Path("report.nl.html").write_text("page")
        return [Path("report.nl.html")]

    monkeypatch.setattr(writing, "write_reports", stand_in)
    return asked


def test_all_formats_come_in_the_language_of_the_environment(youthsim, written, monkeypatch):
    assert youthsim("report", "some").out.split() == ["report.nl.html"]
    monkeypatch.setenv("LC_ALL", "nl_NL.UTF-8")
    youthsim("report", "some", "--out", "there")
    assert written == [
        (Path("some"), ("html", "xlsx", "pdf"), ("en",), None),
        (Path("some"), ("html", "xlsx", "pdf"), ("nl",), Path("there")),
    ]


def test_lists_are_given_with_commas(youthsim, written):
    told = youthsim("report", "some", "--format", "pdf,html,pdf", "--lang", "nl, en", "--json")
    assert written[0][1:3] == (("pdf", "html"), ("nl", "en"))
    assert json.loads(told.out) == [{"file": "report.nl.html", "bytes": 4}]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--format", "docx"], "found 'docx', allowed: html, xlsx, pdf"),
        (["--lang", "fr,nl"], "found 'fr', allowed: nl, en"),
        (["--lang", ","], "found nothing"),
        ([], "is no complete run folder"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(youthsim, tmp_path, arguments, message):
    told = youthsim("report", str(tmp_path), *arguments)
    assert told.code == codes.BAD_INPUT
    assert message in told.err
    assert "Traceback" not in told.err
    assert not list(tmp_path.iterdir())
