"""Where a result gets its figures from.

Figures belong to ``report``, which comes after this room and may not be imported here. So the package itself
tells at import who draws (``youthsim/__init__.py``), and the drawing code is loaded when first asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from matplotlib.figure import Figure


class Drawer(Protocol):
    """Who draws: one outcome as a figure, or the first-look figures of a result into a folder."""

    def plot(self, result: Any, outcome: str, organisation: str | None, language: str) -> Figure:
        """One outcome as a figure."""
        ...

    def write(self, result: Any, folder: Path, language: str) -> list[Path]:
        """The first-look figures, written into the folder."""
        ...


_registered: list[Callable[[], Drawer]] = []


def register(load: Callable[[], Drawer]) -> None:
    """Say how to load who draws, instead of who did before."""
    _registered[:] = [load]


def drawer() -> Drawer | None:
    """Who draws, or None where nobody has been registered."""
    return _registered[0]() if _registered else None
