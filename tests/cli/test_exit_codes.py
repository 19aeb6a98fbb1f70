"""Whatever goes wrong ends with its exit code and one line, never with a traceback or half a result."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace

import pytest

from youthsim import experiment
from youthsim.levers import LeverError
from youthsim.parameters import RegistryError

pytestmark = pytest.mark.interface


@pytest.fixture
def simulated(monkeypatch):
    """Stand in for the simulation: gives what it is told to, and keeps how it was called."""
    import pandas as pd

    calls = []

    def stand_in(state="complete", error=None):
        def simulate(*scenarios, **options):
            calls.append((scenarios, options))
            if error is not None:
                raise error
            row = {"scenario": "baseline", "outcome": "ots_started", "organisation": "all", "unit": "children/year"}
            summary = pd.DataFrame([row | {"mean": 283.0, "low": 280.0, "high": float("nan")}])
            result = SimpleNamespace(
                summary=summary, state=state, complete=state == "complete", stop_reason="20 replications", seed=1,
                replications=(0,),
            )  # fmt: skip
            options["tell"](result)
            return result

        monkeypatch.setitem(experiment.__dict__, "run", simulate)
        monkeypatch.setitem(experiment.__dict__, "compare", simulate)
        return calls

    return stand_in


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["rum", "baseline"],
            "unknown command 'rum'; allowed: scenarios, check, show, params, new, run, compare, ",
        ),
        (["rum", "baseline"], "; nearest: run"),
        (["run"], "Missing argument 'SCENARIO'"),
        (["run", "baseline", "--replication", "3"], "Did you mean"),
        (["run", "baseline", "--replications", "0"], "Invalid value for '--replications'"),
        (["run", "baseline", "--replications", "many"], "Invalid value for '--replications'"),
        (["run", "baseline", "--precision", "nan"], "Invalid value for '--precision'"),
        (["run", "baseline", "--engine", "gpu"], "Invalid value for '--engine'"),
        (["run", "baselin"], "unknown scenario 'baselin'"),
        (["run", "gone.toml"], "gone.toml: there is no such file"),
        (["run", "baseline", "--set", "gi.casload=3"], "--set gi.casload=3: unknown parameter or lever 'gi.casload'"),
        (
            ["run", "baseline", "--set", "gi.caseload=1e9"],
            "gi.caseload is out of bounds; found 1000000000, allowed 0.1 to",
        ),
        (["compare", "baseline"], "Missing argument 'ALTERNATIVE...'"),
        (["compare", "baselin", "gone.toml"], "gone.toml: there is no such file"),
        (["show", "baselin"], "unknown scenario 'baselin'"),
        (["check"], "Missing argument 'FILE...'"),
    ],
)
def test_bad_input_is_exit_code_2_and_leaves_nothing(youthsim, simulated, arguments: list[str], message: str) -> None:
    calls = simulated()
    told = youthsim(*arguments)
    assert told.code == 2
    assert message in told.err
    assert told.out == ""
    assert calls == []
    assert list(Path().iterdir()) == []


def test_all_settings_that_are_wrong_are_named(youthsim) -> None:
    told = youthsim("compare", "baseline", "baselin", "--set", "gi.casload=3", "--set", "gi.fte=true")
    assert len(told.err.splitlines()) == 3


def test_a_run_passes_its_options_on_and_prints_one_document(youthsim, simulated) -> None:
    calls = simulated()
    told = youthsim(
        "run", "baseline", "--replications", "3", "--seed", "7", "--set", "gi.fte=60", "--out", "here", "--json"
    )
    document = json.loads(told.out)
    (scenario,), options = calls[0]
    assert told.code == 0
    assert scenario.parameter("gi.fte") == 60
    assert (options["replications"], options["seed"], options["out"]) == (3, 7, Path("here"))
    assert "years" not in options
    assert document["summary"][0]["high"] is None
    assert document["folder"] == "here"


def test_a_run_shows_the_leading_outcomes(youthsim, simulated) -> None:
    simulated()
    told = youthsim("run", "baseline")
    assert "ots_started" in told.out
    assert "written to runs" in told.out


def test_what_was_interrupted_is_exit_code_3(youthsim, simulated) -> None:
    simulated(state="partial")
    assert youthsim("run", "baseline").code == 3
    simulated(error=KeyboardInterrupt())
    assert youthsim("run", "baseline").code == 3
    simulated(error=experiment.Incomplete("interrupted before the first replication"))
    assert youthsim("run", "baseline").code == 3


def test_what_the_experiment_refuses_is_exit_code_2(youthsim, simulated) -> None:
    simulated(error=experiment.BadInput("here: holds files already"))
    told = youthsim("run", "baseline")
    assert (told.code, told.err) == (2, "youthsim: here: holds files already\n")


@pytest.mark.parametrize("kind", [LeverError, RegistryError])
def test_a_lever_or_parameter_that_somebody_is_writing_is_no_defect_and_each_problem_has_a_line(
    youthsim, simulated, kind
) -> None:
    simulated(error=kind("the files are not in order:\nmine.toml: no label_nl\nmine.toml: no unit"))
    told = youthsim("run", "baseline")
    assert told.code == 2
    assert told.err.splitlines()[1:] == ["mine.toml: no label_nl", "mine.toml: no unit"]


def test_a_defect_is_exit_code_70_and_one_line(youthsim, simulated) -> None:
    simulated(error=RuntimeError("two\nlines"))
    told = youthsim("run", "baseline")
    assert told.code == 70
    assert len(told.err.splitlines()) == 1
    assert "RuntimeError: two lines" in told.err


def test_a_defect_shows_where_it_is_when_asked(youthsim, simulated, monkeypatch) -> None:
    simulated(error=RuntimeError("two"))
    monkeypatch.setenv("YOUTHSIM_DEBUG", "1")
    with pytest.raises(RuntimeError):
        youthsim("run", "baseline")
