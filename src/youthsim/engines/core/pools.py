"""Pools of places with a queue: three classes, first come first served within a class, the head blocks.

Places are counted in tenths. A node is the place in a queue of one entity on one of its tracks. Nothing here
knows the chain: a plain queueing network runs on the same functions.

``pool`` (int64, pool x columns), ``node`` (int32, node x columns), ``held`` (float64, pool x 3): places used,
places there and families queueing, integrated over ticks since the last reading.
"""

from youthsim.chain.states import CLASSES
from youthsim.compiled import kernel
from youthsim.engines.core.columns import (
    ACC_PLACES,
    ACC_QUEUE,
    ACC_USED,
    K_DIRTY,
    K_FIRST,
    K_LAST,
    K_PLACES,
    K_QUEUE,
    K_QUEUE_TENTHS,
    K_TICK,
    K_USED,
    N_BEFORE,
    N_CLASS,
    N_NEXT,
    N_POOL,
    N_SINCE,
    N_TENTHS,
    NOBODY,
)


@kernel
def settle_pool(pool, held, k, now):
    """Add what was used, there and waiting since the last change to the integrals of the pool."""
    ticks = now - pool[k, K_TICK]
    if ticks > 0:
        held[k, ACC_USED] += pool[k, K_USED] * ticks
        held[k, ACC_PLACES] += pool[k, K_PLACES] * ticks
        held[k, ACC_QUEUE] += pool[k, K_QUEUE] * ticks
        pool[k, K_TICK] = now


@kernel
def _mark(pool, dirty, scalars, place, k):
    """Note that the pool may be able to serve its queue."""
    if pool[k, K_DIRTY] == 0:
        pool[k, K_DIRTY] = 1
        dirty[scalars[place]] = k
        scalars[place] += 1


@kernel
def line_up(pool, node, k, n, queue_class, tenths, now):
    """Stand at the end of a class of the pool's queue."""
    last = pool[k, K_LAST + queue_class]
    node[n, N_POOL], node[n, N_CLASS], node[n, N_SINCE], node[n, N_TENTHS] = k, queue_class, now, tenths
    node[n, N_BEFORE], node[n, N_NEXT] = last, NOBODY
    if last == NOBODY:
        pool[k, K_FIRST + queue_class] = n
    else:
        node[last, N_NEXT] = n
    pool[k, K_LAST + queue_class] = n
    pool[k, K_QUEUE] += 1
    pool[k, K_QUEUE_TENTHS] += tenths


@kernel
def step_out(pool, node, n):
    """Go out of the queue, from wherever one stands in it."""
    k, queue_class = node[n, N_POOL], node[n, N_CLASS]
    before, after = node[n, N_BEFORE], node[n, N_NEXT]
    if before == NOBODY:
        pool[k, K_FIRST + queue_class] = after
    else:
        node[before, N_NEXT] = after
    if after == NOBODY:
        pool[k, K_LAST + queue_class] = before
    else:
        node[after, N_BEFORE] = before
    node[n, N_POOL] = NOBODY
    pool[k, K_QUEUE] -= 1
    pool[k, K_QUEUE_TENTHS] -= node[n, N_TENTHS]


@kernel
def enqueue(pool, node, held, dirty, scalars, count, k, n, queue_class, tenths, now):
    """Join the end of a class of the pool's queue; ``count`` says where ``scalars`` counts the pools to serve."""
    settle_pool(pool, held, k, now)
    line_up(pool, node, k, n, queue_class, tenths, now)
    _mark(pool, dirty, scalars, count, k)


@kernel
def leave(pool, node, held, dirty, scalars, count, n, now):
    """Leave the queue, from wherever one stands in it; who comes next may fit."""
    k = node[n, N_POOL]
    settle_pool(pool, held, k, now)
    step_out(pool, node, n)
    _mark(pool, dirty, scalars, count, k)


@kernel
def head(pool, k):
    """The node that is served next, or NOBODY."""
    for queue_class in range(CLASSES):
        if pool[k, K_FIRST + queue_class] != NOBODY:
            return pool[k, K_FIRST + queue_class]
    return NOBODY


@kernel
def take(pool, held, k, tenths, now):
    """Take places of the pool."""
    settle_pool(pool, held, k, now)
    pool[k, K_USED] += tenths


@kernel
def release(pool, held, dirty, scalars, count, k, tenths, now):
    """Give places back; the queue may be served."""
    settle_pool(pool, held, k, now)
    pool[k, K_USED] -= tenths
    _mark(pool, dirty, scalars, count, k)


@kernel
def set_places(pool, held, dirty, scalars, count, k, tenths, now):
    """Change how many places there are; running services stay, and the pool serves again once it has room."""
    settle_pool(pool, held, k, now)
    pool[k, K_PLACES] = tenths
    _mark(pool, dirty, scalars, count, k)
