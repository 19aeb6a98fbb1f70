"""The report as a PDF of a few pages, set by Typst.

Texts reach Typst as data and never as markup, so that nothing in them is read as a command. Fonts are Typst's own
and DejaVu Sans, which comes with Matplotlib: the same on any machine.
"""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import matplotlib as mpl
import typst

from youthsim.experiment.results import CompareResult
from youthsim.outcomes.catalogue import WHOLE_CHAIN, catalogue, word
from youthsim.report import numbers, tables
from youthsim.report.assumptions import UNRANKED, Assumption
from youthsim.report.conclusions import Conclusion
from youthsim.report.contents import CHANGES, SMALL, UNCLEAR, Answer, Contents, ScenarioText
from youthsim.report.tables import evidence_of
from youthsim.report.texts import provenance
from youthsim.report.units import unit_in

TEMPLATE = Path(__file__).parent / "templates" / "report.typ"
FONTS = Path(mpl.get_data_path()) / "fonts" / "ttf"
MOST_SENTENCES, MOST_ROWS = 14, 24  # of all scenarios together, so that the answer has a page
FEW = 3  # scenarios of which every policy is described; of more, it is only named
MOST_LINES = 12  # of one policy
LONGEST, LONGEST_NAME = 300, 120  # characters of a text, and of a name, on paper
# The figures that are printed, with their share of the width, and how high one may be in centimetres.
FIGURES = {"differences": 0.85, "flows_measures": 0.85, "waterfall": 0.7, "stocks": 0.85, "waits": 0.8}
HIGHEST, HIGHEST_OF_MANY = 15, 9.5
HEADINGS = ("question", "answer", "caution", "method", "figures", "numbers", "hangs", "left_out", "sources", "about",
            "scenarios")  # fmt: skip
NUMBERS = ("scenario", "outcome", "unit", "base", "difference", "low", "high", "relative", "mean")
COST = "cost_eur"  # told in full, however small
FIRST = ("ots_started", "ots_stock", "cost_eur", "ots_duration_days", "crises", "wait_days")  # where not all have room


def write(it: Contents, path: Path) -> None:
    """Write the PDF to ``path``."""
    data = json.dumps(_data(it), ensure_ascii=False)
    pdf = typst.compile(TEMPLATE, root=TEMPLATE.parent, font_paths=[FONTS], sys_inputs={"data": data}, format="pdf")
    path.write_bytes(pdf)


def _data(it: Contents) -> dict[str, Any]:
    """All that the template sets."""
    return {
        "language": it.language,
        "title": _short(it.title),
        "subtitle": it.say("subtitle", date=it.date),
        "headings": {name: it.say(f"heading_{name}") for name in HEADINGS},
        "questions": [_short(one) for one in it.questions or [it.say("no_question")]],
        "answers": [_answer(it, one) for one in it.answers],
        "rest": it.say("more_rest"),
        "abbreviations": it.abbreviations,
        "cautions": it.cautions,
        "method": it.method,
        "scenarios": [
            {"name": _name(one.name), "title": _short(one.title), "base": it.say("is_base") if one.is_base else "",
             "policies": _policies(it, one), "in_line": len(it.answers) > FEW}
            for one in it.scenarios
        ],
        "own_values": _own_values(it),
        "figures": _figures(it),
        "provenance": _short(provenance(it.result, it.language)),
        "numbers": _numbers(it),
        "hangs": it.hangs_on_text,
        "assumptions": _assumptions(it),
        "left_out": it.left_out,
        "sources": [_short(one) for one in it.sources],
        "about": [[name, _short(value)] for name, value in it.made_by],
    }  # fmt: skip


def _policies(it: Contents, scenario: ScenarioText) -> list[dict[str, Any]]:
    """The policies of a scenario with what is set of them, where there is room."""
    if len(it.scenarios) > FEW + 1:
        names = [policy.what.partition(": ")[0] for policy in scenario.policies]
        return [{"what": ", ".join(names), "lines": []}] if names else []
    said = [
        {"what": _short(one.what), "lines": [_short(line) for line in one.lines[:MOST_LINES]]}
        for one in scenario.policies
    ]
    return said or [{"what": scenario.none, "lines": []}]


def _own_values(it: Contents) -> dict[str, Any]:
    """How many values of the base differ from the registry, and those that differ most."""
    table = it.few_values_table
    names = ("meaning", "default", "value", "unit", "area", "source")
    labels = [it.say(f"column_{name}") for name in names]
    kept = [place for place, column in enumerate(table.columns) if column.label in labels]
    few = len(it.answers) <= FEW
    return {
        "heading": it.say("heading_own_values"),
        "text": it.own_values_text if it.own_values else "",
        "few": it.say("few_values") if few and len(it.own_values) > len(table.rows) else "",
        "headings": [table.columns[place].label for place in kept],
        "numeric": [table.columns[place].kind == tables.NUMBER for place in kept],
        "long": [table.columns[place].long for place in kept],
        "rows": [[_name(table.shown(row, place, it.language)) for place in kept] for row in range(len(table.rows))]
        if few
        else [],
    }


