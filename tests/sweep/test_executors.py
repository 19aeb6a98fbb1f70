"""Executors differ in where points are carried out, and in nothing that comes of it."""

from __future__ import annotations

from collections import deque

import pandas as pd
import pytest

from tests.sweep import models
from youthsim.experiment.errors import BadInput
from youthsim.sweep import run_points
from youthsim.sweep.executors import chosen
from youthsim.sweep.todo import CHUNK_SECONDS, Report, Task, Todo

POINTS = 30


@pytest.mark.contract
@pytest.mark.parametrize("executor", ["local", "dask"])
def test_an_executor_gives_what_doing_it_here_gives(executor, tmp_path, table):
    if executor == "dask":
        pytest.importorskip("distributed")
    here = run_points(models.moody, table(POINTS), out=tmp_path / "here", executor="serial")
    there = run_points(models.moody, table(POINTS), out=tmp_path / "there", executor=executor, jobs=2)
    pd.testing.assert_frame_equal(here.results(), there.results())
    columns = ["point", "stage", "error", "message", "parameters"]
    pd.testing.assert_frame_equal(here.failures()[columns], there.failures()[columns])
    assert there.status().waiting == 0


@pytest.mark.contract
def test_a_scheduler_that_is_not_there_is_bad_input(tmp_path, table):
    pytest.importorskip("distributed")
    executor = chosen("dask", 1, address="tcp://127.0.0.1:9")
    executor.patience = "1s"
    with pytest.raises(BadInput, match=r"no Dask scheduler at tcp://127\.0\.0\.1:9"):
        run_points(models.square, table(2), out=tmp_path / "s", executor=executor)


@pytest.mark.contract
def test_a_scheduler_without_workers_is_bad_input_and_no_endless_wait(tmp_path, table):
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(n_workers=0, dashboard_address=None, host="127.0.0.1") as cluster:
        executor = chosen("dask", 1, address=cluster.scheduler_address)
        executor.worker_patience = 1.0
        with pytest.raises(
            BadInput, match=r"has no workers, none came in 1 seconds; start one with: dask worker tcp://"
        ):
            run_points(models.square, table(2), out=tmp_path / "s", executor=executor)


@pytest.mark.unit
def test_an_executor_that_nobody_knows_is_bad_input():
    with pytest.raises(BadInput, match="executor is 'grid', allowed: local, serial, dask, slurm, slurm-array"):
        chosen("grid")


@pytest.mark.unit
def test_a_job_array_needs_a_node_that_can_submit(tmp_path, table, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BadInput, match="sbatch is not here"):
        run_points(models.square, table(2), out=tmp_path / "s", executor="slurm-array")


class Memory:
    """A ledger that knows what it is told."""

    def __init__(self) -> None:
        self.done: set[Task] = set()
        self.given_up: list[Task] = []

    def remaining(self, tasks):
        return [task for task in tasks if task not in self.done]

    def gave_up(self, task):
        self.given_up.append(task)


def todo(number: int) -> Todo:
    return Todo(deque(Task(row, f"point-{row}", 0, 1) for row in range(number)), Memory())


@pytest.mark.unit
@pytest.mark.parametrize(("seconds", "points"), [(1.0, int(CHUNK_SECONDS)), (0.001, 249), (60.0, 1)])
def test_a_chunk_takes_as_long_as_a_chunk_should_and_no_more_than_a_fair_share(seconds, points):
    waiting = todo(1000)
    first = waiting.next(2)
    assert len(first) == 1
    waiting.ended(first, Report(tuple(first), seconds=seconds))
    assert len(waiting.next(2)) == points


@pytest.mark.unit
def test_the_last_chunks_are_small_so_that_workers_end_together():
    waiting = todo(1000)
    sizes = []
    while chunk := waiting.next(2):
        sizes.append(len(chunk))
        waiting.ended(chunk, Report(tuple(chunk), seconds=0.001 * len(chunk)))
    assert sum(sizes) == 1000
    assert sizes[1:] == sorted(sizes[1:], reverse=True)
    assert sizes[-1] == 1
    assert waiting.is_over


@pytest.mark.unit
def test_after_a_death_points_are_tried_alone_and_the_one_that_kills_is_given_up():
    waiting = todo(8)
    first = waiting.next(1)
    waiting.ended(first, Report(tuple(first), seconds=0.001))
    chunk = waiting.next(1)
    waiting.ledger.done.add(chunk[0])
    waiting.died(chunk)
    deaths = 0
    while alone := waiting.next(1):
        if alone[0].row == chunk[2].row:
            assert len(alone) == 1
            deaths += 1
            waiting.died(alone)
        else:
            waiting.ended(alone, Report(tuple(alone), seconds=0.001 * len(alone)))
    assert [task.row for task in waiting.ledger.given_up] == [chunk[2].row]
    assert (waiting.finished, waiting.failed) == (8, 1)
    assert deaths <= 3


@pytest.mark.unit
def test_what_a_worker_could_not_put_on_disk_waits_again_and_stops_the_sweep():
    waiting = todo(4)
    chunk = waiting.next(1)
    waiting.ended(chunk, Report((), full="No space left on device"))
    assert waiting.is_over
    assert len(waiting.waiting) == 4
    assert waiting.next(1) == []
