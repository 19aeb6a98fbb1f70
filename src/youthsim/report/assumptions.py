"""What the answer hangs on: the assumptions behind it, ranked where somebody worked out how much each moves it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from youthsim.experiment.results import CompareResult, RunResult
from youthsim.experiment.screening import candidates
from youthsim.experiment.statistics import LEADING_OUTCOME
from youthsim.outcomes.catalogue import catalogue
from youthsim.parameters import Parameter, registry

MOST = 10
UNRANKED, ANALYSIS = "unranked", "analysis"
# Where a table has several measures of one parameter, the one that says most about what it moves.
MEASURES = ("total", "mu_star", "first")
SHARES = ("total", "first")  # of the variance, without a unit


@dataclass(frozen=True, slots=True)
class Assumption:
    """One parameter behind the answer; the effects are missing (None) where nobody ranked it."""

    parameter: Parameter
    value: float
    effect: float | None = None
    low: float | None = None
    high: float | None = None
    at_low: float | None = None
    at_high: float | None = None


@dataclass(frozen=True, slots=True)
class HangsOn:
    """The assumptions that matter most, for which outcome of which scenario, and how that was found.

    ``method`` is ``unranked``, the method of ``experiment.screening``, or what the file of a sensitivity analysis
    says of itself.
    """

    method: str
    rows: tuple[Assumption, ...]
    outcome: str = LEADING_OUTCOME
    scenario: str | None = None
    unit: str = ""


def hangs_on(result: RunResult) -> HangsOn:
    """The ten assumptions that move the answer most; without a sensitivity table, those it rests on, not ranked."""
    if isinstance(result, CompareResult) and result.sensitivity is not None and len(result.sensitivity):
        ranked = _ranked(result)
        if ranked is not None:
            return ranked
    scenario = list(result.scenarios.values())[-1]
    names = candidates(list(result.scenarios.values()))
    touched = {change.parameter.partition(".")[0] for lever in scenario.levers for change in lever.changes()}
    names = sorted(names, key=lambda name: name.partition(".")[0] not in touched)  # the levers' own subjects first
    rows = tuple(Assumption(registry()[name], scenario.parameter(name)) for name in names[:MOST])
    return HangsOn(UNRANKED, rows)


def _ranked(result: CompareResult) -> HangsOn | None:
    """The rows about the leading outcome of the first alternative, the largest effect first; None if there are none."""
    if result.sensitivity is None:
        return None
    table = result.sensitivity
    table = table[table["parameter"].isin(list(registry()))]
    outcome = LEADING_OUTCOME if LEADING_OUTCOME in set(table["outcome"]) else next(iter(table["outcome"]), None)
    if outcome is None:
        return None
    mine = table[table["outcome"] == outcome]
    scenario = None
    if "scenario" in mine and mine["scenario"].notna().any():
        scenario = result.names[1]
        mine = mine[mine["scenario"] == scenario]
    measure = next((one for one in MEASURES if "measure" in mine and one in set(mine["measure"])), None)
    if measure is not None:
        mine = mine[mine["measure"] == measure]
    mine = mine.reindex(mine["effect"].abs().sort_values(ascending=False, kind="stable").index)
    mine = mine.drop_duplicates("parameter").head(MOST)
    if mine.empty:
        return None
    values = result.scenarios[scenario or result.names[1]]
    rows = tuple(_row(row, values) for row in mine.to_dict(orient="records"))
    method = str(mine["method"].iloc[0]) if "method" in mine else measure or ANALYSIS
    unit = "" if measure in SHARES else catalogue()[outcome].unit
    return HangsOn(method, rows, outcome, scenario, unit)


def _row(row: dict[str, Any], scenario: Any) -> Assumption:
    def number(key: str) -> float | None:
        return float(row[key]) if key in row and pd.notna(row[key]) else None

    keys = ("effect", "low", "high", "at_low", "at_high")
    parameter = registry()[row["parameter"]]
    return Assumption(parameter, scenario.parameter(parameter.name), **{key: number(key) for key in keys})
