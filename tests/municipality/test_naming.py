"""What a scenario may be called and where it may go, whatever somebody types."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from youthsim.experiment.errors import BadInput
from youthsim.municipality.naming import checked_name, checked_place
from youthsim.scenario import shipped

pytestmark = [pytest.mark.interface, pytest.mark.quick]
ALLOWED = set("abcdefghijklmnopqrstuvwxyz0123456789-")


@pytest.mark.parametrize("name", ["utrecht", "s-hertogenbosch", "town-2023", "x", "7", "a" * 60])
def test_a_plain_name_is_taken_as_it_is(name):
    assert checked_name(name) == name


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("Den Haag", "den-haag"),
        ("../../etc/passwd", "etc-passwd"),
        ("/tmp/x", "tmp-x"),
        ("C:\\x", "c-x"),
        ("[bold red]x[/]", "bold-red-x"),
        ("<script>alert(1)</script>", "script-alert-1-script"),
        ("\x1b[31mred\x1b[0m", "31mred-0m"),
        ("'s-Hertogenbosch", "s-hertogenbosch"),
        ("Súdwest-Fryslân", "sudwest-fryslan"),
        ("-rf", "rf"),
        ("a" * 5000, "a" * 60),
        ("town.toml", "town-toml"),
        ("baseline", "my-baseline"),
    ],
)
def test_a_hostile_or_odd_name_is_refused_in_one_plain_line_with_the_nearest_that_can_be(name, nearest):
    with pytest.raises(BadInput) as raised:
        checked_name(name)
    said = str(raised.value)
    assert said.isprintable()
    assert len(said) < 300
    assert said.endswith(f"nearest: {nearest}")
    assert checked_name(nearest) == nearest


@pytest.mark.parametrize("name", ["", " ", "..", "---", "con", "com1", "名", "\n"])
def test_a_name_of_which_nothing_is_left_is_refused(name):
    with pytest.raises(BadInput):
        checked_name(name)


@pytest.mark.property
@given(st.text(max_size=200))
def test_whatever_is_typed_no_name_leads_out_of_the_folder(name):
    try:
        taken = checked_name(name)
    except BadInput as refused:
        assert str(refused).isprintable()
        return
    assert set(taken) <= ALLOWED
    assert taken not in shipped()
    assert str(checked_place(taken, None, replace=True)) == f"{taken}.toml"


def test_a_file_that_is_there_stays_unless_it_may_be_replaced(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text("precious", encoding="utf-8")
    with pytest.raises(BadInput, match="there already"):
        checked_place("mine", str(path), replace=False)
    assert checked_place("mine", str(path), replace=True) == path


def test_a_link_that_leads_nowhere_is_something_that_is_there(tmp_path):
    (tmp_path / "mine.toml").symlink_to(tmp_path / "nowhere.toml")
    with pytest.raises(BadInput, match="there already"):
        checked_place("mine", str(tmp_path / "mine.toml"), replace=False)


@pytest.mark.parametrize("out", ["", "x", "x.txt", "nowhere/x.toml", "a\0b.toml", "x" * 3000 + ".toml", "folder.toml"])
def test_a_place_that_cannot_be_is_refused_before_anything_is_worked_out(tmp_path, monkeypatch, out):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder.toml").mkdir()
    with pytest.raises(BadInput) as raised:
        checked_place("mine", out, replace=False)
    assert str(raised.value).isprintable()
