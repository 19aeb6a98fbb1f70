"""A run made again from its folder: the same, or where it differs, and one clear error where that cannot be said."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from youthsim.experiment import Posterior
from youthsim.experiment.reproducing import TABLES
from youthsim.experiment.reproduction import read_table
from youthsim.experiment.settings import engine_named

pytestmark = pytest.mark.interface

REAL_NAMES = engine_named  # before a made-up model takes its place
RUN = ("run", "brabant-2015", "--replications", "3", "--years", "2", "--quiet", "--out", "made")
COMPARED = [name for name in TABLES if name not in ("sensitivity.csv", "draws.csv")]


def change(path: Path, by: float = 1.0) -> None:
    """Add to the last number of a table."""
    table = read_table(path)
    (*_, column) = [name for name in table if table[name].dtype.kind in "fi"]
    place = table[column].last_valid_index()
    table.loc[place, column] += by
    table.to_parquet(path, index=False) if path.suffix == ".parquet" else table.to_csv(path, index=False)


def test_a_run_made_again_is_the_same(model, youthsim):
    assert youthsim(*RUN).code == 0
    told = youthsim("reproduce", "made", "--quiet")
    assert (told.code, told.err) == (0, "")
    assert told.out.startswith("same: all ")
    assert "outcomes.parquet, values.parquet, summary.csv, flows.csv, waits.csv" in told.out


def test_a_comparison_with_events_and_waterfall_made_again_is_the_same(made, youthsim):
    told = youthsim("reproduce", "made", "--json")
    found = json.loads(told.out)
    assert (told.code, found["same"], found["kind"], found["missing"], found["notes"]) == (0, True, "compare", [], [])
    assert {table["file"] for table in found["tables"]} == set(COMPARED)
    assert all(table["numbers"] > 0 and not table["rounded"] for table in found["tables"])


def test_a_screening_of_assumptions_made_again_is_the_same(model, youthsim):
    assert (
        youthsim("compare", "brabant-2015", "brabant-early-gi", "--assumptions", "--replications", "2", *RUN[4:]).code
        == 0
    )
    told = youthsim("reproduce", "made")
    assert told.code == 0
    assert "sensitivity.csv" in told.out


def test_a_run_that_stopped_at_its_precision_makes_the_replications_that_it_made(model, youthsim):
    assert youthsim(*RUN[:2], "--precision", "0.5", "--max-replications", "30", *RUN[4:]).code == 0
    assert youthsim("reproduce", "made").code == 0


def test_every_replication_takes_the_sample_of_the_posterior_that_it_took(model, youthsim):
    samples = pd.DataFrame({"trust.decay": np.linspace(0.2, 0.4, 50)})
    Posterior(samples, {}).write("posterior.parquet")
    assert youthsim(*RUN, "--posterior", "posterior.parquet").code == 0
    Path("posterior.parquet").unlink()  # the folder has its own
    told = youthsim("reproduce", "made")
    assert told.code == 0
    assert "draws.csv" in told.out


@pytest.mark.parametrize("name", COMPARED)
def test_a_number_that_does_not_come_out_again_is_named_with_its_place(name, made, youthsim):
    change(made / name)
    told = youthsim("reproduce", "made")
    assert told.code == 1
    (line,) = [line for line in told.out.splitlines() if line.startswith(f"{name}: ")]
    assert line.startswith(f"{name}: 1 of ")
    assert "made again" in line
    assert "scenario brabant-" in line


def test_a_line_that_is_missing_is_a_difference(made, youthsim):
    lines = (made / "summary.csv").read_text().splitlines(keepends=True)
    (made / "summary.csv").write_text("".join(lines[:-1]))
    told = youthsim("reproduce", "made")
    assert told.code == 1
    assert f"rows {len(lines) - 2}; made again {len(lines) - 1}; {len(lines) - 2} in both, the same" in told.out


def test_of_a_table_that_grew_what_both_have_is_compared_all_the_same(made, youthsim):
    table = read_table(made / "summary.csv")
    table.loc[len(table) - 1, "mean"] += 1
    table.to_csv(made / "summary.csv", index=False)
    lines = (made / "summary.csv").read_text().splitlines(keepends=True)
    (made / "summary.csv").write_text("".join([lines[0], *lines[2:]]))
    told = youthsim("reproduce", "made")
    assert told.code == 1
    assert "summary.csv: 1 of " in told.out
    assert f"{len(lines) - 2} in both, scenario brabant-" in told.out


@pytest.mark.parametrize(("by", "code"), [(1e-14, 0), (1e-9, 1)])
def test_what_another_processor_rounds_is_no_difference_and_is_told(by, code, made, youthsim):
    table = pd.read_parquet(made / "values.parquet")
    place = table.index[(table["outcome"] == "trust") & (table["value"] > 0.1)][0]
    table.loc[place, "value"] *= 1 + by
    table.to_parquet(made / "values.parquet", index=False)
    told = youthsim("reproduce", "made")
    assert told.code == code
    assert ("1 of them to rounding" in told.out) == (code == 0)


def test_nothing_hangs_on_where_the_folder_is_and_nothing_is_written_into_it(made, youthsim, tmp_path):
    moved = tmp_path / "elsewhere" / "archive 2015"
    shutil.copytree(made, moved)
    before = {path: path.read_bytes() for path in moved.rglob("*") if path.is_file()}
    shutil.rmtree(made)
    assert youthsim("reproduce", str(moved)).code == 0
    assert {path: path.read_bytes() for path in moved.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("jobs", ["1", "3"])
def test_nothing_hangs_on_the_number_of_threads(jobs, made, youthsim):
    assert youthsim("reproduce", "made", "--jobs", jobs).code == 0


def test_nothing_hangs_on_the_time_nor_on_who_typed_what(made, edit, youthsim):
    edit(made, started="1999-12-31T23:59:59+00:00", wall_seconds=1e9, command=["something", "else"])
    assert youthsim("reproduce", "made").code == 0


def test_what_is_no_longer_kept_is_not_compared_and_that_is_told(made, youthsim):
    for name in ("outcomes.parquet", "events.parquet", "waterfall.csv"):
        (made / name).unlink()
    told = youthsim("reproduce", "made")
    assert told.code == 0
    assert "not compared: outcomes.parquet" in told.out
    assert "same: all" in told.out


@pytest.mark.parametrize(
    ("entries", "note"),
    [
        ({"source_hash": "0123456789abcdef"}, "made by other code than this: source 0123456789abcdef"),
        ({"source_hash": None}, "the manifest does not say which code made it"),
        ({"versions": {"youthsim": "9.9"}, "git_commit": "ab" * 20}, "made by youthsim 9.9 (commit abababababab)"),
        ({"versions": {"youthsim": "9.9", "numpy": "1.0"}}, "made with other libraries: numpy 1.0 there"),
        ({"source_hash": "ab", "git_changed": True}, ", with changes that are in no commit; this is source"),
    ],
)
def test_what_was_made_by_something_else_is_said_and_made_again_all_the_same(entries, note, made, edit, youthsim):
    edit(made, **entries)
    told = youthsim("reproduce", "made")
    assert told.code == 0
    assert note in told.err
    assert "numbers may differ for that" in told.err


@pytest.mark.parametrize(
    ("entries", "message"),
    [
        ({"format": 2}, "its format is 2, this version of youthsim reads 1; take the version that made it"),
        ({"kind": "dance"}, "its kind is 'dance', allowed: run, compare, sweep"),
        ({"kind": None}, "is no manifest of a run"),
        ({"seed": None}, "manifest.json: is damaged: seed: Field required"),
        ({"seed": "one"}, "manifest.json: is damaged: seed: Input should be a valid integer"),
        ({"replication_numbers": []}, "is damaged: it names too few scenarios or replications"),
        ({"engine": "steam"}, "engine is 'steam', allowed: core, mesa"),
        ({"state": "partial", "stop_reason": "interrupted after 1 of 3 replications"},
         "holds a run that was not completed (interrupted after 1 of 3 replications)"),
    ],
)  # fmt: skip
def test_a_manifest_that_cannot_be_followed_is_one_clear_error(entries, message, made, edit, youthsim, monkeypatch):
    if "engine" in entries:
        monkeypatch.setattr("youthsim.experiment.settings.engine_named", REAL_NAMES)
    edit(made, **entries)
    told = youthsim("reproduce", "made")
    assert (told.code, told.out) == (2, "")
    assert message in told.err.splitlines()[-1]


def damage(kind: str, folder: Path) -> None:
    """Damage a folder in one way."""
    scenario = folder / "scenario.brabant-2015.toml"
    if kind == "no scenario":
        scenario.unlink()
    elif kind == "another scenario":
        scenario.write_text(scenario.read_text().replace("years = 2", "years = 3"))
    elif kind == "no TOML":
        scenario.write_text("[scenario\n")
    elif kind == "half a manifest":
        (folder / "manifest.json").write_bytes((folder / "manifest.json").read_bytes()[:200])
    elif kind == "half a table":
        (folder / "outcomes.parquet").write_bytes((folder / "outcomes.parquet").read_bytes()[:-200])
    elif kind == "an empty table":
        (folder / "summary.csv").write_text("")
    elif kind == "no manifest":
        (folder / "manifest.json").unlink()
    elif kind == "no tables":
        for path in [*folder.glob("*.csv"), *folder.glob("*.parquet")]:
            path.unlink()
    elif kind == "no folder":
        shutil.rmtree(folder)


@pytest.mark.parametrize(
    ("kind", "message"),
    [
        ("no scenario", "the file of scenario brabant-2015 is missing (scenario.brabant-2015.toml)"),
        ("another scenario", "is not the scenario of the manifest: it was changed since the run"),
        ("no TOML", "scenario.brabant-2015.toml:1: "),
        ("half a manifest", "manifest.json: cannot be read"),
        ("half a table", "outcomes.parquet: cannot be read"),
        ("an empty table", "summary.csv: cannot be read"),
        ("no manifest", "made: is no run folder: there is no manifest.json"),
        ("no tables", "made: holds no table to compare with"),
        ("no folder", "made: there is no such folder"),
    ],
)
def test_a_folder_that_is_damaged_is_one_clear_error(kind, message, made, youthsim):
    damage(kind, made)
    told = youthsim("reproduce", "made")
    assert (told.code, told.out) == (2, "")
    assert message in told.err
    assert len(told.err.splitlines()) == 1


def test_samples_that_were_changed_are_refused(model, youthsim):
    Posterior(pd.DataFrame({"trust.decay": [0.2, 0.3]}), {}).write("posterior.parquet")
    assert youthsim(*RUN, "--posterior", "posterior.parquet").code == 0
    Posterior(pd.DataFrame({"trust.decay": [0.2, 0.4]}), {}).write("made/posterior.parquet")
    told = youthsim("reproduce", "made")
    assert told.code == 2
    assert "is not the posterior of the manifest: it was changed" in told.err


def test_a_manifest_names_no_file_outside_of_its_folder(made, edit, youthsim):
    about = json.loads((made / "manifest.json").read_text())
    about["scenarios"][0]["file"] = "../scenario.brabant-2015.toml"
    shutil.copy(made / "scenario.brabant-2015.toml", "scenario.brabant-2015.toml")
    edit(made, scenarios=about["scenarios"])
    assert youthsim("reproduce", "made").code == 2
