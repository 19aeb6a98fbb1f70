"""Sobol indices of a model with chance in it: the share of the variance that each parameter explains.

Estimators of Saltelli et al. (2010), "Variance based sensitivity analysis of model output", Computer Physics
Communications 181, table 2 (b) and (f), on the sample of SALib. Replications of one point differ by chance alone;
with several of them, every product of two values is taken from two different replications, so that chance
does not count as variance of the parameters, also where points share their luck (common random numbers). With one
replication the estimates are those of SALib, and chance, if any, is in them.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from youthsim.analysis.chance import resamples
from youthsim.experiment.errors import BadInput

RESAMPLES = 1000
CONFIDENCE = 0.95
COLUMNS = ["parameter", "first", "first_low", "first_high", "total", "total_low", "total_high", "noise_share"]
Table = NDArray[np.float64]


def sobol_indices(
    values: ArrayLike, parameters: Sequence[str], *, seed: int = 1, number: int = RESAMPLES
) -> pd.DataFrame:
    """First-order and total indices with bootstrap intervals.

    Args:
        values: [points, replications] or [points], in the order of SALib's Sobol sample without second order: for each
            base point the row of A, a row for each parameter, the row of B.
        parameters: their names.
        seed: seed of the bootstrap.
        number: resamples of base points.

    Returns:
        parameter, first, total, each with the ends of its 95% percentile interval, and ``noise_share``: the share of
        the variance between points that is chance of the replications (missing with one replication). All are
        missing where the outcome does not vary.

    Raises:
        BadInput: the number of points is no multiple of the parameters and two.
    """
    y = np.asarray(values, float)
    y = y[:, None] if y.ndim == 1 else y
    width = len(parameters) + 2
    if len(y) == 0 or len(y) % width:
        raise BadInput(f"a Sobol sample of {len(parameters)} parameters has a multiple of {width} points, not {len(y)}")
    blocks = (y - y.mean(axis=0)).reshape(-1, width, y.shape[1])
    terms = _terms(blocks)
    found = _indices(terms, np.arange(len(blocks))[None])[:, 0]
    drawn = _indices(terms, resamples(len(blocks), number, seed, "sobol bootstrap"))
    low, high = _interval(drawn)
    return pd.DataFrame(
        {
            "parameter": list(parameters),
            "first": found[0],
            "first_low": low[0],
            "first_high": high[0],
            "total": found[1],
            "total_low": low[1],
            "total_high": high[1],
            "noise_share": noise_share(y),
        }
    )[COLUMNS]


def _interval(drawn: Table) -> tuple[Table, Table]:
    """The ends of the percentile interval of [kind, resample, parameter]; missing where nothing could be estimated."""
    low, high = np.full((2, 2, drawn.shape[2]), np.nan)
    known = np.isfinite(drawn).any(axis=1)
    if known.any():
        ends = np.nanpercentile(drawn.swapaxes(1, 2)[known], [50 - 50 * CONFIDENCE, 50 + 50 * CONFIDENCE], axis=1)
        low[known], high[known] = ends
    return low, high


def noise_share(values: ArrayLike) -> float:
    """The share of the variance between the means of points that is chance; missing with one replication.

    Args:
        values: [points, replications].
    """
    y = np.asarray(values, float)
    if y.shape[1] < 2 or not _varies(y):
        return float("nan")
    y = y - y.mean(axis=0)
    means = y.mean(axis=1)
    return float(np.clip(1 - between_replications(y, y).mean() / np.mean(means**2), 0, 1))


def between_replications(one: Table, other: Table) -> Table:
    """The mean product over all pairs of different replications; the plain product if there is but one.

    Args:
        one, other: [..., replications].
    """
    number = one.shape[-1]
    together = one.mean(axis=-1) * other.mean(axis=-1)
    if number == 1:
        return np.asarray(together)
    same = (one * other).mean(axis=-1)
    return np.asarray((number * together - same) / (number - 1))


def _varies(y: Table) -> bool:
    return bool(np.ptp(y.mean(axis=1)) > 0)


def _terms(blocks: Table) -> Table:
    """What the sums are made of, for every base point: [term, base point].

    Terms: half the squares and the values of A and B, their part in the square of the mean; then for each
    parameter the term of its first-order and of its total effect.
    """
    a, b, mixed = blocks[:, 0], blocks[:, -1], blocks[:, 1:-1]
    change = mixed - a[:, None]
    square = (between_replications(a, a) + between_replications(b, b)) / 2
    mean = (a.mean(axis=-1) + b.mean(axis=-1)) / 2
    first = between_replications(np.broadcast_to(b[:, None], change.shape), change)
    total = between_replications(change, change) / 2
    return np.vstack([square, mean, first.T, total.T])


def _indices(terms: Table, rows: NDArray[np.int64]) -> Table:
    """First-order and total indices for samples of base points: [2, sample, parameter]."""
    means = np.stack([terms[:, sample].mean(axis=1) for sample in rows])
    variance = means[:, 0] - means[:, 1] ** 2
    variance = np.where(variance > 0, variance, np.nan)[:, None]
    parameters = (len(terms) - 2) // 2
    with np.errstate(invalid="ignore"):
        return np.stack([means[:, 2 : 2 + parameters] / variance, means[:, 2 + parameters :] / variance])
