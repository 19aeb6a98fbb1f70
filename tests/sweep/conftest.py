"""What the tests of sweeps share: an experiment file on disk, and small sweeps of functions."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

HEAD = """[experiment]
title = "Early GI"
question = "How many hours?"
source = "004, section 2.3"
scenarios = ["brabant-2015", "brabant-early-gi"]
replications = 2
years = 1
families = 300
seed = 5
"""


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., Path]:
    """Write an experiment file: the head, and what is given after it."""

    def write(rest: str = "", head: str = HEAD, name: str = "mine.toml") -> Path:
        path = tmp_path / name
        path.write_text(head + rest, encoding="utf-8")
        return path

    return write


@pytest.fixture
def table() -> Callable[[int], pd.DataFrame]:
    """A table of so many points."""
    return lambda number: pd.DataFrame({"a": [float(value) for value in range(number)]})
