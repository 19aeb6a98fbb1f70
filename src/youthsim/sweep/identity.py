"""What tells one point from another: everything that can change its numbers, and nothing else."""

from __future__ import annotations

import functools
import hashlib
import importlib.metadata
import inspect
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from youthsim.experiment.source import PACKAGE, source_hash

OWN_FILES = ("sweep/evaluation.py",)
LIBRARIES = ("scipy", "mesa")  # beside numba and NumPy, which the fingerprint of compiled code holds
LENGTH = 20  # hexadecimal digits: two of a billion points agree by chance once in 10^6 sweeps


@functools.cache
def code_version() -> str:
    """A short hash of the package, of its code that makes numbers, and of the libraries that do."""
    from youthsim.compiled import fingerprint

    digest = hashlib.sha256(fingerprint().encode())
    for library in ("youthsim", *LIBRARIES):
        digest.update(f"{library} {version_of(library)}".encode())
    digest.update(source_hash().encode())
    for name in OWN_FILES:
        digest.update((PACKAGE / name).read_bytes())
    return digest.hexdigest()[:16]


def version_of(library: str) -> str:
    """The version of a library that is installed, or ``none``."""
    try:
        return importlib.metadata.version(library)
    except importlib.metadata.PackageNotFoundError:
        return "none"


def function_version(function: Callable[..., Any]) -> str:
    """A short hash of the file in which a function stands; of its source where it stands in none."""
    try:
        source = Path(inspect.getsourcefile(function) or "").read_bytes()
    except (OSError, TypeError):
        try:
            source = inspect.getsource(function).encode()
        except (OSError, TypeError):
            source = repr(function).encode()
    return hashlib.sha256(source).hexdigest()[:16]


def point_id(content: Mapping[str, Any]) -> str:
    """The hash by which a store knows a point.

    Args:
        content: all that can change its numbers; numbers, texts, lists and tables.
    """
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), default=_plain)
    return hashlib.sha256(text.encode()).hexdigest()[:LENGTH]


def _plain(value: Any) -> Any:
    """NumPy's numbers as Python's."""
    return value.item() if hasattr(value, "item") else str(value)
