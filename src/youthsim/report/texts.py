"""Words of the figures: [English, Dutch]."""

from __future__ import annotations

from youthsim.experiment.results import CompareResult, RunResult
from youthsim.report.style import choose

TEXTS = {
    "stocks": ("Children under a measure", "Kinderen onder een maatregel"),
    "waits": ("Waiting per organisation", "Wachten per organisatie"),
    "levels": ("Families per level of the pyramid", "Gezinnen per niveau van de piramide"),
    "level": ("level", "niveau"),
    "forest": ("Difference from {base}, relative", "Verschil met {base}, relatief"),
    "forest_axis": ("difference relative to {base}", "verschil ten opzichte van {base}"),
    "paired": ("Paired difference from {base}", "Gepaard verschil met {base}"),
    "mean_wait": ("mean wait", "gemiddelde wachttijd"),
    "days": ("days", "dagen"),
    "share_of_families": ("share of families", "aandeel van de gezinnen"),
    "no_data": ("nothing happened", "er gebeurde niets"),
    "band": (
        "Bands and bars: 95% intervals of the mean over {n} replications (parameters fixed).",
        "Banden en strepen: 95%-intervallen van het gemiddelde over {n} replicaties (parameters vast).",
    ),
    "band_posterior": (
        "Bands and bars: the middle 95% of {n} replications, each with parameters from the posterior.",
        "Banden en strepen: de middelste 95% van {n} replicaties, elk met parameters uit de posterior.",
    ),
    "single": ("One replication: no interval.", "Eén replicatie: geen interval."),
    "partial": ("Interrupted: partial result.", "Onderbroken: onvolledig resultaat."),
    "source": ("Source: youthsim, a model, no observation;", "Bron: youthsim, een model, geen waarneming;"),
    "seed": ("seed {seed}, engine {engine}.", "seed {seed}, rekenkern {engine}."),
}

BASE = ("base", "basis")


def text(name: str, language: str, **values: object) -> str:
    """A text of the figures in ``language``."""
    return choose(TEXTS[name], language).format(**values)


def provenance(result: RunResult, language: str) -> str:
    """What stands below every figure: intervals, scenarios with their sources, seed."""
    number = len(result.replications)
    band = "band" if result.posterior is None else "band_posterior"
    parts = [text(band, language, n=number) if number > 1 else text("single", language)]
    if not result.complete:
        parts.append(text("partial", language))
    named = [f"{name} ({scenario.source})" if scenario.source else name for name, scenario in result.scenarios.items()]
    parts += [text("source", language), "; ".join(named) + ";"]
    parts.append(text("seed", language, seed=result.seed, engine=result.engine))
    return " ".join(parts)


def label_of(result: RunResult, name: str, language: str) -> str:
    """How a scenario is called in a legend: its name, and that it is the base."""
    base = isinstance(result, CompareResult) and name == result.base and name not in BASE
    return f"{name} ({choose(BASE, language)})" if base else name
