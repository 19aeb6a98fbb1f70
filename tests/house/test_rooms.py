"""The house: data flows one way, and nothing in it can make two runs differ."""

from __future__ import annotations

import ast
import re
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import youthsim

pytestmark = [pytest.mark.contract, pytest.mark.quick]

PACKAGE = Path(youthsim.__file__).parent
ROOMS = ("parameters", "levers", "scenario", "randomness", "chain", "arrays", "engines", "outcomes", "experiment",
         "sweep", "analysis", "municipality", "verification", "benchmark", "report", "workshop", "cli")  # fmt: skip
COMPILER = {"compiled", "linking"}  # how functions are compiled, below all rooms
FILES = sorted(PACKAGE.rglob("*.py"))
MODULES = {
    ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__"): path for path in FILES
}
FRONT_DOORS = {"__init__.py", "__main__.py"}  # of the package itself: they show what is inside
OTHERS = "benchmark/peers/"  # programs in other packages, which are measured and never used: they draw as they do
NUMBER_ROOMS = ("randomness", "chain")


def place(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def room_of(path: Path) -> str:
    """The room of a file: its first folder, or its own name."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(path: Path) -> set[str]:
    """The rooms of the package that a file imports, at its top or later."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{place(path)} has a relative import"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        found |= {name.split(".")[1] for name in names if name.startswith("youthsim.")}
    return found


def test_every_room_is_known():
    rooms = {room_of(path) for path in FILES if place(path) not in FRONT_DOORS}
    assert rooms - COMPILER <= set(ROOMS)


@pytest.mark.parametrize("path", [p for p in FILES if place(p) not in FRONT_DOORS], ids=place)
def test_a_room_imports_only_from_rooms_before_it(path):
    room = room_of(path)
    below = COMPILER if room in COMPILER else COMPILER | set(ROOMS[: ROOMS.index(room) + 1])
    assert imports(path) - below == set()


def modules_at_the_top(path: Path) -> set[str]:
    """The modules of the package that a file imports when it is imported itself."""
    names = set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            inside = {f"{node.module}.{alias.name}" for alias in node.names}
            names |= inside if inside <= set(MODULES) else inside | {str(node.module)}
    return names & set(MODULES)


def test_no_module_needs_itself_by_way_of_others():
    order = TopologicalSorter({name: modules_at_the_top(path) for name, path in MODULES.items()}).static_order()
    assert set(order) == set(MODULES)


def test_compilation_knows_nothing_of_the_model():
    assert imports(PACKAGE / "compiled.py") == {"linking"}
    assert imports(PACKAGE / "linking.py") == set()


def test_no_random_numbers_are_drawn_but_those_with_addresses():
    forbidden = re.compile(r"np\.random|numpy\.random|default_rng|^\s*(import random|from random)\b", re.MULTILINE)
    files = [path for path in FILES if not place(path).startswith(OTHERS)]
    assert [place(path) for path in files if forbidden.search(path.read_text(encoding="utf-8"))] == []


def test_nothing_but_the_benchmark_s_worker_touches_the_programs_of_others():
    mention = "youthsim.benchmark.peers"
    found = [place(path) for path in FILES if mention in path.read_text(encoding="utf-8")]
    assert [path for path in found if not path.startswith(OTHERS)] == ["benchmark/worker.py"]


def test_rules_and_draws_use_the_logarithm_of_one_library():
    forbidden = re.compile(r"np\.(log|exp|power|sqrt|log2|log1p|expm1)\b")
    files = [path for path in FILES if room_of(path) in NUMBER_ROOMS]
    assert files
    assert [place(path) for path in files if forbidden.search(path.read_text(encoding="utf-8"))] == []


def test_nobody_allows_the_compiler_to_reorder_sums():
    forbidden = re.compile(r"\b(fastmath|parallel)\s*=|prange")
    assert [place(path) for path in FILES if forbidden.search(path.read_text(encoding="utf-8"))] == []


def test_the_clock_and_the_machine_stay_outside_of_what_makes_numbers():
    forbidden = re.compile(r"^\s*(import|from) (time|datetime|os|platform|threading|uuid)\b", re.MULTILINE)
    rooms = ("randomness", "chain", "engines")
    files = [path for path in FILES if room_of(path) in rooms]
    assert [place(path) for path in files if forbidden.search(path.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize("path", FILES, ids=place)
def test_a_file_is_short_enough_to_read(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) < 500
