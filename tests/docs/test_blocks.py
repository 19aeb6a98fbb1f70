"""Every command and every block of code of the documentation is carried out, at small size (see `small.py`)."""

from __future__ import annotations

import re
import shlex
import shutil
import tomllib
from pathlib import Path

import click
import pytest

from tests.docs.pages import PAGES, ROOT, Block, blocks, title
from tests.docs.small import GIVEN, READ, rule_of, small_python
from tests.reproduce.test_experiments import small as small_experiment
from youthsim import cli
from youthsim.cli import codes
from youthsim.experiment import screening
from youthsim.levers import levers
from youthsim.levers.loading import FOLDER, load_levers
from youthsim.parameters import registry

pytestmark = pytest.mark.interface

WITH_CODE = [page for page in PAGES if any(block.language != "text" for block in blocks(page))]
GRID = "experiments/early-gi-grid.toml"
INCOMPLETE = ("status", "sweep")  # commands that end with code 3 where points are left
# What a fragment of an experiment stands in.
FRAME = """
[experiment]
scenarios = ["brabant-2015", "brabant-early-gi"]

[design]
kind = "latin_hypercube"
points = 40

[uncertainties]
"early_gi.net_widening" = true
"""


@pytest.fixture
def desk(tmp_path, monkeypatch) -> Path:
    """A working folder with scenarios and a small experiment; two assumptions are enough for a screen."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    shutil.copytree(ROOT / "scenarios", "scenarios")
    shutil.copytree(ROOT / "benchmarks", "benchmarks", ignore=shutil.ignore_patterns("*.py", "limit"))
    Path("experiments").mkdir()
    Path(GRID).write_text(small_experiment(ROOT / GRID)[0], encoding="utf-8")
    all_of_them = screening.candidates
    monkeypatch.setattr(screening, "candidates", lambda scenarios: all_of_them(scenarios)[:2])
    return tmp_path


@pytest.fixture
def shelf(tmp_path_factory, monkeypatch) -> Path:
    """A folder of levers to which a page can add one."""
    folder = tmp_path_factory.mktemp("levers")
    for path in FOLDER.glob("*.toml"):
        shutil.copy(path, folder)
    monkeypatch.setattr(load_levers, "__defaults__", (folder, None))
    levers.cache_clear()
    yield folder
    monkeypatch.undo()
    levers.cache_clear()


@pytest.mark.parametrize("page", WITH_CODE, ids=title)
def test_the_code_of_a_page_works_from_its_first_block_to_its_last(page, desk, shelf, capsys):
    names: dict = {}
    for block in blocks(page):
        if block.language == "toml":
            _put(page, block, shelf)
        elif block.language == "python":
            _python(page, block, names)
        elif block.language == "bash":
            for line in block.lines:
                _command(line, capsys)


def _command(line: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Carry out one line, as its rule says."""
    line = line.removeprefix("export ").rpartition("&& .venv/bin/youthsim ")[2] if "/youthsim " in line else line
    line = f"youthsim {line}" if line.split()[0] in cli.COMMANDS else line
    rule = rule_of(line)
    assert rule is not None, f"no rule says how this is carried out: {line}"
    if rule.does == GIVEN:
        for script in re.findall(r"^python ([\w/]+\.py)", line):
            assert (ROOT / script).is_file()
        return
    arguments = shlex.split(line)[1:] + shlex.split(rule.extra)
    arguments = [
        path for part in arguments for path in (sorted(map(str, Path().glob(part))) if "*" in part else [part])
    ]
    if rule.does == READ:
        command = cli.commands.get_command(click.Context(cli.commands), arguments[0])
        assert command.make_context(arguments[0], arguments[1:]).params
        return
    code = cli.main(arguments)
    told = capsys.readouterr()
    allowed = (codes.DONE, codes.INTERRUPTED) if arguments[0] in INCOMPLETE else (codes.DONE,)
    assert code in allowed, f"{line}\n{told.out}\n{told.err}"


def _globbed(part: str) -> list[str]:
    """The files that an argument means, as a shell tells a command."""
    return sorted(map(str, Path().glob(part))) if "*" in part else [part]


def _put(page: Path, block: Block, shelf: Path) -> None:
    """Save a file where the page says, and see that it is in order."""
    tables = tomllib.loads(block.text)
    if "lever" in tables:
        (shelf / block.name).write_text(block.text, encoding="utf-8")
        levers.cache_clear()
        assert Path(block.name).stem in levers()
        return
    if "figures" in tables:
        Path("figures.toml").write_text(block.text, encoding="utf-8")
        asked = ["new", "fragment", "--from", "figures.toml", "--out", "fragment.toml"]
        assert cli.main(asked) == codes.DONE, f"{title(page)}: {block.text}"
        return
    if set(tables) <= set(registry()):
        Path("fragment.toml").write_text('[scenario]\nextends = "baseline"\n\n[set]\n' + block.text, encoding="utf-8")
        assert cli.main(["check", "fragment.toml"]) == codes.DONE, f"{title(page)}: {block.text}"
        return
    if not {"scenario", "experiment", "lever"} & set(tables):
        text = FRAME + block.text.replace('"..."', '"made up"')
        Path("fragment.toml").write_text(text, encoding="utf-8")
        assert cli.main(["check", "fragment.toml"]) == codes.DONE, f"{title(page)}: {block.text}"
        return
    assert block.name, f"{title(page)} does not say as what this is saved: {block.text}"
    for place in [Path(block.name), Path("scenarios", block.name)]:
        place.write_text(block.text, encoding="utf-8")
    assert cli.main(["check", block.name]) == codes.DONE, f"{title(page)}: {block.text}"


def _python(page: Path, block: Block, names: dict) -> None:
    """Carry out a block of Python; what it tests is tested, too."""
    names.setdefault("__name__", "page")
    exec(compile(small_python(block.text), title(page), "exec"), names)
    for name, test in list(names.items()):
        if name.startswith("test_"):
            test()


def test_every_command_of_the_command_line_is_shown_on_a_page():
    lines = [line for page in PAGES for block in blocks(page) for line in block.lines]
    named = {line.split()[1] for line in lines if line.startswith("youthsim ")}
    assert set(cli.COMMANDS) - named == set()
