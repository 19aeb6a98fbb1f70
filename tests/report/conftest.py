"""A fake engine for figures, and run folders of real scenarios simulated by it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from tests.fakes import EVENT_DTYPE, FakeScenario, fake_build, fake_simulate
from youthsim.chain.records import EVENTS
from youthsim.experiment import Engine, compare, run
from youthsim.scenario import load

EFFECT = 0.2  # share of the measures that a policy avoids in the fake engine

HOSTILE = (
    "<script>alert(\"1\")</script> & 'quotes'",
    "=1+1",
    "+cmd|' /C calc'!A0",
    "@SUM(A1:A9)",
    "-2+3",
    "#set page(fill: red) $x^2$ *bold* `code` \\ @cite [link](http://example.invalid)",
    "{{ 7 * 7 }} {% raw %} <b>fat</b> &amp; &lt;",
    "long " * 300,
    "\u0627\u0644\u062a\u062f\u062e\u0644 \u0627\u0644\u0645\u0628\u0643\u0631",
    "bell \u0007 and tab \t",
)


def build(scenario):
    """Made-up arrays for a real scenario: a scenario with levers avoids measures."""
    fake = FakeScenario(scenario.name, years=scenario.years, effect=EFFECT * bool(scenario.levers))
    arrays = fake_build(fake)
    names = tuple(area.name for area in scenario.areas)[: len(arrays.area_names)]
    return replace(arrays, area_names=names) if len(names) == len(arrays.area_names) else arrays


def simulate(arrays, seed, replication, **options):
    """A made-up recording, with a log in which families go along both roads."""
    recording = fake_simulate(arrays, seed, replication, **options)
    return (
        recording
        if recording is None or recording.events is None
        else replace(recording, events=log(arrays, replication))
    )


def log(arrays, replication):
    """Families one after another: help by the local team, then a report, an investigation and perhaps a measure."""
    pools = [pool.organisation for pool in arrays.pools]
    local, early = pools.index("local_licht"), arrays.scenario.effect > 0
    help_road = [("noticed", -1, 2), ("intake", -1, 0), ("queues", local, 0), ("help_starts", local, 0),
                 ("help_ends", local, 0)]  # fmt: skip
    lines = []
    for family in range(120 + replication):
        road = list(help_road)
        if family % 2:
            road += [("reported", -1, 4), ("triage_starts", -1, 0), ("requested", -1, 0)]
            measure = family % (7 if early else 5) == 0
            road += [("investigation_ends", -1, int(measure)), *([("ots_starts", -1, 1)] if measure else [])]
        lines += [(family + step, family, 0, EVENTS.index(name), pool, detail)
                  for step, (name, pool, detail) in enumerate(road)]  # fmt: skip
    return np.sort(np.array(lines, EVENT_DTYPE), order=["time", "family"])


@pytest.fixture
def engine():
    return Engine("fake", fake_build, fake_simulate)


@pytest.fixture(scope="session")
def made_up():
    """The fake engine for scenarios as they are in files."""
    return Engine("fake", build, simulate)


@pytest.fixture(scope="session")
def base():
    return load("brabant-2015").with_years(4)


@pytest.fixture(scope="session")
def early(base):
    changed = load("brabant-early-gi").with_years(4).with_levers(caseload={"gi_caseload": 0.8, "start": base.start})
    return replace(changed, name="early")


def hostile_scenarios(base):
    """A scenario for every hostile text, which stands in its title, its question and its source."""
    policy = base.with_levers(early_gi={"start": base.start})
    texts = [{"title": one, "question": one, "source": one} for one in HOSTILE]
    return [replace(policy, name=f"alt{number}", **given) for number, given in enumerate(texts)]


@pytest.fixture(scope="session")
def compared(made_up, base, early, tmp_path_factory):
    """The run folder of a comparison, with everything in it."""
    folder = tmp_path_factory.mktemp("compared") / "run"
    command = ("youthsim", "compare", "brabant-2015", "/home/somebody/early.toml", "--out", "/home/somebody/run")
    compare(base, early, engine=made_up, replications=6, out=folder, waterfall=True, quiet=True, command=command)
    return folder


@pytest.fixture(scope="session")
def alone(made_up, early, tmp_path_factory):
    """The run folder of a single scenario and a single replication."""
    folder = tmp_path_factory.mktemp("alone") / "run"
    run(early, engine=made_up, replications=1, out=folder, quiet=True)
    return folder


@pytest.fixture(scope="session")
def hostile(made_up, base, tmp_path_factory):
    """The run folder of ten scenarios with texts that try to be something else."""
    folder = tmp_path_factory.mktemp("hostile") / "run <b>&amp;"
    names = dict(zip([area.name for area in base.areas], HOSTILE, strict=False))
    areas = tuple(replace(area, name=names[area.name][:60]) for area in base.areas)
    named = [replace(one, areas=areas) for one in (base, *hostile_scenarios(base))]
    compare(*named, engine=made_up, replications=3, out=folder, waterfall=True, quiet=True)
    return folder


# The mean wait of every organisation: difference, low, high, relative. It rises tenfold at one of them.
CHAIN_STANDS_STILL = {
    "all": (0.14, -0.12, 0.39, 0.002),
    "gi": (21.9, 13.9, 29.9, 10.1),
    "rvdk": (-1.8, -2.1, -1.6, -0.08),
    "local": (0.3, -0.1, 0.7, 0.01),
    "local_licht": (0.2, -0.1, 0.5, 0.01),
    "local_midden": (0.2, -0.1, 0.5, 0.01),
    "local_zwaar": (0.2, -0.1, 0.5, 0.01),
    "provider": (0.5, 0.4, 0.6, 0.005),
    "veilig_thuis": (0.1, -0.1, 0.3, 0.01),
}


def with_waits(result, **waits):
    """The result with these differences in the mean wait: organisation -> (difference, low, high, relative)."""
    keys = ["difference", "low", "high", "relative"]
    tables = {}
    for name in ("differences", "summary"):
        table = getattr(result, name)
        about = table["outcome"] == "wait_days"
        every = [table[about & (table["organisation"] == "all")].assign(organisation=one) for one in waits]
        tables[name] = pd.concat([table[~about], *every], ignore_index=True)
    about = tables["differences"]["outcome"] == "wait_days"
    tables["differences"].loc[about, keys] = list(waits.values())
    return replace(result, **tables)
