"""The ticks of exponential services: the short logarithm decides only where it is near enough."""

import math

import numpy as np
import pytest

from youthsim.chain.family import TICKS_PER_DAY, ticks
from youthsim.engines.core.durations import UNSURE, about_minus_log, bits_of, fill_ticks, quick_ticks, real_of
from youthsim.randomness.keyed import uniform

MEANS = (0.01, 0.5, 42.0, 400.0, 1e6)
STREAM = 5


def by_the_library(u: float, mean: float) -> int:
    return max(1, ticks(mean * -math.log(u)))


def filled(numbers: np.ndarray, mean: float) -> np.ndarray:
    found = np.zeros(numbers.size, np.int64)
    fill_ticks(numbers, mean, found)
    return found


@pytest.mark.property
@pytest.mark.parametrize("mean", MEANS)
def test_every_service_takes_the_ticks_of_the_librarys_logarithm(mean):
    numbers = np.array([uniform(7, customer, STREAM, 0) for customer in range(20_000)])
    assert filled(numbers, mean).tolist() == [by_the_library(u, mean) for u in numbers]


@pytest.mark.property
@pytest.mark.parametrize("mean", MEANS)
def test_next_to_a_whole_number_of_ticks_the_library_decides(mean):
    edges = np.exp(-np.arange(1, 500) / TICKS_PER_DAY / mean)
    numbers = np.concatenate([np.nextafter(edges, 0.0), edges, np.nextafter(edges, 2.0)])
    numbers = numbers[(numbers > 0.0) & (numbers < 1.0)]
    assert filled(numbers, mean).tolist() == [by_the_library(u, mean) for u in numbers]
    assert any(quick_ticks(u, mean) == UNSURE for u in numbers)


@pytest.mark.property
def test_the_short_logarithm_is_right_to_a_part_in_ten_million_million():
    smallest, largest = 2.0**-53, 1.0 - 2.0**-53
    numbers = [smallest, largest, *np.geomspace(smallest, largest, 5_000), *np.linspace(0.4, largest, 5_000)]
    assert max(abs(about_minus_log(u) / -math.log(u) - 1.0) for u in numbers) < 1e-13


@pytest.mark.unit
def test_a_real_comes_back_from_its_bits():
    for number in (1.0, 0.1, 2.0**-53, -3.5):
        assert real_of(bits_of(number)) == number
