"""``youthsim show``: what is special about a scenario, and where each of its values comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from youthsim.cli.options import settings
from youthsim.cli.output import print_json, print_table, warn

if TYPE_CHECKING:
    from youthsim.scenario import Scenario

COLUMNS = ("parameter", "default", "value", "unit", "area", "since", "set_by", "source")


@click.command()
@click.argument("scenario", metavar="SCENARIO")
@settings
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def show(scenario: str, settings: tuple[str, ...], as_json: bool) -> None:
    """Show every parameter of SCENARIO that differs from the registry, what set it, and its source."""
    from youthsim.scenario import differences, load, with_settings

    resolved = load(scenario)
    if settings:
        resolved = with_settings(resolved, settings)
    rows = [difference._asdict() for difference in differences(resolved)]
    if as_json:
        print_json(_described(resolved) | {"differences": rows})
        return
    warn(resolved.warnings)
    for key, value in _headline(resolved).items():
        click.echo(f"{key:<9} {value}")
    if rows:
        print_table(rows, COLUMNS)
    else:
        click.echo("every value is the registry's own")


def _headline(scenario: Scenario) -> dict[str, str]:
    """The scenario in a few lines."""
    lines = {
        "name": scenario.name,
        "title": scenario.title,
        "question": scenario.question,
        "source": scenario.source,
        "era": scenario.era,
        "measured": f"{scenario.start} until {scenario.end}, after {scenario.warmup_years} years of warm-up",
        "youths": f"{scenario.youths:.0f} in {len(scenario.areas)} areas",
        "levers": ", ".join(f"{lever.name} from {lever.start}" for lever in scenario.levers) or "none",
        "hash": scenario.hash,
    }
    return {key: value for key, value in lines.items() if value}


def _described(scenario: Scenario) -> dict[str, Any]:
    """The scenario as JSON holds it."""
    from youthsim.scenario.writing import head

    return {
        "name": scenario.name,
        **head(scenario),
        "regions": scenario.regions,
        "areas": [{"name": area.name, "youths": area.youths, "set": dict(area.set)} for area in scenario.areas],
        "levers": [
            {
                "name": lever.name,
                "start": lever.start,
                "ramp_months": lever.ramp_months,
                "steps": lever.steps,
                "areas": lever.areas,
                "fields": dict(lever.fields),
            }
            for lever in scenario.levers
        ],
        "hash": scenario.hash,
        "warnings": scenario.warnings,
    }
