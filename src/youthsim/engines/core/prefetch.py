"""Ask memory for what the next event will need while the present one happens.

Events come in the order of time, so each is about another family, whose lines are seldom in a cache. Waiting for
them takes longer than the work. The request changes no value; without the compiler it does nothing.
"""

from typing import Any

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic, overload

FOR_READING, IN_ALL_CACHES, DATA = 0, 3, 1


def fetch(array, row, column):
    """Bring the line of memory that holds ``array[row, column]`` near; nobody waits for it."""


@intrinsic
def _fetch(_typing: Any, array: Any, row: Any, column: Any) -> Any:
    """The same in compiled code."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        table = context.make_array(signature.args[0])(context, builder, arguments[0])
        place = list(arguments[1:])
        address = cgutils.get_item_pointer(context, builder, signature.args[0], table, place, wraparound=False)
        word = cgutils.int32_t
        kind = ir.FunctionType(ir.VoidType(), [cgutils.voidptr_t, word, word, word])
        request = builder.module.declare_intrinsic("llvm.prefetch", [cgutils.voidptr_t], kind)
        address = builder.bitcast(address, cgutils.voidptr_t)
        builder.call(request, [address, word(FOR_READING), word(IN_ALL_CACHES), word(DATA)])
        return context.get_dummy_value()

    return types.none(array, types.intp, types.intp), generate


@overload(fetch)
def _fetch_compiled(array, row, column):
    return lambda array, row, column: _fetch(array, row, column)
