"""What a scenario does not use stays untouched, so that it takes no memory."""

from __future__ import annotations

import numpy as np
import pytest

from tests.engines.conftest import small_arrays, small_region, strongest, with_lever
from youthsim.engines.core import columns as C
from youthsim.engines.core import loop
from youthsim.engines.core.world import allocate
from youthsim.randomness.keyed import replication_key

pytestmark = pytest.mark.unit


def run(arrays, days):
    """The world after so many days."""
    w = allocate(arrays, events=False)
    w.key[0] = replication_key(1, 0)
    loop.begin(w)
    while loop.advance(w, days * C.TICKS) == loop.LOG_FULL:
        w.scalars[C.G_CHILDREN] = 0
    return w


def given_back(w):
    """How many places in queues have been given back and not been taken again."""
    number, n = 0, w.scalars[C.G_FREE_NODE]
    while n != C.NOBODY:
        number, n = number + 1, w.node[n, C.N_NEXT]
    return number


def test_without_prevention_and_rare_mechanisms_their_rows_are_never_written():
    w = run(small_arrays(small_region(busy=False)), 700)
    assert not w.programme.any()
    assert not w.met_seldom.any()


def test_with_prevention_every_family_has_a_row_that_says_when_something_comes():
    region = small_region(busy=False)
    w = run(small_arrays(with_lever(region, "prevention", strongest("prevention"))), 700)
    assert w.programme[:, C.V_CLOCK].all()
    assert w.met_seldom.any()


@pytest.mark.parametrize("era", ["wjz2005", "jeugdwet2015"])
def test_whoever_leaves_a_queue_makes_a_place_in_it_for_who_comes_after(regions, era):
    soon, late = run(regions(era), 300), run(regions(era), 1000)
    for w in (soon, late):
        assert w.pool[:, C.K_QUEUE].sum() == w.scalars[C.G_NODES] - given_back(w)
    standing = np.flatnonzero(late.family[:, C.F_QUEUED] != C.NOBODY)
    assert set(late.node[late.family[standing, C.F_QUEUED], C.N_OWNER] // C.NODES) == set(standing)
    assert late.scalars[C.G_NODES] < late.family.shape[0], "more would be so many as ever waited"
