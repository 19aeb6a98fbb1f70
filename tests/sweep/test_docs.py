"""What the page on sweeps says is so: its experiment, its commands, its files."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import pytest

from youthsim import cli, sweep
from youthsim.sweep import folder, parts

pytestmark = pytest.mark.contract

ROOT = Path(__file__).parents[2]
PAGES = {name: (ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8") for name in ("sweeps", "cluster")}


def blocks(page: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGES[page], re.DOTALL)


def commands() -> list[list[str]]:
    lines = [line for page in PAGES for block in blocks(page, "bash") for line in block.splitlines()]
    return [shlex.split(line)[1:] for line in lines if line.startswith("youthsim ")]


def test_the_experiment_of_the_page_is_the_shipped_one_and_in_order(tmp_path):
    (text,) = blocks("sweeps", "toml")
    path = tmp_path / "early-gi-grid.toml"
    path.write_text(text, encoding="utf-8")
    mine, shipped = (sweep.plan(sweep.load(file)) for file in (path, ROOT / "experiments" / path.name))
    assert list(mine.points["id"]) == list(shipped.points["id"])
    assert not mine.experiment.warnings


@pytest.mark.parametrize("arguments", commands(), ids=" ".join)
def test_a_command_of_the_pages_is_understood(arguments):
    command = cli.commands.get_command(click.Context(cli.commands), arguments[0])
    assert command.make_context(arguments[0], arguments[1:]).params


def test_the_files_of_a_folder_are_those_of_the_page():
    table = PAGES["sweeps"].split("## The folder")[1].split("\n## ")[0]
    named = set(re.findall(r"`([^`]+)`", " ".join(re.findall(r"^\| (.*?) \|", table, re.MULTILINE))))
    written = {folder.EXPERIMENT, folder.PLAN, folder.MANIFEST, folder.STATUS, folder.LOCK, "scenario.<name>.toml"}
    assert named == written | {f"{name}/" for name in (parts.PARTS, parts.FAILURES, folder.DAMAGED, "jobs")}


def test_the_python_of_the_page_works_on_a_small_sweep(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (text,) = blocks("sweeps", "python")
    experiment = sweep.load(ROOT / "experiments" / "early-gi-grid.toml", replications=2, years=1, families=300)
    sweep.run(experiment, out="runs/early-gi", rows=(0, 2), executor="serial")
    names: dict = {}
    exec(compile(text.replace("\nstore.differences", "\nfound = store.differences"), "sweeps.md", "exec"), names)
    assert set(names["found"]["outcome"]) == {"ots_started"}
