"""The run folder: what stands in it, and that it is there in full or not at all."""

import json

import numpy as np
import pandas as pd
import pytest

from tests.fakes import AREAS, FakeScenario, fake_build
from youthsim.chain.records import EVENTS
from youthsim.experiment import BadInput, Engine, compare, drawing, open_run, run
from youthsim.experiment.statistics import DIFFERENCE_COLUMNS, SUMMARY_COLUMNS

pytestmark = pytest.mark.interface

BASE, EARLY = FakeScenario(), FakeScenario(name="early", effect=0.2)


@pytest.fixture(autouse=True)
def nobody_draws(monkeypatch):
    monkeypatch.setattr(drawing, "_registered", [])


def test_a_run_folder_holds_what_is_promised(engine, tmp_path):
    place = tmp_path / "deep" / "run"
    result = run(BASE, engine=engine, replications=3, out=place, command=["youthsim", "run", "base"])
    names = {path.name for path in place.iterdir()}
    assert names == {
        "manifest.json", "scenario.base.toml", "outcomes.parquet", "values.parquet", "summary.csv", "flows.csv",
        "waits.csv", "figures",
    }  # fmt: skip
    assert list(pd.read_csv(place / "summary.csv").columns) == SUMMARY_COLUMNS
    assert len(pd.read_parquet(place / "outcomes.parquet")) == len(result.outcomes)
    assert [path.name for path in place.parent.iterdir()] == ["run"]


def test_the_manifest_says_enough_to_make_the_run_again(engine, tmp_path):
    run(BASE, engine=engine, replications=3, seed=7, out=tmp_path / "run", command=["youthsim", "run", "base"])
    about = json.loads((tmp_path / "run" / "manifest.json").read_text())
    assert about["command"] == ["youthsim", "run", "base"]
    assert about["scenarios"][0] | {"hash": BASE.hash, "file": "scenario.base.toml"} == about["scenarios"][0]
    assert (about["seed"], about["replications"], about["replication_numbers"]) == (7, 3, [0, 1, 2])
    assert (about["state"], about["engine"]) == ("complete", "fake")
    assert {"python", "numpy"} <= set(about["versions"])
    assert {"git_commit", "started", "wall_seconds", "stop_reason"} <= set(about)


def test_a_comparison_adds_the_differences(engine, tmp_path):
    compare(BASE, EARLY, engine=engine, replications=3, out=tmp_path / "run")
    table = pd.read_csv(tmp_path / "run" / "differences.csv")
    assert list(table.columns) == DIFFERENCE_COLUMNS
    assert set(table["scenario"]) == {"early"}
    assert (tmp_path / "run" / "scenario.early.toml").exists()


def test_a_folder_reads_back_as_the_same_result(engine, tmp_path):
    made = compare(BASE, EARLY, engine=engine, replications=3, out=tmp_path / "run")
    read = open_run(tmp_path / "run", load=lambda path: BASE)
    pd.testing.assert_frame_equal(read.outcomes, made.outcomes, check_exact=True)
    pd.testing.assert_frame_equal(read.differences, made.differences, check_exact=False, rtol=1e-12)
    assert np.array_equal(read.values["value"], made.values["value"])
    pd.testing.assert_frame_equal(read.flows, made.flows, check_dtype=False, rtol=1e-12)
    pd.testing.assert_frame_equal(read.waits, made.waits, check_dtype=False, rtol=1e-12)
    assert (read.names, read.base, read.replications) == (made.names, "base", made.replications)


def test_events_are_ordered_by_time_and_named(engine, tmp_path):
    run(BASE, engine=engine, replications=2, events=True, out=tmp_path / "run")
    table = pd.read_parquet(tmp_path / "run" / "events.parquet")
    assert list(table.columns) == [
        "scenario", "replication", "time", "family", "area", "event", "organisation", "detail",
    ]  # fmt: skip
    assert set(table["event"]) <= set(EVENTS)
    assert set(table["area"]) <= set(AREAS)
    for _, log in table.groupby("replication"):
        assert np.all(np.diff(log["time"]) >= 0)


def never(arrays, seed, replication, **options):
    raise AssertionError("simulated although the folder cannot be used")


@pytest.mark.parametrize("taken", ["file", "full folder", "below a file"])
def test_a_folder_that_cannot_be_used_is_refused_before_simulating(tmp_path, taken):
    place = tmp_path / "run"
    if taken == "full folder":
        place.mkdir()
        (place / "notes.txt").write_text("mine")
    else:
        place.write_text("mine")
    place = place / "below" if taken == "below a file" else place
    with pytest.raises(BadInput, match="run") as refused:
        run(BASE, engine=Engine("never", fake_build, never), out=place)
    assert refused.value.exit_code == 2
    assert len(list(tmp_path.iterdir())) == 1


def test_an_empty_folder_may_be_used(engine, tmp_path):
    (tmp_path / "run").mkdir()
    run(BASE, engine=engine, replications=1, out=tmp_path / "run")
    assert (tmp_path / "run" / "manifest.json").exists()


def test_a_run_that_fails_leaves_nothing_behind(tmp_path):
    with pytest.raises(AssertionError):
        run(BASE, engine=Engine("never", fake_build, never), out=tmp_path / "run")
    assert not list(tmp_path.iterdir())


def test_a_folder_that_is_no_run_folder_is_refused(tmp_path):
    with pytest.raises(BadInput, match=r"no complete run folder: there is no manifest\.json$"):
        open_run(tmp_path)


def test_a_folder_that_is_not_there_is_refused_in_words(tmp_path):
    with pytest.raises(BadInput, match=r"nothing: there is no such folder$"):
        open_run(tmp_path / "nothing")
    (tmp_path / "file").touch()
    with pytest.raises(BadInput, match=r"file: is no folder$"):
        open_run(tmp_path / "file")


def test_who_is_registered_draws_into_the_folder(engine, tmp_path):
    class Drawer:
        @staticmethod
        def write(result, folder, language):
            (folder / f"one.{language}.png").write_bytes(b"")
            return [folder / "one.png"]

        @staticmethod
        def plot(result, outcome, organisation, language):
            return (outcome, organisation, language)

    drawing.register(lambda: Drawer)
    result = run(BASE, engine=engine, replications=1, out=tmp_path / "run", language="nl")
    assert (tmp_path / "run" / "figures" / "one.nl.png").exists()
    assert result.plot("trust", "gi") == ("trust", "gi", "en")


def test_without_anybody_to_draw_a_plot_says_so(engine):
    with pytest.raises(RuntimeError, match="nobody draws"):
        run(BASE, engine=engine, replications=1).plot("trust")
