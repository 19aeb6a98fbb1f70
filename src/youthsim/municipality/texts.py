"""The words of what is asked, shown and written, in English and Dutch."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path

LANGUAGES = ("en", "nl")
FEWEST_DIGITS = 1000  # from here on a number is shown whole
WHOLE, SHORT = "{:.0f}", "{:.3g}"


@functools.cache
def _words() -> Mapping[str, Mapping[str, list[str]]]:
    return tomllib.loads((Path(__file__).parent / "words.toml").read_text(encoding="utf-8"))


def say(name: str, language: str, /, **values: object) -> str:
    """A text in ``language``, with its placeholders filled."""
    return _words()["texts"][name][LANGUAGES.index(language)].format(**values)


def shown(value: float) -> str:
    """A figure as a reader would write it: three digits, or whole."""
    return (WHOLE if abs(value) >= FEWEST_DIGITS else SHORT).format(value)


def unit(name: str, language: str) -> str:
    """A unit in words; those of parameters stay as the registry has them."""
    return _words()["units"].get(name, [name, name])[LANGUAGES.index(language)]


def listed(names: Sequence[str], language: str) -> str:
    """``a``, or ``a, b and c``."""
    last = f" {say('and', language)} ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else None
    return last or "".join(names)


def place(where: str) -> str:
    """FILE:LINE without the folders of the file."""
    return Path(where).name
