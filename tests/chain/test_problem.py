"""How problems grow and shrink."""

from __future__ import annotations

import numpy as np
import pytest

from youthsim.chain import problem
from youthsim.chain import states as X
from youthsim.parameters import index as P

pytestmark = [pytest.mark.unit, pytest.mark.quick]

ALL_HELP = range(9)


def test_problems_never_grow_beyond_the_top_nor_shrink_below_the_bottom(p):
    assert problem.up_rate(p, X.LIFE_THREATENING, 3.0, X.CARE_NONE, False, 0.5) == 0.0
    assert problem.down_rate(p, X.GOES_WELL, X.CARE_NONE, False, 0.5) == 0.0


@pytest.mark.parametrize("level", range(1, 5))
def test_problems_grow_in_proportion_to_the_risk_of_the_family(p, level):
    once = problem.up_rate(p, level, 1.0, X.CARE_NONE, False, 0.5)
    assert once > 0.0
    assert problem.up_rate(p, level, 4.0, X.CARE_NONE, False, 0.5) == pytest.approx(4.0 * once)


@pytest.mark.parametrize("level", range(1, 5))
def test_waiting_is_no_better_than_no_help(p, level):
    waiting = problem.up_rate(p, level, 1.0, X.CARE_WAITING, False, 0.5)
    assert waiting >= problem.up_rate(p, level, 1.0, X.CARE_NONE, False, 0.5)


@pytest.mark.parametrize("care", [X.CARE_LICHT, X.CARE_MIDDEN, X.CARE_ZWAAR, X.CARE_SPECIALISED, X.CARE_EARLY_GI])
def test_help_slows_the_growth_of_problems_and_speeds_recovery(p, care):
    assert problem.up_rate(p, 2, 1.0, care, False, 0.5) < problem.up_rate(p, 2, 1.0, X.CARE_NONE, False, 0.5)
    assert problem.down_rate(p, 3, care, False, 0.5) > problem.down_rate(p, 3, X.CARE_NONE, False, 0.5)


def test_a_strong_network_slows_growth_and_speeds_recovery(p):
    assert problem.up_rate(p, 3, 1.0, X.CARE_NONE, False, 0.9) < problem.up_rate(p, 3, 1.0, X.CARE_NONE, False, 0.1)
    assert problem.down_rate(p, 3, X.CARE_NONE, False, 0.9) > problem.down_rate(p, 3, X.CARE_NONE, False, 0.1)


def test_a_mean_network_changes_nothing(p):
    assert problem.network_brake(p, p[P.population_network_strength]) == 1.0


def test_a_network_plan_works_by_its_own_factors(p):
    for level in range(1, 5):
        ratio = problem.up_rate(p, level, 1.0, 0, True, 0.5) / problem.up_rate(p, level, 1.0, 0, False, 0.5)
        assert ratio == pytest.approx(p[P.ekc_plan_up_factor])
    ratio = problem.down_rate(p, 3, 0, True, 0.5) / problem.down_rate(p, 3, 0, False, 0.5)
    assert ratio == pytest.approx(p[P.ekc_plan_down_factor])


@pytest.mark.parametrize("help_state", ALL_HELP)
@pytest.mark.parametrize("placed", [False, True])
def test_a_worker_of_a_measure_comes_before_all_other_care(help_state, placed):
    care = problem.care_received(help_state, X.ZWAAR, X.RVDK, X.MEASURE, placed)
    assert care == (X.CARE_UHP if placed else X.CARE_OTS)


def test_what_a_family_receives_is_the_heaviest_of_what_goes_on():
    heaviest_first = [
        ((X.LOCAL, X.MIDDEN, X.RVDK, X.EARLY), X.CARE_EARLY_GI),
        ((X.PROVIDER, X.LICHT, X.RVDK, X.STAYING), X.CARE_SPECIALISED),
        ((X.LOCAL, X.ZWAAR, X.RVDK, X.GI_NONE), X.CARE_ZWAAR),
        ((X.LOCAL_QUEUE, X.LICHT, X.RVDK, X.GI_NONE), X.CARE_INVESTIGATION),
        ((X.AFTERCARE, X.LICHT, X.SAFE_NONE, X.GI_NONE), X.CARE_AFTERCARE),
        ((X.HELP_NONE, X.LICHT, X.SAFE_NONE, X.STAYING), X.CARE_AFTERCARE),
        ((X.INTAKE, X.LICHT, X.SAFE_NONE, X.GI_NONE), X.CARE_WAITING),
        ((X.BJZ, X.LICHT, X.SAFE_NONE, X.GI_NONE), X.CARE_WAITING),
        ((X.HELP_NONE, X.LICHT, X.VT_QUEUE, X.GI_NONE), X.CARE_NONE),
    ]
    for (help_state, tier, safety, gi), care in heaviest_first:
        assert problem.care_received(help_state, tier, safety, gi, False) == care


@pytest.mark.analytic
def test_without_help_the_levels_settle_where_flows_up_and_down_balance(p):
    up = np.array([problem.up_rate(p, k, 1.0, X.CARE_NONE, False, 0.5) for k in range(1, 6)])
    down = np.array([problem.down_rate(p, k, X.CARE_NONE, False, 0.5) for k in range(1, 6)])
    share = np.cumprod(np.append(1.0, up[:4] / down[1:]))
    share /= share.sum()
    generator = np.diag(up[:4], 1) + np.diag(down[1:], -1)
    generator -= np.diag(generator.sum(axis=1))
    assert share @ generator == pytest.approx(np.zeros(5), abs=1e-12)
    assert share[0] > 0.5
