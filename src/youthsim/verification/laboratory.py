"""Small worlds on the real engine in which one thing happens and the rest stands still.

A world is the arrays of a shipped scenario without levers, in one area, with some parameters set (also beyond what a
scenario may set) and with a start of its own instead of the warm start.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from youthsim.arrays import Arrays, build
from youthsim.chain import states as X
from youthsim.engines.core import columns as C
from youthsim.engines.core import loop
from youthsim.engines.core.world import allocate
from youthsim.engines.recording import EVENT_DTYPE
from youthsim.parameters import registry
from youthsim.randomness.keyed import replication_key
from youthsim.scenario import load

ERAS = {X.WJZ2005: "wjz-2009", X.JEUGDWET2015: "baseline"}
TRUST, EXPERTISE, ADOPTION = 0.5, 0.4, 0.5
# Teams learn and forget nothing, so that the states above hold; nobody coordinates; queues shorten nothing.
STILL = {
    "trust.joint_case_organisation": 0.0, "trust.joint_case_pair": 0.0, "trust.presence_gain": 0.0, "trust.decay": 0.0,
    "trust.turnover_loss": 0.0, "expertise.joint_case_gain": 0.0, "expertise.start": EXPERTISE, "ekc.success_gain": 0.0,
    "ekc.failure_loss": 0.0, "ekc.information_gain": 0.0, "staff.turnover": 0.0, "queue.shorten": 0.0,
    "coordination.share": 0.0,
}  # fmt: skip
CLOSED = {"noticing.rate": 0.0, "coming_forward.rate": 0.0, "concern.rate": 0.0}
ANY_FAMILIES = 10_000
FROZEN = {"problem.up": 0.0, "problem.down": 0.0}
AMPLE = dict.fromkeys(
    (
        "local.fte",
        "provider.fte",
        "bjz.fte",
        "veilig_thuis.fte",
        "rvdk.fte",
        "gi.fte",
        "ekc.coordinators",
        "crisis.fte",
    ),
    20_000.0,
)

World = Any  # its arrays are named by the engine and typed by the compiler
State = tuple[int, int, int, int, int, int]
"""Level, help, tier, safety, GI, placed."""


def alone(level: int) -> State:
    """A family at this level with nobody around it."""
    return (level, X.HELP_NONE, 0, X.SAFE_NONE, X.GI_NONE, 0)


@cache
def arrays_of(era: int, years: int) -> Arrays:
    """The arrays of one area of an era; its warm start is not used, so one size does for all."""
    scenario = load(ERAS[era]).without_levers()
    area = replace(scenario.areas[0], youths=scenario.youths, set=())
    scenario = replace(scenario, areas=(area,), regions=1, warmup_years=1, years=years)
    return build(scenario, families=ANY_FAMILIES)


def world(
    values: Mapping[str, float],
    start: Sequence[State],
    *,
    families: int,
    years: int,
    era: int = X.JEUGDWET2015,
) -> Arrays:
    """The arrays of one area whose families begin in one of the states, each equally likely.

    Args:
        values: parameters by name or by the name of a list; those of ``STILL`` come before.
    """
    arrays = arrays_of(era, years)
    scale = families / arrays.families
    params = arrays.params.copy()
    for name, value in {**STILL, **values}.items():
        for member in (name,) if name in registry() else registry().family(name):
            params[:, registry().index(member)] = value
    teams = arrays.team_state.copy()
    teams[:, :4], teams[:, 4], teams[:, 5] = TRUST, ADOPTION, EXPERTISE
    return replace(
        arrays,
        area_families=np.array([families], np.int64),
        area_youths=arrays.area_youths * scale,
        params=params,
        warm_cumulative=np.cumsum(np.full((1, len(start)), 1.0 / len(start)), axis=1),
        warm_state=np.array(start, np.int64),
        warm_voogdij=np.zeros(1),
        team_state=teams,
    )


@dataclass(frozen=True)
class Seen:
    """A world and what happened in it."""

    arrays: Arrays
    counts: NDArray[np.int64]
    """[years, areas, counts]."""
    first: NDArray[np.int32]
    """[families, columns] states of the families at the start."""
    first_real: NDArray[np.float64]
    lines: NDArray[np.void]
    """The event log, with ticks since the start."""

    def value(self, name: str) -> float:
        """A parameter of the world."""
        return self.arrays.parameter(name)


def begun(arrays: Arrays, seed: int, replication: int, *, events: bool) -> World:
    """A world at its start."""
    w: World = allocate(arrays, events)
    w.key[0] = replication_key(seed, replication)
    loop.begin(w)
    return w


def logged(w: World) -> NDArray[np.void]:
    """The lines that the log holds now, with the ticks since the start instead of days."""
    lines = w.log[: w.scalars[C.G_LOG]]
    others = [name for name in EVENT_DTYPE.names or () if name != "time"]
    found = np.empty(len(lines), [("tick", "i8"), *((name, EVENT_DTYPE[name]) for name in others)])
    for name in others:
        found[name] = lines[name]
    found["tick"] = np.rint(lines["time"] * C.TICKS).astype(np.int64) + w.scalars[C.G_START]
    return found


def advance(w: World, until: int, lines: list[NDArray[np.void]]) -> None:
    """Run to a tick (a whole day), and put the lines of the log aside."""
    while True:
        state = loop.advance(w, until)
        lines.append(logged(w))
        w.scalars[C.G_LOG] = w.scalars[C.G_CHILDREN] = 0
        if state == loop.DONE:
            return


def watched(arrays: Arrays, seed: int, replication: int = 0) -> Seen:
    """Run a world to its end."""
    w = begun(arrays, seed, replication, events=True)
    first, real = w.family.copy(), w.real.copy()
    lines: list[NDArray[Any]] = []
    advance(w, int(arrays.year_edge[-1]), lines)
    return Seen(arrays, w.counts, first, real, np.concatenate(lines))
