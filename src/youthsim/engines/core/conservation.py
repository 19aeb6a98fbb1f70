"""Run with every account checked after every event: nothing is lost, and nothing is counted twice.

After each event all families, queues, places, stocks and pending events are counted anew, in compiled code, and
compared with what the engine keeps up to date by small steps. What is checked has a name in ``CHECKS``.

A queue is in order of arrival within a class, with one exception: a family that escalates joins the end of the
escalated class and keeps the time since which it waits, so in that class times may go back.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from youthsim.chain import states as X
from youthsim.chain.queues import stretched_places
from youthsim.chain.records import COUNTS, STOCKS
from youthsim.compiled import entry, kernel
from youthsim.engines.core import columns as C
from youthsim.engines.core import loop, pools
from youthsim.engines.core import names as N
from youthsim.engines.core.agenda import NOTHING_PLANNED, kind_of, tick_of
from youthsim.engines.core.calendar import ENTITY_MASK, ORGANISATION_BITS, packed
from youthsim.engines.core.expected import (
    clocks_fit,
    place_of_track,
    queue_of_track,
    states_fit,
    stocks_of_family,
)
from youthsim.engines.core.pages import G_END, G_NEXT, PAGE
from youthsim.engines.core.places import queue_of
from youthsim.engines.core.world import World

CHECKS = (
    "nothing is wrong",
    "the states of a family contradict each other",
    "a family holds a place in another pool than its state says",
    "a family stands in another queue than its state says",
    "the clocks of a family do not fit its states",
    "the places in use of a pool are not those that families hold",
    "the list of a queue is broken",
    "the length of a queue is not the number of families in it",
    "a family has overtaken another of its class",
    "a family waits although it would fit",
    "a stock is not what a recount gives",
    "a number is below zero",
    "a family has no pending event in the future",
    "the calendar holds other events than those pending",
    "families have left or entered without a count of it",
)
(
    FINE, STATES, PLACES, QUEUES, CLOCKS, USED, LIST, LENGTH, ORDER, WAITS, STOCK, NEGATIVE, PENDING, CALENDAR,
    POPULATION,
) = range(len(CHECKS))  # fmt: skip


class ConservationError(Exception):
    """Something was lost or counted twice."""


def advance_checked(w: World, until: int, empty: Callable[[], None]) -> None:
    """Run all events before ``until`` one by one, and check every account after each.

    Args:
        empty: called when the log must be emptied.

    Raises:
        ConservationError: with what is wrong, where and after which event.
    """
    found = np.zeros(3, np.int64)
    while True:
        _raise_if(check(w, found), found, w)
        state = loop.advance_by(w, until, 1)
        if state == loop.LOG_FULL:
            empty()
        elif state == loop.DONE:
            return


def _raise_if(wrong: int, found: np.ndarray, w: World) -> None:
    """Say what is wrong."""
    if wrong == FINE:
        return
    where, kept, recounted = (int(x) for x in found)
    what = CHECKS[wrong]
    if wrong == STOCK:
        what += f" ({STOCKS[where % len(STOCKS)]}, area {where // len(STOCKS)})"
    event, now = int(w.scalars[C.G_EVENTS]), int(w.scalars[C.G_NOW])
    raise ConservationError(f"{what}: number {where}, found {kept}, expected {recounted}; event {event}, tick {now}")


@kernel
def _note(found, where, kept, recounted):
    """Keep what is wrong for the message."""
    found[0], found[1], found[2] = where, kept, recounted


@entry
def check(w, found):
    """The number of the first check that fails, or FINE; ``found`` says where, what was found and what expected."""
    wrong = _families(w, found)
    if wrong == FINE:
        wrong = _pools(w, found)
    if wrong == FINE:
        wrong = _stocks(w, found)
    if wrong == FINE:
        wrong = _pending(w, found)
    return wrong


@kernel
def _families(w, found):
    """Each family by itself: states, places, queues and clocks fit together."""
    now = w.scalars[C.G_NOW]
    for f in range(w.family.shape[0]):
        if not states_fit(w, f, now):
            _note(found, f, w.family[f, C.F_MEASURE], w.family[f, C.F_GI])
            return STATES
        for track in range(X.TRACKS):
            held, expected = w.family[f, _pool_column(track)], place_of_track(w, f, track)
            if held != expected:
                _note(found, f, held, expected)
                return PLACES
            if track >= X.QUEUED_TRACKS:
                continue
            pool, expected = queue_of(w, f, track), queue_of_track(w, f, track)
            if pool != expected:
                _note(found, f, pool, expected)
                return QUEUES
        if not clocks_fit(w, f, now):
            _note(found, f, w.family[f, C.F_CLOCK_HELP], now)
            return CLOCKS
    return FINE


@kernel
def _pool_column(track):
    """Where a family keeps the pool of a track."""
    if track == X.TRACK_HELP:
        return C.F_HELP_POOL
    if track == X.TRACK_SAFETY:
        return C.F_SAFETY_POOL
    if track == X.TRACK_GI:
        return C.F_GI_POOL
    if track == X.TRACK_EKC:
        return C.F_EKC_POOL
    return C.F_ACCESS_POOL if track == X.TRACK_ACCESS else C.F_MANAGER_POOL


@kernel
def _add_place(used, k, tenths):
    """Count places that a family holds of a pool, if it holds any."""
    if k != C.NOBODY:
        used[k] += tenths


@kernel
def _pools(w, found):
    """Each pool: places in use, its queues, and whether anybody waits who would fit."""
    used = np.zeros(w.pool.shape[0], np.int64)
    for f in range(w.family.shape[0]):
        s = w.family[f]
        _add_place(used, s[C.F_HELP_POOL], C.PLACE)
        _add_place(used, s[C.F_SAFETY_POOL], C.PLACE)
        _add_place(used, s[C.F_GI_POOL], s[C.F_GI_TENTHS])
        _add_place(used, s[C.F_VOOGDIJ_POOL], s[C.F_VOOGDIJ_TENTHS])
        _add_place(used, s[C.F_EKC_POOL], C.PLACE)
        _add_place(used, s[C.F_COORDINATION_POOL], s[C.F_COORDINATION_TENTHS])
        _add_place(used, s[C.F_ACCESS_POOL], C.PLACE)
        _add_place(used, s[C.F_MANAGER_POOL], C.PLACE)
        _add_place(used, s[C.F_CRISIS_POOL], C.PLACE)
    for k in range(w.pool.shape[0]):
        if used[k] != w.pool[k, C.K_USED]:
            _note(found, k, w.pool[k, C.K_USED], used[k])
            return USED
        wrong = _queue(w, k, found)
        if wrong != FINE:
            return wrong
        n = pools.head(w.pool, k)
        if n != C.NOBODY:
            p = w.params[w.pool[k, C.K_ROW]]
            tenths, places = w.pool[k, C.K_QUEUE_TENTHS], w.pool[k, C.K_PLACES]
            room = stretched_places(p, w.pool[k, C.K_ORGANISATION], tenths, places)
            if used[k] + w.node[n, C.N_TENTHS] <= room:
                _note(found, k, used[k], room)
                return WAITS
    return FINE


@kernel
def _queue(w, k, found):
    """The three lists of a pool's queue."""
    length, tenths = 0, 0
    for queue_class in range(X.CLASSES):
        before, since = C.NOBODY, -C.NEVER
        n = w.pool[k, C.K_FIRST + queue_class]
        while n != C.NOBODY:
            fits = w.node[n, C.N_POOL] == k and w.node[n, C.N_CLASS] == queue_class
            if not fits or w.node[n, C.N_BEFORE] != before or length > w.node.shape[0]:
                _note(found, k, n, before)
                return LIST
            if w.node[n, C.N_SINCE] < since and queue_class != X.CLASS_ESCALATED:
                _note(found, k, w.node[n, C.N_SINCE], since)
                return ORDER
            length += 1
            tenths += w.node[n, C.N_TENTHS]
            before, since = n, w.node[n, C.N_SINCE]
            n = w.node[n, C.N_NEXT]
        if w.pool[k, C.K_LAST + queue_class] != before:
            _note(found, k, w.pool[k, C.K_LAST + queue_class], before)
            return LIST
    if length != w.pool[k, C.K_QUEUE] or tenths != w.pool[k, C.K_QUEUE_TENTHS]:
        _note(found, k, w.pool[k, C.K_QUEUE], length)
        return LENGTH
    return FINE


