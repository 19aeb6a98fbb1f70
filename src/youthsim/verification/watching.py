"""Watch a scenario event by event from outside, and keep books of one's own.

After every event the states of the families are looked at. Whoever has entered or left a queue, a place or a stock
since the event before gets a line in these books: single stays, cut off at the edges of the measured years. The
engine keeps integrals by small steps instead; Little's law, as an identity of the path, says that both are equal to
the tick. Nothing is shared with the accounts of the engine but the columns in which it says what a family does.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from youthsim.arrays import Arrays
from youthsim.chain import states as X
from youthsim.chain.records import STOCKS
from youthsim.engines.core import columns as C
from youthsim.engines.core import loop
from youthsim.engines.core.control import close_year
from youthsim.parameters import index as P
from youthsim.verification import laboratory
from youthsim.verification.laboratory import World

Integers = NDArray[np.int64]
PLACE = 10  # tenths of a place
# The pools of which a family can hold places, and the column of how many tenths (none: one place).
HOLDINGS = (
    (C.F_HELP_POOL, None), (C.F_SAFETY_POOL, None), (C.F_GI_POOL, C.F_GI_TENTHS),
    (C.F_VOOGDIJ_POOL, C.F_VOOGDIJ_TENTHS), (C.F_EKC_POOL, None),
    (C.F_COORDINATION_POOL, C.F_COORDINATION_TENTHS), (C.F_CRISIS_POOL, None),
    (C.F_ACCESS_POOL, None), (C.F_MANAGER_POOL, None),
)  # fmt: skip
CHILDREN = np.array([bin(mask).count("1") for mask in range(1 << 5)])
BETWEEN = STOCKS.index("between_wal_en_schip")


def _table(states: int, column: int, **said: tuple[int, ...]) -> tuple[int, Integers]:
    """For a column: the stocks that each of its states counts in."""
    table = np.zeros((states, len(STOCKS)), np.int64)
    for stock, counted in said.items():
        table[list(counted), STOCKS.index(stock)] = 1
    return column, table


TABLES = (
    _table(X.LEVELS + 1, C.F_LEVEL, **{f"level_{level}": (level,) for level in range(1, X.LEVELS + 1)}),
    _table(
        9, C.F_HELP, in_local_help=(X.LOCAL,), in_specialised_help=(X.PROVIDER,), in_aftercare=(X.AFTERCARE,),
        waiting_local=(X.INTAKE, X.LOCAL_QUEUE), waiting_specialised=(X.PROVIDER_QUEUE, X.BJZ_QUEUE, X.BJZ),
    ),
    _table(7, C.F_GI, early_gi=(X.EARLY,)),
    _table(4, C.F_EKC, network_plans=(X.EKC_PLAN,)),
    _table(4, C.F_COORDINATION, coordinated=(X.ZORGCOORDINATION, X.PROCESCOORDINATION, X.BRANDPUNT)),
)  # fmt: skip
PARTS = (X.PROGRAMME_STARTING, X.PROGRAMME_RUNNING)
TAKES_PART, LASTING = STOCKS.index("in_prevention"), STOCKS.index("prevention_lasting")
OTS, UHP, VOOGDIJ, AVOIDERS = (STOCKS.index(name) for name in ("ots", "uhp", "voogdij", "unsafe_avoiders"))


def stocks_of(family: NDArray[np.int32], programme: NDArray[np.int32]) -> Integers:
    """[families, stocks]: in which stocks each family counts, and with how much; being between is kept apart."""
    stocks = np.zeros((len(family), len(STOCKS)), np.int64)
    for column, table in TABLES:
        stocks += table[family[:, column]]
    stocks[:, OTS] = CHILDREN[family[:, C.F_OTS_MASK]]
    stocks[:, UHP] = stocks[:, OTS] * (family[:, C.F_PLACED] > 0)
    stocks[:, VOOGDIJ] = CHILDREN[family[:, C.F_VOOGDIJ_MASK]]
    state = programme[:, C.V_STATE]
    stocks[:, TAKES_PART] = np.isin(state, PARTS)
    stocks[:, LASTING] = state == X.PROGRAMME_LASTING
    stocks[:, AVOIDERS] = (family[:, C.F_LEVEL] >= X.CRISIS) & (family[:, C.F_AVOIDER] > 0)
    return stocks


def _rows_that_differ(now: NDArray[np.int32], before: NDArray[np.int32]) -> Integers:
    """The rows of two tables that are not equal."""
    return np.unique(np.flatnonzero(now.ravel() != before.ravel()) // now.shape[1])


@dataclass
class Books:
    """What was added up from outside, within the measured years."""

    queue: Integers  # [pools] families x ticks, single waits
    waits: Integers  # [pools] how many single waits
    used: Integers  # [pools] tenths x ticks, single stays
    stays: Integers
    stocks: Integers  # [areas, stocks] units x ticks
    stock_at_start: Integers  # [areas, stocks] when the measured years begin
    lines: NDArray[np.void]
    """The event log, with ticks since the start."""
    year: Integers
    """[lines] the measured year in which each line was written, -1 before."""
    first: NDArray[np.int32]
    world: World
    arrays: Arrays
    events: int = 0

    @property
    def window(self) -> tuple[int, int]:
        """First and last tick of the measured years."""
        return int(self.arrays.year_edge[0]), int(self.arrays.year_edge[-1])


@dataclass
class _Stays:
    """Single stays of things in places: where, with how much, since when."""

    where: Integers
    amount: Integers
    since: Integers = field(init=False)

    def __post_init__(self) -> None:
        self.since = np.zeros_like(self.where)

    def move(
        self, things: Integers, where: Integers, amount: Integers, now: int, window: tuple[int, int]
    ) -> tuple[Integers, Integers, Integers]:
        """Things that are now elsewhere or with another amount: gives place, amount and ticks of the stays that end."""
        changed = (self.where[things] != where) | (self.amount[things] != amount)
        moved = things[changed]
        ended = self.where[moved], self.amount[moved], self._inside(self.since[moved], now, window)
        self.where[moved], self.amount[moved], self.since[moved] = where[changed], amount[changed], now
        return ended

    def close(self, now: int, window: tuple[int, int]) -> tuple[Integers, Integers, Integers]:
        """All stays that go on at the end."""
        return self.where, self.amount, self._inside(self.since, now, window)

    @staticmethod
    def _inside(since: Integers, now: int, window: tuple[int, int]) -> Integers:
        return np.asarray(np.maximum(0, np.minimum(now, window[1]) - np.maximum(since, window[0])))


class _Watcher:
    """Compares the families after each event with what they were before it."""

    def __init__(self, arrays: Arrays, w: World) -> None:
        self.w, self.arrays = w, arrays
        self.window = int(arrays.year_edge[0]), int(arrays.year_edge[-1])
        self.family, self.node = w.family.copy(), np.full_like(w.node, C.NOBODY)
        families, pools = len(w.family), len(w.pool)
        everybody = np.arange(families)
        nowhere = np.full(families * C.NODES, C.NOBODY, np.int64)
        self.queues = _Stays(nowhere, np.ones_like(nowhere))
        self.places = _Stays(*self._holdings(everybody))
        self.queue, self.waits, self.used, self.stays = (np.zeros(pools, np.int64) for _ in range(4))
        self.stock = stocks_of(self.family, w.programme)
        self.stock_since = np.zeros_like(self.stock)
        self.stocks = np.zeros((len(arrays.area_names), len(STOCKS)), np.int64)
        self.alone_since = np.where(self._alone(everybody), 0, C.NEVER).astype(np.int64)
        self._see_queues(0)

    def _holdings(self, families: Integers) -> tuple[Integers, Integers]:
        """Pool and tenths of everything that these families hold, kind by kind."""
        rows = self.w.family[families]
        pool = np.stack([rows[:, column] for column, _ in HOLDINGS], axis=1).astype(np.int64)
        tenths = np.stack(
            [np.full(len(rows), PLACE) if amount is None else rows[:, amount] for _, amount in HOLDINGS], axis=1
        )
        return pool.ravel(), np.where(pool.ravel() >= 0, tenths.ravel(), 0).astype(np.int64)

    def _alone(self, families: Integers) -> NDArray[np.bool_]:
        """Whether families are in need with no one around."""
        rows = self.w.family[families]
        need = self.w.params[rows[:, C.F_AREA], P.need_level]
        around = rows[:, [C.F_HELP, C.F_SAFETY, C.F_GI, C.F_MEASURE]] != 0
        alone = ~around.any(axis=1) & ~np.isin(self.w.programme[families, C.V_STATE], PARTS)
        return np.asarray(alone & (rows[:, C.F_LEVEL] >= need))

    def look(self, now: int) -> None:
        """See what the last event has changed."""
        families = _rows_that_differ(self.w.family, self.family)
        self._see_queues(now)
        if families.size:
            kinds = len(HOLDINGS)
            things = (families[:, None] * kinds + np.arange(kinds)).ravel()
            self._book(self.used, self.stays, *self.places.move(things, *self._holdings(families), now, self.window))
            self._see_stocks(families, now)
            self._see_need(families, now)
            self.family[families] = self.w.family[families]

    def _see_queues(self, now: int) -> None:
        """Who stands in which queue, track by track; a place in a queue is taken by one after the other."""
        used = int(self.w.scalars[C.G_NODES])
        nodes = _rows_that_differ(self.w.node[:used], self.node[:used])
        before, after = (rows[rows[:, C.N_POOL] != C.NOBODY] for rows in (self.node[nodes], self.w.node[nodes]))
        things = np.unique(np.concatenate([before[:, C.N_OWNER], after[:, C.N_OWNER]])).astype(np.int64)
        pool = np.full(things.size, C.NOBODY, np.int64)
        pool[np.searchsorted(things, after[:, C.N_OWNER])] = after[:, C.N_POOL]
        ended = self.queues.move(things, pool, np.ones(things.size, np.int64), now, self.window)
        self._book(self.queue, self.waits, *ended)
        self.node[nodes] = self.w.node[nodes]

    def _book(self, ticks: Integers, number: Integers, pool: Integers, amount: Integers, stay: Integers) -> None:
        there = pool >= 0
        np.add.at(ticks, pool[there], amount[there] * stay[there])
        np.add.at(number, pool[there], stay[there] > 0)

    def _see_stocks(self, families: Integers, now: int) -> None:
        stock = stocks_of(self.w.family[families], self.w.programme[families])
        row, column = np.nonzero(stock != self.stock[families])
        f = families[row]
        self._add_stocks(f, column, now)
        self.stock[f, column], self.stock_since[f, column] = stock[row, column], now

    def _add_stocks(self, f: Integers, column: Integers, now: int) -> None:
        stay = _Stays._inside(self.stock_since[f, column], now, self.window)
        np.add.at(self.stocks, (self.w.family[f, C.F_AREA], column), self.stock[f, column] * stay)

    def _see_need(self, families: Integers, now: int) -> None:
        """Spells in need with no one; a family that leaves ends its spell."""
        alone = self._alone(families)
        other = self.w.family[families, C.F_IDENTITY] != self.family[families, C.F_IDENTITY]
        since = self.alone_since[families]
        in_spell = since != C.NEVER
        self._add_spells(families[in_spell & (~alone | other)], now)
        self.alone_since[families] = np.where(alone, np.where((since != C.NEVER) & ~other, since, now), C.NEVER)

    def _add_spells(self, f: Integers, now: int) -> None:
        area = self.w.family[f, C.F_AREA]
        term = (self.w.params[area, P.need_between_days] * C.TICKS).astype(np.int64)
        stay = _Stays._inside(self.alone_since[f] + term, now, self.window)
        np.add.at(self.stocks, (area, np.full(f.size, BETWEEN)), stay)

    def close(self, now: int) -> None:
        """Add what goes on at the end."""
        self._book(self.queue, self.waits, *self.queues.close(now, self.window))
        self._book(self.used, self.stays, *self.places.close(now, self.window))
        f, column = np.nonzero(self.stock)
        self._add_stocks(f, column, now)
        self._add_spells(np.flatnonzero(self.alone_since != C.NEVER), now)


def watch(arrays: Arrays, seed: int, replication: int = 0) -> Books:
    """Run a scenario to its end one event at a time, and keep the books."""
    w = laboratory.begun(arrays, seed, replication, events=True)
    watcher = _Watcher(arrays, w)
    first = w.family.copy()
    lines: list[NDArray[np.void]] = []
    years: list[Integers] = []
    before, end, events = w.stock.copy(), int(arrays.year_edge[-1]), 0
    state = loop.PAUSED
    while state != loop.DONE:
        if w.scalars[C.G_YEAR] < 0:
            before = w.stock.copy()  # the last time before the measured years begin counts
        state = loop.advance_by(w, end, 1)
        events += state == loop.PAUSED
        watcher.look(int(w.scalars[C.G_NOW]))
        written = int(w.scalars[C.G_LOG])
        if written:
            lines.append(laboratory.logged(w))
            years.append(np.full(written, w.scalars[C.G_YEAR]))
            w.scalars[C.G_LOG] = 0
        w.scalars[C.G_CHILDREN] = 0
    close_year(w, end)
    watcher.close(end)
    return Books(
        watcher.queue, watcher.waits, watcher.used, watcher.stays, watcher.stocks, before,
        np.concatenate(lines), np.concatenate(years), first, w, arrays, events,
    )  # fmt: skip
