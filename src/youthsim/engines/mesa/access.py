"""Access to specialised help and the help itself: Bureau Jeugdzorg (era wjz2005) and the providers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from youthsim.chain import access, verwijsindex
from youthsim.chain import states as X
from youthsim.chain.family import DAYS_PER_YEAR, TICKS_PER_DAY, age_group
from youthsim.chain.protection import TENTHS_PER_PLACE
from youthsim.engines.mesa.actor import Organisation
from youthsim.parameters import index as P
from youthsim.randomness import streams as D

if TYPE_CHECKING:
    from youthsim.engines.mesa.family import Family
    from youthsim.engines.mesa.places import Places


class BureauJeugdzorg(Organisation):
    """Access of a region: its own office first, then for each area the advisers posted in the CJG."""

    @property
    def office(self) -> Places:
        """The places at Bureau Jeugdzorg itself."""
        return self.pools[0]

    def places_for(self, family: Family) -> Places:
        """Where a family waits: who was referred by its CJG for the adviser posted there, if there is one."""
        posted = self.model.posted_places(family.area)
        return posted if family.referred and posted.is_staffed else self.office

    def receive_without_referral(self, family: Family) -> None:
        """A family comes by itself; below several problems this is the wrong door."""
        family.wrong_referral = access.is_wrong_door(family.level)
        family.count("referrals")
        if family.wrong_referral:
            family.count("wrong_referrals")
        self.receive(family)

    def receive(self, family: Family) -> None:
        """The family waits for access."""
        family.set_help(X.BJZ_QUEUE)
        family.join_queue(X.TRACK_HELP, self.places_for(family))

    def asked_beside(self, family: Family) -> None:
        """An indication is asked that runs beside help, or beside the wait for it."""
        family.access = X.ACCESS_QUEUE
        family.join_queue(X.TRACK_ACCESS, self.places_for(family))

    def begin(self, family: Family, places: Places, tenths: int) -> None:
        """The request for an indication is taken up, before help or beside it."""
        if family.help != X.BJZ_QUEUE:
            self._begin_beside(family, places)
            return
        family.set_help(X.BJZ)
        family.held_at[X.TRACK_HELP] = places
        warm = family.warm_handover
        family.set_clock(X.TRACK_HELP, self._duration(family, places, warm, is_check=False))
        family.meet_someone(warm or family.indicated_with_school)
        family.warm_handover = family.warm_beside = False
        family.is_taken_up_by(verwijsindex.AT_BJZ)
        family.is_reported_back(X.PARTNER_BJZ, family.referred)
        family.log("indication_starts", places)
        self.model.ekc_office_of(family.area).offer_elsewhere(family, X.OFFERER_BJZ)

    def _begin_beside(self, family: Family, places: Places) -> None:
        """An indication beside help begins; a check afterwards is done on paper."""
        family.access, family.held_at[X.TRACK_ACCESS] = X.INDICATING, places
        warm, is_check = family.warm_beside, family.way == access.PROVISIONAL
        family.set_clock(X.TRACK_ACCESS, self._duration(family, places, warm, is_check))
        if not is_check:
            family.meet_someone(warm or family.indicated_with_school)
        family.warm_beside = False
        family.is_taken_up_by(verwijsindex.AT_BJZ)
        family.is_reported_back(X.PARTNER_BJZ, family.referred)
        family.log("indication_starts", places, family.way)
        if not is_check:
            self.model.ekc_office_of(family.area).offer_elsewhere(family, X.OFFERER_BJZ)

    def _duration(self, family: Family, places: Places, warm: bool, is_check: bool) -> float:
        """How long an indication that starts now takes, in days; a posted adviser slowly loses the specialism."""
        p = family.p
        is_posted = places is self.model.posted_places(family.area)
        posted_ticks = self.now - family.team.posted_since if is_posted else 0.0
        mean = access.indication_days(p, posted_ticks / (TICKS_PER_DAY * DAYS_PER_YEAR)) * places.shortening()
        with_school = False
        if p[P.access_joint_education] > 0.0 and not is_check and self._has_child_at_school(family):
            with_school = access.begins_with_school(p, family.draw(D.D_JOINT_EDUCATION))
        if with_school:
            family.indicated_with_school = True
            family.count("indications_joint")
        return family.days(D.D_INDICATION_DURATION, access.shortened(p, mean, warm, with_school, is_check))

    def _has_child_at_school(self, family: Family) -> bool:
        """Whether a child of the family is of school age."""
        return any(age_group(family.birth_of(child), self.now) >= X.AGE_4_12 for child in family.minors())

    def decides(self, family: Family) -> None:
        """The decision: back to the local team, or indicated help; an unsafe family raises a concern as well."""
        family.note_indication()
        back = access.sent_back(family.p, family.level, family.wrong_referral, family.draw(D.D_INDICATION))
        family.wrong_referral = False
        family.leave_place_of_help()
        if back:
            family.log("sent_back")
            family.indicated_with_school = False
            family.come_back(family.is_reported_back(X.PARTNER_BJZ, family.referred))
            return
        family.log("indicated")
        self.model.provider_of(family.area).receive(family)
        self._looks_at_safety(family)

    def _looks_at_safety(self, family: Family) -> None:
        """An indication that finds the family unsafe raises a concern."""
        if family.level >= X.UNSAFE_FROM and family.safety == X.SAFE_NONE:
            self.model.veilig_thuis_of(family.area).concern(family)

    def decides_beside(self, family: Family) -> None:
        """The decision on an indication beside help: help goes on, or the family goes back to the local team."""
        family.note_indication()
        back = access.sent_back(family.p, family.level, family.wrong_referral, family.draw(D.D_INDICATION))
        family.wrong_referral, family.way = False, access.ORDINARY
        if not back:
            family.stop_indication_beside()
            family.log("indicated", detail=1)
            self._looks_at_safety(family)
            return
        family.count("indications_overruled")
        family.log("overruled", detail=family.help)
        told = family.is_reported_back(X.PARTNER_BJZ, family.referred)
        if family.help == X.PROVIDER:
            family.log("help_ends", family.held_at[X.TRACK_HELP], family.level)
        family.leave_place_of_help()
        family.indicated_with_school = False
        family.come_back(told)


class Provider(Organisation):
    """Specialised help of a region."""

    def receive(self, family: Family) -> None:
        """The family waits for specialised help."""
        family.set_help(X.PROVIDER_QUEUE)
        family.join_queue(X.TRACK_HELP, self.pools[0])

    def put_in(self, family: Family, places: Places) -> None:
        """Specialised help starts at once at these places, full or not; no indication is needed."""
        family.leave_for_more()
        family.note_indication()
        places.take(TENTHS_PER_PLACE)
        self.begin(family, places, TENTHS_PER_PLACE)

    def called_in(self, family: Family) -> None:
        """A provider that was not involved yet is called in; before 2015 the indication is asked beside it."""
        family.leave_for_more()
        self.receive(family)
        if self.model.era == X.WJZ2005:
            family.way = access.DURING
            self.model.bjz_of(family.area).asked_beside(family)
        else:
            family.note_indication()

    def begin(self, family: Family, places: Places, tenths: int) -> None:
        """Specialised help starts."""
        family.set_help(X.PROVIDER)
        family.held_at[X.TRACK_HELP], family.help_start, family.multiple_since = places, self.now, None
        mean = family.p[P.provider_duration_days] * places.shortening()
        family.set_clock(X.TRACK_HELP, family.days(D.D_PROVIDER_DURATION, mean))
        family.count("help_started_provider")
        joins = access.joins_plan(family.p, family.has_manager(), family.draw(D.D_ONE_PLAN))
        if not joins and not family.indicated_with_school:
            family.count("plans")
        family.indicated_with_school = False
        family.note_first_help()
        family.meet_someone(family.warm_handover)
        family.warm_handover = False
        family.is_taken_up_by(verwijsindex.AT_PROVIDER)
        family.is_reported_back(self.model.next_partner, family.referred)
        if family.way == access.AFTERWARDS and self.model.era == X.WJZ2005:
            self.model.bjz_of(family.area).asked_beside(family)
        family.log("help_starts", places)
        self.model.ekc_office_of(family.area).offer_elsewhere(family, X.OFFERER_PROVIDER)

    def ends(self, family: Family) -> None:
        """Specialised help is over: back to the local team, or done with or without aftercare."""
        told = family.is_reported_back(self.model.next_partner, family.referred)
        if access.back_to_local(family.p, family.level, family.draw(D.D_END_OF_PROVIDER)):
            family.close_help()
            family.come_back(told)
        else:
            family.help_ends_well()
            family.start_aftercare(family.help_start)
