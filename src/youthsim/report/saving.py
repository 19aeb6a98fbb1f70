"""Write a figure to a file."""

from __future__ import annotations

from pathlib import Path

from matplotlib.figure import Figure

from youthsim.report import style

# Without a date in the file, the same result gives the same bytes.
METADATA = {"png": {"Software": None}, "svg": {"Date": None, "Creator": None}}


def save(figure: Figure, path: Path) -> None:
    """Write a figure as its ending says, PNG or SVG."""
    with style.styled():
        figure.savefig(path, dpi=style.DPI, metadata=METADATA[path.suffix.removeprefix(".")])
