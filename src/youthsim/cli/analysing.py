"""``youthsim sensitivity``, ``calibrate``, ``value`` and ``pattern``: what a designed experiment says."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from youthsim.cli import codes
from youthsim.cli.output import language, print_json, print_table, warn

if TYPE_CHECKING:
    import pandas as pd

    from youthsim.analysis.answers import Answer
    from youthsim.sweep.model import Experiment

RUNS = Path("runs")
SHOWN = 3  # parameters that are told per outcome
SENSITIVITY_COLUMNS = ("outcome", "scenario", "parameter", "measure", "effect", "low", "high", "setting")
PARAMETER_COLUMNS = ("parameter", "prior_low", "prior_high", "mean", "low", "high", "spread_left")
SCORE_COLUMNS = ("target", "held_out", "value", "sd", "mean", "low", "high", "score", "inside")
BENEFIT_COLUMNS = ("scenario", "benefit_eur", "se", "low", "high", "probability_best")
VALUE_COLUMNS = ("what", "parameters", "value_eur", "se", "floor", "cost_eur", "net_eur")
CLAIM_COLUMNS = (
    "claim", "scenario", "less", "direction", "least", "low", "median", "high", "probability", "verdict", "decides"
)  # fmt: skip
BOX_COLUMNS = ("scenario", "parameter", "low", "high", "coverage", "density", "mass")

_SHARED = (
    click.argument("experiment", metavar="EXPERIMENT"),
    click.option("--out", type=click.Path(), metavar="DIR", help="Where the answer goes [runs/NAME]."),
    click.option(
        "--runs", type=click.Path(), metavar="DIR", help="Folder of its sweep, made or to be made [OUT/sweep]."
    ),
    click.option(
        "--executor", type=click.Choice(["local", "serial"]), default="local", help="Who runs points [local]."
    ),
    click.option("--jobs", type=click.IntRange(min=1), metavar="N", help="Processes at the same time."),
    click.option("--replications", type=click.IntRange(min=1), metavar="N", help="Instead of those of the file."),
    click.option("--families", type=click.IntRange(min=1), metavar="N", help="Instead of those of the file."),
    click.option("--years", type=click.IntRange(min=1), metavar="Y", help="Instead of those of the file."),
    click.option("--seed", type=click.IntRange(min=0), metavar="S", help="Instead of that of the file."),
    click.option("--json", "as_json", is_flag=True, help="Print one JSON document."),
    click.option("--quiet", is_flag=True, help="No progress."),
)


def analysis(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options of every analysis."""
    for option in reversed(_SHARED):
        command = option(command)
    return command


@click.command()
@analysis
@click.option("--outcome", "outcomes", multiple=True, metavar="NAME", help="An outcome [the leading ones]; repeatable.")
def sensitivity(experiment: str, outcomes: tuple[str, ...], **options: Any) -> int:
    """Which assumptions of EXPERIMENT matter for which conclusions.

    A design of kind sobol gives first-order and total indices, morris a screening, one_at_a_time a tornado; any
    other first-order indices. Points that have been run before are not run again.
    """
    study = _Study(experiment, **options)
    known = study.answer("sensitivity", outcomes=list(outcomes)).made
    from youthsim.report import sensitivity_figures as figures

    scenarios = list(dict.fromkeys(known.table["scenario"]))
    for scenario in scenarios:
        end = f".{scenario}" if len(scenarios) > 1 else ""
        about: dict[str, Any] = {"scenario": scenario, "title": study.experiment.title}
        study.figure(f"heat_map{end}", figures.heat_map_figure(known, language(), **about))
        for outcome in dict.fromkeys(known.table["outcome"]):
            study.figure(f"{outcome}{end}", figures.ranking_figure(known, outcome, language(), **about))
    ranked = [row for outcome in dict.fromkeys(known.table["outcome"]) for row in _first(known.ranked(outcome))]
    return study.tell({"sensitivity": (known.table, ranked, SENSITIVITY_COLUMNS)})


@click.command()
@analysis
@click.option("--samples", type=click.IntRange(min=10), metavar="N", help="Samples of the posterior to keep [1000].")
@click.option(
    "--checks", type=click.IntRange(min=2), metavar="N", help="Runs with the posterior, to score targets [40]."
)
def calibrate(experiment: str, samples: int | None, checks: int | None, **options: Any) -> int:
    """Calibrate the parameters of EXPERIMENT to its [targets]: samples of the posterior.

    Writes posterior.parquet, which `run` and `compare` take with --posterior.
    """
    study = _Study(experiment, **options)
    asked = {name: value for name, value in (("samples", samples), ("checks", checks)) if value is not None}
    made = study.answer("calibrate", **asked).made
    from youthsim.report import calibration_figures as figures

    title = study.experiment.title
    study.figure("parameters", figures.parameters_figure(made, language(), title=title))
    study.figure("predictive", figures.predictive_figure(made, language(), title=title))
    return study.tell(
        {
            "parameters": (made.calibration.parameters, None, PARAMETER_COLUMNS),
            "targets": (made.scores, None, SCORE_COLUMNS),
        }
    )


