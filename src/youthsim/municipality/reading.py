"""Read a file of figures: every error in it at once, each with its line."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

from pydantic import create_model

from youthsim.municipality.asked import Asked, Given, completed, contradictions, wrong_alone, wrong_year
from youthsim.municipality.catalogue import YOUTHS, eras, figures
from youthsim.scenario.files import Document, read
from youthsim.scenario.grammar import Form, in_form
from youthsim.scenario.problems import Findings

DEFAULT_ERA = "jeugdwet2015"
LONGEST_TEXT = 200  # characters of a title or a source


class MunicipalityForm(Form):
    """``[municipality]``: which one and when."""

    title: str | None = None
    source: str | None = None
    era: Literal["wjz2005", "jeugdwet2015"] | None = None
    year: int | None = None


def _figures_form() -> type[Form]:
    fields: dict[str, Any] = dict.fromkeys(figures(), (float | None, None))
    return create_model("FiguresForm", __base__=Form, **fields)


def read_figures(path: Path) -> Asked:
    """The municipality that a file describes.

    Raises:
        ScenarioError: the file cannot be used; every problem in it is listed.
    """
    findings = Findings()
    document = read(path, findings)
    figures_form = _figures_form()
    whole: type[Form] = create_model(
        "FileForm", __base__=Form, municipality=(MunicipalityForm, MunicipalityForm()),
        figures=(figures_form, figures_form()),
    )  # fmt: skip
    tables: dict[tuple[str, ...], type[Form]] = {(): whole, ("municipality",): MunicipalityForm}
    form: Any = in_form(
        whole, document.tables, document.where, findings, lambda path: tables.get(path[:1], figures_form)
    )
    about = form.municipality
    era = about.era or DEFAULT_ERA
    year = _year(era, about.year, document, findings)
    given = _given(form.figures, era, document, findings)
    if YOUTHS not in given and ("figures", YOUTHS) not in findings.left_out:
        findings.error(document.where("figures"), f"{YOUTHS} is missing; allowed: youths under 18 in [figures]")
    for key, text in (("title", about.title), ("source", about.source)):
        if len(text or "") > LONGEST_TEXT:
            found = f"found {len(text)} characters, allowed at most {LONGEST_TEXT}"
            findings.error(document.where("municipality", key), f"{key} is too long; {found}")
    asked = completed(era, year, given, about.title or "", about.source or "")
    for name, text in contradictions(asked.figures):
        findings.error(asked.figures[name].where, text)
    findings.raise_errors()
    return asked


def _year(era: str, given: int | None, document: Document, findings: Findings) -> int:
    """The year asked for, or that of the calibrated scenario."""
    if given is None:
        return eras()[era].scenario().start.year
    if text := wrong_year(era, given):
        findings.error(document.where("municipality", "year"), text)
    return given


def _given(form: Any, era: str, document: Document, findings: Findings) -> dict[str, Given]:
    """The figures of the file that are possible; what is wrong with the others is noted."""
    found: dict[str, Given] = {}
    for name, value in form:
        if value is None:
            continue
        where = document.where("figures", name)
        if text := wrong_alone(figures()[name], value, era):
            findings.error(where, text)
            findings.left_out.add(("figures", name))
        else:
            found[name] = Given(float(value), where)
    return found
