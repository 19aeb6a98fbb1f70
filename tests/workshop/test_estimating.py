"""Replications for many at once: shared, fair, and dropped when nobody waits for them."""

import threading
from collections import Counter

import pytest

from tests.report.conftest import build, simulate
from tests.workshop.conftest import made_up, wait_for
from youthsim.scenario import load
from youthsim.workshop import limits
from youthsim.workshop.estimating import Pool

pytestmark = pytest.mark.unit

BASE = load("brabant-2015").with_families(3000)
EARLY = load("brabant-early-gi").with_families(3000)


class Counting:
    """The made-up engine, which counts what it does and can be held up."""

    def __init__(self):
        self.made = Counter()
        self.order = []
        self.gate = threading.Event()
        self.gate.set()
        self.fails = None

    def build(self, scenario):
        return build(scenario)

    def simulate(self, arrays, seed, replication, *, events, stop):
        self.gate.wait(30)
        if stop():
            return None
        if self.fails == arrays.scenario.name:
            raise ZeroDivisionError
        self.made[arrays.scenario.name, replication] += 1
        self.order.append((arrays.scenario.name, arrays.scenario.effect, replication))
        return simulate(arrays, seed, replication, events=events)


@pytest.fixture
def counting():
    return Counting()


@pytest.fixture
def counted(counting):
    made = Pool(threads=2, engine=made_up(counting.build, counting.simulate))
    yield made
    counting.gate.set()
    made.stop()


def ask(pool, worlds, **more):
    changed = threading.Event()
    return pool.ask(worlds, changed.set, **more), changed


def test_a_question_gets_the_pairs_that_it_wants_by_number(pool):
    question, changed = ask(pool, (BASE, EARLY), wanted=12)
    assert list(wait_for(pool, question, 12, changed)) == list(range(12))


def test_the_base_is_made_once_for_all_who_ask(counted, counting):
    for policy in (EARLY, EARLY.with_levers(early_gi={"mandate": 0.5})):
        question, changed = ask(counted, (BASE, policy), wanted=8)
        wait_for(counted, question, 8, changed)
        counted.close(question)
    assert {counting.made["brabant-2015", number] for number in range(8)} == {1}


def test_a_new_question_is_estimated_before_an_older_one_is_sharpened(counted, counting):
    counting.gate.clear()
    first, _ = ask(counted, (BASE, EARLY), wanted=100)
    other = load("overijssel-2009").with_families(3000), load("overijssel-ekc").with_families(3000)
    second, changed = ask(counted, other, wanted=4)
    counting.gate.set()
    wait_for(counted, second, 4, changed)
    done = len(counted.pairs(first))
    assert done <= 10, "the older question had to wait its turn"


def test_nobody_works_for_a_question_that_was_closed(counted, counting):
    counting.gate.clear()
    question, _ = ask(counted, (BASE, EARLY), wanted=100)
    counted.close(question)
    counting.gate.set()
    follower, changed = ask(counted, (load("wjz-2009").with_families(3000),) * 2, wanted=3)
    wait_for(counted, follower, 3, changed)
    assert not any(name.startswith("brabant") and number > 1 for name, number in counting.made)


def test_idle_work_comes_after_what_somebody_waits_for(counted, counting):
    counting.gate.clear()
    idle, _ = ask(counted, (BASE, EARLY), idle=True)
    waited = (load("wjz-2009").with_families(3000),) * 2
    question, changed = ask(counted, waited, wanted=20)
    counting.gate.set()
    wait_for(counted, question, 20, changed)
    assert len(counted.pairs(idle)) < 20
    counted.close(idle)


def test_somebody_waits_until_the_first_estimate_is_there(counted, counting):
    assert not counted.somebody_waits
    counting.gate.clear()
    question, changed = ask(counted, (BASE, EARLY), wanted=20)
    assert counted.somebody_waits
    counting.gate.set()
    wait_for(counted, question, 20, changed)
    assert not counted.somebody_waits
    counted.close(question)


def test_a_question_that_cannot_be_worked_out_fails_alone(counted, counting):
    counting.fails = "brabant-early-gi"
    question, changed = ask(counted, (BASE, EARLY), wanted=3)
    wait_for(counted, question, 3, changed)
    assert isinstance(question.failure, ZeroDivisionError)
    other, changed = ask(counted, (load("wjz-2009").with_families(3000),) * 2, wanted=3)
    assert len(wait_for(counted, other, 3, changed)) == 3


def test_what_is_remembered_is_bounded(pool, monkeypatch):
    monkeypatch.setattr(limits, "KEPT_ESTIMATES", 3)
    for number in range(6):
        question, changed = ask(pool, (BASE, EARLY.with_values({"gi.caseload": 10 + number})), wanted=2)
        wait_for(pool, question, 2, changed)
        pool.close(question)
    question, changed = ask(pool, (BASE, EARLY), wanted=2)
    assert len(pool._worlds) <= 3


def test_a_stopped_pool_ends_its_threads():
    pool = Pool(threads=2, engine=made_up())
    pool.stop()
    assert not any(thread.is_alive() for thread in pool._threads)
