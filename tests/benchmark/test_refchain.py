"""The reference workload on the engine: what theory says of it, and that what it writes down is all there.

A comparison with theory is a t-interval over independent replications, which a right engine leaves once in
``1 / FALSE_ALARM``; five services are compared at a time. Seeds are fixed, so that a test passes always or never.
Starting empty and rounding services up to whole minutes move the means by less than a tenth of the intervals.
"""

from __future__ import annotations

import math
import os
import subprocess
import sys

import numpy as np
import pytest
from scipy import stats

from youthsim.benchmark.refchain import definition, erlang_c
from youthsim.engines.core import customers as Z
from youthsim.engines.core import network
from youthsim.engines.core.network import NetworkResult, Replications, run

CHAIN = definition()
SERVICES = len(CHAIN.names)
FALSE_ALARM = 1e-4
RATE = 2.0
DAYS = 1_500


def result(rate: float = RATE, days: int = DAYS, seed: int = 1, **kwargs) -> NetworkResult:
    """The workload from its first day on, with all that it writes down."""
    return run(CHAIN.network(rate), days, seed=seed, readings=range(0, days + 1, 250), follow=CHAIN.followed, **kwargs)


def assert_equal(one: NetworkResult, two: NetworkResult, but: tuple[str, ...] = ()) -> None:
    for name in one.__dataclass_fields__:
        if name == "readings":
            for left, right in zip(one.readings, two.readings, strict=True):
                for field in left.__dataclass_fields__:
                    np.testing.assert_array_equal(getattr(left, field), getattr(right, field))
        elif name not in but:
            np.testing.assert_array_equal(getattr(one, name), getattr(two, name))


@pytest.mark.analytic
def test_the_waits_are_those_of_a_jackson_network():

    replications = 40
    runs = Replications(CHAIN.network(RATE), 240_000, 6_000)
    results = [runs.run(7, k) for k in range(replications)]
    quantile = stats.t.ppf(1.0 - FALSE_ALARM / 2.0, replications - 1)
    for k, exact in enumerate(CHAIN.wait_days(RATE)):
        waits = [(r.mean_wait_days[k] * r.started[k])[:2].sum() / r.started[k].sum() for r in results]
        half = quantile * np.std(waits, ddof=1) / math.sqrt(replications)
        assert half < 0.25 * exact, f"{CHAIN.names[k]}: the interval says too little"
        assert abs(np.mean(waits) - exact) <= half, CHAIN.names[k]


@pytest.mark.analytic
def test_the_share_in_crisis_is_drawn_when_a_family_comes():
    """A binomial interval with the false-alarm rate of this file."""
    records = result(rate=20.0, days=2_000).records
    crisis = int((records[:, Z.Q_CLASS] == 0).sum())
    low, high = stats.binom.interval(1.0 - FALSE_ALARM, len(records), CHAIN.crisis_share)
    assert low <= crisis <= high


@pytest.mark.analytic
@pytest.mark.quick
def test_the_probability_to_wait_agrees_with_erlang_s_formula():
    for servers, load in ((1, 0.5), (3, 2.4), (20, 17.0)):
        top = load**servers / math.factorial(servers) * servers / (servers - load)
        full = sum(load**k / math.factorial(k) for k in range(servers)) + top
        assert erlang_c(servers, load) == pytest.approx(top / full, rel=1e-12)


@pytest.mark.behaviour
def test_families_in_crisis_wait_less_at_every_service():
    seen = result(rate=20.0, days=4_000)
    assert (seen.mean_wait_days[:, 0] < seen.mean_wait_days[:, 1]).all()


@pytest.mark.contract
def test_every_family_has_one_record_also_those_who_are_still_there():
    seen = result()
    records, last = seen.records, seen.readings[-1]
    assert len(records) == seen.customers == len(np.unique(records[:, Z.Q_CUSTOMER]))
    still_there = records[:, Z.Q_LEFT] == -1
    assert still_there.sum() == last.in_queue.sum() + last.in_service.sum()
    assert (records[~still_there, Z.Q_LEFT] > records[~still_there, Z.Q_ARRIVED]).all()


