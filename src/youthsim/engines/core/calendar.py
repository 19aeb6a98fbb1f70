"""The event list: a calendar of days, and a small heap for the events of the current day.

Every entity has at most one pending event. An event on a later day waits in that day's list; when the day
comes, its list goes into the heap. Order within the heap is the documented total order of events: (tick, kind,
organisation, entity). An entity has one pending event, so no serial number is needed.

``days`` (int32, one per day) holds the first entity of each day's list, ``links`` (int32, entity x 6) the lists
and the pending events, ``heap`` (int64) the packed keys of the current day, ``scalars`` the state of the run.
"""

from youthsim.chain.family import TICKS_PER_DAY
from youthsim.compiled import kernel, step
from youthsim.engines.core.columns import (
    G_AHEAD,
    G_DAY,
    G_HEAP,
    G_HORIZON,
    IN_BUCKET,
    IN_HEAP,
    IN_NOTHING,
    L_BEFORE,
    L_KIND,
    L_NEXT,
    L_ORGANISATION,
    L_TICK,
    L_WHERE,
    NEVER,
    NOBODY,
)
from youthsim.engines.core.memory import at

ENTITY_BITS = 32
ORGANISATION_BITS = 15
KIND_BITS = 5
ENTITY_MASK = (1 << ENTITY_BITS) - 1


@kernel
def packed(tick, kind, organisation, entity):
    """The place of an event in the order of its day, as one integer."""
    key = int(tick) % TICKS_PER_DAY
    key = (key << KIND_BITS) | int(kind)
    key = (key << ORGANISATION_BITS) | int(organisation)
    return (key << ENTITY_BITS) | int(entity)


@step
def kind_of(key):
    """The kind of a packed event."""
    return (key >> (ORGANISATION_BITS + ENTITY_BITS)) & ((1 << KIND_BITS) - 1)


@kernel
def heap_push(heap, scalars, key):
    """Add a key to the heap of the day."""
    place = scalars[G_HEAP]
    scalars[G_HEAP] = place + 1
    while place > 0:
        above = (place - 1) >> 1
        if heap[at(above)] <= key:
            break
        heap[at(place)] = heap[at(above)]
        place = above
    heap[at(place)] = key


@kernel
def heap_pop(heap, scalars):
    """Take the smallest key off the heap of the day."""
    first = heap[0]
    size = scalars[G_HEAP] - 1
    scalars[G_HEAP] = size
    if size == 0:
        return first
    key = heap[at(size)]
    place = 0
    while True:
        below = 2 * place + 1
        if below >= size:
            break
        # Without a branch, which would be guessed wrong half the time. Where there is no other below, the key itself
        # stands in its place, and is not above itself.
        below += int(heap[at(below + 1)] < heap[at(below)])
        if heap[at(below)] >= key:
            break
        heap[at(place)] = heap[at(below)]
        place = below
    heap[at(place)] = key
    return first


@kernel
def _unlink(days, links, entity):
    """Take an entity out of its day's list."""
    after, before = links[entity, L_NEXT], links[entity, L_BEFORE]
    if before == NOBODY:
        days[links[entity, L_TICK] // TICKS_PER_DAY] = after
    else:
        links[before, L_NEXT] = after
    if after != NOBODY:
        links[after, L_BEFORE] = before
    links[entity, L_WHERE] = IN_NOTHING


@kernel
def _purge(links, heap, scalars):
    """Drop the outdated keys of the heap when it is full, so that one key per entity is left."""
    size = scalars[G_HEAP]
    scalars[G_HEAP] = 0
    for place in range(size):
        key = heap[place]
        entity = key & ENTITY_MASK
        if links[entity, L_WHERE] == IN_HEAP and key == packed(
            links[entity, L_TICK], links[entity, L_KIND], links[entity, L_ORGANISATION], entity
        ):
            heap_push(heap, scalars, key)
            links[entity, L_WHERE] = IN_NOTHING
    for place in range(scalars[G_HEAP]):
        links[heap[place] & ENTITY_MASK, L_WHERE] = IN_HEAP


@kernel
def schedule(days, links, heap, scalars, entity, tick, kind, organisation):
    """Make (tick, kind, organisation) the one pending event of the entity, instead of what it had."""
    same = links[entity, L_TICK] == tick and links[entity, L_KIND] == kind
    if same and links[entity, L_ORGANISATION] == organisation and links[entity, L_WHERE] != IN_NOTHING:
        return
    if links[entity, L_WHERE] == IN_BUCKET:
        _unlink(days, links, entity)
    links[entity, L_WHERE] = IN_NOTHING
    links[entity, L_TICK] = tick
    links[entity, L_KIND] = kind
    links[entity, L_ORGANISATION] = organisation
    if tick == NEVER or tick >= scalars[G_HORIZON]:
        return
    day = tick // TICKS_PER_DAY
    if day <= scalars[G_DAY]:
        if scalars[G_HEAP] == heap.size:
            _purge(links, heap, scalars)
        links[entity, L_WHERE] = IN_HEAP
        heap_push(heap, scalars, packed(tick, kind, organisation, entity))
        return
    first = days[day]
    links[entity, L_WHERE] = IN_BUCKET
    links[entity, L_NEXT] = first
    links[entity, L_BEFORE] = NOBODY
    if first != NOBODY:
        links[first, L_BEFORE] = entity
    days[day] = entity


@kernel
def _open_day(days, links, heap, scalars, day):
    """Move the list of a day into the heap."""
    entity = days[day]
    while entity != NOBODY:
        after = links[entity, L_NEXT]
        links[entity, L_WHERE] = IN_HEAP
        heap_push(
            heap, scalars, packed(links[entity, L_TICK], links[entity, L_KIND], links[entity, L_ORGANISATION], entity)
        )
        entity = after
    days[day] = NOBODY
    scalars[G_AHEAD] = NOBODY


@step
def next_event(days, links, heap, scalars, until):
    """The entity of the next event before the tick ``until`` (a whole day), taken off the list, or NOBODY."""
    last_day = until // TICKS_PER_DAY
    while True:
        while scalars[G_HEAP] > 0:
            key = heap_pop(heap, scalars)
            entity = key & ENTITY_MASK
            if links[entity, L_WHERE] != IN_HEAP:
                continue
            if key == packed(links[entity, L_TICK], links[entity, L_KIND], links[entity, L_ORGANISATION], entity):
                links[entity, L_WHERE] = IN_NOTHING
                return entity
        day = scalars[G_DAY] + 1
        while day < last_day and days[day] == NOBODY:
            day += 1
        if day >= last_day:
            scalars[G_DAY] = last_day - 1
            return NOBODY
        scalars[G_DAY] = day
        _open_day(days, links, heap, scalars, day)
