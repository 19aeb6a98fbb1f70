"""The gecertificeerde instelling (GI): called in early, a worker for a measure, staying available after it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from youthsim.chain import access, early_gi
from youthsim.chain import states as X
from youthsim.chain.family import ticks
from youthsim.chain.protection import TENTHS_PER_PLACE
from youthsim.engines.mesa.actor import Organisation
from youthsim.engines.mesa.calendar import NEVER
from youthsim.parameters import index as P
from youthsim.randomness import streams as D

if TYPE_CHECKING:
    from youthsim.engines.mesa.family import Family
    from youthsim.engines.mesa.places import Places


class GI(Organisation):
    """The GI of a region: its pooled places first, then those bound to each area."""

    def call_in(self, family: Family, widening: bool) -> bool:
        """The local team calls the GI in. False when the call is refused for want of a place."""
        family.count("early_gi_calls")
        if widening:
            family.count("early_gi_calls_widening")
        places = self.model.gi_places(family.area)
        tenths = early_gi.tenths_for_early(family.p)
        waits = early_gi.waits_if_full(family.p, family.draw(D.D_EARLY_GI_WAITS))
        at_once = places.head() is None and places.has_free(tenths)
        if not waits and not at_once:
            family.count("early_gi_refused")
            family.log("early_gi_refused", places)
            return False
        family.gi = X.EARLY_QUEUE
        family.log("early_gi_called", places, int(widening))
        family.join_queue(X.TRACK_GI, places, tenths)
        return True

    def give_worker(self, family: Family) -> None:
        """A new measure needs a worker. One who knows the family takes it at once, whatever the caseload."""
        tenths = TENTHS_PER_PLACE * len(family.ots)
        if family.gi in (X.EARLY, X.STAYING):
            if family.gi == X.EARLY:
                self._note_early_end(family)
            places = family.held_at[X.TRACK_GI]
            places.give_back(family.gi_tenths)
            places.take(tenths)
            family.gi, family.gi_tenths, family.clock[X.TRACK_GI] = X.MEASURE, tenths, NEVER
            family.same_worker = True
            self._make_contact(family)
        else:
            family.leave_queue(X.TRACK_GI)
            family.gi = X.MEASURE_QUEUE
            family.join_queue(X.TRACK_GI, self.model.gi_places(family.area), tenths)

    def begin(self, family: Family, places: Places, tenths: int) -> None:
        """There is room: early involvement starts, or a worker is being assigned, which takes its own time."""
        starts_early = family.gi == X.EARLY_QUEUE
        family.held_at[X.TRACK_GI], family.gi_tenths = places, tenths
        if starts_early:
            family.gi = X.EARLY
            family.set_clock(X.TRACK_GI, family.days(D.D_EARLY_GI_DURATION, family.p[P.early_gi_days]))
            family.change_stock("early_gi", 1)
            family.count("early_gi_started")
            family.team.joint_case(X.PARTNER_GI)
            family.meet_someone(family.is_handed_over_warmly(X.PARTNER_GI))
            family.log("early_gi_starts", places, tenths)
        else:
            family.gi, family.same_worker = X.ASSIGNING, False
            family.set_clock(X.TRACK_GI, family.chance.delay(D.D_ASSIGNMENT_DELAY, family.p[P.gi_assign_days]))
            family.log("gi_assigned", places, tenths)

    def _make_contact(self, family: Family) -> None:
        """The worker meets the family."""
        days = family.days_since(family.measure_start)
        family.count("measures_with_contact")
        family.count("measure_contact_days", int(days + 0.5))
        if days <= family.p[P.gi_contact_norm_days]:
            family.count("measures_contact_in_norm")
        if not family.same_worker:
            family.meet_someone()
            if not access.joins_plan(family.p, family.has_manager(), family.draw(D.D_ONE_PLAN)):
                family.count("plans")
        family.log("gi_contact", family.held_at[X.TRACK_GI], int(family.same_worker))
        self.model.ekc_office_of(family.area).offer_elsewhere(family, X.OFFERER_GI)

    def _note_early_end(self, family: Family) -> None:
        """Early involvement is over, one way or another."""
        family.change_stock("early_gi", -1)
        family.log("early_gi_ends", family.held_at[X.TRACK_GI], family.level)

    def let_go(self, family: Family) -> None:
        """The GI leaves the family, or the family its queue; a trajectory whose place was kept ends now."""
        if family.gi == X.EARLY:
            self._note_early_end(family)
        family.leave_place(X.TRACK_GI, family.gi_tenths)
        family.gi_tenths = 0
        family.leave_queue(X.TRACK_GI)
        family.gi, family.clock[X.TRACK_GI] = X.GI_NONE, NEVER
        if family.place_kept and family.help == X.LOCAL:
            family.team.finish(family)

    def stay(self, family: Family) -> None:
        """After a measure the GI stays available with a small part of a place."""
        kept = int(family.p[P.early_gi_available_tenths])
        places = family.held_at[X.TRACK_GI]
        places.give_back(family.gi_tenths - kept)
        family.gi, family.gi_tenths = X.STAYING, kept
        family.clock[X.TRACK_GI] = self.now + ticks(family.p[P.aftercare_days])
        family.log("gi_stays_available", places, kept)

    def step_ends(self, family: Family) -> None:
        """A worker has been assigned, the time of staying is over, or that of early involvement."""
        if family.gi == X.ASSIGNING:
            family.gi, family.clock[X.TRACK_GI] = X.MEASURE, NEVER
            self._make_contact(family)
        elif family.gi == X.STAYING:
            self.let_go(family)
        else:
            self._early_time_is_up(family)

    def _early_time_is_up(self, family: Family) -> None:
        """Safety is restored in the voluntary frame, or there is a request; a running procedure is waited for."""
        family.clock[X.TRACK_GI] = NEVER
        if family.safety != X.SAFE_NONE:
            return
        if early_gi.safety_restored(family.level):
            family.count("early_gi_safe")
            self.let_go(family)
        else:
            family.count("early_gi_requests")
            self.model.rvdk_of(family.area).receive_request(family, by_team=True)
