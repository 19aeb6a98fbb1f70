"""The figure of a pattern: how large each claim is over the plausible worlds, and against what decides it."""

from __future__ import annotations

import textwrap
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from youthsim.analysis.patterns import Claim, Judged
from youthsim.outcomes.catalogue import WHOLE_CHAIN, catalogue, word
from youthsim.parameters import registry
from youthsim.report import style

ROW_HEIGHT, TITLE_CHARACTERS, LABEL_CHARACTERS, MOST_BINS = 2.2, 52, 46, 24
TEXTS = {
    "draws": ("worlds", "werelden"),
    "shown": ("shows it", "toont het"),
    "not_shown": ("does not", "toont het niet"),
    "verdict": ("{share:.0f}% of the worlds", "{share:.0f}% van de werelden"),
    "caption": (
        "{draws} draws from the plausible ranges of {parameters} parameters, scenarios paired within each. "
        "Source: youthsim, a model, no observation; pattern from {source}.",
        "{draws} trekkingen uit de plausibele bereiken van {parameters} parameters, scenario's daarbinnen gepaard. "
        "Bron: youthsim, een model, geen waarneming; patroon uit {source}.",
    ),
    "left_out": (
        " {number} more are left out: there the base does not meet the targets.",
        " Nog {number} zijn weggelaten: daar haalt de basis de doelwaarden niet.",
    ),
}


def pattern_figure(judged: Judged, language: str = "en") -> Figure:
    """A row per claim: its size over the draws with the least size asked, and against the parameter that decides."""
    claims = judged.pattern.claims
    with style.styled():
        figure = style.new_figure(1.2 + ROW_HEIGHT * len(claims))
        for axes, claim in zip(figure.subplots(len(claims), 2, squeeze=False), claims, strict=True):
            _row(axes, judged, claim, language)
        values = {"draws": len(judged.points), "parameters": judged.points.shape[1], "source": judged.pattern.source}
        left_out = _text("left_out", language, number=judged.left_out) if judged.left_out else ""
        style.caption(figure, _text("caption", language, **values) + left_out)
    return figure


def _row(axes: Any, judged: Judged, claim: Claim, language: str) -> None:
    line = judged.table.set_index("claim").loc[claim.name]
    sizes = judged.sizes[claim.name].to_numpy()
    shown = claim.holds(sizes)
    relative = claim.less is not None and not claim.absolute
    left, right = axes
    known = np.round(sizes[np.isfinite(sizes)], 12)  # equal sizes that differ in their last bits make no bins
    edges = np.histogram_bin_edges(known, bins=min(MOST_BINS, max(6, len(known) // 5))) if known.size else [0, 1]
    for which, colour, name in ((shown, style.COLOURS[0], "shown"), (~shown, style.COLOURS[1], "not_shown")):
        left.hist(sizes[which & np.isfinite(sizes)], bins=edges, color=colour, label=_text(name, language))
    for limit in claim.limits:
        left.axvline(limit, color=style.INK, linewidth=1.2, linestyle="--")
    label = catalogue()[claim.outcome].label(language) if claim.outcome in catalogue() else claim.outcome
    if claim.organisation != WHOLE_CHAIN:
        label = f"{label}, {word('organisations', claim.organisation, language)}"
    against = f"{claim.scenario} – {claim.less}" if claim.less else claim.scenario
    share = _text("verdict", language, share=100 * line["probability"])
    left.set_title(textwrap.fill(f"{label}: {share}", TITLE_CHARACTERS), fontsize=8.5, loc="left")
    left.set_ylabel(_text("draws", language))
    left.set_xlabel(textwrap.fill(against, LABEL_CHARACTERS), fontsize=7)
    left.legend(fontsize=6.5, frameon=False)
    left.locator_params(axis="x", nbins=5)
    decides = str(line["decides"]) or str(judged.points.columns[0])
    right.scatter(judged.points[decides][shown], sizes[shown], s=9, color=style.COLOURS[0])
    right.scatter(judged.points[decides][~shown], sizes[~shown], s=14, marker="x", color=style.COLOURS[1])
    for limit in claim.limits:
        right.axhline(limit, color=style.INK, linewidth=1.2, linestyle="--")
    name = registry()[decides].label(language) if decides in registry() else decides
    right.set_xlabel(textwrap.fill(f"{name} ({decides})", LABEL_CHARACTERS), fontsize=7)
    if relative:
        left.xaxis.set_major_formatter(PercentFormatter(1.0))
        right.yaxis.set_major_formatter(PercentFormatter(1.0))
    else:
        style.number_axis(left.xaxis, language)
        style.number_axis(right.yaxis, language)


def _text(name: str, language: str, **values: object) -> str:
    return style.choose(TEXTS[name], language).format(**values)
