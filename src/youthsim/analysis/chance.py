"""Chance in the analysis of results: resamples and starts, each with an address of its own.

The address is a seed and the name of the purpose, as for the decisions of the model; libraries are given the
seed that is hashed from it, so that nothing reads or sets a shared stream.
"""

from __future__ import annotations

import hashlib

import numpy as np
from numpy.typing import NDArray
from scipy import stats

MOST = 2**32 - 1


def seed_for(seed: int, purpose: str) -> int:
    """A 32-bit seed for one purpose."""
    return int.from_bytes(hashlib.sha256(f"{seed} {purpose}".encode()).digest()[:4], "little")


def resamples(size: int, number: int, seed: int, purpose: str) -> NDArray[np.int64]:
    """Rows drawn with replacement, for a bootstrap.

    Returns:
        [number, size]: places of rows.
    """
    found = stats.randint.rvs(0, size, size=(number, size), random_state=seed_for(seed, purpose))
    return np.asarray(found, np.int64)


def permutations(size: int, number: int, seed: int, purpose: str) -> NDArray[np.int64]:
    """Orders of the rows in which nothing is where it was but by luck: [number, size]."""
    keys = stats.uniform.rvs(size=(number, size), random_state=seed_for(seed, purpose))
    return np.argsort(keys, axis=1)


def twister_state(seed: int, purpose: str) -> tuple[str, NDArray[np.uint32], int, int, float]:
    """A state for a library that draws with the Mersenne Twister (Matsumoto and Nishimura 1998), at its beginning."""
    words, counter = b"", 0
    while len(words) < 624 * 4:
        words += hashlib.sha256(f"{seed} {purpose} {counter}".encode()).digest()
        counter += 1
    return "MT19937", np.frombuffer(words[: 624 * 4], np.uint32).copy(), 624, 0, 0.0
