"""``youthsim check``: whether scenario and experiment files can be used, with everything that is wrong with them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from youthsim.cli import codes
from youthsim.cli.output import print_json, warn


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def check(files: tuple[str, ...], as_json: bool) -> int:
    """Check scenario and experiment files.

    Exit code 1 if a file breaks the rules, 2 if one cannot be read at all.
    """
    rows = [_checked(file) for file in files]
    if as_json:
        print_json([{key: value for key, value in row.items() if key != "code"} for row in rows])
    else:
        for row in rows:
            _tell(row)
    return max(int(row["code"]) for row in rows)


def _checked(file: str) -> dict[str, Any]:
    """What is wrong with one file, and the exit code that it asks for."""
    from youthsim.scenario import ScenarioError, load

    try:
        # A file may have any ending here; elsewhere a name without one is a shipped scenario.
        scenario = _experiment(Path(file)) or load(Path(file) if Path(file).is_file() else file)
    except ScenarioError as error:
        code = codes.BAD_INPUT if error.unusable else codes.CHECK_FAILED
        return {"file": file, "passed": False, "errors": error.problems, "warnings": (), "code": code}
    return {"file": file, "passed": True, "errors": (), "warnings": scenario.warnings, "code": codes.DONE}


def _experiment(path: Path) -> Any:
    """The experiment in a file, or None where the file is none."""
    from youthsim.scenario.files import read
    from youthsim.scenario.problems import Findings
    from youthsim.sweep.grammar import is_experiment

    if not path.is_file() or not is_experiment(read(path, Findings()).tables):
        return None
    from youthsim.analysis.tables import problems_of
    from youthsim.scenario import ScenarioError
    from youthsim.sweep import load, plan

    experiment = load(path)
    problems = problems_of(experiment)
    if problems:
        raise ScenarioError(problems)
    plan(experiment)  # also says where a design has too many points, or none that is possible
    return experiment


def _tell(row: dict[str, Any]) -> None:
    """Problems on stderr, files in order on stdout."""
    for problem in row["errors"]:
        print(problem, file=sys.stderr)
    warn(row["warnings"])
    if row["passed"]:
        print(f"{row['file']}: in order")
