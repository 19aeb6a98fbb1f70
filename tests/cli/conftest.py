"""What the tests of the command line share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from youthsim.cli import main


class Outcome(NamedTuple):
    """What a command did."""

    code: int
    out: str
    err: str


@pytest.fixture
def youthsim(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Outcome]:
    """Carry out a command in an empty working folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("YOUTHSIM_DEBUG", raising=False)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")

    def command(*arguments: str) -> Outcome:
        code = main(list(arguments))
        return Outcome(code, *capsys.readouterr())

    return command
