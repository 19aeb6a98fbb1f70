"""Small functions that stand in for a model, importable by workers."""

from __future__ import annotations

import math
import time
from typing import Any

A, B = 7.0, 0.1  # the usual constants of the Ishigami function


def ishigami(x: dict[str, Any]) -> dict[str, float]:
    value = math.sin(x["x1"]) + A * math.sin(x["x2"]) ** 2 + B * x["x3"] ** 4 * math.sin(x["x1"])
    return {"y": value}


def square(x: dict[str, Any]) -> dict[str, float]:
    return {"y": x["a"] ** 2}


def slow_square(x: dict[str, Any]) -> dict[str, float]:
    time.sleep(x["seconds"])
    return {"y": x["a"] ** 2}
