"""Rows handed over in portions stay whole and in order, however many there are."""

from __future__ import annotations

import numpy as np
import pytest

from youthsim.engines.core.gathered import Gathered
from youthsim.engines.recording import EVENT_DTYPE

pytestmark = pytest.mark.unit

PORTIONS = (3, 0, 1, 500, 2)


def lines(first: int, count: int) -> np.ndarray:
    """Lines of a log with numbers of their own."""
    made = np.zeros(count, EVENT_DTYPE)
    made["family"] = np.arange(first, first + count)
    made["time"] = made["family"] / 7.0
    return made


@pytest.mark.quick
@pytest.mark.parametrize("expected", [0, 4, 506, 10_000])
def test_portions_follow_each_other_whatever_room_was_expected(expected):
    gathered, buffer, first = Gathered(EVENT_DTYPE, expected), np.zeros(500, EVENT_DTYPE), 0
    for count in PORTIONS:
        buffer[:count] = lines(first, count)
        gathered.add(buffer[:count])
        first += count
    assert np.array_equal(gathered.all(), lines(0, sum(PORTIONS)))


@pytest.mark.quick
def test_nothing_handed_over_is_an_empty_array_of_the_type():
    nothing = Gathered(EVENT_DTYPE, 0).all()
    assert nothing.dtype == EVENT_DTYPE
    assert nothing.size == 0
