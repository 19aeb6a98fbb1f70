"""The flow of families as an alluvial: where they go from each step in a year, and what changes against the base."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path

from youthsim.experiment.results import CompareResult, RunResult
from youthsim.outcomes.flows import MEASURES
from youthsim.report import numbers, style
from youthsim.report.conclusions import LESS, MORE, SMALL, verdict_of
from youthsim.report.texts import provenance, text

HEIGHT = {MEASURES: 4.4}
OTHER_HEIGHT = 4.8
NODE_WIDTH, GAP = 0.12, 0.045  # of the distance between columns, and of the height
LEAST = 0.001  # of the widest link: what is thinner is not drawn, and stands in the table
WHOLE = 100  # families per year: from here on a step and its change are told in whole families
COLOUR = {LESS: style.COLOURS[1], MORE: style.COLOURS[0], "": "#B8B8B8"}


@dataclass(slots=True)
class Node:
    """A step: its column, its size in families per year, and how far its two sides are filled."""

    name: str
    column: int
    size: float
    bottom: float = 0.0
    filled: dict[str, float] = field(default_factory=lambda: {"in": 0.0, "out": 0.0})


def links(result: RunResult, view: str, scenario: str) -> pd.DataFrame:
    """The links of one view and scenario that carry families, with the verdict on their change against the base.

    Returns:
        the rows of ``flows.csv`` and ``verdict``: ``less``, ``more``, or empty where no change is shown, or one that
        is small (see ``conclusions.SMALL``).
    """
    table = result.flows
    if table is None:
        raise ValueError("the result holds no flows")
    mine = table[(table["view"] == view) & (table["scenario"] == scenario)]
    mine = mine[mine["mean"] > LEAST * mine["mean"].max()]
    keys = ["difference", "difference_low", "difference_high"]
    verdicts = [verdict_of(*row) for row in mine[keys].itertuples(index=False)]
    large = mine["difference"].abs() >= SMALL * (mine["mean"] - mine["difference"]).abs()
    shown = [one if one in (LESS, MORE) and is_large else "" for one, is_large in zip(verdicts, large, strict=True)]
    return mine.assign(verdict=shown).reset_index(drop=True)


def columns_of(table: pd.DataFrame) -> dict[str, int]:
    """Step -> column: one after the last step that leads to it; what leads nowhere stands in the last column."""
    pairs = list(zip(table["from_step"], table["to_step"], strict=True))
    column = {step: 0 for pair in pairs for step in pair}
    for _ in column:
        for start, end in pairs:
            column[end] = max(column[end], column[start] + 1)
    last = max(column.values(), default=0)
    starts = {start for start, _ in pairs}
    return {step: place if step in starts else last for step, place in column.items()}


def nodes_of(table: pd.DataFrame) -> dict[str, Node]:
    """The steps with their places: sizes in families per year, bottoms so that a column is centred on 0."""
    column = columns_of(table)
    into, out = table.groupby("to_step")["mean"].sum(), table.groupby("from_step")["mean"].sum()
    nodes = {step: Node(step, place, max(into.get(step, 0.0), out.get(step, 0.0))) for step, place in column.items()}
    heights = {place: sum(n.size for n in nodes.values() if n.column == place) for place in column.values()}
    gap = GAP * max(heights.values(), default=1.0)
    for place, height in heights.items():
        mine = [node for node in nodes.values() if node.column == place]
        top = (height + gap * (len(mine) - 1)) / 2
        for node in mine:
            node.bottom = top - node.size
            top = node.bottom - gap
    return nodes


def step_label(step: str, language: str) -> str:
    """What a step is called."""
    return text(f"step_{step}", language)


def flows_figure(result: RunResult, view: str, scenario: str, language: str) -> Figure:
    """The flow of families of one scenario along one road; in a comparison coloured by the change against the base.

    Args:
        view: ``help`` or ``measures``.
    """
    table = links(result, view, scenario)
    nodes = nodes_of(table)
    compared = isinstance(result, CompareResult) and scenario != result.base
    with style.styled():
        figure = style.new_figure(HEIGHT.get(view, OTHER_HEIGHT))
        axes = figure.subplots()
        axes.set_axis_off()
        for row in table.to_dict(orient="records"):
            _ribbon(axes, nodes[row["from_step"]], nodes[row["to_step"]], row["mean"], COLOUR[row["verdict"]])
        for node in nodes.values():
            _bar(axes, node, label_with_number(table, node, language))
        last = max((node.column for node in nodes.values()), default=1)
        axes.set_xlim(-0.05, last + 0.75)
        title = f"{text(f'view_{view}', language)}: {scenario}"
        axes.set_title(title)
        said = text("flows_changed", language, base=result.names[0]) if compared else ""
        style.caption(figure, " ".join([text("flows_caption", language), said, provenance(result, language)]))
    return figure


def label_with_number(table: pd.DataFrame, node: Node, language: str, between: str = "\n") -> str:
    """The label of a step: its name, families per year and, in a comparison, how much that is more or less."""
    name = f"{step_label(node.name, language)}{between}"
    into, out = table[table["to_step"] == node.name], table[table["from_step"] == node.name]
    side = into if into["mean"].sum() >= out["mean"].sum() else out
    change = side["difference"].sum()
    if not math.isfinite(change) or side["verdict"].eq("").all() or round(change, 1) == 0:
        return f"{name}{numbers.number(round(node.size), language)}"
    # Both in as many decimals, so that one can be taken from the other.
    decimals = 0 if node.size >= WHOLE and round(change) != 0 else 1
    sign = "+" if change > 0 else ""
    shown = [numbers.number(value, language, decimals) for value in (node.size, change)]
    return f"{name}{shown[0]} ({sign}{shown[1]})"


def _bar(axes: Axes, node: Node, label: str) -> None:
    axes.add_patch(Rectangle((node.column, node.bottom), NODE_WIDTH, node.size, color=style.INK, linewidth=0))
    middle = node.bottom + node.size / 2
    axes.text(node.column + NODE_WIDTH + 0.03, middle, label, fontsize=7, color=style.INK, va="center", zorder=5)


def _ribbon(axes: Axes, start: Node, end: Node, size: float, colour: str) -> None:
    """A band between the two steps; bands leave and arrive from the top of a step down."""
    left, right = start.column + NODE_WIDTH, end.column
    top_left = start.bottom + start.size - start.filled["out"]
    top_right = end.bottom + end.size - end.filled["in"]
    start.filled["out"] += size
    end.filled["in"] += size
    middle = (left + right) / 2
    points = [
        (left, top_left), (middle, top_left), (middle, top_right), (right, top_right),
        (right, top_right - size), (middle, top_right - size), (middle, top_left - size), (left, top_left - size),
        (left, top_left),
    ]  # fmt: skip
    curve = [Path.CURVE4] * 3
    path = Path(points, [Path.MOVETO, *curve, Path.LINETO, *curve, Path.CLOSEPOLY])
    axes.add_patch(PathPatch(path, facecolor=colour, alpha=0.55, edgecolor=colour, linewidth=0.4))
    axes.autoscale_view()
