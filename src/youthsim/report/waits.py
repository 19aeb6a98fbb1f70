"""How waits are spread: the share that waited no longer than so many days, per organisation."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from youthsim.experiment.results import RunResult
from youthsim.outcomes.catalogue import WHOLE_CHAIN, word, words
from youthsim.outcomes.waits import FIRST_HELP, KINDS, OTS_DURATION, WAIT
from youthsim.report import numbers, style
from youthsim.report.texts import label_of, provenance, text

PANEL_HEIGHT, COLUMNS = 1.9, 3
LEAST_DAYS = 1.0  # where nobody waits longer, there is nothing to see
TICKS = (1, 7, 30, 90, 365, 1825)  # days at which a reader thinks


def kinds_of(result: RunResult) -> list[tuple[str, str]]:
    """What the result holds, as (kind, organisation), in the order of the catalogue.

    Waits stand for organisations, not for the chain as a whole; where nobody waits there is nothing to see.
    """
    if result.waits is None:
        return []
    longest = result.waits.groupby(["kind", "organisation"])["to_days"].max()
    there = {key for key, days in longest.items() if days > LEAST_DAYS}
    organisations = [name for name in words("organisations") if name != WHOLE_CHAIN]
    order = [(WAIT, name) for name in organisations] + [(FIRST_HELP, WHOLE_CHAIN), (OTS_DURATION, WHOLE_CHAIN)]
    return [one for one in order if one in there and one[0] in KINDS]


def cumulative(result: RunResult, scenario: str, kind: str, organisation: str) -> pd.DataFrame:
    """Share (0 to 1) that ended within so many days.

    Returns:
        days, share; empty where nothing ended.
    """
    table = result.waits
    if table is None:
        raise ValueError("the result holds no waits")
    mine = table[(table["scenario"] == scenario) & (table["kind"] == kind) & (table["organisation"] == organisation)]
    mine = mine.sort_values("from_days")
    if mine.empty:
        return pd.DataFrame({"days": [], "share": []})
    line = pd.DataFrame({"days": mine["to_days"], "share": mine["number"].cumsum() / mine["number"].sum()})
    if mine["from_days"].iloc[0] > 0:
        line = pd.concat([pd.DataFrame({"days": [mine["from_days"].iloc[0]], "share": [0.0]}), line])
    return line.reset_index(drop=True)


def title_of(kind: str, organisation: str, language: str) -> str:
    """What a distribution is about."""
    shown = text(f"waits_{kind}", language)
    return shown if organisation == WHOLE_CHAIN else f"{shown}: {word('organisations', organisation, language)}"


def distributions_figure(result: RunResult, language: str) -> Figure:
    """The share that ended within so many days, a panel for each organisation and a line for each scenario."""
    kinds = kinds_of(result)
    rows = max(1, math.ceil(len(kinds) / COLUMNS))
    with style.styled():
        figure = style.new_figure(PANEL_HEIGHT * rows + 0.7)
        panels = figure.subplots(rows, COLUMNS, squeeze=False, sharey=True).ravel()
        for axes, (kind, organisation) in zip(panels, kinds, strict=False):
            _panel(axes, result, kind, organisation, language)
        for axes in panels[len(kinds) :]:
            axes.set_visible(False)
        style.legend_above(figure, panels[0])
        style.caption(figure, f"{text('distributions_caption', language)} {provenance(result, language)}")
    return figure


def _panel(axes: Axes, result: RunResult, kind: str, organisation: str, language: str) -> None:
    for place, name in enumerate(result.names):
        line = cumulative(result, name, kind, organisation)
        look = place % len(style.COLOURS)
        axes.plot(line["days"], line["share"], color=style.COLOURS[look], linestyle=style.DASHES[look],
                  label=label_of(result, name, language), linewidth=1.3)  # fmt: skip
    axes.set_xscale("log")
    low, high = axes.get_xlim()
    shown = [day for day in TICKS if low <= day <= high]
    axes.set_xticks(shown, [numbers.number(day, language) for day in shown])
    axes.set_xticks([], minor=True)
    axes.tick_params(labelsize=7)
    axes.set_xlabel(word("units", "days", language), fontsize=8)
    axes.set_ylim(0, 1)
    axes.set_yticks(np.linspace(0, 1, 5))
    axes.grid(visible=True, axis="both")
    style.number_axis(axes.yaxis, language, "share")
    style.panel_title(axes, title_of(kind, organisation, language), columns=30)
