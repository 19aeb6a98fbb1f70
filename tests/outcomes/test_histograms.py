"""Quantiles of histograms of days."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from youthsim.chain.records import HISTOGRAM_BINS, HISTOGRAM_FIRST_DAYS, HISTOGRAM_STEPS_PER_DOUBLING
from youthsim.outcomes.histograms import edges, quantile

pytestmark = pytest.mark.property

days = st.lists(st.floats(0, 3000), min_size=1, max_size=200)


def counted(values):
    return np.histogram(values, bins=edges())[0]


def test_the_edges_are_those_of_the_records():
    assert edges()[0] == 0
    assert edges()[1] == HISTOGRAM_FIRST_DAYS
    assert edges()[1 + HISTOGRAM_STEPS_PER_DOUBLING] == pytest.approx(2 * HISTOGRAM_FIRST_DAYS)
    assert np.all(np.diff(edges()) > 0)


@given(days, st.sampled_from([0.1, 0.5, 0.9]))
def test_a_quantile_lies_in_the_bin_of_the_true_one(values, share):
    true = np.quantile(values, share, method="inverted_cdf")
    place = int(np.searchsorted(edges(), true, side="right")) - 1
    assert edges()[place] <= quantile(counted(values), share) <= edges()[place + 1]


@given(days)
def test_a_higher_share_never_gives_a_shorter_wait(values):
    counts = counted(values)
    found = [quantile(counts, share) for share in (0.05, 0.25, 0.5, 0.75, 0.95)]
    assert found == sorted(found)


def test_nothing_counted_gives_nothing():
    assert np.isnan(quantile(np.zeros(HISTOGRAM_BINS, int), 0.5))


def test_many_histograms_at_once_give_what_each_gives_alone():
    counts = np.random.default_rng(1).poisson(0.2, (3, 4, HISTOGRAM_BINS))
    together = quantile(counts, 0.9)
    assert all(together[i, j] == quantile(counts[i, j], 0.9) for i in range(3) for j in range(4))
