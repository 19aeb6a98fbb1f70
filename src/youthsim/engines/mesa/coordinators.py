"""Who coordinates a family with many professionals: zorgcoordinatie, procescoordinator, brandpuntfunctionaris."""

from __future__ import annotations

from typing import TYPE_CHECKING

from youthsim.chain import coordination as rules
from youthsim.chain import family_manager
from youthsim.chain import states as X
from youthsim.chain.protection import TENTHS_PER_PLACE
from youthsim.engines.mesa.actor import Organisation
from youthsim.engines.mesa.places import Request
from youthsim.parameters import index as P
from youthsim.randomness import streams as D

if TYPE_CHECKING:
    from youthsim.engines.mesa.family import Family
    from youthsim.engines.mesa.places import Places


class Coordinators(Organisation):
    """The procescoordinatoren and the brandpuntfunctionaris of a region; they have no queue."""

    def review(self, family: Family) -> None:
        """After an event: does coordination start, escalate or stop?"""
        if self._nothing_goes_on(family):
            self.stop(family)
            return
        around = family.professionals_around()
        registered = len(family.signal_holders) if rules.reads_signals(family.p) else 0
        if not family.coordination_asked and rules.is_triggered(family.p, around, registered):
            family.coordination_asked = True
            if rules.starts(family.p, family.draw(D.D_COORDINATION)):
                family.coordination, family.coordinated_since = X.ZORGCOORDINATION, self.now
                owner, tenths = self._places_of_owner(family), rules.tenths(family.p)
                if owner is not None and tenths > 0:
                    self._spend(family, owner, tenths)
                family.change_stock("coordinated", 1)
                family.count("coordinations_started")
                family.log("coordination_starts", detail=around)
        proces, brandpunt, _ = self.pools
        if family.coordination == X.ZORGCOORDINATION and rules.wants_procescoordinator(family.p, around):
            if self._take_over(family, proces):
                family.coordination = X.PROCESCOORDINATION
        if family.coordination == X.PROCESCOORDINATION and self._stagnates(family):
            if self._take_over(family, brandpunt):
                family.coordination = X.BRANDPUNT
                self._move_up(family, X.TRACK_HELP)
                self._move_up(family, X.TRACK_SAFETY)
                self._brandpunt_acts(family)
        if family.coordination != X.UNCOORDINATED and family_manager.exist(family.p):
            if self.model.family_managers_of(family.area).consider(family, around):
                self.model.ekc_office_of(family.area).offer_elsewhere(family, X.OFFERER_FAMILY_MANAGER)

    def _brandpunt_acts(self, family: Family) -> None:
        """Beside priority in the queues: a drawing right, an institution called in, or a decision for all parties."""
        p = family.p
        if not rules.needs_specialised(family.level, family.help) or family.place_kept:
            return
        provider, drawing_rights = self.model.provider_of(family.area), self.pools[2]
        if drawing_rights.has_free(TENTHS_PER_PLACE):
            family.count("drawing_rights_used")
            family.log("drawing_right", drawing_rights, family.help)
            provider.put_in(family, drawing_rights)
            return
        if p[P.coordination_binding] > 0.0:
            if rules.decides_for_all(p, family.level, family.draw(D.D_BINDING_DECISION)):
                family.count("binding_decisions")
                family.log("binding_decision", provider.pools[0], family.help)
                provider.put_in(family, provider.pools[0])
                return
        if p[P.coordination_calls_in] > 0.0 and family.help != X.PROVIDER_QUEUE:
            if rules.calls_in(p, family.draw(D.D_CALLS_IN)):
                family.count("called_in")
                family.log("called_in", detail=family.help)
                provider.called_in(family)

    def _places_of_owner(self, family: Family) -> Places | None:
        """The places from which zorgcoordinatie is done, or None where that is outside the chain."""
        owner = rules.owner(family.p)
        if owner == rules.OUTSIDE:
            return None
        if owner == rules.IN_CHARGE:
            if family.held_at[X.TRACK_GI] is not None:
                return family.held_at[X.TRACK_GI]
            if family.help in (X.BJZ, X.PROVIDER):
                return family.held_at[X.TRACK_HELP]
        return family.team.tiers[rules.tier_that_coordinates(family.level, family.help, family.tier)]

    def _spend(self, family: Family, places: Places, tenths: int) -> None:
        """Whoever coordinates spends a part of a place on the family."""
        places.take(tenths)
        family.coordinator_at, family.coordinator_tenths = places, tenths

    def _spend_no_more(self, family: Family) -> None:
        """Whoever coordinated does so no more."""
        if family.coordinator_at is not None:
            family.coordinator_at.give_back(family.coordinator_tenths)
            family.coordinator_at, family.coordinator_tenths = None, 0

    def _nothing_goes_on(self, family: Family) -> bool:
        """Whether no help, procedure, measure or conference is left to coordinate."""
        return family.is_alone() and family.safety == X.SAFE_NONE and family.ekc == X.EKC_NONE

    def _take_over(self, family: Family, places: Places) -> bool:
        """Take a place with a coordinator if one is free."""
        if not places.has_free(TENTHS_PER_PLACE):
            return False
        self._spend_no_more(family)
        self._spend(family, places, TENTHS_PER_PLACE)
        family.count("escalations")
        family.log("escalated", places)
        return True

    def stop(self, family: Family) -> None:
        """Nobody coordinates any more; the story need not be told for now."""
        if family.coordination != X.UNCOORDINATED:
            family.change_stock("coordinated", -1)
            family.coordination = X.UNCOORDINATED
        self._spend_no_more(family)
        family.coordination_asked, family.stories_told, family.manager_asked = False, 0, False
        family.known = False

    def _stagnates(self, family: Family) -> bool:
        """Whether the family has waited too long for help or an investigation, or coordination has brought nothing."""
        if rules.brings_nothing(family.p, family.level, family.days_since(family.coordinated_since)):
            return True
        requests = (family.request[track] for track in (X.TRACK_HELP, X.TRACK_SAFETY))
        return any(rules.stagnates(family.p, family.days_since(r.since)) for r in requests if r is not None)

    def _move_up(self, family: Family, track: int) -> None:
        """Move to the end of the escalated class of a queue; the wait counts on."""
        request = family.request[track]
        if request is not None and request.queue_class == X.CLASS_ORDINARY:
            move(request, request.places, X.CLASS_ESCALATED)


def move(request: Request, places: Places, queue_class: int) -> None:
    """Move a request to the end of a class of a queue; the wait counts on."""
    request.places.leave(request)
    request.queue_class = queue_class
    places.join(request)
