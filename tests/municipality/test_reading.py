"""A file of figures with mistakes in it: each is named with its line, all of them at once."""

from __future__ import annotations

import pytest

from youthsim.municipality.reading import read_figures
from youthsim.scenario import ScenarioError

pytestmark = [pytest.mark.interface, pytest.mark.quick]


def problems(tmp_path, monkeypatch, text):
    """What is said about a file."""
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "town.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError) as raised:
        read_figures(path)
    return list(raised.value.problems)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[figures]\nyouths = 9000\nots_stok = 5\n", "3: unknown key in [figures] 'ots_stok'; ... nearest: ots_stock"),
        ("[figuren]\n[figures]\nyouths = 9000\n", "1: unknown table 'figuren'; ... nearest: figures"),
        ("[figures]\nyouths = 'many'\n", "2: figures.youths has the wrong type; ... the text 'many', allowed a number"),
        (
            "[figures]\nyouths = true\n",
            "2: figures.youths has the wrong type; found the truth value true, allowed a number",
        ),
        ("[figures]\nyouths = inf\n", "2: figures.youths ... found inf, allowed a finite number"),
        ("[figures]\nyouths = 12\n", "2: youths is out of bounds; found 12, allowed 500 to 5000000 youths"),
        (
            "[figures]\nyouths = 9000\nots_stock = 0\n",
            "3: ots_stock is out of bounds; found 0, allowed 0.1 to ... children",
        ),
        ("[figures]\nyouths = 9000\nots_stock = -4\n", "3: ots_stock is out of bounds; found -4"),
        ("[figures]\nyouths = 9000\nareas = 2.5\n", "3: areas ... found 2.5, allowed a whole number"),
        (
            "[figures]\nyouths = 9000\nots_stock = 40\nuhp_stock = 41\n",
            "4: uhp_stock is a part of ots_stock and above it; found 41, allowed at most ots_stock, 40",
        ),
        ("[figures]\nyouths = 9000\nuhp_stock = 600\n", "3: uhp_stock is a part of ots_stock ... 58.86"),
        ("[figures]\nyouths = 9000\nhelp_in_a_year = 9001\n", "3: help_in_a_year is a part of youths"),
        (
            "[figures]\nyouths = 9000\nwait_bjz = 30\n",
            "3: wait_bjz does not exist in era jeugdwet2015; found 30, allowed in wjz2005",
        ),
        ("[figures]\nots_stock = 40\n", "1: youths is missing; allowed: youths under 18"),
        (
            "[municipality]\nera = 'wjz2050'\n[figures]\nyouths = 9000\n",
            "2: unknown municipality.era 'wjz2050'; allowed: wjz2005, jeugdwet2015; nearest: wjz2005",
        ),
        (
            "[municipality]\nera = 'wjz2005'\nyear = 2023\n[figures]\nyouths = 9000\n",
            "3: year of era wjz2005 is out of bounds; found 2023, allowed 2005 to 2014; 2023 is in jeugdwet2015",
        ),
        (
            "[municipality]\nyear = 2023.5\n[figures]\nyouths = 9000\n",
            "2: municipality.year ... found 2023.5, allowed a whole number",
        ),
        ("[figures]\nyouths = 9000\nyouths = 9001\n", "3: duplicate key; ... allowed once"),
        ("[figures]\nyouths = 9000\nots_stock = \n", "3: "),
    ],
)
def test_a_mistake_is_named_with_its_line_what_was_found_and_what_is_allowed(tmp_path, monkeypatch, text, said):
    found = problems(tmp_path, monkeypatch, text)
    assert len(found) == 1
    start, _, end = said.partition(" ... ")
    assert found[0].startswith(f"town.toml:{start}"), found[0]
    assert found[0].endswith(end), found[0]


def test_all_mistakes_come_at_once_in_the_order_of_the_file(tmp_path, monkeypatch):
    text = "[municipality]\ntitel = 'x'\nyear = 1999\n[figures]\nyouths = 12\n"
    text += "ots_stock = 40\nuhp_stock = 50\nwait_bjz = 3\n"
    found = problems(tmp_path, monkeypatch, text)
    assert [line.split(":")[1] for line in found] == ["2", "3", "5", "7", "8"]


def test_a_title_is_no_place_for_a_book(tmp_path, monkeypatch):
    found = problems(tmp_path, monkeypatch, f"[municipality]\ntitle = '{'x' * 5000}'\n[figures]\nyouths = 9000\n")
    assert found == ["town.toml:2: title is too long; found 5000 characters, allowed at most 200"]


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"\x00" * 10, b"[[[["])
def test_what_is_no_file_of_figures_is_refused_in_words(tmp_path, monkeypatch, content):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "town.toml").write_bytes(content)
    with pytest.raises(ScenarioError):
        read_figures(tmp_path / "town.toml")


def test_a_national_rate_is_not_held_against_the_figures_that_were_given(tmp_path):
    path = tmp_path / "town.toml"
    path.write_text("[figures]\nyouths = 9000\nhelp_in_a_year = 8999\nots_stock = 8000\n", encoding="utf-8")
    assert read_figures(path)["ots_stock"] == 8000
