"""Options that several commands share."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import click

Command = Callable[..., Any]

settings = click.option(
    "--set", "settings", multiple=True, metavar="NAME=VALUE", help="Set a parameter or lever; can be repeated."
)


class Share(click.FloatRange):
    """A number between 0 and 1, both left out; ``nan`` is none."""

    name = "share"

    def __init__(self) -> None:
        super().__init__(0, 1, min_open=True, max_open=True)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """The number, or a usage error."""
        found: float = super().convert(value, param, ctx)
        if math.isnan(found):
            self.fail("nan is no number between 0 and 1", param, ctx)
        return found


_SIMULATION = (
    click.option("--replications", type=click.IntRange(min=1), metavar="N", help="Number of replications [20]."),
    click.option(
        "--precision",
        type=Share(),
        metavar="REL",
        help="Go on until the 95% interval of the leading outcome is this narrow, as a share of the base mean.",
    ),
    click.option(
        "--max-replications", type=click.IntRange(min=1), metavar="N", help="Stop here if --precision is not reached."
    ),
    click.option("--seed", type=click.IntRange(min=0), metavar="S", help="Seed of every draw [1]."),
    click.option("--years", type=click.IntRange(min=1), metavar="Y", help="Years that are measured."),
    click.option("--families", type=click.IntRange(min=1), metavar="N", help="Families in all; places scale with it."),
    settings,
    click.option("--engine", type=click.Choice(["core", "mesa"]), default="core", help="What simulates [core]."),
    click.option(
        "--posterior",
        type=click.Path(),
        metavar="FILE",
        help="Every replication takes its parameters from these samples (youthsim calibrate writes them).",
    ),
    click.option("--events", is_flag=True, help="Also write the event log."),
    click.option("--jobs", type=click.IntRange(min=1), metavar="N", help="Replications at the same time."),
    click.option("--out", type=click.Path(), metavar="DIR", help="Run folder; new, or empty."),
    click.option("--json", "as_json", is_flag=True, help="Print one JSON document."),
    click.option("--quiet", is_flag=True, help="No progress."),
)


def simulation(command: Command) -> Command:
    """Give a command the options of ``run`` and ``compare``."""
    for option in reversed(_SIMULATION):
        command = option(command)
    return command
