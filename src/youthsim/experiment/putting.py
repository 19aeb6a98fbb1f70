"""Files that are there in full or not at all."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any

from youthsim.experiment.errors import BadInput


def put(path: Path, write: Callable[[Path], Any], *, parents: bool = True) -> Path:
    """Let ``write`` make a file under a hidden name of the same ending, then move it to its place.

    Args:
        path: the place.
        write: makes the file at the path that it is given.
        parents: make folders that are missing.

    Raises:
        BadInput: it cannot be written.
    """
    work = path.with_name(f".{path.stem}.{secrets.token_hex(4)}{path.suffix}")
    try:
        if parents:
            path.parent.mkdir(parents=True, exist_ok=True)
        try:
            write(work)
            os.replace(work, path)
        finally:
            work.unlink(missing_ok=True)
    except OSError as problem:
        raise BadInput(f"{path}: cannot be written: {problem.strerror or problem}") from problem
    return path
