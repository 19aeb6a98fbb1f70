"""What the README says is so: how it is set up, its tables, its example scenario and its Python example."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from youthsim import cli
from youthsim.cli import codes
from youthsim.experiment import folder as run_folder
from youthsim.parameters import registry
from youthsim.scenario import load

pytestmark = pytest.mark.contract

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
INSTALLS = "python3 -m venv .venv && .venv/bin/pip install -q -c constraints.txt "


def blocks(language: str) -> list[str]:
    """The code blocks of the README in this language."""
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


def lines() -> list[str]:
    """The command lines of the README."""
    return [line for block in blocks("bash") for line in block.splitlines()]


def set_ups() -> list[str]:
    """The lines that set up the project and do something with it."""
    return [line for line in lines() if line.startswith(INSTALLS)]


def test_one_line_runs_the_main_job_and_one_runs_the_tests():
    main, tests = set_ups()
    assert main.endswith(" . && .venv/bin/youthsim compare brabant-2015 brabant-early-gi")
    assert " -e '.[test]' && .venv/bin/python -m pytest" in tests


def test_the_continuous_integration_runs_the_tests_with_the_line_of_the_readme():
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert [line for line in script if "pytest" in line] == [set_ups()[1]]


def test_the_table_of_commands_holds_every_command_once():
    assert re.findall(r"^\| `youthsim (\w+)", README, re.MULTILINE) == list(cli.COMMANDS)


def test_the_exit_codes_are_those_of_the_command_line():
    told = re.search(r"^Exit codes: (.*?)\.$", README, re.MULTILINE)
    assert [int(code) for code in re.findall(r"\b\d+\b", told.group(1))] == [
        codes.DONE,
        codes.CHECK_FAILED,
        codes.BAD_INPUT,
        codes.INTERRUPTED,
        codes.DEFECT,
    ]


def test_the_scenario_of_the_readme_is_in_order_and_can_be_compared_with_its_base(tmp_path):
    (text,) = blocks("toml")
    path = tmp_path / "mine.toml"
    path.write_text(text, encoding="utf-8")
    mine, base = load(path), load("brabant-2015")
    assert not mine.warnings
    assert {lever.name for lever in mine.levers} == {"early_gi", "caseload", "budget"}
    chosen = {lever.name: dict(lever.fields) for lever in mine.levers}
    assert chosen["caseload"]["gi_caseload"] * chosen["budget"]["gi"] == pytest.approx(1.0, abs=0.01)  # the places stay
    assert chosen["budget"]["factor"] == 1
    assert [area.name for area in mine.areas] == [area.name for area in base.areas]


@pytest.mark.interface
def test_the_python_example_gives_differences_a_figure_and_outcomes():
    text = "".join(blocks("python"))
    small = re.sub(r"replications=\d+", "replications=2, quiet=True", text)
    small = small.replace('ys.load("baseline")', 'ys.load("baseline").with_years(2).with_families(2000)')
    small = small.replace("with_families(2000), seed=1", "with_families(100), seed=1").replace("range(365)", "range(3)")
    small = small.replace('result.plot("ots_started")', 'figure = result.plot("ots_started")')
    assert small.count("replications=2") == text.count("replications=") == 2
    names: dict = {}
    exec(compile(small.replace("\nys.run", "\noutcomes = ys.run"), "README.md", "exec"), names)
    assert "ots_started" in set(names["result"].differences["outcome"])
    assert names["figure"].axes
    assert names["outcomes"]["replication"].nunique() == 2
    assert len(names["model"].datacollector.get_model_vars_dataframe()) == 3


def test_the_files_of_a_run_folder_are_those_of_the_readme():
    written = (
        run_folder.MANIFEST, "scenario.<name>.toml", run_folder.OUTCOMES, run_folder.VALUES, run_folder.SUMMARY,
        run_folder.DIFFERENCES, run_folder.WATERFALL, run_folder.SENSITIVITY, run_folder.FLOWS, run_folder.WAITS,
        f"{run_folder.POSTERIOR}`, `{run_folder.DRAWS}", run_folder.EVENTS_FILE, f"{run_folder.FIGURES}/",
    )  # fmt: skip
    table = README.split("## The run folder")[1].split("\n## ")[0]
    assert tuple(re.findall(r"^\| `([^|]+)` \|", table, re.MULTILINE)) == written


def test_the_version_of_the_changelog_is_that_of_the_project():
    version = re.search(r'^version = "(.+)"$', (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE)
    first = re.search(r"^## ([\d.]+)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert first.group(1) == version.group(1)


MODEL = (ROOT / "docs" / "model.md").read_text(encoding="utf-8")
SECTION_OF = "model documentation, "  # how a locator in the registry points to a section


def test_every_parameter_that_points_to_the_model_documentation_finds_its_section():
    headings = tuple(re.findall(r"^## (.+)$", MODEL, re.MULTILINE))
    pointed = {p.locator.removeprefix(SECTION_OF) for p in registry().values() if p.locator.startswith(SECTION_OF)}
    assert pointed
    assert {text for text in pointed if not text.startswith(headings)} == set()


def test_every_parameter_named_in_the_model_documentation_is_in_the_registry():
    code = [part for line in MODEL.splitlines() for part in re.findall(r"`([^`]+)`", line)]
    named = {name for part in code for name in re.findall(r"\b[a-z]+(?:_[a-z]+)*\.[a-z][a-z_0-9]*\b", part)}
    assert len(named) > 100
    assert named - {*registry(), *registry().families} - {"this.type"} == set()


def test_every_parameter_of_a_mechanism_is_named_in_the_model_documentation():
    number_of_places = re.compile(r"(fte|caseload|coordinators)$|^meeting\.hours$")
    told = {name for name in registry().families if name in MODEL or number_of_places.search(name)}
    assert {*registry().families} - told == set()
