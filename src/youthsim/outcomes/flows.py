"""Flows of families through the chain: how many go from one step to the next in a year, from the event log.

The log of a family is read along two roads, voluntary help and protection. On each, the steps that matter are its
milestones; a link counts the families that reach one milestone right after another. A family that comes back
counts again. Links never lead back to an earlier column, so that they can be drawn from left to right: who is sent
back, or comes to the local team after a report, enters by a beginning of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from youthsim.chain.records import EVENTS

HELP, MEASURES = "help", "measures"
VIEWS = (HELP, MEASURES)
ANY = "*"
PLACE_BITS = 32  # of a place in the log


class Link(NamedTuple):
    """Families that go from one step to another: those with the milestone ``at`` right after one of ``after``."""

    view: str
    from_step: str
    to_step: str
    after: tuple[str, ...]
    at: tuple[str, ...]


# Milestones of the two roads, as the log names them; where one event means several things, the pool's kind of
# organisation or the detail of the line is added after a colon.
ROADS = {
    HELP: (
        "noticed", "comes_forward", "refuses", "intake", "queues:local", "help_starts:local", "help_ends",
        "leaves_queue", "referred", "queues:provider", "help_starts:provider", "queues:bjz", "indication_starts",
        "indicated", "sent_back",
    ),
    MEASURES: (
        "reported", "report_closed", "requested:0", "requested:1", "investigation_starts", "investigation_ends:0",
        "investigation_ends:1", "court_decides:0", "court_decides:1", "emergency_order", "ots_starts", "ots_ends",
        "early_gi_called", "early_gi_starts", "early_gi_ends", "uhp_starts", "voogdij_starts",
    ),
}  # fmt: skip
BY_ORGANISATION = ("queues", "help_starts")
BY_DETAIL = ("requested", "investigation_ends", "court_decides")

_SIGNALS = ("noticed", "comes_forward")
_WITH_MEASURE = ("ots_starts", "uhp_starts", "ots_ends", "court_decides:1")
LINKS = (
    *(
        Link(HELP, signal, step, (signal,), (at,))
        for signal in _SIGNALS
        for step, at in (("refused", "refuses"), ("local_team", "intake"), ("bjz", "queues:bjz"),
                         ("specialised_help", "queues:provider"))
    ),
    Link(HELP, "comes_back", "local_team", (ANY, *_SIGNALS), ("intake",)),  # anybody but those with a signal
    Link(HELP, "local_team", "local_help", ("queues:local",), ("help_starts:local",)),
    Link(HELP, "local_team", "left_queue", ("queues:local",), ("leaves_queue",)),
    Link(HELP, "local_help", "ended", ("help_starts:local",), ("help_ends",)),
    Link(HELP, "local_help", "bjz", ("referred",), ("queues:bjz",)),
    Link(HELP, "local_help", "specialised_help", ("referred",), ("queues:provider",)),
    Link(HELP, "bjz", "specialised_help", ("indicated",), ("queues:provider",)),
    Link(HELP, "bjz", "sent_back", (ANY,), ("sent_back",)),
    Link(HELP, "bjz", "left_queue", ("queues:bjz",), ("leaves_queue",)),
    Link(HELP, "specialised_help", "ended", ("help_starts:provider",), ("help_ends",)),
    Link(HELP, "specialised_help", "left_queue", ("queues:provider",), ("leaves_queue",)),
    Link(MEASURES, "report", "report_closed", (ANY,), ("report_closed",)),
    Link(MEASURES, "report", "investigation", (ANY,), ("requested:0",)),
    Link(MEASURES, "team_worries", "early_gi", (ANY,), ("early_gi_starts",)),
    Link(MEASURES, "team_worries", "investigation", (ANY, "early_gi_starts"), ("requested:1",)),
    Link(MEASURES, "early_gi", "investigation", ("early_gi_starts",), ("requested:1",)),
    Link(MEASURES, "early_gi", "safe_again", ("early_gi_starts",), ("early_gi_ends",)),
    Link(MEASURES, "investigation", "no_measure", (ANY,), ("investigation_ends:0", "court_decides:0")),
    Link(MEASURES, "investigation", "ots", (ANY, "emergency_order"), ("ots_starts",)),
    Link(MEASURES, "emergency", "ots", ("emergency_order",), ("ots_starts",)),
    Link(MEASURES, "ots", "out_of_home", (ANY,), ("uhp_starts",)),
    Link(MEASURES, "ots", "voogdij", _WITH_MEASURE, ("voogdij_starts",)),
)  # fmt: skip


def count(events: NDArray[np.void], organisations: Sequence[str], since: float = 0.0) -> NDArray[np.int64]:
    """How many families took each link.

    Args:
        events: the log of one replication, ordered by time, as in ``engines.recording.EVENT_DTYPE``.
        organisations: kind of organisation of each pool.
        since: days; only steps from then on are counted, though what came before them may be older.

    Returns:
        [LINKS].
    """
    found = np.zeros(len(LINKS), np.int64)
    kinds = np.array(["", *(name.split("_")[0] if name.startswith("local_") else name for name in organisations)])
    meaning = (events["event"].astype(np.int64) * kinds.size + events["organisation"] + 1) * 2 + (events["detail"] != 0)
    for view in VIEWS:
        milestone = _milestones(kinds, ROADS[view])[meaning]
        table = _transitions(events, milestone, len(ROADS[view]), since)
        for place, link in enumerate(LINKS):
            if link.view == view:
                found[place] = table[np.ix_(_before(link, ROADS[view]), [ROADS[view].index(m) for m in link.at])].sum()
    return found


def _before(link: Link, road: Sequence[str]) -> list[int]:
    """The places of the milestones after which a link counts; ``*`` is all of them, and none, but those named."""
    if ANY not in link.after:
        return [road.index(milestone) for milestone in link.after]
    return [place for place in range(len(road) + 1) if place == len(road) or road[place] not in link.after]


def _transitions(events: NDArray[np.void], milestone: NDArray[np.int8], size: int, since: float) -> NDArray[np.int64]:
    """[milestones + 1, milestones]: how often one follows another; the last row is for those with nothing before."""
    chosen = np.flatnonzero(milestone >= 0)
    # By family and then by place in the log, both in one word: that sorts many times faster than two columns do.
    order = np.sort((events["family"][chosen].astype(np.int64) << PLACE_BITS) | chosen)
    family, chosen = order >> PLACE_BITS, order & ((1 << PLACE_BITS) - 1)
    at = milestone[chosen].astype(np.int64)
    before = np.full(at.size, size)
    same = family[1:] == family[:-1]
    before[1:][same] = at[:-1][same]
    pairs = (before * size + at)[events["time"][chosen] >= since]
    return np.bincount(pairs, minlength=(size + 1) * size).reshape(size + 1, size)


def _milestones(kinds: NDArray[np.str_], road: Sequence[str]) -> NDArray[np.int8]:
    """The place on the road of each meaning of a line: its event, its pool, and whether it has a detail; else -1."""
    found = np.full((len(EVENTS), kinds.size, 2), -1, np.int8)
    for place, milestone in enumerate(road):
        event, _, more = milestone.partition(":")
        mine = found[EVENTS.index(event)]
        if event in BY_ORGANISATION:
            mine[kinds == more] = place
        elif event in BY_DETAIL:
            mine[:, int(more)] = place
        else:
            mine[:] = place
    return found.ravel()
