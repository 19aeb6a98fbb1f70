"""Emulators: a Gaussian process for each quantity, fitted to the points of a design.

A process (scikit-learn) with a Matern kernel of smoothness 5/2, a length for each parameter, and noise of a size
that is fitted too. It gives the mean over replications anywhere in the ranges, with its own uncertainty, in
milliseconds. How well it does is judged where it was not fitted: by leaving out a tenth of the points in turn.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

FOLDS = 10
LENGTHS = (0.1, 30.0)  # of the unit cube: shorter is noise, longer is a straight line
MOST_WIDENED = 3.0  # the ratio of the variances of t and of a normal, with three degrees of freedom
NOISE = (1e-8, 10.0)  # in variances of the quantity
Table = NDArray[np.float64]


@dataclass(frozen=True)
class Emulator:
    """One quantity as a function of the unit cube.

    ``explained`` is the share of the variance of left-out points that is predicted (1 minus the ratio of squared
    errors), ``error`` the root of the mean squared error there, chance included. ``common_variance`` is the
    variance of what chance has in common at all points, which no number of points takes away.
    """

    process: Any
    centre: float
    scale: float
    noise: float
    explained: float
    error: float
    common_variance: float = 0.0

    def mean(self, u: ArrayLike) -> Table:
        """The expected value at [points, parameters] of the unit cube."""
        return self.centre + self.scale * np.asarray(self.process.predict(np.asarray(u, float)), float)

    def mean_and_variance(self, u: ArrayLike) -> tuple[Table, Table]:
        """The expected value, and how uncertain it is (variance), chance of single replications left out."""
        mean, deviation = self.process.predict(np.asarray(u, float), return_std=True)
        variance = np.maximum(deviation**2 - self.noise, 0.0) * self.scale**2 + self.common_variance
        return self.centre + self.scale * mean, variance

    def draws(self, u: ArrayLike, number: int, seed: int) -> Table:
        """Functions that the points allow, at the same places: [points, draws], chance left out."""
        mean, covariance = self.process.predict(np.asarray(u, float), return_cov=True)
        covariance = covariance - self.noise * np.eye(len(mean))
        from scipy import stats

        values, vectors = np.linalg.eigh(covariance)
        root = vectors * np.sqrt(np.maximum(values, 0.0))
        normal = stats.norm.rvs(size=(len(mean), number), random_state=seed)
        return np.asarray(self.centre + self.scale * (mean[:, None] + root @ normal), float)


def fit(u: ArrayLike, values: ArrayLike, *, judge: bool = True) -> Emulator:
    """Fit an emulator of one quantity.

    Args:
        u: [points, parameters] in the unit cube.
        values: [points, replications] or [points]; missing values are left out of the mean of their point.
        judge: leave out points in turn to see how well it predicts; else ``explained`` and ``error`` are missing.
    """
    u, y = np.asarray(u, float), np.asarray(values, float)
    y = y[:, None] if y.ndim == 1 else y
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        means = np.nanmean(y, axis=1)
    known = np.isfinite(means)
    u, y, means = u[known], y[known], means[known]
    centre, scale = float(means.mean()), float(means.std()) or 1.0
    target = (means - centre) / scale
    process = _fitted(u, target)
    explained, error = _judged(u, target, process) if judge else (np.nan, np.nan)
    return Emulator(process, centre, scale, _noise(process), explained, error * scale, _common_variance(y))


def _fitted(u: Table, target: Table, kernel: Any = None) -> Any:
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.gaussian_process import GaussianProcessRegressor
    from sklearn.gaussian_process.kernels import ConstantKernel, Matern, WhiteKernel

    optimizer = None if kernel is not None else "fmin_l_bfgs_b"
    if kernel is None:
        lengths = Matern(np.ones(u.shape[1]), LENGTHS, nu=2.5)
        kernel = ConstantKernel(1.0, (1e-2, 1e3)) * lengths + WhiteKernel(0.1, NOISE)
    process = GaussianProcessRegressor(kernel, optimizer=optimizer, normalize_y=False)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # a length at the end of its range: no effect, or a line
        return process.fit(u, target)


def _noise(process: Any) -> float:
    return float(process.kernel_.k2.noise_level)


def _judged(u: Table, target: Table, process: Any) -> tuple[float, float]:
    """Predict each tenth of the points from the others, with the same kernel."""
    folds = np.arange(len(u)) % min(FOLDS, len(u))
    errors = np.empty(len(u))
    for fold in np.unique(folds):
        out = folds == fold
        errors[out] = target[out] - _fitted(u[~out], target[~out], process.kernel_).predict(u[out])
    error, variance = float(np.mean(errors**2)), float(np.mean(target**2))
    return 1 - error / variance if variance > 0 else 1.0, float(np.sqrt(error))


def _common_variance(y: Table) -> float:
    """The variance of the mean over replications of the part that all points share (common random numbers).

    It is known from the replications alone, however many points there are, so it is widened as Student's t is.
    """
    if y.shape[1] < 2:
        return 0.0
    shared = np.nanmean(y - np.nanmean(y, axis=1, keepdims=True), axis=0)
    residual = y - np.nanmean(y, axis=1, keepdims=True) - shared
    own = np.nanvar(residual) / len(y)
    freedom = y.shape[1] - 1
    widened = freedom / (freedom - 2) if freedom > 2 else MOST_WIDENED
    return float(widened * max(np.var(shared, ddof=1) - own, 0.0) / y.shape[1])
