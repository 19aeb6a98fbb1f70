"""The store loses nothing and counts nothing twice, whatever state its parts are in."""

from __future__ import annotations

import errno
import json
import os
import shutil
import subprocess
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from tests.sweep import models
from youthsim.experiment.errors import BadInput, Incomplete
from youthsim.sweep import Store, parts, resume, run_points

pytestmark = pytest.mark.contract

POINTS = 12


def squares(store: Store) -> list[tuple[int, float]]:
    """What a store of squares says, point by point."""
    found = store.results(outcomes=["y"])
    return list(found[["point", "value"]].itertuples(index=False, name=None))


def truth(number: int = POINTS) -> list[tuple[int, float]]:
    return [(value, float(value) ** 2) for value in range(number)]


@pytest.fixture
def finished(tmp_path, table):
    return run_points(models.square, table(POINTS), out=tmp_path / "s", executor="serial")


def the_part(store: Store):
    (path,) = parts.files(store.folder, parts.PARTS)
    return path


def test_a_store_holds_every_point_once_in_few_files(finished):
    assert squares(finished) == truth()
    assert finished.status().state == "complete"
    assert len(list(finished.folder.rglob("*.parquet"))) == 2  # the plan and one part


def test_a_store_can_be_opened_again_and_asked_in_sql(finished):
    again = Store(finished.folder)
    assert squares(again) == truth()
    asked = again.query("SELECT point, value FROM results WHERE outcome = 'y' ORDER BY point")
    assert list(asked.itertuples(index=False, name=None)) == truth()
    assert again.query("SELECT count(*) AS n FROM points")["n"].tolist() == [POINTS]


def test_a_query_that_makes_no_sense_is_bad_input(finished):
    with pytest.raises(BadInput, match="cannot be answered"):
        finished.query("SELECT nothing FROM nowhere")


def test_the_same_point_in_two_parts_counts_once(finished):
    shutil.copy(the_part(finished), finished.folder / parts.PARTS / "zzz-0000.parquet")
    assert squares(finished) == truth()
    assert finished.query("SELECT count(*) AS n FROM results")["n"].tolist() == [POINTS]
    assert finished.status().done == POINTS


def test_points_that_two_parts_share_in_part_count_once(finished, tmp_path, table):
    other = run_points(models.square, table(POINTS + 3).iloc[5:], out=tmp_path / "t", executor="serial")
    shutil.copy(the_part(other), finished.folder / parts.PARTS / "0-first.parquet")
    assert squares(finished) == truth()
    assert finished.query("SELECT count(*) AS n FROM results")["n"].tolist() == [POINTS]


@pytest.mark.parametrize("harm", ["truncated", "emptied", "flipped"])
def test_a_damaged_part_is_told_and_made_again(finished, harm):
    path = the_part(finished)
    content = bytearray(path.read_bytes())
    if harm == "flipped":
        content[40] ^= 0xFF  # within the data, which the footer knows nothing of
        path.write_bytes(content)
    else:
        path.write_bytes(content[: len(content) // 2] if harm == "truncated" else b"")
    with pytest.raises(BadInput, match=r"cannot be read.*youthsim resume"):
        Store(finished.folder).results()
    again = resume(finished.folder, executor="serial")
    assert squares(again) == truth()
    assert len(list((again.folder / "damaged").iterdir())) == 1


def test_a_damaged_part_is_told_by_the_status(finished):
    the_part(finished).write_bytes(b"PAR1")
    status = Store(finished.folder).status()
    assert (status.state, status.done, len(status.damaged)) == ("incomplete", 0, 1)


def test_an_enlarged_sweep_makes_only_what_is_new(tmp_path, table, monkeypatch):
    made = []
    monkeypatch.setattr(models, "square", _counted(made))
    run_points(models.square, table(5), out=tmp_path / "s", executor="serial")
    store = run_points(models.square, table(9), out=tmp_path / "s", executor="serial")
    assert made == [float(value) for value in range(9)]
    assert squares(store) == truth(9)
    smaller = run_points(models.square, table(3), out=tmp_path / "s", executor="serial")
    assert squares(smaller) == truth(3)


def _counted(made: list[float]):
    def square(x):
        made.append(x["a"])
        return {"y": x["a"] ** 2}

    return square


def test_two_rows_that_are_the_same_point_are_made_once(tmp_path, monkeypatch):
    made = []
    monkeypatch.setattr(models, "square", _counted(made))
    store = run_points(models.square, pd.DataFrame({"a": [2.0, 3.0, 2.0]}), out=tmp_path / "s", executor="serial")
    assert made == [2.0, 3.0]
    assert squares(store) == [(0, 4.0), (1, 9.0), (2, 4.0)]


def test_a_store_of_other_code_can_be_read_and_not_gone_on_with(finished, table):
    path = finished.folder / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"code": "older"}))
    assert squares(Store(finished.folder)) == truth()
    with pytest.raises(BadInput, match=r"code older.*another folder"):
        resume(finished.folder, executor="serial")
    with pytest.raises(BadInput, match=r"code older.*another folder"):
        run_points(models.square, table(POINTS), out=finished.folder, executor="serial")
    assert squares(Store(finished.folder)) == truth()


def test_a_folder_of_something_else_is_left_alone(tmp_path, table):
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(BadInput, match="holds other files"):
        run_points(models.square, table(2), out=tmp_path, executor="serial")
    with pytest.raises(BadInput, match="is no folder of a sweep"):
        Store(tmp_path)
    with pytest.raises(BadInput, match="is no folder of a sweep"):
        resume(tmp_path / "gone")
    assert not (tmp_path / "gone").exists()


