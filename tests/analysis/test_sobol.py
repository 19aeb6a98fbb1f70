"""Sobol indices: known functions, and chance that must not count as variance of parameters."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from SALib.analyze import sobol as salib

from tests.analysis.made_up import SCENARIO, A, B, evaluated, ishigami
from youthsim.analysis import Evaluated, sensitivity, sobol_indices
from youthsim.experiment import BadInput
from youthsim.sweep import run_points
from youthsim.sweep.designs import cube_problem, laid_out
from youthsim.sweep.model import SOBOL, UNCERTAINTY, UNIFORM, Axis, Design

NAMES = ("x1", "x2", "x3")
PART_1, PART_2, PART_13 = 0.5 * (1 + B * math.pi**4 / 5) ** 2, A**2 / 8, B**2 * math.pi**8 * (1 / 18 - 1 / 50)
ALL = PART_1 + PART_2 + PART_13
FIRST = {"x1": PART_1 / ALL, "x2": PART_2 / ALL, "x3": 0.0}
TOTAL = {"x1": (PART_1 + PART_13) / ALL, "x2": PART_2 / ALL, "x3": PART_13 / ALL}


@pytest.fixture(scope="module")
def swept():
    """The Ishigami function over a Sobol sample, through the store of sweeps."""
    axes = tuple(Axis(name, UNCERTAINTY, ("function",), "", (), -math.pi, math.pi, 0, UNIFORM) for name in NAMES)
    cells, cube = laid_out(Design(SOBOL, points=1024, seed=7), (), axes)
    store = run_points(ishigami, cells[list(NAMES)], executor="serial")
    return Evaluated(cells[list(NAMES)], store.results(), axes, cube.to_numpy(float), SOBOL, ("function",))


@pytest.mark.analytic
def test_the_indices_of_the_ishigami_function_are_found_within_their_intervals(swept):
    """Six intervals of 95%: with other seeds of the sample, one of them misses in about a quarter of the cases."""
    table = sensitivity(swept, ["y"]).table.set_index(["measure", "parameter"])
    for measure, known in (("first", FIRST), ("total", TOTAL)):
        for name, value in known.items():
            row = table.loc[(measure, name)]
            assert row["low"] <= value <= row["high"], (measure, name)
            assert row["high"] - row["low"] < 0.25


@pytest.mark.analytic
def test_without_replications_the_estimates_are_those_of_salib(swept):
    values = swept.values(swept.quantities(["y"])[0])
    theirs = salib.analyze(cube_problem(NAMES), values[:, 0], calc_second_order=False, num_resamples=10, seed=1)
    ours = sobol_indices(values, NAMES)
    np.testing.assert_allclose(ours["first"], theirs["S1"], rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(ours["total"], theirs["ST"], rtol=1e-9, atol=1e-12)
    assert ours["noise_share"].isna().all()


def additive(x):
    return 3 * x[:, 0] + x[:, 1] + 0 * x[:, 2]


@pytest.mark.analytic
def test_chance_of_the_replications_is_not_taken_for_variance_of_the_parameters():
    """The share of x1 is 0.9; chance has three times the parameters' variance in a run, and points share more of it."""
    noisy = evaluated(SOBOL, NAMES, additive, points=512, seed=3, replications=8, chance=1.6, shared=5.0)
    values = noisy.values(noisy.quantities(["ots_started"])[0])
    found = sobol_indices(values, NAMES).set_index("parameter")
    assert found.loc["x1", "first_low"] <= 0.9 <= found.loc["x1", "first_high"]
    assert found.loc["x1", "total_low"] <= 0.9 <= found.loc["x1", "total_high"]
    assert found.loc["x3", "total_low"] <= 0.0 <= found.loc["x3", "total_high"]
    share = 1.6**2 / 8 / (1.6**2 / 8 + 10 / 12)
    assert found["noise_share"].iloc[0] == pytest.approx(share, abs=0.06)
    raw = sobol_indices(values.mean(axis=1), NAMES).set_index("parameter")
    assert raw.loc["x3", "total_low"] > 0.1, "without replications chance looks like interaction"


@pytest.mark.property
def test_a_parameter_without_effect_under_the_same_luck_has_no_effect_at_all():
    found = evaluated(SOBOL, NAMES, additive, points=16, replications=3, shared=2.0)
    table = sensitivity(found).table
    inert = table[(table["parameter"] == "x3") & (table["measure"] == "total")].iloc[0]
    assert inert["effect"] == pytest.approx(0, abs=1e-9)
    assert not inert["matters"]


@pytest.mark.unit
def test_an_incomplete_block_is_left_out_whole():
    found = evaluated(SOBOL, NAMES, additive, points=8)
    results = found.results[found.results["point"] != 7]
    lame = Evaluated(found.points, results, found.axes, found.cube, SOBOL, (SCENARIO,)).complete()
    assert len(lame.points) == 35
    assert 7 not in lame.points.index
    assert len(sensitivity(lame).table) == 6


@pytest.mark.unit
def test_a_sample_of_the_wrong_size_is_refused():
    with pytest.raises(BadInput, match="multiple of 5 points, not 7"):
        sobol_indices(np.arange(7.0), NAMES)


@pytest.mark.unit
def test_an_outcome_that_never_varies_is_named_and_left_out():
    flat = evaluated(SOBOL, NAMES, lambda x: np.ones(len(x)), points=8)
    other = evaluated(SOBOL, NAMES, additive, points=8, outcome="crises")
    both = Evaluated(
        flat.points, pd.concat([flat.results, other.results]), flat.axes, flat.cube, SOBOL, flat.scenarios
    )  # fmt: skip
    found = sensitivity(both)
    assert set(found.table["outcome"]) == {"crises"}
    assert any("ots_started" in text and "the same at every point" in text for text in found.left_out)
