"""What single parameters explain of a quantity, from any sample of points.

The conditional mean given one parameter is fitted by regression: a spline with shrinkage chosen by the evidence
(scikit-learn: SplineTransformer and BayesianRidge). Its variance over that of the quantity is the first-order index
("given data": Plischke, Borgonovo and Smith 2013, European Journal of Operational Research 226); the same curve gives the value of
knowing the parameter (see ``information``).
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from youthsim.analysis.chance import resamples
from youthsim.analysis.sobol import between_replications, noise_share

RESAMPLES = 200
CONFIDENCE = 0.95
KNOTS, DEGREE = 5, 3
COLUMNS = ["parameter", "first", "first_low", "first_high", "noise_share"]
Table = NDArray[np.float64]


def curve(x: ArrayLike, y: ArrayLike, knots: int = KNOTS) -> Any:
    """The regression of ``y`` on ``x``: has ``predict``; the additive one where ``x`` has several columns.

    Args:
        x: [points, columns].
        y: [points].
        knots: of the spline of each column.
    """
    from sklearn.linear_model import BayesianRidge
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import SplineTransformer, StandardScaler

    splines = SplineTransformer(n_knots=knots, degree=DEGREE, knots="quantile", include_bias=False)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # repeated quantiles of a parameter with few values
        return make_pipeline(splines, StandardScaler(), BayesianRidge()).fit(np.asarray(x, float), np.asarray(y, float))


def fitted(x: ArrayLike, y: ArrayLike) -> Table:
    """The conditional mean of ``y`` given the columns of ``x`` at each point; of a constant column the mean of y."""
    x = np.asarray(x, float)
    x = x[:, None] if x.ndim == 1 else x
    if np.ptp(x, axis=0).max() == 0:
        return np.full(len(x), np.mean(y))
    different = min(len(np.unique(column)) for column in x.T)
    if different <= KNOTS:
        return _by_value(x, np.asarray(y, float)) if x.shape[1] == 1 else np.asarray(curve(x, y, 2).predict(x))
    return np.asarray(curve(x, y).predict(x), float)


def _by_value(x: Table, y: Table) -> Table:
    """The mean at each of the few values of a parameter."""
    _, place = np.unique(x[:, 0], return_inverse=True)
    return np.asarray((np.bincount(place, y) / np.bincount(place))[place])


def main_effects(
    points: pd.DataFrame, values: ArrayLike, *, seed: int = 1, number: int = RESAMPLES, parameters: Sequence[str] = ()
) -> pd.DataFrame:
    """First-order indices from any sample of points with independent parameters.

    Args:
        points: a column for each parameter.
        values: [points, replications].
        seed: seed of the bootstrap over points.
        number: resamples.
        parameters: those to look at; all when empty.

    Returns:
        parameter, first with its 95% interval, both without the bias that the resamples show (a curve follows its own
        sample), and the share of the variance between points that is chance.
    """
    y = np.asarray(values, float)
    y = y[:, None] if y.ndim == 1 else y
    rows = resamples(len(y), number, seed, "main effects bootstrap")
    noise = noise_share(y)
    found = []
    for name in parameters or list(points):
        x = points[name].to_numpy(float)
        first = _share(x, y)
        drawn = np.array([_share(x[sample], y[sample]) for sample in rows])
        drawn = drawn[np.isfinite(drawn)]
        if drawn.size == 0:
            found.append((name, np.nan, np.nan, np.nan, noise))
            continue
        bias = drawn.mean() - first
        low, high = np.percentile(drawn, [50 - 50 * CONFIDENCE, 50 + 50 * CONFIDENCE])
        found.append((name, first - bias, low - bias, high - bias, noise))
    return pd.DataFrame(found, columns=COLUMNS)


def _share(x: Table, y: Table) -> float:
    """The variance of the conditional mean over that of the parameters' part of ``y``."""
    y = y - y.mean(axis=0)
    variance = between_replications(y, y).mean()
    if variance <= 0:
        return float("nan")
    return float(np.var(fitted(x, y.mean(axis=1))) / variance)