@kernel
def _stocks(w, found):
    """Stocks are what a recount of the families gives, nothing is below zero, and families are replaced one by one."""
    areas, kinds = w.stock.shape
    recount = np.zeros((areas, kinds), np.int64)
    for f in range(w.family.shape[0]):
        stocks_of_family(w, f, recount)
    for a in range(areas):
        for stock in range(kinds):
            if w.stock[a, stock] != recount[a, stock]:
                _note(found, a * kinds + stock, w.stock[a, stock], recount[a, stock])
                return STOCK
        for year in range(w.scalars[C.G_YEARS]):
            left, entered = w.counts[year, a, N.N_FAMILIES_LEFT], w.counts[year, a, N.N_FAMILIES_ENTERED]
            if left != entered:
                _note(found, a, entered, left)
                return POPULATION
            for what in range(len(COUNTS)):
                if w.counts[year, a, what] < 0:
                    _note(found, what, w.counts[year, a, what], 0)
                    return NEGATIVE
    for k in range(w.pool.shape[0]):
        lowest = min(w.pool[k, C.K_USED], w.pool[k, C.K_PLACES], w.pool[k, C.K_QUEUE], w.pool[k, C.K_QUEUE_TENTHS])
        if lowest < 0:
            _note(found, k, lowest, 0)
            return NEGATIVE
    return FINE


@kernel
def _pending(w, found):
    """Each family has one pending event, not in the past, and there is a key of what is planned before the end."""
    now, horizon = w.scalars[C.G_NOW], w.scalars[C.G_HORIZON]
    seen = np.zeros(w.pending.size, np.int64)
    for day in range(w.scalars[C.G_DAY] + 1, w.days.size):
        end = w.days[day]
        while end != 0:
            page = (end - 1) // PAGE * PAGE
            for spot in range(page + 1, end):
                _see(w, seen, w.words[spot], day)
            end = w.words[page]
    for place in range(w.scalars[G_NEXT], w.scalars[G_END]):
        _see(w, seen, w.today[place], w.scalars[C.G_DAY])
    for place in range(w.scalars[C.G_HEAP]):
        _see(w, seen, w.heap[place], w.scalars[C.G_DAY])
    for entity in range(w.pending.size):
        tick = tick_of(w.pending[entity])
        if entity < w.family.shape[0] and tick < now:
            _note(found, entity, tick, now)
            return PENDING
        if w.pending[entity] != NOTHING_PLANNED and tick < horizon and seen[entity] == 0:
            _note(found, entity, tick, horizon)
            return CALENDAR
    return FINE


@kernel
def _see(w, seen, key, day):
    """Note whose pending event a key of a day is, if it is not outdated."""
    entity = key & ENTITY_MASK
    planned = w.pending[entity]
    if tick_of(planned) // C.TICKS == day:
        tick, kind, organisation = tick_of(planned), kind_of(planned), planned & ((1 << ORGANISATION_BITS) - 1)
        if key == packed(tick, kind, organisation, entity):
            seen[entity] = 1
