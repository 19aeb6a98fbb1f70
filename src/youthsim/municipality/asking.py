"""The questions, one after the other, what an answer means, and a second look at all of them."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TypeVar

from babel import numbers

from youthsim.municipality.asked import (
    Asked,
    Given,
    completed,
    contradictions,
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
Ask = Callable[[str, str], str]  # a question and its default, "" where it has none, to an answer; "" is an empty Enter


class Refused(Exception):
    """An answer cannot be; the message says why."""


def asked_of(ask: Ask, tell: Callable[[str], None], language: str) -> Asked:
    """Ask for every figure that the era knows, show all of them, and ask again for what is to be corrected.

    Args:
        ask: puts a question with its default, and gives the answer. tell: shows a line.
    """
    talk = _Talk(ask, tell, language)
    tell(say("ask_intro", language))
    talk.ask_era()
    for name in figures():
        talk.ask_figure(name)
    while (question := talk.to_correct()) is not None:
        question()
    return talk.asked()


def parsed(text: str, language: str) -> float:
    """A number as it is written in the language: 12.5 and 18,000 in English, 12,5 and 18.000 in Dutch.

    Raises:
        Refused: it is none.
    """
    try:
        return float(numbers.parse_decimal(text, locale=language, strict=True))
    except (numbers.NumberFormatError, ValueError, OverflowError):
        example = shown(EXAMPLE, language)
        raise Refused(say("ask_again_number", language, found=repr(text[:40]), example=example)) from None


class _Talk:
    """What was answered so far; each question changes one answer."""

    def __init__(self, ask: Ask, tell: Callable[[str], None], language: str) -> None:
        self._ask, self._tell, self._language = ask, tell, language
        self._era, self._year = DEFAULT_ERA, 0
        self._given: dict[str, float] = {}

    def asked(self) -> Asked:
        """The answers, and national rates for what was left open."""
        typed = say("typed", self._language)
        given = {name: Given(value, typed) for name, value in self._given.items()}
        return completed(self._era, self._year, given)

    def ask_era(self) -> None:
        """Ask for the era and the year in it; what does not exist in the era is forgotten."""
        self._era = self._answer(say("ask_era", self._language), DEFAULT_ERA, self._meant_era) or DEFAULT_ERA
        self._given = {name: value for name, value in self._given.items() if figures()[name].exists_in(self._era)}
        self.ask_year()

    def ask_year(self) -> None:
        """Ask for the year of the figures."""
        first = eras()[self._era].scenario().start.year
        self._year = self._answer(say("ask_year", self._language), str(first), self._meant_year) or first

    def ask_figure(self, name: str) -> None:
        """Ask for a figure, if the era knows it; an empty answer is the national rate."""
        figure, language = figures()[name], self._language
        if not figure.exists_in(self._era):
            return
        self._given.pop(name, None)
        default = figure.default(self._era, self.asked().values)
        self._tell(figure.explanations[language])
        value = self._answer(
            say("ask_figure", language, label=figure.label(language), unit=unit(figure.unit, language)),
            "" if default is None else shown(default, language),
            lambda text: self._meant_figure(text, figure),
        )
        if value is not None:
            self._given[name] = value

    def to_correct(self) -> Callable[[], None] | None:
        """Show every answer and ask which is to be corrected: its question, or None where all is well."""
        language = self._language
        lines, questions = self._summary()
        self._tell("")
        for number, line in enumerate(lines, start=1):
            self._tell(f"{number:>3}  {line}")
        wrong = [text for _, text in contradictions(self.asked().figures, language)]
        for text in wrong:
            self._tell(text)
        while True:
            answer = self._ask(say("ask_correct", language), "").strip()
            if not answer and not wrong:
                return None
            if answer.isdecimal() and 1 <= int(answer) <= len(questions):
                return questions[int(answer) - 1]
            self._tell(say("ask_again_line", language, found=repr(answer[:40]), last=len(questions)))

    def _summary(self) -> tuple[list[str], list[Callable[[], None]]]:
        """A line for each answer, and the question that it answers."""
        language, asked = self._language, self.asked()
        lines = [f"{say('era', language)}: {asked.era}", f"{say('year', language)}: {asked.year}"]
        questions: list[Callable[[], None]] = [self.ask_era, self.ask_year]
        for name, given in asked.figures.items():
            figure = figures()[name]
            line = f"{figure.label(language)} ({name}): {shown(given.value, language)} {unit(figure.unit, language)}"
            lines.append(line if given.where else f"{line}, {say('national', language)}")
            questions.append(functools.partial(self.ask_figure, name))
        return lines, questions

    def _answer(self, question: str, default: str, meaning: Callable[[str], Meaning]) -> Meaning | None:
        """What an answer means, or None where the default is taken; asked until it means something."""
        while True:
            given = self._ask(question, default).strip()
            if not given and default:
                return None
            try:
                return meaning(given)
            except Refused as refused:
                self._tell(str(refused))

    def _meant_figure(self, text: str, figure: Figure) -> float:
        language = self._language
        if not text:
            low, high = shown(figure.minimum, language), shown(figure.maximum, language)
            told = {"label": figure.label(language), "low": low, "high": high, "unit": unit(figure.unit, language)}
            raise Refused(say("ask_needed", language, **told))
        value = parsed(text, language)
        wrong = wrong_alone(figure, value, self._era, language)
        if wrong := wrong or wrong_together(figure, value, self.asked().values, language):
            raise Refused(wrong)
        return value

    def _meant_era(self, text: str) -> str:
        if wrong := wrong_era(text, self._language):
            raise Refused(wrong)
        return text

    def _meant_year(self, text: str) -> int:
        value = parsed(text, self._language)
        if value != int(value):
            example = eras()[self._era].first_year
            raise Refused(say("ask_again_number", self._language, found=repr(text[:40]), example=example))
        if wrong := wrong_year(self._era, int(value), self._language):
            raise Refused(wrong)
        return int(value)
