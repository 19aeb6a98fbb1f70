"""Distributions: how long waits and measures last, as counts per bin of one replication."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from youthsim.engines.recording import Recording
from youthsim.outcomes.sums import ArraysLike, Sums

WAIT, FIRST_HELP, OTS_DURATION = "wait", "first_help", "ots_duration"
KINDS = (WAIT, FIRST_HELP, OTS_DURATION)


def distributions(recording: Recording, arrays: ArraysLike) -> dict[tuple[str, str], NDArray[np.int64]]:
    """(kind, organisation) -> [HISTOGRAM_BINS]: those that ended in the measured years, in the whole region.

    The edges of the bins are those of ``histograms.edges``. What never ended has no entry.
    """
    sums = Sums(recording, arrays)
    found = {}
    for kind in KINDS:
        for organisation, bins in sums.histogram(kind).items():
            total = bins[:, -1].sum(axis=0)
            if total.any():
                found[kind, organisation] = total
    return found
