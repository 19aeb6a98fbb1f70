"""Random numbers with addresses: what they are without the compiler, and that they are random enough.

The statistical tests look at fixed addresses, so each passes always or never. Their bounds are those that true
random numbers would break once in ``1 / FALSE_ALARM`` tests.
"""

from __future__ import annotations

import math
import os
import subprocess
import sys
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from youthsim.randomness import keyed, streams

pytestmark = pytest.mark.property

FALSE_ALARM = 1e-6
LIMIT = NormalDist().inv_cdf(1.0 - FALSE_ALARM / 2.0)
SIZE = 20_000
WORD = (1 << 64) - 1
keys = st.integers(0, WORD)
families = st.integers(-1000, 1 << 40)
decisions = st.sampled_from(range(streams.COUNT))
indices = st.integers(0, 1 << 30)


def scramble(z: int) -> int:
    """SplitMix64's finaliser as it stands in the paper, on Python's own integers."""
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & WORD
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & WORD
    return z ^ (z >> 31)


def number(key: int, family: int, stream: int, index: int) -> float:
    z = scramble((key + family * 0x9E3779B97F4A7C15) & WORD)
    z = scramble(((z ^ stream) + index * 0xD1342543DE82EF95) & WORD)
    return ((z >> 12) + 0.5) / 2**52


def of_families(stream: str = "noticed", key: int = 7, index: int = 0, first: int = 0) -> np.ndarray:
    """The numbers of many families in a row."""
    place, word = streams.stream(stream), np.uint64(key)
    return np.array([keyed.uniform(word, f, place, index) for f in range(first, first + SIZE)])


def is_uniform(u: np.ndarray) -> bool:
    return stats.kstest(u, "uniform").pvalue > FALSE_ALARM


def are_unrelated(u: np.ndarray, v: np.ndarray) -> bool:
    """Whether the correlation, and that of the distances from the middle, are those of independent numbers."""
    pairs = [(u, v), (np.abs(u - 0.5), np.abs(v - 0.5))]
    return all(abs(np.corrcoef(x, y)[0, 1]) * math.sqrt(len(u)) < LIMIT for x, y in pairs)


@pytest.mark.quick
@given(keys, families, decisions, indices)
def test_a_number_is_that_of_plain_integer_arithmetic(key, family, decision, index):
    stream = int(streams.STREAMS[decision])
    assert keyed.uniform(np.uint64(key), family, stream, index) == number(key, family, stream, index)


@pytest.mark.quick
@given(keys, families, decisions, indices)
def test_a_number_lies_strictly_between_0_and_1(key, family, decision, index):
    assert 0.0 < keyed.uniform(np.uint64(key), family, streams.STREAMS[decision], index) < 1.0


@given(keys, families, indices, st.floats(0.1, 1000.0), st.integers(1, keyed.PARTS))
def test_an_erlang_is_the_sum_of_its_stages(key, family, index, mean, stages):
    word = np.uint64(key)
    parts = [keyed.exponential(word, family, 1, index + part) for part in range(stages)]
    assert keyed.erlang(word, family, 1, index, mean, stages) == pytest.approx(sum(parts) * mean / stages, rel=1e-12)


@given(st.integers(0, 1 << 32), st.integers(0, 1 << 20))
def test_replications_of_one_seed_have_keys_of_their_own(seed, replication):
    here = keyed.replication_key(seed, replication)
    assert here == keyed.replication_key(seed, replication)
    assert here != keyed.replication_key(seed, replication + 1)
    assert here != keyed.replication_key(seed + 1, replication)


def test_the_same_numbers_come_without_the_compiler():
    code = (
        "import numpy as np\n"
        "from youthsim.randomness import keyed, streams\n"
        "key = np.uint64(keyed.replication_key(3, 14))\n"
        "for f in (-2, 0, 1, 123456789):\n"
        "    for i in (0, 16, 1 << 20):\n"
        "        print(float(keyed.uniform(key, f, streams.STREAMS[5], i)).hex(),\n"
        "              float(keyed.exponential(key, f, 9, i)).hex(),\n"
        "              float(keyed.erlang(key, f, 9, i, 30.0, 4)).hex())\n"
    )
    said = [
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "NUMBA_DISABLE_JIT": off},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for off in ("0", "1")
    ]
    assert said[0] == said[1]
    assert len(said[0].splitlines()) == 12


def test_numbers_of_families_in_a_row_are_uniform():
    assert is_uniform(of_families())


@pytest.mark.parametrize("axis", ["key", "index", "stream"])
def test_numbers_along_every_other_axis_of_the_address_are_uniform(axis):
    many = range(SIZE)
    if axis == "key":
        u = [keyed.uniform(np.uint64(keyed.replication_key(1, r)), 5, 9, 0) for r in many]
    elif axis == "index":
        u = [keyed.uniform(np.uint64(1), 5, 9, i * keyed.PARTS) for i in many]
    else:
        u = [keyed.uniform(np.uint64(1), f, s, 0) for f in range(SIZE // streams.COUNT) for s in streams.STREAMS]
    assert is_uniform(np.array(u))


def test_pairs_of_neighbours_fill_the_square_evenly():
    u = of_families()
    cells = np.histogram2d(u[:-1:2], u[1::2], bins=20, range=[[0, 1], [0, 1]])[0]
    assert stats.chisquare(cells.ravel()).pvalue > FALSE_ALARM


@pytest.mark.parametrize(
    "other",
    [
        {"first": 1},
        {"first": 1000},
        {"index": 1},
        {"index": keyed.PARTS},
        {"stream": "door"},
        {"key": 8},
    ],
    ids=str,
)
def test_numbers_at_neighbouring_addresses_are_unrelated(other):
    assert are_unrelated(of_families(), of_families(**other))


@pytest.mark.analytic
@pytest.mark.parametrize("stages", [1, 2, 4, 16])
def test_durations_have_the_mean_and_the_spread_of_an_erlang(stages):
    days = np.array([keyed.erlang(np.uint64(3), f, 11, 0, 30.0, stages) for f in range(SIZE)])
    law = stats.gamma(stages, scale=30.0 / stages)
    assert stats.kstest(days, law.cdf).pvalue > FALSE_ALARM
    assert abs(days.mean() - 30.0) < LIMIT * law.std() / math.sqrt(SIZE)
    spread_error = math.sqrt((law.stats(moments="k") + 2.0) / SIZE)
    assert abs(days.var() / law.var() - 1.0) < LIMIT * spread_error


@pytest.mark.quick
def test_scrambling_loses_nothing():
    words = [keyed.mix(np.uint64(z)) for z in range(10_000)]
    assert len(set(words)) == len(words)


@pytest.mark.quick
def test_a_stream_is_named_after_its_decision_alone():
    assert len(set(streams.STREAMS.tolist())) == len(streams.DECISIONS) == streams.COUNT
    assert int(streams.STREAMS[streams.D_NOTICED]) == streams.stream("noticed")
    assert all(0 <= s < 1 << 63 for s in streams.STREAMS.tolist())
    with pytest.raises(AttributeError, match="no decision is called D_NOTHING"):
        _ = streams.D_NOTHING
