"""What is written down while time passes: counts, stocks, waits, the event log. It ends as a ``Recording``."""

from __future__ import annotations

import numpy as np

from youthsim.arrays import Arrays
from youthsim.chain.family import DAYS_PER_YEAR, TICKS_PER_DAY
from youthsim.chain.histogram import histogram_bin
from youthsim.chain.protection import TENTHS_PER_PLACE
from youthsim.chain.queues import within_norm
from youthsim.chain.records import (
    AREA_STATES,
    CHILDREN_PER_FAMILY_KEY,
    COUNTS,
    EVENTS,
    HISTOGRAM_BINS,
    POOL_DAYS,
    RELAPSE_YEARS,
    STOCKS,
)
from youthsim.engines.recording import EVENT_DTYPE, Recording

COUNT = {name: place for place, name in enumerate(COUNTS)}
STOCK = {name: place for place, name in enumerate(STOCKS)}
EVENT = {name: place for place, name in enumerate(EVENTS)}
RELAPSE_TICKS = int(RELAPSE_YEARS * DAYS_PER_YEAR) * TICKS_PER_DAY
BEFORE_THE_FIRST = -1


class Ledger:
    """The record of one replication. ``now`` is the tick of the present event, ``year`` the measured year."""

    def __init__(self, arrays: Arrays, logging: bool) -> None:
        years, areas, pools = len(arrays.years), len(arrays.area_names), len(arrays.pools)
        self.now, self.year, self.years = 0, BEFORE_THE_FIRST, years
        self.year_edge = [int(edge) for edge in arrays.year_edge]
        self.stock = [[0] * len(STOCKS) for _ in range(areas)]
        self.events: list[tuple[int, int, int, int, int, int]] | None = [] if logging else None
        self.children: set[int] = set()
        self._stock_tick = [[0] * len(STOCKS) for _ in range(areas)]
        self._held = [[0.0] * len(POOL_DAYS) for _ in range(pools)]
        self._held_tick = [0] * pools
        self._counts = np.zeros((years, areas, len(COUNTS)), np.int64)
        self._stocks = np.zeros((years, areas, len(STOCKS)))
        self._stocks_end = np.zeros((years, areas, len(STOCKS)), np.int64)
        self._area_sum = np.zeros((years, areas, len(AREA_STATES)))
        self._waits = np.zeros((pools, years), np.int64)
        self._wait_days = np.zeros((pools, years))
        self._in_norm = np.zeros((pools, years), np.int64)
        self._wait_bins = np.zeros((pools, years, HISTOGRAM_BINS), np.int64)
        self._pool_days = np.zeros((pools, years, len(POOL_DAYS)))
        self._bins = {name: np.zeros((years, HISTOGRAM_BINS), np.int64) for name in ("ots", "first_help")}

    @property
    def measuring(self) -> bool:
        """Whether the measured years have begun; before that nothing is counted."""
        return self.year >= 0

    def count(self, area: int, what: str, amount: int = 1) -> None:
        """Add to a count of the present year."""
        if self.measuring:
            self._counts[self.year, area, COUNT[what]] += amount

    def change_stock(self, area: int, what: str, change: int) -> None:
        """Change how many families or children are in a state, and integrate how many were until now."""
        self._integrate(area, STOCK[what])
        self.stock[area][STOCK[what]] += change

    def _integrate(self, area: int, place: int) -> None:
        if self.measuring:
            ticks = self.now - self._stock_tick[area][place]
            self._stocks[self.year, area, place] += float(self.stock[area][place] * ticks)
        self._stock_tick[area][place] = self.now

    def hold(self, pool: int, used: int, there: int, waiting: int) -> None:
        """What a pool had in use, there and waiting since it was last asked."""
        ticks = self.now - self._held_tick[pool]
        if ticks > 0:
            held = self._held[pool]
            held[0] += float(used * ticks)
            held[1] += float(there * ticks)
            held[2] += float(waiting * ticks)
            self._held_tick[pool] = self.now

    def wait(self, pool: int, organisation: int, p: np.ndarray, ticks: int) -> None:
        """A wait that has ended in a start."""
        if not self.measuring:
            return
        days = ticks / TICKS_PER_DAY
        self._waits[pool, self.year] += 1
        self._wait_days[pool, self.year] += days
        self._in_norm[pool, self.year] += 1 if within_norm(p, organisation, days) else 0
        self._wait_bins[pool, self.year, histogram_bin(days)] += 1

    def histogram(self, which: str, days: float) -> None:
        """Add a duration to a histogram of the present year."""
        if self.measuring:
            self._bins[which][self.year, histogram_bin(days)] += 1

    def between(self, area: int, since: int, term_ticks: int) -> None:
        """The time beyond the term of a spell in need with no one, as far as it lies in the present year."""
        if self.measuring:
            begin = max(since + term_ticks, self.year_edge[self.year])
            if self.now > begin:
                self._stocks[self.year, area, STOCK["between_wal_en_schip"]] += float(self.now - begin)

    def spell(self, area: int, what: str, since: int, until: int) -> None:
        """Add a spell, which may lie ahead, to a stock in every measured year in which it lies."""
        for year in range(self.years):
            begin, end = max(since, self.year_edge[year]), min(until, self.year_edge[year + 1])
            if end > begin:
                self._stocks[year, area, STOCK[what]] += float(end - begin)

    def count_at(self, area: int, what: str, tick: int) -> None:
        """Count something in the measured year in which a tick lies, if it lies in one."""
        for year in range(self.years):
            if self.year_edge[year] <= tick < self.year_edge[year + 1]:
                self._counts[year, area, COUNT[what]] += 1

    def child(self, identity: int, child: int) -> None:
        """This child comes under an OTS."""
        if self.measuring:
            self.children.add(identity * CHILDREN_PER_FAMILY_KEY + child)

    def end_at_risk(self, area: int, what: str) -> None:
        """An end that can be followed for two years."""
        if self.year < self.years - RELAPSE_YEARS:
            self.count(area, what)

    def relapse(self, area: int, ended: int, what: str) -> None:
        """A return within two years, counted in the year of the end; the last two years are left out."""
        if self.now - ended > RELAPSE_TICKS:
            return
        for year in range(self.years - RELAPSE_YEARS):
            if self.year_edge[year] <= ended < self.year_edge[year + 1]:
                self._counts[year, area, COUNT[what]] += 1

    def team_states(self, area: int, states: list[float], ticks: int) -> None:
        """The states of a team, which held for so many ticks."""
        if self.measuring:
            for place, state in enumerate(states):
                self._area_sum[self.year, area, place] += state * ticks

    def log(self, family: int, area: int, event: str, pool: int, detail: int) -> None:
        """Write a line in the event log, if one is kept."""
        if self.events is not None:
            self.events.append((self.now, family, area, EVENT[event], pool, detail))

    def close_year(self) -> None:
        """Write down stocks and places of the year that ends; pools must have been settled."""
        for area, stock in enumerate(self.stock):
            for place in range(len(STOCKS)):
                self._integrate(area, place)
            if self.measuring:
                self._stocks_end[self.year, area] = stock
        for pool, held in enumerate(self._held):
            if self.measuring:
                self._pool_days[pool, self.year] = held
            self._held[pool] = [0.0] * len(POOL_DAYS)

    def recording(self) -> Recording:
        """What the replication leaves, in days and places."""
        pool_days = self._pool_days / TICKS_PER_DAY
        pool_days[:, :, :2] /= TENTHS_PER_PLACE
        days_in_year = np.diff(np.array(self.year_edge))
        return Recording(
            counts=self._counts,
            stocks=self._stocks / TICKS_PER_DAY,
            stocks_end=self._stocks_end,
            area_states=self._area_sum / days_in_year[:, None, None],
            wait_count=self._waits,
            wait_days=self._wait_days,
            wait_in_norm=self._in_norm,
            wait_histogram=self._wait_bins,
            pool_days=pool_days,
            ots_duration_histogram=self._bins["ots"],
            first_help_histogram=self._bins["first_help"],
            measured_children=np.array(sorted(self.children), np.int64),
            events=None if self.events is None else self._log(),
        )

    def _log(self) -> np.ndarray:
        """The event log in days since the start of the scenario (the warm-up lies before 0)."""
        start = self.year_edge[0]
        return np.array([((tick - start) / TICKS_PER_DAY, *rest) for tick, *rest in self.events or ()], EVENT_DTYPE)
