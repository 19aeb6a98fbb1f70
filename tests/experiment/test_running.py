"""Runs and comparisons: the same results whatever the threads, kept when interrupted, stopped when precise."""

import threading
import time

import numpy as np
import pandas as pd
import pytest

from tests.fakes import YEARS, FakeScenario, fake_build, fake_simulate
from youthsim.experiment import BadInput, Engine, Incomplete, compare, run
from youthsim.experiment.progress import Progress
from youthsim.experiment.replications import children_compared
from youthsim.experiment.settings import DEFAULT_REPLICATIONS, PRECISION_BATCH

pytestmark = pytest.mark.behaviour

BASE, EARLY = FakeScenario(), FakeScenario(name="early", effect=0.2)


def same(one, other):
    pd.testing.assert_frame_equal(one.outcomes, other.outcomes, check_exact=True)
    pd.testing.assert_frame_equal(one.summary, other.summary, check_exact=True)


def test_threads_change_nothing(engine):
    same(run(BASE, engine=engine, jobs=1), run(BASE, engine=engine, jobs=8))


def test_the_order_in_which_replications_end_changes_nothing(engine):
    def backwards(arrays, seed, replication, **options):
        time.sleep(0.02 * (6 - replication))
        return fake_simulate(arrays, seed, replication, **options)

    slow = Engine("slow", fake_build, backwards)
    same(run(BASE, engine=engine, replications=6), run(BASE, engine=slow, replications=6, jobs=6))


def test_more_replications_keep_the_earlier_ones(engine):
    few, many = run(BASE, engine=engine, replications=3), run(BASE, engine=engine, replications=5)
    kept = many.outcomes[many.outcomes["replication"] < 3].reset_index(drop=True)
    pd.testing.assert_frame_equal(few.outcomes, kept, check_exact=True)


def test_a_run_can_be_made_again_by_its_numbers(engine):
    again = run(BASE, engine=engine, numbers=[2, 4])
    first = run(BASE, engine=engine, replications=5)
    kept = first.outcomes[first.outcomes["replication"].isin([2, 4])].reset_index(drop=True)
    pd.testing.assert_frame_equal(again.outcomes, kept, check_exact=True)


def test_another_seed_is_other_luck(engine):
    means = [run(BASE, engine=engine, seed=seed).summary["mean"].iloc[0] for seed in (1, 2)]
    assert means[0] != means[1]


def test_a_run_says_what_it_did(engine):
    result = run(BASE, engine=engine)
    assert len(result.replications) == DEFAULT_REPLICATIONS
    assert (result.state, result.engine, result.seed) == ("complete", "fake", 1)
    assert list(result.outcomes.columns) == [
        "scenario", "replication", "year", "area", "organisation", "outcome", "value",
    ]  # fmt: skip
    assert result.outcomes.notna().all().all()
    assert not result.events


def test_years_and_families_become_part_of_the_scenario(engine):
    result = run(BASE, engine=engine, years=2, families=500, replications=1)
    assert result.scenarios["base"].years == 2
    assert result.scenarios["base"].families == 500
    assert set(result.outcomes["year"]) == {2015, 2016}


def test_the_same_children_are_compared(engine):
    result = compare(BASE, EARLY, engine=engine, replications=10)
    table = result.differences.set_index("outcome")
    assert table.loc["measures_added", "difference"] == 0
    assert table.loc["measures_avoided", "difference"] == pytest.approx(-table.loc["ots_started", "difference"])
    assert table.loc["measures_avoided_net", "difference"] == table.loc["measures_avoided", "difference"]
    assert table.loc["ots_started", "se_paired"] < table.loc["ots_started", "se_unpaired"]


def test_a_scenario_compared_with_itself_differs_in_nothing(engine):
    result = compare(BASE, BASE, engine=engine, replications=4)
    assert result.names == ("base", "base-2")
    table = result.differences.set_index("outcome")["difference"]
    assert (table.drop("payback_share") == 0).all()
    assert (table["payback_share"] == 1).all()


def test_avoided_and_added_are_about_children_not_about_numbers():
    assert children_compared(np.array([1, 2, 3]), np.array([3, 4])) == (2, 1)


def test_scenarios_of_other_years_cannot_be_paired(engine):
    with pytest.raises(BadInput, match="years"):
        compare(BASE, EARLY.with_years(YEARS + 1), engine=engine)


