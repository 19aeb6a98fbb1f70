"""Rows pass where they should, fail where they should, and share one promise about false alarms."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from youthsim.verification import rows
from youthsim.verification.rows import WHOLE_BATTERY, judge

pytestmark = [pytest.mark.analytic, pytest.mark.quick]
LEVEL = 1e-3


def grid(law, number=2_000):
    """A sample as even as can be: the quantiles of a law."""
    return law.ppf((np.arange(number) + 0.5) / number)


def test_the_false_alarms_of_all_rows_add_up_to_the_promise():
    findings = [("a", rows.share("x", 0.5, 50, 100, 1.0))] * 7 + [("b", rows.exact("y", 1, 1))] * 3
    judged = judge(findings)
    assert sum(row.false_alarm or 0.0 for row in judged) == pytest.approx(WHOLE_BATTERY)
    assert WHOLE_BATTERY < 0.001


def test_an_exact_row_has_no_width():
    assert rows.exact("x", 3, 3).judged("c", LEVEL).passed
    wrong = rows.exact("x", 3, 3.0000001).judged("c", LEVEL)
    assert not wrong.passed
    assert wrong.low == wrong.high == 3.0
    assert wrong.false_alarm is None


@pytest.mark.parametrize("probability", [0.01, 0.3, 0.9])
def test_a_share_leaves_its_bounds_at_most_as_often_as_it_says(probability):
    """Exactly, over all outcomes of the binomial."""
    trials = 400
    row = rows.share("x", probability, 0, trials, 1.0).judged("c", LEVEL)
    hits = np.arange(trials + 1)
    outside = (hits / trials < row.low) | (hits / trials > row.high)
    assert stats.binom(trials, probability).pmf(hits)[outside].sum() <= LEVEL


def test_a_share_that_was_never_tried_fails():
    assert not rows.share("x", 0.5, 0, 0).judged("c", LEVEL).passed


def test_a_sample_of_the_law_passes_and_one_of_another_fails():
    law = stats.gamma(2, scale=5.0)
    assert rows.distribution("x", grid(law), law.cdf).judged("c", LEVEL).passed
    assert not rows.distribution("x", 1.2 * grid(law), law.cdf).judged("c", LEVEL).inside
    assert not rows.distribution("x", grid(stats.gamma(3, scale=10.0 / 3.0)), law.cdf).judged("c", LEVEL).inside


def test_counts_that_are_off_fail_and_small_cells_are_put_together():
    assert rows.spread("x", [500, 300, 199, 1], [0.5, 0.3, 0.199, 0.001]).judged("c", LEVEL).inside
    assert not rows.spread("x", [400, 400, 199, 1], [0.5, 0.3, 0.199, 0.001]).judged("c", LEVEL).inside


def test_bounds_that_say_nothing_fail():
    few = rows.mean("x", 1.0, [0.2, 2.1, 0.8, 1.1], 0.1).judged("c", LEVEL)
    assert few.inside
    assert not few.passed


def test_a_mean_that_is_off_fails():
    values = 5.0 + 0.1 * grid(stats.norm(), 50)
    assert rows.mean("x", 5.0, values, 0.1).judged("c", LEVEL).passed
    assert not rows.mean("x", 5.2, values, 0.1).judged("c", LEVEL).inside


def test_names_that_differ_are_said():
    row = rows.all_equal("queues", [1, 2, 3], [1, 5, 3], ["a", "b", "c"]).judged("c", LEVEL)
    assert (row.expected, row.found, row.passed) == (3.0, 2.0, False)
    assert "not so for b" in row.quantity


def test_a_slope_is_found_again_and_its_width_follows_from_the_runs():
    from youthsim.verification.limit import slope

    sizes = (1_000, 4_000, 16_000)
    noise = grid(stats.norm(), 200)
    samples = [(noise / math.sqrt(size))[:, None] for size in sizes]
    row = slope("x", samples, sizes).judged("c", LEVEL)
    assert row.found == pytest.approx(-0.5)
    wrong = slope("x", [(noise / size**0.2)[:, None] for size in sizes], sizes).judged("c", LEVEL)
    assert wrong.found == pytest.approx(-0.2)
    assert not wrong.inside
