"""Measures of every family told anew from the event log alone, and compared with what the engine says.

The account of measures: an OTS starts with every emergency order, and with every granted request unless the family
is under a measure already (then the court confirms it) or all children of the case have turned 18. It ends by a
line of its own, by becoming voogdij, or child by child at 18. A placement ends with a line, with the measure, or for
a child that turns 18.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from youthsim.arrays import Arrays
from youthsim.chain.records import EVENTS
from youthsim.engines.core import columns as C
from youthsim.verification.watching import Books

DAY = 1440
YEAR = 365.25 * DAY
PREGNANCY = 274 * DAY
(ENTERS, OTS_STARTS, OTS_ENDS, UHP_STARTS, UHP_ENDS, VOOGDIJ_STARTS, VOOGDIJ_ENDS, ORDER, INVESTIGATION, COURT) = (
    EVENTS.index(name)
    for name in (
        "enters", "ots_starts", "ots_ends", "uhp_starts", "uhp_ends", "voogdij_starts", "voogdij_ends",
        "emergency_order", "investigation_starts", "court_decides",
    )
)  # fmt: skip


@dataclass
class _Family:
    """What the log has told of a family so far."""

    entry: int
    ots: int = 0
    placed: bool = False
    voogdij: int = 0
    case: int = 0
    due: int = 0
    """The children of whom an OTS has to start now."""


@dataclass
class Replay:
    """What comes out of the log."""

    granted: int = 0
    urgent: int = 0
    expected: int = 0
    """OTS (families) that orders and grants lead to."""
    started: int = 0
    unexpected: int = 0
    """Lines of an OTS with other children than the case's, or without an order or a grant before."""
    came_home: int = 0
    same_at_the_end: int = 0
    families: dict[int, _Family] = field(default_factory=dict)

    @classmethod
    def of(cls, books: Books) -> Replay:
        """Read the log of a watched scenario from the first line to the last."""
        replay = cls()
        for row in books.first:
            known = _Family(int(row[C.F_ENTRY]), int(row[C.F_OTS_MASK]), bool(row[C.F_PLACED]))
            known.voogdij, known.case = int(row[C.F_VOOGDIJ_MASK]), int(row[C.F_CASE_MASK])
            replay.families[int(row[C.F_IDENTITY])] = known
        for line, year in zip(books.lines, books.year, strict=True):
            replay._read(line, int(year) >= 0, books.arrays)
        replay.unexpected += sum(family.due != 0 for family in replay.families.values())
        for row in books.world.family:
            told = replay.families[int(row[C.F_IDENTITY])]
            same = (told.ots, told.voogdij) == (row[C.F_OTS_MASK], row[C.F_VOOGDIJ_MASK])
            replay.same_at_the_end += int(same and told.placed == bool(row[C.F_PLACED]))
        return replay

    def _read(self, line: np.void, measured: bool, arrays: Arrays) -> None:
        event, detail, now = int(line["event"]), int(line["detail"]), int(line["tick"])
        if event == ENTERS:
            self.families[int(line["family"])] = _Family(now)
            return
        if line["family"] < 0:
            return
        family = self.families[int(line["family"])]
        if event == INVESTIGATION:
            family.case = detail
        elif event == ORDER:
            family.case = family.due = detail
            self.urgent += 1
            self.expected += 1
        elif event == COURT and detail:
            self.granted += 1
            if not family.ots:
                family.due = family.case & _minors(arrays, family.entry, now)
                self.expected += int(family.due != 0)
        elif event == OTS_STARTS:
            self.started += 1
            self.unexpected += int(family.due != detail or bool(detail & family.voogdij))
            family.ots, family.due = detail, 0
        else:
            self._read_end(event, detail, family, measured)

    def _read_end(self, event: int, detail: int, family: _Family, measured: bool) -> None:
        """Placements, voogdij, and the ends of measures."""
        if event == UHP_STARTS:
            family.placed = True
        elif event == UHP_ENDS:
            self.came_home += measured * family.ots.bit_count()
            family.placed = False
        elif event == VOOGDIJ_STARTS:
            family.ots, family.voogdij = 0, family.voogdij | detail
        elif event == VOOGDIJ_ENDS:
            family.voogdij &= ~detail
        elif event == OTS_ENDS:
            if family.placed:  # at 18; else a line has said before that the placement ends
                self.came_home += measured * detail.bit_count()
            family.ots &= ~detail
            family.placed = family.placed and family.ots != 0


def _minors(arrays: Arrays, entry: int, now: int) -> int:
    """A mask of the children of a family that entered then who are born and under 18."""
    spacing = arrays.parameter("population.birth_spacing")
    births = [entry + PREGNANCY + int(child * spacing * YEAR) for child in range(5)]
    return sum(1 << child for child, birth in enumerate(births) if birth <= now < birth + int(18 * YEAR))
