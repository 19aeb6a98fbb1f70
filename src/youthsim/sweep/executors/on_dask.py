"""Dask: a cluster on this machine, one that is there already, or one that dask-jobqueue starts in Slurm."""

from __future__ import annotations

import contextlib
import logging
import secrets
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from distributed import Client, Event, LocalCluster, wait
from distributed.scheduler import KilledWorker

from youthsim.experiment.errors import BadInput
from youthsim.sweep.executors.slurm import Resources, own_cache
from youthsim.sweep.todo import Report, Task, Todo

LOOK_SECONDS = 0.5
AHEAD = 2  # chunks that each worker has, so that it need not wait for the next
LAST_POINT_SECONDS = 20.0
PATIENCE = "20s"  # for a scheduler that should be there
WORKER_PATIENCE = 60.0  # seconds for its first worker
_here = threading.local()


def work(folder: str, tasks: list[Task], stop: str) -> Report:
    """Carry out a chunk on a worker of Dask; each thread keeps its bench from chunk to chunk of one sweep.

    Args:
        stop: the name of the event that ends the work, another for every time that a sweep is carried out.
    """
    from youthsim.sweep.worker import Bench

    if getattr(_here, "sweep", None) != stop:
        _here.bench, _here.sweep = Bench(folder), stop
    asked = Event(stop)
    return _here.bench.work(tasks, asked.is_set)  # type: ignore[no-any-return]


class Dask:
    """The executor of a Dask cluster: at ``address``, or on this machine."""

    name = "dask"

    def __init__(self, jobs: int, address: str | None = None) -> None:
        self.workers = jobs
        self.address = address
        self.patience, self.worker_patience = PATIENCE, WORKER_PATIENCE

    @contextlib.contextmanager
    def _client(self, folder: Path) -> Iterator[Client]:
        """A client of the cluster, which ends with it if it is ours."""
        if self.address:
            try:
                client = Client(self.address, timeout=self.patience)
            except (OSError, ValueError) as error:
                raise BadInput(f"there is no Dask scheduler at {self.address}: {error}") from error
            with client:
                try:
                    client.wait_for_workers(1, timeout=self.worker_patience)
                except TimeoutError as error:
                    waited = f"none came in {self.worker_patience:.0f} seconds"
                    hint = f"start one with: dask worker {self.address}"
                    raise BadInput(f"the Dask scheduler at {self.address} has no workers, {waited}; {hint}") from error
                yield client
            return
        cluster = LocalCluster(
            n_workers=self.workers, threads_per_worker=1, dashboard_address=None, host="127.0.0.1",
            silence_logs=logging.CRITICAL,
        )  # fmt: skip
        with cluster, Client(cluster) as client:
            yield client

    def run(
        self, folder: Path, todo: Todo, tell: Callable[[], None], function: Callable[..., Any] | None = None
    ) -> None:
        """See ``Executor.run``."""
        folder = folder.resolve()
        if function is None:
            from youthsim.sweep.worker import warm

            warm(folder)
        with self._client(folder) as client:
            stop = Event(f"youthsim-{secrets.token_hex(8)}", client=client)
            under_way: dict[Any, list[Task]] = {}
            try:
                while not todo.is_over:
                    self._fill(client, under_way, todo, str(folder), stop.name)
                    self._hear(under_way, todo)
                    tell()
            finally:
                self._dismiss(stop, under_way, todo)

    def _fill(self, client: Client, under_way: dict[Any, list[Task]], todo: Todo, folder: str, stop: str) -> None:
        threads = sum(client.nthreads().values())
        self.workers = threads or self.workers
        while len(under_way) < AHEAD * self.workers and (chunk := todo.next(self.workers)):
            under_way[client.submit(work, folder, chunk, stop, pure=False)] = chunk

    def _hear(self, under_way: dict[Any, list[Task]], todo: Todo) -> None:
        if not under_way:
            return
        try:
            ended = wait(list(under_way), timeout=LOOK_SECONDS, return_when="FIRST_COMPLETED").done
        except TimeoutError:
            return
        for future in ended:
            chunk = under_way.pop(future)
            try:
                todo.ended(chunk, future.result())
            except KilledWorker:
                todo.died(chunk)
            except BadInput:
                raise
            except Exception as error:
                raise BadInput(f"a worker of Dask cannot work: {type(error).__name__}: {error}") from error

    def _dismiss(self, stop: Event, under_way: dict[Any, list[Task]], todo: Todo) -> None:
        """Let the workers end their points and put them on disk."""
        if not under_way:
            return
        with contextlib.suppress(Exception):  # whatever has become of the cluster, what was written counts
            stop.set()
            for future, chunk in under_way.items():
                todo.ended(chunk, future.result(timeout=LAST_POINT_SECONDS))


class Slurm(Dask):
    """The executor of a Dask cluster whose workers are Slurm jobs, started and replaced by dask-jobqueue."""

    name = "slurm"

    def __init__(self, jobs: int, resources: Resources | None = None, *, interface: str | None = None) -> None:
        super().__init__(jobs)
        self.resources = resources or Resources()
        self.interface = interface

    @contextlib.contextmanager
    def _client(self, folder: Path) -> Iterator[Client]:
        from dask_jobqueue.slurm import SLURMCluster

        self.resources.check()
        extra = [f for f in self.resources.directives() if not f.startswith(("--cpus", "--mem", "--time", "--part"))]
        host = {"host": "127.0.0.1"} if self.interface == "lo" else {}
        cluster = SLURMCluster(
            queue=self.resources.partition, cores=1, processes=1, memory=self.resources.memory,
            walltime=self.resources.time, job_extra_directives=extra, job_script_prologue=own_cache(),
            interface=self.interface, python=sys.executable, log_directory=str(folder / "jobs"), job_name="youthsim",
            scheduler_options={"dashboard_address": ":0", **host}, silence_logs=logging.CRITICAL,
            worker_extra_args=["--no-dashboard"],
        )  # fmt: skip
        with cluster, Client(cluster) as client:
            cluster.adapt(minimum_jobs=self.workers, maximum_jobs=self.workers)
            yield client
