"""Figures for the screen: the same as those for print, drawn by Plotly, with numbers under the pointer.

Each is a function of a result and gives a specification (``data`` and ``layout``) as Plotly's script takes it; a
notebook makes a figure of it with ``figure``. Names come from files of users and Plotly reads some markup in texts,
so every text is escaped.
"""

from __future__ import annotations

import html
import math
import textwrap
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from youthsim.experiment.results import CompareResult, RunResult
from youthsim.experiment.waterfall import TOTAL
from youthsim.outcomes.catalogue import catalogue, word
from youthsim.report import flows as print_flows
from youthsim.report import lines as print_lines
from youthsim.report import numbers, style
from youthsim.report import waits as print_waits
from youthsim.report import waterfall as print_waterfall
from youthsim.report.forest import forest_rows
from youthsim.report.texts import label_of, text

if TYPE_CHECKING:
    import plotly.graph_objects as go

Spec = dict[str, Any]
DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot", "8px,2px,2px,2px")
SYMBOLS = ("circle", "square", "triangle-up", "diamond", "triangle-down", "cross", "x")
BAND, LINK = 0.16, 0.5  # how much of a colour a band and a ribbon have
HEIGHT, PANEL, BAR, ROW = 380, 230, 60, 36  # pixels
PANEL_GAP = 0.09
SEPARATORS = {"en": ".,", "nl": ",."}
LABEL_COLUMNS = 26
NAMED = "<extra>%{fullData.name}</extra>"


def figure(spec: Spec) -> go.Figure:
    """A specification as a figure for a notebook."""
    import plotly.graph_objects as go

    return go.Figure(spec)


def shown(given: object) -> str:
    """A text as Plotly shows it letter by letter."""
    return html.escape(str(given), quote=False)


def differences(result: CompareResult, language: str) -> Spec:
    """Relative differences of the leading outcomes with their 95% intervals, a mark for each alternative."""
    names, table = forest_rows(result)
    labels = [_broken(catalogue()[name].label(language), 2 * LABEL_COLUMNS) for name in names]
    alternatives = result.names[1:]
    data = []
    for place, scenario in enumerate(alternatives, start=1):
        mine = table[table["scenario"] == scenario].set_index("outcome").reindex(names)
        middle, low, high = (mine[key] for key in ("relative", "relative_low", "relative_high"))
        reach = {"array": high - middle, "arrayminus": middle - low}
        offset = (place - (len(alternatives) + 1) / 2) * min(0.22, 0.8 / len(alternatives))
        data.append(
            {
                "type": "scatter", "mode": "markers", "name": shown(scenario), "text": labels,
                "x": _plain(mine["relative"]), "y": [row + offset for row in range(len(names))],
                "error_x": {"type": "data", "symmetric": False, "thickness": 1.5, "width": 4}
                | {key: _plain(values) for key, values in reach.items()},
                "marker": _marker(place) | {"size": 8, "color": _colour(place)},
                "hovertemplate": "%{text}: %{x:.1%}" + NAMED,
            }
        )  # fmt: skip
    title = shown(text("forest_axis", language, base=result.base))
    rows = {"tickvals": list(range(len(names))), "ticktext": labels, "range": [len(names) - 0.4, -0.6]}
    ticks = _share_format([*table["relative_low"], *table["relative_high"]], 0)
    across = {"tickformat": ticks, "title": {"text": title}, "zeroline": True, "zerolinecolor": style.INK}
    return _spec(data, language, max(HEIGHT, ROW * len(names) + 120), xaxis=across, yaxis=rows)


