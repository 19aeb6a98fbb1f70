"""Pools of places: who is served when, and how many at once."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from youthsim.chain import states as X
from youthsim.chain.queues import stretched_places
from youthsim.engines.core import columns as C
from youthsim.engines.core import pools
from youthsim.parameters import registry

pytestmark = [pytest.mark.property, pytest.mark.quick]

NODES = 30
P = np.array([parameter.value for parameter in registry().values()])


class Pool:
    """One pool of providers with its queue, and beside it plain lists of who waits and who is served."""

    def __init__(self, places: int) -> None:
        self.pool = np.zeros((1, C.POOL_COLUMNS), np.int64)
        self.pool[:, C.K_FIRST : C.K_LAST_2 + 1] = C.NOBODY
        self.pool[0, C.K_PLACES], self.pool[0, C.K_ORGANISATION] = places, X.ORG_PROVIDER
        self.node = np.full((NODES, C.NODE_COLUMNS), C.NOBODY, np.int32)
        self.held, self.dirty = np.zeros((1, 3)), np.zeros(2, np.int64)
        self.scalars = np.zeros(C.SCALARS, np.int64)
        self.waiting: list[tuple[int, int]] = []  # (class, node) in order of arrival
        self.serving: dict[int, int] = {}
        self.idle = list(range(NODES))
        self.sums = np.zeros(3)

    def pass_time(self, now: int, ticks: int) -> int:
        self.sums += np.array([sum(self.serving.values()), self.pool[0, C.K_PLACES], len(self.waiting)]) * ticks
        return now + ticks

    def join(self, queue_class: int, tenths: int, now: int) -> None:
        if self.idle:
            n = self.idle.pop()
            args = (self.pool, self.node, self.held, self.dirty, self.scalars, C.G_DIRTY)
            pools.enqueue(*args, 0, n, queue_class, tenths, now)
            self.waiting.append((queue_class, n))

    def give_up(self, which: int, now: int) -> None:
        if self.waiting:
            _, n = self.waiting.pop(which % len(self.waiting))
            pools.leave(self.pool, self.node, self.held, self.dirty, self.scalars, C.G_DIRTY, n, now)
            self.idle.append(n)

    def finish(self, which: int, now: int) -> None:
        if self.serving:
            n = sorted(self.serving)[which % len(self.serving)]
            args = (self.pool, self.held, self.dirty, self.scalars, C.G_DIRTY)
            pools.release(*args, 0, self.serving.pop(n), now)
            self.idle.append(n)

    def room(self) -> int:
        places, queue = self.pool[0, C.K_PLACES], self.pool[0, C.K_QUEUE_TENTHS]
        return stretched_places(P, X.ORG_PROVIDER, queue, places)

    def serve(self, now: int) -> None:
        """As the engine does: the head as long as it fits."""
        self.scalars[C.G_DIRTY], self.pool[0, C.K_DIRTY] = 0, 0
        while (n := pools.head(self.pool, 0)) != C.NOBODY:
            tenths = int(self.node[n, C.N_TENTHS])
            if self.pool[0, C.K_USED] + tenths > self.room():
                return
            # min is stable: the first that came of the highest class that waits.
            expected = min(self.waiting, key=lambda one: one[0])
            assert n == expected[1], "somebody has overtaken another"
            self.waiting.remove(expected)
            used_before, room = int(self.pool[0, C.K_USED]), self.room()
            pools.leave(self.pool, self.node, self.held, self.dirty, self.scalars, C.G_DIRTY, n, now)
            pools.take(self.pool, self.held, 0, tenths, now)
            self.serving[n] = tenths
            assert used_before + tenths <= room, "more places in use than workers fill"
        assert not self.waiting


steps = st.lists(
    st.one_of(
        st.tuples(st.just("join"), st.integers(0, X.CLASSES - 1), st.integers(1, 40)),
        st.tuples(st.just("give_up"), st.integers(0, 99), st.just(0)),
        st.tuples(st.just("finish"), st.integers(0, 99), st.just(0)),
        st.tuples(st.just("places"), st.integers(0, 120), st.just(0)),
    ),
    max_size=80,
)


@given(st.integers(0, 100), steps)
@settings(max_examples=300)
def test_a_queue_is_served_by_class_and_arrival_and_never_beyond_the_stretched_places(places, steps):
    one = Pool(places)
    now = 0
    for number, (what, first, second) in enumerate(steps):
        now = one.pass_time(now, number % 7)
        if what == "join":
            one.join(first, second, now)
        elif what == "give_up":
            one.give_up(first, now)
        elif what == "finish":
            one.finish(first, now)
        else:
            pools.set_places(one.pool, one.held, one.dirty, one.scalars, C.G_DIRTY, 0, first, now)
        one.serve(now)
        assert one.pool[0, C.K_QUEUE] == len(one.waiting)
        assert one.pool[0, C.K_QUEUE_TENTHS] == sum(one.node[n, C.N_TENTHS] for _, n in one.waiting)
        assert one.pool[0, C.K_USED] == sum(one.serving.values())
    pools.settle_pool(one.pool, one.held, 0, now)
    assert one.held[0].tolist() == one.sums.tolist()


def test_a_head_that_does_not_fit_blocks_those_behind_it():
    one = Pool(20)
    one.join(X.CLASS_ORDINARY, 15, 0)
    one.serve(0)
    one.join(X.CLASS_ORDINARY, 40, 1)
    one.join(X.CLASS_ORDINARY, 1, 2)
    one.serve(2)
    assert len(one.waiting) == 2


def test_a_crisis_is_served_before_those_who_waited_longer():
    one = Pool(10)
    one.join(X.CLASS_ORDINARY, 10, 0)
    one.serve(0)
    for queue_class in (X.CLASS_ORDINARY, X.CLASS_ESCALATED, X.CLASS_CRISIS):
        one.join(queue_class, 10, 1)
    order = []
    for _ in range(3):
        one.serving.clear()
        one.pool[0, C.K_USED] = 0
        before = {n for _, n in one.waiting}
        head = int(pools.head(one.pool, 0))
        order.append(int(one.node[head, C.N_CLASS]))
        pools.leave(one.pool, one.node, one.held, one.dirty, one.scalars, C.G_DIRTY, head, 2)
        one.waiting = [(c, n) for c, n in one.waiting if n in before - {head}]
    assert order == [X.CLASS_CRISIS, X.CLASS_ESCALATED, X.CLASS_ORDINARY]
