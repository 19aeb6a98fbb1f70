"""Family managers: one who directs what many do around a family, with pressure (drang) where it comes to that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from youthsim.chain import family_manager as rules
from youthsim.chain import states as X
from youthsim.chain.protection import TENTHS_PER_PLACE
from youthsim.engines.mesa.actor import Organisation
from youthsim.engines.mesa.calendar import NEVER
from youthsim.parameters import index as P
from youthsim.randomness import streams as D

if TYPE_CHECKING:
    from youthsim.engines.mesa.family import Family


class FamilyManagers(Organisation):
    """The family managers of a region; they have no queue."""

    def _have_room(self) -> bool:
        """Whether one of them has a place free."""
        return self.pools[0].has_free(TENTHS_PER_PLACE)

    def _come(self, family: Family, kind: int) -> None:
        """A family manager comes, or one who is there begins to use pressure."""
        places = self.pools[0]
        if not family.has_manager():
            places.take(TENTHS_PER_PLACE)
            family.held_at[X.TRACK_MANAGER] = places
            family.change_stock("family_managed", 1)
            family.meet_someone()
        family.manager = kind
        if kind == X.PRESSURE:
            days = family.days(D.D_DRANG_DURATION, family.p[P.drang_days])
            family.count("drang_started")
        else:
            days = family.days(D.D_MANAGER_DURATION, family.p[P.family_manager_days])
            family.count("family_managers_started")
        family.set_clock(X.TRACK_MANAGER, days)
        family.log("manager_starts", places, kind)

    def let_go(self, family: Family) -> None:
        """The family manager leaves."""
        if family.has_manager():
            family.log("manager_ends", family.held_at[X.TRACK_MANAGER], family.level)
            family.leave_place(X.TRACK_MANAGER)
            family.change_stock("family_managed", -1)
            family.manager, family.clock[X.TRACK_MANAGER] = X.NOBODY_AROUND, NEVER

    def stop_pressure(self, family: Family) -> None:
        """Pressure has no place any more, for instance because a measure has come."""
        if family.manager == X.PRESSURE:
            self.let_go(family)

    def consider(self, family: Family, professionals: int) -> bool:
        """A coordinated family with many professionals may get a family manager, asked once. True when it does."""
        if family.has_manager() or family.manager_asked:
            return False
        days = family.days_since(family.coordinated_since)
        if not rules.is_considered(family.p, family.level, professionals, days):
            return False
        family.manager_asked = True
        if not rules.is_appointed(family.p, family.draw(D.D_FAMILY_MANAGER)) or not self._have_room():
            return False
        self._come(family, X.FAMILY_MANAGER)
        return True

    def press(self, family: Family) -> bool:
        """A confirmed concern: True when pressure comes before a request. Pressure that is there ends in one."""
        if family.manager == X.PRESSURE:
            family.count("drang_requests")
            self.let_go(family)
            return False
        if not rules.uses_pressure(family.p, family.draw(D.D_DRANG)):
            return False
        if not family.has_manager() and not self._have_room():
            return False
        self._come(family, X.PRESSURE)
        return True

    def press_after_refusal(self, family: Family) -> bool:
        """A family with several problems refuses help: pressure may follow. True when it then accepts."""
        if family.has_manager():
            return False
        if not rules.follows_refusal(family.p, family.level, family.draw(D.D_DRANG_AFTER_REFUSAL)):
            return False
        if not self._have_room():
            return False
        self._come(family, X.PRESSURE)
        return bool(rules.accepts_under_pressure(family.p, family.draw(D.D_DRANG_ACCEPTS)))

    def time_is_up(self, family: Family) -> None:
        """The family manager leaves; pressure that has not made the family safe ends in a request."""
        was_pressure = family.manager == X.PRESSURE
        self.let_go(family)
        if not was_pressure:
            return
        if rules.is_safe(family.level):
            family.count("drang_safe")
        elif family.safety == X.SAFE_NONE and family.measure == X.MEASURE_NONE:
            family.count("drang_requests")
            self.model.rvdk_of(family.area).receive_request(family, by_team=True)
