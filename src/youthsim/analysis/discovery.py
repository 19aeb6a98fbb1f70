"""In which worlds does a policy fail: boxes of parameters that hold most failures and little else.

The patient rule induction method (Friedman and Fisher 1999, Statistics and Computing 9; for scenario discovery Bryant
and Lempert 2010, Technological Forecasting and Social Change 77), by the EMA Workbench, which is an optional extra
(``pip install youthsim[discovery]``).
"""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from youthsim.experiment.errors import BadInput

LEAST_MASS = 0.05  # a box holds at least this share of the worlds
LEAST_CUT = 0.15  # a parameter bounds a box where it leaves out at least this share of the worlds by itself
LEAST_DENSITY = 0.8  # and is the smallest cut after which so many of its worlds fail, if there is one
COLUMNS = ["box", "parameter", "low", "high", "range_low", "range_high", "coverage", "density", "mass"]


def failing_worlds(points: pd.DataFrame, fails: ArrayLike, *, density: float = LEAST_DENSITY) -> pd.DataFrame:
    """The box of parameters in which a policy mostly fails.

    Args:
        points: a column per parameter.
        fails: for every point whether the policy fails there.
        density: the share of failures that a box should have; the one with the largest share if none reaches it.

    Returns:
        a row per parameter that bounds the box: its ends, those of the sample, ``coverage`` (share of all failures
        inside), ``density`` (share of the worlds inside that fail) and ``mass`` (share of all worlds inside). Empty
        where it fails nowhere or everywhere.

    Raises:
        BadInput: the EMA Workbench is not installed.
    """
    fails = np.asarray(fails, bool)
    if not fails.any() or fails.all():
        return pd.DataFrame(columns=COLUMNS)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from ema_workbench.analysis import prim
    except ModuleNotFoundError as missing:
        raise BadInput(
            "the search for failing worlds needs ema-workbench: pip install youthsim[discovery]"
        ) from missing
    x = points.reset_index(drop=True).astype(float)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        box = prim.Prim(x, fails, threshold=float(fails.mean()), mass_min=LEAST_MASS).find_box()
    path = box.peeling_trajectory
    wanted = max(density, (1 + fails.mean()) / 2)  # where most worlds fail anyway, a box has to hold more
    reached = path[path["density"] >= wanted]
    step = int(reached.index[0]) if len(reached) else int(path["density"].idxmax())
    limits = box.box_lims[step]
    bounds = {name: (float(limits[name].iloc[0]), float(limits[name].iloc[1])) for name in x}
    bounds = {name: ends for name, ends in bounds.items() if (~x[name].between(*ends)).mean() >= LEAST_CUT}
    inside = pd.Series(True, index=x.index)
    for name, ends in bounds.items():
        inside &= x[name].between(*ends)
    shares = (fails[inside].sum() / fails.sum(), fails[inside].mean(), inside.mean())
    rows = [(1, name, *ends, x[name].min(), x[name].max(), *shares) for name, ends in bounds.items()]
    return pd.DataFrame(rows, columns=COLUMNS)
