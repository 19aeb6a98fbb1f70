"""``youthsim report``: from a run folder to something to hand in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from youthsim.cli import codes
from youthsim.cli.output import language as language_here
from youthsim.cli.output import print_json

FORMATS = ("html", "xlsx", "pdf")
LANGUAGES = ("nl", "en")


class SomeOf(click.ParamType[tuple[str, ...]]):
    """A list with commas, of which every part is one of a few words."""

    name = "list"

    def __init__(self, allowed: Sequence[str]) -> None:
        self.allowed = allowed

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, ...]:
        """The parts, or a usage error."""
        if isinstance(value, tuple):
            return value
        parts = tuple(dict.fromkeys(part.strip() for part in str(value).split(",") if part.strip()))
        wrong = [part for part in parts if part not in self.allowed]
        if wrong or not parts:
            found = ", ".join(map(repr, wrong)) or "nothing"
            self.fail(f"found {found}, allowed: {', '.join(self.allowed)}", param, ctx)
        return parts


@click.command()
@click.argument("folder", metavar="RUNDIR", type=click.Path(path_type=Path))
@click.option(
    "--format", "formats", type=SomeOf(FORMATS), default="html,xlsx,pdf", show_default=True, metavar="LIST",
    help="What to write, with commas between.",
)  # fmt: skip
@click.option(
    "--lang", "languages", type=SomeOf(LANGUAGES), metavar="LIST",
    help="Languages, nl and en, with commas between [that of the environment].",
)  # fmt: skip
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help="Where to [RUNDIR/report].")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def report(
    folder: Path, formats: tuple[str, ...], languages: tuple[str, ...] | None, out: Path | None, as_json: bool
) -> int:
    """Write a report of RUNDIR: a page, a workbook and a document, from the files of that folder alone."""
    from youthsim.report.writing import write_reports

    written = write_reports(folder, formats, languages or (language_here(),), out)
    if as_json:
        print_json([{"file": str(path), "bytes": path.stat().st_size} for path in written])
    else:
        for path in written:
            click.echo(path)
    return codes.DONE
