"""The same seed gives the same numbers: in any order, in threads, in a new process, without the compiler."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import numpy as np
import pytest

from tests.engines.conftest import ERAS, same, small_arrays, small_region, strongest, with_lever
from youthsim.engines.core import simulate
from youthsim.levers import levers

pytestmark = pytest.mark.contract

EVERY_LEVER = [(name, era) for name, lever in levers().items() for era in lever.eras]
HALFWAY = 243  # days
TINY = 200  # families without the compiler


def digest(recording) -> str:
    """A hash of the log and of the counts."""
    return hashlib.sha256(recording.events.tobytes() + recording.counts.tobytes()).hexdigest()


@pytest.mark.quick
@pytest.mark.parametrize("era", ERAS)
def test_a_replication_can_be_repeated_in_any_order(regions, era):
    arrays = regions(era)
    forward = [simulate(arrays, 1, r, events=True) for r in range(4)]
    backward = [simulate(arrays, 1, r, events=True) for r in reversed(range(4))][::-1]
    assert all(same(one, other) for one, other in zip(forward, backward, strict=True))
    assert len({digest(recording) for recording in forward}) == 4
    assert digest(simulate(arrays, 2, 0, events=True)) != digest(forward[0])


@pytest.mark.parametrize("threads", [2, 5])
def test_threads_change_nothing(regions, threads):
    arrays = regions("jeugdwet2015")
    alone = [simulate(arrays, 7, r, events=True) for r in range(10)]
    with ThreadPoolExecutor(threads) as pool:
        together = list(pool.map(lambda r: simulate(arrays, 7, r, events=True), range(10)))
    assert all(same(one, other) for one, other in zip(alone, together, strict=True))


def test_the_log_and_the_checks_change_nothing(regions):
    arrays = regions("jeugdwet2015")
    plain = simulate(arrays, 8, 0)
    assert same(plain, simulate(arrays, 8, 0, events=True))
    assert same(plain, simulate(arrays, 8, 0, debug=True))


def in_a_new_process(families: int, compiler: bool) -> list[str]:
    """The digests of both eras, worked out by another process."""
    code = (
        "from tests.engines.conftest import ERAS, small_arrays, small_region\n"
        "from tests.engines.test_same_numbers import digest\n"
        "from youthsim.engines.core import simulate\n"
        "for era in ERAS:\n"
        f"    print(digest(simulate(small_arrays(small_region(era), {families}), 9, 1, events=True)))\n"
    )
    env = {**os.environ, "NUMBA_DISABLE_JIT": "0" if compiler else "1", "PYTHONHASHSEED": "77"}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.split()


@pytest.mark.parametrize("compiler", [True, False], ids=["compiled", "without the compiler"])
def test_a_new_process_gives_the_same_log(compiler):
    here = [digest(simulate(small_arrays(small_region(era), TINY), 9, 1, events=True)) for era in ERAS]
    assert in_a_new_process(TINY, compiler) == here


@pytest.mark.parametrize(("name", "era"), EVERY_LEVER)
def test_a_lever_changes_nothing_before_it_starts(regions, name, era):
    region = small_region(era)
    start = region.start + timedelta(days=HALFWAY)
    arrays = small_arrays(with_lever(region, name, {"start": start, **strongest(name)}))
    for replication in range(2):
        whole, other = (simulate(one, 11, replication, events=True) for one in (regions(era), arrays))
        base, changed = whole.events, other.events
        before, still = base[base["time"] < HALFWAY], changed[changed["time"] < HALFWAY]
        assert np.array_equal(before, still)
        assert before["time"].min() < 0.0 < before["time"].max()
        assert not same(whole, other), "at its strongest a lever changes something"


@pytest.mark.parametrize(("name", "era"), EVERY_LEVER)
def test_a_lever_that_starts_on_the_first_day_leaves_the_warm_up_as_it_is(regions, name, era):
    region = small_region(era)
    arrays = small_arrays(with_lever(region, name, {"start": region.start, **strongest(name)}))
    base = simulate(regions(era), 12, 0, events=True).events
    changed = simulate(arrays, 12, 0, events=True).events
    assert np.array_equal(base[base["time"] < 0.0], changed[changed["time"] < 0.0])


def test_families_keep_their_luck_when_a_lever_changes_others(regions):
    """Common random numbers: most families live the same life with a weak lever as without it."""
    region = small_region()
    start = region.start + timedelta(days=HALFWAY)
    arrays = small_arrays(with_lever(region, "aftercare", {"start": start, **strongest("aftercare")}))
    base = simulate(regions("jeugdwet2015"), 13, 0, events=True).events
    changed = simulate(arrays, 13, 0, events=True).events
    lives = [
        {int(f): events[events["family"] == f].tobytes() for f in np.unique(events["family"])}
        for events in (base, changed)
    ]
    kept = sum(lives[1].get(family) == life for family, life in lives[0].items())
    assert kept > 0.5 * len(lives[0])
