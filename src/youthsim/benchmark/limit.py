"""The limit program in C: written for this one workload, compiled here, run beside the engine.

``python -m youthsim.benchmark.limit DIRECTORY`` leaves the program and what it is made from in a folder.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from youthsim.benchmark.refchain import Refchain, definition

PACKAGE = Path(__file__).parent.parent
SOURCES = (PACKAGE / "_limit", PACKAGE.parent.parent / "benchmarks" / "limit")  # installed; in the repository
FAST = ("-O3", "-march=native", "-ffast-math")
PLAIN = ("-O3", "-march=native")
LIMIT = 120  # seconds that compiling may take


class NoCompiler(Exception):
    """There is no C compiler here, or it cannot compile the program."""


def header(chain: Refchain) -> str:
    """The definition of the workload as C."""
    ways = [chain.ways(station) for station in range(len(chain.names))]
    most = max(map(len, ways))
    bounds, goals = [], []
    for row in ways:
        padded = row + [row[-1]] * (most - len(row))
        bounds.append([min(round(total * 2**32), 2**32 - 1) for total, _ in padded[:-1]])
        goals.append([target for _, target in padded])
    events, days_in_care = float(1.0 + chain.rates(1.0).sum()), float(chain.loads(1.0).sum())
    lines = [
        "/* Written from the definition of the workload. */",
        "#include <stdint.h>",
        f"enum {{ STATIONS = {len(chain.names)}, WAYS = {most}, FOLLOWED = {chain.followed} }};",
        f"static const double WARMUP = {chain.warmup_days}, YEAR = {chain.year_days}, CRISIS = {chain.crisis_share};",
        f"static const double EVENTS_PER_FAMILY = {events!r}, DAYS_IN_CARE = {days_in_care!r};",
        f"static const double MEAN[] = {{{', '.join(map(repr, chain.mean_days))}}};",
        f"static const uint32_t BOUND[][WAYS - 1] = {_table(bounds)};",
        f"static const uint8_t GOAL[][WAYS] = {_table(goals)};",
    ]
    return "\n".join(lines) + "\n"


def _table(rows: Sequence[Sequence[int]]) -> str:
    return "{" + ", ".join("{" + ", ".join(map(str, row)) + "}" for row in rows) + "}"


def source_folder() -> Path:
    """Where the program's source is.

    Raises:
        NoCompiler: this installation has no source.
    """
    for folder in SOURCES:
        if (folder / "refchain.c").is_file():
            return folder
    raise NoCompiler("this installation does not hold the source of the limit program")


def build(folder: Path) -> Path:
    """Compile the program into a folder and give its path.

    Raises:
        NoCompiler: there is none, or it failed.
    """
    compiler = os.environ.get("CC") or shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    if not compiler:
        raise NoCompiler("there is no C compiler")
    source = source_folder()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "definition.h").write_text(header(definition()), encoding="utf-8")
    program, draws = folder / "refchain", folder / "draws.o"
    steps = (
        [compiler, "-std=gnu11", *FAST, "-c", str(source / "draws.c"), "-o", str(draws)],
        [compiler, "-std=gnu11", *PLAIN, f"-I{folder}", str(source / "refchain.c"), str(draws), "-o", str(program)],
    )
    libraries = (["-lm"], ["-lmvec", "-lm"])  # a second one where the vector mathematics has a library of its own
    try:
        _call(steps[0])
        for extra in libraries:
            try:
                _call([*steps[1], *extra])
                return program
            except subprocess.CalledProcessError as error:
                failed = error
        raise failed
    except (OSError, subprocess.SubprocessError) as error:
        said = (getattr(error, "stderr", None) or str(error)).splitlines()
        detail = next((line for line in said if "error" in line), str(error))
        raise NoCompiler(f"the C compiler failed: {detail}") from error


def _call(command: Sequence[str]) -> str:
    return subprocess.run(command, capture_output=True, text=True, timeout=LIMIT, check=True).stdout


def built() -> Path:
    """The program, compiled before or now, in the cache folder.

    Raises:
        NoCompiler: see ``build``.
    """
    from platformdirs import user_cache_path

    source = source_folder()
    digest = hashlib.sha256(header(definition()).encode())
    for name in ("refchain.c", "draws.c", "draws.h"):
        digest.update((source / name).read_bytes())
    digest.update(repr((FAST, PLAIN)).encode())
    root = os.environ.get("YOUTHSIM_CACHE_DIR")
    folder = (Path(root) if root else user_cache_path("youthsim")) / "limit" / digest.hexdigest()[:16]
    program = folder / "refchain"
    return program if program.is_file() else build(folder)


def run(program: Path, arrivals_per_day: float, days: int, seed: int, replications: int) -> dict[str, Any]:
    """Run the program: events, seconds of the processor, and mean waits over the replications."""
    servers = definition().servers(arrivals_per_day)
    command = [str(program), repr(arrivals_per_day), str(days), str(seed), str(replications), *map(str, servers)]
    result: dict[str, Any] = json.loads(_call(command))
    return result


if __name__ == "__main__":
    print(build(Path(sys.argv[1])))
