"""The questions, one after the other, and what an answer means."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from typing import TypeVar

from babel import numbers

from youthsim.municipality.asked import (
    Asked,
    Given,
    completed,
    wrong_alone,
    wrong_era,
    wrong_together,
    wrong_year,
)
from youthsim.municipality.catalogue import Figure, eras, figures
from youthsim.municipality.reading import DEFAULT_ERA
from youthsim.municipality.texts import say, shown, unit

EXAMPLE = 12.5
Meaning = TypeVar("Meaning")
Ask = Callable[[str, str | None], str]  # a question and its default, to an answer; "" takes the default


class Refused(Exception):
    """An answer cannot be; the message says why."""


def asked_of(ask: Ask, tell: Callable[[str], None], language: str) -> Asked:
    """Ask for every figure that the era knows.

    Args:
        ask: puts a question with its default, and gives the answer. tell: shows a line.
    """

    def answer(question: str, default: str | None, meaning: Callable[[str], Meaning]) -> Meaning | None:
        while True:
            given = ask(question, default).strip()
            if not given and default is not None:
                return None
            try:
                return meaning(given)
            except Refused as refused:
                tell(str(refused))

    tell(say("ask_intro", language))
    era = answer(say("ask_era", language), DEFAULT_ERA, _era) or DEFAULT_ERA
    first = eras()[era].scenario().start.year
    year = answer(say("ask_year", language), str(first), lambda text: _year(text, era, language)) or first
    given: dict[str, Given] = {}
    known: dict[str, float] = {}
    for name, figure in figures().items():
        if not figure.exists_in(era):
            continue
        default = figure.default(era, known)
        tell(figure.explanations[language])
        question = say("ask_figure", language, label=figure.label(language), unit=unit(figure.unit, language))

        meaning = functools.partial(_figure, figure=figure, era=era, known=known, language=language)
        value = answer(question, None if default is None else _written(default, language), meaning)
        if value is not None:
            given[name] = Given(value, say("typed", language))
        elif default is not None:
            value = default
        known[name] = float(value or 0.0)
    return completed(era, year, given)


def parsed(text: str, language: str) -> float:
    """A number as it is written in the language: 12.5 and 18,000 in English, 12,5 and 18.000 in Dutch.

    Raises:
        Refused: it is none.
    """
    try:
        return float(numbers.parse_decimal(text, locale=language, strict=True))
    except (numbers.NumberFormatError, ValueError, OverflowError):
        example = _written(EXAMPLE, language)
        raise Refused(say("ask_again_number", language, found=repr(text[:40]), example=example)) from None


def _written(value: float, language: str) -> str:
    """A number as it is written in the language, in as many digits as a figure has."""
    return str(numbers.format_decimal(float(shown(value)), locale=language, group_separator=False))


def _figure(text: str, figure: Figure, era: str, known: Mapping[str, float], language: str) -> float:
    value = parsed(text, language)
    if wrong := wrong_alone(figure, value, era) or wrong_together(figure, value, known):
        raise Refused(wrong)
    return value


def _era(text: str) -> str:
    if wrong := wrong_era(text):
        raise Refused(wrong)
    return text


def _year(text: str, era: str, language: str) -> int:
    value = parsed(text, language)
    if value != int(value):
        raise Refused(say("ask_again_number", language, found=repr(text[:40]), example=eras()[era].first_year))
    if wrong := wrong_year(era, int(value)):
        raise Refused(wrong)
    return int(value)
