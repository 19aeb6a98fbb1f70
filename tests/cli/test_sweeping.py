"""``sweep``, ``resume``, ``status`` and ``check`` of an experiment, as they are typed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

pytestmark = pytest.mark.interface

EXPERIMENT = """[experiment]
scenarios = ["brabant-2015", "brabant-early-gi"]
replications = 1
years = 1
families = 300

[uncertainties]
"coordination.threshold" = { values = [2, 3, 7] }
"""


@pytest.fixture
def file() -> str:
    return EXPERIMENT


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["sweep"], "Missing argument 'EXPERIMENT'"),
        (["sweep", "gone.toml"], "gone.toml: there is no such file"),
        (["sweep", "wrong.toml"], "wrong.toml:1: unknown table 'experimnt'"),
        (["sweep", "good.toml", "--rows", "5"], "'5' is no range of rows; allowed: A:B"),
        (["sweep", "good.toml", "--rows", "7:9"], "the plan has rows 0 to 2"),
        (["sweep", "good.toml", "--executor", "grid"], "Invalid value for '--executor'"),
        (["sweep", "good.toml", "--address", "x:1"], "--address is for --executor dask, not local"),
        (["sweep", "good.toml", "--detach", "--executor", "slurm"], "--detach is for --executor slurm-array"),
        (["resume", "gone"], "gone: is no folder of a sweep"),
        (["status", "gone"], "gone: is no folder of a sweep"),
    ],
)
def test_bad_input_is_exit_code_2_and_leaves_nothing(youthsim, file, arguments, message):
    Path("good.toml").write_text(file)
    Path("wrong.toml").write_text(file.replace("experiment]", "experimnt]"))
    told = youthsim(*arguments)
    assert told.code == 2
    assert message in " ".join(told.err.split())
    assert sorted(path.name for path in Path().iterdir()) == ["good.toml", "wrong.toml"]


def test_check_knows_an_experiment_from_a_scenario(youthsim, file):
    Path("good.toml").write_text(file)
    Path("wrong.toml").write_text(file.replace("coordination.threshold", "coordination.treshold"))
    told = youthsim("check", "good.toml", "wrong.toml", "baseline")
    assert told.code == 1
    assert told.out == "good.toml: in order\nbaseline: in order\n"
    assert "wrong.toml:8: unknown parameter 'coordination.treshold'" in told.err


def test_the_shipped_experiments_are_in_order(youthsim):
    folder = Path(__file__).parents[2] / "experiments"
    files = [str(path) for path in sorted(folder.glob("*.toml"))]
    assert files
    assert youthsim("check", *files).code == 0


def test_a_plan_is_carried_out_in_pieces_and_its_failures_are_told(youthsim, file):
    Path("good.toml").write_text(file)
    told = youthsim("sweep", "good.toml", "--plan", "--out", "s", "--quiet")
    assert told.code == 0
    assert "0 of 3 points done" in told.out
    told = youthsim("sweep", "good.toml", "--rows", ":1", "--out", "s", "--executor", "serial", "--quiet")
    assert told.code == 0
    assert "incomplete: 1 of 3 points done, 0 failed, 2 left" in told.out
    assert youthsim("status", "s").code == 3
    told = youthsim("resume", "s", "--executor", "serial", "--quiet")
    assert told.code == 3
    assert "2 of 3 points done, 1 failed, 0 left" in told.out
    assert "`youthsim resume s --failed` goes on" in told.out
    assert "point 2 failed at scenario: ScenarioError: " in told.err
    document = json.loads(youthsim("status", "s", "--json").out)
    assert (document["state"], document["done"], document["failed"]) == ("incomplete", 2, 1)
    (failure,) = document["failures"]
    assert json.loads(failure["parameters"]) == {"coordination.threshold": 7.0}


def test_a_damaged_part_is_told_without_a_traceback(youthsim, file):
    Path("good.toml").write_text(file.replace(", 7]", "]"))
    assert youthsim("sweep", "good.toml", "--out", "s", "--executor", "serial", "--quiet").code == 0
    (part,) = Path("s/parts").glob("*.parquet")
    part.write_bytes(part.read_bytes()[:-9])
    told = youthsim("status", "s")
    assert told.code == 3
    assert "cannot be read; resume puts it aside" in told.err
    assert youthsim("resume", "s", "--executor", "serial", "--quiet").code == 0
    assert youthsim("status", "s").code == 0
