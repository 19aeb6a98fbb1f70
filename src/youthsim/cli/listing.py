"""``youthsim scenarios`` and ``youthsim params``: what there is to choose from."""

from __future__ import annotations

import fnmatch
import sys
from typing import Any

import click

from youthsim.cli.output import language, print_json, print_table

PARAMETER_COLUMNS = ("name", "value", "low", "high", "unit", "kind", "source", "locator")
LEVER_COLUMNS = ("name", "label", "summary")
OUTCOME_COLUMNS = ("name", "unit", "label", "definition")


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def scenarios(as_json: bool) -> None:
    """List the shipped scenarios."""
    from youthsim.scenario import load, shipped

    rows = [
        {
            "name": scenario.name,
            "title": scenario.title,
            "question": scenario.question,
            "source": scenario.source,
            "era": scenario.era,
            "areas": len(scenario.areas),
        }
        for scenario in map(load, shipped())
    ]
    _print(rows, ("name", "title", "question", "source"), as_json)


@click.command()
@click.argument("pattern", default="")
@click.option("--levers", is_flag=True, help="List the levers, one line each, instead of the parameters.")
@click.option("--outcomes", is_flag=True, help="List the outcomes instead of the parameters.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def params(pattern: str, levers: bool, outcomes: bool, as_json: bool) -> None:
    """List the parameters and fields of levers whose name or label holds PATTERN (* and ? allowed)."""
    if levers and outcomes:
        raise click.UsageError("--levers and --outcomes are two lists; allowed: one of them")
    columns = LEVER_COLUMNS if levers else OUTCOME_COLUMNS if outcomes else PARAMETER_COLUMNS
    rows = _levers() if levers else _outcomes() if outcomes else _parameters()
    found = [row for row in rows if _matches(pattern, row)]
    if not found:
        print(f"youthsim: nothing matches {pattern!r}", file=sys.stderr)
    _print(found, columns, as_json)


def _print(rows: list[dict[str, Any]], columns: tuple[str, ...], as_json: bool) -> None:
    if as_json:
        print_json(rows)
    elif rows:
        print_table(rows, columns)


def _parameters() -> list[dict[str, Any]]:
    """A row per parameter, then a row per field of a lever that is not a parameter by the same name."""
    from youthsim.levers import levers
    from youthsim.parameters import registry

    parameters = [_row(p, p.name, p.kind) for p in registry().values()]
    fields = [field for lever in levers().values() for field in lever.fields.values()]
    return parameters + [_row(field, field.path, "lever") for field in fields if field.path not in registry()]


def _row(described: Any, name: str, kind: str) -> dict[str, Any]:
    """What the registry says of a parameter, or a lever file of a field."""
    copied = ("value", "low", "high", "minimum", "maximum", "unit", "source", "locator")
    row = {"name": name} | {key: getattr(described, key) for key in copied} | {"kind": kind}
    return row | {"label": described.label(language())}


def _levers() -> list[dict[str, Any]]:
    from youthsim.levers import levers

    return [
        {
            "name": lever.name,
            "label": lever.label(language()),
            "summary": lever.summary(language()),
            "eras": lever.eras,
            "fields": list(lever.fields),
            "source": lever.source,
            "locator": lever.locator,
        }
        for lever in levers().values()
    ]


def _outcomes() -> list[dict[str, Any]]:
    from youthsim.outcomes.catalogue import catalogue

    return [
        {
            "name": outcome.name,
            "unit": outcome.unit,
            "label": outcome.label(language()),
            "definition": outcome.definition(language()),
            "per": outcome.per,
            "group": outcome.group,
        }
        for outcome in catalogue().values()
    ]


def _matches(pattern: str, row: dict[str, Any]) -> bool:
    """Whether the name or the label holds the pattern, capitals aside."""
    sought = f"*{pattern.lower()}*"
    return any(fnmatch.fnmatchcase(str(row[key]).lower(), sought) for key in ("name", "label"))
