"""``youthsim bench``: how fast the engine is, as ratios."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from youthsim.cli import codes
from youthsim.cli.output import print_json, print_table

if TYPE_CHECKING:
    from youthsim.benchmark.measuring import Measured, Say, Spread

COLUMNS = ("tool", "a day", "days", "events", "ns per event", "(low-high)", "x C limit", "x youthsim")


@click.command()
@click.option("--repetitions", type=click.IntRange(min=1), default=3, metavar="N", help="Turns of each tool [3].")
@click.option("--only", "only", multiple=True, metavar="TOOL", help="Measure this tool; can be repeated.")
@click.option("--guard", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
              help="Measure beside a plain heap, add a row to FILE, fail when slower than its last ten.")  # fmt: skip
@click.option("--last", type=click.Path(path_type=Path, dir_okay=False, exists=True), metavar="FILE",
              help="Only show the last ten rows of FILE.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.option("--quiet", is_flag=True, help="No progress.")
def bench(
    repetitions: int, only: tuple[str, ...], guard: Path | None, last: Path | None, as_json: bool, quiet: bool
) -> int:
    """Measure the reference workload on youthsim, beside the limit of the machine and the packages installed."""
    if last is not None:
        return _show_last(last, as_json)
    with _progress(quiet) as say:
        if guard is not None:
            return _guard(guard, as_json, say)
        from youthsim.benchmark.measuring import measure

        measured, missing = measure(_chosen(only), repetitions, say)
    for reason in missing:
        print(f"left out: {reason}", file=sys.stderr)
    if as_json:
        print_json([one.row() for one in measured])
    else:
        _tell(measured)
    return codes.DONE


def _chosen(only: tuple[str, ...]) -> list[Any]:
    """The cases of the tools that were asked for."""
    from youthsim.benchmark.tools import CASES
    from youthsim.scenario.problems import unknown

    tools = list(dict.fromkeys(case.tool for case in CASES))
    for tool in only:
        if tool not in tools:
            raise click.UsageError(unknown("tool", tool, tools))
    return [case for case in CASES if not only or case.tool in only]


@contextmanager
def _progress(quiet: bool) -> Iterator[Say]:
    """A line on stderr that says what is being measured, where there is a terminal."""
    if quiet or not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console

    with Console(stderr=True).status("") as status:
        yield status.update


def _tell(measured: list[Measured]) -> None:
    """The table of ratios, and what size and log cost."""
    from youthsim.benchmark.measuring import compared, findings

    rows = [
        {
            "tool": row["tool"] + (f" {row['version']}" if row["version"] else ""),
            "a day": f"{row['arrivals_per_day']:g}",
            "days": row["days"],
            "events": f"{row['events']:,}",
            "ns per event": f"{row['ns_per_event']:,.1f}",
            "(low-high)": f"{row['low']:,.1f}-{row['high']:,.1f}",
            "x C limit": _spread(row["limit"]),
            "x youthsim": _spread(row["engine"]),
        }
        for row in compared(measured)
    ]
    print_table(rows, COLUMNS)
    for text, spread in findings(measured):
        click.echo(f"{text}: {_spread(spread)}")
    click.echo("Ratios of time per event: median (least-most) over turns of all tools. Fewer days: a shorter horizon.")


def _spread(spread: Spread | None) -> str:
    if spread is None:
        return ""
    digits = 2 if spread.median < 10 else 0
    return f"{spread.median:,.{digits}f} ({spread.low:,.{digits}f}-{spread.high:,.{digits}f})"


def _guard(path: Path, as_json: bool, say: Say) -> int:
    """Measure, add a row, and say whether the engine has become slower."""
    from youthsim.benchmark import history

    before = history.read(path)
    new = history.measured_now(say)
    history.write(path, [*before, new])
    problem = history.slower(new, before)
    _show_last(path, as_json)
    if problem:
        print(f"youthsim: slower: {problem}", file=sys.stderr)
    return codes.CHECK_FAILED if problem else codes.DONE


def _show_last(path: Path, as_json: bool) -> int:
    from youthsim.benchmark import history

    rows = [row.texts() for row in history.read(path)[-history.LAST :]]
    if as_json:
        print_json(rows)
    else:
        print_table(rows, history.COLUMNS)
    return codes.DONE
