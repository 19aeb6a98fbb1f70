"""The pages of the documentation and the blocks of code in them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])
LANGUAGES = ("bash", "python", "toml", "text")  # text is what a program said, and is not carried out
FENCED = re.compile(r"^```([^\n]*)\n(.*?)^```", re.DOTALL | re.MULTILINE)
NAMED = re.compile(r"`([\w./-]+\.toml)`")


class Block(NamedTuple):
    """A block of code; ``name`` is that of the last TOML file which the page names before it."""

    language: str
    text: str
    name: str

    @property
    def lines(self) -> list[str]:
        """The lines without comments behind them."""
        plain = [line.partition(" #")[0].strip() for line in self.text.splitlines()]
        return [line for line in plain if line and not line.startswith("#")]


def blocks(page: Path) -> list[Block]:
    """The blocks of a page, in order."""
    text = page.read_text(encoding="utf-8")
    found = []
    for match in FENCED.finditer(text):
        names = NAMED.findall(FENCED.sub("", text[: match.start()]))
        found.append(Block(match[1].strip(), match[2], Path(names[-1]).name if names else ""))
    return found


def title(page: Path) -> str:
    """How a test calls a page."""
    return page.relative_to(ROOT).as_posix()
