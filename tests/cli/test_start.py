"""What a user only asks or checks is there at once: the compiler and Mesa stay unloaded."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.interface

HEAVY = ("numba", "mesa", "pandas", "matplotlib", "scipy")
BASELINE = Path(__file__).parents[2] / "scenarios" / "baseline.toml"


@pytest.mark.parametrize("arguments", [["--help"], ["run", "--help"], ["check", str(BASELINE)]], ids=lambda a: a[0])
def test_a_command_that_simulates_nothing_loads_neither_compiler_nor_mesa(arguments):
    code = (
        "import sys\nfrom youthsim.cli import main\n"
        f"assert main({arguments!r}) == 0\nprint([name for name in {HEAVY!r} if name in sys.modules])"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip().splitlines()[-1] == "[]"
