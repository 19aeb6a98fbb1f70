"""What the page on sweeps says is so: its experiment and its files."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from youthsim import sweep
from youthsim.sweep import folder, parts

pytestmark = pytest.mark.contract

ROOT = Path(__file__).parents[2]
PAGES = {name: (ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8") for name in ("sweeps", "cluster")}


def blocks(page: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGES[page], re.DOTALL)


def test_the_experiment_of_the_page_is_the_shipped_one_and_in_order(tmp_path):
    (text,) = blocks("sweeps", "toml")
    path = tmp_path / "early-gi-grid.toml"
    path.write_text(text, encoding="utf-8")
    mine, shipped = (sweep.plan(sweep.load(file)) for file in (path, ROOT / "experiments" / path.name))
    assert list(mine.points["id"]) == list(shipped.points["id"])
    assert not mine.experiment.warnings


def test_the_files_of_a_folder_are_those_of_the_page():
    table = PAGES["sweeps"].split("## The folder")[1].split("\n## ")[0]
    named = set(re.findall(r"`([^`]+)`", " ".join(re.findall(r"^\| (.*?) \|", table, re.MULTILINE))))
    written = {folder.EXPERIMENT, folder.PLAN, folder.MANIFEST, folder.STATUS, folder.LOCK, "scenario.<name>.toml"}
    assert named == written | {f"{name}/" for name in (parts.PARTS, parts.FAILURES, folder.DAMAGED, "jobs")}
