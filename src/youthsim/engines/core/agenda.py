"""What each entity has planned: one event, which may be moved as often as anything changes for it.

``pending`` (int64, one per entity) says what an entity has planned: tick, kind and organisation, or NOTHING_PLANNED.
Its key stands on a page of its day (``pages``), or in the heap when the day has begun. When the event is moved, the
old key is left where it is, so that no other entity is touched; a key that does not say what the entity has planned is
passed over when its turn comes. When there is no room for more keys, outdated ones are dropped everywhere.
"""

from youthsim.chain.family import TICKS_PER_DAY
from youthsim.compiled import kernel, step
from youthsim.engines.core import pages
from youthsim.engines.core.calendar import ENTITY_BITS, ENTITY_MASK, KIND_BITS, ORGANISATION_BITS, heap_push
from youthsim.engines.core.columns import G_DAY, G_HEAP, G_HORIZON, NEVER
from youthsim.engines.core.memory import at
from youthsim.engines.core.pages import G_PAGE, G_SPARE_PAGES, PAGE, TICK_SHIFT

NOTHING_PLANNED = -1
LEAST_PAGES = 2  # one for the key, and one that dropping outdated keys needs itself
WITHIN_TICK = KIND_BITS + ORGANISATION_BITS
WITHIN_TICK_MASK = (1 << WITHIN_TICK) - 1


def pages_needed(entities: int, days: int) -> int:
    """Pages with room for a key of each entity on any days, and as many outdated ones before they must be dropped."""
    return 2 * (entities // (PAGE - 1) + 1) + min(days, entities) + LEAST_PAGES + 1


@step
def tick_of(planned):
    """The tick of what an entity has planned."""
    return planned >> WITHIN_TICK


@step
def kind_of(planned):
    """The kind of what an entity has planned."""
    return (planned >> ORGANISATION_BITS) & ((1 << KIND_BITS) - 1)


@step
def is_planned(pending, scalars, entity):
    """Whether the entity has an event before the end."""
    return pending[at(entity)] != NOTHING_PLANNED and tick_of(pending[at(entity)]) < scalars[G_HORIZON]


@step
def said_by(key, day):
    """What an entity has planned if this key of that day is not outdated."""
    return ((day * TICKS_PER_DAY + (key >> TICK_SHIFT)) << WITHIN_TICK) | ((key >> ENTITY_BITS) & WITHIN_TICK_MASK)


@step
def schedule(days, words, pending, heap, scalars, entity, tick, kind, organisation):
    """Make (tick, kind, organisation) the one pending event of the entity, instead of what it had."""
    planned = (((int(tick) << KIND_BITS) | int(kind)) << ORGANISATION_BITS) | int(organisation)
    if pending[at(entity)] == planned:
        return
    pending[at(entity)] = planned
    if tick >= scalars[G_HORIZON] or tick == NEVER:
        return
    if scalars[G_HEAP] == heap.size:
        _tidy_heap(pending, heap, scalars)
    if scalars[G_SPARE_PAGES] < LEAST_PAGES:
        tidy_pages(days, words, pending, scalars)
    pages.plan(days, words, heap, scalars, tick, kind, organisation, entity)


@kernel
def _is_kept(pending, key, day):
    """Whether a key must be kept; a second one of the same entity need not be. ``_kept_all`` takes the marks away."""
    entity = key & ENTITY_MASK
    if pending[entity] != said_by(key, day):
        return False
    pending[entity] = NOTHING_PLANNED - 1 - pending[entity]
    return True


@kernel
def _kept_all(pending):
    """Take away the marks of entities whose keys were kept."""
    for entity in range(pending.size):
        if pending[entity] < NOTHING_PLANNED:
            pending[entity] = NOTHING_PLANNED - 1 - pending[entity]


@kernel
def _tidy_heap(pending, heap, scalars):
    """Drop the outdated keys of the heap."""
    size = scalars[G_HEAP]
    scalars[G_HEAP] = 0
    for place in range(size):
        if _is_kept(pending, heap[place], scalars[G_DAY]):
            heap_push(heap, scalars, heap[place])
    _kept_all(pending)


@kernel
def tidy_pages(days, words, pending, scalars):
    """Drop the outdated keys of all days to come: what is kept of a day goes to new pages, the old are given back."""
    for day in range(scalars[G_DAY] + 1, days.size):
        end = int(days[day])
        days[day] = 0
        while end != 0:
            page = (end - 1) & ~(PAGE - 1)
            for spot in range(page + 1, end):
                if _is_kept(pending, words[spot], day):
                    pages.write(days, words, scalars, day, words[spot])
            end = words[page]
            words[page] = scalars[G_PAGE]
            scalars[G_PAGE] = page
            scalars[G_SPARE_PAGES] += 1
    _kept_all(pending)


@step
def next_event(days, words, pending, today, boxes, heap, scalars, family, until):
    """The key of the next event before the tick ``until`` (a whole day), taken off the agenda, or ``pages.NOTHING``."""
    while True:
        key = pages.next_key(days, words, today, boxes, heap, scalars, family, until)
        if key == pages.NOTHING:
            return key
        entity = key & ENTITY_MASK
        if pending[at(entity)] == said_by(key, scalars[G_DAY]):
            pending[at(entity)] = NOTHING_PLANNED
            return key
