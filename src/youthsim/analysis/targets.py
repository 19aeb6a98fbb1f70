"""Targets of a calibration: what was observed, how sure that is, and what the model gives for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from youthsim.analysis.evaluated import Evaluated, Quantity
from youthsim.experiment.errors import BadInput
from youthsim.outcomes.catalogue import WHOLE_CHAIN

COVERAGE = 0.95  # of low and high
NORMAL_95 = float(stats.norm.ppf(0.5 + COVERAGE / 2))  # standard deviations from the middle to an end


@dataclass(frozen=True, slots=True)
class Target:
    """An observation that the model should meet.

    ``value`` with standard deviation ``sd``, both in ``unit``. The model gives ``outcome`` of ``organisation``, divided
    by the outcome ``over`` where there is one, and per ``per_youths`` youths where that is not 0. A target that is
    ``held_out`` takes no part in the fit and is scored afterwards.
    """

    name: str
    outcome: str
    value: float
    sd: float
    unit: str
    source: str
    organisation: str = WHOLE_CHAIN
    over: str | None = None
    per_youths: float = 0.0
    held_out: bool = False

    @property
    def ends(self) -> tuple[float, float]:
        """The 95% range of the observation, by its standard deviation."""
        half = self.sd * NORMAL_95
        return self.value - half, self.value + half

    def scaled(self, values: NDArray[np.float64], youths: float) -> NDArray[np.float64]:
        """Values of the outcome in the unit of the target."""
        return values * (self.per_youths / youths) if self.per_youths else values

    def of(self, evaluated: Evaluated, scenario: str, youths: float) -> NDArray[np.float64]:
        """What the model gives at every point and replication: [points, replications]."""
        found = evaluated.values(Quantity(scenario, self.outcome, self.organisation))
        if self.over is not None:
            with np.errstate(divide="ignore", invalid="ignore"):
                found = found / evaluated.values(Quantity(scenario, self.over))
        return self.scaled(found, youths)

    def of_run(self, values: pd.DataFrame, scenario: str, youths: float) -> pd.Series:
        """What the model gives in every replication of a run (``RunResult.values``)."""
        mine = values[values["scenario"] == scenario].astype({"outcome": str, "organisation": str})
        table = mine.pivot(index="replication", columns=["outcome", "organisation"], values="value")
        found = table[self.outcome, self.organisation]
        if self.over is not None:
            found = found / table[self.over, WHOLE_CHAIN]
        return found * (self.per_youths / youths) if self.per_youths else found


def sd_of(name: str, given: Mapping[str, Any]) -> tuple[float, float]:
    """The value and the standard deviation of a target given as value and sd, value and low and high, or low and high.

    ``low`` and ``high`` are the ends of a 95% range.

    Raises:
        BadInput: they contradict each other, or leave the uncertainty open.
    """
    value, sd, low, high = (given.get(key) for key in ("value", "sd", "low", "high"))
    if (low is None) != (high is None):
        raise BadInput(f"target {name} needs both low and high, or neither")
    if low is not None and high is not None:
        if sd is not None:
            raise BadInput(f"target {name} has sd as well as low and high; allowed: one of them")
        if not low < high or (value is not None and not low <= value <= high):
            raise BadInput(f"target {name} needs low < high with the value between them")
        value = (low + high) / 2 if value is None else value
        sd = (high - low) / (2 * NORMAL_95)
    if value is None or sd is None or not sd > 0:
        raise BadInput(f"target {name} needs a value and its uncertainty: sd above 0, or low and high")
    return float(value), float(sd)
