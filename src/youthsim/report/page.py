"""The report as one HTML file: it needs nothing from a network, and shows everything without scripts too."""

from __future__ import annotations

import base64
import gzip
import json
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path

import jinja2
from markupsafe import Markup

from youthsim.report.charts import Chart
from youthsim.report.contents import Contents
from youthsim.report.tables import Table

TEMPLATES = Path(__file__).parent / "templates"
FONT, FONTS = "'DejaVu Sans'", "'DejaVu Sans', Verdana, sans-serif"  # of about the same width
# What ends a script or begins a comment must not stand in JSON within a page.
JSON_ESCAPES = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"})


@dataclass(frozen=True, slots=True)
class ShownChart:
    """A figure as the template takes it: data for the screen, and the picture for print."""

    key: str
    title: str
    alt: str
    caption: str
    labels: tuple[str, ...]
    data: Markup
    image: str
    table: Table | None


def write(it: Contents, path: Path) -> None:
    """Write the page to ``path``."""
    path.write_text(page(it), encoding="utf-8")


def page(it: Contents) -> str:
    """The whole page."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=True, undefined=jinja2.StrictUndefined
    )
    read = {name: (TEMPLATES / name).read_text(encoding="utf-8") for name in ("report.css", "report.js")}
    return environment.get_template("report.html.j2").render(
        it=it,
        language=it.language,
        charts=[_shown(chart) for chart in it.charts],
        style=Markup(read["report.css"]),
        script=Markup(read["report.js"]),
        library=Markup(_library()),
    )


def _shown(chart: Chart) -> ShownChart:
    figures = [variant.draw() for variant in chart.variants]
    data = json.dumps(figures, separators=(",", ":"), ensure_ascii=False).translate(JSON_ESCAPES)
    image, caption = chart.picture
    image = image.replace(FONT, FONTS)
    labels = tuple(variant.label for variant in chart.variants)
    return ShownChart(
        chart.key, chart.title, chart.alt, caption, labels, Markup(data), base64.b64encode(image.encode()).decode(),
        chart.table,
    )  # fmt: skip


@cache
def _library() -> str:
    """Plotly's own script, packed: unpacked it would fill the room that a mail attachment has."""
    script = resources.files("plotly").joinpath("package_data", "plotly.min.js").read_bytes()
    return base64.b64encode(gzip.compress(script, compresslevel=9, mtime=0)).decode()
