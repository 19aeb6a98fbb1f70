"""``youthsim bench``: rows and tables, with sizes so small that they say nothing of speed."""

from __future__ import annotations

import json

import pytest

from tests.cli.conftest import youthsim  # noqa: F401
from youthsim.benchmark import history, tools
from youthsim.benchmark.measuring import Measured, compared, findings, ratio
from youthsim.benchmark.tools import ENGINE, HEAP, LIMIT_PROGRAM, WITH_LOG, Case

pytestmark = pytest.mark.interface

PROMISED = ["workload", "tool", "arrivals_per_day", "events", "ns_per_event", "low", "high"]
SMALL = (
    Case(ENGINE, 1.0, days=60, replications=2),
    Case(WITH_LOG, 1.0, days=60),
    Case(LIMIT_PROGRAM, 1.0, days=60),
    Case(HEAP, 1.0, days=60),
    Case(ENGINE, 3.0, days=60),
)


@pytest.fixture
def small(monkeypatch):
    monkeypatch.setattr(tools, "CASES", SMALL)
    monkeypatch.setattr(tools, "GUARDED", (SMALL[0], SMALL[3]))
    monkeypatch.setattr(history, "GUARDED", (SMALL[0], SMALL[3]))


def test_the_rows_are_those_that_are_promised(small, youthsim):  # noqa: F811
    done = youthsim("bench", "--json", "--repetitions", "2")
    assert done.code == 0
    rows = json.loads(done.out)
    wanted = [case.tool for case in SMALL if case.tool != LIMIT_PROGRAM or "c-limit" not in done.err]
    assert [row["tool"] for row in rows] == wanted
    for row in rows:
        assert list(row)[: len(PROMISED)] == PROMISED
        assert row["workload"] == "refchain"
        assert row["events"] > 0
        assert 0.0 < row["low"] <= row["ns_per_event"] <= row["high"]


def test_the_table_shows_each_tool_and_what_size_and_log_cost(small, youthsim):  # noqa: F811
    done = youthsim("bench", "--repetitions", "1", "--only", "youthsim", "--only", "youthsim-log", "--only", "heapq")
    assert done.code == 0
    for text in ("youthsim-log", "heapq", "x youthsim", "event log on, 1 a day", "an event at 3 a day beside 1"):
        assert text in done.out


def test_an_unknown_tool_is_refused_with_the_nearest_name(youthsim):  # noqa: F811
    done = youthsim("bench", "--only", "simpi")
    assert done.code == 2
    assert "simpy" in done.err


def test_the_guard_adds_a_row_and_shows_the_last_ten(small, youthsim, tmp_path, monkeypatch):  # noqa: F811
    row = history.Row("2026-11-01", "abc", False, 50.0, 48.0, 52.0)
    path = tmp_path / "history.csv"
    history.write(path, [row] * 12)
    monkeypatch.setattr(history, "measured_now", lambda say: row)
    done = youthsim("bench", "--guard", str(path), "--json")
    assert done.code == 0
    assert len(json.loads(done.out)) == history.LAST
    assert history.read(path) == [row] * 13


def test_the_guard_fails_when_the_engine_has_become_slower(small, youthsim, tmp_path, monkeypatch):  # noqa: F811
    path = tmp_path / "history.csv"
    history.write(path, [history.Row("2026-11-01", "abc", False, 50.0, 48.0, 52.0)])
    slow = history.Row("2026-11-02", "def", True, 30.0, 29.0, 31.0)
    monkeypatch.setattr(history, "measured_now", lambda say: slow)
    done = youthsim("bench", "--guard", str(path))
    assert done.code == 1
    assert "slower: 30.0 times" in done.err
    assert history.read(path)[-1] == slow


def test_the_guard_measures_engine_and_heap(small):
    row = history.measured_now(lambda _: None, repetitions=2)
    assert 0.0 < row.low <= row.times_as_fast <= row.high


@pytest.mark.parametrize("content", ["a,b\n1,2\n", "date,commit,changed,times_as_fast,low,high\nx,y,False,fast,1,2\n"])
def test_a_file_that_is_no_table_of_measurements_is_refused(youthsim, tmp_path, content):  # noqa: F811
    path = tmp_path / "history.csv"
    path.write_text(content)
    for option in ("--guard", "--last"):
        done = youthsim("bench", option, str(path))
        assert done.code == 2
        assert "no table of measurements" in done.err
    assert path.read_text() == content


@pytest.mark.quick
def test_ratios_compare_what_was_measured_in_the_same_turn():
    one = Measured(Case(ENGINE), 10, (10.0, 20.0, 40.0))
    heap = Measured(Case(HEAP), 10, (100.0, 200.0, 200.0))
    large = Measured(Case(ENGINE, 2000.0), 10, (20.0, 20.0, 20.0))
    assert (ratio(heap, one).low, ratio(heap, one).median, ratio(heap, one).high) == (5.0, 10.0, 10.0)
    rows = compared([one, heap, large])
    assert [row["limit"] for row in rows] == [None] * 3
    assert rows[1]["engine"].median == 10.0
    assert rows[2]["engine"].median == 1.0
    assert [text for text, _ in findings([one, heap, large])] == ["an event at 2000 a day beside 20"]
