"""``youthsim verify``: the table, the document, the exit codes."""

from __future__ import annotations

import json

import pytest

from tests.cli.conftest import youthsim  # noqa: F401
from youthsim import verification
from youthsim.verification import rows

pytestmark = [pytest.mark.interface, pytest.mark.quick]


@pytest.fixture
def battery(monkeypatch):
    """Two checks that take no time, one of which may fail."""

    def stand_in(found):
        calls = []

        def verify(**options):
            calls.append(options)
            options["tell"]("one")
            findings = [("one", rows.exact("accounts", 0, found)), ("two", rows.share("share", 0.5, 52, 100, 0.3))]
            return rows.judge(findings)

        monkeypatch.setitem(verification.__dict__, "verify", verify)
        return calls

    return stand_in


def test_it_prints_a_table_and_the_chance_of_a_false_alarm(youthsim, battery):  # noqa: F811
    battery(0)
    told = youthsim("verify")
    assert told.code == 0
    for word in ("check", "quantity", "expected", "found", "low", "high", "passed", "accounts", "share"):
        assert word in told.out
    assert "2 of 2 rows passed" in told.out
    assert "0.0009" in told.out
    assert told.err == ""


def test_a_row_that_fails_is_exit_code_1_and_is_named(youthsim, battery):  # noqa: F811
    battery(1)
    told = youthsim("verify")
    assert told.code == 1
    assert told.err == "youthsim: failed: one: accounts\n"
    assert "NO" in told.out


def test_json_is_one_list_of_rows(youthsim, battery):  # noqa: F811
    battery(1)
    told = youthsim("verify", "--json")
    first, second = json.loads(told.out)
    assert told.code == 1
    assert list(first)[:7] == ["check", "quantity", "expected", "found", "low", "high", "passed"]
    assert (first["passed"], second["passed"]) == (False, True)
    assert first["false_alarm"] is None
    assert second["false_alarm"] == pytest.approx(0.0009)


def test_options_reach_the_battery(youthsim, battery):  # noqa: F811
    calls = battery(0)
    youthsim("verify", "--full", "--seed", "7")
    assert (calls[0]["full"], calls[0]["seed"]) == (True, 7)


def test_a_seed_that_is_none_is_refused(youthsim, battery):  # noqa: F811
    battery(0)
    assert youthsim("verify", "--seed", "-1").code == 2
