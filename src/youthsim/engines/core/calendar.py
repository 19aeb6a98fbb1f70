"""The order of events, and the heap of the current day.

The documented total order of events is (tick, kind, organisation, entity); all of it but the day is packed into one
integer, the key. What is planned for days to come is kept by ``pages``; what an entity has planned, by ``agenda``.

``heap`` (int64) holds the keys that were planned for the current day after it had begun, ``scalars`` the state of the
run.
"""

from youthsim.chain.family import TICKS_PER_DAY
from youthsim.compiled import kernel
from youthsim.engines.core.columns import G_HEAP
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
