"""The luck of a family or a team: every number has an address, and no number depends on what others drew."""

from __future__ import annotations

import numpy as np

from youthsim.randomness import keyed
from youthsim.randomness.streams import STREAMS

STREAM_OF = [int(stream) for stream in STREAMS]


class Chance:
    """Draws of one family or team; the address is its identity, the decision and how often it met that before."""

    def __init__(self, key: np.uint64, identity: int) -> None:
        self.key = key
        self.identity = identity
        self.met: dict[int, int] = {}

    def _address(self, decision: int) -> tuple[np.uint64, int, int, int]:
        """The address of the next draw for a decision."""
        times = self.met.get(decision, 0)
        self.met[decision] = times + 1
        return self.key, self.identity, STREAM_OF[decision], times * keyed.PARTS

    def draw(self, decision: int) -> float:
        """A number between 0 and 1."""
        return keyed.uniform(*self._address(decision))

    def trait(self, decision: int) -> float:
        """A number that is this family's own: the same whenever it is asked for."""
        return keyed.uniform(self.key, self.identity, STREAM_OF[decision], 0)

    def budget(self, decision: int) -> float:
        """A unit exponential: the budget of a hazard."""
        return keyed.exponential(*self._address(decision))

    def days(self, decision: int, mean: float, stages: float) -> float:
        """A duration in days with this mean; more stages make it more regular."""
        return keyed.erlang(*self._address(decision), mean, stages)

    def delay(self, decision: int, mean: float) -> float:
        """An exponential delay in days with this mean."""
        return self.days(decision, mean, 1)

    def rest(self, decision: int, mean: float, stages: float) -> float:
        """What is left, in days, of a duration that is under way."""
        return keyed.erlang_rest(*self._address(decision), mean, stages)
