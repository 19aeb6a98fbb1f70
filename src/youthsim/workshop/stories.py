"""What happened to a family, in words, and what a policy changed in its life.

The lives come from the event log of the compiled engine for the region of the picture: both engines write the same
lines, so this is the life that the picture shows, to its end.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from youthsim.chain.records import EVENTS
from youthsim.experiment.settings import Engine, engine_named
from youthsim.outcomes.catalogue import word
from youthsim.report import numbers
from youthsim.report.style import choose
from youthsim.scenario import Scenario
from youthsim.workshop import limits
from youthsim.workshop.films import REPLICATION, for_picture
from youthsim.workshop.measured import SEED
from youthsim.workshop.words import words

EVENT = "event_"
WEIGHT = {"ots_starts": 8, "uhp_starts": 8, "voogdij_starts": 8, "early_gi_starts": 4, "level_up": 1, "help_starts": 2}
LIGHTEST = 0.1
MOST_LINES = 160


@dataclass(frozen=True)
class Lives:
    """The event log of one replication of a small region, by family."""

    scenario: Scenario
    log: NDArray[np.void]
    organisations: tuple[str, ...]
    families: int

    def of(self, identity: int) -> NDArray[np.void]:
        """The lines about a family, in order of time."""
        mine: NDArray[np.void] = self.log[self.log["family"] == identity]
        return mine

    def lives_at(self, place: int, day: float) -> int:
        """The identity of the family that lives at a place on a day: a new one comes where one has left."""
        left = self.log[(self.log["event"] == EVENTS.index("leaves")) & (self.log["time"] <= day)]
        return place + self.families * int((left["family"] % self.families == place).sum())


class Library:
    """The lives that are remembered, by scenario; ``engine`` is the compiled core when None."""

    def __init__(self, engine: Engine | None = None) -> None:
        self._engine = engine or engine_named("core")
        self._lives: OrderedDict[str, Lives] = OrderedDict()
        self._lock = threading.Lock()

    def lives(self, scenario: Scenario) -> Lives:
        """The lives of a scenario's families; made in a tenth of a second when they are first asked for."""
        key = scenario.hash
        with self._lock:  # one at a time: they are short
            found = self._lives.pop(key, None) or _lived(for_picture(scenario), self._engine)
            self._lives[key] = found
            while len(self._lives) > limits.KEPT_STORIES:
                self._lives.popitem(last=False)
        return found


def _lived(scenario: Scenario, engine: Engine) -> Lives:
    arrays = engine.build(scenario)
    recording = engine.simulate(arrays, SEED, REPLICATION, events=True, stop=None)
    order = np.argsort(recording.events["time"], kind="stable")
    organisations = tuple(pool.organisation for pool in arrays.pools)
    return Lives(scenario, recording.events[order], organisations, round(scenario.families))


def story(both: tuple[Lives, Lives], identity: int, language: str) -> dict[str, Any]:
    """A family's life under the base and under the policy, and from when on the two differ."""
    told = [_told(lives, identity, language) for lives in both]
    known = [{(line["when"], line["text"]) for line in lines} for lines in told]
    for place, lines in enumerate(told):
        for line in lines:
            line["differs"] = (line["when"], line["text"]) not in known[1 - place]
    apart = min((line["day"] for lines in told for line in lines if line["differs"]), default=None)
    return {
        "family": identity,
        "area": _area_of(both[0], identity),
        "lines": [lines[:MOST_LINES] for lines in told],
        "apart": None if apart is None else _day(both[0], apart, language),
    }


def _told(lives: Lives, identity: int, language: str) -> list[dict[str, Any]]:
    """The life of a family, a sentence for each line of the log."""
    return [
        {
            "day": int(line["time"]),
            "when": _day(lives, float(line["time"]), language),
            "text": sentence(EVENTS[line["event"]], _where(lives, line), int(line["detail"]), language),
        }
        for line in lives.of(identity)
    ]


def sentence(event: str, where: str, detail: int, language: str) -> str:
    """A line of the log in words; an event that has none yet is told by its name."""
    known = words()
    for name in (f"{EVENT}{event}_{detail}", f"{EVENT}{event}"):
        if name in known:
            organisation = word("organisations", where, language)
            return choose(known[name], language).format(where=organisation, detail=detail)
    return event.replace("_", " ")


def _where(lives: Lives, line: np.void) -> str:
    pool = int(line["organisation"])
    return lives.organisations[pool] if 0 <= pool < len(lives.organisations) else ""


def _area_of(lives: Lives, identity: int) -> str:
    mine = lives.of(identity)
    return lives.scenario.areas[int(mine["area"][0])].name if len(mine) else ""


def _day(lives: Lives, time: float, language: str) -> str:
    return numbers.day(lives.scenario.start + timedelta(days=int(time)), language)


def changed_most(both: tuple[Lives, Lives], language: str) -> list[dict[str, Any]]:
    """The families whose lives differ most between base and policy, with what there is more or less of."""
    counts = [_events_by_family(lives) for lives in both]
    found = []
    for identity in sorted(set(counts[0]) | set(counts[1])):
        before, after = (count.get(identity, {}) for count in counts)
        change = {event: after.get(event, 0) - before.get(event, 0) for event in {*before, *after}}
        weight = sum(abs(number) * WEIGHT.get(event, LIGHTEST) for event, number in change.items())
        if weight:
            found.append((weight, identity, change))
    found.sort(key=lambda one: (-one[0], one[1]))
    return [
        {"family": identity, "place": identity % both[0].families, "label": _change_in_words(change, language)}
        for _, identity, change in found[: limits.FAMILIES_LISTED]
    ]


def _events_by_family(lives: Lives) -> Mapping[int, dict[str, int]]:
    found: dict[int, dict[str, int]] = {}
    families = lives.log["family"]
    for identity, event in zip(families.tolist(), lives.log["event"].tolist(), strict=True):
        if identity >= 0:
            mine = found.setdefault(identity, {})
            mine[EVENTS[event]] = mine.get(EVENTS[event], 0) + 1
    return found


def _change_in_words(change: Mapping[str, int], language: str) -> str:
    """The heaviest changes of a life: what there is more or less of."""
    heavy = sorted(
        (-abs(number) * WEIGHT[event], event) for event, number in change.items() if number and event in WEIGHT
    )
    known = words()
    parts = []
    for _, event in heavy[:2]:
        name = "more" if change[event] > 0 else "less"
        parts.append(choose(known[f"life_{event}_{name}"], language).format(n=abs(change[event])))
    return ", ".join(parts) or choose(known["life_other"], language)
