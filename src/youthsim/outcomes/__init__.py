"""Outcomes: what users see of a replication, named and defined in a catalogue.

``catalogue()`` gives the definitions; ``yearly`` and ``per_replication`` turn a recording into tables (they
load the heavy libraries, so they are fetched when first asked for).
"""

from typing import Any

from youthsim.outcomes.catalogue import CatalogueError, Outcome, catalogue, nearest, word

_LATER = {
    "lines": "tables",
    "per_replication": "tables",
    "per_replication_of": "tables",
    "yearly": "tables",
    "yearly_of": "tables",
}
__all__ = [
    "CatalogueError", "Outcome", "catalogue", "lines", "nearest", "per_replication", "per_replication_of", "word",
    "yearly", "yearly_of",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    if name in _LATER:
        from importlib import import_module

        return getattr(import_module(f"youthsim.outcomes.{_LATER[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
