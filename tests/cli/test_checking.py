"""``check`` and ``show`` say what is wrong with a scenario, or what is special about it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

pytestmark = pytest.mark.interface

SOUND = "[scenario]\nstart = 2019-01-01\n[region]\nyouths = 1000\n"


@pytest.mark.parametrize(
    ("name", "content", "code", "message"),
    [
        ("sound.toml", SOUND, 0, ""),
        (
            "odd.toml",
            SOUND + '[set]\n"gi.caseload" = 30\n',
            0,
            "odd.toml:6: gi.caseload is outside its plausible range",
        ),
        ("wrong.toml", SOUND + '[set]\n"gi.casload" = 3\n', 1, "wrong.toml:6: unknown parameter 'gi.casload'"),
        ("broken.toml", SOUND + "[set\n", 1, "broken.toml:5: wrong TOML"),
        ("empty.toml", "", 2, "empty.toml:1: is empty"),
        ("noise.toml", "\x01\x02 no toml\n" * 400, 2, "noise.toml:1: is no TOML"),
    ],
)
def test_a_file_is_checked(youthsim, name: str, content: str, code: int, message: str) -> None:
    Path(name).write_text(content)
    told = youthsim("check", name)
    assert told.code == code
    assert message in told.err
    assert (told.out == f"{name}: in order\n") == (code == 0)
    assert "Traceback" not in told.err


@pytest.mark.parametrize("name", ["missing.toml", "./folder", "no-such-scenario"])
def test_what_cannot_be_read_is_bad_input(youthsim, name: str) -> None:
    Path("folder").mkdir()
    told = youthsim("check", name)
    assert told.code == 2
    assert len(told.err.splitlines()) == 1


def test_several_files_are_all_checked_and_the_worst_counts(youthsim) -> None:
    Path("a.toml").write_text(SOUND)
    Path("b.toml").write_text(SOUND + "[sets]\n")
    told = youthsim("check", "a.toml", "b.toml", "baseline", "--json")
    rows = json.loads(told.out)
    assert told.code == 1
    assert [row["passed"] for row in rows] == [True, False, True]
    assert rows[1]["errors"][0].startswith("b.toml:5: unknown table 'sets'")


def test_show_tells_what_set_each_value(youthsim) -> None:
    Path("mine.toml").write_text(
        '[scenario]\nextends = "baseline"\nsource = "004, 2.2"\n[levers.early_gi]\n[set]\n"gi.fte" = 60\n'
    )
    told = json.loads(youthsim("show", "mine.toml", "--json").out)
    found = {row["parameter"]: row for row in told["differences"]}
    assert found["gi.fte"]["set_by"] == "mine.toml:6"
    assert found["gi.fte"]["source"] == "004, 2.2"
    assert found["early_gi.available"]["set_by"] == "lever early_gi (mine.toml:4)"
    assert len(told["hash"]) == 64


def test_show_prints_a_table_for_people(youthsim) -> None:
    told = youthsim("show", "baseline", "--set", "gi.fte=60")
    assert "--set gi.fte=60" in told.out
    assert "every value is the registry's own" in youthsim("show", "baseline").out
