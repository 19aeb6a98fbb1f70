"""What helps the processor with memory: rows within a line of its cache, and hints of what comes next."""

import mmap
from typing import Any

import numpy as np
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic, overload

LINE = 64  # bytes of a line of the cache
FOR_READING, IN_ALL_CACHES, DATA = 0, 3, 1
HUGE_PAGE = 1 << 21  # bytes


def _new_memory(size: int) -> np.ndarray:
    """Bytes that are zero, straight from the system, on huge pages where it has them.

    What a program has given back and takes again comes on small pages, whatever is asked for; so each replication after
    the first would search for the page of nearly every row. The memory goes back with the last array in it.
    """
    if not hasattr(mmap, "MADV_HUGEPAGE"):
        return np.zeros(size, np.uint8)
    memory = mmap.mmap(-1, size, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    memory.madvise(mmap.MADV_HUGEPAGE)
    return np.frombuffer(memory, np.uint8)


def together(**wanted: tuple[int | tuple[int, ...], Any]) -> dict[str, np.ndarray]:
    """Zeros of these shapes and types, side by side from the beginning of a huge page on.

    Each begins at a line of the cache. Rows that are visited in no order then need no search for their page.
    """
    sizes = {name: int(np.prod(shape)) * np.dtype(dtype).itemsize for name, (shape, dtype) in wanted.items()}
    raw = _new_memory(sum(sizes.values()) + LINE * len(sizes) + HUGE_PAGE)
    first = -raw.ctypes.data % HUGE_PAGE
    arrays = {}
    for name, (shape, dtype) in wanted.items():
        arrays[name] = raw[first : first + sizes[name]].view(dtype).reshape(shape)
        first += sizes[name] + -sizes[name] % LINE
    return arrays


def fetch_ahead(array, row, column):
    """Ask for the line of memory that holds ``array[row, column]``, which need not exist; nobody waits for it.

    An array of one dimension has no columns.

    Events come in the order of time, so each is about another family, whose lines are seldom in a cache. Waiting for
    them takes longer than the work. The request changes no value; without the compiler it does nothing.
    """


@intrinsic
def _fetch(_typing: Any, array: Any, row: Any, column: Any) -> Any:
    """The same in compiled code."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        table = context.make_array(signature.args[0])(context, builder, arguments[0])
        place = list(arguments[1 : 1 + signature.args[0].ndim])
        address = cgutils.get_item_pointer(context, builder, signature.args[0], table, place, wraparound=False)
        word = cgutils.int32_t
        kind = ir.FunctionType(ir.VoidType(), [cgutils.voidptr_t, word, word, word])
        request = builder.module.declare_intrinsic("llvm.prefetch", [cgutils.voidptr_t], kind)
        address = builder.bitcast(address, cgutils.voidptr_t)
        builder.call(request, [address, word(FOR_READING), word(IN_ALL_CACHES), word(DATA)])
        return context.get_dummy_value()

    return types.none(array, types.intp, types.intp), generate


@overload(fetch_ahead)
def _fetch_ahead(array, row, column):
    return lambda array, row, column: _fetch(array, row, column)


def at(place):
    """A place in an array that is never negative; compiled code need not ask whether it counts from the end."""
    return place


@overload(at)
def _at(place):
    return lambda place: types.uintp(place)
