"""Numbers and dates as readers of Dutch and of English write them."""

from datetime import date

import pytest

from youthsim.report import numbers

pytestmark = [pytest.mark.unit, pytest.mark.quick]


@pytest.mark.parametrize(
    ("value", "en", "nl"),
    [
        (1234567.0, "1,234,567", "1.234.567"),
        (0.5, "0.5", "0,5"),
        (-3.0, "\N{MINUS SIGN}3", "\N{MINUS SIGN}3"),
        (0.0, "0", "0"),
        (0.00012345, "0.000123", "0,000123"),
        (-0.0, "0", "0"),
    ],
)
def test_numbers_follow_the_language(value, en, nl):
    assert numbers.number(value, "en") == en
    assert numbers.number(value, "nl") == nl


def test_decimals_can_be_asked_for():
    assert numbers.number(1234.56, "nl", 1) == "1.234,6"
    assert numbers.number(4, "en", 2) == "4.00"
    assert numbers.number(-0.001, "en", 1) == "0.0"


def test_shares_are_percentages_and_dates_are_in_words():
    assert (numbers.percent(0.0725, "en"), numbers.percent(-0.0725, "nl")) == ("7.25%", "\N{MINUS SIGN}7,25%")
    assert numbers.day(date(2015, 7, 1), "en") == "1 July 2015"
    assert numbers.day(date(2015, 7, 1), "nl") == "1 juli 2015"


@pytest.mark.parametrize(("half_width", "decimals"), [(0.4, 1), (1.2, 0), (0.031, 2), (3456, -3), (99, -1)])
def test_an_interval_is_told_as_finely_as_it_is_known(half_width, decimals):
    assert numbers.place_of(half_width) == decimals
