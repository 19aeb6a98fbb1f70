"""Rows that compiled code hands over in portions, kept side by side in one array."""

from __future__ import annotations

from typing import Any

import numpy as np


class Gathered:
    """Rows of one type, in the order in which they came.

    They are copied as bytes, for NumPy copies records field by field; and there is room for so many as are expected, so
    that they are copied once. Room that is not used costs no memory; when there are more, it is doubled.
    """

    def __init__(self, dtype: np.dtype[Any], expected: int) -> None:
        self._dtype, self._used, self._room = dtype, 0, np.empty(expected * dtype.itemsize, np.uint8)

    def add(self, rows: np.ndarray) -> None:
        """Take a copy of these rows."""
        end = self._used + rows.nbytes
        if end > self._room.size:
            larger = np.empty(2 * end, np.uint8)
            larger[: self._used] = self._room[: self._used]
            self._room = larger
        self._room[self._used : end] = rows.view(np.uint8)
        self._used = end

    def all(self) -> np.ndarray:
        """All rows so far."""
        return self._room[: self._used].view(self._dtype)
