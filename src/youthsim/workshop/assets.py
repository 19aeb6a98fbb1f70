"""All files of the page, held in memory under fixed names: no path that anybody sends is ever looked up."""

from __future__ import annotations

import functools
import gzip
import hashlib
import json
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import jinja2
from markupsafe import Markup

from youthsim.report.page import JSON_ESCAPES
from youthsim.workshop import limits
from youthsim.workshop.words import of_the_page

FOLDER = Path(__file__).parent / "page"
TYPES = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".svg": "image/svg+xml"}
PLOTLY = "plotly.js"


@dataclass(frozen=True, slots=True)
class Asset:
    """A file as it is sent: packed and not, with a tag that changes when it does."""

    content: bytes
    packed: bytes
    kind: str
    tag: str


@functools.cache
def assets() -> dict[str, Asset]:
    """The scripts, the style and the icon of the page by name."""
    found = {path.name: path for path in FOLDER.iterdir() if path.suffix in TYPES}
    return {name: _asset(path.read_bytes(), TYPES[path.suffix]) for name, path in found.items()}


@functools.cache
def plotly() -> Asset:
    """Plotly's own script, which comes with the package of that name."""
    script = resources.files("plotly").joinpath("package_data", "plotly.min.js").read_bytes()
    return _asset(script, TYPES[".js"])


def _asset(content: bytes, kind: str) -> Asset:
    return Asset(content, gzip.compress(content, 6, mtime=0), kind, hashlib.sha256(content).hexdigest()[:16])


@functools.cache
def _environment() -> jinja2.Environment:
    return jinja2.Environment(loader=jinja2.FileSystemLoader(FOLDER), autoescape=True, undefined=jinja2.StrictUndefined)


@functools.cache
def page(language: str, languages: tuple[str, ...]) -> str:
    """The page in ``language``; what is set stands in its address, so it is the same for all."""
    texts = of_the_page(language)
    settings = {"language": language, "families": limits.FAMILIES_IN_PICTURE, "replications": limits.REPLICATIONS}
    given = json.dumps({"words": texts, "settings": settings}, ensure_ascii=False).translate(JSON_ESCAPES)
    return (
        _environment()
        .get_template("page.html.j2")
        .render(t=texts, language=language, languages=languages, given=Markup(given), version=version())
    )


def entrance(language: str, action: str, wrong: bool) -> str:
    """The page that asks for the access code; ``action`` is where it leads back to."""
    return (
        _environment()
        .get_template("entrance.html.j2")
        .render(t=of_the_page(language), language=language, action=action, wrong=wrong, version=version())
    )


@functools.cache
def version() -> str:
    """A tag of all assets together, so that a browser never mixes old and new ones."""
    return hashlib.sha256("".join(sorted(asset.tag for asset in assets().values())).encode()).hexdigest()[:12]