def over_years(result: RunResult, outcomes: Sequence[str], language: str) -> Spec:
    """Outcomes of the whole chain over the years, a panel for each: lines with bands for the 95% interval."""
    yearly = print_lines.region(result, outcomes)
    number = len(outcomes)
    share = (1 + PANEL_GAP) / number
    data, axes, titles = [], {}, []
    for row, outcome in enumerate(outcomes):
        key = "" if row == 0 else str(row + 1)
        top = 1 - row * share
        bottom = max(0.0, top - share + PANEL_GAP)
        unit = catalogue()[outcome].unit
        highest = yearly[yearly["outcome"] == outcome][["mean", "high"]].max(axis=None)
        axes[f"yaxis{key}"] = {"domain": [bottom, top], "anchor": f"x{key}", "rangemode": "tozero",
                               "tickformat": _share_format([highest], 1) if unit == "share" else ",",
                               "title": {"text": word("units", unit, language)}}  # fmt: skip
        axes[f"xaxis{key}"] = {"anchor": f"y{key}", "tickformat": "d"}
        title = f"<b>{_broken(catalogue()[outcome].label(language), 60)}</b>"
        titles.append({"text": title, "showarrow": False, "x": 0, "xref": "paper", "xanchor": "left", "y": top,
                       "yref": "paper", "yanchor": "bottom"})  # fmt: skip
        for place, scenario in enumerate(result.names):
            mine = yearly[(yearly["scenario"] == scenario) & (yearly["outcome"] == outcome)].sort_values("year")
            label = shown(label_of(result, scenario, language))
            on = {"xaxis": f"x{key}", "yaxis": f"y{key}", "legendgroup": label}
            data += [trace | on for trace in _line(mine, place, label, first=row == 0)]
    spec = _spec(data, language, PANEL * number + 110, annotations=titles, **axes)
    spec["layout"]["legend"] |= {"y": 1 + 45 / (PANEL * number)}
    spec["layout"]["margin"] |= {"t": 80}
    return spec


def _line(mine: pd.DataFrame, place: int, label: str, *, first: bool) -> list[Spec]:
    """A line and the band around it, which go on and off together."""
    years = [int(year) for year in mine["year"]]
    colour = _colour(place)
    band = {
        "type": "scatter", "mode": "lines", "x": years + years[::-1], "fill": "toself",
        "y": _plain(mine["high"]) + _plain(mine["low"])[::-1],
        "fillcolor": _faint(colour, BAND), "line": {"width": 0}, "hoverinfo": "skip", "showlegend": False,
    }  # fmt: skip
    middle = {
        "type": "scatter", "mode": "lines+markers", "x": years, "y": _plain(mine["mean"]), "name": label,
        "showlegend": first, "line": {"color": colour, "dash": DASHES[place % len(DASHES)]},
        "marker": _marker(place) | {"size": 6}, "hovertemplate": "%{x}: %{y:,.4~g}" + NAMED,
    }  # fmt: skip
    return [band, middle] if mine["low"].notna().all() else [middle]


def flows(result: RunResult, view: str, scenario: str, language: str) -> Spec:
    """The flow of families of one scenario as a Sankey, coloured by the change against the base."""
    table = print_flows.links(result, view, scenario)
    nodes = print_flows.nodes_of(table)
    steps = list(nodes)
    labels = [print_flows.label_with_number(table, node, language, ": ") for node in nodes.values()]
    sankey = {
        "type": "sankey", "arrangement": "snap",
        "node": {"label": [shown(one) for one in labels], "color": style.INK, "pad": 18, "thickness": 14,
                 "hoverinfo": "none"},
        "link": {
            "source": [steps.index(one) for one in table["from_step"]],
            "target": [steps.index(one) for one in table["to_step"]],
            "value": _plain(table["mean"].clip(lower=1e-6)),
            "color": [_faint(print_flows.COLOUR[one], LINK) for one in table["verdict"]],
            "customdata": [_link_text(row, language) for row in table.to_dict(orient="records")],
            "hovertemplate": "%{customdata}<extra></extra>",
        },
    }  # fmt: skip
    return _spec([sankey], language, HEIGHT + 80)


def _link_text(row: dict[str, Any], language: str) -> str:
    """What a ribbon says under the pointer: from where to where, how many, and the change with its interval."""
    steps = [print_flows.step_label(row[key], language) for key in ("from_step", "to_step")]
    said = f"{steps[0]} → {steps[1]}: {numbers.number(round(row['mean'], 1), language)}"
    keys = ("difference", "difference_low", "difference_high")
    if all(math.isfinite(row[key]) for key in keys):
        change, low, high = (print_waterfall.signed(round(row[key], 1), language) for key in keys)
        said += f" ({text('change_with_interval', language, change=change, low=low, high=high)})"
    return shown(said)


def distribution(result: RunResult, kind: str, organisation: str, language: str) -> Spec:
    """The share that had waited, or lasted, no longer than so many days, a line for each scenario."""
    data = []
    for place, scenario in enumerate(result.names):
        line = print_waits.cumulative(result, scenario, kind, organisation)
        data.append(
            {
                "type": "scatter", "mode": "lines", "x": _plain(line["days"], 5), "y": _plain(line["share"], 4),
                "name": shown(label_of(result, scenario, language)),
                "line": {"color": _colour(place), "dash": DASHES[place % len(DASHES)]},
                "hovertemplate": "≤ %{x:,.3~g}: %{y:.1%}" + NAMED,
            }
        )  # fmt: skip
    days = {"type": "log", "title": {"text": word("units", "days", language)}, "tickvals": list(print_waits.TICKS),
            "ticktext": [numbers.number(one, language) for one in print_waits.TICKS]}  # fmt: skip
    return _spec(data, language, HEIGHT, xaxis=days, yaxis={"range": [0, 1.02], "tickformat": ".0%"})


