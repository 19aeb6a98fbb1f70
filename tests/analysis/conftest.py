"""A model that answers at once, in place of the engine, and experiments over it."""

from __future__ import annotations

import textwrap

import pytest

from tests.fakes import FakeScenario, fake_build, fake_simulate
from youthsim.experiment import Engine, settings
from youthsim.sweep import evaluation

EXPERIMENT = """
    [experiment]
    title = "A policy and two unknowns"
    question = "Which unknown matters?"
    source = "made up"
    scenarios = ["brabant-2015", "brabant-early-gi"]
    replications = 2
    years = 2
    families = 2000

    [design]
    kind = "{kind}"
    {size}

    [uncertainties]
    "early_gi.net_widening" = true
    "trust.decay" = true
"""
TARGETS = """
    [targets.ots_started]
    value = {value}
    sd = 2
    unit = "children per year"
    source = "made up"

    [targets.uhp_stock]
    low = 1
    high = 100
    unit = "children"
    source = "made up"
    held_out = true
"""
PATTERN = """
    [pattern]
    title = "Early involvement means fewer measures"
    source = "made up"

    [pattern.claims.fewer]
    outcome = "ots_started"
    direction = "lower"
    least = 0.01
    source = "made up"
"""
DECISION = """
    [decision]
    youths = 72000
    years = 10
    discount = 0.02
    source = "made up"

    [decision.worth]
    ots_started = { eur = 1000, source = "made up" }

    [decision.studies.widening]
    parameters = ["early_gi.net_widening"]
    cost_eur = 1000
    source = "made up"
"""
SIZES = {
    "sobol": "points = 8", "morris": "trajectories = 4", "one_at_a_time": "levels = 2", "grid": "levels = 2",
    "latin_hypercube": "points = 40",
}  # fmt: skip


def build(scenario):
    """Arrays of a made-up model in which early involvement avoids measures, less so where the net widens."""
    early = any(lever.name == "early_gi" for lever in scenario.levers)
    effect = 0.3 - scenario.parameter("early_gi.net_widening") if early else 0.5 * scenario.parameter("trust.decay")
    return fake_build(FakeScenario(name=scenario.name, years=scenario.years, effect=effect))


@pytest.fixture
def model(monkeypatch):
    """The made-up model in place of the engine."""
    engine = Engine("core", build, fake_simulate)
    for module in (settings, evaluation):
        monkeypatch.setattr(module, "engine_named", lambda name: engine)


@pytest.fixture
def write(tmp_path):
    """Write an experiment file: its design and further tables."""

    def written(kind="latin_hypercube", *tables, **values):
        text = EXPERIMENT.format(kind=kind, size=SIZES[kind]) + "".join(tables)
        for name, value in values.items():
            text = text.replace("{" + name + "}", str(value))
        path = tmp_path / "experiment.toml"
        path.write_text(textwrap.dedent(text), encoding="utf-8")
        return str(path)

    return written
