"""What there is to choose from is listed for people and for programs."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from youthsim.levers import levers
from youthsim.parameters import registry
from youthsim.scenario import shipped

pytestmark = pytest.mark.interface


def test_help_names_every_command(youthsim) -> None:
    told = youthsim("--help")
    assert told.code == 0
    assert all(f"\n  {name}" in told.out for name in ("scenarios", "check", "show", "params", "run", "compare"))


@pytest.mark.parametrize("name", ["scenarios", "check", "show", "params", "run", "compare"])
def test_every_command_has_help(youthsim, name: str) -> None:
    assert youthsim(name, "--help").code == 0


@pytest.mark.parametrize("name", ["run", "compare"])
def test_simulating_commands_have_all_options_of_the_contract(youthsim, name: str) -> None:
    told = youthsim(name, "--help").out
    options = "replications precision max-replications seed years families set engine events jobs out json quiet"
    assert all(f"--{option}" in told for option in options.split())


def test_help_loads_no_heavy_library_and_is_there_at_once() -> None:
    code = (
        "import sys; from youthsim.cli import main; main(['--help']);"
        "print([m for m in ('numba', 'numpy', 'pandas', 'matplotlib', 'pydantic', 'rich') if m in sys.modules])"
    )
    times = []
    for _ in range(3):
        # Processor time rather than the clock, which also counts what else the computer does.
        before = os.times()
        told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        after = os.times()
        times.append(sum(after[2:4]) - sum(before[2:4]))
    assert told.stdout.splitlines()[-1] == "[]"
    assert min(times) < 0.3


def test_scenarios_are_rows_with_the_names_of_the_contract(youthsim) -> None:
    rows = json.loads(youthsim("scenarios", "--json").out)
    assert [row["name"] for row in rows] == shipped()
    assert set(rows[0]) == {"name", "title", "question", "source", "era", "areas"}
    assert "baseline" in youthsim("scenarios").out


def test_parameters_are_listed_once_each_with_the_fields_of_levers(youthsim) -> None:
    rows = {row["name"]: row for row in json.loads(youthsim("params", "--json").out)}
    fields = {field.path for lever in levers().values() for field in lever.fields.values()}
    assert set(rows) == set(registry()) | fields
    assert {"name", "value", "low", "high", "unit", "kind", "source", "locator"} <= set(rows["gi.caseload"])
    assert rows["early_gi.presence_hours_per_week"]["kind"] == "lever"
    assert rows["connection.model"]["low"] is None


@pytest.mark.parametrize("pattern", ["gi.case", "GI.CASE", "gi*load", "Children per worker of the GI"])
def test_parameters_are_found_by_name_or_label(youthsim, pattern: str) -> None:
    rows = json.loads(youthsim("params", pattern, "--json").out)
    assert "gi.caseload" in [row["name"] for row in rows]


def test_labels_are_dutch_where_the_environment_is(youthsim, monkeypatch) -> None:
    monkeypatch.setenv("LC_ALL", "nl_NL.UTF-8")
    (row,) = json.loads(youthsim("params", "connection.model", "--json").out)
    assert row["label"] == "Model van de aansluiting"


def test_outcomes_are_listed_with_their_unit(youthsim) -> None:
    rows = {row["name"]: row for row in json.loads(youthsim("params", "--outcomes", "--json").out)}
    assert rows["ots_started"]["unit"]


def test_levers_are_listed_by_themselves_with_what_they_do(youthsim, monkeypatch) -> None:
    rows = {row["name"]: row for row in json.loads(youthsim("params", "--levers", "--json").out)}
    assert list(rows) == list(levers())
    assert rows["early_gi"]["fields"] == list(levers()["early_gi"].fields)
    assert levers()["early_gi"].summary_en in youthsim("params", "early_gi", "--levers").out
    monkeypatch.setenv("LC_ALL", "nl_NL.UTF-8")
    (row,) = json.loads(youthsim("params", "early_gi", "--levers", "--json").out)
    assert (row["label"], row["summary"]) == (levers()["early_gi"].label_nl, levers()["early_gi"].summary_nl)


def test_two_lists_at_once_are_refused(youthsim) -> None:
    told = youthsim("params", "--levers", "--outcomes")
    assert (told.code, told.out) == (2, "")
    assert "allowed: one of them" in told.err


def test_a_table_that_goes_to_a_file_is_not_cut(youthsim) -> None:
    assert "gi.caseload" in youthsim("params", "caseload").out
    assert "…" not in youthsim("params", "gi.caseload").out


def test_a_pattern_that_matches_nothing_gives_an_empty_list(youthsim) -> None:
    told = youthsim("params", "zzzz", "--json")
    assert (told.code, json.loads(told.out)) == (0, [])
    assert "nothing matches 'zzzz'" in told.err
