"""The files of a sweep's folder beside its parts: manifest, experiment, scenarios, plan, status and lock.

Each is written under a hidden name and put in place when it is whole.
"""

from __future__ import annotations

import contextlib
import datetime
import json
import os
import secrets
import socket
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from youthsim.experiment.errors import BadInput

if TYPE_CHECKING:
    import pandas as pd

MANIFEST, PLAN, STATUS, EXPERIMENT, LOCK = "manifest.json", "plan.parquet", "status.json", "experiment.toml", "lock"
DAMAGED = "damaged"
KIND = "sweep"
FORMAT = 1


def read_json(folder: Path, name: str, *, missing_ok: bool = False) -> dict[str, Any]:
    """A JSON file of a sweep.

    Raises:
        BadInput: it is not there, or cannot be read.
    """
    path = folder / name
    if missing_ok and not path.exists():
        return {}
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise BadInput(f"{folder}: is no folder of a sweep: there is no {name}") from None
    except (OSError, ValueError) as error:
        if missing_ok:
            return {}
        raise BadInput(f"{path}: cannot be read: {error}") from error
    if not isinstance(found, dict) or (name == MANIFEST and found.get("kind") != KIND):
        allowed = "allowed what `youthsim sweep` makes"
        raise BadInput(f"{folder}: is no folder of a sweep; found a {_kind(found)}, {allowed}")
    return found


def _kind(found: Any) -> str:
    return str(found.get("kind", "file of something else")) if isinstance(found, dict) else "list"


def put(path: Path, write: Callable[[Path], Any]) -> None:
    """Let ``write`` make a file under a hidden name, and put it in its place.

    Raises:
        OSError: it cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    hidden = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        write(hidden)
        with hidden.open("rb") as stream:
            os.fsync(stream.fileno())
        os.replace(hidden, path)
    finally:
        with contextlib.suppress(OSError):
            hidden.unlink()


def put_text(path: Path, text: str) -> None:
    """Write a text file in one step."""
    put(path, lambda hidden: hidden.write_text(text, encoding="utf-8"))


def put_json(path: Path, document: Mapping[str, Any]) -> None:
    """Write a JSON file in one step."""
    put_text(path, json.dumps(document, indent=2, ensure_ascii=False) + "\n")


def put_plan(folder: Path, plan: pd.DataFrame) -> None:
    """Write the plan in one step."""
    put(folder / PLAN, lambda hidden: plan.to_parquet(hidden, compression="zstd", index=False))


def now() -> str:
    """The time as a manifest says it."""
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")


@contextlib.contextmanager
def held(folder: Path) -> Iterator[None]:
    """Hold the folder: nobody else hands out its points meanwhile. Let go of when the process ends, however it ends.

    Raises:
        BadInput: somebody else holds it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / LOCK).open("a+", encoding="utf-8") as stream:
        if not _locked(stream):
            stream.seek(0)
            raise BadInput(f"{folder}: is being worked on by {stream.read().strip() or 'another process'}; wait for it")
        stream.truncate(0)
        stream.write(f"process {os.getpid()} on {socket.gethostname()}\n")
        stream.flush()
        yield


def is_held(folder: Path) -> bool:
    """Whether a process hands out the points of this folder now."""
    try:
        with (folder / LOCK).open("r+", encoding="utf-8") as stream:
            return not _locked(stream)
    except OSError:
        return False


def _locked(stream: Any) -> bool:
    """Lock an open file; where the system or the disk cannot lock, nothing is held."""
    try:
        import fcntl
    except ImportError:  # Windows
        return True
    try:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # a disk without locks
        return True
    return True


def put_aside(folder: Path, path: Path) -> None:
    """Move a damaged part out of the way; it is kept for whoever wants to look at it."""
    (folder / DAMAGED).mkdir(exist_ok=True)
    os.replace(path, folder / DAMAGED / f"{path.parent.name}-{path.name}-{secrets.token_hex(2)}")
