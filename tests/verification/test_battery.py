"""The battery passes on the engine as it is, and fails as soon as something is wrong with it."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from youthsim.verification import CHECKS, verify
from youthsim.verification.rows import WHOLE_BATTERY

SEED = 3


@pytest.fixture(scope="module")
def table():
    return verify(seed=SEED)


@pytest.mark.analytic
def test_every_row_passes(table):
    assert [row for row in table if not row.passed] == []
    assert {row.check for row in table} == set(CHECKS)


@pytest.mark.analytic
def test_the_battery_says_how_often_it_fails_by_chance(table):
    alarms = [row.false_alarm for row in table if row.false_alarm is not None]
    assert len(set(alarms)) == 1
    assert sum(alarms) == pytest.approx(WHOLE_BATTERY)
    assert all(row.widest is not None for row in table if row.false_alarm is not None)


# A battery of a few seconds without the compiler, so that faults can be planted by putting another function in place.
REDUCED = """
import json, sys
from dataclasses import asdict
from youthsim.chain.states import CLASSES
from youthsim.engines.core import columns as C
from youthsim.engines.core import customers, draws, network, places, pools
from youthsim.verification import durations, numbers, paths, queueing, verify
from youthsim.verification.effort import Effort

def last_come_first_served():
    usual = pools.line_up
    def line_up(pool, node, k, n, queue_class, tenths, now):
        first = pool[k, C.K_FIRST + queue_class]
        if first == C.NOBODY:
            usual(pool, node, k, n, queue_class, tenths, now)
            return
        end = pool[k, C.K_LAST + queue_class]
        pool[k, C.K_FIRST + queue_class] = pool[k, C.K_LAST + queue_class] = C.NOBODY
        usual(pool, node, k, n, queue_class, tenths, now)
        node[n, C.N_NEXT], node[first, C.N_BEFORE] = first, n
        pool[k, C.K_LAST + queue_class] = end
    pools.line_up = line_up

def classes_swapped():
    def head(pool, k):
        for queue_class in reversed(range(CLASSES)):
            if pool[k, C.K_FIRST + queue_class] != C.NOBODY:
                return pool[k, C.K_FIRST + queue_class]
        return C.NOBODY
    pools.head = head

def one_server_too_many():
    def has_room(w, station):
        return w.pool[station, C.K_QUEUE] == 0 and w.pool[station, C.K_USED] <= w.pool[station, C.K_PLACES]
    customers._has_room = has_room

def lost_place():
    usual, released = pools.release, []
    def release(pool, held, dirty, scalars, count, k, tenths, now):
        released.append(k)
        usual(pool, held, dirty, scalars, count, k, tenths if len(released) % 7 else 0, now)
    pools.release = release

def longer_services():
    usual = draws.erlang
    draws.erlang = lambda *address_and_law: 1.3 * usual(*address_and_law)

def biased_numbers():
    usual = numbers.uniform
    numbers.uniform = lambda key, family, stream, index: usual(key, family, stream, index) ** 1.2

fault, checks = sys.argv[1], sys.argv[2].split(",")
paths.watched = lambda: ("baseline",)
# Light loads settle soon, so that few customers are enough.
queueing.SINGLE_QUEUES, queueing.CLASSES = ((1, 0.5, 1.0),), ((1, 0.2, 0.3, 1.0),)
ALL = {
    "queues": lambda effort: [*queueing.single_queues(effort), *queueing.two_classes(effort)],
    "paths": paths.little,
    "durations": durations.of_help,
    "numbers": lambda effort: numbers.even("families", numbers.axes(effort)["families"]()),
}
if fault != "none":
    globals()[fault]()
effort = Effort(network_runs=40, network_days=5_000, families=900, watched_families=250, watched_years=1, draws=1 << 15)
rows = verify(seed=1, effort=effort, checks={name: ALL[name] for name in checks})
print(json.dumps([{**asdict(row), "inside": row.inside} for row in rows]))
"""


def outside(fault, checks):
    """The rows of a reduced battery that leave their bounds, however wide those are."""
    env = {**os.environ, "NUMBA_DISABLE_JIT": "1", "OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-c", REDUCED, fault, checks]
    told = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr
    return [row["quantity"] for row in json.loads(told.stdout) if not row["inside"]]


@pytest.mark.behaviour
def test_without_a_fault_the_reduced_battery_stays_within_its_bounds():
    assert outside("none", "queues,paths,numbers,durations") == []


@pytest.mark.behaviour
@pytest.mark.parametrize(
    ("fault", "checks", "sign"),
    [
        ("last_come_first_served", "queues", "mean squared wait"),
        ("classes_swapped", "queues", "two classes, first: mean wait"),
        ("one_server_too_many", "queues", "mean wait"),
        ("lost_place", "paths", "places in use"),
        ("longer_services", "durations", "distribution"),
        ("biased_numbers", "numbers", "cells"),
    ],
)
def test_a_planted_fault_is_found(fault, checks, sign):
    found = outside(fault, checks)
    assert any(sign in quantity for quantity in found), found
