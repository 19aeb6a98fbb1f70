"""First-look figures of a run or a comparison, as PNG and SVG, readable in print and by colour-blind readers."""

from __future__ import annotations

from pathlib import Path

from matplotlib.figure import Figure

from youthsim.experiment.results import CompareResult, RunResult
from youthsim.report import style
from youthsim.report.forest import forest_figure, waits_figure
from youthsim.report.lines import levels_figure, outcome_figure, stocks_figure

FORMATS = ("svg", "png")
# Without a date in the file, the same result gives the same bytes.
METADATA = {"png": {"Software": None}, "svg": {"Date": None, "Creator": None}}


def plot(result: RunResult, outcome: str, organisation: str | None = None, language: str = "en") -> Figure:
    """A figure of one outcome over the years; in a comparison with the paired difference beside it.

    Raises:
        BadInput: the result does not hold this outcome or organisation.
    """
    return outcome_figure(result, outcome, organisation, language)


def first_look(result: RunResult, language: str = "en") -> dict[str, Figure]:
    """The figures that every result gets, by file name: stocks, waits, levels, OTS; for a comparison the forest."""
    figures = {
        "stocks": stocks_figure(result, language),
        "ots_started": outcome_figure(result, "ots_started", None, language),
        "waits": waits_figure(result, language),
        "levels": levels_figure(result, language),
    }
    if isinstance(result, CompareResult):
        figures = {"differences": forest_figure(result, language)} | figures
    return figures


def write(result: RunResult, folder: Path, language: str = "en") -> list[Path]:
    """Write the first-look figures into ``folder``; gives the files."""
    written = []
    for name, figure in first_look(result, language).items():
        for kind in FORMATS:
            path = folder / f"{name}.{kind}"
            with style.styled():
                figure.savefig(path, dpi=style.DPI, metadata=METADATA[kind])
            figure.set_layout_engine("none")  # the first format has found the layout: that is a third of the drawing
            written.append(path)
    return written
