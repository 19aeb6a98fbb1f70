"""The words of what is asked, shown and written, in English and Dutch."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path

from youthsim.scenario.problems import number

LANGUAGES = ("en", "nl")
FEWEST_DIGITS = 1000  # from here on a number is shown whole
DECIMAL_POINT = {"en": ".", "nl": ","}
WHOLE, SHORT = "{:.0f}", "{:.3g}"


@functools.cache
def _words() -> Mapping[str, Mapping[str, list[str]]]:
    return tomllib.loads((Path(__file__).parent / "words.toml").read_text(encoding="utf-8"))


def say(name: str, language: str, /, **values: object) -> str:
    """A text in ``language``, with its placeholders filled."""
    return _words()["texts"][name][LANGUAGES.index(language)].format(**values)


def shown(value: float, language: str = "en") -> str:
    """A figure as a reader would write it: three digits, or whole; with a comma in Dutch."""
    return _with_point((WHOLE if abs(value) >= FEWEST_DIGITS else SHORT).format(value), language)


def in_full(value: float, language: str = "en") -> str:
    """A figure in all its digits; with a comma in Dutch."""
    return _with_point(number(value), language)


def _with_point(text: str, language: str) -> str:
    return text.replace(".", DECIMAL_POINT[language])


def unit(name: str, language: str) -> str:
    """A unit in words; that of a parameter which is never fitted stays as the registry has it."""
    return _words()["units"].get(name, [name, name])[LANGUAGES.index(language)]


def listed(names: Sequence[str], language: str) -> str:
    """``a``, or ``a, b and c``."""
    last = f" {say('and', language)} ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else None
    return last or "".join(names)


def place(where: str) -> str:
    """FILE:LINE without the folders of the file."""
    return Path(where).name
