"""What helps the processor with memory: rows within a line of its cache, and hints of what comes next."""

from typing import Any

import numpy as np
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic, models, overload
from numba.np.arrayobj import make_array

LINE = 64  # bytes of a line of the cache


def aligned(shape: int | tuple[int, ...], dtype: Any) -> np.ndarray:
    """Zeros that begin at a line of the cache, so that a row of 64 bytes lies in one line."""
    kind = np.dtype(dtype)
    size = int(np.prod(shape)) * kind.itemsize
    raw = np.zeros(size + LINE, np.uint8)
    first = -raw.ctypes.data % LINE
    return raw[first : first + size].view(kind).reshape(shape)


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
