"""The report as a PDF of a few pages, set by Typst.

Texts reach Typst as data and never as markup, so that nothing in them is read as a command. Fonts are Typst's own
and DejaVu Sans, which comes with Matplotlib: the same on any machine.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import matplotlib as mpl
import typst

from youthsim.report.contents import Answer, Contents
from youthsim.report.page import picture
from youthsim.report.tables import WORDS, Table

TEMPLATE = Path(__file__).parent / "templates" / "report.typ"
FONTS = Path(mpl.get_data_path()) / "fonts" / "ttf"
FEW = 2  # alternatives of which every sentence is printed; of more, the leading sentence and the first others
OTHERS = 3
LONGEST = 600  # characters of a title or a name on paper
FIGURES = ("differences", "waterfall", "flows_measures", "stocks", "waits")


def write(it: Contents, path: Path) -> None:
    """Write the PDF to ``path``."""
    data = json.dumps(_data(it), ensure_ascii=False)
    pdf = typst.compile(TEMPLATE, root=TEMPLATE.parent, font_paths=[FONTS], sys_inputs={"data": data}, format="pdf")
    path.write_bytes(pdf)


def _data(it: Contents) -> dict[str, Any]:
    """All that the template sets."""
    headings = ("question", "answer", "caution", "method", "figures", "numbers", "hangs", "left_out", "sources", "about", "scenarios")
    few = len(it.answers) <= FEW
    return {
        "language": it.language,
        "title": _short(it.title),
        "subtitle": it.say("subtitle", date=it.date),
        "headings": {name: it.say(f"heading_{name}") for name in headings},
        "questions": [_short(one) for one in it.questions or [it.say("no_question")]],
        "answers": [_answer(one, few) for one in it.answers],
        "rest": "" if few else it.say("more_rest"),
        "cautions": it.cautions,
        "method": it.method,
        "scenarios": [
            {"name": _short(one.name), "title": _short(one.title), "base": it.say("is_base") if one.is_base else "",
             "levers": [_short(lever) for lever in one.levers] or [it.say("no_levers")]}
            for one in it.scenarios
        ],
        "figures": [_figure(chart.title, chart.alt, *picture(chart.draw(), "'DejaVu Sans'"))
                    for chart in it.charts if chart.key in FIGURES],
        "numbers": _grid(it.main_table, it.language, few),
        "hangs": it.hangs_on_text,
        "assumptions": _grid(it.assumptions, it.language, keep=True),
        "left_out": it.left_out,
        "sources": [_short(one) for one in it.sources],
        "about": [[name, _short(value)] for name, value in it.made_by],
    }  # fmt: skip


def _answer(answer: Answer, few: bool) -> dict[str, Any]:
    groups = [{"heading": heading, "sentences": [one.sentence for one in found]} for heading, found in answer.groups]
    if not few:
        groups = [group | {"sentences": group["sentences"][:OTHERS]} for group in groups[:1]]
    return {"title": _short(answer.scenario.title), "name": _short(answer.scenario.name),
            "leading": answer.leading.sentence, "groups": groups}  # fmt: skip


def _figure(title: str, alt: str, image: str, caption: str) -> dict[str, str]:
    return {"title": title, "alt": alt, "image": image, "caption": _short(caption)}


def _grid(table: Table, language: str, keep: bool) -> dict[str, Any]:
    """A table as texts; a long one is cut after the rows of the first outcomes, the page has them all."""
    rows = range(len(table.rows) if keep else min(len(table.rows), 40))
    return {
        "headings": [column.label for column in table.columns],
        "numeric": [column.kind != WORDS for column in table.columns],
        "long": [column.long for column in table.columns],
        "rows": [[_short(table.shown(row, place, language)) for place in range(len(table.columns))] for row in rows],
    }


def _short(value: str) -> str:
    return value if len(value) <= LONGEST else value[: LONGEST - 1] + "…"
