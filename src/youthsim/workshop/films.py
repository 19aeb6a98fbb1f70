"""The Mesa model as a film: what every family and organisation does, day by day, made while people look.

A film depends on its scenario alone, so all who look at one scenario share one film. What has been seen once is kept as
changes, with the whole state now and then, so that it can be gone back to.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from youthsim.chain import states as X
from youthsim.chain.protection import TENTHS_PER_PLACE
from youthsim.engines.mesa import MesaModel
from youthsim.scenario import Scenario
from youthsim.workshop import limits
from youthsim.workshop.measured import SEED

# Where a family can be seen, beside the organisations that have places.
HOME, COURT, PLACED, EARLY = "home", "court", "placed", "early"
LOCAL = "local"
NODES = (HOME, LOCAL, *X.ORGANISATIONS[X.ORG_PROVIDER :], COURT, PLACED, EARLY)
NODE = {name: place for place, name in enumerate(NODES)}
DRAWN_AT = {"drawing_rights": "provider"}  # whose places are no place of their own
NODE_OF = {name: NODE.get(DRAWN_AT.get(name, name), NODE[LOCAL]) for name in X.ORGANISATIONS}
# The heaviest that goes on around a family is where it is seen.
TRACKS = (X.TRACK_GI, X.TRACK_SAFETY, X.TRACK_HELP, X.TRACK_EKC)
WAITS, LEVELS = 1, 8  # a code is level + LEVELS * (2 * node + waits)
DAYS_BETWEEN_STATES = 91
DAYS_BETWEEN_COUNTS = 7
REPLICATION = 0
SECONDS_BETWEEN_LOOKS = 0.02


def for_picture(scenario: Scenario) -> Scenario:
    """The scenario as the picture shows it: few families, from the first measured day."""
    return replace(scenario.with_families(limits.FAMILIES_IN_PICTURE), warmup_years=0)


def code_of(family: Any) -> int:
    """Where a family is and how it is, as one number."""
    if not (family.help or family.safety or family.gi or family.ekc):
        return int(family.level)
    node, waits = _seen_at(family)
    return int(family.level) + LEVELS * (2 * node + waits)


def _seen_at(family: Any) -> tuple[int, int]:
    """The node of a family with something going on, and whether it waits there."""
    if family.placed:
        return NODE[PLACED], 0
    if family.safety == X.COURT:
        return NODE[COURT], 0
    for track in TRACKS:
        request = family.request[track]
        if request is not None:
            return NODE_OF[X.ORGANISATIONS[request.places.organisation]], WAITS
        held = family.held_at[track]
        if held is not None:
            early = track == X.TRACK_GI and family.gi == X.EARLY
            return NODE[EARLY] if early else NODE_OF[X.ORGANISATIONS[held.organisation]], 0
        if track == X.TRACK_HELP and family.help == X.INTAKE:
            return NODE[LOCAL], WAITS
    return NODE[HOME], 0


@dataclass
class Film:
    """One scenario, as far as it has been played. ``lock`` is held while it goes on."""

    scenario: Scenario
    lock: threading.Lock = field(default_factory=threading.Lock)
    days: list[list[int]] = field(default_factory=list)  # of each day: place, code, place, code
    counts: list[dict[str, Any]] = field(default_factory=list)
    states: dict[int, list[int]] = field(default_factory=dict)
    about: dict[str, Any] = field(default_factory=dict)
    last: int = 0
    _model: Any = None
    _codes: list[int] = field(default_factory=list)

    def open(self) -> None:
        """Make the model, unless it is there."""
        if self.about:
            return
        model = self._model = MesaModel(self.scenario, SEED, REPLICATION)
        self._codes = [code_of(family) for family in model.families]
        self.states[0] = list(self._codes)
        self.days.append([])
        self.last = (self.scenario.end - self.scenario.start).days
        self._count()
        self.about = {
            "nodes": list(NODES),
            "families": len(self._codes),
            "area_of": [family.area for family in model.families],
            "areas": list(model.arrays.area_names),
            "start": self.scenario.start.isoformat(),
            "last": self.last,
            "era": self.scenario.era,
            "count_days": DAYS_BETWEEN_COUNTS,
        }

    @property
    def day(self) -> int:
        """The last day that has been played."""
        return len(self.days) - 1

    def play(self, until: int, seconds: float) -> None:
        """Let days pass until this one, or until so much time has gone."""
        stop = time.monotonic() + seconds
        while self.day < min(until, self.last) and time.monotonic() < stop:
            self._pass_a_day()
        if self.day >= self.last:
            self._model = None  # the film is complete

    def _pass_a_day(self) -> None:
        model = self._model
        model.step()
        changed: list[int] = []
        before = self._codes
        for place, family in enumerate(model.families):
            code = code_of(family)
            if code != before[place]:
                before[place] = code
                changed += (place, code)
        self.days.append(changed)
        if self.day % DAYS_BETWEEN_STATES == 0:
            self.states[self.day] = list(before)
        if self.day % DAYS_BETWEEN_COUNTS == 0:
            self._count()

    def _count(self) -> None:
        """What organisations and teams look like now."""
        model = self._model
        pools: dict[str, list[float]] = {}
        for places, pool in zip(model.pools, model.arrays.pools, strict=True):
            node = NODES[NODE_OF[pool.organisation]]
            for key in (node, f"{node}.{places_area(pool)}") if node == LOCAL else (node,):
                row = pools.setdefault(key, [0.0, 0.0, 0])
                row[0] += places.used / TENTHS_PER_PLACE
                row[1] += places.there / TENTHS_PER_PLACE
                row[2] += places.waiting
        stock = model.ledger.stock
        self.counts.append(
            {
                "pools": {key: [round(row[0], 1), round(row[1], 1), row[2]] for key, row in pools.items()},
                "teams": [[round(x, 3) for x in (*t.trust, t.adoption, t.expertise)] for t in model.teams],
                "stock": [sum(row[place] for row in stock) for place in _STOCKS],
            }
        )

    def state_at(self, day: int) -> list[int]:
        """The code of every family at the end of a day that has been played."""
        known = day - day % DAYS_BETWEEN_STATES
        codes = list(self.states[known])
        for changed in self.days[known + 1 : day + 1]:
            for place, code in _pairs(changed):
                codes[place] = code
        return codes

    def frames(self, first: int, days: int, *, whole: bool) -> dict[str, Any]:
        """The days from ``first`` on that have been played, at most so many; ``whole`` with the state before them."""
        until = min(first + days - 1, self.day)
        found: dict[str, Any] = {
            "from": first, "days": self.days[first : until + 1], "last": self.last, "played": self.day,
            "counts": self.counts[-(-first // DAYS_BETWEEN_COUNTS) : until // DAYS_BETWEEN_COUNTS + 1],
            "first_count": -(-first // DAYS_BETWEEN_COUNTS),
        }  # fmt: skip
        if whole and first <= self.day:
            found["state"] = self.state_at(first)
            found["count"] = self.counts[first // DAYS_BETWEEN_COUNTS]
        return found


_STOCKS = (0, 1, 2, 3, 4)


def places_area(pool: Any) -> int:
    """The area that a pool is for, -1 for a region."""
    return int(pool.area_index)


def _pairs(flat: list[int]) -> Iterator[tuple[int, int]]:
    return zip(flat[::2], flat[1::2], strict=True)


class Cinema:
    """The films that are remembered, by scenario.

    Args:
        gives_way: whether somebody waits for a first estimate. Films need the interpreter all the time, which estimates
            need for a moment: they go first.
    """

    def __init__(self, gives_way: Callable[[], bool] = lambda: False) -> None:
        self._films: OrderedDict[str, Film] = OrderedDict()
        self._lock = threading.Lock()
        self._gives_way = gives_way

    def film(self, scenario: Scenario) -> Film:
        """The film of a scenario, as far as it has been played; those asked for longest ago are forgotten."""
        key = scenario.hash
        with self._lock:
            film = self._films.pop(key, None) or Film(for_picture(scenario))
            self._films[key] = film
            while len(self._films) > limits.KEPT_FILMS:
                self._films.popitem(last=False)
        return film

    def show(self, scenario: Scenario, first: int, days: int, *, whole: bool) -> dict[str, Any]:
        """Frames of a film, played on as far as there is time for; what is missing is asked for again."""
        film = self.film(scenario)
        self._be_courteous()
        with film.lock:
            film.open()
            film.play(first + days - 1, limits.SECONDS_A_REQUEST)
            found = film.frames(first, days, whole=whole)
            return found | ({"about": film.about} if whole else {})

    def _be_courteous(self) -> None:
        """Let first estimates go first, for a while."""
        until = time.monotonic() + limits.SECONDS_OF_COURTESY
        while self._gives_way() and time.monotonic() < until:
            time.sleep(SECONDS_BETWEEN_LOOKS)
