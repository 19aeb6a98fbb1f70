"""What the site needs beside Markdown: equations without scripts, links to files outside `docs/`."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from latex2mathml.converter import convert
from mkdocs.structure.files import File, Files

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
OUTSIDE = "repository"  # where files outside `docs/` stand in the site
LINK = re.compile(r"(!?\[(?:[^\[\]]|\[[^\]]*\])*\])\(([^)\s]+)\)")
CODE = re.compile(r"(```.*?```|`[^`\n]+`)", re.DOTALL)
DISPLAYED, INLINE = re.compile(r"\$\$(.+?)\$\$", re.DOTALL), re.compile(r"(?<![\\$\w])\$([^$\n]+?)\$(?!\w)")
NAME = re.compile(r"\\mathtt\{([^{}]*)\}")  # of a parameter
# Pages that are read in the repository and linked from the site; other files outside are shown as they are.
PAGES = (".md",)


def on_files(files: Files, config: Any, **_: Any) -> Files:
    """Add the files outside of `docs/` that pages lead to."""
    for path in sorted(_outside()):
        files.append(File.generated(config, f"{OUTSIDE}/{path.relative_to(ROOT).as_posix()}", abs_src_path=str(path)))
    return files


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """Let links lead to where their targets stand in the site, and write equations as MathML."""
    mine = _home(page.file.src_uri)
    at = page.file.src_uri
    with_links = outside_code(markdown, lambda text: LINK.sub(lambda found: _link(found, mine, at), text))
    return outside_code(with_links, with_equations)


def with_equations(text: str) -> str:
    """The text with every equation between dollars as MathML, which browsers draw themselves."""
    box = '<div style="margin: 1em 0; overflow-x: auto">'  # a wide equation is scrolled
    text = DISPLAYED.sub(lambda found: f"\n{box}{_mathml(found[1], 'block')}</div>\n", text)
    return INLINE.sub(lambda found: f"<span>{_mathml(found[1], 'inline')}</span>", text)


def _mathml(tex: str, display: str) -> str:
    names = NAME.sub(lambda found: f"\\text{{{found[1]}}}".replace("\\_", "_"), tex.strip())
    return str(convert(names, display=display))


def outside_code(markdown: str, change: Callable[[str], str]) -> str:
    """The page with a change of all that is no code."""
    parts = CODE.split(markdown)
    return "".join(part if number % 2 else change(part) for number, part in enumerate(parts))


def _home(src_uri: str) -> Path:
    """The file in the repository that a page of the site is made from."""
    return ROOT / src_uri.removeprefix(f"{OUTSIDE}/") if src_uri.startswith(f"{OUTSIDE}/") else DOCS / src_uri


def _link(found: re.Match[str], mine: Path, at: str) -> str:
    label, target = found[1], found[2]
    name, _, part = target.partition("#")
    if not name or "://" in target or target.startswith("mailto:"):
        return found[0]
    path = Path(os.path.normpath(mine.parent / name))
    if path.is_dir() or not (path.is_relative_to(DOCS) or path.is_file()):
        return label.strip("![]") if not label.startswith("!") else found[0]
    inside = path.relative_to(DOCS) if path.is_relative_to(DOCS) else Path(OUTSIDE) / path.relative_to(ROOT)
    leads = os.path.relpath(inside, Path(at).parent).replace(os.sep, "/")
    return f"{label}({leads}{'#' + part if part else ''})"


def _outside() -> set[Path]:
    """The files outside of `docs/` that pages lead to, and those that these lead to."""
    found: set[Path] = set()
    left = list(DOCS.rglob("*.md"))
    while left:
        page = left.pop()
        for _, target in LINK.findall(CODE.sub("", page.read_text(encoding="utf-8"))):
            name = target.partition("#")[0]
            path = Path(os.path.normpath(page.parent / name))
            local = name and "://" not in target and path.is_file()
            if local and path.is_relative_to(ROOT) and not path.is_relative_to(DOCS) and path not in found:
                found.add(path)
                left += [path] if path.suffix in PAGES else []
    return found
