"""The programs beside the engine do the same work: theory says so of each.

A comparison is a t-interval over replications, left once in ``1 / FALSE_ALARM`` by a right program. Peers are slow, so
they are compared by the mean over services of the wait beside the exact one, which needs fewer families.
"""

from __future__ import annotations

import math
from importlib.metadata import PackageNotFoundError, version

import numpy as np
import pytest
from scipy import stats

from youthsim.benchmark import limit
from youthsim.benchmark.refchain import definition
from youthsim.benchmark.tools import PEERS
from youthsim.benchmark.worker import Failed, Worker

CHAIN = definition()
FALSE_ALARM = 1e-4
RATE, REPLICATIONS = 0.5, 16
DAYS = {"heapq": 40_000, "cimba": 40_000, "simpy": 10_000, "mesa": 10_000, "ciw": 8_000}
STEP_DAYS = {"mesa": 1.0}  # in steps of a day a wait is known to a day only


def half_width(spread: np.ndarray, replications: int) -> np.ndarray:
    return stats.t.ppf(1.0 - FALSE_ALARM / 2.0, replications - 1) * spread / math.sqrt(replications)


@pytest.mark.analytic
@pytest.mark.parametrize("tool", PEERS)
def test_a_peer_waits_as_jackson_says_and_keeps_a_record_of_every_family(tool):
    module, package = PEERS[tool]
    if package is not None:
        try:
            version(package)
        except PackageNotFoundError:
            pytest.skip(f"{package} is not installed")
    days = DAYS[tool]
    worker = Worker(module, RATE, days)
    try:
        answers = [worker.run(seed) for seed in range(REPLICATIONS)]
    finally:
        worker.close()
    exact = np.array(CHAIN.wait_days(RATE))
    waits = np.array([answer["wait_days"] for answer in answers])
    relative = (waits / exact).mean(axis=1)
    half = half_width(relative.std(ddof=1), REPLICATIONS)
    assert half < 0.8, f"the interval of {half} says too little"
    assert abs(relative.mean() - 1.0) <= half + STEP_DAYS.get(tool, 0.0) * (1.0 / exact).mean()
    events = (1.0 + CHAIN.rates(1.0).sum()) * RATE * days
    assert all(0.9 * events < answer["events"] < 1.1 * events for answer in answers)
    assert all(0.9 * RATE * days < answer["records"] < 1.1 * RATE * days for answer in answers)


@pytest.mark.analytic
def test_the_limit_program_waits_as_jackson_says(tmp_path):
    try:
        program = limit.build(tmp_path)
    except limit.NoCompiler as reason:
        pytest.skip(str(reason))
    replications = 20
    found = limit.run(program, 2.0, 100_000, 1, replications)
    mean = np.array(found["wait_days"])
    spread = np.sqrt((np.array(found["squared_wait"]) - mean**2) * replications / (replications - 1))
    assert (np.abs(mean - CHAIN.wait_days(2.0)) <= half_width(spread, replications)).all()
    assert found["records"] == found["families"]
    assert (np.array(found["crisis_wait_days"]) < mean).all()


@pytest.mark.contract
@pytest.mark.quick
def test_the_limit_program_knows_the_definition():
    header = limit.header(CHAIN)
    assert "MEAN[] = {42.0, 120.0, 56.0, 60.0, 400.0}" in header
    assert "STATIONS = 5, WAYS = 3, FOLLOWED = 4" in header
    assert "GOAL[][WAYS] = {{1, 2, 5}, {0, 2, 5}, {1, 3, 5}, {1, 4, 4}, {1, 5, 5}}" in header


@pytest.mark.interface
@pytest.mark.quick
def test_without_a_compiler_the_limit_program_says_so(monkeypatch, tmp_path):
    monkeypatch.setenv("CC", str(tmp_path / "none"))
    with pytest.raises(limit.NoCompiler, match="failed"):
        limit.build(tmp_path)
    monkeypatch.delenv("CC")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(limit.NoCompiler, match="no C compiler"):
        limit.build(tmp_path)


@pytest.mark.unit
def test_a_peer_that_does_not_run_says_why():
    with pytest.raises(Failed, match="No module named"):
        Worker("no_such_program", 1.0, 100)
