"""The bins in which waits and durations are counted; their edges stand in ``records``."""

import math

from youthsim.chain.records import HISTOGRAM_BINS, HISTOGRAM_FIRST_DAYS, HISTOGRAM_STEPS_PER_DOUBLING
from youthsim.compiled import rule


@rule
def histogram_bin(days: float) -> int:
    """The bin of a wait or duration."""
    if days < HISTOGRAM_FIRST_DAYS:
        return 0
    place = 1 + int(math.log2(days / HISTOGRAM_FIRST_DAYS) * HISTOGRAM_STEPS_PER_DOUBLING)
    return min(place, HISTOGRAM_BINS - 1)
