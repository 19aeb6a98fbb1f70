"""What is kept of a replication, and a comparison made of it.

A replication leaves a few numbers for every outcome; that is a thousandth of what the engine writes down, so that
a hundred replications of many scenarios can be remembered at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from youthsim.engines.recording import Recording
from youthsim.experiment.replications import children_compared
from youthsim.experiment.results import COMPLETE, PARTIAL, CompareResult
from youthsim.experiment.statistics import differences, summarise
from youthsim.outcomes import lines
from youthsim.outcomes.catalogue import WHOLE_CHAIN, catalogue
from youthsim.scenario import Scenario

NAMES = {"en": ("base", "policy"), "nl": ("basis", "beleid")}  # how the two scenarios are called in figures
SEED = 1
PER_YEAR = ("wait_days", "utilisation", "trust")  # kept per year for each organisation, beside the leading outcomes


@dataclass(frozen=True, slots=True)
class Measured:
    """One replication of one scenario, for the region as a whole.

    ``over_years`` [keys] is each outcome over all years, NaN where there is none, ``by_year`` [keys, years] the same
    for each year where that is shown, ``children`` the keys of the children with an OTS.
    """

    keys: tuple[tuple[str, str], ...]
    over_years: NDArray[np.float64]
    by_year: NDArray[np.float32]
    children: NDArray[np.int64]


def measure(recording: Recording, arrays: Any) -> Measured:
    """What is kept of a recording."""
    found = [line for line in lines(recording, arrays) if np.isfinite(line.over_years)]
    shown = [_is_shown(line.outcome, line.organisation) for line in found]
    years = recording.counts.shape[0]
    by_year = np.full((len(found), years), np.nan, np.float32)
    for place, line in enumerate(found):
        if shown[place]:
            by_year[place] = line.by_year[:, -1]
    keys = tuple((line.outcome, line.organisation) for line in found)
    values = np.array([line.over_years for line in found])
    return Measured(keys, values, by_year, recording.measured_children)


def _is_shown(outcome: str, organisation: str) -> bool:
    return (catalogue()[outcome].leading and organisation == WHOLE_CHAIN) or outcome in PER_YEAR


def comparison(
    worlds: tuple[Scenario, Scenario], done: Mapping[int, tuple[Measured, Measured]], wanted: int, language: str
) -> CompareResult:
    """The paired comparison of these replications, as ``experiment.compare`` would give it for the region.

    Args:
        worlds: the base scenario and the policy.
        done: number of a replication -> what it left under the base and under the policy.
        wanted: how many replications there will be.
        language: of the names of the two scenarios.
    """
    numbers = sorted(done)
    names = NAMES[language]
    values = _values([done[number] for number in numbers], numbers, names)
    return CompareResult(
        scenarios=dict(zip(names, worlds, strict=True)),
        outcomes=_yearly([done[number] for number in numbers], numbers, names, worlds[0]),
        values=values,
        summary=summarise(values, names),
        replications=tuple(numbers),
        seed=SEED,
        engine="core",
        state=COMPLETE if len(numbers) >= wanted else PARTIAL,
        stop_reason=f"{len(numbers)} replications",
        started="",
        wall_seconds=0.0,
        area_names=tuple(area.name for area in worlds[0].areas),
        differences=differences(values, names[0], names[1:]),
    )


def _values(pairs: Sequence[tuple[Measured, Measured]], numbers: Sequence[int], names: Sequence[str]) -> pd.DataFrame:
    """Long: scenario, replication, organisation, outcome, value; with the measures avoided and added."""
    parts = []
    for place, name in enumerate(names):
        for number, pair in zip(numbers, pairs, strict=True):
            mine = pair[place]
            keys, found = list(mine.keys), list(mine.over_years)
            if place:
                years = mine.by_year.shape[1]
                avoided, added = children_compared(pair[0].children, mine.children)
                more = {"measures_avoided": avoided, "measures_added": added, "measures_avoided_net": avoided - added}
                keys += [(outcome, WHOLE_CHAIN) for outcome in more]
                found += [count / years for count in more.values()]
            outcomes, organisations = zip(*keys, strict=True)
            parts.append((name, number, organisations, outcomes, found))
    lengths = [len(part[4]) for part in parts]
    return pd.DataFrame(
        {
            "scenario": pd.Categorical(np.repeat([part[0] for part in parts], lengths), categories=list(names)),
            "replication": np.repeat([part[1] for part in parts], lengths),
            "organisation": np.concatenate([part[2] for part in parts]),
            "outcome": np.concatenate([part[3] for part in parts]),
            "value": np.concatenate([part[4] for part in parts]),
        }
    )


def _yearly(
    pairs: Sequence[tuple[Measured, Measured]], numbers: Sequence[int], names: Sequence[str], base: Scenario
) -> pd.DataFrame:
    """Long and yearly: scenario, replication, year, area, organisation, outcome, value; of what is shown per year."""
    columns: dict[str, list[Any]] = {key: [] for key in ("scenario", "replication", "year", "outcome", "organisation")}
    values = []
    for place, name in enumerate(names):
        for number, pair in zip(numbers, pairs, strict=True):
            mine = pair[place]
            rows, years = np.nonzero(np.isfinite(mine.by_year))
            columns["scenario"].append(np.repeat(name, len(rows)))
            columns["replication"].append(np.repeat(number, len(rows)))
            columns["year"].append(years + base.start.year)
            columns["outcome"].append(np.array([key[0] for key in mine.keys])[rows])
            columns["organisation"].append(np.array([key[1] for key in mine.keys])[rows])
            values.append(mine.by_year[rows, years].astype(float))
    table = pd.DataFrame({key: np.concatenate(parts) for key, parts in columns.items()})
    return table.assign(area=WHOLE_CHAIN, value=np.concatenate(values))
