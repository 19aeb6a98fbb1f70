"""The exact law of levels against a matrix exponential, and against its own limits."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.linalg import expm

from youthsim.chain import states as X
from youthsim.verification import laboratory, problem

pytestmark = pytest.mark.analytic


@pytest.fixture(scope="module")
def arrays():
    return laboratory.world(laboratory.CLOSED, [laboratory.alone(1)], families=400, years=2)


def generator(arrays, care, risk, brake):
    p = arrays.parameter
    q = np.zeros((5, 5))
    for level in range(1, 5):
        q[level - 1, level] = risk * p(f"problem.up.{level}") * p(f"problem.up_factor.{care}") / brake
        q[level, level - 1] = p(f"problem.down.{level + 1}") * p(f"problem.down_factor.{care}") * brake
    return q - np.diag(q.sum(axis=1))


@pytest.mark.parametrize("care", ["none", "uhp"])
@pytest.mark.parametrize("start", [1, 4])
def test_shares_of_levels_are_those_of_the_matrix_exponential(arrays, care, start):
    """Over a few risk cells and the nodes of a finer quadrature over network strength."""
    law = problem.Law.of(arrays, care)
    node, weight = np.polynomial.legendre.leggauss(20)
    brakes = 1.0 + arrays.parameter("problem.network_effect") * 0.5 * node
    cells = arrays.risk.reshape(64, -1).mean(axis=1)  # coarser cells, the same spread to a few in a thousand
    expected = np.zeros(5)
    for risk in cells:
        for brake, w in zip(brakes, weight / weight.sum(), strict=True):
            expected += w * expm(3.0 * generator(arrays, care, risk, brake))[start - 1] / len(cells)
    assert law.after(3.0, start) == pytest.approx(expected, abs=2e-3)
    assert law.after(3.0, start).sum() == pytest.approx(1.0)


@pytest.mark.quick
def test_the_mean_over_a_time_is_the_integral_of_the_shares(arrays):
    law = problem.Law.of(arrays, "none")
    node, weight = np.polynomial.legendre.leggauss(12)
    integral = sum(w / 2.0 * law.after(5.0 * (x + 1.0)) for x, w in zip(node, weight, strict=True))
    assert law.during(10.0) == pytest.approx(integral, abs=1e-7)


@pytest.mark.quick
def test_in_the_long_run_all_levels_add_up(arrays):
    shares = problem.in_the_long_run(arrays)
    assert shares.sum() == pytest.approx(1.0)
    assert (np.diff(shares) < 0.0).all()
    assert len(shares) == X.LEVELS
