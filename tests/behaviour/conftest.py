"""What the tests of behaviour share: small regions, what changes in them, and claims about paired replications.

A sentence that must hold for every family is tested exactly, on the event log or on counts. A sentence about
means is tested on replications paired by common random numbers, with a t-interval of level 1 - FALSE_ALARM: a claim
that something rises or falls holds where the interval lies wholly on that side of zero, so that it is wrongly
believed at most once in ``2 / FALSE_ALARM``; a claim that something does not rise is wrongly denied as seldom,
and says nothing unless the interval is narrow. Seeds are fixed and not tuned.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from tests.engines.conftest import small_arrays, small_region
from youthsim.arrays import Arrays
from youthsim.chain.family import TICKS_PER_DAY
from youthsim.chain.records import AREA_STATES, COUNTS, EVENTS, POOL_DAYS, STOCKS
from youthsim.engines.core import simulate
from youthsim.engines.recording import Recording
from youthsim.outcomes import per_replication
from youthsim.parameters import registry
from youthsim.scenario import Scenario

FALSE_ALARM = 1e-4
SEED = 2015
REPLICATIONS = 24
YEARS = 3
FAMILIES = 4_000
JEUGDWET, WJZ = "jeugdwet2015", "wjz2005"
KEPT = 8  # regions whose arrays, runs and logs are kept for the next question
LOCAL = ("local_licht", "local_midden", "local_zwaar")

Values = Mapping[str, float]


def by_name(values: Values) -> dict[str, float]:
    """Values by the full name of each parameter; the name of a list stands for all its members."""
    found = {}
    for name, value in values.items():
        members = (name,) if name in registry() else registry().family(name)
        for member in members:
            if not registry()[member].minimum <= value <= registry()[member].maximum:
                raise ValueError(f"{member} cannot be {value}")
            found[member] = float(value)
    return found


@dataclass(frozen=True)
class Later:
    """A parameter that gets another value on a day of the measured years; ``areas`` is empty for all."""

    name: str
    value: float
    day: int
    areas: tuple[int, ...]


@dataclass(frozen=True)
class Region:
    """A small region to try things in: a scenario, how many families it has, and what is different in it.

    ``values`` hold from the first day of the warm-up; families begin in the state of the scenario without them.
    """

    scenario: Scenario
    families: int = FAMILIES
    values: tuple[tuple[str, float], ...] = ()
    changes: tuple[Later, ...] = ()

    def value(self, name: str) -> float:
        """The value of a parameter at the start."""
        known = dict(self.values)
        return known[name] if name in known else self.scenario.parameter(name)

    def having(self, values: Values) -> Region:
        """The region with other values since the warm-up began."""
        return replace(self, values=tuple((dict(self.values) | by_name(values)).items()))

    def times(self, factors: Values) -> Region:
        """The region with values scaled since the warm-up began."""
        return self.having(self._scaled(factors))

    def settled(self, values: Values) -> Region:
        """The region that has had other values for ever, so that its families begin in the state that fits them."""
        return replace(self, scenario=self.scenario.with_values(by_name(values)))

    def later(self, values: Values, day: int = 0, areas: Iterable[int] = ()) -> Region:
        """The region with other values from a day on; until then it is the same region."""
        changes = tuple(Later(name, value, day, tuple(areas)) for name, value in by_name(values).items())
        return replace(self, changes=(*self.changes, *changes))

    def later_times(self, factors: Values, day: int = 0) -> Region:
        """The region with values scaled from a day on."""
        return self.later(self._scaled(factors), day)

    def _scaled(self, factors: Values) -> dict[str, float]:
        names = {name: (name,) if name in registry() else registry().family(name) for name in factors}
        return {member: factors[name] * self.value(member) for name in factors for member in names[name]}

    def with_lever(self, name: str, **settings: Any) -> Region:
        """The region with a lever on; without a start it starts on the first measured day."""
        given = {"start": self.scenario.start} | settings
        return replace(self, scenario=self.scenario.with_levers(**{name: given}))

    def over(self, years: int) -> Region:
        """The region measured over so many years."""
        return replace(self, scenario=replace(self.scenario, years=years))

    def of(self, families: int) -> Region:
        """The region with so many families; its places scale along."""
        return replace(self, families=families)

    @property
    def arrays(self) -> Arrays:
        return arrays_of(self)

    def runs(self, replications: int = REPLICATIONS) -> Runs:
        """Replications of the region, each with the same families whatever the region is like."""
        return runs_of(self, replications)

    def log(self, replication: int = 0) -> pd.DataFrame:
        """The event log of one replication: tick, family, event (its name), organisation (its name), pool, detail."""
        return log_of(self, replication)


def region(era: str = JEUGDWET, years: int = YEARS) -> Region:
    """Four areas of equal size without levers, with the values of the era's baseline."""
    return Region(replace(small_region(era, busy=False), years=years))


