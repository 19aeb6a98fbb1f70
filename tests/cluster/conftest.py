"""A scheduler for the tests of the cluster; without one they are skipped and say why."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cluster import slurm


@pytest.fixture(scope="session")
def scheduler(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A Slurm of one node; gives its configuration."""
    reason = slurm.missing()
    if reason:
        pytest.skip(reason)
    folder = tmp_path_factory.mktemp("slurm")
    for place in (folder, *folder.parents[:-1]):  # the daemon that vouches for users is another user
        if place.stat().st_uid == folder.stat().st_uid and place != Path("/tmp"):
            place.chmod(place.stat().st_mode | 0o011)
    with slurm.running(folder) as configuration:
        yield configuration


@pytest.fixture(autouse=True)
def on_the_cluster(scheduler: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every command of Slurm in a test talk to this scheduler, and jobs import what the test imports."""
    import os
    import sys

    monkeypatch.setenv("SLURM_CONF", str(scheduler))
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(Path(__file__).parents[2]), *filter(None, sys.path)]))
