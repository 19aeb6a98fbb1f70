"""Intervals over replications, and paired differences."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from youthsim.experiment.statistics import differences, half_width, precision_of, summarise, summarise_years

pytestmark = pytest.mark.analytic


def long(scenario, values, outcome="ots_started", organisation="all"):
    return pd.DataFrame(
        {
            "scenario": scenario,
            "replication": range(len(values)),
            "organisation": organisation,
            "outcome": outcome,
            "value": np.asarray(values, float),
        }
    )


def test_the_interval_is_students():
    values = [10.0, 12.0, 11.0, 15.0]
    row = summarise(long("base", values), ["base"]).iloc[0]
    low, high = stats.t.interval(0.95, 3, np.mean(values), stats.sem(values))
    assert (row["mean"], row["low"], row["high"]) == pytest.approx((12, low, high))
    assert row["replications"] == 4
    assert row["unit"] == "children/year"
    assert row["interval"] == "replications"


def test_one_replication_has_a_mean_and_no_interval():
    row = summarise(long("base", [10.0]), ["base"]).iloc[0]
    assert row["mean"] == 10
    assert np.isnan(row["low"])
    assert np.isnan(row["high"])


def test_nineteen_of_twenty_intervals_hold_the_truth():
    """2,000 intervals from 8 replications; the covered number is binomial, false alarm 1 in a million."""
    rng = np.random.default_rng(20)
    draws = rng.normal(5, 2, (2000, 8))
    covered = np.abs(draws.mean(axis=1) - 5) <= half_width(draws.std(axis=1, ddof=1), 8)
    assert stats.binomtest(int(covered.sum()), 2000, 0.95).pvalue > 1e-6


def test_a_paired_difference_sees_what_the_same_luck_hides():
    luck = np.random.default_rng(1).normal(0, 30, 20)
    values = pd.concat([long("base", 100 + luck), long("early", 97 + luck)])
    row = differences(values, "base", ["early"]).iloc[0]
    assert row["difference"] == pytest.approx(-3)
    assert row["relative"] == pytest.approx(-3 / (100 + luck.mean()))
    assert row["se_paired"] == pytest.approx(0, abs=1e-9)
    assert row["se_unpaired"] == pytest.approx(np.sqrt(2 * luck.var(ddof=1) / 20))
    assert row["high"] < 0


def test_a_pair_with_a_missing_side_is_left_out():
    base, early = long("base", [1, 2, 3, 4]), long("early", [2, 3, 4, 5])
    row = differences(pd.concat([base, early.drop(index=1)]), "base", ["early"]).iloc[0]
    assert row["replications"] == 3
    assert row["difference"] == 1


def test_a_base_of_nothing_gives_no_relative_difference():
    row = differences(pd.concat([long("base", [0, 0]), long("early", [1, 1])]), "base", ["early"]).iloc[0]
    assert row["difference"] == 1
    assert np.isnan(row["relative"])


def test_what_exists_between_scenarios_only_stands_in_the_differences():
    values = pd.concat([long("base", [5, 6]), long("early", [4, 4]), long("early", [2, 3], outcome="measures_avoided")])
    table = differences(values, "base", ["early"]).set_index("outcome")
    assert table.loc["measures_avoided", "difference"] == 2.5


def test_the_table_follows_the_catalogue():
    values = pd.concat([long("base", [1, 2], "cost_eur"), long("base", [1, 2]), long("base", [1, 2], "crises")])
    assert list(summarise(values, ["base"])["outcome"]) == ["ots_started", "crises", "cost_eur"]


def test_means_per_year_keep_the_years_apart():
    table = long("base", [1, 3]).assign(area="all", year=2015)
    other = long("base", [5, 7]).assign(area="all", year=2016)
    found = summarise_years(pd.concat([table, other])).set_index("year")["mean"]
    assert found.to_dict() == {2015: 2, 2016: 6}


def test_precision_of_a_comparison_is_about_its_widest_paired_difference():
    luck = np.array([0.0, 10.0, 20.0, 30.0])
    steady, shaky = long("steady", 90 + luck), long("shaky", 90 + luck * 2)
    found = precision_of(pd.concat([long("base", 100 + luck), steady, shaky]), ["base", "steady", "shaky"], 0.05)
    half = stats.t.ppf(0.975, 3) * luck.std(ddof=1) / 2
    assert found.relative == pytest.approx(half / 115)
    assert not found.reached
    assert precision_of(pd.concat([long("base", 100 + luck), steady]), ["base", "steady"], 0.05).reached
