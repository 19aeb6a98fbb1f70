"""What a measure does to a family: the OTS with its reviews, uithuisplaatsing, voogdij, and the 18th birthday.

These are steps of a family's life under a measure; the court starts it, the GI carries it out.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from youthsim.chain import early_gi, protection
from youthsim.chain import states as X
from youthsim.chain.family import ticks
from youthsim.chain.protection import TENTHS_PER_PLACE
from youthsim.engines.mesa.calendar import NEVER
from youthsim.parameters import index as P
from youthsim.randomness import streams as D

if TYPE_CHECKING:
    from youthsim.engines.mesa.family import Family


def in_log(children: Iterable[int]) -> int:
    """Children as one number for the event log: a bit for each."""
    return sum(1 << child for child in children)


def start(family: Family, kind: int) -> None:
    """An OTS starts (provisional or not): voluntary help stops, the GI is asked for a worker."""
    gi = family.model.gi_of(family.area)
    children = family.case & set(family.minors())
    if not children:
        gi.let_go(family)
        return
    family.ots, family.measure, family.measure_start = children, kind, family.now
    family.count("ots_started", len(children))
    family.change_stock("ots", len(children))
    for child in children:
        family.ledger.child(family.identity, child)
    if family.measure_ended is not None:
        family.ledger.relapse(family.area, family.measure_ended, "relapse_after_measure")
        family.measure_ended = None
    family.log("ots_starts", detail=in_log(children))
    if family.asked_by_team:
        family.team.joint_case(X.PARTNER_GI)
    family.place_kept = False
    family.close_help()
    family.model.family_managers_of(family.area).stop_pressure(family)
    gi.give_worker(family)
    placed = protection.placed_at_start(family.p, family.level, family.draw(D.D_UHP_AT_START))
    if placed or kind == X.MEASURE_PROVISIONAL:
        place(family)
    if kind == X.MEASURE_OTS:
        _wait_for_review(family)


def confirm(family: Family) -> None:
    """The court confirms a provisional OTS."""
    family.measure = X.MEASURE_OTS
    _wait_for_review(family)


def _wait_for_review(family: Family) -> None:
    """The next review."""
    family.safety = X.REVIEW
    family.clock[X.TRACK_SAFETY] = family.now + ticks(family.p[P.ots_review_days])


def place(family: Family) -> None:
    """The children under the OTS are placed out of home."""
    family.placed, family.placed_start = True, family.now
    family.count("uhp_started", len(family.ots))
    family.change_stock("uhp", len(family.ots))
    family.log("uhp_starts", detail=in_log(family.ots))


def come_home(family: Family) -> None:
    """The uithuisplaatsing ends for all children under the OTS."""
    if family.placed:
        family.placed = False
        family.count("uhp_ended", len(family.ots))
        family.change_stock("uhp", -len(family.ots))
        family.log("uhp_ends", detail=in_log(family.ots))


def review(family: Family) -> None:
    """The measure is reviewed: it ends, is renewed, or becomes voogdij. Without a worker it is always renewed."""
    u_end, u_voogdij = family.draw(D.D_END_AT_REVIEW), family.draw(D.D_VOOGDIJ_AT_REVIEW)
    what = protection.RENEW
    if family.gi == X.MEASURE:
        trust = family.team.trust_in(X.PARTNER_GI)
        placed_days = family.days_since(family.placed_start) if family.placed else 0.0
        gi_stays = bool(family.p[P.early_gi_stays_available] > 0.0)
        what = protection.review(family.p, family.level, family.placed, placed_days, trust, gi_stays, u_end, u_voogdij)
        family.team.joint_case(X.PARTNER_GI)
    if what == protection.END:
        end(family)
    elif what == protection.TO_VOOGDIJ:
        _to_voogdij(family)
    else:
        family.count("ots_renewed", len(family.ots))
        family.log("ots_renewed", detail=in_log(family.ots))
        _wait_for_review(family)


def end(family: Family) -> None:
    """The measure ends: the GI leaves or stays available, aftercare may follow."""
    gi = family.model.gi_of(family.area)
    come_home(family)
    _note_end(family, len(family.ots))
    family.log("ots_ends", detail=in_log(family.ots))
    had_worker = family.gi == X.MEASURE
    family.is_reported_back(X.PARTNER_GI, family.asked_by_team)
    _clear(family)
    family.measure_ended = family.now
    family.ledger.end_at_risk(family.area, "measures_at_risk")
    if had_worker and early_gi.stays_available(family.p, family.draw(D.D_GI_STAYS)):
        gi.stay(family)
    else:
        gi.let_go(family)
    family.start_aftercare(family.measure_start)


def _note_end(family: Family, children: int) -> None:
    """Count ended measures of so many children, and their duration."""
    days = family.days_since(family.measure_start)
    family.count("ots_ended", children)
    family.count("ots_duration_days", int(days * children + 0.5))
    family.change_stock("ots", -children)
    for _ in range(children):
        family.ledger.histogram("ots", days)


def _clear(family: Family) -> None:
    """The family is under no OTS any more."""
    family.ots, family.case, family.measure = set(), set(), X.MEASURE_NONE
    family.asked_by_team = family.same_worker = family.emergency = False
    if family.safety == X.REVIEW:
        family.safety, family.clock[X.TRACK_SAFETY] = X.SAFE_NONE, NEVER


def _to_voogdij(family: Family) -> None:
    """The children placed out of home come under voogdij; the GI keeps them, at the same places."""
    children, places = family.ots, family.held_at[X.TRACK_GI]
    if family.voogdij:
        family.voogdij_at.give_back(family.voogdij_tenths)
        places.take(family.voogdij_tenths)
    else:
        family.voogdij_start, family.voogdij_tenths = family.now, 0
    come_home(family)
    _note_end(family, len(children))
    family.voogdij_at = places
    family.voogdij_tenths += family.gi_tenths
    family.voogdij = family.voogdij | children
    family.gi, family.held_at[X.TRACK_GI], family.gi_tenths = X.GI_NONE, None, 0
    _clear(family)
    family.count("voogdij_started", len(children))
    family.change_stock("voogdij", len(children))
    family.log("voogdij_starts", places, in_log(children))


def end_voogdij(family: Family, children: set[int]) -> None:
    """Voogdij ends for these children: at 18, or before."""
    if not children:
        return
    family.count("voogdij_ended", len(children))
    family.count("voogdij_duration_days", int(family.days_since(family.voogdij_start) * len(children) + 0.5))
    family.change_stock("voogdij", -len(children))
    family.log("voogdij_ends", family.voogdij_at, in_log(children))
    family.voogdij_at.give_back(TENTHS_PER_PLACE * len(children))
    family.voogdij_tenths -= TENTHS_PER_PLACE * len(children)
    family.voogdij = family.voogdij - children
    if not family.voogdij:
        family.voogdij_at = None


def turns_18(family: Family, child: int) -> None:
    """Every measure of a child ends at its 18th birthday."""
    if child in family.voogdij:
        end_voogdij(family, {child})
    family.case = family.case - {child}
    if child not in family.ots:
        return
    family.count("aged_out_under_measure")
    if family.placed:
        family.count("uhp_ended")
        family.change_stock("uhp", -1)
    _note_end(family, 1)
    family.log("ots_ends", detail=in_log({child}))
    family.ots = family.ots - {child}
    if not family.ots:
        family.placed = False
        _clear(family)
        family.model.gi_of(family.area).let_go(family)
    elif family.held_at[X.TRACK_GI] is not None:
        family.held_at[X.TRACK_GI].give_back(TENTHS_PER_PLACE)
        family.gi_tenths -= TENTHS_PER_PLACE
    else:
        request = family.request[X.TRACK_GI]
        request.places.ask_for_less(request, TENTHS_PER_PLACE)
