"""One year's chance: exact for counts, and where the numbers are small it is said."""

from __future__ import annotations

import pytest
from scipy import stats

from tests.municipality.conftest import asked
from youthsim.municipality.chance import _poisson, is_noise, one_year
from youthsim.municipality.fitting import fit

pytestmark = pytest.mark.analytic


@pytest.mark.quick
@pytest.mark.parametrize("mean", [0.3, 1.0, 3.7, 12.0, 60.0, 400.0])
def test_the_spread_of_a_count_holds_95_of_100_poisson_numbers(mean):
    low, high = _poisson(mean)
    inside = sum(stats.poisson.pmf(k, mean) for k in range(int(mean + 20 * mean**0.5 + 20)) if low - 1 < k < high + 1)
    assert inside >= 0.95
    narrower = sum(stats.poisson.pmf(k, mean) for k in range(int(high) + 1) if low + 1 < k < high - 1)
    assert narrower < 0.95


@pytest.fixture(scope="module")
def sizes():
    return {youths: fit(asked(youths=youths)) for youths in (8_000, 80_000)}


@pytest.mark.parametrize("name", ["ots_stock", "ots_started", "uhp_stock", "help_in_a_year", "wait_specialised"])
def test_chance_is_larger_where_the_municipality_is_smaller(sizes, name):
    def width(one):
        spread = one_year(one, name)
        return (spread.high - spread.low) / one.found[name]

    assert width(sizes[8_000]) > 1.5 * width(sizes[80_000])


def test_a_count_lies_within_its_own_spread_and_the_number_of_youths_has_none(sizes):
    for one in sizes.values():
        for name in one.asked.figures:
            spread = one_year(one, name)
            assert spread is None or spread.low < one.found[name] < spread.high
        assert one_year(one, "youths") is None
        assert one_year(one, "wijkteam_fte") is None


def test_siblings_come_together_so_a_year_varies_more_than_a_poisson_number(sizes):
    one = sizes[80_000]
    spread, alone = one_year(one, "ots_started"), _poisson(one.found["ots_started"])
    assert spread.low < alone[0]
    assert spread.high > alone[1]


def test_small_numbers_are_noise_and_large_ones_are_not(sizes):
    small, large = sizes[8_000], sizes[80_000]
    assert is_noise(one_year(small, "ots_started"), small.found["ots_started"], 0.25)
    assert not is_noise(one_year(large, "ots_started"), large.found["ots_started"], 0.25)
