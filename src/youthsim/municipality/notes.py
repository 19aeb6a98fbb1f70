"""What must be said about a fit: figures that are not met, contradict each other, or are mostly chance."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from youthsim.chain import states as X
from youthsim.municipality.catalogue import WAIT, figures
from youthsim.municipality.chance import is_noise, one_year
from youthsim.municipality.fitting import Fitted
from youthsim.municipality.texts import listed, say, shown, unit
from youthsim.outcomes.catalogue import word
from youthsim.parameters import registry

MET = 0.01  # a relative miss that is called met
NOISE = 0.25  # a year's figure that lies further than this from its mean, one year in twenty, is called noise
FEWEST_PLACES = 5.0
TINY = 1e-12
WORKERS = "fte/100,000 youths"


@dataclass(frozen=True, slots=True)
class Note:
    """Something to say about figures: of what kind, about which, and what fills its text."""

    kind: str
    figures: tuple[str, ...]
    values: Mapping[str, str | float] = field(default_factory=dict)

    def text(self, language: str) -> str:
        """The note as one line."""
        filled = {key: shown(one, language) if isinstance(one, float) else one for key, one in self.values.items()}
        values = filled | {"figure": ", ".join(self.figures), "figures": listed(self.figures, language)}
        if self.kind == "few_places":
            values["organisation"] = word("organisations", values["organisation"], language)
        values["unit"] = unit(values.get("unit", ""), language)
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
            about: dict[str, str | float] = {"asked": fitted.asked[name], "found": fitted.found[name]}
            yield Note("unmet", (name,), about | {"unit": figures()[name].unit})


def _implausible(fitted: Fitted) -> Iterator[Note]:
    """One note for each list of parameters: the member that lies furthest outside.

    Workers of organisations without a figure are whatever the waits ask for: more of them in a small pool.
    """
    worst: dict[str, tuple[float, Note]] = {}
    about: dict[str, str | float]
    for name, value in fitted.values.items():
        p = registry()[name]
        if p.unit == WORKERS:
            continue
        low, high = _plausible(name, fitted.base.parameter(name))
        beyond = max(value / high, low / max(value, TINY))
        if beyond > max(1.0, worst[p.family][0] if p.family in worst else 0.0):
            about = {"parameter": name, "found": value, "low": low, "high": high, "unit": p.unit}
            worst[p.family] = (beyond, Note("implausible", fitted.because[name], about))
    yield from (note for _, note in worst.values())


def _plausible(name: str, base: float) -> tuple[float, float]:
    """The plausible range in this era: it keeps its proportion to the calibrated value, within the hard bounds."""
    p = registry()[name]
    ratio = base / p.value if p.value else 1.0
    return max(p.minimum, p.low * ratio), max(TINY, min(p.maximum, p.high * ratio))


def _noise(fitted: Fitted) -> Iterator[Note]:
    for name in fitted.asked.figures:
        spread = one_year(fitted, name)
        if spread is not None and figures()[name].chance != WAIT and is_noise(spread, fitted.found[name], NOISE):
            about: dict[str, str | float] = {"low": spread.low, "high": spread.high, "unit": figures()[name].unit}
            yield Note("noise", (name,), about)


def _few_places(fitted: Fitted) -> Iterator[Note]:
    for o, places in fitted.places.items():
        each = places / fitted.demand[o].pools
        if each < FEWEST_PLACES:
            about: dict[str, str | float] = {"organisation": X.ORGANISATIONS[o], "places": each, "least": FEWEST_PLACES}
            yield Note("few_places", (), about)
