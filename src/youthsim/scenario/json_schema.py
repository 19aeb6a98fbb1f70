"""The grammar of scenario files as JSON Schema, for editors that check while one types.

A copy for editors stands beside the shipped scenarios; after a change of the registry, a lever or the grammar it
is made again with ``python -m youthsim.scenario.json_schema > scenarios/scenario.schema.json``.
"""

from __future__ import annotations

import json
from typing import Any

from youthsim.levers import Field, Lever, levers
from youthsim.levers.base import AREAS, CHOICE
from youthsim.parameters import Parameter, registry
from youthsim.scenario.grammar import FileForm

FILE_NAME = "scenario.schema.json"
DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema() -> dict[str, Any]:
    """The JSON Schema of a scenario file, with every parameter, lever, bound and unit in it."""
    made: dict[str, Any] = FileForm.model_json_schema()
    forms = made["$defs"]
    forms["Values"] = _values()
    common = forms.pop("LeverForm")["properties"]
    made["properties"]["levers"] = {
        "type": "object",
        "additionalProperties": False,
        "properties": {name: _lever(lever, common) for name, lever in levers().items()},
    }
    for place in (made["properties"], forms["AreaForm"]["properties"]):
        place["set"] = {"$ref": "#/$defs/Values"}
    return {"$schema": DIALECT, "title": "youthsim scenario"} | {k: v for k, v in made.items() if k != "title"}


def _values() -> dict[str, Any]:
    """``[set]``: every parameter, and every list of parameters as a whole."""
    known = registry()
    single = {name: _parameter(known[name]) for name in known}
    lists = {
        family: {"type": "array", "items": {"type": "number"}, "minItems": len(members), "maxItems": len(members)}
        for family in known.families
        if (members := known.family(family)) != (family,)
    }
    return {"type": "object", "properties": single | lists}


def _parameter(p: Parameter) -> dict[str, Any]:
    return {
        "type": "number",
        "minimum": p.minimum,
        "maximum": p.maximum,
        "default": p.value,
        "description": f"{p.label_en} ({p.unit})",
    }


def _lever(lever: Lever, common: dict[str, Any]) -> dict[str, Any]:
    fields = {name: _field(field) for name, field in lever.fields.items()}
    return {
        "type": "object",
        "description": lever.summary_en,
        "additionalProperties": False,
        "properties": common | fields,
    }


def _field(field: Field) -> dict[str, Any]:
    if field.kind == AREAS:
        return {"type": "array", "items": {"type": "string"}, "description": field.label_en}
    if field.kind == CHOICE:
        return {"enum": list(field.choices), "default": field.value, "description": field.label_en}
    return {
        "type": "number",
        "minimum": field.minimum,
        "maximum": field.maximum,
        "default": field.value,
        "description": f"{field.label_en} ({field.unit})",
    }


def text() -> str:
    """The schema as the file for editors holds it."""
    return json.dumps(schema(), indent=2) + "\n"


if __name__ == "__main__":
    print(text(), end="")
