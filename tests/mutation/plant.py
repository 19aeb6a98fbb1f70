"""Plant small faults one at a time and see which tests notice: a check of the checks.

    python -m tests.mutation.plant                      every fault, a table on stdout
    python -m tests.mutation.plant --only TEXT          faults with this in their name or file
    python -m tests.mutation.plant --out docs/mutations.md

Each fault of ``faults.toml`` is planted in a copy of the project. The tests of the rules and of the engines run first,
without the compiler, so that nothing needs to be compiled for a fault. What they do not notice goes on to the rest:
``youthsim verify`` and the tests of behaviour, compiled. The exit code is 1 if a fault stays unnoticed.

This takes a while and is not part of the ordinary tests; these only see to it that every fault can still be planted.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
FAULTS = Path(__file__).with_name("faults.toml")
COPIED = ("src", "tests", "scenarios", "pyproject.toml")
LIMIT_SECONDS = 900
# What is run for a fault until something notices it: a name, whether it is compiled, and what pytest gets.
STAGES = (
    ("rules", False, ("tests/chain", "tests/randomness", "tests/arrays/test_timeline.py")),
    (
        "engines",
        False,
        (
            "tests/engines/test_two_engines.py::test_a_busy_region_has_one_log_whatever_the_seed",
            "tests/engines/test_calendar.py",
            "tests/engines/test_pools.py",
        ),
    ),
    ("verify", True, ()),
    ("behaviour", True, ("tests/behaviour", "tests/engines")),
)


@dataclass(frozen=True)
class Fault:
    """A small change of the code that must not go unnoticed: ``find`` stands once in ``file``."""

    name: str
    kind: str
    file: str
    find: str
    replace: str

    def plant(self, root: Path) -> None:
        """Make the change below ``root``.

        Raises:
            ValueError: the text to change does not stand there exactly once.
        """
        path = root / self.file
        text = path.read_text(encoding="utf-8")
        if text.count(self.find) != 1:
            raise ValueError(f"{self.name}: {self.find!r} stands {text.count(self.find)} times in {self.file}")
        path.write_text(text.replace(self.find, self.replace), encoding="utf-8")


def faults() -> list[Fault]:
    """Every fault of the list."""
    tables = tomllib.loads(FAULTS.read_text(encoding="utf-8"))
    return [Fault(name, **table) for name, table in tables.items()]


def noticed(fault: Fault) -> tuple[str, list[str]]:
    """The stage that notices a fault and the tests or checks that fail there; an empty stage when none does.

    The tests of the rules do not look at the engines, and are left out for their faults.
    """
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        for name in COPIED:
            place = ROOT / name
            if place.is_dir():
                shutil.copytree(place, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
            elif place.exists():
                shutil.copy(place, copy / name)
        fault.plant(copy)
        for stage, compiled, tests in STAGES[1:] if "/engines/" in fault.file else STAGES:
            failed = _verify(copy) if stage == "verify" else _pytest(copy, tests, compiled)
            if failed:
                return stage, failed
    return "", []


def _environment(copy: Path, compiled: bool) -> dict[str, str]:
    return os.environ | {
        "PYTHONPATH": str(copy / "src"),
        "YOUTHSIM_CACHE_DIR": str(copy / "cache"),
        "NUMBA_DISABLE_JIT": "0" if compiled else "1",
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def _run(copy: Path, command: Sequence[str], compiled: bool) -> tuple[int, str]:
    """Exit code and output of a command in the copy; one that takes too long has failed."""
    try:
        ended = subprocess.run(
            [sys.executable, *command],
            cwd=copy,
            env=_environment(copy, compiled),
            capture_output=True,
            text=True,
            timeout=LIMIT_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return 1, "FAILED takes too long"
    return ended.returncode, ended.stdout + ended.stderr


def _pytest(copy: Path, tests: Sequence[str], compiled: bool) -> list[str]:
    """The tests that fail."""
    code, output = _run(copy, ["-m", "pytest", "-q", "-x", "--maxfail=3", "-p", "no:cacheprovider", *tests], compiled)
    if code == 0:
        return []
    found = re.findall(r"^(?:FAILED|ERROR) (?:\S*::)?([^\s\[]+)", output, re.MULTILINE)
    return sorted(set(found)) or [output.strip().splitlines()[-1][:100]]


def _verify(copy: Path) -> list[str]:
    """The checks of the battery that fail."""
    code, output = _run(copy, ["-m", "youthsim", "verify", "--json"], True)
    if code == 0:
        return []
    try:
        rows = json.loads(output[output.index("[") : output.rindex("]") + 1])
    except ValueError:
        return [output.strip().splitlines()[-1][:100]]
    return sorted({row["check"] for row in rows if not row["passed"]})


def table(found: Sequence[tuple[Fault, str, list[str]]]) -> Iterator[str]:
    """The faults and what noticed them, as lines of Markdown."""
    yield "| fault | kind | where | noticed by |"
    yield "| --- | --- | --- | --- |"
    for fault, stage, failed in found:
        by = f"{stage}: " + ", ".join(f.replace("_", " ") for f in failed[:2]) if stage else "**nothing**"
        where = fault.file.removeprefix("src/youthsim/")
        yield f"| {fault.name} | {fault.kind} | `{where}` | {by} |"


def main() -> int:
    """Plant the faults that are asked for; 1 if one stays unnoticed."""
    parser = argparse.ArgumentParser(description="Plant faults and see which tests notice.")
    parser.add_argument("--only", metavar="TEXT", help="only faults with this in their name or file")
    parser.add_argument("--out", type=Path, metavar="FILE", help="also write the table there")
    asked = parser.parse_args()
    found = []
    for fault in faults():
        if asked.only is None or asked.only in fault.name or asked.only in fault.file:
            stage, failed = noticed(fault)
            found.append((fault, stage, failed))
            print(f"{fault.name}: {stage or 'NOT NOTICED'} {', '.join(failed[:3])}", file=sys.stderr, flush=True)
    lines = "\n".join(table(found)) + "\n"
    print(lines)
    if asked.out is not None:
        head = (
            "# Planted faults\n\nMade by `python -m tests.mutation.plant --out docs/mutations.md`: each fault by "
            "itself in a copy of the project, and the first tests or checks that fail.\n\n"
        )
        kept = asked.out.with_suffix(".new")
        kept.write_text(head + lines, encoding="utf-8")
        kept.replace(asked.out)
    return 1 if any(not stage for _, stage, _ in found) else 0


if __name__ == "__main__":
    sys.exit(main())
