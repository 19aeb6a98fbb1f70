"""Small functions that stand in for a model, importable by workers."""

from __future__ import annotations

import os
import signal
import time
from typing import Any

import numpy as np


def square(x: dict[str, Any]) -> dict[str, float]:
    return {"y": x["a"] ** 2}


def slow_square(x: dict[str, Any]) -> dict[str, float]:
    time.sleep(0.03)
    return {"y": x["a"] ** 2}


def moody(x: dict[str, Any]) -> dict[str, float]:
    """Fails for every third point."""
    if x["a"] % 3 == 0:
        raise ArithmeticError(f"no root of {x['a']}")
    return {"y": x["a"] ** 2}


def deadly(x: dict[str, Any]) -> dict[str, float]:
    """Ends its worker at one point, whoever tries it."""
    if x["a"] == 7:
        os.kill(os.getpid(), signal.SIGKILL)
    return {"y": x["a"] ** 2}


def wide(x: dict[str, Any]) -> dict[str, Any]:
    """Many numbers that do not compress: about 80 kB a point."""
    shares = (np.arange(1, 10_001) * (x["a"] + 1.0) * 0.6180339887498949) % 1.0
    return {"y": x["a"] ** 2, "noise": shares}
