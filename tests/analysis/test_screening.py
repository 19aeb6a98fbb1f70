"""Screening: elementary effects, and one assumption at a time."""

from __future__ import annotations

import numpy as np
import pytest
from SALib.analyze import morris as salib

from tests.analysis.made_up import evaluated
from youthsim.analysis import elementary_effects, main_effects, one_at_a_time, sensitivity
from youthsim.experiment import BadInput
from youthsim.sweep.designs import cube_problem
from youthsim.sweep.model import LATIN_HYPERCUBE, MORRIS, ONE_AT_A_TIME

NAMES = ("a", "b", "c")


def bent(x):
    return 4 * x[:, 0] - 2 * x[:, 1] ** 2 + 0 * x[:, 2]


@pytest.mark.analytic
def test_elementary_effects_are_those_of_salib():
    found = evaluated(MORRIS, NAMES, bent, trajectories=12, levels=4)
    values = found.values(found.quantities(["ots_started"])[0])
    theirs = salib.analyze(cube_problem(NAMES), found.cube, values[:, 0], num_levels=4, num_resamples=10, seed=1)
    ours = elementary_effects(found.cube, values, NAMES)
    np.testing.assert_allclose(ours["mu"], theirs["mu"], atol=1e-9)
    np.testing.assert_allclose(ours["mu_star"], theirs["mu_star"], atol=1e-9)
    np.testing.assert_allclose(ours["sigma"], theirs["sigma"], atol=1e-9)


@pytest.mark.analytic
def test_a_straight_effect_has_its_slope_and_no_spread():
    found = evaluated(MORRIS, NAMES, bent, trajectories=10, levels=4)
    table = elementary_effects(found.cube, found.values(found.quantities(["ots_started"])[0]), NAMES)
    table = table.set_index("parameter")
    assert table.loc["a", "mu"] == pytest.approx(4)
    assert table.loc["a", "sigma"] == pytest.approx(0, abs=1e-9)
    assert table.loc["b", "sigma"] > 0.1
    assert table.loc["c", "mu_star"] == pytest.approx(0, abs=1e-9)


@pytest.mark.analytic
def test_what_chance_alone_would_show_stands_beside_the_effect():
    found = evaluated(MORRIS, NAMES, bent, trajectories=40, levels=4, replications=6, chance=1.0)
    table = sensitivity(found).table.set_index("parameter")
    expected = np.sqrt(2 / np.pi * 2 / 6) / (2 / 3)  # a step of two thirds, a difference of two means of six
    assert table["noise"].to_numpy() == pytest.approx(expected, rel=0.15)
    assert table.loc["c", "effect"] == pytest.approx(expected, rel=0.3)
    assert table.loc["a", "matters"]


@pytest.mark.unit
def test_points_that_are_no_trajectories_are_refused():
    points = np.random.default_rng(1).uniform(size=(8, 3))
    with pytest.raises(BadInput, match="moves one parameter"):
        elementary_effects(points, np.zeros(8), NAMES)
    with pytest.raises(BadInput, match="trajectories of 4 points"):
        elementary_effects(points[:7], np.zeros(7), NAMES)


@pytest.mark.analytic
def test_one_at_a_time_pairs_by_replication_so_that_shared_luck_cancels():
    values = np.array([[1.0, 5.0, 9.0], [2.0, 6.0, 10.0], [0.0, 4.5, 8.6]])
    table = one_at_a_time(values, [("", "", 0.0), ("a", "high", 1.0), ("b", "low", 0.2)]).set_index("parameter")
    assert table.loc["a", "effect"] == table.loc["a", "low"] == table.loc["a", "high"] == 1.0
    assert table.loc["b", "effect"] == pytest.approx((-1 - 0.5 - 0.4) / 3)
    assert table.loc["b", "low"] < table.loc["b", "effect"] < table.loc["b", "high"]


@pytest.mark.behaviour
def test_an_assumption_matters_where_its_interval_excludes_no_effect():
    names = ("trust.decay", "early_gi.net_widening")
    found = evaluated(ONE_AT_A_TIME, names, lambda x: x[:, 0], levels=2, replications=5, chance=1e-3, shared=9.0)
    table = sensitivity(found).table.set_index(["parameter", "measure"])
    assert table.loc[("trust.decay", "low end"), "matters"]
    assert table.loc[("trust.decay", "low end"), "setting"] == 0.0
    assert abs(table.loc[("early_gi.net_widening", "high end"), "effect"]) < 0.01


@pytest.mark.analytic
def test_any_sample_gives_first_order_indices():
    """a, uniform, explains 0.8 of the variance of 2a + b; three intervals of 95%, one seed."""
    found = evaluated(LATIN_HYPERCUBE, NAMES, lambda x: 2 * x[:, 0] + x[:, 1], points=400, replications=4, chance=1.0)
    table = main_effects(found.points, found.values(found.quantities(["ots_started"])[0])).set_index("parameter")
    for name, share in (("a", 0.8), ("b", 0.2), ("c", 0.0)):
        assert table.loc[name, "first_low"] - 0.02 <= share <= table.loc[name, "first_high"] + 0.02
    assert table["noise_share"].iloc[0] == pytest.approx(0.25 / (0.25 + 5 / 12), abs=0.08)


@pytest.mark.property
def test_shares_do_not_depend_on_the_unit_of_the_outcome():
    found = evaluated(LATIN_HYPERCUBE, NAMES, bent, points=60, replications=2, chance=0.3)
    values = found.values(found.quantities(["ots_started"])[0])
    one, other = (main_effects(found.points, values * unit, number=20)["first"] for unit in (1.0, 1e8))
    np.testing.assert_allclose(one, other, atol=1e-4)


@pytest.mark.behaviour
def test_the_largest_effect_comes_first():
    found = sensitivity(evaluated(MORRIS, NAMES, bent, trajectories=10, levels=4))
    assert found.ranked("ots_started")["parameter"].tolist() == ["a", "b", "c"]
