"""Pass all arrays of a replication to compiled functions as one pointer.

A tuple of thirty arrays is copied field by field at every call of a compiled function, which takes longer than
the call's work. A ``Handle`` holds the arrays for Python and a table of their addresses and shapes for compiled
code; there ``w.family`` reads the table. The handle keeps the arrays alive; compiled code borrows them.
"""

from __future__ import annotations

import functools
from typing import Any, ClassVar

import numpy as np
from numba import types
from numba.core import cgutils
from numba.core.typing.templates import AttributeTemplate
from numba.extending import (
    NativeValue,
    infer_getattr,
    lower_getattr_generic,
    models,
    register_model,
    typeof_impl,
    unbox,
)
from numba.np import numpy_support
from numba.np.arrayobj import make_array, populate_array

WORDS = 4  # words of the table for one array: its address, and up to three lengths
_KNOWN: dict[str, type[Handle]] = {}


class Handle:
    """Arrays by name, in the order and of the types of ``FIELDS`` (name, dtype, dimensions).

    Dimensions are how many there are, or the length of each, None where it is known only when a handle is made. What
    is known before is built into compiled code, which then finds a row by a shift instead of a multiplication.
    """

    FIELDS: ClassVar[tuple[tuple[str, Any, int | tuple[int | None, ...]], ...]] = ()

    def __init_subclass__(cls) -> None:
        _KNOWN[cls.__name__] = cls

    def __init__(self, **arrays: np.ndarray) -> None:
        table = np.zeros(len(self.FIELDS) * WORDS, np.int64)
        for place, (name, dtype, dimensions) in enumerate(self.FIELDS):
            array = np.ascontiguousarray(arrays.pop(name), dtype)
            lengths = _lengths(dimensions)
            if array.ndim != len(lengths):
                raise TypeError(f"{name} needs {len(lengths)} dimensions, has {array.ndim}")
            if any(known not in (None, found) for known, found in zip(lengths, array.shape, strict=True)):
                raise TypeError(f"{name} has the shape {array.shape}, not {lengths}")
            setattr(self, name, array)
            table[place * WORDS] = array.ctypes.data
            table[place * WORDS + 1 : place * WORDS + 1 + array.ndim] = array.shape
        if arrays:
            raise TypeError(f"{type(self).__name__} has no {', '.join(arrays)}")
        self._table = table
        self._address = table.ctypes.data

    def replaced(self, **arrays: np.ndarray) -> Handle:
        """A handle with some of its arrays replaced; the others are shared."""
        return type(self)(**{name: arrays.get(name, getattr(self, name)) for name, _, _ in self.FIELDS})


def _lengths(dimensions: int | tuple[int | None, ...]) -> tuple[int | None, ...]:
    """The length of each dimension, None where it is not known before."""
    return (None,) * dimensions if isinstance(dimensions, int) else dimensions


class HandleType(types.Type):
    """The compiler's type of one class of handles."""

    def __init__(self, name: str) -> None:
        self.handle = name
        super().__init__(name=f"Handle({name})")

    def place(self, attribute: str) -> int:
        """Where an array stands in the table, or -1."""
        names = [name for name, _, _ in _KNOWN[self.handle].FIELDS]
        return names.index(attribute) if attribute in names else -1

    def array(self, attribute: str) -> types.Array:
        """The compiler's type of an array of the handle."""
        _, dtype, dimensions = _KNOWN[self.handle].FIELDS[self.place(attribute)]
        return types.Array(numpy_support.from_dtype(np.dtype(dtype)), len(_lengths(dimensions)), "C")

    def lengths(self, attribute: str) -> tuple[int | None, ...]:
        """The lengths of an array of the handle, as far as they are known before."""
        return _lengths(_KNOWN[self.handle].FIELDS[self.place(attribute)][2])


@functools.cache
def _type_of(kind: type[Handle]) -> HandleType:
    """The compiler asks for it at every call."""
    return HandleType(kind.__name__)


@typeof_impl.register(Handle)
def _type_of_handle(value: Handle, _context: Any) -> HandleType:
    return _type_of(type(value))


@register_model(HandleType)
class _HandleModel(models.PrimitiveModel):
    """A handle is an address."""

    def __init__(self, manager: Any, kind: HandleType) -> None:
        super().__init__(manager, kind, models.ir.IntType(64))


@infer_getattr
class _HandleAttributes(AttributeTemplate):
    key = HandleType

    def generic_resolve(self, kind: HandleType, attribute: str) -> types.Array | None:
        return kind.array(attribute) if kind.place(attribute) >= 0 else None


@unbox(HandleType)
def _unbox_handle(_kind: HandleType, value: Any, c: Any) -> NativeValue:
    address = c.pyapi.object_getattr_string(value, "_address")
    number = c.pyapi.long_as_longlong(address)
    c.pyapi.decref(address)
    return NativeValue(number, is_error=cgutils.is_not_null(c.builder, c.pyapi.err_occurred()))


@lower_getattr_generic(HandleType)
def _read_table(context: Any, builder: Any, kind: HandleType, value: Any, attribute: str) -> Any:
    """The array, put together from its address and lengths; compiled code only borrows it."""
    array_type = kind.array(attribute)
    word = context.get_value_type(types.intp)
    table = builder.inttoptr(value, word.as_pointer())
    first = kind.place(attribute) * WORDS

    def read(offset: int) -> Any:
        loaded = builder.load(builder.gep(table, [context.get_constant(types.intp, first + offset)]))
        loaded.set_metadata("invariant.load", builder.module.add_metadata([]))
        return loaded

    array = make_array(array_type)(context, builder)
    item = context.get_abi_sizeof(context.get_data_type(array_type.dtype))
    shape = [
        read(1 + axis) if known is None else context.get_constant(types.intp, known)
        for axis, known in enumerate(kind.lengths(attribute))
    ]
    strides = [context.get_constant(types.intp, item)]
    for length in reversed(shape[1:]):
        strides.insert(0, builder.mul(length, strides[0]))
    data = builder.inttoptr(read(0), context.get_data_type(array_type.dtype).as_pointer())
    populate_array(
        array, data=data, shape=shape, strides=strides, itemsize=context.get_constant(types.intp, item), meminfo=None
    )
    return array._getvalue()
