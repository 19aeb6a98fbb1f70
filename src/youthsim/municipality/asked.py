"""What a municipality says of itself: its figures, checked one by one and against each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from youthsim.municipality.catalogue import Figure, eras, figures
from youthsim.scenario.problems import number, out_of_bounds, unknown


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


def wrong_alone(figure: Figure, value: float, era: str) -> str | None:
    """What is impossible about a figure by itself, or None."""
    if not figure.exists_in(era):
        allowed = ", ".join(name for name in eras() if figure.exists_in(name))
        return f"{figure.name} does not exist in era {era}; found {number(value)}, allowed in {allowed}"
    if not figure.minimum <= value <= figure.maximum:
        return out_of_bounds(figure.name, value, figure.minimum, figure.maximum, figure.unit)
    if figure.whole and value != int(value):
        return f"{figure.name} has the wrong type; found {number(value)}, allowed a whole number"
    return None


def wrong_together(figure: Figure, value: float, known: Mapping[str, float]) -> str | None:
    """What is impossible about a figure beside the others, or None."""
    whole = figure.at_most
    if whole is None or whole not in known or value <= known[whole]:
        return None
    allowed = f"allowed at most {whole}, {number(round(known[whole], 2))}"
    return f"{figure.name} is a part of {whole} and above it; found {number(value)}, {allowed}"


def wrong_year(era: str, year: int) -> str | None:
    """Whether the era does not have the year."""
    about = eras()[era]
    if about.first_year <= year <= about.last_year:
        return None
    others = [name for name, other in eras().items() if other.first_year <= year <= other.last_year]
    hint = f"; {year} is in {others[0]}" if others else ""
    return out_of_bounds(f"year of era {era}", year, about.first_year, about.last_year, "") + hint


def wrong_era(era: str) -> str | None:
    """Whether there is no such era."""
    return None if era in eras() else unknown("era", era, eras())


def contradictions(given: Mapping[str, Given]) -> Iterator[tuple[str, str]]:
    """The figures that cannot be beside the others, each with what is wrong.

    A national rate is no figure of the municipality: it is not held against the others.
    """
    known = {name: one.value for name, one in given.items()}
    for name, one in given.items():
        if one.where and (text := wrong_together(figures()[name], one.value, known)):
            yield name, text
