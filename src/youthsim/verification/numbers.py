"""Random numbers: even and independent along every axis of their address.

An address is (seed and replication, family, decision, index). Along each axis the numbers have to fill the unit
interval evenly, pairs and triples of neighbours the square and the cube (a lattice would leave gaps), and gaps between
small numbers have to be geometric (Knuth, The Art of Computer Programming, volume 2, section 3.3.2).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from youthsim.compiled import entry
from youthsim.randomness import streams
from youthsim.randomness.keyed import PARTS, erlang, replication_key, uniform
from youthsim.verification import rows
from youthsim.verification.effort import Effort

Numbers = NDArray[np.float64]
Integers = NDArray[np.int64]
CELLS, PAIR_CELLS, TRIPLE_CELLS = 256, 32, 16
LAGS = 16
SMALL, LONGEST_GAP = 0.1, 60
RENEWAL = 58_824  # how far apart the identities of a family and of the one that takes its place may be
FAMILY = 4_711
LAST_BITS, LAST_BIT_CELLS = 1 << 52, 256


@entry
def _fill(keys: NDArray[np.uint64], families: Integers, decisions: Integers, indices: Integers, out: Numbers) -> None:
    """Draw at many addresses; an axis with fewer values than there are draws begins again."""
    for i in range(out.size):
        key, family = keys[i % keys.size], families[i % families.size]
        out[i] = uniform(key, family, decisions[i % decisions.size], indices[i % indices.size])


@entry
def _fill_erlang(key: int, families: int, stream: int, stages: int, out: Numbers) -> None:
    """Durations of mean 1 for many families."""
    for i in range(families):
        out[i] = erlang(key, i, stream, 0, 1.0, stages)


def drawn(
    number: int,
    *,
    keys: NDArray[np.uint64],
    families: Integers | int = FAMILY,
    decisions: Integers | None = None,
    indices: Integers | int = 0,
) -> Numbers:
    """Numbers at addresses that run along the axes given."""
    out = np.empty(number)
    stream = np.array([streams.stream("noticed")]) if decisions is None else decisions
    _fill(
        np.atleast_1d(keys), np.atleast_1d(np.asarray(families, np.int64)), stream.astype(np.int64),
        np.atleast_1d(np.asarray(indices, np.int64)), out,
    )  # fmt: skip
    return out


def _keys(effort: Effort, number: int = 1, *, seeds: bool = False) -> NDArray[np.uint64]:
    """Keys of successive replications of the seed, or of successive seeds."""
    first = effort.seed * 1_000_003
    pairs = ((first + r, 0) if seeds else (first, r) for r in range(number))
    return np.array([int(replication_key(seed, replication)) for seed, replication in pairs], np.uint64)


def axes(effort: Effort) -> dict[str, Callable[[], Numbers]]:
    """Numbers along each axis of the address."""
    n = effort.draws
    many, few = np.arange(n), n // 16  # keys are made in Python, one by one
    key = _keys(effort)
    lives = max(2, -(-n // RENEWAL))  # fewer families than RENEWAL, so that no address comes twice
    blocks = np.repeat(np.arange(n // streams.COUNT + 1), streams.COUNT)
    return {
        "families": lambda: drawn(n, keys=key, families=many),
        "families and those that take their places": lambda: drawn(
            n, keys=key, families=many // lives + many % lives * RENEWAL
        ),
        "decisions": lambda: drawn(n, keys=key, families=blocks, decisions=streams.STREAMS),
        "indices": lambda: drawn(n, keys=key, indices=many * PARTS),
        "parts of an index": lambda: drawn(n, keys=key, indices=many),
        "replications": lambda: drawn(few, keys=_keys(effort, few)),
        "seeds": lambda: drawn(few, keys=_keys(effort, few, seeds=True)),
    }


def even(name: str, u: Numbers) -> Iterator[rows.Finding]:
    """The numbers, their pairs and triples, their last bits."""
    scale = math.sqrt(2**20 / u.size)  # what can be seen shrinks with the root of the number
    one = np.bincount((u * CELLS).astype(int), minlength=CELLS)
    yield rows.spread(f"{name}: {CELLS} cells", one, np.ones(CELLS), 0.02 * scale)
    last = np.bincount((u * LAST_BITS).astype(np.int64) % LAST_BIT_CELLS, minlength=LAST_BIT_CELLS)
    yield rows.spread(f"{name}: last bits", last, np.ones(LAST_BIT_CELLS), 0.02 * scale)
    for size, cells, wide in ((2, PAIR_CELLS, 0.03), (3, TRIPLE_CELLS, 0.07)):
        groups = (u[: u.size // size * size].reshape(-1, size) * cells).astype(np.int64)
        place = groups @ (cells ** np.arange(size))
        if len(groups) < rows.FEWEST_IN_CELL * cells**size:
            continue
        found = np.bincount(place, minlength=cells**size)
        yield rows.spread(f"{name}: {size} neighbours at a time", found, np.ones(cells**size), wide * scale)


def independent(name: str, u: Numbers) -> Iterator[rows.Finding]:
    """Correlations between neighbours, and gaps between small numbers."""
    centred = u - 0.5
    found = 0.0
    for lag in range(1, LAGS + 1):
        correlation = 12.0 * float(centred[:-lag] @ centred[lag:]) / (u.size - lag)
        found += correlation**2 * (u.size - lag)
    yield rows.chi_square(f"{name}: correlations over 1 to {LAGS} steps (n = {u.size})", found, LAGS, 2.0)
    gaps = np.diff(np.flatnonzero(u < SMALL)) - 1
    law = stats.geom(SMALL, loc=-1)
    cells = np.append(law.pmf(np.arange(LONGEST_GAP)), law.sf(LONGEST_GAP - 1))
    counted = np.bincount(np.minimum(gaps, LONGEST_GAP), minlength=LONGEST_GAP + 1)
    yield rows.spread(f"{name}: gaps between numbers below {SMALL}", counted, cells, 0.04 * math.sqrt(2**20 / u.size))


def of_decisions(effort: Effort) -> Iterator[rows.Finding]:
    """The stream of every decision by itself, and every pair of streams for the same families."""
    families = max(4_000, effort.draws // streams.COUNT)
    key = _keys(effort)
    table = np.stack(
        [drawn(families, keys=key, families=np.arange(families), decisions=np.array([s])) for s in streams.STREAMS]
    )
    worst = max(table, key=lambda u: stats.ks_1samp(u, stats.uniform.cdf).statistic)
    yield rows.distribution(
        f"largest distance from even of {streams.COUNT} decisions", worst, stats.uniform.cdf, 0.05, streams.COUNT
    )
    for name, x in (("numbers", table - 0.5), ("distances from the middle", np.abs(table - 0.5) - 0.25)):
        upper = np.asarray(np.corrcoef(x))[np.triu_indices(streams.COUNT, 1)]
        yield rows.chi_square(
            f"correlations of {upper.size} pairs of decisions, {name}", float((upper**2).sum() * families),
            upper.size, 0.25,
        )  # fmt: skip


def of_durations(effort: Effort) -> Iterator[rows.Finding]:
    """Durations built of stages against the gamma law."""
    families = effort.draws // 8
    for stages in (1, 2, PARTS):
        out = np.empty(families)
        _fill_erlang(_keys(effort)[0], families, streams.stream("local_duration"), stages, out)
        law = stats.gamma(stages, scale=1.0 / stages)
        yield rows.distribution(f"durations of {stages} stages", out, law.cdf, 0.01)


def numbers(effort: Effort) -> Iterator[rows.Finding]:
    """All of it."""
    for name, draw in axes(effort).items():
        u = draw()
        yield from even(name, u)
        yield from independent(name, u)
    yield from of_decisions(effort)
    yield from of_durations(effort)
