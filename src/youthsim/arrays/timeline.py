"""The policy over time: which parameter gets which value where and when."""

from __future__ import annotations

from datetime import date

import numpy as np

from youthsim.chain.family import DAYS_PER_YEAR, TICKS_PER_DAY
from youthsim.levers import Change
from youthsim.parameters import registry
from youthsim.scenario import LeverSetting, Scenario

DAYS_PER_MONTH = DAYS_PER_YEAR / 12.0


def changes(
    scenario: Scenario, params: np.ndarray, start: int, horizon: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Every change of a parameter by a lever, ordered by time.

    A ramp goes in monthly steps. Levers on one parameter work one after the other, in the order of the scenario.

    Args:
        params: [areas, parameters] at the start. start: tick of the scenario's first day. horizon: tick of its end.

    Returns:
        ticks [changes], area and parameter [changes, 2], values [changes].
    """
    rows = []
    for area, name in _touched(scenario):
        column = registry().index(name)
        before = float(params[area, column])
        acting = [(lever, change) for lever, change in _all(scenario) if _holds(scenario, change, area, name)]
        now = before
        for day in sorted({day for lever, change in acting for day in _days(scenario, lever, change)}):
            value = before
            for lever, change in acting:
                value = (
                    change.apply(value, _share(scenario, lever, change, day))
                    if _acts(scenario, lever, change, day)
                    else value
                )
            tick = start + day * TICKS_PER_DAY
            if value != now and tick < horizon:
                rows.append((tick, area, column, value))
                now = value
    rows.sort(key=lambda row: row[:3])
    ticks = np.array([row[0] for row in rows], np.int64)
    places = np.array([row[1:3] for row in rows], np.int64).reshape(-1, 2)
    return ticks, places, np.array([row[3] for row in rows], float)


def _all(scenario: Scenario) -> list[tuple[LeverSetting, Change]]:
    """Every change of every lever, in order."""
    return [(lever, change) for lever in scenario.levers for change in lever.changes()]


def _touched(scenario: Scenario) -> list[tuple[int, str]]:
    """Areas and parameters that some lever changes."""
    names = dict.fromkeys(change.parameter for _, change in _all(scenario))
    return [
        (a, name)
        for name in names
        for a in range(len(scenario.areas))
        if any(_holds(scenario, change, a, name) for _, change in _all(scenario))
    ]


def _holds(scenario: Scenario, change: Change, area: int, name: str) -> bool:
    """Whether the change is about this parameter in this area."""
    return change.parameter == name and (not change.areas or scenario.areas[area].name in change.areas)


def _days(scenario: Scenario, lever: LeverSetting, change: Change) -> list[int]:
    """Days since the scenario's start at which the change takes a step."""
    first = _first_day(scenario, lever.start)
    if change.once:
        return [first, first + 1]
    days = [first]
    if change.ramp and lever.ramp_months > 0:
        months = int(np.ceil(lever.ramp_months))
        days = [first + round(month * DAYS_PER_MONTH) for month in range(months + 1)]
    last = _last_day(scenario, lever, change)
    return days if last is None else [*(day for day in days if day < last), last]


def _last_day(scenario: Scenario, lever: LeverSetting, change: Change) -> int | None:
    """The day on which a change is withdrawn that lasts some months; None where it is for good."""
    if change.lasts <= 0:
        return None
    return _first_day(scenario, lever.start) + round(change.lasts * DAYS_PER_MONTH)


def _first_day(scenario: Scenario, start: date) -> int:
    """Days from the scenario's start to the lever's."""
    return (start - scenario.start).days


def _acts(scenario: Scenario, lever: LeverSetting, change: Change, day: int) -> bool:
    """Whether the change works on this day; a shock works on its first day only, others until they are withdrawn."""
    first, last = _first_day(scenario, lever.start), _last_day(scenario, lever, change)
    return day == first if change.once else day >= first and (last is None or day < last)


def _share(scenario: Scenario, lever: LeverSetting, change: Change, day: int) -> float:
    """The share of the change that is in force on this day."""
    ramp_ends = round(np.ceil(lever.ramp_months) * DAYS_PER_MONTH)
    if change.once or not change.ramp or day >= _first_day(scenario, lever.start) + ramp_ends:
        return 1.0
    return lever.share_in_force((day - _first_day(scenario, lever.start)) / DAYS_PER_MONTH)
