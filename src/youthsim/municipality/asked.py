"""What a municipality says of itself: its figures, checked one by one and against each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from youthsim.municipality.catalogue import Figure, eras, figures
from youthsim.municipality.texts import in_full, say, unit
from youthsim.scenario.problems import quote


class Given(NamedTuple):
    """A figure, and where it was given (FILE:LINE, or that it was typed); empty where it is the national rate."""

    value: float
    where: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """A municipality in one year: the figures that its chain must meet, every one that its era knows."""

    era: str
    year: int
    figures: Mapping[str, Given]
    title: str = ""
    source: str = ""

    def __getitem__(self, name: str) -> float:
        return self.figures[name].value

    @property
    def values(self) -> dict[str, float]:
        """The figures by name."""
        return {name: given.value for name, given in self.figures.items()}


def completed(era: str, year: int, given: Mapping[str, Given], title: str = "", source: str = "") -> Asked:
    """The figures given, and the national rate for those that were left out."""
    known: dict[str, float] = {}
    found: dict[str, Given] = {}
    for name, figure in figures().items():
        if name in given:
            found[name] = given[name]
        elif (rate := figure.default(era, known)) is not None:
            found[name] = Given(rate)
        else:
            continue  # it does not exist in this era, or hangs on a figure that is missing
        known[name] = found[name].value
    return Asked(era, year, found, title, source)


def wrong_alone(figure: Figure, value: float, era: str, language: str = "en") -> str | None:
    """What is impossible about a figure by itself, or None."""
    name, found = figure.name, in_full(value, language)
    if not figure.exists_in(era):
        allowed = ", ".join(name for name in eras() if figure.exists_in(name))
        return say("wrong_in_era", language, name=name, era=era, found=found, allowed=allowed)
    if not figure.minimum <= value <= figure.maximum:
        low, high = in_full(figure.minimum, language), in_full(figure.maximum, language)
        of = f" {unit(figure.unit, language)}"
        return say("wrong_bounds", language, name=name, found=found, low=low, high=high, unit=of)
    if figure.whole and value != int(value):
        return say("wrong_whole", language, name=name, found=found)
    return None


def wrong_together(figure: Figure, value: float, known: Mapping[str, float], language: str = "en") -> str | None:
    """What is impossible about a figure beside the others, or None."""
    whole = figure.at_most
    if whole is None or whole not in known or value <= known[whole]:
        return None
    most, found = in_full(round(known[whole], 2), language), in_full(value, language)
    return say("wrong_part", language, name=figure.name, whole=whole, found=found, most=most)


def wrong_year(era: str, year: int, language: str = "en") -> str | None:
    """Whether the era does not have the year."""
    about = eras()[era]
    if about.first_year <= year <= about.last_year:
        return None
    others = [name for name, other in eras().items() if other.first_year <= year <= other.last_year]
    hint = say("year_is_in", language, year=year, era=others[0]) if others else ""
    bounds = {"low": about.first_year, "high": about.last_year, "unit": ""}
    name = say("year_of_era", language, era=era)
    return say("wrong_bounds", language, name=name, found=year, **bounds) + hint


def wrong_era(era: str, language: str = "en") -> str | None:
    """Whether there is no such era."""
    return None if era in eras() else say("wrong_era", language, found=quote(era), allowed=", ".join(eras()))


def contradictions(given: Mapping[str, Given], language: str = "en") -> Iterator[tuple[str, str]]:
    """The figures that cannot be beside the others, each with what is wrong.

    A national rate is no figure of the municipality: it is not held against the others.
    """
    known = {name: one.value for name, one in given.items()}
    for name, one in given.items():
        if one.where and (text := wrong_together(figures()[name], one.value, known, language)):
            yield name, text
