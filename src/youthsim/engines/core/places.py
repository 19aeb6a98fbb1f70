"""A family and the places of organisations: queueing, starting, giving back, and who is met on the way."""

from youthsim.chain import access, queues
from youthsim.chain.states import (
    CLASS_CRISIS,
    CLASS_ESCALATED,
    CLASS_ORDINARY,
    PROCESCOORDINATION,
    UNCOORDINATED,
)
from youthsim.compiled import kernel, step
from youthsim.engines.core import pools
from youthsim.engines.core.accounts import count, log, note_wait
from youthsim.engines.core.columns import (
    F_AREA,
    F_COORDINATION,
    F_EMERGENCY,
    F_KNOWN,
    F_QUEUED,
    F_STORIES,
    G_DIRTY,
    G_FREE_NODE,
    G_NODES,
    K_ORGANISATION,
    K_PLACES,
    K_QUEUE_TENTHS,
    K_ROW,
    N_CLASS,
    N_NEXT,
    N_OTHER,
    N_OWNER,
    N_POOL,
    N_SINCE,
    N_TENTHS,
    NOBODY,
    NODES,
)
from youthsim.engines.core.draws import draw
from youthsim.engines.core.names import (
    E_QUEUES,
    N_CONTACT_PERSONS,
    N_HANDOVERS,
    N_STORY_RETOLD,
    N_WARM_HANDOVERS,
)
from youthsim.engines.core.teams import trust_in
from youthsim.randomness.streams import D_STORY, D_WARM_HANDOVER


@kernel
def queue_class(w, f):
    """The class in which the family joins a queue."""
    if w.family[f, F_EMERGENCY] > 0:
        return CLASS_CRISIS
    if w.family[f, F_COORDINATION] >= PROCESCOORDINATION:
        return CLASS_ESCALATED
    return CLASS_ORDINARY


@step
def family_at(w, n):
    """The family that stands in a place in a queue."""
    return w.node[n, N_OWNER] // NODES


@step
def track_at(w, n):
    """The track on which a family stands in a place in a queue."""
    return w.node[n, N_OWNER] % NODES


@kernel
def place_in_queue(w, f, track):
    """Where the family stands in the queue of this track, or NOBODY."""
    n = w.family[f, F_QUEUED]
    while n != NOBODY and track_at(w, n) != track:
        n = w.node[n, N_OTHER]
    return n


@kernel
def queue_of(w, f, track):
    """The pool in whose queue the family stands on this track, or NOBODY."""
    n = place_in_queue(w, f, track)
    return w.node[n, N_POOL] if n != NOBODY else NOBODY


@kernel
def tenths_asked(w, f, track):
    """The tenths of a place for which the family stands in the queue of this track."""
    return w.node[place_in_queue(w, f, track), N_TENTHS]


@kernel
def _take_place(w, f, track):
    """A place in a queue for the family: one given back, else one never used."""
    n = w.scalars[G_FREE_NODE]
    if n != NOBODY:
        w.scalars[G_FREE_NODE] = w.node[n, N_NEXT]
    else:
        n = w.scalars[G_NODES]
        w.scalars[G_NODES] = n + 1
    w.node[n, N_OWNER], w.node[n, N_OTHER] = f * NODES + track, w.family[f, F_QUEUED]
    w.family[f, F_QUEUED] = n
    return n


@kernel
def _give_place_back(w, f, n):
    """The family stands there no more; somebody else may."""
    other = w.family[f, F_QUEUED]
    if other == n:
        w.family[f, F_QUEUED] = w.node[n, N_OTHER]
    else:
        while w.node[other, N_OTHER] != n:
            other = w.node[other, N_OTHER]
        w.node[other, N_OTHER] = w.node[n, N_OTHER]
    w.node[n, N_NEXT] = w.scalars[G_FREE_NODE]
    w.scalars[G_FREE_NODE] = n


@kernel
def join_queue(w, f, track, k, tenths, now):
    """Join the queue of a pool on a track; it is served at the end of this event if there is room."""
    n = _take_place(w, f, track)
    pools.enqueue(w.pool, w.node, w.held, w.dirty, w.scalars, G_DIRTY, k, n, queue_class(w, f), tenths, now)
    log(w, f, E_QUEUES, k, w.node[n, N_CLASS], now)


