"""``youthsim reproduce``: whether a run folder gives the same numbers when it is run again."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from youthsim.cli import codes
from youthsim.cli.output import language, print_json, text
from youthsim.cli.sweeping import Rows

if TYPE_CHECKING:
    from youthsim.experiment.reproduction import Reproduction


@click.command()
@click.argument("folder", metavar="RUNDIR", type=click.Path(path_type=Path))
@click.option("--rows", type=Rows(), metavar="A:B", help="Of a sweep: only these points of the plan.")
@click.option(
    "--executor", type=click.Choice(["local", "serial"]), default="local", help="Who runs points of a sweep [local]."
)
@click.option("--jobs", type=click.IntRange(min=1), metavar="N", help="How many at the same time [processors].")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.option("--quiet", is_flag=True, help="No progress.")
def reproduce(
    folder: Path, rows: tuple[int, int | None] | None, executor: str, jobs: int | None, as_json: bool, quiet: bool
) -> int:
    """Run RUNDIR again from its manifest, and say `same` or where it differs.

    Scenarios, seed and replications are those of the folder; nothing is written into it. Exit code 1 if a number
    differs, 2 if the folder is not complete or a file of it is damaged.
    """
    from youthsim.analysis.reproducing import reproduce as made_again

    def tell(note: str) -> None:
        print(f"youthsim: {note}: numbers may differ for that", file=sys.stderr)

    found = made_again(folder, rows=rows, executor=executor, jobs=jobs, quiet=quiet, language=language(), tell=tell)
    if as_json:
        print_json(_document(found))
    else:
        _say(found)
    return codes.DONE if found.same else codes.CHECK_FAILED


def _document(found: Reproduction) -> dict[str, Any]:
    tables = [asdict(table) | {"same": table.same} for table in found.tables]
    about = {"folder": found.folder, "kind": found.kind, "same": found.same, "numbers": found.numbers}
    return about | {"tables": tables, "missing": found.missing, "notes": found.notes}


def _say(found: Reproduction) -> None:
    """`same`, or the tables that differ with the first difference of each."""
    files = ", ".join(table.file for table in found.tables)
    if found.same:
        print(f"same: all {found.numbers} values of {files}")
        if found.rounded:
            largest = max(table.largest for table in found.tables)
            print(f"{found.rounded} of them to rounding (relative {text(largest)}), the others to the last bit")
    else:
        print(f"differs: {sum(table.differing for table in found.tables)} of {found.numbers} values of {files}")
    for table in found.tables:
        if not table.same:
            most = f", at most {text(table.largest)} of their size" if table.largest else ""
            print(f"{table.file}: {table.differing} of {table.numbers} values{most}; the first: {table.first}")
    if found.missing:
        print(f"not in the folder and so not compared: {', '.join(found.missing)}")