@pytest.mark.parametrize(
    ("settings", "complaint"),
    [
        ({"replications": 0}, "replications is 0"),
        ({"jobs": 0}, "jobs is 0"),
        ({"precision": 2}, "precision is 2"),
        ({"precision": 0.1, "replications": 5, "max_replications": 3}, "max_replications 3 or less"),
        ({"seed": -1}, "seed is -1"),
        ({"engine": "steam"}, "allowed: core, mesa"),
    ],
)
def test_settings_that_make_no_sense_are_refused(engine, settings, complaint):
    with pytest.raises(BadInput, match=complaint):
        run(BASE, **{"engine": engine} | settings)


def test_a_comparison_needs_an_alternative(engine):
    with pytest.raises(BadInput, match="at least one alternative"):
        compare(BASE, engine=engine)


def test_a_rough_precision_is_reached_early_and_a_fine_one_later(engine):
    rough = run(BASE, engine=engine, precision=0.05)
    fine = run(BASE, engine=engine, precision=0.02)
    assert len(rough.replications) < len(fine.replications)
    assert len(rough.replications) % PRECISION_BATCH == 0
    row = fine.summary.set_index("outcome").loc["ots_started"]
    assert (row["high"] - row["mean"]) / row["mean"] < 0.02
    assert "precision reached" in fine.stop_reason


def test_replications_with_a_precision_are_the_least(engine):
    assert len(run(BASE, engine=engine, precision=0.5, replications=13).replications) == 13


def test_a_precision_out_of_reach_stops_at_the_most_and_says_so(engine):
    result = run(BASE, engine=engine, precision=0.0001, max_replications=15)
    assert len(result.replications) == 15
    assert result.state == "complete"
    assert "max_replications 15 reached before the precision" in result.stop_reason


def test_the_paired_difference_needs_fewer_replications_than_the_mean(engine):
    alone = run(BASE, engine=engine, precision=0.02)
    paired = compare(BASE, EARLY, engine=engine, precision=0.02)
    assert len(paired.replications) < len(alone.replications)


def interrupt(after):
    """Somebody who presses Ctrl-C once so many replications are complete."""

    def show(progress, done):
        if done >= after:
            raise KeyboardInterrupt

    return show


def test_ctrl_c_keeps_what_is_complete(monkeypatch):
    started = threading.Semaphore(3)

    def three_then_wait(arrays, seed, replication, *, events, stop):
        if not started.acquire(timeout=0):
            while not stop():
                time.sleep(0.005)
        return fake_simulate(arrays, seed, replication, events=events, stop=stop)

    monkeypatch.setattr(Progress, "show", interrupt(after=3))
    result = run(BASE, engine=Engine("slow", fake_build, three_then_wait), replications=8, jobs=2)
    assert len(result.replications) == 3
    assert result.state == "partial"
    assert result.stop_reason == "interrupted after 3 of 8 replications"
    monkeypatch.undo()
    again = run(BASE, engine=Engine("fake", fake_build, fake_simulate), numbers=result.replications)
    pd.testing.assert_frame_equal(result.outcomes, again.outcomes, check_exact=True)


def test_ctrl_c_before_anything_is_complete_gives_nothing(monkeypatch, tmp_path):
    def wait(arrays, seed, replication, *, events, stop):
        while not stop():
            time.sleep(0.005)

    monkeypatch.setattr(Progress, "show", interrupt(after=0))
    with pytest.raises(Incomplete) as stopped:
        run(BASE, engine=Engine("slow", fake_build, wait), replications=4, out=tmp_path / "run")
    assert stopped.value.exit_code == 3
    assert not list(tmp_path.iterdir())


def test_a_defect_in_a_replication_is_not_hidden():
    def broken(arrays, seed, replication, **options):
        if replication == 3:
            raise ZeroDivisionError("a defect")
        return fake_simulate(arrays, seed, replication, **options)

    with pytest.raises(ZeroDivisionError, match="a defect"):
        run(BASE, engine=Engine("broken", fake_build, broken), replications=5)


def test_no_terminal_no_progress(engine, capsys):
    run(BASE, engine=engine._replace(cold=lambda: True), replications=2)
    assert capsys.readouterr().err == ""


def test_a_terminal_sees_that_the_engine_is_compiled_unless_quiet(engine, capsys, monkeypatch):
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    cold = engine._replace(cold=lambda: True)
    run(BASE, engine=cold, replications=1, language="nl")
    assert "gecompileerd" in capsys.readouterr().err
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    run(BASE, engine=cold, replications=1, quiet=True)
    assert capsys.readouterr().err == ""
