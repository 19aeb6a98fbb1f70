"""Years to payback: when what a policy adds to the cost has come back, small enough to do by hand."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from tests.fakes import FakeScenario
from youthsim.experiment import compare
from youthsim.experiment.payback import added, median_interval, table, years_to_payback
from youthsim.experiment.statistics import DIFFERENCE_COLUMNS

pytestmark = pytest.mark.analytic

COSTS = [100.0, 100.0, 100.0, 100.0]
SAME, LATE = COSTS, [110.0, 100.0, 100.0, 100.0]  # LATE never earns its 10 back
TWO_YEARS, THREE_YEARS = [110.0, 90.0, 100.0, 100.0], [120.0, 100.0, 80.0, 100.0]


def years(*others, base=COSTS):
    return list(years_to_payback([base] * len(others), others))


def yearly(costs_of_scenario, payer="municipality"):
    """The yearly table of scenario -> the costs per year of each replication."""
    rows = [
        (name, replication, 2015 + year, "all", payer, "cost_by_payer_eur", cost)
        for name, replications in costs_of_scenario.items()
        for replication, costs in enumerate(replications)
        for year, cost in enumerate(costs)
    ]
    return pd.DataFrame(rows, columns=["scenario", "replication", "year", "area", "organisation", "outcome", "value"])


def found(*others):
    """The rows of payback for the municipality by outcome, for replications with these costs per year."""
    outcomes = yearly({"base": [COSTS] * len(others), "policy": others})
    rows = table(outcomes, "base", ["policy"])
    return rows[rows["organisation"] == "municipality"].set_index("outcome")


def test_a_policy_that_costs_ten_more_and_then_ten_less_has_paid_back_after_two_years():
    assert years(TWO_YEARS, THREE_YEARS) == [2, 3]


def test_within_a_year_the_money_comes_back_in_a_straight_line():
    assert years([110, 60, 100, 100]) == [1.25]


def test_a_policy_that_never_costs_more_has_paid_back_at_once():
    assert years(SAME, [90, 90, 90, 90], [90, 105, 100, 100]) == [0, 0, 0]


def test_what_has_not_come_back_at_the_horizon_is_beyond_it():
    assert years(LATE, [90, 90, 90, 140]) == [np.inf, np.inf]


def test_money_that_comes_back_and_goes_again_counts_from_the_last_time():
    assert years([110, 80, 120, 70]) == [3 + 10 / 30]


def test_what_is_left_by_adding_up_decimals_is_no_cost():
    assert years([0.1, 0.2], base=[0.2, 0.1]) == [0]
    assert 0.1 + 0.2 - 0.2 - 0.1 > 0


def test_the_value_is_the_median_and_needs_no_time_beyond_the_horizon():
    row = found(TWO_YEARS, TWO_YEARS, THREE_YEARS, LATE, SAME).loc["payback_years"]
    assert (row["difference"], row["unit"], row["replications"]) == (2, "years", 5)
    assert row[["relative", "se_paired", "se_unpaired"]].isna().all()


def test_where_half_of_the_replications_have_not_paid_back_there_is_a_share_and_no_time():
    rows = found(TWO_YEARS, TWO_YEARS, LATE, LATE)
    assert list(rows.index) == ["payback_share"]
    assert rows.loc["payback_share", "difference"] == 0.5


def test_the_interval_of_the_share_is_the_exact_one():
    row = found(*[TWO_YEARS] * 10).loc["payback_share"]
    assert (row["difference"], row["high"]) == (1, 1)
    assert row["low"] == pytest.approx(0.025 ** (1 / 10))


def test_the_interval_of_the_median_of_ten_goes_from_the_second_to_the_ninth():
    """Below the second of ten lies the median with probability (1 + 10) / 2**10; below the third it is over 2.5%."""
    assert median_interval(np.arange(1, 11)) == (2, 9)


@pytest.mark.parametrize("number", [6, 9, 20, 41])
def test_the_interval_of_the_median_is_that_of_the_quantile_test(number):
    values = np.random.default_rng(number).permutation(number)
    expected = stats.quantile_test(values, p=0.5).confidence_interval(0.95)
    assert median_interval(values) == (expected.low, expected.high)


def test_five_replications_are_too_few_for_an_interval_of_the_median():
    assert np.isnan(median_interval([1, 2, 3, 4, 5])).all()
    assert median_interval([1, 2, 3, 4, 5, 6]) == (1, 6)


def test_an_interval_that_goes_beyond_the_horizon_has_no_upper_end():
    low, high = median_interval([*range(1, 9), np.inf, np.inf])
    assert low == 2
    assert np.isnan(high)


def test_all_payers_together_pay_back_by_their_sum():
    municipality = yearly({"base": [COSTS], "policy": [LATE]})
    state = yearly({"base": [COSTS], "policy": [[100, 100, 95, 95]]}, payer="state")
    rows = table(pd.concat([municipality, state]), "base", ["policy"]).set_index(["outcome", "organisation"])
    assert rows["difference"].to_dict() == {
        ("payback_years", "all"): 4, ("payback_years", "state"): 0,
        ("payback_share", "all"): 1, ("payback_share", "municipality"): 0, ("payback_share", "state"): 1,
    }  # fmt: skip


def test_who_pays_in_one_of_the_scenarios_only_pays_nothing_in_the_other():
    old = yearly({"base": [COSTS]}, payer="province")
    new = yearly({"policy": [COSTS]})
    rows = table(pd.concat([old, new]), "base", ["policy"]).set_index(["outcome", "organisation"])["difference"]
    assert rows["payback_share"].to_dict() == {"all": 1, "municipality": 0, "province": 1}


def test_the_rows_stand_behind_the_others_of_their_scenario():
    differences = pd.DataFrame({"scenario": ["a", "b"], "outcome": "cost_eur"}).reindex(columns=DIFFERENCE_COLUMNS)
    payback = differences.assign(outcome="payback_share")
    both = added(differences, payback)
    assert list(both["scenario"] + " " + both["outcome"]) == [
        "a cost_eur", "a payback_share", "b cost_eur", "b payback_share",
    ]  # fmt: skip


@pytest.mark.interface
def test_a_comparison_says_when_a_policy_has_paid_back_in_both_tables(engine):
    base, alternatives = FakeScenario(), [FakeScenario(name="early"), FakeScenario(name="late")]
    result = compare(base, *alternatives, engine=engine, replications=6)
    for rows, value in ((result.differences, "difference"), (result.summary, "mean")):
        mine = rows[rows["outcome"] == "payback_years"].set_index(["scenario", "organisation"])[value]
        assert mine.to_dict() == {
            (name, payer): 0 for name in ("early", "late") for payer in ("all", "municipality", "state")
        }
    assert list(result.summary["scenario"].unique()) == ["base", "early", "late"]
    assert list(result.summary["scenario"]) == sorted(result.summary["scenario"])
