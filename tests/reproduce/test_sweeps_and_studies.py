"""Sweeps and the answers of studies made again from their folders."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest

from tests.analysis.conftest import DECISION, TARGETS
from youthsim import sweep
from youthsim.analysis.reproducing import reproduce
from youthsim.sweep import parts

pytestmark = pytest.mark.interface

SERIAL = ("--executor", "serial", "--quiet")


@pytest.fixture
def swept(model, write, youthsim) -> Path:
    """A sweep of forty points."""
    assert youthsim("sweep", write(), *SERIAL, "--out", "made").code == 0
    return Path("made")


def replace_values(folder: Path, change) -> None:
    """Write the only part of a sweep again with other values."""
    (path,) = parts.files(folder, parts.PARTS)
    table, entries = parts.read(path), parts.read_index(path)
    column = table.schema.get_field_index("value")
    values = pa.array(change(table.column("value").to_numpy().copy()))
    parts.write(path, table.set_column(column, table.schema.field(column), values), entries)


def test_a_sweep_made_again_has_the_same_plan_and_results(swept, youthsim):
    told = youthsim("reproduce", "made", *SERIAL)
    assert told.code == 0
    assert "values of plan.parquet, parts" in told.out


def test_a_result_of_a_sweep_that_does_not_come_out_again_is_named(swept, youthsim):
    def change(values):
        values[100] += 1
        return values

    replace_values(swept, change)
    told = youthsim("reproduce", "made", *SERIAL)
    assert told.code == 1
    assert "parts: 1 of " in told.out
    assert "point " in told.out.splitlines()[1]


def test_a_point_that_was_laid_out_elsewhere_is_a_difference_of_the_plan(swept, youthsim):
    path = swept / "experiment.toml"
    path.write_text(path.read_text().replace("points = 40", "points = 40\nseed = 2"))
    told = youthsim("reproduce", "made", *SERIAL)
    assert told.code == 1
    assert "plan.parquet: " in told.out


def test_some_rows_of_a_large_sweep_are_enough(swept, youthsim):
    told = youthsim("reproduce", "made", *SERIAL, "--rows", "10:12", "--json")
    found = json.loads(told.out)
    assert told.code == 0
    all_of_them = json.loads(youthsim("reproduce", "made", *SERIAL, "--json").out)
    few, many = ({table["file"]: table["numbers"] for table in one["tables"]} for one in (found, all_of_them))
    assert few["parts"] * 20 == many["parts"]


def test_points_that_failed_fail_again(model, write, youthsim):
    path = Path(write())
    text = path.read_text().replace('"trust.decay" = true', '"coordination.threshold" = { values = [2, 3, 7] }')
    path.write_text(text.replace('kind = "latin_hypercube"\npoints = 40', 'kind = "grid"\nlevels = 2'))
    assert youthsim("sweep", str(path), *SERIAL, "--out", "made").code == 3
    told = youthsim("reproduce", "made", *SERIAL)
    assert told.code == 0
    assert "failures" in told.out


@pytest.mark.parametrize(
    ("kind", "message"),
    [
        ("points missing", "is not complete, 39 of 40 points have no results; `youthsim resume made` goes on"),
        ("half a part", "cannot be read; `youthsim resume made` does it again"),
        ("no experiment", "made: the experiment is missing (experiment.toml)"),
        ("no plan", "plan.parquet: cannot be read"),
        ("rows", "has rows 0 to 39, asked for those from 50"),
    ],
)
def test_a_sweep_that_is_not_whole_is_one_clear_error(kind, message, model, write, youthsim):
    rows = ("--rows", ":1") if kind == "points missing" else ()
    assert youthsim("sweep", write(), *SERIAL, *rows, "--out", "made").code == 0
    made, asked = Path("made"), ()
    if kind == "half a part":
        (part,) = parts.files(made, parts.PARTS)
        part.write_bytes(part.read_bytes()[:-50])
    elif kind == "no experiment":
        (made / "experiment.toml").unlink()
    elif kind == "no plan":
        (made / "plan.parquet").unlink()
    elif kind == "rows":
        asked = ("--rows", "50:60")
    told = youthsim("reproduce", "made", *SERIAL, *asked)
    assert (told.code, told.out) == (2, "")
    assert message in told.err
    assert len(told.err.splitlines()) == 1


def test_rows_are_for_sweeps(made, youthsim):
    told = youthsim("reproduce", "made", "--rows", "0:1")
    assert told.code == 2
    assert "is no sweep but a compare" in told.err


def squared(point):
    return {"square": point["a"] ** 2}


def test_a_sweep_of_a_function_is_made_again_by_the_function(tmp_path):
    table = pd.DataFrame({"a": [1.0, 2.0, 3.0, 4.0]})
    sweep.run_points(squared, table, out=tmp_path / "made", executor="serial")
    found = reproduce(tmp_path / "made", executor="serial")
    assert found.same
    assert reproduce(tmp_path / "made", executor="serial", rows=(2, 4)).same
    replace_values(tmp_path / "made", lambda values: values + 1)
    assert not reproduce(tmp_path / "made", executor="serial", rows=(2, 4)).same


@pytest.mark.parametrize(
    ("command", "tables", "answer"),
    [
        (("sensitivity", "--outcome", "ots_started"), (), "sensitivity.csv"),
        (("value", "--worth", "ots_started=2000"), (DECISION,), "benefits.csv"),
        (("calibrate", "--samples", "50", "--checks", "4"), (TARGETS,), "posterior.parquet"),
    ],
)
def test_the_answer_of_a_study_is_worked_out_again(command, tables, answer, model, write, youthsim):
    path = write("latin_hypercube", *tables, value=58)
    assert youthsim(command[0], path, *command[1:], *SERIAL, "--out", "made").code == 0
    Path(path).unlink()  # the folder is enough
    told = youthsim("reproduce", "made", *SERIAL)
    assert told.code == 0
    assert answer in told.out
    assert "sweep/parts" in told.out
    shutil.rmtree("made/sweep")  # and so it is without the runs
    assert youthsim("reproduce", "made", *SERIAL).code == 0
    if answer.endswith(".csv"):
        text = Path("made", answer).read_text()
        Path("made", answer).write_text(text.replace("\nbrabant-early-gi,", "\nbrabant-2015,", 1))
        assert youthsim("reproduce", "made", *SERIAL).code == 1
