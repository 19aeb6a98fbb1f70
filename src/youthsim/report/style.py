"""How figures look: colours and dashes that a colour-blind reader and a black-and-white printer can tell apart."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.ticker import FuncFormatter, MaxNLocator

from youthsim.outcomes.catalogue import LANGUAGES
from youthsim.report import numbers

# Okabe and Ito (2008), "Color universal design"; without yellow, which is lost on white paper.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00", "#000000")
DASHES = ("solid", (0, (6, 2)), (0, (2, 1.5)), (0, (6, 2, 1, 2)), (0, (1, 1)), (0, (8, 2, 1, 2, 1, 2)), (0, (10, 3)))
MARKERS = ("o", "s", "^", "D", "v", "P", "X")
INK, GREY, GRID = "#222222", "#555555", "#DDDDDD"
PAGE_WIDTH = 7.2  # inches: the text width of an A4 page
DPI = 200
CAPTION = "caption"  # how the text is marked
CAPTION_COLUMNS = 118
LEGEND_COLUMNS = 3
HEADROOM = 1.08
SETTINGS: dict[Any, Any] = {
    "font.family": "DejaVu Sans",
    "text.parse_math": False,  # a title may hold dollars
    "font.size": 9,
    "axes.titlesize": 10,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.edgecolor": GREY,
    "axes.labelcolor": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.grid.axis": "y",
    "axes.axisbelow": True,
    "grid.color": GRID,
    "grid.linewidth": 0.6,
    "xtick.color": GREY,
    "ytick.color": GREY,
    "legend.frameon": False,
    "legend.handlelength": 3.2,
    "lines.linewidth": 1.6,
    "svg.fonttype": "none",
    "svg.hashsalt": "youthsim",
}


@contextmanager
def styled() -> Iterator[None]:
    """The style of youthsim while drawing; the reader's own settings come back afterwards."""
    with mpl.rc_context(SETTINGS):
        yield


def new_figure(height: float) -> Figure:
    """An empty figure of a page's width, without any global state; ``height`` in inches."""
    figure = Figure(figsize=(PAGE_WIDTH, height), layout="constrained")
    FigureCanvasAgg(figure)
    return figure


def caption(figure: Figure, text: str) -> None:
    """Write below the figure what it shows and where it comes from."""
    lines = textwrap.wrap(text, CAPTION_COLUMNS, break_on_hyphens=False)
    room = (len(lines) * 0.145 + 0.1) / figure.get_figheight()
    engine = figure.get_layout_engine()
    if isinstance(engine, ConstrainedLayoutEngine):
        engine.set(rect=(0, room, 1, 1 - room))
    below = figure.text(0.012, 0.06 / figure.get_figheight(), "\n".join(lines), fontsize=7, color=GREY, va="bottom")
    below.set_gid(CAPTION)


def take_caption(figure: Figure) -> str:
    """Take the caption off a figure, for where it is set beside it as text."""
    taken = [text for text in figure.texts if text.get_gid() == CAPTION]
    for text in taken:
        text.remove()
    engine = figure.get_layout_engine()
    if taken and isinstance(engine, ConstrainedLayoutEngine):
        engine.set(rect=(0, 0, 1, 1))
    return " ".join(text.get_text().replace("\n", " ") for text in taken)


def years_axis(axes: Axes) -> None:
    """Whole years along the horizontal axis."""
    axes.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=5))


def number_axis(axis: Any, language: str, unit: str | None = None) -> None:
    """Numbers along an axis in the notation of the language; shares as percentages."""
    shown = numbers.percent if unit == "share" else numbers.number
    axis.set_major_formatter(FuncFormatter(lambda value, _: shown(value, language)))


def from_zero(axes: Axes) -> None:
    """A vertical axis that begins at 0, with some air above the highest line."""
    axes.set_ylim(0, max(axes.get_ylim()[1] * HEADROOM, 1e-9))


def legend_above(figure: Figure, axes: Axes, *, least: int = 2) -> None:
    """One legend above all panels, where there are at least ``least`` things to tell apart."""
    handles, labels = axes.get_legend_handles_labels()
    if len(labels) >= least:
        figure.legend(handles, labels, loc="outside upper left", ncols=LEGEND_COLUMNS, fontsize=8)


def choose(pair: Sequence[str], language: str) -> str:
    """The text in ``language`` of a pair [English, Dutch]."""
    return pair[LANGUAGES.index("nl" if language == "nl" else "en")]


def panel_title(axes: Axes, title: str, columns: int) -> None:
    """A small title of a panel, broken over lines of so many characters."""
    axes.set_title("\n".join(textwrap.wrap(title, columns)), fontsize=8)
