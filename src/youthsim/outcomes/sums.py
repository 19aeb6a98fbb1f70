"""The series behind the outcomes: what a recording holds, per year, area and organisation.

Every series is float64 [years, areas + 1]; the last column is the region. What does not exist for an area (a
pool of the whole region has no areas) is NaN there, and its outcome is left out of the tables.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from youthsim.chain.family import DAYS_PER_YEAR, TICKS_PER_DAY
from youthsim.chain.records import AREA_STATES, COUNTS, HISTOGRAM_BINS, POOL_DAYS, STOCKS
from youthsim.chain.states import OFFERERS, PARTNERS
from youthsim.chain.states import TIER_NAMES as TIERS
from youthsim.engines.recording import Recording
from youthsim.outcomes.catalogue import WHOLE_CHAIN
from youthsim.parameters import registry

Series = NDArray[np.float64]

LOCAL = "local"
ACCESS, POSTED = "bjz", "bjz_posted"
TIER_PREFIX = "local_"
# The parameter that says how many cases one worker has, for each kind of organisation.
CASELOADS = {
    "local_licht": "local.caseload",
    "local_midden": "local.caseload",
    "local_zwaar": "local.caseload",
    "provider": "provider.caseload",
    "bjz": "bjz.caseload",
    "veilig_thuis": "veilig_thuis.caseload",
    "rvdk": "rvdk.caseload",
    "gi": "gi.caseload",
    "ekc_office": "ekc.caseload",
    "procescoordination": "coordination.procescaseload",
    "brandpunt": "coordination.brandpunt_caseload",
    "crisis_team": "crisis.caseload",
    "family_manager": "family_manager.caseload",
    "drawing_rights": "provider.caseload",
}


class PoolLike(Protocol):
    """What is read of a pool: kind of organisation, area (negative: the region), area whose parameters hold."""

    organisation: str
    region: int
    area_index: int
    row: int


class ArraysLike(Protocol):
    """What is read of the arrays of a scenario.

    ``year_edge``: ticks, years + 1. ``params``: float64 [areas, parameters] at the start; the timeline changes
    them: at ``timeline_tick[i]`` the parameter at (area, column) ``timeline_place[i]`` becomes
    ``timeline_value[i]``. A pool of the region goes by the parameters of the area ``row``.
    """

    era: int
    years: Sequence[int]
    year_edge: NDArray[np.int64]
    area_names: Sequence[str]
    area_youths: NDArray[np.float64]
    area_region: NDArray[np.int64]
    pools: Sequence[PoolLike]
    params: NDArray[np.float64]
    timeline_tick: NDArray[np.int64]
    timeline_place: NDArray[np.int64]
    timeline_value: NDArray[np.float64]


def is_posted(pool: PoolLike) -> bool:
    """Whether these are the places of advisers of Bureau Jeugdzorg who are posted in an area."""
    return pool.organisation == ACCESS and pool.area_index >= 0


def with_region(by_area: NDArray[Any]) -> Series:
    """[years, areas] -> [years, areas + 1] with the sum over the areas in the last column."""
    by_area = np.asarray(by_area, float)
    return np.concatenate([by_area, by_area.sum(axis=1, keepdims=True)], axis=1)


class Sums:
    """The series of one recording, by reference: ``count.ots_started``, ``stock.ots``, ``pool.place_days``.

    Series that are themselves made of these, as ``cost.payer``, are made by ``made_of_these``: kind -> function of this
    and the name. ``outcomes.series.sums_of`` gives all of them.
    """

    def __init__(
        self,
        recording: Recording,
        arrays: ArraysLike,
        made_of_these: Mapping[str, Callable[[Sums, str], dict[str, Series]]] = MappingProxyType({}),
    ) -> None:
        self.recording, self.arrays = recording, arrays
        self._made_of_these = made_of_these
        self.years, self.areas = recording.counts.shape[:2]
        self.edges = np.asarray(arrays.year_edge)[-(self.years + 1) :]
        self._found: dict[str, dict[str, Series]] = {}
        self._parameters: dict[str, Series] = {}

    def get(self, reference: str) -> dict[str, Series]:
        """Organisation -> series; what is not per organisation stands under ``all``. Not to be written in.

        Raises:
            KeyError: there is no such series.
        """
        if reference not in self._found:  # most are part of several outcomes
            self._found[reference] = self._made(reference)
        return self._found[reference]

    def _made(self, reference: str) -> dict[str, Series]:
        kind, _, name = reference.partition(".")
        if kind in self._made_of_these:
            return self._made_of_these[kind](self, name)
        method = getattr(self, f"_of_{kind}", None)
        if method is None:
            raise KeyError(f"no series is called {reference}")
        found = method(name) if name else method()
        return found if isinstance(found, dict) else {WHOLE_CHAIN: found}

    def _of_count(self, name: str) -> Series:
        return with_region(self.recording.counts[:, :, COUNTS.index(name)])

    def _of_stock(self, name: str) -> Series:
        return with_region(self.recording.stocks[:, :, STOCKS.index(name)])

    def _of_end(self, name: str) -> Series:
        return with_region(self.recording.stocks_end[:, :, STOCKS.index(name)])

    def _of_state(self, name: str) -> Series | dict[str, Series]:
        """States of local teams; some for each partner, tier or organisation. The region is the mean over its teams."""
        if name == "trust":
            return {partner: self._state(f"trust_{partner}") for partner in PARTNERS}
        if name == "skill":
            return {f"local_{tier}": self._state(f"skill_{tier}") for tier in TIERS}
        if name == "ekc_adoption_elsewhere":
            return {offerer: self._state(f"ekc_adoption_{offerer}") for offerer in OFFERERS}
        return self._state(name)

    def _state(self, name: str) -> Series:
        by_area = self.recording.area_states[:, :, AREA_STATES.index(name)]
        return np.concatenate([by_area, by_area.mean(axis=1, keepdims=True)], axis=1)

    def _of_year(self) -> Series:
        return np.ones((self.years, self.areas + 1))

    def _of_days(self) -> Series:
        """Days in each year."""
        days = np.diff(self.edges) / TICKS_PER_DAY
        return np.repeat(days[:, None], self.areas + 1, axis=1)

    def _of_youths(self) -> Series:
        """Youths under 18 times the length of the year in years."""
        youths = np.asarray(self.arrays.area_youths, float)
        return with_region(np.repeat(youths[None, :], self.years, axis=0)) * self._of_days() / DAYS_PER_YEAR

    def _of_wait(self, name: str) -> dict[str, Series]:
        values = {"count": "wait_count", "days": "wait_days", "in_norm": "wait_in_norm"}[name]
        return self.by_organisation(getattr(self.recording, values), whole=True)

    def _of_pool(self, name: str) -> dict[str, Series]:
        """Places and queues. Places of different kinds do not add up to a chain; queues and workers do."""
        if name == "fte_days":
            return self.by_organisation(self.fte_days, whole=True)
        values = self.recording.pool_days[:, :, POOL_DAYS.index(name)]
        return self.by_organisation(values, whole=name == "queue_family_days")

    @functools.cached_property
    def fte_days(self) -> Series:
        """[pools, years]: workers paid for times days: the days of the places over the caseload per worker."""
        place_days = self.recording.pool_days[:, :, POOL_DAYS.index("place_days")]
        caseload = [self.parameter(CASELOADS[pool.organisation])[:, pool.row] for pool in self.arrays.pools]
        return place_days / np.array(caseload) if caseload else place_days

    def by_organisation(self, values: NDArray[Any], *, whole: bool) -> dict[str, Series]:
        """[pools, years] summed to organisation -> series; ``local`` takes the tiers together, ``all`` everything.

        Advisers of Bureau Jeugdzorg who are posted in areas are a part of it (``bjz``) and have a name of their own.
        """
        found: dict[str, Series] = {}
        there = self.recording.pool_days[:, :, POOL_DAYS.index("place_days")].max(axis=1) > 0.0
        for k, (pool, row) in enumerate(zip(self.arrays.pools, np.asarray(values, float), strict=True)):
            names = [pool.organisation]
            names += [LOCAL] if pool.organisation.startswith(TIER_PREFIX) else []
            names += [POSTED] if is_posted(pool) and there[k] else []
            names += [WHOLE_CHAIN] if whole else []
            for name in names:
                if name not in found:
                    found[name] = self._no_areas()
                series = found[name]
                series[:, -1] += row
                if pool.area_index >= 0:
                    area = series[:, pool.area_index]
                    area[:] = row if np.isnan(area[0]) else area + row  # nothing is known of an area at first
        for name, years in self.regional_years.items():
            if name in found:
                found[name][years, :-1] = np.nan
        return found

    @functools.cached_property
    def regional_years(self) -> dict[str, NDArray[np.bool_]]:
        """Organisation -> [years]: years in which it has places for the whole region, so that areas have no own.

        A GI that goes from pooled to bound to areas has pools of both kinds. The chain as a whole (``all``) has
        none per area as soon as one of its queues is the region's.
        """
        places = self.recording.pool_days[:, :, POOL_DAYS.index("place_days")]
        found: dict[str, NDArray[np.bool_]] = {}
        for pool, days in zip(self.arrays.pools, places, strict=True):
            if pool.area_index < 0:
                found[pool.organisation] = found.get(pool.organisation, np.zeros(self.years, bool)) | (days > 0)
        for name in found:
            bound = any(pool.organisation == name and pool.area_index >= 0 for pool in self.arrays.pools)
            found[name] |= not bound
        return found | ({WHOLE_CHAIN: np.ones(self.years, bool)} if found else {})

    def _no_areas(self) -> Series:
        series = np.full((self.years, self.areas + 1), np.nan)
        series[:, -1] = 0.0
        return series

    def parameter(self, name: str) -> Series:
        """[years, areas]: a parameter in each year, the mean over the year of the steps that the timeline gives it."""
        if name not in self._parameters:
            self._parameters[name] = self._mean_over_years(name)
        return self._parameters[name]

    def _mean_over_years(self, name: str) -> Series:
        arrays, column = self.arrays, registry().index(name)
        means = np.repeat(np.asarray(arrays.params, float)[None, :, column], self.years, axis=0)
        place = np.asarray(arrays.timeline_place).reshape(-1, 2)
        for area in np.unique(place[place[:, 1] == column, 0]):
            mine = (place[:, 0] == area) & (place[:, 1] == column)
            ticks, values = np.asarray(arrays.timeline_tick)[mine], np.asarray(arrays.timeline_value)[mine]
            means[:, area] = _mean_of_steps(self.edges, means[0, area], ticks, values)
        return means

    @functools.cached_property
    def parameters(self) -> NDArray[np.float64]:
        """[years, areas, parameters]: all parameters in each year, as ``parameter`` gives them one by one."""
        rows = np.repeat(np.asarray(self.arrays.params, float)[None], self.years, axis=0)
        names = list(registry())
        for column in np.unique(np.asarray(self.arrays.timeline_place).reshape(-1, 2)[:, 1]):
            rows[:, :, column] = self.parameter(names[column])
        return rows

    def histogram(self, name: str) -> dict[str, NDArray[np.int64]]:
        """Organisation -> [years, areas + 1, HISTOGRAM_BINS]; where only the region is known, [years, 1, bins]."""
        if name == "wait":
            return self._waits
        return {WHOLE_CHAIN: getattr(self.recording, f"{name}_histogram")[:, None, :]}

    @functools.cached_property
    def _waits(self) -> dict[str, NDArray[np.int64]]:
        found: dict[str, NDArray[np.int64]] = {}
        for pool, rows in zip(self.arrays.pools, self.recording.wait_histogram, strict=True):
            names = [pool.organisation, WHOLE_CHAIN]
            names += [LOCAL] if pool.organisation.startswith(TIER_PREFIX) else []
            for organisation in names:
                if organisation not in found:
                    found[organisation] = np.zeros((self.years, self.areas + 1, HISTOGRAM_BINS), np.int64)
                bins = found[organisation]
                bins[:, -1] += rows
                if pool.area_index >= 0 and organisation != WHOLE_CHAIN:
                    bins[:, pool.area_index] += rows
        return found


def _mean_of_steps(edges: NDArray[Any], first: float, ticks: NDArray[Any], values: NDArray[Any]) -> Series:
    """Mean over each interval between ``edges`` of a value that is ``first`` and steps to ``values`` at ``ticks``."""
    order = np.argsort(ticks, kind="stable")
    ticks, steps = ticks[order], np.concatenate([[first], values[order]])
    cuts = np.unique(np.concatenate([edges, ticks[(ticks > edges[0]) & (ticks < edges[-1])]]))
    level = steps[np.searchsorted(ticks, cuts[:-1], side="right")]
    integral = np.concatenate([[0.0], np.cumsum(level * np.diff(cuts))])
    return np.diff(integral[np.searchsorted(cuts, edges)]) / np.diff(edges)
