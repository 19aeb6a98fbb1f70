"""Figures of what assumptions do: tornado, indices with intervals, and the heat map of assumptions and outcomes."""

from __future__ import annotations

import textwrap

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from youthsim.analysis.sensitivities import FIRST, HIGH_END, LOW_END, MU_STAR, TOTAL, Sensitivity
from youthsim.experiment.errors import BadInput
from youthsim.outcomes.catalogue import catalogue, word
from youthsim.parameters import registry
from youthsim.report import style
from youthsim.sweep.model import ONE_AT_A_TIME

MOST_ROWS = 12
ROW_HEIGHT, PANEL_WIDTH_CHARACTERS, TITLE = 0.36, 44, 48
HEAT_ROW, LABEL_CHARACTERS, COLUMN_CHARACTERS = 0.27, 40, 34
TEXTS = {
    LOW_END: ("low end of its range", "lage kant van het bereik"),
    HIGH_END: ("high end of its range", "hoge kant van het bereik"),
    FIRST: ("alone (first-order index)", "alleen (eersteorde-index)"),
    TOTAL: ("with all its interactions (total index)", "met alle wisselwerkingen (totale index)"),
    "either": ("the larger change at either end of its range", "de grootste verandering aan een kant van het bereik"),
    MU_STAR: ("mean absolute change over its range", "gemiddelde absolute verandering over het bereik"),
    "change": ("change, {unit}", "verandering, {unit}"),
    "share": ("share of the variance that parameters cause", "aandeel van de variantie door parameters"),
    "noise": ("the size that chance alone would show", "wat toeval alleen zou laten zien"),
    "intervals": ("Bars: 95% intervals.", "Strepen: 95%-intervallen."),
    "heat": (
        "Colour: {what}; relative to the largest in the column where it is a change. "
        "A dot marks what can be told from chance (5%, each by itself){least}.",
        "Kleur: {what}; bij een verandering ten opzichte van de grootste in de kolom. "
        "Een stip: te onderscheiden van toeval (5%, elk op zichzelf){least}.",
    ),
    "least": (" and is surely above 5%", " en zeker boven 5%"),
    "difference": ("difference from {base}", "verschil met {base}"),
    "source": (
        "Source: youthsim, a model, no observation; {title}.",
        "Bron: youthsim, een model, geen waarneming; {title}.",
    ),
}


def ranking_figure(
    found: Sensitivity, outcome: str, language: str = "en", *, scenario: str | None = None, title: str = ""
) -> Figure:
    """The parameters that move one outcome most: a tornado for one at a time, else effects with their intervals.

    Args:
        found: a sensitivity.
        outcome: a name of the catalogue.
        language: ``en`` or ``nl``.
        scenario: whose, where there are several; the first when None.
        title: of the experiment, for the caption.

    Raises:
        BadInput: it holds no such outcome.
    """
    ranked = found.ranked(outcome, scenario or _first_scenario(found.table))
    if ranked.empty:
        raise BadInput(
            f"the sensitivity holds no outcome {outcome!r}; it holds {', '.join(found.table['outcome'].unique())}"
        )
    names = list(dict.fromkeys(ranked["parameter"]))[:MOST_ROWS]
    ranked = ranked[ranked["parameter"].isin(names)]
    is_tornado = found.kind == ONE_AT_A_TIME
    with style.styled():
        figure = style.new_figure(1.5 + ROW_HEIGHT * len(names))
        axes = figure.subplots()
        (_tornado if is_tornado else _intervals)(axes, ranked, names, language)
        _rows(axes, [_label(name, language) for name in names])
        about = catalogue()[outcome]
        axes.set_title(_title(ranked, outcome, language))
        unit = word("units", about.unit, language)
        is_share = ranked["measure"].isin([FIRST, TOTAL]).all()
        axes.set_xlabel(_text("share", language) if is_share else _text("change", language, unit=unit))
        axes.axvline(0, color=style.INK, linewidth=0.8)
        style.number_axis(axes.xaxis, language, "share" if is_share else about.unit)
        style.legend_above(figure, axes, least=1)
        style.caption(figure, f"{_text('intervals', language)} {_text('source', language, title=title)}")
    return figure


