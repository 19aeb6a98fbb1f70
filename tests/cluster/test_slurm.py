"""Sweeps through a real Slurm: the same results as here, whoever is killed on the way."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from pathlib import Path

import pandas as pd
import pytest

from tests.sweep import models
from youthsim.cli import main
from youthsim.experiment.errors import BadInput
from youthsim.sweep import Store, parts, run_points
from youthsim.sweep.executors import chosen
from youthsim.sweep.executors.slurm import Resources

pytestmark = pytest.mark.cluster

POINTS = 240
PATIENCE = 120
BOTH = pytest.mark.parametrize("name", ["slurm-array", "slurm"])


def executor(name: str, **resources: str):
    options = {"interface": "lo"} if name == "slurm" else {}
    return chosen(name, 2, resources=Resources(**({"memory": "500MB", "time": "00:05:00"} | resources)), **options)


def points(number: int = POINTS) -> pd.DataFrame:
    return pd.DataFrame({"a": [float(value) for value in range(number)]})


def workers_in_jobs() -> list[int]:
    """The workers that run in jobs of the scheduler of these tests, and nobody else's."""
    mine = f"SLURM_CONF={os.environ['SLURM_CONF']}".encode()
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            command, environment = (place / "cmdline").read_bytes(), (place / "environ").read_bytes().split(b"\0")
        except OSError:
            continue
        in_job = mine in environment and any(line.startswith(b"SLURM_JOB_ID=") for line in environment)
        if in_job and (b"spawn_main" in command or b"youthsim.sweep.worker" in command) and b"bash" not in command:
            found.append(int(place.name))
    return found


class Killer(threading.Thread):
    """Kills one worker of a sweep as soon as there are results of it."""

    def __init__(self, name: str, folder: Path) -> None:
        super().__init__(daemon=True)
        self.name, self.folder = name, folder
        self.killed: list[int] = []

    def run(self) -> None:
        until = time.monotonic() + PATIENCE
        while not self.killed and time.monotonic() < until:
            time.sleep(0.05)
            if self.is_time():
                for victim in workers_in_jobs()[:1]:
                    os.kill(victim, signal.SIGKILL)
                    self.killed.append(victim)

    def is_time(self) -> bool:
        """A job array writes late, so its begin has to do."""
        return bool(parts.files(self.folder, parts.PARTS)) or self.name == "slurm-array"


@BOTH
def test_a_sweep_through_slurm_finishes_when_a_worker_is_killed(name, tmp_path):
    folder = tmp_path / "s"
    killer = Killer(name, folder)
    killer.start()
    store = run_points(models.slow_square, points(), out=folder, executor=executor(name))
    killer.join()
    assert len(killer.killed) == 1
    assert store.status().state == "complete"
    here = run_points(models.square, points(), executor="serial")
    pd.testing.assert_frame_equal(store.results(), here.results())


@BOTH
def test_failures_are_records_on_the_cluster_too(name, tmp_path):
    store = run_points(models.moody, points(12), out=tmp_path / "s", executor=executor(name))
    assert store.failures()["point"].tolist() == [0, 3, 6, 9]
    assert store.status().waiting == 0


@BOTH
def test_what_slurm_does_not_take_is_bad_input(name, tmp_path):
    with pytest.raises(BadInput, match=r"Slurm refuses the jobs: .*partition"):
        run_points(models.square, points(2), out=tmp_path / "s", executor=executor(name, partition="nowhere"))


def test_a_point_that_ends_every_worker_of_an_array_becomes_a_failure(tmp_path):
    store = run_points(models.deadly, points(12), out=tmp_path / "s", executor=executor("slurm-array"))
    (failure,) = store.failures().to_dict("records")
    assert (failure["point"], failure["stage"]) == (7, "worker")
    assert store.status().done == 11


def test_jobs_that_are_left_alone_finish_by_themselves(tmp_path, monkeypatch, capsys):
    """The engine itself, from the command line: submit and leave, look, and find it done."""
    monkeypatch.chdir(tmp_path)
    Path("mine.toml").write_text(
        '[experiment]\nscenarios = ["brabant-2015", "brabant-early-gi"]\nreplications = 1\nyears = 1\nfamilies = 300\n'
        '[design]\nkind = "latin_hypercube"\npoints = 6\n[uncertainties]\n"early_gi.net_widening" = {}\n'
    )
    options = ["--executor", "slurm-array", "--jobs", "2", "--memory", "1500MB", "--time", "00:10:00", "--quiet"]
    assert main(["sweep", "mine.toml", "--out", "s", *options, "--detach"]) == 3
    assert "running: 0 of 6 points done" in capsys.readouterr().out
    assert main(["resume", "s", "--quiet"]) == 2
    assert "still wait or run" in capsys.readouterr().err
    until = time.monotonic() + PATIENCE
    while subprocess.check_output(["squeue", "-h"]).strip() and time.monotonic() < until:
        time.sleep(0.2)
    assert main(["status", "s"]) == 0
    assert len(Store("s").results(outcomes=["ots_started"])) == 12