@click.command()
@analysis
@click.option("--worth", "prices", multiple=True, metavar="OUTCOME=EUR", help="Another price; can be repeated.")
def value(experiment: str, prices: tuple[str, ...], **options: Any) -> int:
    """What it is worth to know more before the [decision] of EXPERIMENT, and in which worlds a policy fails.

    Prices are the file's, or those of --worth; with other prices nothing is run again.
    """
    study = _Study(experiment, **options)
    made = study.answer("value", prices=_prices(prices)).made
    known = made.information
    tables: dict[str, tuple[pd.DataFrame, Any, Sequence[str]]] = {
        "benefits": (known.benefits, None, BENEFIT_COLUMNS),
        "value": (known.table, None, VALUE_COLUMNS),
    }
    if made.boxes is not None:
        tables["failing_worlds"] = (made.boxes, None, BOX_COLUMNS)
    from youthsim.report.value_figures import value_figure

    study.figure("value", value_figure(made, language(), title=study.experiment.title))
    return study.tell(tables)


@click.command()
@analysis
def pattern(experiment: str, **options: Any) -> int:
    """Does the model show the [pattern] of EXPERIMENT: in how many of the plausible worlds?"""
    study = _Study(experiment, **options)
    judged = study.answer("pattern").made
    asked = judged.pattern
    from youthsim.report.pattern_figures import pattern_figure

    study.figure("pattern", pattern_figure(judged, language()))
    about = {"pattern": asked.name, "title": asked.title, "source": asked.source, "draws": len(judged.points),
             "left_out": judged.left_out, "probability": judged.probability, "low": judged.probability_low,
             "high": judged.probability_high, "verdict": judged.verdict}  # fmt: skip
    study.about("pattern.json", about)
    if not study.as_json:
        low, high = judged.probability_low, judged.probability_high
        click.echo(f"{asked.name}: {judged.verdict}, in {judged.probability:.0%} of {len(judged.points)} draws "
                   f"({low:.0%} to {high:.0%}): {asked.title}")  # fmt: skip
        if judged.left_out:
            click.echo(
                f"{judged.left_out} more draws are left out: there the base does not meet the targets of the file"
            )
    return study.tell({"claims": (judged.table, None, CLAIM_COLUMNS)}, about)


class _Study:
    """An experiment, its runs, and the folder for what they say."""

    def __init__(
        self,
        reference: str,
        *,
        out: str | None,
        runs: str | None,
        executor: str,
        jobs: int | None,
        as_json: bool,
        quiet: bool,
        **settings: Any,
    ) -> None:
        from youthsim import sweep

        self.experiment: Experiment = sweep.load(reference, **settings)
        self.folder = Path(out) if out else RUNS / self.experiment.name
        self.runs, self.executor, self.jobs = runs, executor, jobs
        self.as_json, self.quiet = as_json, quiet
        if not quiet:
            warn(self.experiment.warnings)

    def answer(self, kind: str, **options: Any) -> Answer:
        """The answer, worked out from the results of all points and written into the folder; what is missing is run."""
        from youthsim.analysis.answers import answer, write_answer

        command = ("youthsim", *sys.argv[1:])
        found = answer(
            kind, self.experiment, options, out=self.folder, runs=self.runs, jobs=self.jobs, quiet=self.quiet,
            executor=self.executor, language=language(), command=command,
        )  # fmt: skip
        write_answer(found, self.folder, command)
        if not self.quiet:
            warn(found.warnings)
        return found

    def about(self, name: str, about: dict[str, Any]) -> None:
        """Write what there is to say as JSON into the folder."""
        from youthsim.analysis.studies import put_about

        put_about(self.folder, name, about)

    def put(self, name: str, write: Callable[[Path], Any]) -> None:
        """Write a file into the folder."""
        from youthsim.analysis.studies import put

        put(self.folder, name, write)

    def figure(self, name: str, figure: Any) -> None:
        """Write a figure into ``figures/``, as PNG and SVG."""
        from youthsim.report.saving import save

        for kind in ("png", "svg"):
            self.put(f"figures/{name}.{kind}", lambda path: save(figure, path))

    def tell(
        self, tables: dict[str, tuple[pd.DataFrame, Any, Sequence[str]]], more: dict[str, Any] | None = None
    ) -> int:
        """Print the tables: whole as JSON, or the rows and columns to show; and where the files are."""
        if self.as_json:
            about = {"folder": str(self.folder), "experiment": self.experiment.name, **(more or {})}
            print_json(about | {name: table.to_dict(orient="records") for name, (table, *_) in tables.items()})
            return codes.DONE
        for table, rows, columns in tables.values():
            shown = table.to_dict(orient="records") if rows is None else rows
            there = [name for name in columns if name in table and not table[name].isna().all()] or list(columns)
            print_table(shown, there)
        click.echo(f"written to {self.folder}")
        return codes.DONE


def _prices(given: Sequence[str]) -> dict[str, float]:
    """What ``--worth`` says, by outcome."""
    found = {}
    for text in given:
        outcome, equals, eur = text.partition("=")
        try:
            found[outcome.strip()] = float(eur)
        except ValueError:
            equals = ""
        if not equals or not math.isfinite(found.get(outcome.strip(), math.nan)):
            raise click.BadParameter(f"{text!r} is no price; allowed OUTCOME=EUR", param_hint="--worth")
    return found


def _first(ranked: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of the first parameters of an outcome."""
    names = list(dict.fromkeys(ranked["parameter"]))[:SHOWN]
    rows: list[dict[str, Any]] = ranked[ranked["parameter"].isin(names)].to_dict(orient="records")
    return rows
