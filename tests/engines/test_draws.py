"""How often a family met a decision is counted without end, though the usual counts fit a byte."""

from __future__ import annotations

import numpy as np
import pytest

from youthsim.engines.core import columns as C
from youthsim.engines.core import draws
from youthsim.engines.core.world import allocate
from youthsim.randomness import streams as D
from youthsim.randomness.keyed import PARTS, uniform

pytestmark = pytest.mark.unit

OFTEN = 3 * draws.FULL
DECISIONS = {"that most scenarios meet": D.D_STORY, "of a mechanism that is mostly off": D.D_DRANG}
COUNTED = [pytest.param(decision, id=name) for name, decision in DECISIONS.items()]


@pytest.fixture
def world(regions):
    w = allocate(regions("jeugdwet2015"), events=False)
    w.key[0] = 99
    w.family[:, C.F_IDENTITY] = np.arange(w.family.shape[0])
    return w


def addressed(family, decision, times):
    return [uniform(np.uint64(99), family, D.STREAMS[decision], time * PARTS) for time in range(times)]


@pytest.mark.parametrize("decision", COUNTED)
def test_each_time_a_family_meets_a_decision_it_gets_the_number_of_the_next_address(world, decision):
    drawn = [draws.draw(world, 5, decision) for _ in range(OFTEN)]
    assert drawn == addressed(5, decision, OFTEN)
    assert draws.draw(world, 6, decision) == addressed(6, decision, 1)[0], "its neighbour begins at the start"
    assert draws.draw(world, 5, D.D_ONE_PLAN) == addressed(5, D.D_ONE_PLAN, 1)[0], "and so does another decision"


@pytest.mark.parametrize("decision", COUNTED)
def test_a_family_that_enters_has_met_no_decision_however_often_the_one_before_it_did(world, decision):
    for _ in range(OFTEN):
        draws.draw(world, 5, decision)
    draws.forget_draws(world, 5)
    assert [draws.draw(world, 5, decision) for _ in range(OFTEN)] == addressed(5, decision, OFTEN)


def test_the_numbers_and_the_reals_of_a_family_share_one_block_and_no_place_in_it(world):
    assert np.shares_memory(world.family, world.real)
    assert world.family.ctypes.data % C.LINE == 0
    numbers = {name: place for name, place in vars(C).items() if name.startswith("F_")}
    assert len(set(numbers.values())) == len(numbers)
    hazards = range(C.R_BUDGET, C.R_BUDGET + C.PER_HAZARD * C.HAZARDS)
    reals = {half for real in (C.R_RISK, C.R_NETWORK, *hazards) for half in (2 * real, 2 * real + 1)}
    assert not reals & set(numbers.values())
    assert max(*reals, *numbers.values()) < C.FAMILY_COLUMNS