def roomy(era: str = JEUGDWET, years: int = YEARS) -> Region:
    """The same with places for everybody, so that nobody waits and families do not touch each other's lives."""
    plenty = [name for name in registry() if name.endswith(".fte") and not name.startswith("cost")]
    return region(era, years).times(dict.fromkeys(plenty, 20.0)).having({"ekc.coordinators": 200.0})


@lru_cache(maxsize=KEPT)
def arrays_of(region: Region) -> Arrays:
    arrays = small_arrays(region.scenario, region.families)
    params, teams = arrays.params.copy(), arrays.team_state.copy()
    for name, value in region.values:
        params[:, registry().index(name)] = value
    teams[:, AREA_STATES.index("ekc_adoption")] = params[:, registry().index("ekc.adoption_start")]
    teams[:, AREA_STATES.index("familiarity")] = params[:, registry().index("coming_forward.familiarity")]
    arrays = replace(arrays, params=params, team_state=teams)
    return replace(arrays, **_timeline(arrays, region.changes)) if region.changes else arrays


def _timeline(arrays: Arrays, changes: tuple[Later, ...]) -> dict[str, np.ndarray]:
    """The timeline of the scenario's levers with these changes among them."""
    rows = [
        (int(arrays.year_edge[0]) + change.day * TICKS_PER_DAY, area, registry().index(change.name), change.value)
        for change in changes
        for area in (change.areas or range(len(arrays.area_names)))
    ]
    own = zip(arrays.timeline_tick.tolist(), arrays.timeline_place.tolist(), arrays.timeline_value, strict=True)
    rows = sorted([*rows, *((tick, *place, value) for tick, place, value in own)], key=lambda row: row[:3])
    return {
        "timeline_tick": np.array([row[0] for row in rows], np.int64),
        "timeline_place": np.array([row[1:3] for row in rows], np.int64),
        "timeline_value": np.array([row[3] for row in rows], float),
    }


@lru_cache(maxsize=KEPT)
def runs_of(region: Region, replications: int) -> Runs:
    arrays = arrays_of(region)
    return Runs(arrays, tuple(simulate(arrays, SEED, r) for r in range(replications)))


@lru_cache(maxsize=KEPT)
def log_of(region: Region, replication: int) -> pd.DataFrame:
    arrays = arrays_of(region)
    events = simulate(arrays, SEED, replication, events=True).events
    organisations = np.array([*(pool.organisation for pool in arrays.pools), ""])
    return pd.DataFrame(
        {
            "tick": np.rint(events["time"] * TICKS_PER_DAY).astype(np.int64),
            "family": events["family"],
            "area": events["area"],
            "event": np.array(EVENTS)[events["event"]],
            "organisation": organisations[events["organisation"]],
            "pool": events["organisation"],
            "detail": events["detail"],
        }
    )


