"""``youthsim verify``: whether the engine does what theory, its own accounts and its own rules say."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

import click

from youthsim.cli import codes
from youthsim.cli.output import print_json, print_table

COLUMNS = ("check", "quantity", "expected", "found", "low", "high", "passed")


@click.command()
@click.option("--full", is_flag=True, help="Minutes instead of seconds: more paths, narrower intervals.")
@click.option("--seed", type=click.IntRange(min=0), default=1, metavar="S", help="Seed of every draw [1].")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def verify(full: bool, seed: int, as_json: bool) -> int:
    """Check the engine against exact results.

    Each row says what is expected, what was found, and between which bounds that may lie. A right engine fails any row
    with a probability below 0.1%. Exit code 1 if a row fails.
    """
    from youthsim import verification

    with _progress(len(verification.CHECKS)) as tell:
        rows = verification.verify(seed=seed, full=full, tell=tell)
    failed = [row for row in rows if not row.passed]
    if as_json:
        print_json([asdict(row) for row in rows])
    else:
        print_table([_shown(asdict(row)) for row in rows], COLUMNS)
        stochastic = [row for row in rows if row.false_alarm is not None]
        alarms = sum(row.false_alarm or 0.0 for row in stochastic)
        print(
            f"{len(rows) - len(failed)} of {len(rows)} rows passed; {len(rows) - len(stochastic)} are exact, "
            f"the others fail together by chance with probability {alarms:.2g} at most"
        )
    for row in failed:
        print(f"youthsim: failed: {row.check}: {row.quantity}", file=sys.stderr)
    return codes.CHECK_FAILED if failed else codes.DONE


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    """A row as the table shows it."""
    return row | {"passed": "yes" if row["passed"] else "NO"}


@contextmanager
def _progress(checks: int) -> Iterator[Any]:
    """Name the check under way on stderr, if that is a terminal."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("verify", total=checks, completed=-1)

        def tell(name: str) -> None:
            """The next check begins."""
            bar.update(task, description=name, advance=1)

        yield tell
