"""``youthsim sweep``, ``resume`` and ``status``: designed experiments that can be interrupted and gone on with."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from youthsim.cli import codes
from youthsim.cli.output import language, print_json, text, warn

if TYPE_CHECKING:
    from youthsim.sweep import Store
    from youthsim.sweep.executors import Executor

RUNS = Path("runs")
EXECUTORS = ("local", "serial", "dask", "slurm", "slurm-array")
MOST_TOLD = 5  # failures that are told one by one
SECONDS = ((86_400, "d"), (3_600, "h"), (60, "min"))


class Rows(click.ParamType[tuple[int, int | None]]):
    """Rows of a plan as ``A:B``, from A up to B; either may be left out."""

    name = "rows"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, int | None]:
        """The first row and the one after the last."""
        first, colon, stop = str(value).partition(":")
        try:
            found = int(first or 0), int(stop) if stop else None
        except ValueError:
            found = -1, None
        if not colon or found[0] < 0 or (found[1] is not None and found[1] <= found[0]):
            self.fail(f"{value!r} is no range of rows; allowed: A:B with A below B, as 100:200", param, ctx)
        return found


_EXECUTION = (
    click.option("--executor", type=click.Choice(EXECUTORS), default="local", help="Who carries points out [local]."),
    click.option("--jobs", type=click.IntRange(min=1), metavar="N", help="Workers at the same time [processors]."),
    click.option("--address", metavar="HOST:PORT", help="dask: the scheduler that is there; else one is started here."),
    click.option("--partition", metavar="NAME", help="slurm: where jobs go."),
    click.option("--memory", metavar="SIZE", help="slurm: memory of a worker [2GB]."),
    click.option("--time", metavar="H:MM:SS", help="slurm: how long a worker may live [01:00:00]."),
    click.option("--sbatch", multiple=True, metavar="OPTION", help="slurm: a further option of sbatch; repeatable."),
    click.option("--interface", metavar="NAME", help="slurm: network interface of the Dask scheduler."),
    click.option("--detach", is_flag=True, help="slurm-array: submit the jobs and leave."),
    click.option("--json", "as_json", is_flag=True, help="Print one JSON document."),
    click.option("--quiet", is_flag=True, help="No progress."),
)


def _execution(command: Callable[..., Any]) -> Callable[..., Any]:
    for option in reversed(_EXECUTION):
        command = option(command)
    return command


@click.command()
@click.argument("experiment", metavar="EXPERIMENT")
@click.option("--rows", type=Rows(), metavar="A:B", help="Only these points of the plan.")
@click.option("--plan", "only_plan", is_flag=True, help="Write the plan and stop there.")
@click.option("--replications", type=click.IntRange(min=1), metavar="N", help="Instead of the file's.")
@click.option("--seed", type=click.IntRange(min=0), metavar="S", help="Instead of the file's.")
@click.option("--years", type=click.IntRange(min=1), metavar="Y", help="Instead of the file's.")
@click.option("--families", type=click.IntRange(min=1), metavar="N", help="Instead of the file's.")
@click.option("--out", type=click.Path(), metavar="DIR", help="Run folder: new, or that of an earlier form of it.")
@_execution
def sweep(
    experiment: str, rows: tuple[int, int | None] | None, only_plan: bool, out: str | None, as_json: bool, quiet: bool,
    replications: int | None, seed: int | None, years: int | None, families: int | None, **execution: Any,
) -> int:  # fmt: skip
    """Carry out the points of EXPERIMENT, a TOML file; what the run folder holds already is used.

    Exit code 3 where points are missing or failed; `youthsim resume` goes on.
    """
    executor = _executor(**execution)
    from youthsim import sweep as sweeps
    from youthsim.sweep.running import settle

    loaded = sweeps.load(experiment, replications=replications, seed=seed, years=years, families=families)
    if not quiet:
        warn(loaded.warnings)
    planned = sweeps.plan(loaded)
    folder = Path(out) if out else RUNS / f"{loaded.name}-{datetime.now():%Y%m%d-%H%M%S-%f}"
    asked = (rows[0], min(rows[1] or len(planned), len(planned))) if rows else None
    if asked and asked[0] >= len(planned):
        raise click.BadParameter(f"the plan has rows 0 to {len(planned) - 1}", param_hint="--rows")
    command = ("youthsim", *sys.argv[1:])
    if only_plan:
        return _tell(settle(folder, planned, command), as_json, planned=True)
    if not quiet and not as_json:
        print(f"{len(planned)} points of {_scenarios(loaded)}, {loaded.replications} replications each: {folder}")
    store = sweeps.run(
        planned, out=folder, executor=executor, rows=asked, command=command, quiet=quiet, language=language()
    )
    return _tell(store, as_json, asked)


def _scenarios(experiment: Any) -> str:
    return (
        " and ".join(experiment.scenarios)
        if len(experiment.scenarios) < 3
        else f"{len(experiment.scenarios)} scenarios"
    )


@click.command()
@click.argument("folder", metavar="RUNDIR")
@click.option("--failed", is_flag=True, help="Also try again the points that failed.")
@_execution
def resume(folder: str, failed: bool, as_json: bool, quiet: bool, **execution: Any) -> int:
    """Go on with the sweep in RUNDIR: do what is missing, put aside what is damaged."""
    executor = _executor(**execution)
    from youthsim import sweep as sweeps

    store = sweeps.resume(folder, executor=executor, failed=failed, quiet=quiet, language=language())
    return _tell(store, as_json)


@click.command()
@click.argument("folder", metavar="RUNDIR")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def status(folder: str, as_json: bool) -> int:
    """How far the sweep in RUNDIR is: points done and failed, rate, time left.

    Exit code 3 where points are missing or failed.
    """
    from youthsim.sweep import Store

    return _tell(Store(folder), as_json)


def _executor(
    executor: str, jobs: int | None, address: str | None, partition: str | None, memory: str | None, time: str | None,
    sbatch: tuple[str, ...], interface: str | None, detach: bool,
) -> Executor:  # fmt: skip
    """The executor that the options ask for; an option that it does not take is refused."""
    belongs = {
        "address": (address, ("dask",)),
        "partition": (partition, ("slurm", "slurm-array")),
        "memory": (memory, ("slurm", "slurm-array")),
        "time": (time, ("slurm", "slurm-array")),
        "sbatch": (sbatch, ("slurm", "slurm-array")),
        "interface": (interface, ("slurm",)),
        "detach": (detach, ("slurm-array",)),
    }
    for name, (given, takers) in belongs.items():
        if given and executor not in takers:
            raise click.UsageError(f"--{name} is for --executor {' or '.join(takers)}, not {executor}")
    from youthsim.sweep.executors import chosen
    from youthsim.sweep.executors.slurm import DEFAULT_MEMORY, DEFAULT_TIME, Resources

    if executor == "dask":
        return chosen(executor, jobs, address=address)
    if executor in ("slurm", "slurm-array"):
        resources = Resources(partition, memory or DEFAULT_MEMORY, time or DEFAULT_TIME, sbatch)
        options = {"interface": interface} if executor == "slurm" else {"detach": detach}
        return chosen(executor, jobs, resources=resources, **options)
    return chosen(executor, jobs)


def _tell(store: Store, as_json: bool, asked: tuple[int, int] | None = None, *, planned: bool = False) -> int:
    """How far the sweep is, on stdout, and the exit code that goes with it."""
    from youthsim.sweep.running import tasks_of
    from youthsim.sweep.store import COMPLETE, status_text

    status = store.status()
    left = len(tasks_of(store, asked, failed=True))
    code = codes.DONE if planned or (status.state == COMPLETE or not left) else codes.INTERRUPTED
    if as_json:
        failures = store.failures().drop(columns="trace").to_dict(orient="records")
        print_json({"folder": str(store.folder)} | status_text(status) | {"failures": failures})
        return code
    print(
        f"{status.state}: {status.done} of {status.points} points done, {status.failed} failed, {status.waiting} left"
    )
    if status.rate:
        rest = f", {_duration(status.seconds_left)} left at this rate" if status.waiting and status.seconds_left else ""
        print(f"{text(status.rate)} points a second{rest}")
    _tell_problems(store, status)
    if planned:
        print(f"the plan is in {store.folder}; `youthsim resume {store.folder}` carries it out")
    elif code != codes.DONE and status.state != "running":
        again = " --failed" if status.failed and not status.waiting else ""
        print(f"`youthsim resume {store.folder}{again}` goes on")
    else:
        print(f"in {store.folder}")
    return code


def _tell_problems(store: Store, status: Any) -> None:
    for path in status.damaged:
        print(f"{path}: cannot be read; resume puts it aside and does its points again", file=sys.stderr)
    if status.failed:
        for row in store.failures().head(MOST_TOLD).to_dict(orient="records"):
            told = f"point {row['point']} failed at {row['stage']}: {row['error']}: {row['message']}"
            print(f"{told} ({row['parameters']})", file=sys.stderr)
        if status.failed > MOST_TOLD:
            print(f"and {status.failed - MOST_TOLD} more failures", file=sys.stderr)


def _duration(seconds: float) -> str:
    """A duration in its largest unit."""
    for size, unit in SECONDS:
        if seconds >= size:
            return f"{seconds / size:.1f} {unit}"
    return f"{seconds:.0f} s"
