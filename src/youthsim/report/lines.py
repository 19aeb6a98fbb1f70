"""Figures over the years: lines with bands for the interval."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from youthsim.experiment.errors import BadInput
from youthsim.experiment.results import CompareResult, RunResult
from youthsim.experiment.statistics import summarise_years
from youthsim.outcomes.catalogue import WHOLE_CHAIN, catalogue, nearest, word, words
from youthsim.report import style
from youthsim.report.texts import label_of, provenance, text

PANEL_HEIGHT = 2.3  # inches


def outcome_figure(result: RunResult, outcome: str, organisation: str | None, language: str) -> Figure:
    """One outcome over the years for every scenario; in a comparison also the paired difference.

    An outcome per organisation gets a panel for each of them, unless ``organisation`` names one.

    Raises:
        BadInput: the result does not hold this outcome or organisation.
    """
    _check(outcome)
    yearly = region(result, [outcome])
    there = [one for one in words("organisations") if one in set(yearly["organisation"])]
    if organisation is not None and organisation not in there:
        raise BadInput(f"{outcome} is not known for {organisation!r}, allowed: {', '.join(there) or 'none'}")
    if not there:
        raise BadInput(f"{outcome} does not occur in this result: its denominator was empty in every year")
    chosen = [organisation] if organisation else there
    with style.styled():
        figure = style.new_figure(PANEL_HEIGHT * (len(chosen) + 0.4))
        panels = figure.subplots(len(chosen), 2 if isinstance(result, CompareResult) else 1, squeeze=False, sharex=True)
        for row, one in zip(panels, chosen, strict=True):
            _panel(row[0], result, yearly[yearly["organisation"] == one], outcome, one, language)
            if isinstance(result, CompareResult):
                _paired_panel(row[1], result, outcome, one, language)
        style.legend_above(figure, panels[0][0])
        style.caption(figure, f"{catalogue()[outcome].definition(language)} {provenance(result, language)}")
    return figure


def stocks_figure(result: RunResult, language: str) -> Figure:
    """Children under OTS, placed out of home and under voogdij over the years."""
    with style.styled():
        figure = style.new_figure(PANEL_HEIGHT * 1.5)
        outcomes = ("ots_stock", "uhp_stock", "voogdij_stock")
        for axes, outcome in zip(figure.subplots(1, len(outcomes)), outcomes, strict=True):
            _panel(axes, result, region(result, [outcome]), outcome, WHOLE_CHAIN, language)
            style.from_zero(axes)
        style.legend_above(figure, figure.axes[0])
        style.caption(figure, f"{text('stocks', language)}. {provenance(result, language)}")
    return figure


def levels_figure(result: RunResult, language: str) -> Figure:
    """The shares of the families at levels 2 to 5 over the years, each on its own scale (they differ a hundredfold)."""
    with style.styled():
        figure = style.new_figure(PANEL_HEIGHT * 2.3)
        outcomes = [f"level_share_{level}" for level in (2, 3, 4, 5)]
        for axes, outcome in zip(figure.subplots(2, 2, sharex=True).ravel(), outcomes, strict=True):
            _panel(axes, result, region(result, [outcome]), outcome, WHOLE_CHAIN, language)
            style.from_zero(axes)
            axes.set_ylabel(text("share_of_families", language))
        style.legend_above(figure, figure.axes[0])
        style.caption(figure, f"{text('levels', language)}. {provenance(result, language)}")
    return figure


def region(result: RunResult, outcomes: Sequence[str]) -> pd.DataFrame:
    """Mean and interval per year of these outcomes for the whole region."""
    table = result.outcomes
    mine = table[table["outcome"].isin(outcomes) & (table["area"] == WHOLE_CHAIN)]
    return summarise_years(mine, result.interval)


def _panel(axes: Axes, result: RunResult, yearly: pd.DataFrame, outcome: str, organisation: str, language: str) -> None:
    """A line with its band for every scenario."""
    about = catalogue()[outcome]
    title = about.label(language)
    title += f": {word('organisations', organisation, language)}" if organisation != WHOLE_CHAIN else ""
    for place, name in enumerate(result.names):
        mine = yearly[yearly["scenario"] == name].sort_values("year")
        _line(axes, mine, place, label_of(result, name, language))
    if yearly.empty:
        axes.text(0.5, 0.5, text("no_data", language), transform=axes.transAxes, ha="center", color=style.GREY)
    axes.set_title(_broken(title, axes))
    axes.set_ylabel(word("units", about.unit, language))
    style.years_axis(axes)
    style.number_axis(axes.yaxis, language, about.unit)


def _paired_panel(axes: Axes, result: CompareResult, outcome: str, organisation: str, language: str) -> None:
    """The paired difference per year of every alternative, with its interval."""
    table = result.outcomes
    mine = table[(table["outcome"] == outcome) & (table["organisation"] == organisation)]
    mine = mine[mine["area"] == WHOLE_CHAIN]
    wide = mine.pivot(index=["year", "replication"], columns="scenario", values="value")
    for place, name in enumerate(result.names[1:], start=1):
        if name not in wide or result.base not in wide:
            continue
        difference = (wide[name] - wide[result.base]).dropna().rename("value").reset_index()
        constant = {"scenario": name, "area": WHOLE_CHAIN, "organisation": organisation, "outcome": outcome}
        yearly = summarise_years(difference.assign(**constant), result.interval)
        _line(axes, yearly.sort_values("year"), place, name)
    axes.axhline(0, color=style.INK, linewidth=0.8)
    axes.set_title(_broken(text("paired", language, base=result.base), axes))
    style.years_axis(axes)
    style.number_axis(axes.yaxis, language, catalogue()[outcome].unit)


def _line(axes: Axes, yearly: pd.DataFrame, place: int, label: str) -> None:
    look = place % len(style.COLOURS)
    colour = style.COLOURS[look]
    axes.plot(yearly["year"], yearly["mean"], color=colour, linestyle=style.DASHES[look], label=label,
              marker=style.MARKERS[look], markersize=3.5)  # fmt: skip
    axes.fill_between(yearly["year"], yearly["low"], yearly["high"], color=colour, alpha=0.18, linewidth=0)


def _broken(title: str, axes: Axes) -> str:
    """A title broken over lines that fit its panel."""
    panel_inches = axes.get_position().width * style.PAGE_WIDTH
    return "\n".join(textwrap.wrap(title, max(18, int(panel_inches * 11))))


def _check(outcome: str) -> None:
    if outcome not in catalogue():
        close = nearest(outcome)
        hint = f"; nearest: {close}" if close else ""
        raise BadInput(f"no outcome is called {outcome!r}{hint}; all names: youthsim params --outcomes")
