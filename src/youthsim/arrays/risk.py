"""How risk is spread between families: a gamma with mean 1, cut into equally likely cells."""

from __future__ import annotations

import numpy as np
from scipy import special  # not scipy.stats, which takes a third of a second to load

CELLS = 4096


def risk_cells(shape: float, cells: int = CELLS) -> np.ndarray:
    """Mean risk within each of ``cells`` equally likely cells, smallest first; their mean is 1.

    The mean of a gamma between two quantiles follows from the distribution function with shape + 1.
    """
    scale = 1.0 / shape
    edges = special.gammaincinv(shape, np.linspace(0.0, 1.0, cells + 1)) * scale
    means = np.diff(special.gammainc(shape + 1.0, edges / scale)) * cells
    return np.round(means, 9)  # the same on every machine