@kernel
def leave_queue(w, f, track, now):
    """Leave the queue on this track, if the family is in one."""
    n = place_in_queue(w, f, track)
    if n != NOBODY:
        pools.leave(w.pool, w.node, w.held, w.dirty, w.scalars, G_DIRTY, n, now)
        _give_place_back(w, f, n)


@kernel
def move(w, n, k, queue_class, now):
    """Who stands in a place in a queue goes to the end of a class in the queue of pool ``k``; the wait counts on."""
    since, tenths = w.node[n, N_SINCE], w.node[n, N_TENTHS]
    pools.leave(w.pool, w.node, w.held, w.dirty, w.scalars, G_DIRTY, n, now)
    pools.enqueue(w.pool, w.node, w.held, w.dirty, w.scalars, G_DIRTY, k, n, queue_class, tenths, now)
    w.node[n, N_SINCE] = since


@kernel
def escalate_queue(w, f, track, now):
    """Move to the end of the escalated class, if the family waits in the ordinary one; the wait counts on."""
    n = place_in_queue(w, f, track)
    if n != NOBODY and w.node[n, N_CLASS] == CLASS_ORDINARY:
        move(w, n, w.node[n, N_POOL], CLASS_ESCALATED, now)


@kernel
def ask_for_less(w, f, track, tenths, now):
    """A family that waits asks for fewer places than before; the head of the queue may fit now."""
    n = place_in_queue(w, f, track)
    if n != NOBODY:
        k = w.node[n, N_POOL]
        pools.settle_pool(w.pool, w.held, k, now)
        w.node[n, N_TENTHS] -= tenths
        w.pool[k, K_QUEUE_TENTHS] -= tenths
        pools.set_places(w.pool, w.held, w.dirty, w.scalars, G_DIRTY, k, w.pool[k, K_PLACES], now)


@kernel
def give_back(w, k, tenths, now):
    """Give places back to a pool."""
    pools.release(w.pool, w.held, w.dirty, w.scalars, G_DIRTY, k, tenths, now)


@kernel
def waited_ticks(w, f, track, now):
    """How long the family has waited in the queue of this track."""
    return now - w.node[place_in_queue(w, f, track), N_SINCE]


@kernel
def served(w, f, track, now):
    """The head of a queue gets its places: the wait is written down, the places are taken. Gives the pool."""
    n = place_in_queue(w, f, track)
    k, tenths = w.node[n, N_POOL], w.node[n, N_TENTHS]
    note_wait(w, k, now - w.node[n, N_SINCE])
    pools.leave(w.pool, w.node, w.held, w.dirty, w.scalars, G_DIRTY, n, now)
    _give_place_back(w, f, n)
    pools.take(w.pool, w.held, k, tenths, now)
    return k


@kernel
def shortening(w, k):
    """Factor on the duration of a service that starts now in this pool."""
    p = w.params[w.pool[k, K_ROW]]
    return queues.shortening(p, w.pool[k, K_ORGANISATION], w.pool[k, K_QUEUE_TENTHS], w.pool[k, K_PLACES])


@kernel
def hand_over(w, f, partner, now):
    """Whether the family goes from the local team to a partner warmly."""
    area = w.family[f, F_AREA]
    count(w, area, N_HANDOVERS, 1)
    warm = access.warm_handover(w.params[area], trust_in(w, area, partner, now), draw(w, f, D_WARM_HANDOVER))
    if warm:
        count(w, area, N_WARM_HANDOVERS, 1)
    return warm


@kernel
def meet_someone(w, f, warm):
    """The family meets a new contact person, and tells its story again unless it is spared that."""
    area = w.family[f, F_AREA]
    count(w, area, N_CONTACT_PERSONS, 1)
    coordinated = w.family[f, F_COORDINATION] != UNCOORDINATED
    known = w.family[f, F_KNOWN] > 0  # by a match, or by a report back
    w.family[f, F_KNOWN] = 0
    if warm or known or access.spares_intake(w.params[area], coordinated, draw(w, f, D_STORY)):
        return
    if w.family[f, F_STORIES] > 0:
        count(w, area, N_STORY_RETOLD, 1)
    w.family[f, F_STORIES] += 1
