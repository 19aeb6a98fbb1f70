"""The event list: for each day pages of keys, which are put in order once, when the day begins.

The key of an event is all there is to keep. It carries tick, kind, organisation and entity, in the order of
``calendar.packed``. A key is never moved: what is moved has another key, and who planned it passes over the old one
(``agenda``). Keys of a day are written one after another on pages, so that planning touches no other entity, and the
day begins by reading them in one go. What is planned for the day itself goes through the small heap of the calendar.

Method: keys are dealt into boxes of equal spans of ticks (a distribution sort with as many boxes as keys, roughly),
and what is left out of order within a box is put in order by insertion.

``days`` (int32, one per day) says where the next key of that day is to be written in ``words`` (int64), 0 for a day
without keys. The first word of a page says where the page before it ended. ``today`` (int64) holds the keys of
the current day in order, ``boxes`` (int64) serves for dealing, ``heap`` as in ``calendar``.
"""

from youthsim.chain.family import TICKS_PER_DAY
from youthsim.compiled import kernel, step
from youthsim.engines.core.calendar import (
    ENTITY_BITS,
    ENTITY_MASK,
    KIND_BITS,
    ORGANISATION_BITS,
    heap_pop,
    heap_push,
    packed,
)
from youthsim.engines.core.columns import G_DAY, G_HEAP, G_HORIZON, SCALARS
from youthsim.engines.core.memory import at, fetch_ahead

PAGE_BITS = 4
PAGE = 1 << PAGE_BITS  # words of a page: two lines of the cache
TICK_SHIFT = ENTITY_BITS + ORGANISATION_BITS + KIND_BITS
KIND_SHIFT = ENTITY_BITS + ORGANISATION_BITS
KIND_MASK = (1 << KIND_BITS) - 1
BOXES = TICKS_PER_DAY + 1
AHEAD = 8  # events from now whose entity is fetched into the cache
NOTHING = -1
LARGEST_TICK = (1 << 31) - 1
# Scalars: the next key of today, the end of today's keys, the last page given back, the first page never used.
G_NEXT, G_END, G_PAGE, G_FRESH_PAGE, G_SPARE_PAGES = range(SCALARS, SCALARS + 5)
PAGES_SCALARS = SCALARS + 5


@step
def plan(days, words, heap, scalars, tick, kind, organisation, entity):
    """Plan an event, now or later. Beyond the horizon nothing is planned."""
    if tick >= scalars[G_HORIZON]:
        return
    tick &= LARGEST_TICK  # never negative, which spares the division its questions
    day = tick // TICKS_PER_DAY
    key = packed(tick, kind, organisation, entity)
    if day <= scalars[G_DAY]:
        heap_push(heap, scalars, key)
        return
    write(days, words, scalars, day, key)


@step
def write(days, words, scalars, day, key):
    """Write a key on a page of its day."""
    spot = int(days[at(day)])
    if spot & (PAGE - 1) == 0:  # no page yet, or the last one is full
        page = scalars[G_PAGE]
        if page != 0:
            scalars[G_PAGE] = words[at(page)]
        else:
            page = scalars[G_FRESH_PAGE]
            scalars[G_FRESH_PAGE] = page + PAGE
        scalars[G_SPARE_PAGES] -= 1
        words[at(page)] = spot
        spot = page + 1
    words[at(spot)] = key
    days[at(day)] = spot + 1


@step
def _box(key, shift):
    """The box of a key when ``1 << shift`` ticks share one."""
    return (key >> TICK_SHIFT) >> shift


@kernel
def _count(days, words, boxes, day, shift):
    """How many keys of the day each box gets."""
    end = int(days[at(day)])
    while end != 0:
        page = (end - 1) & ~(PAGE - 1)
        for spot in range(page + 1, end):
            boxes[at(_box(words[at(spot)], shift))] += 1
        end = words[at(page)]


@kernel
def _deal(days, words, today, boxes, scalars, day, shift):
    """Write the keys of the day to their boxes, and give its pages back."""
    end = int(days[at(day)])
    while end != 0:
        page = (end - 1) & ~(PAGE - 1)
        for spot in range(page + 1, end):
            box = _box(words[at(spot)], shift)
            today[at(boxes[box])] = words[at(spot)]
            boxes[at(box)] += 1
        end = words[at(page)]
        words[at(page)] = scalars[G_PAGE]
        scalars[G_PAGE] = page
        scalars[G_SPARE_PAGES] += 1
    days[at(day)] = 0


@kernel
def _finish_order(today, size):
    """Put keys in order that are nearly so."""
    for spot in range(1, size):
        key = today[at(spot)]
        place = spot
        while place > 0 and today[at(place - 1)] > key:
            today[at(place)] = today[at(place - 1)]
            place -= 1
        today[at(place)] = key


@kernel
def _pages_of(days, words, day):
    """How many pages the day has."""
    pages = 0
    end = int(days[at(day)])
    while end != 0:
        pages += 1
        end = words[at((end - 1) & ~(PAGE - 1))]
    return pages


@kernel
def _open_day(days, words, today, boxes, scalars, day):
    """Put the keys of a day in order."""
    pages = _pages_of(days, words, day)
    shift = 0
    while (TICKS_PER_DAY >> shift) > 2 * pages * PAGE and shift < 10:
        shift += 1
    count = (TICKS_PER_DAY >> shift) + 1
    for box in range(count):
        boxes[at(box)] = 0
    _count(days, words, boxes, day, shift)
    begin = 0
    for box in range(count):
        size = boxes[at(box)]
        boxes[at(box)] = begin
        begin += size
    _deal(days, words, today, boxes, scalars, day, shift)
    _finish_order(today, begin)
    scalars[G_NEXT], scalars[G_END] = 0, begin


@step
def next_key(days, words, today, boxes, heap, scalars, slot, until):
    """The key of the next event before the tick ``until`` (a whole day), taken off the list, or NOTHING.

    The day that it belongs to is the current day. Rows of ``slot`` are fetched into the cache before their turn.
    """
    while True:
        spot = scalars[G_NEXT]
        if spot < scalars[G_END]:
            key = today[at(spot)]
            if scalars[G_HEAP] == 0 or key < heap[0]:
                scalars[G_NEXT] = spot + 1
                fetch_ahead(slot, today[at(spot + AHEAD)] & ENTITY_MASK, 0)
                return key
            return heap_pop(heap, scalars)
        if scalars[G_HEAP] > 0:
            return heap_pop(heap, scalars)
        day = scalars[G_DAY] + 1
        last_day = until // TICKS_PER_DAY
        while day < last_day and days[at(day)] == 0:
            day += 1
        if day >= last_day:
            scalars[G_DAY] = last_day - 1
            return NOTHING
        scalars[G_DAY] = day
        _open_day(days, words, today, boxes, scalars, day)
