"""A family and the places of organisations: queueing, starting, giving back, and who is met on the way."""

from youthsim.chain import access, queues
from youthsim.chain.states import (
    CLASS_CRISIS,
    CLASS_ESCALATED,
    CLASS_ORDINARY,
    PROCESCOORDINATION,
    UNCOORDINATED,
)
from youthsim.compiled import kernel
from youthsim.engines.core import pools
from youthsim.engines.core.accounts import count, log, note_wait
from youthsim.engines.core.columns import (
    F_AREA,
    F_COORDINATION,
    F_EMERGENCY,
    F_KNOWN,
    F_STORIES,
    G_DIRTY,
    K_ORGANISATION,
    K_PLACES,
    K_QUEUE_TENTHS,
    K_ROW,
    N_CLASS,
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


@kernel
def join_queue(w, f, track, k, tenths, now):
    """Join the queue of a pool on a track; it is served at the end of this event if there is room."""
    n = f * NODES + track
    pools.enqueue(w.pool, w.node, w.held, w.dirty, w.scalars, G_DIRTY, k, n, queue_class(w, f), tenths, now)
    log(w, f, E_QUEUES, k, w.node[n, N_CLASS], now)


@kernel
def leave_queue(w, f, track, now):
    """Leave the queue on this track, if the family is in one."""
    n = f * NODES + track
    if w.node[n, N_POOL] != NOBODY:
        pools.leave(w.pool, w.node, w.held, w.dirty, w.scalars, G_DIRTY, n, now)


@kernel
def escalate_queue(w, f, track, now):
    """Move to the end of the escalated class, if the family waits in the ordinary one; the wait counts on."""
    n = f * NODES + track
    k = w.node[n, N_POOL]
    if k != NOBODY and w.node[n, N_CLASS] == CLASS_ORDINARY:
        since, tenths = w.node[n, N_SINCE], w.node[n, N_TENTHS]
        pools.leave(w.pool, w.node, w.held, w.dirty, w.scalars, G_DIRTY, n, now)
        pools.enqueue(w.pool, w.node, w.held, w.dirty, w.scalars, G_DIRTY, k, n, CLASS_ESCALATED, tenths, now)
        w.node[n, N_SINCE] = since


@kernel
def ask_for_less(w, f, track, tenths, now):
    """A family that waits asks for fewer places than before; the head of the queue may fit now."""
    n = f * NODES + track
    k = w.node[n, N_POOL]
    if k != NOBODY:
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
    return now - w.node[f * NODES + track, N_SINCE]


@kernel
def served(w, f, track, now):
    """The head of a queue gets its places: the wait is written down, the places are taken. Gives the pool."""
    n = f * NODES + track
    k, tenths = w.node[n, N_POOL], w.node[n, N_TENTHS]
    note_wait(w, k, now - w.node[n, N_SINCE])
    pools.leave(w.pool, w.node, w.held, w.dirty, w.scalars, G_DIRTY, n, now)
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
