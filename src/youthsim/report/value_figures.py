"""Figures of a decision: what it is worth to know each unknown, and what it depends on."""

from __future__ import annotations

import textwrap

import numpy as np
from matplotlib.figure import Figure

from youthsim.analysis.studies import Valued
from youthsim.analysis.targets import NORMAL_95
from youthsim.parameters import registry
from youthsim.report import style

ROW_HEIGHT, LABEL_CHARACTERS = 0.34, 46
TEXTS = {
    "axis": (
        "EUR that knowing it is worth, for the whole decision",
        "euro die het waard is dit te weten, voor de hele beslissing",
    ),
    "everything": ("everything at once", "alles tegelijk"),
    "study": ("study: {what}", "studie: {what}"),
    "value": ("value of knowing", "waarde van weten"),
    "cost": ("cost of the study", "kosten van de studie"),
    "floor": ("below this: nothing", "daaronder: niets"),
    "caption": (
        "Expected value of perfect information. Bars: 95% intervals (1.96 standard errors). "
        "Source: youthsim, a model, no observation; {title}.",
        "Verwachte waarde van volledige informatie. Strepen: 95%-intervallen (1,96 standaardfout). "
        "Bron: youthsim, een model, geen waarneming; {title}.",
    ),
}


def value_figure(found: Valued, language: str = "en", *, title: str = "") -> Figure:
    """What it is worth to know each parameter, what each study tells, and everything, with 95% intervals."""
    known = found.information.table
    order = [*known.index[:1], *known.index[1:][np.argsort(-known["value_eur"].to_numpy()[1:], kind="stable")]]
    table = known.loc[order].reset_index(drop=True)
    studies = {study.name for study in found.decision.studies}
    with style.styled():
        figure = style.new_figure(1.4 + ROW_HEIGHT * len(table))
        axes = figure.subplots()
        rows = np.arange(len(table))
        reach = NORMAL_95 * table["se"]
        errors = [np.minimum(reach, table["value_eur"]), reach]
        axes.errorbar(table["value_eur"], rows, xerr=errors, fmt="o", color=style.COLOURS[0], markersize=5,
                      elinewidth=1.4, capsize=2.5, linestyle="none", label=_text("value", language))  # fmt: skip
        axes.plot(table["floor"], rows, linestyle="none", marker="|", markersize=11, color=style.GREY,
                  label=_text("floor", language))  # fmt: skip
        if table["cost_eur"].notna().any():
            axes.plot(table["cost_eur"], rows, linestyle="none", marker="D", color=style.COLOURS[1],
                      label=_text("cost", language))  # fmt: skip
        axes.set_yticks(rows, [_label(str(name), studies, language) for name in table["what"]], fontsize=7.5)
        axes.set_ylim(len(table) - 0.4, -0.6)
        axes.set_xlim(left=0)
        axes.tick_params(axis="y", length=0, labelcolor=style.INK)
        axes.grid(visible=True, axis="x")
        axes.grid(visible=False, axis="y")
        axes.set_xlabel(_text("axis", language))
        style.number_axis(axes.xaxis, language)
        style.legend_above(figure, axes)
        style.caption(figure, _text("caption", language, title=title))
    return figure


def _label(name: str, studies: set[str], language: str) -> str:
    if name == "everything":
        return _text("everything", language)
    if name in studies:
        return textwrap.fill(_text("study", language, what=name), LABEL_CHARACTERS)
    return textwrap.fill(registry()[name].label(language) if name in registry() else name, LABEL_CHARACTERS)


def _text(name: str, language: str, **values: object) -> str:
    return style.choose(TEXTS[name], language).format(**values)
