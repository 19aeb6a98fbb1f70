"""The schema of scenario files knows every parameter and lever, so that editors can check while one types."""

from __future__ import annotations

import json

import pytest

from youthsim.levers import levers
from youthsim.parameters import registry
from youthsim.scenario import schema

pytestmark = pytest.mark.contract


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
