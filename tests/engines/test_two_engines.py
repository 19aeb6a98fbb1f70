"""The Mesa engine and the core are one truth: the same event log, row by row, and the same recording, bit for bit."""

from __future__ import annotations

import os
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from tests.engines.conftest import ERAS, same, small_arrays, small_region, strongest, with_lever
from tests.engines.random_scenarios import arrays_of, scenarios
from youthsim.arrays import Arrays
from youthsim.chain.records import EVENTS
from youthsim.engines import core, mesa
from youthsim.levers import levers
from youthsim.scenario import load, shipped

pytestmark = pytest.mark.contract

FEW, SOME = 120, 400  # families
EVERY_LEVER = [(name, era) for name, lever in levers().items() for era in lever.eras]


def first_difference(arrays: Arrays, seed: int = 1, replication: int = 0) -> str:
    """Where the two engines part, in words; nothing where they do not."""
    one = core.simulate(arrays, seed, replication, events=True)
    other = mesa.simulate(arrays, seed, replication, events=True)
    rows = min(len(one.events), len(other.events))
    for row in np.flatnonzero(one.events[:rows] != other.events[:rows])[:1]:
        lines = (f"{EVENTS[r.events[row]['event']]} {r.events[row]}" for r in (one, other))
        return f"line {row}: " + " against ".join(lines)
    if len(one.events) != len(other.events):
        return f"{len(one.events)} lines against {len(other.events)}"
    return "" if same(one, other) and same(other, one) else "the recordings differ"


@pytest.mark.parametrize("name", shipped())
def test_every_shipped_scenario_has_one_log(name):
    assert first_difference(small_arrays(load(name), SOME)) == ""


@pytest.mark.quick
@pytest.mark.parametrize("era", ERAS)
@pytest.mark.parametrize(("seed", "replication"), [(1, 0), (1, 3), (2**62, 0)])
def test_a_busy_region_has_one_log_whatever_the_seed(regions, era, seed, replication):
    assert first_difference(regions(era), seed, replication) == ""


@pytest.mark.parametrize(("name", "era"), EVERY_LEVER)
def test_every_lever_at_its_strongest_has_one_log(name, era):
    assert first_difference(small_arrays(with_lever(small_region(era), name, strongest(name)), SOME)) == ""


@pytest.mark.property
@given(scenarios())
@settings(max_examples=200, derandomize=True, suppress_health_check=list(HealthCheck))
def test_any_scenario_at_all_has_one_log(scenario):
    assert first_difference(arrays_of(scenario, FEW)) == ""


def both_without(compiler: bool, hash_seed: str) -> str:
    """Where the engines part in a new process, with or without the compiler."""
    code = (
        "from tests.engines.conftest import ERAS, small_arrays, small_region\n"
        "from tests.engines.test_two_engines import first_difference\n"
        "for era in ERAS:\n"
        f"    print(first_difference(small_arrays(small_region(era), {FEW})) or 'one log')\n"
    )
    environment = os.environ | {"NUMBA_DISABLE_JIT": "0" if compiler else "1", "PYTHONHASHSEED": hash_seed}
    ended = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    return ended.stdout


@pytest.mark.parametrize("compiler", [True, False], ids=["compiled", "plain"])
@pytest.mark.parametrize("hash_seed", ["0", "31"])
def test_the_two_logs_are_one_without_the_compiler_and_with_any_hash_seed(compiler, hash_seed):
    assert both_without(compiler, hash_seed) == "one log\n" * len(ERAS)
