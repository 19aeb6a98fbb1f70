"""Who coordinates a family with many professionals: zorgcoordinatie, procescoordinator, brandpuntfunctionaris."""

from __future__ import annotations

from typing import TYPE_CHECKING

from youthsim.chain import coordination as rules
from youthsim.chain import states as X
from youthsim.chain.protection import TENTHS_PER_PLACE
from youthsim.engines.mesa.actor import Organisation
from youthsim.engines.mesa.places import Request
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
        if not family.coordination_asked and around >= rules.threshold(family.p):
            family.coordination_asked = True
            if rules.starts(family.p, around, family.draw(D.D_COORDINATION)):
                family.coordination = X.ZORGCOORDINATION
                family.change_stock("coordinated", 1)
                family.count("coordinations_started")
                family.log("coordination_starts", detail=around)
        proces, brandpunt = self.pools
        if family.coordination == X.ZORGCOORDINATION and rules.wants_procescoordinator(family.p, around):
            if self._take_over(family, proces):
                family.coordination = X.PROCESCOORDINATION
        if family.coordination == X.PROCESCOORDINATION and self._stagnates(family):
            if self._take_over(family, brandpunt):
                family.coordination = X.BRANDPUNT
                self._move_up(family, X.TRACK_HELP)
                self._move_up(family, X.TRACK_SAFETY)

    def _nothing_goes_on(self, family: Family) -> bool:
        """Whether no help, procedure, measure or conference is left to coordinate."""
        return family.is_alone() and family.safety == X.SAFE_NONE and family.ekc == X.EKC_NONE

    def _take_over(self, family: Family, places: Places) -> bool:
        """Take a place with a coordinator if one is free."""
        if not places.has_free(TENTHS_PER_PLACE):
            return False
        if family.coordinator_at is not None:
            family.coordinator_at.give_back(TENTHS_PER_PLACE)
        places.take(TENTHS_PER_PLACE)
        family.coordinator_at = places
        family.count("escalations")
        family.log("escalated", places)
        return True

    def stop(self, family: Family) -> None:
        """Nobody coordinates any more; the story need not be told for now."""
        if family.coordination != X.UNCOORDINATED:
            family.change_stock("coordinated", -1)
            family.coordination = X.UNCOORDINATED
        if family.coordinator_at is not None:
            family.coordinator_at.give_back(TENTHS_PER_PLACE)
            family.coordinator_at = None
        family.coordination_asked, family.stories_told = False, 0

    def _stagnates(self, family: Family) -> bool:
        """Whether the family has waited too long for help or an investigation."""
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