@dataclass(frozen=True)
class Runs:
    """Replications of a region; every quantity is an array with one value per replication."""

    arrays: Arrays
    recordings: tuple[Recording, ...]

    def _each(self, quantity: Callable[[Recording], float]) -> np.ndarray:
        return np.array([quantity(recording) for recording in self.recordings], float)

    def _pools(self, organisations: str | Iterable[str]) -> list[int]:
        names = {organisations} if isinstance(organisations, str) else set(organisations)
        return [k for k, pool in enumerate(self.arrays.pools) if pool.organisation in names]

    def count(self, name: str, years: slice = slice(None), areas: slice = slice(None)) -> np.ndarray:
        """Events of a kind."""
        return self._each(lambda r: r.counts[years, areas, COUNTS.index(name)].sum())

    def stock(self, name: str, years: slice = slice(None)) -> np.ndarray:
        """Families or children times days in a state."""
        return self._each(lambda r: r.stocks[years, :, STOCKS.index(name)].sum())

    def at_the_end(self, name: str) -> np.ndarray:
        """Families or children in a state on the last day."""
        return self._each(lambda r: r.stocks_end[-1, :, STOCKS.index(name)].sum())

    def state(self, name: str, years: slice = slice(None), areas: slice = slice(None)) -> np.ndarray:
        """Mean state of the teams."""
        return self._each(lambda r: r.area_states[years, areas, AREA_STATES.index(name)].mean())

    def wait(self, organisations: str | Iterable[str], years: slice = slice(None)) -> np.ndarray:
        """Mean days from joining the queue of an organisation to its start."""
        k = self._pools(organisations)
        return self._each(lambda r: r.wait_days[k, years].sum() / r.wait_count[k, years].sum())

    def pool(self, what: str, organisations: str | Iterable[str], years: slice = slice(None)) -> np.ndarray:
        """Places in use, places there or families in the queue, times days."""
        k, column = self._pools(organisations), POOL_DAYS.index(what)
        return self._each(lambda r: r.pool_days[k, years, column].sum())

    def outcome(self, name: str, organisation: str = "all") -> np.ndarray:
        """An outcome of the catalogue over all measured years."""

        def one(recording: Recording) -> float:
            table = per_replication(recording, self.arrays)
            mine = (table["outcome"] == name) & (table["organisation"] == organisation)
            return float(table.loc[mine, "value"].item())

        return self._each(one)


def interval(differences: np.ndarray) -> tuple[float, float]:
    """The t-interval of a mean of independent values, of level 1 - FALSE_ALARM."""
    n = len(differences)
    half = stats.t.ppf(1.0 - FALSE_ALARM / 2.0, n - 1) * differences.std(ddof=1) / math.sqrt(n)
    return float(differences.mean() - half), float(differences.mean() + half)


def rises(before: np.ndarray, after: np.ndarray) -> bool:
    """Whether the mean is higher after than before, over paired replications."""
    return interval(after - before)[0] > 0.0


def falls(before: np.ndarray, after: np.ndarray) -> bool:
    """Whether the mean is lower after than before, over paired replications."""
    return rises(after, before)


def does_not_rise(before: np.ndarray, after: np.ndarray, within: float) -> bool:
    """Whether the mean is not higher after than before, told apart within a share of the mean before."""
    low, high = interval(after - before)
    allowed = within * abs(before.mean())
    assert high - low <= 2.0 * allowed, f"the interval {low} to {high} says too little; wanted is +- {allowed}"
    return low <= 0.0


def is_within(values: np.ndarray, low: float, high: float) -> bool:
    """Whether the interval of the mean lies within these bounds."""
    found = interval(values)
    return low <= found[0] and found[1] <= high


def lines(log: pd.DataFrame, event: str, organisation: str | None = None) -> pd.DataFrame:
    """The lines of one kind, of one kind of organisation if it is given."""
    mine = log["event"] == event
    return log[mine] if organisation is None else log[mine & (log["organisation"] == organisation)]


def at_once(first: pd.DataFrame, other: pd.DataFrame) -> np.ndarray:
    """For each of the first lines, whether one of the others is about the same family at the same minute."""
    moments = set(zip(other["family"], other["tick"], strict=True))
    return np.array([moment in moments for moment in zip(first["family"], first["tick"], strict=True)], bool)


def after_the_start(log: pd.DataFrame) -> pd.DataFrame:
    """The log without its first minute, in which the region is set up with queues that exist already."""
    return log[log["tick"] > log["tick"].iloc[0]]


def measured(log: pd.DataFrame) -> pd.DataFrame:
    """The log of the measured years, without the warm-up."""
    return log[log["tick"] > 0]


def with_level(log: pd.DataFrame) -> pd.DataFrame:
    """The log with the level of the family after each line, where an earlier line tells it, else 0."""
    tells = log["event"].isin(["level_up", "level_down", "noticed", "comes_forward", "reported"])
    told = log["detail"].where(tells).mask(log["event"] == "enters", 1)
    return log.assign(level=told.groupby(log["family"]).ffill().fillna(0).astype(int))


def happened(log: pd.DataFrame, *events: str) -> dict[str, int]:
    """How often each kind of event happened."""
    counted = log["event"].value_counts()
    return {event: int(counted.get(event, 0)) for event in events}
