"""Which assumption matters for which conclusion: one table, whatever the design."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from youthsim.analysis.curves import main_effects
from youthsim.analysis.evaluated import Evaluated, Quantity
from youthsim.analysis.screening import elementary_effects, one_at_a_time
from youthsim.analysis.sobol import sobol_indices
from youthsim.experiment.errors import BadInput
from youthsim.outcomes.catalogue import catalogue, leading
from youthsim.parameters import registry
from youthsim.sweep.model import MORRIS, ONE_AT_A_TIME, SOBOL

FIRST, TOTAL, MU_STAR, LOW_END, HIGH_END = "first", "total", "mu_star", "low end", "high end"
LEAST_INDEX = 0.05  # a parameter matters for an outcome where its share of the variance is surely above this
MOST_MISSING = 0.05  # of the values of an outcome; beyond it, it is left out
COLUMNS = [
    "scenario", "base", "outcome", "unit", "parameter", "measure", "effect", "low", "high", "setting", "noise", "mean",
    "matters",
]  # fmt: skip


@dataclass(frozen=True)
class Sensitivity:
    """What a design says about its parameters.

    ``table`` has a row per outcome, parameter and measure (``COLUMNS``): the effect with its 95% interval, ``mean``
    of the outcome over the points (one at a time: at the untouched values), and whether it ``matters``. An outcome of
    an alternative is its paired difference from ``base``. Measures: ``first`` and ``total`` are shares of the
    variance (Sobol), ``mu_star`` the mean absolute change over a parameter's range (Morris), ``low end`` and ``high
    end`` the change at a value (``setting``) below or above its own. ``noise`` is the share of the variance between
    points that is chance, for ``mu_star`` the effect that chance alone would show. ``left_out`` says which outcomes
    could not be analysed, and why.
    """

    table: pd.DataFrame
    kind: str
    left_out: tuple[str, ...] = ()

    def ranked(self, outcome: str, scenario: str | None = None) -> pd.DataFrame:
        """The parameters of one outcome, the largest effect first; of several measures the largest counts."""
        mine = self.table[self.table["outcome"] == outcome]
        mine = mine if scenario is None else mine[mine["scenario"] == scenario]
        order = mine["effect"].abs().groupby(mine["parameter"]).max().sort_values(ascending=False)
        places = {name: place for place, name in enumerate(order.index)}
        return mine.sort_values("parameter", key=lambda names: names.map(places), kind="stable", ignore_index=True)


def leading_outcomes() -> list[str]:
    """The outcomes that every summary shows, in the order of the catalogue, those of a comparison left out."""
    return [name for name in leading() if catalogue()[name].per != "comparison"]


def sensitivity(evaluated: Evaluated, outcomes: Sequence[str] = (), *, seed: int = 1) -> Sensitivity:
    """The sensitivity of outcomes to the parameters of a design.

    Args:
        evaluated: a design with its results.
        outcomes: names of the catalogue; the leading ones when empty.
        seed: seed of the resamples.

    Raises:
        BadInput: none of the outcomes can be analysed.
    """
    analyse = _ways().get(evaluated.kind, _given_data)
    parts, left_out = [], []
    for quantity in evaluated.quantities(outcomes or leading_outcomes()):
        try:
            values = _whole(evaluated.values(quantity), quantity)
        except BadInput as problem:
            if outcomes:
                raise
            left_out.append(str(problem))
            continue
        part = analyse(evaluated, values, seed)
        about = {"scenario": quantity.scenario, "base": quantity.less or "", "outcome": quantity.outcome}
        parts.append(part.assign(**about, unit=quantity.unit))
    if not parts:
        raise BadInput("; ".join(left_out) or "there is no outcome to analyse")
    table = pd.concat(parts, ignore_index=True).reindex(columns=COLUMNS)
    return Sensitivity(table.astype({"matters": bool}), evaluated.kind, tuple(left_out))


def _whole(values: NDArray[np.float64], quantity: Quantity) -> NDArray[np.float64]:
    """The values with the few missing ones at the mean of their point, else of all.

    Raises:
        BadInput: too many are missing, or nothing varies.
    """
    missing = np.isnan(values)
    if missing.mean() > MOST_MISSING:
        raise BadInput(
            f"{quantity}: {missing.mean():.0%} of the values are missing: too little happens in so small a region"
        )
    if missing.any():
        rows = np.where(missing.all(axis=1), np.nanmean(values), np.nanmean(np.where(missing.all(
            axis=1, keepdims=True), 0.0, values), axis=1))  # fmt: skip
        values = np.where(missing, rows[:, None], values)
    if np.ptp(values) == 0:
        raise BadInput(f"{quantity}: is the same at every point")
    return values


def _sobol(evaluated: Evaluated, values: NDArray[np.float64], seed: int) -> pd.DataFrame:
    found = sobol_indices(values, evaluated.parameters, seed=seed)
    parts = [
        pd.DataFrame(
            {
                "parameter": found["parameter"],
                "measure": measure,
                "effect": found[measure],
                "low": found[f"{measure}_low"],
                "high": found[f"{measure}_high"],
                "noise": found["noise_share"],
            }
        )
        for measure in (FIRST, TOTAL)
    ]
    table = pd.concat(parts, ignore_index=True)
    return table.assign(setting=np.nan, mean=values.mean(), matters=table["low"] > LEAST_INDEX)


def _morris(evaluated: Evaluated, values: NDArray[np.float64], seed: int) -> pd.DataFrame:
    found = elementary_effects(evaluated.unit_points, values, evaluated.parameters, seed=seed)
    table = found.rename(columns={"mu_star": "effect", "mu_star_low": "low", "mu_star_high": "high"})
    matters = table["low"] > table["noise"].fillna(0.0)
    return table.assign(measure=MU_STAR, setting=np.nan, mean=values.mean(), matters=matters)


def _ends(evaluated: Evaluated, values: NDArray[np.float64], _seed: int) -> pd.DataFrame:
    settings = []
    for row in evaluated.points.to_dict("records"):
        moved = [(name, value) for name, value in row.items() if not pd.isna(value)]
        name, value = moved[0] if moved else ("", np.nan)
        own = registry()[name].value if name in registry() else np.nan
        settings.append((str(name), HIGH_END if value > own else LOW_END, float(value)))
    found = one_at_a_time(values, settings).rename(columns={"end": "measure"})
    matters = (found["low"] > 0) | (found["high"] < 0)
    known = {name: registry()[name].value for name in evaluated.parameters if name in registry()}
    found = found[found["setting"] != found["parameter"].map(known)]  # an end that is where it stands already
    return found.assign(noise=np.nan, mean=values[0].mean(), matters=matters)


def _given_data(evaluated: Evaluated, values: NDArray[np.float64], seed: int) -> pd.DataFrame:
    found = main_effects(evaluated.points.astype(float), values, seed=seed)
    names = {"first": "effect", "first_low": "low", "first_high": "high", "noise_share": "noise"}
    table = found.rename(columns=names)
    return table.assign(measure=FIRST, setting=np.nan, mean=values.mean(), matters=table["low"] > LEAST_INDEX)


def _ways() -> dict[str, Callable[[Evaluated, NDArray[np.float64], int], pd.DataFrame]]:
    """How each kind of design is analysed; others are taken as a plain sample."""
    return {SOBOL: _sobol, MORRIS: _morris, ONE_AT_A_TIME: _ends}
