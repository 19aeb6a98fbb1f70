"""The rooms stay cheap to import, so that `youthsim --help` is quick."""

import subprocess
import sys

import pytest

pytestmark = pytest.mark.interface

HEAVY = ("pandas", "matplotlib", "pyarrow", "scipy", "numba", "rich")


@pytest.mark.parametrize("room", ["youthsim.outcomes", "youthsim.experiment", "youthsim.sweep", "youthsim.report"])
def test_a_room_loads_no_heavy_library(room):
    code = f"import sys, {room}; print([name for name in {HEAVY} if name in sys.modules])"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"
