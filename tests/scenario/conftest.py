"""What the tests of scenarios share: small files, and the problems that reading them gives."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from youthsim.scenario import Scenario, ScenarioError, load

REGION = """
[scenario]
title = "A small region"
start = 2019-01-01

[region]
youths = 20000
areas = 4
"""
FORMER_ERA = REGION.replace("start = 2019-01-01", 'era = "wjz2005"\nstart = 2009-01-01')

Written = Callable[..., Path]


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Written:
    """Write a scenario file into the working folder and give its name."""
    monkeypatch.chdir(tmp_path)

    def write(text: str | bytes, name: str = "mine.toml") -> Path:
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path

    return write


@pytest.fixture
def loaded(written: Written) -> Callable[..., Scenario]:
    """The scenario of a small region with what is added to its file."""
    return lambda added="", region=REGION: load(written(region + added))


@pytest.fixture
def problems(written: Written) -> Callable[..., tuple[str, ...]]:
    """The problems of a file."""

    def found(text: str | bytes, name: str = "mine.toml") -> tuple[str, ...]:
        with pytest.raises(ScenarioError) as caught:
            load(written(text, name))
        return caught.value.problems

    return found
