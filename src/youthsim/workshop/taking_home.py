"""What is taken home from the page: a table, pictures and scenario files, which say how to get the table again."""

from __future__ import annotations

import csv
import io
import math
import threading
from dataclasses import replace

from youthsim.experiment.results import CompareResult
from youthsim.levers import levers
from youthsim.outcomes.catalogue import catalogue, word
from youthsim.report import style
from youthsim.report.figures import plot
from youthsim.report.forest import forest_figure
from youthsim.report.style import choose
from youthsim.scenario import Scenario
from youthsim.workshop import asking, limits
from youthsim.workshop.measured import SEED
from youthsim.workshop.words import words

FILES = ("base.toml", "policy.toml")
PIXELS_PER_INCH = 150
DRAWING = threading.Lock()  # the style of figures is matplotlib's own, of which there is one


def table(result: CompareResult, language: str) -> str:
    """All differences as CSV, for a spreadsheet."""
    means = result.summary.set_index(["scenario", "outcome", "organisation"])["mean"].to_dict()
    families = round(next(iter(result.scenarios.values())).families)
    written = io.StringIO()
    writer = csv.writer(written, delimiter=";" if language == "nl" else ",", lineterminator="\r\n")
    writer.writerow(
        ["outcome", "label", "organisation", "unit", "base", "policy", "difference", "low", "high", "relative",
         "replications", "families", "seed", "definition"]
    )  # fmt: skip
    for row in result.differences.to_dict(orient="records"):
        outcome = catalogue()[row["outcome"]]
        levels = [means.get((name, row["outcome"], row["organisation"]), math.nan) for name in result.names]
        numbers_of = [*levels, *(row[key] for key in ("difference", "low", "high", "relative"))]
        cells = [f"{value:.6g}" if math.isfinite(value) else "" for value in numbers_of]
        if language == "nl":
            cells = [cell.replace(".", ",") for cell in cells]
        texts = [outcome.name, outcome.label(language), word("organisations", row["organisation"], language),
                 word("units", outcome.unit, language)]  # fmt: skip
        writer.writerow([*texts, *cells, row["replications"], families, SEED, outcome.definition(language)])
    return written.getvalue()


def picture(result: CompareResult, outcome: str | None, language: str) -> bytes:
    """A figure for print as PNG: the differences, or one outcome over the years."""
    with DRAWING:
        drawn = forest_figure(result, language) if outcome is None else plot(result, outcome, None, language)
        written = io.BytesIO()
        with style.styled():
            drawn.savefig(written, format="png", dpi=PIXELS_PER_INCH, metadata={"Software": None})
    return written.getvalue()


def picture_name(outcome: str | None) -> str:
    """What the file of a picture is called: each its own name."""
    return "youthsim-differences.png" if outcome is None else f"youthsim-years-{outcome}.png"


def scenario_file(worlds: tuple[Scenario, Scenario], place: int, before: Scenario, size: str, language: str) -> str:
    """The base (place 0) or the policy (1) as a scenario file that runs by itself.

    Args:
        worlds: the base and the policy, whole.
        place: which of the two.
        before: the scenario of the menu that it was made from.
        size: of the region that the answer on the page is about.
        language: of the words in the file.
    """
    title = title_of(before, worlds[place], language)
    told = choose(words()["file_note"], language).format(command=command(worlds, size))
    lines = [f"# {line}".rstrip() for line in told.splitlines()]
    return "\n".join([*lines, "", replace(worlds[place], title=title).to_toml()])


def command(worlds: tuple[Scenario, Scenario], size: str) -> str:
    """What makes the table of the page again from the two scenario files."""
    families = [round(asking.sized(world, size).families) for world in worlds]
    smaller = families != [round(world.families) for world in worlds]
    return " ".join(
        ["youthsim compare", *FILES, *([f"--families {families[0]}"] if smaller else []),
         f"--replications {limits.REPLICATIONS} --seed {SEED}"]
    )  # fmt: skip


def title_of(before: Scenario, now: Scenario, language: str) -> str:
    """The title of the scenario that it was made from, with the levers that came and went, and whether more changed."""
    settings = [{setting.name: setting for setting in one.levers} for one in (before, now)]
    came, went = settings[1].keys() - settings[0].keys(), settings[0].keys() - settings[1].keys()
    title = before.title
    for sign, names in (("+", came), ("−", went)):
        title += "".join(f" {sign} {lever.label(language)}" for name, lever in levers().items() if name in names)
    stayed = settings[0].keys() & settings[1].keys()
    other = before.values != now.values or any(settings[0][name] != settings[1][name] for name in stayed)
    return f"{title} {choose(words()['file_changed'], language)}" if other else title
