"""Small tables beside the outcomes, for figures: flows of families between steps, and histograms of waits."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from youthsim.experiment.replications import Replicate
from youthsim.experiment.results import OVER_REPLICATIONS
from youthsim.experiment.statistics import half_width
from youthsim.outcomes.flows import LINKS
from youthsim.outcomes.histograms import edges

# Flows are counted from the event log, which takes memory with the number of families: in so many replications at
# most, and not at all in a larger region.
MOST_REPLICATIONS = 20
MOST_FAMILIES = 500_000
UNIT = "families/year"
FLOW_COLUMNS = [
    "scenario", "view", "from_step", "to_step", "unit", "mean", "low", "high",
    "difference", "difference_low", "difference_high", "interval", "replications",
]  # fmt: skip
WAIT_COLUMNS = ["scenario", "kind", "organisation", "from_days", "to_days", "number"]


def flows(replicates: Sequence[Replicate], names: Sequence[str], years: int) -> pd.DataFrame | None:
    """Families per year on every link of every scenario, with the paired difference against the first one.

    Returns:
        ``FLOW_COLUMNS``, intervals over the replications in which flows were counted (missing with one); None where
        they were counted in none.
    """
    counted = [r.flows for r in replicates if r.flows and all(one is not None for one in r.flows)]
    if not counted:
        return None
    numbers = np.array(counted, float) / years  # [replications, scenarios, links]
    parts = []
    for place, name in enumerate(names):
        mean, low, high = _interval(numbers[:, place])
        between = _interval(numbers[:, place] - numbers[:, 0]) if place else (np.nan, np.nan, np.nan)
        parts.append(
            pd.DataFrame(
                {
                    "scenario": name,
                    "view": [link.view for link in LINKS],
                    "from_step": [link.from_step for link in LINKS],
                    "to_step": [link.to_step for link in LINKS],
                    "unit": UNIT,
                    "mean": mean, "low": low, "high": high,
                    "difference": between[0], "difference_low": between[1], "difference_high": between[2],
                    "interval": OVER_REPLICATIONS,
                    "replications": len(numbers),
                }
            )
        )  # fmt: skip
    return pd.concat(parts, ignore_index=True)[FLOW_COLUMNS]


def _interval(numbers: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Mean, low and high over the first axis."""
    mean = numbers.mean(axis=0)
    deviation = numbers.std(axis=0, ddof=1) if len(numbers) > 1 else np.full_like(mean, np.nan)
    half = half_width(deviation, len(numbers))
    return mean, mean - half, mean + half


def waits(replicates: Sequence[Replicate], names: Sequence[str], years: int) -> pd.DataFrame | None:
    """How many waits and measures ended in each bin of time, per year, mean over the replications.

    Returns:
        ``WAIT_COLUMNS``; bins in which nothing ended are left out; None where nobody counted.
    """
    parts, bounds = [], edges()
    for place, name in enumerate(names):
        keys = dict.fromkeys(key for r in replicates if r.waits for key in r.waits[place])
        for kind, organisation in keys:
            none = np.zeros(len(bounds) - 1, np.int64)
            total = sum((r.waits[place].get((kind, organisation), none) for r in replicates), none)
            there = np.flatnonzero(total)
            about = {"scenario": name, "kind": kind, "organisation": organisation}
            times = {"from_days": bounds[there], "to_days": bounds[there + 1]}
            parts.append(pd.DataFrame(about | times | {"number": total[there] / (len(replicates) * years)}))
    return pd.concat(parts, ignore_index=True)[WAIT_COLUMNS] if parts else None
