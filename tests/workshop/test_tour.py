"""What the tour says of early involvement is what the model gives, in the region that the page asks about."""

import re

import pytest

from youthsim.experiment.settings import engine_named
from youthsim.workshop import asking, assets
from youthsim.workshop.measured import SEED, comparison, measure

pytestmark = pytest.mark.behaviour

REPLICATIONS = 16  # the same draws at every run, so there is no false alarm


def fuller():
    """What the last step of the tour sets, as an address says it."""
    script = (assets.FOLDER / "tour.js").read_text(encoding="utf-8")
    block = re.search(r"const FULLER = \{(.*?)\};", script, re.DOTALL).group(1)
    return re.findall(r'"([\w.]+)": "([^"]*)"', block)


def differences(settings):
    """Outcome and organisation -> the ends of the interval of the difference."""
    worlds = asking.worlds(asking.read([("base", "brabant-2015"), ("policy", "brabant-early-gi"), *settings]))
    both = tuple(asking.sized(world, asking.SMALL) for world in worlds)
    engine = engine_named("core")
    made = []
    for world in both:
        arrays = engine.build(world)
        made.append([measure(engine.simulate(arrays, SEED, number, events=False, stop=None), arrays)
                     for number in range(REPLICATIONS)])  # fmt: skip
    result = comparison(both, dict(enumerate(zip(*made, strict=True))), REPLICATIONS, "en")
    table = result.differences.set_index(["outcome", "organisation"])
    return {key: (row["low"], row["high"]) for key, row in table.iterrows()}


def test_in_the_policy_as_it_is_there_are_fewer_measures_and_an_emptier_gi():
    found = differences([])
    assert found["ots_started", "all"][1] < 0
    assert found["utilisation", "gi"][1] < 0


def test_the_last_step_leads_to_fewer_measures_and_a_fuller_gi():
    found = differences(fuller())
    assert found["ots_started", "all"][1] < 0
    assert found["utilisation", "gi"][0] > 0
    assert found["wait_days", "gi"][0] > 0


def test_the_last_step_stays_within_what_is_plausible():
    settings = fuller()
    assert len(settings) == 5
    worlds = asking.worlds(asking.read([("base", "brabant-2015"), ("policy", "brabant-early-gi"), *settings]))
    assert [warning for world in worlds for warning in world.warnings if "plausible" in warning] == []
