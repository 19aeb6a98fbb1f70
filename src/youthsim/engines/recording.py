"""What one replication leaves behind: sums per year, area and organisation, in the names of ``chain.records``.

Both engines fill the same recording; ``outcomes`` turns it into the outcomes that users see. Only measured
years are in it: the warm-up is not recorded.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

EVENT_DTYPE = np.dtype(
    [("time", "f8"), ("family", "i8"), ("area", "i4"), ("event", "i2"), ("organisation", "i2"), ("detail", "i4")]
)


class Stopped(Exception):
    """Somebody asked a replication to stop before it was done."""


@dataclass(frozen=True, slots=True)
class Recording:
    """The record of one replication; years, areas and pools (organisations with places) in the order of the arrays.

    Everything adds up over years and areas, so that ratios are taken of sums and never of ratios.
    The lower edge of histogram bin b is ``HISTOGRAM_FIRST_DAYS * 2 ** ((b - 1) / HISTOGRAM_STEPS_PER_DOUBLING)``
    days for b >= 1, and 0 for the first bin; the last bin is open.
    """

    counts: NDArray[np.int64]
    """[years, areas, COUNTS]: events, and sums of whole days where the name ends in ``_days``."""
    stocks: NDArray[np.float64]
    """[years, areas, STOCKS]: families or children times days, integrated over the year."""
    stocks_end: NDArray[np.int64]
    """[years, areas, STOCKS]: families or children at the end of the year."""
    area_states: NDArray[np.float64]
    """[years, areas, AREA_STATES]: mean over the year of states between 0 and 1."""
    wait_count: NDArray[np.int64]
    """[pools, years]: waits that ended in a start of service."""
    wait_days: NDArray[np.float64]
    """[pools, years]: sum of those waits, days."""
    wait_in_norm: NDArray[np.int64]
    """[pools, years]: waits no longer than the organisation's norm."""
    wait_histogram: NDArray[np.int64]
    """[pools, years, HISTOGRAM_BINS]: waits by length."""
    pool_days: NDArray[np.float64]
    """[pools, years, POOL_DAYS]: places in use, places paid for, families in the queue, each times days."""
    ots_duration_histogram: NDArray[np.int64]
    """[years, HISTOGRAM_BINS]: ended measures (OTS) by duration, in the year of their end."""
    first_help_histogram: NDArray[np.int64]
    """[years, HISTOGRAM_BINS]: first helps by days since the signal."""
    measured_children: NDArray[np.int64]
    """[children]: sorted keys of the children with an OTS started in the measured years; a key means the same
    child in every scenario with the same seed and replication."""
    events: NDArray[np.void] | None = None
    """The event log, or None: fields ``time`` (float64, days since the start of the scenario), ``family`` (int64),
    ``area`` (int32), ``event`` (int16, place in EVENTS), ``organisation`` (int16, pool or -1), ``detail`` (int32)."""
