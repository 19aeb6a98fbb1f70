"""What helps the processor with memory: rows within a line of its cache, and hints of what comes next."""

from typing import Any

import numpy as np
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic, models, overload
from numba.np.arrayobj import make_array

LINE = 64  # bytes of a line of the cache
HUGE_PAGE = 1 << 21  # bytes
LEAST = 2 * HUGE_PAGE  # bytes from which NumPy asks the system for huge pages


def together(**wanted: tuple[int | tuple[int, ...], Any]) -> dict[str, np.ndarray]:
    """Zeros of these shapes and types, side by side from the beginning of a huge page on.

    Each begins at a line of the cache. Rows that are visited in no order then need no search for their page.
    """
    sizes = {name: int(np.prod(shape)) * np.dtype(dtype).itemsize for name, (shape, dtype) in wanted.items()}
    raw = np.zeros(max(LEAST, sum(sizes.values()) + LINE * len(sizes) + HUGE_PAGE), np.uint8)
    first = -raw.ctypes.data % HUGE_PAGE
    arrays = {}
    for name, (shape, dtype) in wanted.items():
        arrays[name] = raw[first : first + sizes[name]].view(dtype).reshape(shape)
        first += sizes[name] + -sizes[name] % LINE
    return arrays


def fetch_ahead(array, row):
    """Ask the processor to bring a row of a table into its cache; it may ask for a row that does not exist."""


@intrinsic
def _prefetch(_context: Any, array: Any, row: Any) -> Any:
    """The same in compiled code."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        view = make_array(signature.args[0])(context, builder, arguments[0])
        stride = cgutils.unpack_tuple(builder, view.strides)[0]
        bytes_ahead = builder.mul(stride, arguments[1])
        base = builder.ptrtoint(view.data, context.get_value_type(types.intp))
        address = builder.inttoptr(builder.add(base, bytes_ahead), models.ir.IntType(8).as_pointer())
        word = models.ir.IntType(32)
        kind = models.ir.FunctionType(models.ir.VoidType(), [address.type, word, word, word])
        function = cgutils.get_or_insert_function(builder.module, kind, "llvm.prefetch.p0i8")
        builder.call(function, [address, word(1), word(3), word(1)])
        return context.get_dummy_value()

    return types.none(array, types.intp), generate


@overload(fetch_ahead)
def _fetch_ahead(array, row):
    return lambda array, row: _prefetch(array, row)


def at(place):
    """A place in an array that is never negative; compiled code need not ask whether it counts from the end."""
    return place


@overload(at)
def _at(place):
    return lambda place: types.uintp(place)
