"""The schema of scenario files knows every parameter and lever, so that editors can check while one types."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from youthsim.levers import levers
from youthsim.parameters import registry
from youthsim.scenario import load, schema, shipped
from youthsim.scenario.files import find
from youthsim.scenario.json_schema import FILE_NAME

pytestmark = pytest.mark.contract

FOLDER = Path(__file__).parents[2] / "scenarios"
TO_MAKE_IT_AGAIN = "python -m youthsim.scenario.json_schema > scenarios/scenario.schema.json"


def test_the_schema_is_json_and_holds_every_parameter_and_lever() -> None:
    made = json.loads(json.dumps(schema()))
    assert set(made["properties"]) == {"scenario", "region", "areas", "levers", "set"}
    assert set(registry()) <= set(made["$defs"]["Values"]["properties"])
    assert set(made["properties"]["levers"]["properties"]) == set(levers())


def test_bounds_in_the_schema_are_those_of_the_registry() -> None:
    values = schema()["$defs"]["Values"]["properties"]
    assert values["gi.caseload"]["maximum"] == registry()["gi.caseload"].maximum
    assert values["problem.up"]["minItems"] == 4
    early = schema()["properties"]["levers"]["properties"]["early_gi"]["properties"]
    assert {"start", "ramp_months", "areas", "mandate", "presence_areas"} <= set(early)


def test_the_schema_beside_the_scenarios_is_that_of_the_grammar_and_the_registry() -> None:
    kept = json.loads((FOLDER / FILE_NAME).read_text(encoding="utf-8"))
    assert kept == json.loads(json.dumps(schema())), f"it is made again with {TO_MAKE_IT_AGAIN}"


def test_one_command_makes_the_schema_beside_the_scenarios_again() -> None:
    module = TO_MAKE_IT_AGAIN.split()[2]
    made = subprocess.run([sys.executable, "-m", module], capture_output=True, text=True, check=True)
    assert made.stdout == (FOLDER / FILE_NAME).read_text(encoding="utf-8")
    assert made.stderr == ""


@pytest.mark.parametrize("name", shipped())
def test_a_shipped_scenario_tells_editors_its_schema(name: str) -> None:
    path = find(name)
    key, schema_file = path.read_text(encoding="utf-8").splitlines()[0].split()
    assert key == "#:schema"
    assert (path.parent / schema_file).name == FILE_NAME
    assert (path.parent / schema_file).is_file()


def test_the_schema_is_no_scenario_and_no_scenario_that_is_written_points_to_it() -> None:
    assert not any("schema" in name for name in shipped())
    assert "#:schema" not in load("baseline").to_toml()
