"""Run folders to make again: of a made-up model that answers at once."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.analysis.conftest import build, model, write  # noqa: F401 - fixtures
from tests.cli.conftest import youthsim  # noqa: F401 - a fixture
from tests.fakes import fake_simulate
from youthsim.cli import main
from youthsim.experiment import Engine, drawing, settings

ASKED = (
    "compare", "brabant-2015", "brabant-early-gi", "--events", "--waterfall", "--seed", "7", "--replications", "3",
    "--years", "2", "--quiet", "--out",
)  # fmt: skip


@pytest.fixture(autouse=True)
def nobody_draws(monkeypatch):
    """Figures are not compared, and drawing them takes longest."""
    monkeypatch.setattr(drawing, "_registered", [])


@pytest.fixture(scope="module")
def once(tmp_path_factory) -> Path:
    """A comparison of the made-up model, with everything that can be asked of one."""
    folder = tmp_path_factory.mktemp("once") / "made"
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(drawing, "_registered", [])
        patched.setattr(settings, "engine_named", lambda name: Engine("core", build, fake_simulate))
        assert main([*ASKED, str(folder)]) == 0
    return folder


@pytest.fixture
def made(once, model, youthsim) -> Path:  # noqa: F811
    """A copy of that comparison in the working folder, to be changed."""
    return Path(shutil.copytree(once, "made"))


@pytest.fixture
def edit() -> Callable[..., None]:
    """Change entries of the manifest of a folder; None takes one out."""

    def edited(folder: Path, **entries: Any) -> None:
        path = folder / "manifest.json"
        about = json.loads(path.read_text(encoding="utf-8")) | entries
        path.write_text(json.dumps({key: value for key, value in about.items() if value is not None}))

    return edited
