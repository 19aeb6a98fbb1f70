"""What single parameters explain of a quantity, from any sample of points.

The conditional mean given one parameter is fitted by regression: a spline with shrinkage chosen by the evidence
(scikit-learn: SplineTransformer and BayesianRidge). Its variance over that of the quantity is the first-order index
("given data": Plischke, Borgonovo and Smith 2013, European Journal of Operational Research 226); the same curve gives
the value of knowing the parameter (see ``information``).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from youthsim.analysis.chance import resamples
from youthsim.analysis.sobol import between_replications, noise_share

RESAMPLES = 100
CONFIDENCE = 0.95
KNOTS, DEGREE = 5, 3
FEW_VALUES = 5
COLUMNS = ["parameter", "first", "first_low", "first_high", "noise_share"]
Table = NDArray[np.float64]


def basis(x: ArrayLike) -> Table:
    """The columns in which the curves over a parameter are straight: [points, columns], each of mean 0 and variance 1.

    A spline with knots at quantiles; of a parameter with few values, one column for each value.
    """
    from sklearn.preprocessing import SplineTransformer

    x = np.asarray(x, float)[:, None]
    values = np.unique(x)
    if len(values) <= FEW_VALUES:
        columns = (x == values).astype(float)
    else:
        columns = SplineTransformer(KNOTS, degree=DEGREE, knots="quantile", include_bias=False).fit_transform(x)
    columns = columns - columns.mean(axis=0)
    deviation = columns.std(axis=0)
    return np.asarray(columns[:, deviation > 0] / deviation[deviation > 0], float)


def fitted(columns: Table, y: ArrayLike) -> Table:
    """The conditional mean of ``y`` at each point, given the columns of ``basis``; the mean where there are none."""
    from sklearn.linear_model import BayesianRidge

    y = np.asarray(y, float)
    if columns.shape[1] == 0 or np.ptp(y) == 0:
        return np.full(len(y), y.mean())
    standard = (y - y.mean()) / y.std()  # the shrinkage has a scale of its own, whatever the unit of y
    return np.asarray(y.mean() + y.std() * BayesianRidge().fit(columns, standard).predict(columns), float)


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
        columns = basis(points[name].to_numpy(float))
        first = _share(columns, y)
        drawn = np.array([_share(columns[sample], y[sample]) for sample in rows])
        drawn = drawn[np.isfinite(drawn)]
        if drawn.size == 0:
            found.append((name, np.nan, np.nan, np.nan, noise))
            continue
        bias = drawn.mean() - first
        low, high = np.percentile(drawn, [50 - 50 * CONFIDENCE, 50 + 50 * CONFIDENCE])
        found.append((name, first - bias, low - bias, high - bias, noise))
    return pd.DataFrame(found, columns=COLUMNS)


def _share(columns: Table, y: Table) -> float:
    """The variance of the conditional mean over that of the parameters' part of ``y``."""
    y = y - y.mean(axis=0)
    variance = between_replications(y, y).mean()
    if variance <= 0:
        return float("nan")
    return float(np.var(fitted(columns, y.mean(axis=1))) / variance)
