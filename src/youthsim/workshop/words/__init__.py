"""The texts of the page, from the message catalogues beside this file: [English, Dutch] by name."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from pathlib import Path

from youthsim.report.style import choose
from youthsim.report.texts import load_texts

FOLDER = Path(__file__).parent


@functools.cache
def words() -> Mapping[str, tuple[str, ...]]:
    """Every text of the page, read once; a catalogue with a gap is refused."""
    return load_texts(FOLDER)


def of_the_page(language: str) -> dict[str, str]:
    """The texts that the page itself fills in, in ``language``; braces stay as they are."""
    return {name: choose(pair, language) for name, pair in words().items() if not name.startswith(("event_", "life_"))}
