"""The report as a workbook: sheets of numbers that can be calculated with, and nothing that a spreadsheet would run."""

from __future__ import annotations

import math
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from youthsim.report.contents import Contents
from youthsim.report.tables import DATE, NUMBER, SHARE, WHOLE, WORDS, YEAR, Column, Table
from youthsim.report.texts import CONTROL

# A text is a text whatever it begins with.
OPTIONS = {
    "strings_to_numbers": False, "strings_to_formulas": False, "strings_to_urls": False, "nan_inf_to_errors": False,
    "default_date_format": "yyyy-mm-dd",
}  # fmt: skip
LONGEST = 32_000  # characters: a cell holds 32,767
WIDTHS = {WORDS: 24, NUMBER: 13, WHOLE: 12, YEAR: 8, SHARE: 11, DATE: 12}
LONG_WIDTH = 60
NUMBER_FORMATS = {NUMBER: "#,##0.0###", WHOLE: "#,##0", YEAR: "0", SHARE: "0.0%", DATE: "yyyy-mm-dd"}
BIG, BIG_FORMAT = 1000.0, "#,##0"


def write(it: Contents, path: Path) -> None:
    """Write the workbook to ``path``."""
    with xlsxwriter.Workbook(path, OPTIONS) as book:
        book.set_properties({"title": plain(it.title), "comments": "youthsim"})
        looks = NUMBER_FORMATS.items()
        formats = {kind: book.add_format({"num_format": look, "valign": "top"}) for kind, look in looks}
        formats |= {
            WORDS: book.add_format({"valign": "top"}),
            "big": book.add_format({"num_format": BIG_FORMAT, "valign": "top"}),
            "long": book.add_format({"valign": "top", "text_wrap": True}),
            "heading": book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}),
            "title": book.add_format({"bold": True, "font_size": 14, "text_wrap": True}),
            "bold": book.add_format({"bold": True, "text_wrap": True, "valign": "top"}),
        }
        _summary(book.add_worksheet(it.say("sheet_summary")), it, formats)
        for table in it.all_tables:
            _sheet(book.add_worksheet(table.title[:31]), table, formats)


def plain(value: object) -> str:
    """A text as a cell can hold it: without control characters, and not too long."""
    shown = CONTROL.sub("\N{REPLACEMENT CHARACTER}", str(value))
    return shown if len(shown) <= LONGEST else shown[: LONGEST - 1] + "…"


def _summary(sheet: Worksheet, it: Contents, formats: dict[str, Format]) -> None:
    """Question, answer, cautions and what made the numbers, down two columns."""
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 110)
    lines: list[tuple[str, str, str]] = [("", it.title, "title"), ("", it.say("subtitle", date=it.date), "long")]
    lines += [(it.say("heading_question"), one, "long") for one in it.questions or [it.say("no_question")]]
    for answer in it.answers:
        lines.append((answer.scenario.name, answer.scenario.title, "bold"))
        lines.append((it.say("heading_answer"), answer.leading.sentence, "bold"))
        lines += [(heading, one.sentence, "long") for _, heading, found in answer.groups for one in found]
    lines.append(("", it.abbreviations, "long"))
    lines += [(it.say("heading_caution"), one, "long") for one in it.cautions]
    lines += [(it.say("heading_method"), one, "long") for one in it.method]
    for one in it.scenarios:
        lines.append((f"{it.say('heading_scenarios')}: {one.name}", one.title, "bold"))
        policies = [text for policy in one.policies for text in (policy.what, *(f"– {line}" for line in policy.lines))]
        lines += [("", text, "long") for text in policies or [one.none]]
    lines += [(it.say("heading_left_out"), one, "long") for one in it.left_out]
    lines += [(it.say("heading_sources"), one, "long") for one in it.sources]
    lines += [(name, value, "long") for name, value in it.made_by]
    before = ""
    for row, (name, value, look) in enumerate(lines):
        if name != before:
            sheet.write_string(row, 0, plain(name), formats["bold"])
        sheet.write_string(row, 1, plain(value), formats[look])
        before = name


def _sheet(sheet: Worksheet, table: Table, formats: dict[str, Format]) -> None:
    """One table, with its heading fixed and a filter on every column."""
    for place, column in enumerate(table.columns):
        sheet.set_column(place, place, LONG_WIDTH if column.long else WIDTHS[column.kind])
        sheet.write_string(0, place, plain(column.label), formats["heading"])
    for row, cells in enumerate(table.rows, start=1):
        for place, (column, value) in enumerate(zip(table.columns, cells, strict=True)):
            _cell(sheet, (row, place), value, column, row - 1 in table.shares, formats)
    sheet.freeze_panes(1, 1)
    if table.rows:
        sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)


def _cell(
    sheet: Worksheet, place: tuple[int, int], value: Any, column: Column, share: bool, formats: dict[str, Format]
) -> None:
    if value is None:
        return
    if isinstance(value, date):
        sheet.write_datetime(*place, value, formats[DATE])
    elif column.kind == WORDS:
        sheet.write_string(*place, plain(value), formats["long" if column.long else WORDS])
    elif math.isfinite(value):
        kind = SHARE if share and column.kind == NUMBER else column.kind
        look = "big" if kind == NUMBER and abs(value) >= BIG else kind
        sheet.write_number(*place, value, formats[look])
