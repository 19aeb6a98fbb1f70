"""``youthsim report``: from a run folder to something to hand in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import click

from youthsim.cli import codes
from youthsim.cli.output import language as language_here
from youthsim.cli.output import print_json

FORMATS = ("html", "xlsx", "pdf")
LANGUAGES = ("nl", "en")


def _some_of(allowed: Sequence[str]) -> Callable[[click.Context, click.Parameter, str | None], tuple[str, ...] | None]:
    """Reads a list with commas, of which every part is one of the ``allowed``."""

    def read(context: click.Context, parameter: click.Parameter, given: str | None) -> tuple[str, ...] | None:
        if given is None:
            return None
        parts = tuple(dict.fromkeys(part.strip() for part in given.split(",") if part.strip()))
        wrong = [part for part in parts if part not in allowed]
        if wrong or not parts:
            raise click.BadParameter(f"found {', '.join(map(repr, wrong)) or 'nothing'}, allowed: {', '.join(allowed)}")
        return parts

    return read


@click.command()
@click.argument("folder", metavar="RUNDIR", type=click.Path(path_type=Path))
@click.option(
    "--format", "formats", callback=_some_of(FORMATS), default="html,xlsx,pdf", show_default=True, metavar="LIST",
    help="What to write, with commas between.",
)  # fmt: skip
@click.option(
    "--lang", "languages", callback=_some_of(LANGUAGES), metavar="LIST",
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
