"""The value of information: a decision whose answer is known, chance, and where a policy fails."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from tests.analysis.made_up import SCENARIO, results
from youthsim.analysis import Evaluated, failing_worlds, value_of_information
from youthsim.analysis.decision import Decision, Worth
from youthsim.analysis.information import of_conditional_means
from youthsim.experiment import BadInput
from youthsim.sweep.model import LATIN_HYPERCUBE

POINTS = 400
SLOPES = {"a": 2.0, "b": 1.0, "c": 0.0}


def unit_loss(mean, deviation):
    """The value of perfect information for a net benefit that is normal (Raiffa and Schlaifer 1961)."""
    z = abs(mean) / deviation
    return deviation * (stats.norm.pdf(z) - z * stats.norm.sf(z))


@pytest.fixture(scope="module")
def worlds():
    """Standard normal parameters, spread evenly, and their place in the cube."""
    cube = stats.qmc.LatinHypercube(3, rng=4).random(POINTS)
    return pd.DataFrame(stats.norm.ppf(cube), columns=list(SLOPES)), cube


def gain_of(points, mean=1.0, chance=0.0, replications=4, seed=1):
    rng = np.random.default_rng(seed)
    value = mean + sum(slope * points[name] for name, slope in SLOPES.items())
    return value.to_numpy()[:, None] + rng.normal(0, 1, (len(points), replications)) * chance


@pytest.mark.analytic
def test_the_value_of_a_linear_normal_decision_is_the_known_one(worlds):
    """Each within three standard errors; four such intervals miss once in ninety samples."""
    points, cube = worlds
    found = value_of_information(points, cube, {"new": gain_of(points)}, studies=[("both", ("a", "b"), 0.1, "x")])
    table = found.table.set_index("what")
    known = {
        "everything": unit_loss(1, 5**0.5),
        "a": unit_loss(1, 2),
        "b": unit_loss(1, 1),
        "both": unit_loss(1, 5**0.5),
    }
    for name, value in known.items():
        assert table.loc[name, "value_eur"] == pytest.approx(value, abs=3 * table.loc[name, "se"] + 0.01), name
    assert table.loc["c", "value_eur"] < 0.02
    assert table.loc["both", "net_eur"] == pytest.approx(table.loc["both", "value_eur"] - 0.1)
    best = found.benefits.set_index("scenario")["probability_best"]
    assert best["new"] == pytest.approx(stats.norm.cdf(1 / 5**0.5), abs=0.03)


@pytest.mark.analytic
def test_chance_of_the_replications_is_not_worth_knowing(worlds):
    points, cube = worlds
    noisy = gain_of(points, chance=8.0)
    found = value_of_information(points, cube, {"new": noisy}).table.set_index("what")
    naive = np.maximum(noisy.mean(axis=1), 0).mean() - max(noisy.mean(), 0)
    known = unit_loss(1, 5**0.5)
    assert naive > 1.6 * known, "without regression chance looks like something to be known"
    assert found.loc["everything", "value_eur"] == pytest.approx(known, abs=3 * found.loc["everything", "se"])
    assert found.loc["everything", "value_eur"] < naive


@pytest.mark.behaviour
def test_a_decision_that_is_clear_anyway_needs_no_study(worlds):
    points, cube = worlds
    table = value_of_information(points, cube, {"new": gain_of(points, mean=50.0)}).table
    assert (table["value_eur"].abs() < 1e-6).all()


@pytest.mark.behaviour
def test_an_unknown_that_says_nothing_stays_below_its_floor(worlds):
    points, cube = worlds
    table = value_of_information(points, cube, {"new": gain_of(points, chance=4.0)}).table.set_index("what")
    assert table.loc["a", "value_eur"] > table.loc["a", "floor"]
    assert table.loc["c", "value_eur"] <= table.loc["c", "floor"] + 0.02


@pytest.mark.property
@pytest.mark.parametrize("unit", [1e-3, 1e7])
def test_the_unit_of_money_does_not_matter(unit, worlds):
    points, cube = worlds
    one, other = (
        value_of_information(points[:100], cube[:100], {"new": gain_of(points[:100], chance=1.0) * factor}).table
        for factor in (1.0, unit)
    )
    np.testing.assert_allclose(other["value_eur"], one["value_eur"] * unit, rtol=1e-3, atol=1e-4 * unit)


@pytest.mark.property
def test_information_is_never_worth_less_than_nothing():
    rng = np.random.default_rng(1)
    for _ in range(50):
        assert of_conditional_means(rng.normal(rng.normal(), 1, (30, 3))) >= 0


@pytest.mark.unit
def test_a_study_of_an_unknown_that_is_none_is_refused(worlds):
    points, cube = worlds
    with pytest.raises(BadInput, match="study x is about d"):
        value_of_information(points, cube, {"new": gain_of(points)}, studies=[("x", ("d",), None, "")])
    with pytest.raises(BadInput, match="at least 30"):
        value_of_information(points[:10], cube[:10], {"new": gain_of(points[:10])})
    with pytest.raises(BadInput, match="at least one alternative"):
        value_of_information(points, cube, {})


@pytest.mark.analytic
def test_net_benefit_is_what_less_is_worth_over_the_years_and_the_youths_of_the_decision():
    decision = Decision(
        (SCENARIO, "new"), (Worth("cost_eur", 1.0, "x"), Worth("ots_started", 1000.0, "x")), 20_000, 2, 0.1, "x"
    )  # fmt: skip
    parts = [
        results([[500.0, 700.0]], "cost_eur"), results([[10.0, 20.0]], "ots_started"),
        results([[600.0, 900.0]], "cost_eur", "new"), results([[9.0, 18.0]], "ots_started", "new"),
    ]  # fmt: skip
    found = Evaluated(pd.DataFrame({"a": [0.5]}), pd.concat(parts), (), None, LATIN_HYPERCUBE, (SCENARIO, "new"))
    scale = (1 + 1 / 1.1) * 20_000 / 10_000
    np.testing.assert_allclose(decision.benefits(found, 10_000)["new"], [[scale * 900, scale * 1800]])
    table = decision.parts(found, 10_000).set_index("outcome")
    assert table.loc["ots_started", "change_per_year"] == pytest.approx(-1.5)
    assert table["benefit_eur"].sum() == pytest.approx(scale * 1350)


@pytest.mark.analytic
def test_the_worlds_where_a_policy_fails_are_found():
    pytest.importorskip("ema_workbench", reason="the search for failing worlds is an optional extra")
    cube = stats.qmc.LatinHypercube(4, rng=2).random(500)
    points = pd.DataFrame(cube, columns=list("wxyz"))
    boxes = failing_worlds(points, (points["w"] > 0.6) & (points["y"] < 0.5)).set_index("parameter")
    assert set(boxes.index) == {"w", "y"}
    assert boxes.loc["w", "low"] == pytest.approx(0.6, abs=0.06)
    assert boxes.loc["y", "high"] == pytest.approx(0.5, abs=0.1)
    assert boxes.loc["w", "density"] >= 0.8
    assert boxes.loc["w", "coverage"] > 0.9
    assert failing_worlds(points, np.zeros(500, bool)).empty
