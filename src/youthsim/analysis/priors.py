"""What is believed of parameters before calibration: independent distributions, seen as the unit cube.

A point of the cube holds for every parameter the share of its distribution that lies below, so the belief is even over
the cube, whatever the distributions are.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from youthsim.experiment.errors import BadInput
from youthsim.sweep.model import TRIANGULAR, UNIFORM, Axis


class Priors:
    """The uncertain parameters of an experiment with their distributions.

    Raises:
        BadInput: a parameter takes single values only.
    """

    def __init__(self, axes: Sequence[Axis]) -> None:
        self.names = tuple(axis.name for axis in axes)
        self._each = [_distribution(axis) for axis in axes]

    def values(self, u: ArrayLike) -> NDArray[np.float64]:
        """The parameters at [points, parameters] of the cube."""
        columns = np.asarray(u, float).T
        return np.column_stack([one.ppf(column) for one, column in zip(self._each, columns, strict=True)])

    def deviations(self) -> NDArray[np.float64]:
        """The standard deviation of each parameter."""
        return np.array([one.std() for one in self._each], float)


def log_density(u: NDArray[np.float64]) -> NDArray[np.float64]:
    """The logarithm of the density at points of the cube, up to a constant: minus infinity outside."""
    return np.where(((u > 0) & (u < 1)).all(axis=1), 0.0, -np.inf)


def _distribution(axis: Axis) -> Any:
    if axis.distribution not in (UNIFORM, TRIANGULAR):
        kind = f"it takes single values ({axis.distribution})"
        raise BadInput(f"{axis.name} cannot be calibrated: {kind}; allowed: a range, uniform or triangular")
    width = axis.high - axis.low
    if axis.distribution == TRIANGULAR:
        return stats.triang((axis.mode - axis.low) / width, axis.low, width)
    return stats.uniform(axis.low, width)
