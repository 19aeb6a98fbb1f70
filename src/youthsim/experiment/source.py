"""Which source makes numbers: a hash of it that is the same on every machine, and its commit where there is one."""

from __future__ import annotations

import functools
import hashlib
import subprocess
from pathlib import Path

PACKAGE = Path(__file__).parents[1]
# The rooms whose code or data can change a number; those after them only look at numbers.
ROOMS = (
    "compiled.py", "parameters", "levers", "scenario", "randomness", "chain", "arrays", "engines", "outcomes",
    "experiment",
)  # fmt: skip
SUFFIXES = (".py", ".toml")
LENGTH = 16  # hexadecimal digits


@functools.cache
def source_hash() -> str:
    """A short hash of the files that make numbers, whatever the versions of Python and of the libraries."""
    digest = hashlib.sha256()
    for path in source_files():
        digest.update(path.relative_to(PACKAGE).as_posix().encode())
        digest.update(path.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()[:LENGTH]


def source_files() -> list[Path]:
    """The files that make numbers, room by room."""
    found = []
    for room in ROOMS:
        place = PACKAGE / room
        found += [place] if place.is_file() else sorted(p for p in place.rglob("*") if p.suffix in SUFFIXES)
    return found


def git_commit() -> tuple[str | None, bool | None]:
    """The commit of the source, and whether files of the package differ from it; None outside a repository."""

    def git(*arguments: str) -> str:
        asked = ["git", "-C", str(PACKAGE), *arguments]
        return subprocess.run(asked, capture_output=True, text=True, check=True, timeout=10).stdout.strip()

    try:
        git("ls-files", "--error-unmatch", "__init__.py")  # else the repository is somebody else's
        return git("rev-parse", "HEAD"), bool(git("status", "--porcelain", "--", "."))
    except (OSError, subprocess.SubprocessError):
        return None, None
