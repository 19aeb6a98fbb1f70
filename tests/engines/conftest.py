"""What the tests of the engines share: small regions in which everything happens often."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from youthsim.arrays import Arrays, build
from youthsim.engines.recording import Recording
from youthsim.levers import levers
from youthsim.parameters import index as P
from youthsim.parameters import registry
from youthsim.scenario import Scenario, load

ERAS = {"wjz2005": "wjz-2009", "jeugdwet2015": "baseline"}
AREAS = 4
WARMUP_YEARS = 1
YEARS = 2
FAMILIES = 600
RARE = ("concern.rate", "problem.up.", "ots.uhp_at_start", "uhp.on")  # made more frequent
SMALL = ("rvdk.fte", "gi.fte", "veilig_thuis.fte", "crisis.fte", "ekc.coordinators", "provider.fte", "bjz.fte",
         "coordination.procescoordinators", "coordination.brandpunt")  # fmt: skip
BUSY = {
    "concern.confirmed": 0.5,
    "emergency.share": 0.4,
    "voogdij.after_days": 60.0,
    "voogdij.at_review": 0.3,
    "ots.review_days": 120.0,
    "ekc.available": 1.0,
    "ekc.exposure": 1.0,
    "ekc.adoption_start": 0.6,
    "coordination.share": 1.0,
    "coordination.stagnation_days": 5.0,
    "early_gi.waits_if_full": 0.5,
}


def busy_values(scenario: Scenario) -> tuple[tuple[str, float], ...]:
    """Values with which a small region sees in two years what a city sees in ten."""
    values = dict(scenario.values)
    for name, parameter in registry().items():
        value = values.get(name, parameter.value)
        if name.startswith(RARE):
            values[name] = min(parameter.maximum, 6.0 * value)
        elif name.startswith(SMALL):
            values[name] = 20.0 * max(value, 1.0)
        for start, wanted in BUSY.items():
            if name == start or name.startswith(start + "."):
                values[name] = min(parameter.maximum, max(parameter.minimum, wanted))
    return tuple(sorted(values.items()))


def small_region(era: str = "jeugdwet2015", busy: bool = True) -> Scenario:
    """A region of four areas, without levers."""
    scenario = load(ERAS[era]).without_levers()
    youths = scenario.youths / AREAS
    areas = tuple(replace(area, youths=youths, set=()) for area in scenario.areas[:AREAS])
    names = [f"area-{a + 1}" for a in range(AREAS)]
    areas = tuple(replace(area, name=name) for area, name in zip(areas, names, strict=True))
    scenario = replace(scenario, areas=areas, regions=1, warmup_years=WARMUP_YEARS, years=YEARS)
    return replace(scenario, values=busy_values(scenario)) if busy else scenario


def strongest(name: str) -> dict[str, Any]:
    """Every number of a lever at the high end of its plausible range."""
    return {f.name: f.high for f in levers()[name].fields.values() if f.kind == "number"}


def with_lever(scenario: Scenario, name: str, settings: Mapping[str, Any]) -> Scenario:
    """The scenario with one lever on, its other values as they are."""
    setting = scenario.without_levers().with_levers(**{name: settings}).levers
    return replace(scenario, levers=setting)


def small_arrays(scenario: Scenario, families: int = FAMILIES) -> Arrays:
    """A small region whose teams have as many hours with partners as those of the whole; a part serves nobody."""
    arrays = build(scenario, families=families)
    params = arrays.params.copy()
    params[:, P.population_scale] = 1.0
    return replace(arrays, params=params)


def same(one: Recording, other: Recording) -> bool:
    """Whether two recordings are equal to the last bit."""
    return all(
        np.array_equal(getattr(one, name), getattr(other, name))
        for name in Recording.__dataclass_fields__
        if getattr(one, name) is not None
    )


@pytest.fixture(scope="session")
def regions() -> Callable[[str], Arrays]:
    """The arrays of the busy region of an era, built once."""
    built: dict[str, Arrays] = {}

    def of(era: str) -> Arrays:
        if era not in built:
            built[era] = small_arrays(small_region(era))
        return built[era]

    return of
