"""Which parameters matter at all: elementary effects (Morris) and one parameter at a time.

Elementary effects: Morris (1991), Technometrics 33; the mean of absolute effects: Campolongo, Cariboni and Saltelli
(2007), Environmental Modelling and Software 22. With several replications the size that chance alone would give stands
beside it, from the differences between replications of the same step.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from youthsim.analysis.chance import resamples
from youthsim.experiment.errors import BadInput
from youthsim.experiment.statistics import half_width

RESAMPLES = 1000
CONFIDENCE = 0.95
MORRIS_COLUMNS = ["parameter", "mu", "mu_star", "mu_star_low", "mu_star_high", "sigma", "noise"]
ENDS_COLUMNS = ["parameter", "end", "setting", "effect", "low", "high"]


def elementary_effects(
    points: ArrayLike, values: ArrayLike, parameters: Sequence[str], *, seed: int = 1, number: int = RESAMPLES
) -> pd.DataFrame:
    """Morris screening: the mean effect of moving one parameter over its whole range, wherever the others are.

    Args:
        points: [points, parameters] in the unit cube, in trajectories of one more point than parameters, each step
            of which moves one parameter (the sample of SALib).
        values: [points, replications] or [points].
        parameters: their names.
        seed: seed of the bootstrap over trajectories.
        number: resamples.

    Returns:
        parameter, ``mu`` (mean effect), ``mu_star`` (mean absolute effect) with its 95% interval, ``sigma`` (their
        spread: interaction and curvature) and ``noise`` (the ``mu_star`` that chance alone would give; missing
        with one replication), in the unit of the outcome.

    Raises:
        BadInput: the points are no such trajectories.
    """
    effects, noise = _effects(np.asarray(points, float), np.asarray(values, float), len(parameters))
    absolute = np.abs(effects)
    rows = resamples(len(effects), number, seed, "morris bootstrap")
    drawn = np.stack([absolute[sample].mean(axis=0) for sample in rows])
    low, high = np.percentile(drawn, [50 - 50 * CONFIDENCE, 50 + 50 * CONFIDENCE], axis=0)
    return pd.DataFrame(
        {
            "parameter": list(parameters),
            "mu": effects.mean(axis=0),
            "mu_star": absolute.mean(axis=0),
            "mu_star_low": low,
            "mu_star_high": high,
            "sigma": effects.std(axis=0, ddof=1) if len(effects) > 1 else np.nan,
            "noise": noise,
        }
    )[MORRIS_COLUMNS]


def _effects(
    points: NDArray[np.float64], values: NDArray[np.float64], size: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Effects [trajectory, parameter], and for each parameter the mean absolute effect of chance alone."""
    y = values[:, None] if values.ndim == 1 else values
    if len(y) == 0 or len(y) % (size + 1) or points.shape != (len(y), size):
        raise BadInput(
            f"a Morris sample of {size} parameters has trajectories of {size + 1} points, not {len(y)} points"
        )
    x = points.reshape(-1, size + 1, size)
    y = y.reshape(-1, size + 1, y.shape[1])
    moved = np.diff(x, axis=1)
    which = np.abs(moved).argmax(axis=2)
    if not all(sorted(row) == list(range(size)) for row in which) or (np.count_nonzero(moved, axis=2) != 1).any():
        raise BadInput("a step of a Morris sample moves one parameter, and a trajectory moves each once")
    step = np.take_along_axis(moved, which[:, :, None], axis=2)
    change = np.diff(y, axis=1) / step
    order = np.argsort(which, axis=1)
    effects = np.take_along_axis(change.mean(axis=2), order, axis=1)
    if y.shape[2] < 2:
        return effects, np.full(size, np.nan)
    variance = np.take_along_axis(change.var(axis=2, ddof=1) / y.shape[2], order, axis=1).mean(axis=0)
    return effects, np.sqrt(2 / np.pi * variance)


def one_at_a_time(values: ArrayLike, settings: Sequence[tuple[str, str, float]], base: int = 0) -> pd.DataFrame:
    """The effect of each parameter at another value, all others as they are, paired by replication.

    Args:
        values: [points, replications].
        settings: for every point the parameter that differs, which end it is (``low`` or ``high``) and its value; of
            the base point only the place counts.
        base: the place of the point at which nothing differs.

    Returns:
        parameter, end, setting, effect, and the 95% interval of the effect over the replications (missing with one).
    """
    y = np.asarray(values, float)
    changes = y - y[base]
    number = y.shape[1]
    mean = changes.mean(axis=1)
    half = half_width(changes.std(axis=1, ddof=1), number) if number > 1 else np.full(len(y), np.nan)
    rows = [
        (parameter, end, value, mean[place], mean[place] - half[place], mean[place] + half[place])
        for place, (parameter, end, value) in enumerate(settings)
        if place != base
    ]
    return pd.DataFrame(rows, columns=ENDS_COLUMNS)
