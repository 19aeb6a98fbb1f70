"""Small fakes that follow the contract between the rooms, for tests that need no engine.

The fake engine draws Poisson numbers keyed by (seed, replication), so that two scenarios with one seed meet the
same children; a scenario's ``effect`` is the share of measures that it avoids.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace

import numpy as np

from youthsim.chain.family import DAYS_PER_YEAR, TICKS_PER_DAY
from youthsim.chain.records import AREA_STATES, COUNTS, EVENTS, HISTOGRAM_BINS, POOL_DAYS, STOCKS
from youthsim.engines.recording import Recording
from youthsim.parameters import registry

AREAS = ("north", "south")
REGIONAL = ("provider", "rvdk", "gi")
YEARS = 4
YOUTHS = 10_000
FAMILIES = 6_000
EVENT_DTYPE = np.dtype(
    [("time", "f8"), ("family", "i8"), ("area", "i4"), ("event", "i2"), ("organisation", "i2"), ("detail", "i4")]
)


@dataclass(frozen=True)
class FakeScenario:
    name: str = "base"
    title: str = "As it is"
    question: str = "What happens when nothing changes?"
    source: str = "004, section 1.3"
    era: str = "jeugdwet2015"
    years: int = YEARS
    effect: float = 0.0
    families: int = FAMILIES

    @property
    def hash(self) -> str:
        return hashlib.sha256(repr(self).encode()).hexdigest()

    def with_years(self, years: int) -> FakeScenario:
        return replace(self, years=years)

    def with_families(self, families: int) -> FakeScenario:
        return replace(self, families=families)

    def to_toml(self) -> str:
        return f'[scenario]\nname = "{self.name}"\ntitle = "{self.title}"\nyears = {self.years}\n'


@dataclass
class FakePool:
    organisation: str
    area_index: int
    row: int
    region: int = 0


@dataclass
class FakeArrays:
    scenario: FakeScenario
    years: list[int]
    year_edge: np.ndarray
    params: np.ndarray
    era: int = 1
    area_names: tuple[str, ...] = AREAS
    area_youths: np.ndarray = field(default_factory=lambda: np.full(len(AREAS), YOUTHS / len(AREAS)))
    area_region: np.ndarray = field(default_factory=lambda: np.zeros(len(AREAS), np.int64))
    pools: list[FakePool] = field(default_factory=list)
    timeline_tick: np.ndarray = field(default_factory=lambda: np.zeros(0, np.int64))
    timeline_place: np.ndarray = field(default_factory=lambda: np.zeros((0, 2), np.int64))
    timeline_value: np.ndarray = field(default_factory=lambda: np.zeros(0))


def fake_build(scenario: FakeScenario | None = None) -> FakeArrays:
    """Arrays of two areas with three local tiers each, and one GI, RvdK and provider for the region."""
    scenario = scenario or FakeScenario()
    tiers = ("local_licht", "local_midden", "local_zwaar")
    pools = [FakePool(tier, area, area) for area in range(len(AREAS)) for tier in tiers]
    pools += [FakePool(name, -1, 0) for name in REGIONAL]
    pools += [FakePool("gi", area, area) for area in range(len(AREAS))]  # empty unless it is bound to areas
    defaults = np.array([p.value for p in registry().values()])
    return FakeArrays(
        scenario=scenario,
        years=[2015 + year for year in range(scenario.years)],
        year_edge=(np.arange(scenario.years + 1) * DAYS_PER_YEAR * TICKS_PER_DAY).astype(np.int64),
        params=np.repeat(defaults[None, :], len(AREAS), axis=0),
        pools=pools,
    )


def empty_recording(arrays: FakeArrays) -> Recording:
    """A recording in which nothing happened."""
    years, areas, pools = len(arrays.years), len(arrays.area_names), len(arrays.pools)
    return Recording(
        counts=np.zeros((years, areas, len(COUNTS)), np.int64),
        stocks=np.zeros((years, areas, len(STOCKS))),
        stocks_end=np.zeros((years, areas, len(STOCKS)), np.int64),
        area_states=np.zeros((years, areas, len(AREA_STATES))),
        wait_count=np.zeros((pools, years), np.int64),
        wait_days=np.zeros((pools, years)),
        wait_in_norm=np.zeros((pools, years), np.int64),
        wait_histogram=np.zeros((pools, years, HISTOGRAM_BINS), np.int64),
        pool_days=np.zeros((pools, years, len(POOL_DAYS))),
        ots_duration_histogram=np.zeros((years, HISTOGRAM_BINS), np.int64),
        first_help_histogram=np.zeros((years, HISTOGRAM_BINS), np.int64),
        measured_children=np.zeros(0, np.int64),
    )


def fake_simulate(arrays, seed, replication, *, events=False, debug=False, stop=None):
    """A recording of made-up numbers with the shapes and the pairing of a real one."""
    rng = np.random.default_rng([seed, replication])
    r = empty_recording(arrays)
    years, areas = r.counts.shape[:2]
    effect = arrays.scenario.effect
    for year in range(years):
        if stop is not None and stop():
            return None
        r.counts[year] = rng.poisson(30, (areas, len(COUNTS)))
        r.stocks[year] = rng.gamma(50, 1.0, (areas, len(STOCKS))) * DAYS_PER_YEAR
        _levels(r, year, rng)
    r.area_states[:] = rng.uniform(0.3, 0.6, r.area_states.shape)
    r.stocks_end[:] = (r.stocks / DAYS_PER_YEAR).astype(int)
    _waits(r, rng, slower=1 + effect)
    children = np.flatnonzero(rng.uniform(size=FAMILIES) < 60 * years / FAMILIES)
    kept = children[rng.uniform(size=children.size) >= effect]
    when, where = rng.integers(years, size=FAMILIES), rng.integers(areas, size=FAMILIES)
    started = np.zeros((years, areas), np.int64)
    np.add.at(started, (when[kept], where[kept]), 1)
    r.counts[:, :, COUNTS.index("ots_started")] = started
    return replace(r, measured_children=kept.astype(np.int64), events=_events(rng, years) if events else None)


def _levels(r, year, rng):
    shares = np.array([0.8, 0.14, 0.045, 0.0147, 0.0003])
    first = STOCKS.index("level_1")
    noise = rng.normal(1, 0.05, (r.counts.shape[1], 5))
    r.stocks[year, :, first : first + 5] = FAMILIES / 2 * shares * DAYS_PER_YEAR * noise


def _waits(r, rng, slower):
    used = len(r.wait_count) - len(AREAS)  # the last pools are those of a GI bound to areas
    r.wait_count[:used] = rng.poisson(40, (used, r.wait_count.shape[1]))
    r.wait_days[:] = r.wait_count * 20 * slower * rng.gamma(50, 1 / 50, r.wait_count.shape)
    r.wait_in_norm[:] = rng.binomial(r.wait_count, 0.7)
    place = 32
    r.wait_histogram[:, :, place] = r.wait_count
    r.ots_duration_histogram[:, 50] = 10
    r.first_help_histogram[:, place] = 10
    r.pool_days[:used, :, POOL_DAYS.index("place_days")] = 100 * DAYS_PER_YEAR
    r.pool_days[:used, :, POOL_DAYS.index("used_place_days")] = rng.uniform(81, 90, (used, 1)) * DAYS_PER_YEAR
    r.pool_days[:, :, POOL_DAYS.index("queue_family_days")] = r.wait_days


def _events(rng, years):
    lines = np.zeros(50, EVENT_DTYPE)
    lines["time"] = np.sort(rng.uniform(0, years * DAYS_PER_YEAR, lines.size))
    lines["family"] = rng.integers(FAMILIES, size=lines.size)
    lines["area"] = rng.integers(len(AREAS), size=lines.size)
    lines["event"] = rng.integers(len(EVENTS), size=lines.size)
    lines["organisation"] = rng.integers(-1, 9, size=lines.size)
    return lines