@pytest.mark.contract
def test_records_and_sums_tell_the_same():
    """Families still waiting at the end have no wait in their record yet, as their service has not begun."""
    seen = result()
    waited = seen.records[:, Z.Q_WAITED : Z.Q_WAITED + SERVICES].sum(axis=0)
    sums = np.nansum(seen.mean_wait_days * seen.started, axis=1) * network.C.TICKS
    np.testing.assert_allclose(waited, sums, rtol=1e-12)
    assert seen.records[:, Z.Q_VISITS].sum() == seen.started[CHAIN.followed].sum()
    assert seen.records[:, Z.Q_STAYED].sum() == seen.service_ticks_inside[CHAIN.followed].sum()


@pytest.mark.contract
def test_the_log_tells_of_every_event_in_order_and_agrees_with_the_stocks():
    seen = result(log=True)
    tick, what, where = (seen.log[:, column] for column in (Z.E_TICK, Z.E_EVENT, Z.E_STATION))
    assert (np.diff(tick) >= 0).all()
    arrivals, starts, ends = (int((what == kind).sum()) for kind in (Z.ARRIVES, Z.STARTS, Z.ENDS))
    assert seen.events == arrivals + ends
    assert (arrivals, starts, ends) == (seen.customers, seen.started.sum(), seen.served.sum())
    for reading in seen.readings:
        before = tick < reading.day * network.C.TICKS
        for kind, sign in ((Z.STARTS, 1), (Z.ENDS, -1)):
            reading.in_service[:] -= sign * np.bincount(where[before & (what == kind)], minlength=SERVICES)
        assert (reading.in_service == 0).all()


@pytest.mark.property
@pytest.mark.parametrize("room", [1, 50, 5_000])
def test_how_much_room_there_is_at_first_changes_nothing(monkeypatch, room):
    plenty = result(log=True)
    monkeypatch.setattr(network, "FIRST_ROOM", room)
    monkeypatch.setattr(network, "LINES", room)
    monkeypatch.setattr(network, "MORE_THAN_EXPECTED", 0.0)
    assert_equal(plenty, result(log=True))


@pytest.mark.property
def test_writing_down_changes_nothing():
    with_all = result(log=True)
    assert_equal(with_all, result(), but=("log",))
    bare = run(CHAIN.network(RATE), DAYS, seed=1)
    for name in ("arrived", "served", "mean_wait_days", "mean_squared_wait_days2", "in_queue_ticks", "events"):
        np.testing.assert_array_equal(getattr(with_all, name), getattr(bare, name))


@pytest.mark.property
def test_a_replication_does_not_depend_on_those_before_it():
    runs = Replications(CHAIN.network(RATE), DAYS, readings=range(0, DAYS + 1, 250), follow=CHAIN.followed)
    runs.run(5, 0)
    assert_equal(runs.run(1, 0), result())


DIGEST = """
import hashlib
from youthsim.benchmark.refchain import definition
seen = definition().replications(3.0, 800, log=True).run(5, 1)
for found in (seen.log, seen.records, seen.in_service_ticks, seen.mean_squared_wait_days2):
    print(hashlib.sha256(found.tobytes()).hexdigest())
"""


@pytest.mark.contract
def test_the_compiler_changes_no_bit():
    digests = []
    for disabled in ("0", "1"):
        environment = os.environ | {"NUMBA_DISABLE_JIT": disabled}
        done = subprocess.run(
            [sys.executable, "-c", DIGEST], env=environment, capture_output=True, text=True, check=True, timeout=300
        )
        digests.append(done.stdout)
    assert digests[0] == digests[1]
    assert len(digests[0].split()) == 4


@pytest.mark.unit
@pytest.mark.quick
@pytest.mark.parametrize(
    ("kwargs", "problem"),
    [
        ({"readings": [9]}, "readings lie between"),
        ({"readings": [200]}, "readings lie between"),
        ({"follow": 5}, "0 to 4"),
    ],
)
def test_what_cannot_be_written_down_is_refused(kwargs, problem):
    with pytest.raises(ValueError, match=problem):
        Replications(CHAIN.network(RATE), 100, 10, **kwargs)


@pytest.mark.unit
@pytest.mark.quick
def test_more_families_than_can_be_numbered_are_refused():
    with pytest.raises(ValueError, match="cannot be numbered"):
        Replications(CHAIN.network(1e6), CHAIN.days)
