"""Which part of the policy makes the difference: bars from the base to the alternative, one for each part."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

import pandas as pd
from matplotlib.figure import Figure

from youthsim.experiment.results import CompareResult
from youthsim.experiment.waterfall import INTERACTION, LEVER, SETTINGS, TOTAL
from youthsim.levers import levers
from youthsim.outcomes.catalogue import WHOLE_CHAIN, catalogue, leading, word
from youthsim.report import numbers, style
from youthsim.report.conclusions import LESS, MORE, verdict_of
from youthsim.report.texts import provenance, text

HEIGHT_PER_ROW = 0.42
LARGE = 0.25  # of the whole difference: an interaction that a reader should hear of


def bars(result: CompareResult, scenario: str, outcome: str, organisation: str = WHOLE_CHAIN) -> pd.DataFrame:
    """The parts of one difference, in the order of the file: each lever, other settings, interaction, total.

    Returns:
        the rows of ``waterfall.csv`` and ``start``: where the bar of a part begins, as a difference from the base.
    """
    table = result.waterfall
    if table is None:
        raise ValueError("the result holds no waterfall")
    mine = table[(table["scenario"] == scenario) & (table["outcome"] == outcome)]
    mine = mine[mine["organisation"] == organisation].reset_index(drop=True)
    before = mine["effect"].cumsum() - mine["effect"]
    return mine.assign(start=before.where(mine["kind"] != TOTAL, 0.0))


def part_label(kind: str, part: str, language: str) -> str:
    """What a part is called: the lever's own label, or a word for what is no lever."""
    if kind == LEVER:
        return levers()[part].label(language) if part in levers() else part
    return text({SETTINGS: "part_settings", INTERACTION: "part_interaction", TOTAL: "part_total"}[kind], language)


def outcomes_of(result: CompareResult) -> list[str]:
    """The leading outcomes that the waterfall divides."""
    if result.waterfall is None:
        return []
    there = set(result.waterfall[result.waterfall["organisation"] == WHOLE_CHAIN]["outcome"])
    return [name for name in leading() if name in there]


def waterfall_figure(result: CompareResult, scenarios: Sequence[str], outcome: str, language: str) -> Figure:
    """The difference in one outcome divided over the levers, a panel for each scenario, with 95% intervals."""
    about = catalogue()[outcome]
    tables = {name: bars(result, name, outcome) for name in scenarios}
    rows = [len(table) for table in tables.values()]
    with style.styled():
        figure = style.new_figure(1.1 + HEIGHT_PER_ROW * sum(rows) + 0.5 * len(rows))
        panels = figure.subplots(len(tables), 1, squeeze=False, sharex=True, height_ratios=rows).ravel()
        for axes, (name, table) in zip(panels, tables.items(), strict=True):
            for place, row in enumerate(table.to_dict(orient="records")):
                colour = style.GREY if row["kind"] == TOTAL else style.COLOURS[1 if row["effect"] < 0 else 0]
                axes.barh(place, row["effect"], left=row["start"], color=colour, height=0.62)
                end = row["start"] + row["effect"]
                if pd.notna(row["low"]):
                    reach = [[row["effect"] - row["low"]], [row["high"] - row["effect"]]]
                    axes.errorbar(end, place, xerr=reach, color=style.INK, capsize=2.5, linewidth=1, fmt="none")
            labels = [part_label(kind, part, language) for kind, part in zip(table["kind"], table["part"], strict=True)]
            axes.set_yticks(range(len(labels)), [textwrap.fill(label, 34) for label in labels])
            axes.set_ylim(len(labels) - 0.4, -0.6)
            axes.axvline(0, color=style.INK, linewidth=0.8)
            axes.grid(visible=True, axis="x")
            axes.grid(visible=False, axis="y")
            axes.set_title(textwrap.fill(name, 70))
            style.number_axis(axes.xaxis, language, about.unit)
        panels[-1].set_xlabel(f"{about.label(language)}, {word('units', about.unit, language)}")
        said = [text("waterfall_caption", language, base=result.base), text("waterfall_colours", language)]
        said += [interaction_note(result, name, outcome, language) for name in scenarios]
        style.caption(figure, " ".join([*filter(None, said), provenance(result, language)]))
    return figure


def interaction_note(result: CompareResult, scenario: str, outcome: str, language: str) -> str:
    """A sentence where the interaction is surely there and large beside the whole difference; empty elsewhere."""
    rows = {row["kind"]: row for row in bars(result, scenario, outcome).to_dict(orient="records")}
    if INTERACTION not in rows or TOTAL not in rows:
        return ""
    both, whole = rows[INTERACTION], rows[TOTAL]
    is_there = verdict_of(both["effect"], both["low"], both["high"]) in (LESS, MORE)
    if not is_there or abs(both["effect"]) < LARGE * abs(whole["effect"]):
        return ""
    sizes = {name: effect_text(row["effect"], row["unit"], language) for name, row in rows.items()}
    about = {"scenario": scenario, "interaction": sizes[INTERACTION], "total": sizes[TOTAL]}
    return text("waterfall_interaction", language, **about)


def effect_text(value: float, unit: str, language: str) -> str:
    """An effect with its sign, in three digits; a share as a percentage."""
    if unit == "share":
        return ("+" if value > 0 else "") + numbers.percent(value, language)
    return signed(float(f"{value:.3g}"), language)


def signed(value: float, language: str) -> str:
    """A number with its sign, for labels of changes."""
    return ("+" if value > 0 else "") + numbers.number(value, language)
