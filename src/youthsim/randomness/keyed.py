"""A counter-based generator: every draw is a function of its address.

The address is (key, family, stream, index). ``key`` stands for seed and replication, ``stream`` for a
decision by its name. The words are mixed by multiply and xor-shift rounds of SplitMix64 (Steele, Lea and
Flood 2014, "Fast splittable pseudorandom number generators").

Words have 64 bits and wrap around. ``word`` says so in both worlds: it masks Python's own integers, and in
compiled code it is a cast to an unsigned integer, for overflow of a signed one is undefined there.
"""

import math
from typing import Any

import numpy as np
from numba.extending import overload

from youthsim.compiled import rule

MASK = 0xFFFFFFFFFFFFFFFF
MULTIPLY_FIRST = 0xBF58476D1CE4E5B9
MULTIPLY_SECOND = 0x94D049BB133111EB
STEP_FAMILY = 0x9E3779B97F4A7C15
STEP_INDEX = 0xD1342543DE82EF95
UNIT = 1.0 / 4503599627370496.0  # 2 to the power -52
Whole = int | np.integer[Any]
PARTS = 16  # numbers kept apart for one draw, for the stages of an Erlang


def word(value: Whole) -> int:
    """``value`` as a 64-bit word that wraps around."""
    return int(value) & MASK


@overload(word)
def _word(value: Any) -> Any:
    def unsigned(value: Any) -> Any:  # the compiler asks for the same signature
        return np.uint64(value)

    return unsigned


@rule
def mix(z: int) -> int:
    """Scramble a word so that neighbouring words have nothing in common; one to one."""
    z = word((z ^ (z >> word(30))) * word(MULTIPLY_FIRST))
    z = word((z ^ (z >> word(27))) * word(MULTIPLY_SECOND))
    return z ^ (z >> word(31))


@rule
def replication_key(seed: Whole, replication: Whole) -> int:
    """The key of one replication of one seed."""
    return mix(word(mix(word(word(seed) + word(STEP_FAMILY))) + word(replication) * word(STEP_INDEX)))


@rule
def address_of(key: Whole, family: Whole) -> int:
    """The part of the address that all draws of a family share, mixed."""
    return mix(word(word(key) + word(word(family) * word(STEP_FAMILY))))


@rule
def uniform_at(address: int, stream: Whole, index: Whole) -> float:
    """A number strictly between 0 and 1 for this stream and index of a family's address."""
    z = mix(word((address ^ word(stream)) + word(word(index) * word(STEP_INDEX))))
    return (np.int64(z >> word(12)) + 0.5) * UNIT


@rule
def uniform(key: Whole, family: Whole, stream: Whole, index: Whole) -> float:
    """A number strictly between 0 and 1 for this address."""
    return uniform_at(address_of(key, family), stream, index)


@rule
def exponential(key: Whole, family: Whole, stream: Whole, index: Whole) -> float:
    """A unit exponential for this address."""
    return -math.log(uniform(key, family, stream, index))


@rule
def erlang(key: Whole, family: Whole, stream: Whole, index: Whole, mean: float, stages: float) -> float:
    """A duration with this mean, the sum of ``stages`` equal exponential stages (at most PARTS)."""
    product = 1.0
    for part in range(int(stages)):
        product *= uniform(key, family, stream, index + part)
    return -math.log(product) * mean / stages


@rule
def erlang_rest(key: Whole, family: Whole, stream: Whole, index: Whole, mean: float, stages: float) -> float:
    """What is left of an Erlang duration met at a random moment: each stage is equally likely the present one."""
    left = 1 + int(uniform(key, family, stream, index + PARTS - 1) * stages)
    return erlang(key, family, stream, index, mean * left / stages, left)