def _answer(it: Contents, answer: Answer) -> dict[str, Any]:
    """The leading sentence and others that show a change; small ones on a line each, the rest is only named."""
    most = MOST_SENTENCES // len(it.answers)
    sentences: list[str] = []
    small: dict[str, Any] = {"heading": "", "lines": []}
    named = []
    for kind, heading, found in answer.groups:
        if kind == CHANGES:
            sentences += [one.sentence for one in _largest(found, most)]
        else:
            sentences += [one.sentence for one in found if one.outcome == COST]
        rest = [one for one in found if one.outcome != COST]
        if len(it.answers) <= FEW and rest:
            if kind == SMALL:
                small = {"heading": heading, "lines": [one.brief for one in rest]}
            elif kind == UNCLEAR:
                named.append({"heading": heading, "labels": ", ".join(one.brief for one in rest)})
    return {"title": _short(answer.scenario.title), "name": _name(answer.scenario.name),
            "leading": answer.leading.sentence, "sentences": sentences, "small": small, "named": named}  # fmt: skip


def _largest(found: tuple[Conclusion, ...], most: int) -> list[Conclusion]:
    """The cost and the differences that are largest beside their base, in the order in which all of them stand."""
    size = {one: 0.0 if math.isnan(one.relative) else abs(one.relative) for one in found}
    first = sorted(found, key=lambda one: (one.outcome != COST, -size[one]))[:most]
    return [one for one in found if one in first]


def _figures(it: Contents) -> list[dict[str, Any]]:
    """The figures that have room on paper; what stands below every one of them is set once."""
    found: list[dict[str, Any]] = []
    common = provenance(it.result, it.language)
    highest = HIGHEST if len(it.answers) <= FEW else HIGHEST_OF_MANY
    for chart in it.charts:
        if chart.key in FIGURES:
            image, caption = chart.picture
            caption = " ".join(caption.removesuffix(common).split())
            about = {"title": chart.title, "alt": chart.alt, "caption": caption}
            found.append(about | {"image": image, "width": FIGURES[chart.key], "highest": highest, "key": chart.key})
    return sorted(found, key=lambda one: list(FIGURES).index(one["key"]))


def _numbers(it: Contents) -> dict[str, Any]:
    """The table of the leading outcomes, without the columns that say the same in every row."""
    result = it.result
    table = tables.moved_table(result, it.language) if isinstance(result, CompareResult) else it.main_table
    labels = [it.say(f"column_{name}") for name in NUMBERS]
    kept = [place for place, column in enumerate(table.columns) if column.label in labels]
    if len(it.answers) == 1:
        kept = kept[1:]
    outcome, organisation = (
        [column.label for column in table.columns].index(it.say(f"column_{name}"))
        for name in ("outcome", "organisation")
    )
    leading = sorted(catalogue(), key=lambda name: FIRST.index(name) if name in FIRST else len(FIRST))
    there = [catalogue()[name].label(it.language) for name in leading]
    there = [label for label in there if label in {row[outcome] for row in table.rows}]
    some = there[: max(1, MOST_ROWS // max(1, len(it.answers)))]
    whole = word("organisations", WHOLE_CHAIN, it.language)
    few = len(it.answers) <= FEW
    rows = [
        place for place, row in enumerate(table.rows) if row[outcome] in some and (few or row[organisation] == whole)
    ]

    def cell(row: int, place: int) -> str:
        shown = table.shown(row, place, it.language)
        return (
            f"{shown}: {table.rows[row][organisation]}"
            if place == outcome and table.rows[row][organisation] != whole
            else shown
        )

    return {
        "headings": [table.columns[place].label for place in kept],
        "numeric": [table.columns[place].kind != "words" for place in kept],
        "long": [place == outcome for place in kept],
        "rows": [[_name(cell(row, place)) for place in kept] for row in rows],
    }


def _assumptions(it: Contents) -> dict[str, Any]:
    """The assumptions with few columns: what, value with its range, how much it moves, evidence class and source."""
    ranked = it.hangs_on.method != UNRANKED
    names = ["meaning", "value", *(["effect"] if ranked else []), "kind", "source"]

    def row(one: Assumption) -> list[str]:
        p = one.parameter
        low, value, high = (_number(given, it) for given in (p.low, one.value, p.high))
        effect, unit = [_effect(one, it)] if ranked else [], unit_in(p.unit, it.language)
        return [f"{p.label(it.language)} ({p.name})", f"{value} ({low} – {high}) {unit}", *effect,
                it.say(f"kind_{p.kind}"), _name(evidence_of(p, it.language))]  # fmt: skip

    return {
        "headings": [it.say(f"column_{name}") for name in names],
        "numeric": [False for _ in names],
        "long": [name in ("meaning", "source", "value") for name in names],
        "rows": [row(one) for one in it.hangs_on.rows],
    }


def _effect(one: Assumption, it: Contents) -> str:
    if one.effect is None:
        return ""
    shown = _number(one.effect, it)
    if one.low is None or one.high is None:
        return shown
    return f"{shown} ({_number(one.low, it)} – {_number(one.high, it)})"


def _number(value: float, it: Contents) -> str:
    return numbers.number(float(f"{value:.3g}"), it.language)


def _short(value: str, longest: int = LONGEST) -> str:
    return value if len(value) <= longest else value[: longest - 1] + "…"


def _name(value: str) -> str:
    return _short(value, LONGEST_NAME)
