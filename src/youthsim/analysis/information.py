"""What it is worth to know more before deciding (value of information).

The expected value of perfect information is the mean over the worlds of the best net benefit in each, less the best
mean net benefit; of perfect information about one parameter, the same with the mean net benefit given that parameter.
Conditional means are fitted by regression on the points of a design (Strong, Oakley and Brennan 2014, Medical
Decision Making 34): a spline for one parameter, a Gaussian process for several. So chance of the replications, which no
study can take away, does not count as something to be known.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from youthsim.analysis import emulator
from youthsim.analysis.chance import permutations, resamples, seed_for
from youthsim.analysis.curves import basis, fitted
from youthsim.experiment.errors import BadInput

RESAMPLES = 100
PERMUTATIONS = 100
FLOOR = 0.95  # below this quantile of values of parameters that say nothing, a value is none
DRAWS = 100
WORLDS = (0.025, 0.975)
Table = NDArray[np.float64]
COLUMNS = ["what", "parameters", "value_eur", "se", "floor", "cost_eur", "net_eur", "source"]
LEAST_POINTS = 30


@dataclass(frozen=True)
class Information:
    """What knowing more is worth for one decision.

    ``benefits`` has a row per scenario: its mean net benefit over the base (0 for the base), standard error, the middle
    95% of the worlds (chance left out), and the
    probability that it is the best, given the parameters. ``table`` has a row for all parameters together, for each,
    and for each study: ``COLUMNS``. ``explained`` is how well the emulators of the net benefits predict points that
    were left out.
    """

    benefits: pd.DataFrame
    table: pd.DataFrame
    explained: Mapping[str, float]
    surfaces: Mapping[str, Table]


def value_of_information(
    points: pd.DataFrame,
    unit_points: Table,
    benefits: Mapping[str, Table],
    *,
    base: str = "base",
    studies: Sequence[tuple[str, Sequence[str], float | None, str]] = (),
    seed: int = 1,
) -> Information:
    """The value of knowing all parameters, each of them, and what studies would tell.

    Args:
        points: a column per parameter, drawn from what is believed (independent).
        unit_points: the same with every range stretched over 0 to 1.
        benefits: for each alternative the net benefit over the base in EUR: [points, replications].
        base: name of the base, whose net benefit is 0.
        studies: name, parameters that it tells, cost in EUR (or None) and source.
        seed: seed of resamples.

    Returns:
        values with standard errors (resamples of points; for several parameters also of the functions that the points
        allow). ``floor`` is the 95% quantile of what a parameter that says nothing would seem to be worth.

    Raises:
        BadInput: no alternative, fewer points than ``LEAST_POINTS``, or a study of an unknown parameter.
    """
    if not benefits:
        raise BadInput("a decision needs at least one alternative beside the base scenario")
    if len(points) < LEAST_POINTS:
        raise BadInput(f"{len(points)} points are too few to say what information is worth; at least {LEAST_POINTS}")
    for name, parameters, *_ in studies:
        for parameter in parameters:
            if parameter not in points:
                raise BadInput(f"study {name} is about {parameter}, which is no uncertainty of the experiment")
    means = {name: np.nanmean(np.asarray(value, float), axis=1) for name, value in benefits.items()}
    gain = np.column_stack(list(means.values()))
    fits = [emulator.fit(unit_points, value) for value in benefits.values()]
    rows: list[tuple[Any, ...]] = []
    rows.append(("everything", tuple(points), *_of_several(unit_points, fits, seed, "everything"), np.nan, None, ""))
    for name in points:
        value, error = _of_one(points[name].to_numpy(float), gain, seed, name)
        rows.append((name, (name,), value, error, _floor(points[name].to_numpy(float), gain, seed, name), None, ""))
    for name, parameters, cost, source in studies:
        rows.append((name, tuple(parameters), *_of_study(points, unit_points, gain, parameters, seed), cost, source))
    table = pd.DataFrame(rows, columns=["what", "parameters", "value_eur", "se", "floor", "cost_eur", "source"])
    table["cost_eur"] = table["cost_eur"].astype(float)
    table["net_eur"] = table["value_eur"] - table["cost_eur"]
    table["parameters"] = [
        ", ".join(names) if len(names) < len(points.columns) else "all" for names in table["parameters"]
    ]
    surfaces = {name: fit.mean(unit_points) for name, fit in zip(benefits, fits, strict=True)}
    explained = {name: fit.explained for name, fit in zip(benefits, fits, strict=True)}
    return Information(_chances(base, means, surfaces), table[COLUMNS], explained, surfaces)


def of_conditional_means(gain: Table) -> float:
    """The value of information that leads to these conditional means: [worlds, alternatives], the base at 0."""
    best = np.maximum(gain.max(axis=1), 0.0).mean()
    return float(best - max(gain.mean(axis=0).max(), 0.0))


def _of_one(x: Table, gain: Table, seed: int, name: str) -> tuple[float, float]:
    """The value of knowing one parameter, and its standard error."""
    columns = basis(x)
    drawn = [
        of_conditional_means(_conditional(columns[rows], gain[rows]))
        for rows in resamples(len(x), RESAMPLES, seed, f"value of {name}")
    ]
    return of_conditional_means(_conditional(columns, gain)), float(np.std(drawn, ddof=1))


def _floor(x: Table, gain: Table, seed: int, name: str) -> float:
    """What the parameter would seem to be worth if it said nothing: its values dealt out anew over the points."""
    columns = basis(x)
    drawn = [
        of_conditional_means(_conditional(columns[order], gain))
        for order in permutations(len(x), PERMUTATIONS, seed, f"floor of {name}")
    ]
    return float(np.quantile(drawn, FLOOR))


def _conditional(columns: Table, gain: Table) -> Table:
    return np.column_stack([fitted(columns, column) for column in gain.T])


def _of_study(
    points: pd.DataFrame, unit_points: Table, gain: Table, parameters: Sequence[str], seed: int
) -> tuple[float, float, float]:
    """Value, standard error and floor of what a study tells: of one parameter by a curve, of several by a process."""
    if len(parameters) == 1:
        x = points[parameters[0]].to_numpy(float)
        return *_of_one(x, gain, seed, parameters[0]), _floor(x, gain, seed, parameters[0])
    columns = [list(points).index(name) for name in parameters]
    fits = [emulator.fit(unit_points[:, columns], column, judge=False) for column in gain.T]
    return *_of_several(unit_points[:, columns], fits, seed, " ".join(parameters)), np.nan


def _of_several(unit_points: Table, fits: Sequence[emulator.Emulator], seed: int, name: str) -> tuple[float, float]:
    """The value of knowing several parameters: over functions that the points allow, and over resamples of points."""
    surfaces = np.column_stack([fit.mean(unit_points) for fit in fits])
    drawn = np.stack(
        [fit.draws(unit_points, DRAWS, seed_for(seed, f"{name} {k}")) for k, fit in enumerate(fits)], axis=2
    )
    rows = resamples(len(unit_points), DRAWS, seed, f"worlds of {name}")
    values = [of_conditional_means(drawn[rows[k], k]) for k in range(DRAWS)]
    return of_conditional_means(surfaces), float(np.std(values, ddof=1))


def _chances(base: str, means: Mapping[str, Table], surfaces: Mapping[str, Table]) -> pd.DataFrame:
    """Mean net benefit, its standard error and the probability of being best, for every scenario."""
    table = np.column_stack([np.zeros(len(next(iter(surfaces.values())))), *surfaces.values()])
    best = table.argmax(axis=1)
    rows: list[tuple[Any, ...]] = [(base, 0.0, 0.0, 0.0, 0.0, float(np.mean(best == 0)))]
    for place, (name, values) in enumerate(means.items(), start=1):
        error = float(stats.sem(values, nan_policy="omit"))
        ends = np.quantile(surfaces[name], WORLDS)
        rows.append((name, float(np.nanmean(values)), error, *map(float, ends), float(np.mean(best == place))))
    return pd.DataFrame(rows, columns=["scenario", "benefit_eur", "se", "low", "high", "probability_best"])
