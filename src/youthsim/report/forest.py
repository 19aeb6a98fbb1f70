"""Figures of one moment: the forest of relative differences, and waits per organisation."""

from __future__ import annotations

import textwrap

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from youthsim.experiment.results import CompareResult, RunResult
from youthsim.outcomes.catalogue import WHOLE_CHAIN, catalogue, leading, word, words
from youthsim.report import style
from youthsim.report.texts import label_of, provenance, text

ROW_HEIGHT = 0.25  # inches
LABEL_COLUMNS = 52
WAIT_ROW_HEIGHT = 0.34
MORE_PER_SCENARIO = 0.12  # of a row's height
SPREAD = 0.22  # distance between the scenarios of one row


def forest_figure(result: CompareResult, language: str) -> Figure:
    """Relative differences of the leading outcomes with their 95% intervals, a mark for each alternative."""
    rows, table = forest_rows(result)
    alternatives = result.names[1:]
    with style.styled():
        taller = 1 + MORE_PER_SCENARIO * (len(alternatives) - 1)
        figure = style.new_figure(1.2 + ROW_HEIGHT * max(1, len(rows)) * taller)
        axes = figure.subplots()
        for place, name in enumerate(alternatives, start=1):
            offset = (place - (len(alternatives) + 1) / 2) * min(SPREAD, 0.8 / len(alternatives))
            mine = table[table["scenario"] == name].set_index("outcome").reindex(rows)
            _intervals(axes, mine, offset, place, name)
        _rows(axes, [catalogue()[name].label(language) for name in rows])
        axes.axvline(0, color=style.INK, linewidth=0.8)
        axes.set_xlabel(text("forest_axis", language, base=result.base))
        style.number_axis(axes.xaxis, language, "share")
        style.legend_above(figure, axes, least=1)
        style.caption(figure, f"{text('forest', language, base=result.base)}. {provenance(result, language)}")
    return figure


def forest_rows(result: CompareResult) -> tuple[list[str], pd.DataFrame]:
    """The leading outcomes that have a relative difference, and their rows.

    Returns:
        names in the order of the catalogue, and the rows of ``differences.csv`` with ``relative_low`` and
        ``relative_high``: the interval of the difference, over the same base mean.
    """
    table = result.differences[result.differences["organisation"] == WHOLE_CHAIN]
    table = table[table["relative"].notna() & table["outcome"].isin(leading())]
    base = (table["difference"] / table["relative"]).where(table["relative"] != 0)
    ends = {f"relative_{side}": (table[side] / base).fillna(table["relative"]) for side in ("low", "high")}
    return [name for name in leading() if name in set(table["outcome"])], table.assign(**ends)


def _intervals(axes: Axes, mine: pd.DataFrame, offset: float, place: int, label: str) -> None:
    """The marks of one alternative."""
    look = place % len(style.COLOURS)
    relative, low, high = (mine[key] for key in ("relative", "relative_low", "relative_high"))
    axes.errorbar(relative, [row + offset for row in range(len(mine))], xerr=[relative - low, high - relative],
                  fmt=style.MARKERS[look], color=style.COLOURS[look], markersize=5, elinewidth=1.4, capsize=2.5,
                  linestyle="none", clip_on=False, label=label)  # fmt: skip


def waits_figure(result: RunResult, language: str) -> Figure:
    """Mean wait of every organisation over all years, and the share within the norm, with 95% intervals."""
    table = result.summary[result.summary["outcome"].isin(["wait_days", "wait_within_norm"])]
    there = set(table["organisation"]) - {WHOLE_CHAIN}
    rows = [name for name in words("organisations") if name in there]
    with style.styled():
        figure = style.new_figure(1.4 + WAIT_ROW_HEIGHT * max(1, len(rows)) * (1 + SPREAD * (len(result.names) - 1)))
        for axes, outcome in zip(figure.subplots(1, 2, sharey=True), ("wait_days", "wait_within_norm"), strict=True):
            about = catalogue()[outcome]
            for place, name in enumerate(result.names):
                mine = table[(table["scenario"] == name) & (table["outcome"] == outcome)]
                mine = mine.set_index("organisation").reindex(rows)
                offset = (place - (len(result.names) - 1) / 2) * SPREAD
                _means(axes, mine, offset, place, label_of(result, name, language))
            axes.set_title(about.label(language))
            axes.set_xlabel(word("units", about.unit, language))
            style.number_axis(axes.xaxis, language, about.unit)
            axes.set_xlim(left=0, right=1 if about.unit == "share" else None)
        _rows(figure.axes[0], [word("organisations", name, language) for name in rows])
        figure.axes[1].grid(visible=True, axis="x")
        figure.axes[1].grid(visible=False, axis="y")
        style.legend_above(figure, figure.axes[0])
        style.caption(figure, f"{text('waits', language)}. {provenance(result, language)}")
    return figure


def _means(axes: Axes, mine: pd.DataFrame, offset: float, place: int, label: str) -> None:
    look = place % len(style.COLOURS)
    low, high = (mine[side].fillna(mine["mean"]) for side in ("low", "high"))
    middle = mine["mean"]
    axes.errorbar(middle, [row + offset for row in range(len(mine))], xerr=[middle - low, high - middle],
                  fmt=style.MARKERS[look], color=style.COLOURS[look], markersize=5, elinewidth=1.4, capsize=2.5,
                  linestyle="none", clip_on=False, label=label)  # fmt: skip


def _rows(axes: Axes, labels: list[str]) -> None:
    """Names down the vertical axis, the first on top."""
    axes.set_yticks(range(len(labels)), [textwrap.fill(label, LABEL_COLUMNS) for label in labels])
    axes.tick_params(axis="y", length=0, labelcolor=style.INK)
    axes.set_ylim(len(labels) - 0.4, -0.6)
    axes.grid(visible=True, axis="x")
    axes.grid(visible=False, axis="y")
