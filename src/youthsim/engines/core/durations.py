"""How many whole ticks an exponential service takes, mostly without all bits of a logarithm.

A logarithm that is right to a part in ten million million takes a fifth of the time of the library's, for the compiler
makes eight at once. To the whole number of ticks it makes no difference, but where one number changes to the next;
there the library is asked. So the ticks are always those of ``ticks(mean * -math.log(u))``.

Method: u is 2 to a whole power times z, with z between the root of a half and that of two; log z is 2 artanh of
(z - 1) / (z + 1), a series that gains a digit and a half with each term.
"""

import math
import struct
from typing import Any

from llvmlite import ir
from numba import types
from numba.extending import intrinsic, overload

from youthsim.chain.family import TICKS_PER_DAY, ticks
from youthsim.compiled import step

FRACTION_BITS = 52  # of a real of 64 bits; its power of two stands above them
SLACK = 1e-12  # relative, thirty times what the series leaves out
UNSURE = 0


def bits_of(number: float) -> int:
    """The bits of a real as a whole number."""
    return int(struct.unpack("<q", struct.pack("<d", number))[0])


def real_of(bits: int) -> float:
    """The real with these bits."""
    return float(struct.unpack("<d", struct.pack("<q", bits))[0])


def _same_bits(kind: Any) -> Any:
    def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.bitcast(arguments[0], kind)

    return generate


@intrinsic
def _bits(_typing: Any, _number: Any) -> Any:
    return types.int64(types.float64), _same_bits(ir.IntType(64))


@intrinsic
def _real(_typing: Any, _bits: Any) -> Any:
    return types.float64(types.int64), _same_bits(ir.DoubleType())


@overload(bits_of)
def _bits_of(number):
    return lambda number: _bits(number)


@overload(real_of)
def _real_of(bits):
    return lambda bits: _real(bits)


ROOT_OF_HALF = bits_of(math.sqrt(0.5))
LOG_2 = math.log(2.0)


@step
def about_minus_log(u):
    """-log(u) but for a part in ten million million, for u above 0."""
    bits = bits_of(u)
    power = (bits - ROOT_OF_HALF) >> FRACTION_BITS
    z = real_of(bits - (power << FRACTION_BITS))
    s = (z - 1.0) / (z + 1.0)
    q = s * s
    series = 1 / 3 + q * (1 / 5 + q * (1 / 7 + q * (1 / 9 + q * (1 / 11 + q * (1 / 13 + q * (1 / 15))))))
    return -(power * LOG_2 + 2.0 * s * (1.0 + q * series))


@step
def quick_ticks(u, mean):
    """The ticks of a service of this mean by the short logarithm, or UNSURE."""
    span = about_minus_log(u) * mean * TICKS_PER_DAY
    whole = int(span)
    near = span * SLACK
    return whole + 1 if near < span - whole < 1.0 - near else UNSURE


@step
def exact_ticks(u, mean):
    """The ticks by the library's logarithm; a service takes one at least."""
    return max(1, ticks(mean * -math.log(u)))


@step
def fill_ticks(numbers, mean, found):
    """The same for many numbers at once; two loops, for the compiler would ask the library for all in one."""
    unsure = 0
    for k in range(numbers.size):
        found[k] = quick_ticks(numbers[k], mean)
        unsure += int(found[k] == UNSURE)
    if unsure > 0:
        for k in range(numbers.size):
            if found[k] == UNSURE:
                found[k] = exact_ticks(numbers[k], mean)
