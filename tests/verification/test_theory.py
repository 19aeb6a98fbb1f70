"""The numbers of queueing theory against textbooks and against each other."""

from __future__ import annotations

import math

import numpy as np
import pytest

from youthsim.verification import theory

pytestmark = [pytest.mark.analytic, pytest.mark.quick]


@pytest.mark.parametrize(
    ("servers", "load", "probability"),
    # Gross, Shortle, Thompson and Harris, Fundamentals of Queueing Theory, and tables of Erlang C.
    [(1, 0.8, 0.8), (2, 1.0, 1.0 / 3.0), (3, 2.0, 4.0 / 9.0), (5, 4.0, 0.5541), (10, 8.0, 0.4092)],
)
def test_the_probability_of_waiting_is_that_of_the_tables(servers, load, probability):
    assert theory.erlang_c(servers, load) == pytest.approx(probability, abs=5e-5)


def test_many_servers_do_not_overflow():
    assert 0.0 < theory.erlang_c(2_000, 1_950.0) < 1.0


def test_a_load_that_the_servers_cannot_bear_is_refused():
    with pytest.raises(ValueError, match="can bear"):
        theory.erlang_c(2, 2.0)


def test_two_classes_alike_wait_together_as_one_class_does():
    """The conservation law of Kleinrock: mean waits weighted by arrivals do not depend on who goes first."""
    one, two = theory.waits_of_two_classes(3, (0.2, 0.3), 4.0)
    together = theory.wait_in_mmc(3, 0.5, 4.0)
    assert (0.2 * one.mean + 0.3 * two.mean) / 0.5 == pytest.approx(together.mean)
    assert one.mean < together.mean < two.mean
    assert one.squared < together.squared < two.squared


@pytest.mark.parametrize("rates", [(0.0, 0.5), (0.5, 0.0)])
def test_a_class_without_customers_changes_nothing_for_the_other(rates):
    waits = theory.waits_of_two_classes(3, rates, 4.0)
    alone = theory.wait_in_mmc(3, 0.5, 4.0)
    mine = waits[0] if rates[0] else waits[1]
    assert (mine.probability, mine.mean, mine.squared) == pytest.approx((alone.probability, alone.mean, alone.squared))


def test_exponential_services_give_the_same_by_either_formula():
    one = theory.wait_in_mmc(1, 0.15, 5.0)
    other = theory.wait_in_mg1(0.15, theory.erlang_moments(5.0, 1))
    assert (one.mean, one.squared) == pytest.approx((other.mean, other.squared))


def test_fixed_services_halve_the_mean_wait():
    fixed = theory.wait_in_mg1(0.15, theory.erlang_moments(5.0, 0))
    assert fixed.mean == pytest.approx(theory.wait_in_mmc(1, 0.15, 5.0).mean / 2.0)


@pytest.mark.parametrize("stages", [1, 2, 7])
def test_moments_of_an_erlang_are_those_of_the_gamma_law(stages):
    from scipy import stats

    law = stats.gamma(stages, scale=3.0 / stages)
    assert theory.erlang_moments(3.0, stages) == pytest.approx([float(law.moment(k)) for k in (1, 2, 3)])


def test_rates_of_a_network_balance_at_every_station():
    outside, routing = (0.4, 0.0, 0.02), ((0.1, 0.3, 0.4), (0.2, 0.0, 0.1), (0.0, 0.0, 0.0))
    rates = theory.rates_in_network(outside, routing)
    assert rates == pytest.approx(np.array(outside) + rates @ np.array(routing))
    leaves = rates @ (1.0 - np.array(routing).sum(axis=1))
    assert math.isclose(leaves, sum(outside))
