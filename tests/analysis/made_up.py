"""Made-up designs with results whose answers are known."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from youthsim.analysis import Evaluated
from youthsim.sweep.designs import laid_out
from youthsim.sweep.model import UNCERTAINTY, UNIFORM, Axis, Design

OUTCOME, SCENARIO = "ots_started", "made-up"
A, B = 7.0, 0.1  # the usual constants of the Ishigami function


def ishigami(x):
    value = math.sin(x["x1"]) + A * math.sin(x["x2"]) ** 2 + B * x["x3"] ** 4 * math.sin(x["x1"])
    return {"y": value}


def axes(names, low=0.0, high=1.0):
    return tuple(Axis(name, UNCERTAINTY, (SCENARIO,), "", (), low, high, (low + high) / 2, UNIFORM) for name in names)


def design(kind, names, **settings):
    """The axes, the points (a column per name) and their coordinates in the unit cube."""
    mine = axes(names)
    cells, cube = laid_out(Design(kind, **settings), (), mine)
    return mine, cells[list(names)], cube.to_numpy(float) if cube.shape[1] else None


def results(values, outcome=OUTCOME, scenario=SCENARIO, organisation="all"):
    """Long results from [points, replications]."""
    values = np.asarray(values, float)
    points, replications = values.shape
    return pd.DataFrame(
        {
            "point": np.repeat(np.arange(points), replications),
            "scenario": scenario,
            "replication": np.tile(np.arange(replications), points),
            "outcome": outcome,
            "organisation": organisation,
            "value": values.ravel(),
        }
    )


def evaluated(kind, names, function, *, replications=1, chance=0.0, shared=0.0, seed=1, outcome=OUTCOME, **settings):
    """A design of a function of [points, parameters], with chance of each run and chance that all points share."""
    mine, points, cube = design(kind, names, **settings)
    filled = points.astype(float).fillna(0.5).to_numpy()
    rng = np.random.default_rng(seed)
    values = function(filled)[:, None] + rng.normal(0, 1, (len(points), replications)) * chance
    values = values + rng.normal(0, 1, (1, replications)) * shared
    return Evaluated(points, results(values, outcome), mine, cube, kind, (SCENARIO,))
