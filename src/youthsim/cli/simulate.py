"""``youthsim run`` and ``youthsim compare``: from the command line to a run folder."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from youthsim.cli import codes
from youthsim.cli.options import simulation
from youthsim.cli.output import language, print_json, print_table, warn

if TYPE_CHECKING:
    import pandas as pd

    from youthsim.scenario import Scenario

WORKERS = "fte"  # the outcome that says whether an organisation has places
RUNS = Path("runs")  # where run folders go that are given no place
SUMMARY_COLUMNS = ("scenario", "outcome", "organisation", "unit", "mean", "low", "high")
DIFFERENCE_COLUMNS = ("scenario", "outcome", "organisation", "unit", "difference", "low", "high", "relative")


@click.command()
@click.argument("scenario", metavar="SCENARIO")
@simulation
def run(scenario: str, **options: Any) -> int:
    """Simulate replications of SCENARIO and write a run folder."""
    return _simulate([scenario], **options)


@click.command()
@click.argument("base", metavar="BASE")
@click.argument("alternatives", nargs=-1, required=True, metavar="ALTERNATIVE...")
@click.option("--waterfall", is_flag=True, help="Also divide the differences over the levers (more runs).")
@click.option("--assumptions", is_flag=True, help="Also see which assumptions move the differences (many more runs).")
@simulation
def compare(base: str, alternatives: tuple[str, ...], **options: Any) -> int:
    """Simulate the same families under BASE and each ALTERNATIVE, and write their paired differences."""
    return _simulate([base, *alternatives], **options)


def _simulate(
    references: Sequence[str], *, settings: Sequence[str], as_json: bool, out: str | None, quiet: bool, **options: Any
) -> int:
    """Load the scenarios, simulate, write the folder and say what came out."""
    scenarios = _loaded(references, settings)
    if not quiet:
        for scenario in scenarios:
            warn(scenario.warnings)
    folder = Path(out) if out else _new_folder(scenarios)

    from youthsim import experiment

    given = {name: value for name, value in options.items() if value is not None}
    simulated = experiment.run if len(scenarios) == 1 else experiment.compare
    command = ("youthsim", *sys.argv[1:])
    result = simulated(
        *scenarios, out=folder, quiet=quiet, language=language(), command=command,
        tell=lambda result: _tell(result, folder, as_json), **given,
    )  # fmt: skip
    if not as_json:
        click.echo(f"{result.stop_reason}; written to {folder}")
    return codes.DONE if result.complete else codes.INTERRUPTED


def _loaded(references: Sequence[str], settings: Sequence[str]) -> list[Scenario]:
    """The scenarios with what ``--set`` says; the problems of all of them come together."""
    from youthsim.scenario import ScenarioError, load, with_settings

    scenarios: list[Scenario] = []
    problems: dict[str, None] = {}
    for reference in references:
        try:
            scenarios.append(with_settings(load(reference), settings))
        except ScenarioError as error:
            problems |= dict.fromkeys(error.problems)
    if problems:
        raise ScenarioError(problems)
    return scenarios


def _new_folder(scenarios: Sequence[Scenario]) -> Path:
    """A run folder that does not exist yet, named after the scenarios and the time."""
    name = "-".join(scenario.name for scenario in scenarios[:2])
    return RUNS / f"{name}-{datetime.now():%Y%m%d-%H%M%S-%f}"


def _tell(result: Any, folder: Path, as_json: bool) -> None:
    """The result on stdout: all of it as JSON, or the leading outcomes as a table."""
    tables = {"summary": result.summary}
    if hasattr(result, "differences"):
        tables["differences"] = result.differences
        more = {name: getattr(result, name, None) for name in ("waterfall", "sensitivity")}
        tables |= {name: table for name, table in more.items() if table is not None and as_json}
    if as_json:
        about = {"folder": str(folder), "state": result.state, "stop_reason": result.stop_reason, "seed": result.seed}
        rows = {name: table.to_dict(orient="records") for name, table in tables.items()}
        print_json(about | {"replications": len(result.replications)} | rows)
        return
    from youthsim.outcomes.catalogue import leading

    name, table = list(tables.items())[-1]
    columns = DIFFERENCE_COLUMNS if name == "differences" else SUMMARY_COLUMNS
    shown = table[table["outcome"].isin(leading())].to_dict(orient="records")
    if name == "differences":
        shown = _with_something_in_them(shown, result.summary)
    print_table(shown, columns)
    sys.stdout.flush()


def _with_something_in_them(rows: Sequence[dict[str, Any]], summary: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a comparison without those in which nothing is in the base nor in the alternative.

    That is where both means are zero, or where the organisation has no workers in either scenario.
    """
    means = {
        (row["scenario"], row["outcome"], row["organisation"]): row["mean"] for row in summary.to_dict(orient="records")
    }

    def something(row: dict[str, Any], outcome: str) -> bool:
        keys = [(row[side], outcome, row["organisation"]) for side in ("base", "scenario")]
        there = [means[key] for key in keys if key in means]
        return any(there) or not there

    return [row for row in rows if something(row, row["outcome"]) and something(row, WORKERS)]
