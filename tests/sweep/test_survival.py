"""Whatever is killed, and whenever: what was written stays, and going on makes the whole, each point once."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.sweep import models
from youthsim.sweep import Store, parts, resume, run_points
from youthsim.sweep.running import tasks_of

pytestmark = pytest.mark.contract

ROOT = Path(__file__).parents[2]
POINTS = 1200  # more than two workers do before they write for the first time, however fast the machine
MOMENTS = 20
SEED = 20151  # of the moments, so that a failure can be looked at again
# Seconds after which it happens at the latest: from the start of a process, or from its first result.
LONGEST_WAIT = {"starting": 1.5, "main": 0.6, "worker": 0.6}
PATIENCE = 120


def started(folder: Path) -> subprocess.Popen[bytes]:
    """A process that begins or goes on with the sweep."""
    code = f"""
import pandas as pd
from pathlib import Path
from tests.sweep import models
from youthsim.sweep import resume, run_points
folder = Path({str(folder)!r})
if __name__ == "__main__":
    if (folder / "manifest.json").exists():
        resume(folder, jobs=2)
    else:
        points = pd.DataFrame({{"a": [float(value) for value in range({POINTS})]}})
        run_points(models.slow_square, points, out=folder, jobs=2)
"""
    script = folder.with_suffix(".py")
    script.write_text(code)
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])}
    return subprocess.Popen([sys.executable, str(script)], env=environment, stdout=subprocess.DEVNULL,
                            stderr=subprocess.DEVNULL, cwd=ROOT)  # fmt: skip


def started_engine(folder: Path, *arguments: str) -> subprocess.Popen[bytes]:
    """The command, over the real engine."""
    command = [sys.executable, "-m", "youthsim", *arguments, "--jobs", "2", "--quiet"]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder)


def until_parts(folder: Path, number: int) -> None:
    """Wait until workers have written so many parts."""
    until = time.monotonic() + PATIENCE
    while len(parts.files(folder, parts.PARTS)) < number and time.monotonic() < until:
        time.sleep(0.05)


def workers(process: subprocess.Popen[bytes]) -> list[int]:
    """The worker processes that it has now."""
    try:
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        return [int(child) for child in children if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes()]
    except OSError:
        return []


def until_more(folder: Path, done: int) -> None:
    """Wait until the sweep has more points on disk than so many."""
    until = time.monotonic() + PATIENCE
    while points_done(folder) <= done and time.monotonic() < until:
        time.sleep(0.05)


def until_crew(process: subprocess.Popen[bytes]) -> list[int]:
    """Wait until the process has workers; they are given."""
    until = time.monotonic() + PATIENCE
    while not (crew := workers(process)) and time.monotonic() < until:
        time.sleep(0.02)
    return crew


def points_done(folder: Path) -> int:
    return Store(folder).status().done if (folder / "manifest.json").exists() else 0


def kill(number: int) -> bool:
    try:
        os.kill(number, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="needs /proc to find the workers")
def test_killing_the_main_process_or_a_worker_at_twenty_random_moments_loses_nothing(tmp_path):
    chance = random.Random(SEED)
    folder = tmp_path / "s"
    killed = {"starting": 0, "main": 0, "worker": 0}
    seen = []
    process = started(folder)
    try:
        for kind in [chance.choice(list(killed)) for _ in range(MOMENTS)]:
            if kind != "starting":
                until_more(folder, seen[-1] if seen else 0)
            time.sleep(chance.uniform(0, LONGEST_WAIT[kind]))
            if kind == "worker":
                killed[kind] += kill(chance.choice(until_crew(process)))
                continue
            killed[kind] += process.poll() is None and kill(process.pid)
            process.wait()
            seen.append(points_done(folder))
            process = started(folder)
    finally:
        process.kill()
        process.wait()
    assert sum(killed.values()) == MOMENTS, f"the sweep was over too soon to be killed so often: {killed}"
    assert min(killed.values()) > 0
    assert seen == sorted(seen)  # what was done once stays done
    assert 0 < seen[-1] < POINTS  # some were killed amid their work
    store = resume(folder, jobs=2)
    found = store.results()
    assert store.status().state == "complete"
    assert found["point"].tolist() == list(range(POINTS))
    assert found["value"].tolist() == [float(value) ** 2 for value in range(POINTS)]
    assert store.failures().empty
    assert store.query("SELECT count(*) AS n FROM results")["n"].tolist() == [POINTS]


def test_a_point_that_ends_every_worker_becomes_a_failure_and_costs_no_other(tmp_path, table):
    store = run_points(models.deadly, table(20), out=tmp_path / "s", jobs=2)
    (failure,) = store.failures().to_dict("records")
    assert (failure["point"], failure["stage"], failure["error"]) == (7, "worker", "WorkerDied")
    assert store.results()["point"].tolist() == [number for number in range(20) if number != 7]


def test_orphans_put_their_results_on_disk_and_end(tmp_path):
    folder = tmp_path / "s"
    process = started(folder)
    until_parts(folder, 1)
    orphans = workers(process)
    kill(process.pid)
    process.wait()
    assert orphans
    until = time.monotonic() + PATIENCE
    while any(Path(f"/proc/{orphan}").exists() for orphan in orphans) and time.monotonic() < until:
        time.sleep(0.05)
    assert [orphan for orphan in orphans if Path(f"/proc/{orphan}").exists()] == []
    status = Store(folder).status()
    assert 0 < status.done < POINTS
    assert (status.state, status.damaged) == ("incomplete", ())


def test_ctrl_c_keeps_what_is_done(tmp_path):
    folder = tmp_path / "s"
    process = started(folder)
    until_parts(folder, 1)
    process.send_signal(signal.SIGINT)
    assert process.wait(PATIENCE) == 0
    status = Store(folder).status()
    assert 0 < status.done < POINTS
    assert status.failed == 0


def test_a_task_of_an_array_that_is_asked_to_end_writes_what_it_has(tmp_path, table):
    """As a scheduler asks before its time limit; points that it had finished need not be made again."""
    store = run_points(models.slow_square, table(1), out=tmp_path / "s", executor="serial")
    larger = run_points(models.slow_square, table(2000), out=store.folder, executor=Nobody())
    tasks = tmp_path / "tasks.json"
    tasks.write_text(json.dumps([tasks_of(larger)]))
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path]), "SLURM_ARRAY_TASK_ID": "0"}
    command = [sys.executable, "-m", "youthsim.sweep.worker", str(store.folder), str(tasks)]
    process = subprocess.Popen(command, env=environment)
    until_parts(store.folder, 2)
    process.send_signal(signal.SIGTERM)
    assert process.wait(PATIENCE) == 3
    status = Store(store.folder).status()
    assert 2 < status.done < 2000
    assert status.damaged == ()


class Nobody:
    """An executor that does nothing."""

    name, workers = "nobody", 0

    def run(self, folder, todo, tell, function=None):
        todo.stop.set()


def test_a_sweep_of_the_engine_goes_on_after_main_process_and_worker_were_killed(tmp_path):
    (tmp_path / "mine.toml").write_text(
        '[experiment]\nscenarios = ["brabant-2015"]\nreplications = 2\nyears = 1\nfamilies = 600\n'
        '[design]\nkind = "latin_hypercube"\npoints = 24\n[uncertainties]\n"early_gi.net_widening" = {}\n'
    )
    folder = tmp_path / "s"
    process = started_engine(tmp_path, "sweep", "mine.toml", "--out", "s")
    until_parts(folder, 1)
    kill(process.pid)
    process.wait()
    before = Store(folder).status().done
    process = started_engine(tmp_path, "resume", "s")
    until_parts(folder, 3)
    crew = workers(process)
    assert [kill(worker) for worker in crew[:1]] == [True]
    assert process.wait(PATIENCE) == 0
    store = Store(folder)
    assert 0 < before < 24
    assert store.status().state == "complete"
    found = store.results(outcomes=["ots_stock"])
    assert found[["point", "replication"]].to_numpy().tolist() == [[p, r] for p in range(24) for r in (0, 1)]
    assert found["value"].nunique() > 1  # replications differ