def test_another_sweep_does_not_take_the_place_of_one(finished, table):
    with pytest.raises(BadInput, match="holds another sweep"):
        run_points(models.square, table(3) + 100.0, out=finished.folder, executor="serial")
    assert squares(Store(finished.folder)) == truth()


def test_failures_are_records_and_stop_nothing(tmp_path, table):
    store = run_points(models.moody, table(10), out=tmp_path / "s", executor="serial")
    failures = store.failures()
    assert failures["point"].tolist() == [0, 3, 6, 9]
    assert failures["stage"].unique().tolist() == ["function"]
    assert failures["error"].unique().tolist() == ["ArithmeticError"]
    assert failures["message"].tolist()[1] == "no root of 3.0"
    assert [json.loads(cells) for cells in failures["parameters"]] == [{"a": value} for value in (0.0, 3.0, 6.0, 9.0)]
    assert "moody" in failures["trace"][0]
    status = store.status()
    assert (status.state, status.done, status.failed, status.waiting) == ("incomplete", 6, 4, 0)
    assert squares(store) == [one for one in truth(10) if one[0] % 3]


def test_a_failure_is_tried_again_only_when_asked_and_forgotten_when_it_goes_well(tmp_path, table, monkeypatch):
    store = run_points(models.moody, table(4), out=tmp_path / "s", executor="serial")
    mended = _counted(made := [])
    monkeypatch.setattr(models, "moody", mended)
    monkeypatch.setattr("youthsim.sweep.identity.function_version", lambda _: store.manifest["code"])
    resume(store.folder, executor="serial")
    assert made == []
    again = resume(store.folder, executor="serial", failed=True)
    assert made == [0.0, 3.0]
    assert squares(again) == truth(4)
    assert again.failures().empty
    assert again.status().state == "complete"


def test_a_full_disk_is_told_and_loses_nothing_that_was_written(tmp_path, table, monkeypatch):
    store = run_points(models.square, table(4), out=tmp_path / "s", executor="serial")
    real = parts.pq.write_table

    def half(*arguments, **options):
        real(*arguments, **options)
        raise OSError(errno.ENOSPC, "No space left on device")

    full = SimpleNamespace(write_table=half, read_schema=parts.pq.read_schema, read_table=parts.pq.read_table)
    monkeypatch.setattr(parts, "pq", full)
    with pytest.raises(Incomplete, match=r"No space left on device.*youthsim resume"):
        run_points(models.square, table(9), out=store.folder, executor="serial")
    assert squares(Store(store.folder)) == truth(4)
    assert [path for path in (store.folder / parts.PARTS).iterdir() if path.name.startswith(".")] == []
    monkeypatch.undo()
    assert squares(resume(store.folder, executor="serial")) == truth(9)


@pytest.mark.skipif(os.name != "posix" or not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root mounts")
def test_a_disk_that_is_really_full(tmp_path, table):
    place = tmp_path / "small"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=600k", "tmpfs", str(place)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("this machine does not let a file system be mounted")
    try:
        with pytest.raises(Incomplete, match="No space left on device"):
            run_points(models.wide, table(20), out=place / "s", executor="local", jobs=2)
        kept = Store(place / "s").status().done
        assert kept < 20
        subprocess.run(["mount", "-o", "remount,size=20m", str(place)], check=True)
        store = resume(place / "s", executor="local", jobs=2)
        assert squares(store) == truth(20)
        assert len(store.results(outcomes=["noise"])) == 20 * 10_000
    finally:
        subprocess.run(["umount", str(place)], check=True)


def test_a_part_that_grew_large_is_left_and_the_next_begun(tmp_path, monkeypatch):
    monkeypatch.setattr(parts, "MOST_ROWS", 25)
    writer = parts.Writer(tmp_path, "w")
    frame = pd.DataFrame({"scenario": "s", "replication": np.arange(10), "outcome": "y", "organisation": "all",
                          "value": 1.0})  # fmt: skip
    for number in range(7):
        writer.add(f"point-{number}", 0, 10, frame, 0.1)
        writer.flush()
    found = parts.files(tmp_path, parts.PARTS)
    assert [len(parts.read_index(path)) for path in found] == [3, 3, 1]
    assert [parts.read(path).num_rows for path in found] == [30, 30, 10]


def test_a_folder_is_worked_on_by_one_at_a_time(finished, table):
    from youthsim.sweep.folder import held

    with held(finished.folder), pytest.raises(BadInput, match="is being worked on by process"):
        resume(finished.folder, executor="serial")
    with held(finished.folder):
        assert Store(finished.folder).status().state == "complete"


def test_a_function_that_workers_cannot_import_is_refused_before_anything_starts(tmp_path, table):
    with pytest.raises(BadInput, match="workers cannot import it"):
        run_points(lambda x: {"y": 1.0}, table(2), out=tmp_path / "s")
    assert not (tmp_path / "s").exists()


def test_a_function_may_give_replications_and_tables():
    def several(x):
        return {"y": [x["a"], x["a"] + 1.0]}

    def tabled(x):
        return pd.DataFrame({"outcome": ["y", "z"], "organisation": ["gi", "rvdk"], "value": [x["a"], 1.0]})

    points = pd.DataFrame({"a": [1.0, 5.0]})
    found = run_points(several, points, executor="serial").results()
    assert found[["point", "replication", "value"]].to_numpy().tolist() == [[0, 0, 1], [0, 1, 2], [1, 0, 5], [1, 1, 6]]
    found = run_points(tabled, points, executor="serial").results(organisations=["gi"])
    assert found[["point", "value"]].to_numpy().tolist() == [[0, 1], [1, 5]]
