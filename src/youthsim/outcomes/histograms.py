"""Quantiles of the histograms of waits and durations."""

from __future__ import annotations

import functools

import numpy as np
from numpy.typing import NDArray

from youthsim.chain.records import HISTOGRAM_BINS, HISTOGRAM_FIRST_DAYS, HISTOGRAM_STEPS_PER_DOUBLING


@functools.cache
def edges() -> NDArray[np.float64]:
    """[HISTOGRAM_BINS + 1]: edges of the bins, days; the last, open bin is taken to be as wide as its ratio says."""
    powers = np.arange(HISTOGRAM_BINS) / HISTOGRAM_STEPS_PER_DOUBLING
    found = np.concatenate([[0.0], HISTOGRAM_FIRST_DAYS * 2.0**powers])
    found.flags.writeable = False
    return found


def quantile(counts: NDArray[np.int64], share: float) -> NDArray[np.float64]:
    """The value below which ``share`` of the counted lie, linear within its bin; NaN where nothing is counted.

    The error is at most the width of a bin: a fifth of a doubling, about 15% of the value.

    Args:
        counts: [..., HISTOGRAM_BINS].
        share: between 0 and 1.

    Returns:
        days, [...].
    """
    counts = np.asarray(counts)
    cumulative = np.cumsum(counts, axis=-1)
    total = cumulative[..., -1:]
    target = share * total
    place = np.minimum((cumulative < target).sum(axis=-1), HISTOGRAM_BINS - 1)[..., None]
    inside = np.take_along_axis(counts, place, -1)
    below = np.take_along_axis(cumulative, place, -1) - inside
    part = np.divide(target - below, inside, out=np.zeros(inside.shape), where=inside > 0)
    bounds = edges()
    value = bounds[place] + np.clip(part, 0.0, 1.0) * (bounds[place + 1] - bounds[place])
    return np.where(total > 0, value, np.nan)[..., 0]
