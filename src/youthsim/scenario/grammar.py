"""The grammar of a scenario file: which tables and keys there are, and of what type.

What a key means for the model (is the parameter known, is the value possible) is checked elsewhere; here
only the form is. Wrong keys are noted and left out, so that the rest of the file is still checked.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from youthsim.scenario.files import Document
from youthsim.scenario.problems import Findings, describe, number, quote, unknown, wrong_type

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

Era = Literal["wjz2005", "jeugdwet2015"]
# Limits of form, so that a slip of the finger does not ask for a run of years; none is a number of the domain.
FIRST_DATE, LAST_DATE = date(1950, 1, 1), date(2200, 1, 1)
MOST_YEARS, MOST_AREAS, MOST_REGIONS, MOST_YOUTHS = 100, 2000, 200, 50_000_000
MOST_MONTHS, MOST_STEPS = 600, 600

Youths = Annotated[float, Field(gt=0, le=MOST_YOUTHS)]
Day = Annotated[date, Field(ge=FIRST_DATE, le=LAST_DATE)]


class Form(BaseModel):
    """Every table is strict: no unknown key, no text for a number, no truth value for a number, no nan."""

    model_config = ConfigDict(strict=True, extra="forbid", allow_inf_nan=False)


AForm = TypeVar("AForm", bound=Form)


class ScenarioForm(Form):
    """``[scenario]``: what it is called and asks, what it extends, when it takes place."""

    title: str | None = None
    question: str | None = None
    extends: str | None = None
    source: str | None = None
    era: Era | None = None
    start: Day | None = None
    years: Annotated[int, Field(ge=1, le=MOST_YEARS)] | None = None
    warmup_years: Annotated[int, Field(ge=0, le=MOST_YEARS)] | None = None


class RegionForm(Form):
    """``[region]``: youths spread over equal areas, and the number of regions that the areas form."""

    youths: Youths | None = None
    areas: Annotated[int, Field(ge=1, le=MOST_AREAS)] | None = None
    regions: Annotated[int, Field(ge=1, le=MOST_REGIONS)] | None = None


class AreaForm(Form):
    """``[areas.NAME]``: one area with its youths, and the parameters that differ there."""

    youths: Youths | None = None
    set: dict[str, Any] = {}


class LeverForm(Form):
    """``[levers.NAME]``: when and where a lever holds; its own fields come on top."""

    model_config = ConfigDict(extra="allow")

    on: bool = True
    start: Day | None = None
    ramp_months: Annotated[float, Field(ge=0, le=MOST_MONTHS)] | None = None
    steps: Annotated[int, Field(ge=0, le=MOST_STEPS)] | None = None
    areas: list[str] | None = None


class FileForm(Form):
    """A scenario file."""

    scenario: ScenarioForm = ScenarioForm()
    region: RegionForm = RegionForm()
    areas: dict[str, AreaForm] = {}
    levers: dict[str, LeverForm] = {}
    set: dict[str, Any] = {}


TABLES: Mapping[tuple[str, ...], type[Form]] = {
    (): FileForm,
    ("scenario",): ScenarioForm,
    ("region",): RegionForm,
    ("areas",): AreaForm,
    ("levers",): LeverForm,
}
TYPES = {
    "string_type": "a text",
    "float_type": "a number",
    "finite_number": "a finite number",
    "int_type": "a whole number",
    "bool_type": "true or false",
    "date_type": "a date such as 2015-07-01, without quotes",
    "list_type": "a list",
    "dict_type": "a table",
    "model_type": "a table",
}


def formed(document: Document, findings: Findings) -> FileForm:
    """The file in its form; keys that break it are noted in ``findings`` and left out."""
    return in_form(FileForm, dict(document.tables), document.where, findings, form_of)


def lever_keys(given: Mapping[str, Any], where: str, findings: Findings) -> dict[str, Any]:
    """The keys given for a lever, those that every lever has in their form; wrong ones are left out."""
    form = in_form(LeverForm, dict(given), lambda *_: where, findings, form_of)
    return {key: value for key, value in form if key in form.model_fields_set and value is not None}


def in_form(
    form: type[AForm],
    tables: Mapping[str, Any],
    where: Callable[..., str],
    findings: Findings,
    known: Callable[[tuple[str, ...]], type[Form]],
) -> AForm:
    """The tables of a file in a form; keys that break it are noted in ``findings`` and left out.

    Args:
        where: gives FILE:LINE of a key.
        known: gives the form of the table at a path, whose keys are named where one is unknown.
    """
    kept = copy.deepcopy(dict(tables))
    try:
        return form.model_validate(kept)
    except ValidationError as error:
        for wrong in error.errors(include_url=False):
            path = tuple(str(part) for part in wrong["loc"])
            findings.error(where(*path), _text(path, wrong, known))
            findings.left_out.add(path)
            _drop(kept, path)
    return form.model_validate(kept)


def form_of(path: tuple[str, ...]) -> type[Form]:
    """The form of the table at ``path``."""
    return TABLES[path[:1]]


def _text(path: tuple[str, ...], wrong: ErrorDetails, known: Callable[[tuple[str, ...]], type[Form]]) -> str:
    """What is wrong with the key at ``path``, from the error that pydantic gives."""
    name, kind, found, context = ".".join(path), wrong["type"], wrong["input"], wrong.get("ctx", {})
    if kind == "extra_forbidden":
        table = f"key in [{'.'.join(path[:-1])}]" if len(path) > 1 else "table"
        return unknown(table, path[-1], known(path[:-1]).model_fields)
    if kind in TYPES:
        return wrong_type(name, found, TYPES[kind])
    if kind == "literal_error":
        return unknown(name, str(found), [part.strip(" '") for part in re.split(r",| or ", context["expected"])])
    limits = {"gt": "more than", "ge": "at least", "lt": "less than", "le": "at most"}
    allowed = [f"{words} {_limit(context[key])}" for key, words in limits.items() if key in context]
    return f"{name} is out of bounds; found {describe(found)}, allowed {' and '.join(allowed) or quote(kind)}"


def _limit(value: object) -> str:
    return number(value) if isinstance(value, int | float) else str(value)


def _drop(tables: dict[str, Any], path: tuple[str, ...]) -> None:
    """Take the key at ``path`` out, with the list around it where it is an item of a list."""
    table: Any = tables
    for part in path[:-1]:
        if not isinstance(table.get(part), dict):
            table.pop(part, None)
            return
        table = table[part]
    table.pop(path[-1], None)
