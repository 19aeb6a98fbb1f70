"""Access to specialised help and the help itself: Bureau Jeugdzorg (era wjz2005) and the providers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from youthsim.chain import access
from youthsim.chain import states as X
from youthsim.chain.family import DAYS_PER_YEAR, TICKS_PER_DAY
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
        """Where a family of this area waits: for the adviser posted in the CJG if there is one."""
        posted = self.model.posted_places(family.area)
        return posted if posted.is_staffed else self.office

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

    def begin(self, family: Family, places: Places, tenths: int) -> None:
        """The request for an indication is taken up; a posted adviser slowly loses the specialism."""
        family.set_help(X.BJZ)
        family.held_at[X.TRACK_HELP] = places
        is_posted = places is self.model.posted_places(family.area)
        posted_ticks = self.now - family.team.posted_since if is_posted else 0.0
        mean = access.indication_days(family.p, posted_ticks / (TICKS_PER_DAY * DAYS_PER_YEAR)) * places.shortening()
        family.set_clock(X.TRACK_HELP, family.days(D.D_INDICATION_DURATION, mean))
        family.meet_someone(family.warm_handover)
        family.warm_handover = False
        family.log("indication_starts", places)
        self.model.ekc_office_of(family.area).offer_elsewhere(family, X.OFFERER_BJZ)

    def decides(self, family: Family) -> None:
        """The decision: back to the local team, or indicated help; an unsafe family raises a concern as well."""
        family.note_indication()
        back = access.sent_back(family.p, family.level, family.wrong_referral, family.draw(D.D_INDICATION))
        family.wrong_referral = False
        family.leave_place_of_help()
        if back:
            family.log("sent_back")
            family.team.start_intake(family)
            return
        family.log("indicated")
        self.model.provider_of(family.area).receive(family)
        if family.level >= X.UNSAFE_FROM and family.safety == X.SAFE_NONE:
            self.model.veilig_thuis_of(family.area).concern(family)


class Provider(Organisation):
    """Specialised help of a region."""

    def receive(self, family: Family) -> None:
        """The family waits for specialised help."""
        family.set_help(X.PROVIDER_QUEUE)
        family.join_queue(X.TRACK_HELP, self.pools[0])

    def begin(self, family: Family, places: Places, tenths: int) -> None:
        """Specialised help starts."""
        family.set_help(X.PROVIDER)
        family.held_at[X.TRACK_HELP], family.help_start, family.multiple_since = places, self.now, None
        mean = family.p[P.provider_duration_days] * places.shortening()
        family.set_clock(X.TRACK_HELP, family.days(D.D_PROVIDER_DURATION, mean))
        family.count("help_started_provider")
        if not access.joins_plan(family.p, family.draw(D.D_ONE_PLAN)):
            family.count("plans")
        family.note_first_help()
        family.meet_someone(family.warm_handover)
        family.warm_handover = False
        family.log("help_starts", places)
        self.model.ekc_office_of(family.area).offer_elsewhere(family, X.OFFERER_PROVIDER)

    def ends(self, family: Family) -> None:
        """Specialised help is over: back to the local team, or done with or without aftercare."""
        if access.back_to_local(family.p, family.level, family.draw(D.D_END_OF_PROVIDER)):
            family.close_help()
            family.team.start_intake(family)
        else:
            family.help_ends_well()
            family.start_aftercare(family.help_start)
