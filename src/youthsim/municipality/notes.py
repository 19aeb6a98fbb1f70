"""What must be said about a fit: figures that are not met, contradict each other, or are mostly chance."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from youthsim.chain import states as X
from youthsim.municipality.catalogue import WAIT, figures
from youthsim.municipality.chance import is_noise, one_year
from youthsim.municipality.fitting import Fitted
from youthsim.municipality.texts import listed, say, shown
from youthsim.outcomes.catalogue import word
from youthsim.parameters import registry

MET = 0.01  # a relative miss that is called met
NOISE = 0.25  # a year's figure that lies further than this from its mean, one year in twenty, is called noise
FEWEST_PLACES = 5.0


@dataclass(frozen=True, slots=True)
class Note:
    """Something to say about figures: of what kind, about which, and what fills its text."""

    kind: str
    figures: tuple[str, ...]
    values: Mapping[str, str] = field(default_factory=dict)

    def text(self, language: str) -> str:
        """The note as one line."""
        values = dict(self.values) | {"figure": ", ".join(self.figures), "figures": listed(self.figures, language)}
        if self.kind == "few_places":
            values["organisation"] = word("organisations", values["organisation"], language)
        if self.kind == "implausible":
            values["label"] = registry()[values["parameter"]].label(language)
        return say(self.kind, language, **values)


def notes(fitted: Fitted) -> list[Note]:
    """Everything that must be said, the worst first."""
    return [*_unmet(fitted), *_implausible(fitted), *_noise(fitted), *_few_places(fitted)]


def is_met(fitted: Fitted, name: str) -> bool:
    """Whether the fit has the figure."""
    return abs(fitted.found[name] / fitted.asked[name] - 1.0) <= MET


def _unmet(fitted: Fitted) -> Iterator[Note]:
    for name in fitted.asked.figures:
        if not is_met(fitted, name):
            about = {"asked": shown(fitted.asked[name]), "found": shown(fitted.found[name])}
            yield Note("unmet", (name,), about | {"unit": figures()[name].unit})


def _implausible(fitted: Fitted) -> Iterator[Note]:
    """One note for each list of parameters: the member that lies furthest outside."""
    worst: dict[str, tuple[float, str]] = {}
    for name, value in fitted.values.items():
        p = registry()[name]
        beyond = value / p.high if value > p.high else p.low / max(value, 1e-12) if value < p.low else 1.0
        if beyond > max(1.0, worst.get(p.family, (1.0, ""))[0]):
            worst[p.family] = (beyond, name)
    for _, name in worst.values():
        p = registry()[name]
        about = {"parameter": name, "found": shown(fitted.values[name]), "low": shown(p.low), "high": shown(p.high)}
        yield Note("implausible", fitted.because[name], about | {"unit": p.unit})


def _noise(fitted: Fitted) -> Iterator[Note]:
    for name in fitted.asked.figures:
        spread = one_year(fitted, name)
        if spread is not None and figures()[name].chance != WAIT and is_noise(spread, fitted.found[name], NOISE):
            about = {"low": shown(spread.low), "high": shown(spread.high), "unit": figures()[name].unit}
            yield Note("noise", (name,), about)


def _few_places(fitted: Fitted) -> Iterator[Note]:
    for o, places in fitted.places.items():
        each = places / fitted.demand[o].pools
        if each < FEWEST_PLACES:
            about = {"organisation": X.ORGANISATIONS[o], "places": shown(each), "least": shown(FEWEST_PLACES)}
            yield Note("few_places", (), about)