def waterfall(result: CompareResult, scenario: str, outcome: str, language: str) -> Spec:
    """The difference of one scenario in one outcome divided over its levers."""
    table = print_waterfall.bars(result, scenario, outcome)
    parts = zip(table["kind"], table["part"], strict=True)
    labels = [_broken(print_waterfall.part_label(kind, part, language)) for kind, part in parts]
    bars = {
        "type": "waterfall", "orientation": "h", "y": labels, "x": _plain(table["effect"]),
        "measure": ["total" if kind == TOTAL else "relative" for kind in table["kind"]],
        "increasing": {"marker": {"color": style.COLOURS[0]}}, "decreasing": {"marker": {"color": style.COLOURS[1]}},
        "totals": {"marker": {"color": style.GREY}}, "connector": {"line": {"color": style.GREY, "width": 1}},
        "customdata": [_interval_text(row, language) for row in table.to_dict(orient="records")],
        "hovertemplate": "%{y}: %{customdata}<extra></extra>",
    }  # fmt: skip
    about = catalogue()[outcome]
    title = f"{about.label(language)}, {word('units', about.unit, language)}"
    across = {"title": {"text": shown(title)}, "zeroline": True, "zerolinecolor": style.INK}
    if about.unit == "share":
        across["tickformat"] = _share_format([*table["effect"], *(table["start"] + table["effect"])], 1)
    return _spec([bars], language, BAR * len(table) + 110, xaxis=across, yaxis={"autorange": "reversed"})


def _interval_text(row: dict[str, Any], language: str) -> str:
    """The effect of a part with its interval."""

    def said(value: float) -> str:
        return print_waterfall.effect_text(value, row["unit"], language)

    if not (math.isfinite(row["low"]) and math.isfinite(row["high"])):
        return said(row["effect"])
    return f"{said(row['effect'])} [{said(row['low'])}, {said(row['high'])}]"


def _spec(data: list[Spec], language: str, height: int, **layout: Any) -> Spec:
    """A specification in the one style of all figures for the screen."""
    axis = {"gridcolor": style.GRID, "automargin": True, "zeroline": False}
    given = {key: axis | value if key.startswith(("xaxis", "yaxis")) else value for key, value in layout.items()}
    base = {
        "height": height, "autosize": True, "separators": SEPARATORS[language],
        "paper_bgcolor": "white", "plot_bgcolor": "white",
        "font": {"family": "system-ui, Verdana, sans-serif", "size": 13, "color": style.INK},
        "margin": {"l": 10, "r": 10, "t": 40, "b": 40}, "hoverlabel": {"align": "left"}, "hovermode": "closest",
        "legend": {"orientation": "h", "yanchor": "bottom", "y": 1.02, "x": 0, "xanchor": "left"},
    }  # fmt: skip
    return {"data": data, "layout": base | given}


def _share_format(values: Iterable[float], least: int) -> str:
    """How ticks between 0 and the largest of these shares are written, so that no two of them read the same."""
    largest = max((abs(value) * 100 for value in values if math.isfinite(value)), default=0.0)
    decimals = max(least, 1 - math.floor(math.log10(largest))) if largest > 0 else least
    return f".{min(decimals, numbers.MOST_DECIMALS)}%"


def _plain(values: Iterable[float], digits: int = 6) -> list[float | None]:
    """Numbers as JSON holds them, with no more digits than a screen shows."""
    return [None if not math.isfinite(one) else float(f"{one:.{digits}g}") for one in values]


def _marker(place: int) -> Spec:
    return {"symbol": SYMBOLS[place % len(SYMBOLS)]}


def _colour(place: int) -> str:
    return style.COLOURS[place % len(style.COLOURS)]


def _faint(colour: str, share: float) -> str:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red},{green},{blue},{share})"


def _broken(label: str, columns: int = LABEL_COLUMNS) -> str:
    """A label over several lines, shown letter by letter."""
    return "<br>".join(shown(line) for line in textwrap.wrap(label, columns))
