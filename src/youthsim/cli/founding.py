"""``youthsim new``: the chain of one's own municipality from a handful of figures."""

from __future__ import annotations

import contextlib
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from youthsim.cli.output import language, print_json, print_table

if TYPE_CHECKING:
    from youthsim.municipality.asked import Asked
    from youthsim.municipality.fitting import Fitted
    from youthsim.municipality.notes import Note

COLUMNS = ("figure", "asked", "fitted", "unit", "chance", "from")


@click.command()
@click.argument("name", metavar="NAME")
@click.option("--from", "source", type=click.Path(), metavar="FIGURES.toml", help="Read the figures from this file.")
@click.option("--out", type=click.Path(), metavar="FILE", help="The scenario file [NAME.toml].")
@click.option("--force", is_flag=True, help="Replace the file if it is there.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def new(name: str, source: str | None, out: str | None, force: bool, as_json: bool) -> None:
    """Make a scenario NAME of one's own municipality.

    About ten figures are asked for, or read from a file: youths, help in a year, workers, measures, waits. What is left
    out is taken at the national rate. Answers are kept in NAME.figures.toml, to be corrected and given with --from.
    """
    from youthsim.municipality.naming import checked_figures_place, checked_name, checked_place

    place = checked_place(checked_name(name), out, force)
    kept = checked_figures_place(place, force) if source is None else None
    asked = _answered(name, kept, force) if kept is not None else _read(str(source))
    with _waiting():
        from youthsim.municipality.fitting import fit
        from youthsim.municipality.notes import notes
        from youthsim.municipality.writing import scenario_text, write

        fitted = fit(asked)
    told = notes(fitted)
    rows = _rows(fitted)
    write(scenario_text(fitted, name, language()), place, force)
    if as_json:
        print_json(_document(name, place, kept, fitted, rows, told))
        return
    _tell(rows, told)
    _tell_next(asked, name, place, kept)


def _read(source: str) -> Asked:
    """The figures of a file."""
    from youthsim.municipality.reading import read_figures

    return read_figures(Path(source))


def _answered(name: str, kept: Path, force: bool) -> Asked:
    """The figures as answered, kept in a file."""
    from youthsim.municipality.asking import asked_of
    from youthsim.municipality.keeping import keep

    def ask(question: str, default: str) -> str:
        asked = f"{question} [{default}]" if default else question
        return str(click.prompt(asked, default="", show_default=False, err=True))

    try:
        answers = asked_of(ask, lambda line: click.echo(line, err=True), language())
    except click.Abort:
        if sys.stdin.isatty():
            raise
        from youthsim.experiment.errors import BadInput

        click.echo(err=True)  # below the question
        raise BadInput("there is nobody to ask, and an answer is missing; allowed: --from FIGURES.toml") from None
    return keep(answers, name, kept, force, language())


@contextlib.contextmanager
def _waiting() -> Iterator[None]:
    """A sign of life on stderr while the chain is refitted, where somebody looks."""
    from rich.console import Console

    from youthsim.municipality.texts import say

    console = Console(stderr=True)
    with console.status(say("fitting", language())) if console.is_terminal else contextlib.nullcontext():
        yield


def _rows(fitted: Fitted) -> list[dict[str, Any]]:
    """One row per figure: what was asked, what was found, and how far a single year can lie from it."""
    from youthsim.municipality.catalogue import figures
    from youthsim.municipality.chance import one_year
    from youthsim.municipality.notes import is_met

    rows = []
    for name, given in fitted.asked.figures.items():
        spread = one_year(fitted, name)
        rows.append(
            {
                "figure": name,
                "label": figures()[name].label(language()),
                "asked": given.value,
                "fitted": fitted.found[name],
                "unit": figures()[name].unit,
                "low": spread.low if spread else None,
                "high": spread.high if spread else None,
                "met": is_met(fitted, name),
                "national": not given.where,
                "where": given.where,
            }
        )
    return rows


def _document(
    name: str, place: Path, kept: Path | None, fitted: Fitted, rows: list[dict[str, Any]], told: list[Note]
) -> dict[str, Any]:
    """All of it as JSON."""
    return {
        "name": name,
        "file": str(place),
        "answers": None if kept is None else str(kept),
        "era": fitted.asked.era,
        "year": fitted.asked.year,
        "figures": rows,
        "values": {key: {"value": value, "from": fitted.because[key]} for key, value in fitted.values.items()},
        "warnings": [{"kind": note.kind, "figures": note.figures, "text": note.text(language())} for note in told],
    }


def _tell(rows: list[dict[str, Any]], told: list[Note]) -> None:
    """The fit as a table, and warnings on stderr."""
    from youthsim.municipality.texts import place as short
    from youthsim.municipality.texts import say, shown, unit

    lang = language()
    titles = {column: say(f"head_{column}", lang) for column in COLUMNS}
    table = [
        {
            titles["figure"]: row["label"],
            titles["asked"]: shown(row["asked"], lang),
            titles["fitted"]: shown(row["fitted"], lang),
            titles["unit"]: unit(row["unit"], lang),
            titles["chance"]: ""
            if row["low"] is None
            else say("chance_range", lang, low=shown(row["low"], lang), high=shown(row["high"], lang)),
            titles["from"]: short(row["where"]) or say("national", lang),
        }
        for row in rows
    ]
    print_table(table, list(titles.values()))
    click.echo(say("explain_chance", lang))
    sys.stdout.flush()
    for note in told:
        click.echo(say("warning", lang, text=note.text(lang)), err=True)


def _tell_next(asked: Asked, name: str, place: Path, kept: Path | None) -> None:
    """What was written, and what can be done with it."""
    from youthsim.municipality.onward import next_steps
    from youthsim.municipality.texts import say

    lang = language()
    click.echo(say("written", lang, file=place))
    if kept is not None:
        click.echo(say("answers_kept", lang, file=kept, given=shlex.quote(str(kept))))
    click.echo()
    click.echo("\n".join(next_steps(asked, name, place, lang)))
