"""What is believed of a parameter before calibration: the registry's distribution over its range."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from youthsim.experiment.errors import BadInput
from youthsim.parameters import registry

CONTINUOUS = ("uniform", "triangular")


def prior(name: str, low: float, high: float) -> Any:
    """The distribution of a parameter over a range (SciPy), with the registry's value as the mode where it has one.

    Raises:
        BadInput: the parameter takes single values only, or the range is empty.
    """
    known = registry().get(name)
    kind = known.distribution if known is not None else "uniform"
    if kind not in CONTINUOUS:
        raise BadInput(f"{name} takes single values ({kind}), which calibration cannot move; allowed: a range")
    if not low < high:
        raise BadInput(f"{name} has an empty range, {low:g} to {high:g}")
    if known is None or kind == "uniform":
        return stats.uniform(low, high - low)
    mode = float(np.clip((known.value - low) / (high - low), 0.0, 1.0))
    return stats.triang(mode, low, high - low)


class Priors:
    """The independent priors of several parameters, on their ranges stretched over the unit cube."""

    def __init__(self, ranges: Mapping[str, tuple[float, float]]) -> None:
        self.names: Sequence[str] = tuple(ranges)
        self.low = np.array([ranges[name][0] for name in self.names], float)
        self.high = np.array([ranges[name][1] for name in self.names], float)
        self._each = [prior(name, *ranges[name]) for name in self.names]

    def values(self, u: ArrayLike) -> NDArray[np.float64]:
        """Parameters at [points, parameters] of the unit cube."""
        return np.asarray(self.low + np.asarray(u, float) * (self.high - self.low), float)

    def deviations(self) -> NDArray[np.float64]:
        """The standard deviation of each parameter."""
        return np.array([one.std() for one in self._each], float)

    def log_density(self, u: NDArray[np.float64]) -> NDArray[np.float64]:
        """The logarithm of the prior density, up to a constant; minus infinity outside of the cube."""
        with np.errstate(divide="ignore"):
            each = [one.logpdf(column) for one, column in zip(self._each, self.values(u).T, strict=True)]
        inside = ((u >= 0) & (u <= 1)).all(axis=1)
        return np.where(inside, np.sum(each, axis=0), -np.inf)
