"""Lay points out over the axes of an experiment.

Samples are made in the unit cube, one coordinate per uncertainty, and brought to the parameter by its quantile
function, so that every design knows every distribution. Latin hypercubes: SciPy (McKay, Beckman, Conover 1979).
Saltelli's blocks on a scrambled Sobol sequence and Morris' trajectories: SALib (Saltelli 2002, Comput. Phys.
Commun. 145; Morris 1991, Technometrics 33). With the same seed, more points of Sobol or more trajectories of
Morris begin with the fewer; a larger Latin hypercube is a new one.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from youthsim.experiment.errors import BadInput
from youthsim.sweep.grammar import MOST_POINTS
from youthsim.sweep.model import (
    CHOICE,
    LATIN_HYPERCUBE,
    MORRIS,
    ONE_AT_A_TIME,
    SAMPLED,
    SOBOL,
    TRIANGULAR,
    Axis,
    Cell,
    Design,
)

Cube = NDArray[np.float64]


def laid_out(design: Design, policies: Sequence[Axis], unknowns: Sequence[Axis]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The points of a design.

    Returns:
        the cells, a row per point: ``policy`` (number of the combination of policies), ``sample`` (number of the
        point over the uncertainties) and a column per axis; an axis that a point leaves alone is missing there.
        And the coordinates in the unit cube, a column per uncertainty, of a sampled design; else without columns.

    Raises:
        BadInput: more points than a plan may have.
    """
    if design.kind == ONE_AT_A_TIME:
        return _one_at_a_time(design, policies, unknowns), pd.DataFrame()
    _check_size(_rows(design, policies, unknowns))
    combinations = list(itertools.product(*(axis.values for axis in policies)))
    if design.kind in SAMPLED:
        cube = _samples(design, len(unknowns))
        samples = [_cells(axis, cube[:, place]) for place, axis in enumerate(unknowns)]
        rows = list(zip(*samples, strict=True))
    else:
        rows = list(itertools.product(*(_levels(axis, design.levels or 2) for axis in unknowns)))
        cube = np.empty((len(rows), 0))
    names = [axis.name for axis in (*policies, *unknowns)]
    cells = pd.DataFrame([(*policy, *row) for policy in combinations for row in rows], columns=names)
    cells.insert(0, "policy", np.repeat(np.arange(len(combinations)), len(rows)))
    cells.insert(1, "sample", np.tile(np.arange(len(rows)), len(combinations)))
    coordinates = pd.DataFrame(np.tile(cube, (len(combinations), 1)))
    coordinates.columns = pd.Index([axis.name for axis in unknowns][: cube.shape[1]])
    return cells, coordinates


def _rows(design: Design, policies: Sequence[Axis], unknowns: Sequence[Axis]) -> int:
    """How many rows a design has, before they are made."""
    each = {
        LATIN_HYPERCUBE: design.points or 1,
        SOBOL: (design.points or 1) * (len(unknowns) * (1 + design.second_order) + 2),
        MORRIS: (design.trajectories or 1) * (len(unknowns) + 1),
    }
    grid = math.prod(len(_levels(axis, design.levels or 2)) for axis in unknowns)
    return math.prod(len(axis.values) for axis in policies) * each.get(design.kind, grid)


def _check_size(rows: int) -> None:
    if rows > MOST_POINTS:
        raise BadInput(f"the design has {rows} points, allowed at most {MOST_POINTS}; take fewer values or points")


def _one_at_a_time(design: Design, policies: Sequence[Axis], unknowns: Sequence[Axis]) -> pd.DataFrame:
    """The first value of every policy and no uncertainty touched; then each axis by itself through its values."""
    middle: dict[str, Cell | None] = {axis.name: axis.values[0] for axis in policies}
    middle |= {axis.name: None for axis in unknowns}
    rows: list[dict[str, Cell | None]] = [dict(middle)]
    for axis in (*policies, *unknowns):
        values = axis.values[1:] if axis in policies else _levels(axis, design.levels or 2)
        rows += [middle | {axis.name: value} for value in values]
    cells = pd.DataFrame(rows, columns=list(middle))
    cells.insert(0, "policy", pd.factorize(pd.MultiIndex.from_frame(cells[[a.name for a in policies]]))[0]
                 if policies else 0)  # fmt: skip
    cells.insert(1, "sample", np.arange(len(rows)))
    return cells


def _levels(axis: Axis, number: int) -> list[Any]:
    """Its list of values, or equal steps from the low to the high end of its range."""
    if axis.values:
        return list(axis.values)
    if axis.distribution == CHOICE:
        return [float(value) for value in np.unique(np.round(np.linspace(axis.low, axis.high, number)))]
    return [float(value) for value in np.linspace(axis.low, axis.high, number)]


def _samples(design: Design, dimensions: int) -> Cube:
    """Points in the unit cube, [points, dimensions]."""
    if design.kind == LATIN_HYPERCUBE:
        from scipy.stats import qmc

        return np.asarray(qmc.LatinHypercube(dimensions, rng=design.seed).random(design.points or 1))
    about = cube_problem(range(dimensions))
    if design.kind == SOBOL:
        from SALib.sample import sobol

        return np.asarray(sobol.sample(about, design.points, calc_second_order=design.second_order, seed=design.seed))
    from SALib.sample import morris

    return np.asarray(morris.sample(about, design.trajectories, num_levels=design.levels, seed=design.seed))


def cube_problem(names: Sequence[Any] | range) -> dict[str, Any]:
    """The unit cube as SALib wants a problem."""
    return {"num_vars": len(names), "names": [str(name) for name in names], "bounds": [[0.0, 1.0]] * len(names)}


def _cells(axis: Axis, u: Cube) -> list[Any]:
    """The values of an axis at the shares ``u`` of its distribution."""
    if axis.values or axis.distribution == CHOICE:
        choices = np.asarray(axis.values or np.arange(axis.low, axis.high + 1), float)
        return list(choices[np.minimum((u * choices.size).astype(int), choices.size - 1)])
    if axis.distribution == TRIANGULAR:
        from scipy import stats

        width = axis.high - axis.low
        return list(stats.triang.ppf(u, (axis.mode - axis.low) / width, loc=axis.low, scale=width))
    return list(axis.low + u * (axis.high - axis.low))