def heat_map_figure(
    found: Sensitivity, language: str = "en", *, scenario: str | None = None, title: str = ""
) -> Figure:
    """Which assumption matters for which conclusion: parameters down, outcomes across."""
    table = found.table[found.table["scenario"] == (scenario or _first_scenario(found.table))]
    measure = TOTAL if TOTAL in set(table["measure"]) else None
    table = table if measure is None else table[table["measure"] == measure]
    outcomes = list(dict.fromkeys(table["outcome"]))
    there = {"index": list(dict.fromkeys(table["parameter"])), "columns": outcomes}  # also where nothing was estimated
    sizes = table.assign(size=table["effect"].abs()).pivot_table(
        index="parameter", columns="outcome", values="size", aggfunc="max").reindex(**there).fillna(0.0)  # fmt: skip
    telling = table.pivot_table(index="parameter", columns="outcome", values="matters", aggfunc="max").reindex(**there)
    is_share = set(table["measure"]) <= {FIRST, TOTAL}
    shown = sizes.clip(0, 1) if is_share else sizes / sizes.max()
    order = shown.where(telling.astype(bool), 0).sum(axis=1).sort_values(ascending=False).index
    shown, telling = shown.loc[order], telling.loc[order].astype(bool)
    with style.styled():
        figure = style.new_figure(2.9 + HEAT_ROW * len(shown))
        axes = figure.subplots()
        image = axes.imshow(shown.to_numpy(float), aspect="auto", cmap="Blues", vmin=0, vmax=1)
        y, x = np.nonzero(telling.to_numpy())
        colours = np.where(shown.to_numpy()[y, x] > 0.6, "white", style.INK)
        axes.scatter(x, y, s=9, c=colours, linewidths=0)
        labels = [textwrap.fill(catalogue()[name].label(language), COLUMN_CHARACTERS) for name in outcomes]
        axes.xaxis.tick_top()
        axes.set_xticks(
            range(len(outcomes)), labels, rotation=90, ha="center", va="bottom", fontsize=6.5, linespacing=0.9
        )
        axes.set_yticks(
            range(len(shown)), [_label(name, language, LABEL_CHARACTERS) for name in shown.index], fontsize=7
        )
        axes.tick_params(length=0)
        axes.grid(visible=False)
        figure.colorbar(image, ax=axes, fraction=0.03, pad=0.02)
        what = _text("either" if found.kind == ONE_AT_A_TIME else str(table["measure"].iloc[0]), language)
        least = _text("least", language) if is_share else ""
        told = f"{_text('heat', language, what=what, least=least)} {_text('source', language, title=title)}"
        style.caption(figure, told)
    return figure


def _tornado(axes: Axes, ranked: pd.DataFrame, names: list[str], language: str) -> None:
    for place, measure in enumerate((LOW_END, HIGH_END)):
        mine = ranked[ranked["measure"] == measure].drop_duplicates("parameter").set_index("parameter").reindex(names)
        rows = np.arange(len(names))
        axes.barh(rows, mine["effect"].fillna(0.0), height=0.62, color=style.COLOURS[place], alpha=0.85,
                  hatch=("", "///")[place], edgecolor="white", label=_text(measure, language))  # fmt: skip
        known = mine["low"].notna()
        axes.hlines(rows[known], mine["low"][known], mine["high"][known], color=style.INK, linewidth=1.1)


def _intervals(axes: Axes, ranked: pd.DataFrame, names: list[str], language: str) -> None:
    measures = list(dict.fromkeys(ranked["measure"]))
    for place, measure in enumerate(measures):
        mine = ranked[ranked["measure"] == measure].set_index("parameter").reindex(names)
        offset = (place - (len(measures) - 1) / 2) * 0.24
        low, high = (mine[side].fillna(mine["effect"]) for side in ("low", "high"))
        errors = [(mine["effect"] - low).clip(lower=0), (high - mine["effect"]).clip(lower=0)]
        axes.errorbar(mine["effect"], np.arange(len(names)) + offset, xerr=errors, fmt=style.MARKERS[place],
                      color=style.COLOURS[place], markersize=5, elinewidth=1.4, capsize=2.5, linestyle="none",
                      label=_text(measure, language))  # fmt: skip
    if measures == [MU_STAR] and ranked["noise"].notna().any():
        noise = ranked.set_index("parameter")["noise"].reindex(names)
        axes.plot(noise, np.arange(len(names)), linestyle="none", marker="|", markersize=11, color=style.GREY,
                  label=_text("noise", language))  # fmt: skip


def _rows(axes: Axes, labels: list[str]) -> None:
    axes.set_yticks(range(len(labels)), labels)
    axes.tick_params(axis="y", length=0, labelcolor=style.INK)
    axes.set_ylim(len(labels) - 0.4, -0.6)
    axes.grid(visible=True, axis="x")
    axes.grid(visible=False, axis="y")


def _label(name: str, language: str, width: int = PANEL_WIDTH_CHARACTERS) -> str:
    known = registry().get(name)
    return textwrap.fill(known.label(language) if known is not None else name, width)


def _title(ranked: pd.DataFrame, outcome: str, language: str) -> str:
    base = ranked["base"].iloc[0]
    against = f": {_text('difference', language, base=base)}" if base else ""
    return textwrap.fill(f"{catalogue()[outcome].label(language)}, {ranked['scenario'].iloc[0]}{against}", TITLE)


def _first_scenario(table: pd.DataFrame) -> str:
    return str(table["scenario"].iloc[0])


def _text(name: str, language: str, **values: object) -> str:
    return style.choose(TEXTS[name], language).format(**values)
