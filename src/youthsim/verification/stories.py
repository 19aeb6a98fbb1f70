"""The event log told family by family: what came next, and how long it took."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from youthsim.chain.records import COUNTS, EVENTS
from youthsim.engines.core import columns as C
from youthsim.verification.laboratory import Seen

Integers = NDArray[np.int64]
Marks = NDArray[np.bool_]
CODE = {name: place for place, name in enumerate(EVENTS)}
FAR = 1 << 60


@dataclass(frozen=True)
class Stories:
    """The lines of the families of the first day, in order of family and time."""

    seen: Seen

    @cached_property
    def lines(self) -> NDArray[np.void]:
        """Lines of families of the first day; what areas do and who came later is left out."""
        lines = self.seen.lines
        mine = (lines["family"] >= 0) & (lines["family"] < len(self.seen.first))
        told: NDArray[np.void] = lines[mine]
        return np.asarray(told[np.argsort(told["family"], kind="stable")])

    @property
    def end(self) -> int:
        """The last tick."""
        return int(self.seen.arrays.year_edge[-1])

    @cached_property
    def level(self) -> Integers:
        """[lines] the level at which the family began, which it keeps where levels are frozen."""
        return np.asarray(self.seen.first[self.lines["family"], C.F_LEVEL], np.int64)

    @cached_property
    def avoider(self) -> Marks:
        """[lines] whether the family avoids care."""
        return np.asarray(self.seen.first[self.lines["family"], C.F_AVOIDER] > 0)

    @cached_property
    def kind_of_pool(self) -> NDArray[np.str_]:
        """[lines] the organisation of the line, or nothing."""
        names = np.array([*(pool.organisation for pool in self.seen.arrays.pools), ""])
        return np.asarray(names[self.lines["organisation"]])

    def are(self, *events: str) -> Marks:
        """[lines] whether a line is one of these."""
        return np.isin(self.lines["event"], [CODE[event] for event in events])

    def next(self, marks: Marks) -> Integers:
        """[lines] the next marked line of the same family after this one, or -1."""
        size = len(self.lines)
        place = np.where(marks, np.arange(size), size)
        after = np.append(np.minimum.accumulate(place[::-1])[::-1][1:], size)
        family = np.append(self.lines["family"], -1)
        return np.where(family[after] == family[:-1], after, -1)

    def latest(self, marks: Marks) -> Integers:
        """[lines] the last marked line of the same family before this one, or -1."""
        place = np.where(marks, np.arange(len(self.lines)), -1)
        before = np.append(-1, np.maximum.accumulate(place)[:-1])
        family = self.lines["family"]
        return np.where((before >= 0) & (family[before] == family), before, -1)

    def previous(self, marks: Marks) -> Integers:
        """[lines] the same, or the first line of all where none is."""
        return np.maximum(0, self.latest(marks))

    def ever(self, event: str) -> Marks:
        """[lines] whether the family of a line meets this event at any time."""
        return np.isin(self.lines["family"], self.lines["family"][self.are(event)])

    def first_of(self, marks: Marks) -> Integers:
        """The first marked line of every family that has one."""
        places = np.flatnonzero(marks)
        _, first = np.unique(self.lines["family"][places], return_index=True)
        return places[first]

    def took(
        self, begins: Marks, *ends: str, margin_days: float, breaks: Sequence[str] = ("leaves", "turns_18")
    ) -> Integers:
        """Ticks from lines to the next line of an ending.

        Lines are left out after which there was less time than ``margin_days`` until the end of the run or until one
        of ``breaks``; nothing that is left lasts longer, but for a probability that does not matter.
        """
        margin = int(margin_days * C.TICKS)
        tick = self.lines["tick"].astype(np.int64)
        broken = self.next(self.are(*breaks))
        until = np.where(broken >= 0, tick[broken], FAR)
        kept = begins & (tick + margin < np.minimum(until, self.end))
        after = self.next(self.are(*ends))
        return (np.where(after >= 0, tick[after], FAR) - tick)[kept]

    def same_tick(self, begins: Marks, *events: str) -> Marks:
        """[begins] whether the next line of these comes within the same tick."""
        after = self.next(self.are(*events))
        tick = self.lines["tick"]
        return np.asarray((after >= 0) & (tick[after] == tick))[begins]

    def count(self, name: str) -> int:
        """A count over the measured years."""
        return int(self.seen.counts[:, :, COUNTS.index(name)].sum())
