"""What the answer hangs on: assumptions moved one at a time to the ends of their plausible range.

The difference between base and alternative is taken with an assumption at its low and at its high end, on the same
families with the same luck; the effect of the assumption is the one minus the other. This ranks assumptions and
sees no interaction between them; a designed sensitivity analysis does (Saltelli et al., Global Sensitivity Analysis,
2008, section 1.2.6, on what one at a time misses).
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from youthsim.experiment.statistics import KEYS, half_width
from youthsim.outcomes.catalogue import WHOLE_CHAIN, catalogue, leading
from youthsim.parameters import registry

HERE = Path(__file__).parent
ASSUMPTION, METHOD = "assumption", "one at a time"
MOST_REPLICATIONS = 6
COLUMNS = [
    "scenario", "outcome", "parameter", "effect", "low", "high", "at_low", "at_high", "unit", "method", "replications",
]  # fmt: skip
Simulate = Callable[[Mapping[str, Any]], pd.DataFrame]


def candidates(scenarios: Sequence[Any]) -> list[str]:
    """The assumptions to look at: those around the parameters that the scenarios' levers change, and the key ones.

    A parameter is around another when both stand under the same first part of their name.
    """
    changed = {change.parameter for one in scenarios for lever in one.levers for change in lever.changes()}
    subjects = {name.partition(".")[0] for name in changed} | set(_key_subjects())
    return [p.name for p in registry().values() if p.kind == ASSUMPTION and p.name.partition(".")[0] in subjects]


def _key_subjects() -> list[str]:
    found: list[str] = tomllib.loads((HERE / "key_assumptions.toml").read_text(encoding="utf-8"))["subjects"]
    return found


def screen(scenarios: Mapping[str, Any], simulate: Simulate, advance: Callable[[int], None]) -> pd.DataFrame:
    """The effect of each assumption on the difference of each alternative with the base.

    Args:
        scenarios: by name, the base first.
        simulate: the values over all years of scenarios by name, in a few replications.
        advance: called with the number of assumptions that are done.

    Returns:
        ``COLUMNS``: ``effect`` is the difference at the high end minus that at the low end, in the unit of the
        outcome, with its 95% interval over the replications; ``at_low`` and ``at_high`` are the two differences.
        Assumptions for which the scenarios cannot be made at an end are left out.
    """
    tables = []
    names = candidates(list(scenarios.values()))
    for number, name in enumerate(names, start=1):
        ends = {end: _moved(scenarios, name, getattr(registry()[name], end)) for end in ("low", "high")}
        if all(ends.values()):
            at = {end: _differences(simulate(moved), list(scenarios)) for end, moved in ends.items()}
            tables += [_effects(at["low"][one], at["high"][one], name, one) for one in list(scenarios)[1:]]
        advance(number)
    return pd.concat(tables, ignore_index=True)[COLUMNS] if tables else pd.DataFrame(columns=COLUMNS)


def _moved(scenarios: Mapping[str, Any], name: str, value: float) -> dict[str, Any]:
    """The scenarios with the assumption at ``value`` everywhere; empty where one of them is not possible so."""
    from youthsim.scenario import ScenarioError

    try:
        moved = {one: scenario.with_values({name: value}) for one, scenario in scenarios.items()}
    except ScenarioError:
        return {}
    return {one: replace(scenario, areas=_areas(scenario, name, value)) for one, scenario in moved.items()}


def _areas(scenario: Any, name: str, value: float) -> tuple[Any, ...]:
    """The areas with the assumption at ``value`` where they have one of their own."""
    return tuple(
        replace(area, set=tuple((key, value if key == name else its) for key, its in area.set))
        for area in scenario.areas
    )


def _differences(values: pd.DataFrame, names: Sequence[str]) -> dict[str, pd.DataFrame]:
    """[replication, outcome] of each alternative against the base, for the leading outcomes of the chain."""
    mine = values[(values["organisation"] == WHOLE_CHAIN) & values["outcome"].isin(leading())]
    wide = mine.astype({"scenario": str}).pivot(index=["scenario", "replication"], columns=KEYS[0], values="value")
    return {name: wide.loc[name] - wide.loc[names[0]] for name in names[1:]}


def _effects(at_low: pd.DataFrame, at_high: pd.DataFrame, parameter: str, scenario: str) -> pd.DataFrame:
    effect = at_high - at_low
    half = half_width(effect.std(), effect.count())
    table = pd.DataFrame(
        {
            "effect": effect.mean(), "low": effect.mean() - half, "high": effect.mean() + half,
            "at_low": at_low.mean(), "at_high": at_high.mean(), "replications": effect.count(),
        }
    )  # fmt: skip
    table = table.rename_axis(index="outcome").reset_index()
    units = [catalogue()[name].unit for name in table["outcome"]]
    return table.assign(parameter=parameter, scenario=scenario, unit=units, method=METHOD)
