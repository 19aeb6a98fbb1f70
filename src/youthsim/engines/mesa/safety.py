"""When a family may be unsafe: Veilig Thuis (AMK), the Raad voor de Kinderbescherming, the court, the crisis team."""

from __future__ import annotations

from typing import TYPE_CHECKING

from youthsim.chain import early_gi, family_manager, noticing, protection, verwijsindex
from youthsim.chain import states as X
from youthsim.chain.protection import TENTHS_PER_PLACE
from youthsim.engines.mesa import measures
from youthsim.engines.mesa.actor import Actor, Organisation
from youthsim.engines.mesa.calendar import NEVER
from youthsim.parameters import index as P
from youthsim.randomness import streams as D

if TYPE_CHECKING:
    from youthsim.engines.mesa.family import Family
    from youthsim.engines.mesa.places import Places


class VeiligThuis(Organisation):
    """Veilig Thuis, before 2015 the AMK: concerns and reports."""

    def concern(self, family: Family) -> None:
        """Somebody raises a concern: who is in charge weighs it, or it becomes a report."""
        in_care = family.is_helped() or family.gi == X.EARLY or family.has_manager()
        confirmed = noticing.concern_confirmed(family.p, family.level, family.draw(D.D_REPORT_CONFIRMED))
        if in_care and confirmed:
            self._file_or_call(family)
        elif in_care:
            self._may_widen(family)
        elif confirmed and noticing.emergency_order(family.p, family.level, family.draw(D.D_EMERGENCY)):
            self.model.crisis_team_of(family.area).emergency(family)
        else:
            self.receive_report(family)

    def _can_call_gi(self, family: Family) -> bool:
        """Whether the local team could call in the GI for this family."""
        return family.gi == X.GI_NONE and family.help == X.LOCAL and early_gi.is_open(family.p, family.level)

    def _file_or_call(self, family: Family) -> None:
        """A confirmed concern about a family in care: an emergency order, the GI called in, pressure, or a request."""
        if noticing.emergency_order(family.p, family.level, family.draw(D.D_EMERGENCY)):
            self.model.crisis_team_of(family.area).emergency(family)
            return
        if family.gi == X.EARLY:
            family.count("early_gi_requests")
        elif self._can_call_gi(family):
            trust = family.team.trust_in(X.PARTNER_GI)
            if early_gi.diverts(family.p, trust, family.draw(D.D_EARLY_GI_CALL)):
                if self.model.gi_of(family.area).call_in(family, widening=False):
                    return
        if family.gi != X.EARLY and (family_manager.exist(family.p) or family.has_manager()):
            if self.model.family_managers_of(family.area).press(family):
                self.model.ekc_office_of(family.area).offer_elsewhere(family, X.OFFERER_FAMILY_MANAGER)
                return
        self.model.rvdk_of(family.area).receive_request(family, by_team=True)

    def _may_widen(self, family: Family) -> None:
        """An unconfirmed concern: the team may call in the GI although it would not have filed a request."""
        if self._can_call_gi(family):
            trust = family.team.trust_in(X.PARTNER_GI)
            if early_gi.widens(family.p, family.level, trust, family.draw(D.D_EARLY_GI_WIDENING)):
                self.model.gi_of(family.area).call_in(family, widening=True)

    def receive_report(self, family: Family) -> None:
        """A report waits to be taken up."""
        family.count("vt_reports")
        family.safety = X.VT_QUEUE
        family.log("reported", detail=family.level)
        family.join_queue(X.TRACK_SAFETY, self.pools[0])

    def begin(self, family: Family, places: Places, tenths: int) -> None:
        """The report is taken up."""
        family.safety, family.held_at[X.TRACK_SAFETY] = X.VT, places
        mean = family.p[P.veilig_thuis_triage_days] * places.shortening()
        family.set_clock(X.TRACK_SAFETY, family.days(D.D_REPORT_DURATION, mean))
        family.meet_someone()
        family.is_taken_up_by(verwijsindex.AT_VEILIG_THUIS)
        family.log("triage_starts", places)

    def decides(self, family: Family) -> None:
        """The decision: a request to the RvdK, the local team, or nothing."""
        family.stop_safety()
        if noticing.concern_confirmed(family.p, family.level, family.draw(D.D_REPORT_CONFIRMED)):
            self.model.rvdk_of(family.area).receive_request(family, by_team=False)
            return
        family.log("report_closed")
        family.team.joint_case(X.PARTNER_VT)
        if family.gi == X.EARLY and family.clock[X.TRACK_GI] == NEVER:
            self.model.gi_of(family.area).let_go(family)
        if noticing.unconfirmed_goes_to_local(family.p, family.draw(D.D_REPORT_TO_LOCAL)):
            family.go_to_local_team()


class CrisisTeam(Organisation):
    """The crisis team: it has no queue, and holds a place until the investigation begins."""

    def emergency(self, family: Family) -> None:
        """A provisional OTS with placement at once, and a request with priority; without a free place only that."""
        family.emergency = True
        by_team = family.help == X.LOCAL
        family.choose_children()
        places = self.pools[0]
        if family.case and places.has_free(TENTHS_PER_PLACE):
            places.take(TENTHS_PER_PLACE)
            family.crisis_team_at = places
            family.count("emergency_orders")
            family.log("emergency_order", detail=measures.in_log(family.case))
            measures.start(family, X.MEASURE_PROVISIONAL)
        self.model.rvdk_of(family.area).receive_request(family, by_team)


class Raad(Organisation):
    """The Raad voor de Kinderbescherming (RvdK): requests and investigations."""

    def receive_request(self, family: Family, by_team: bool) -> None:
        """An investigation is asked for."""
        family.count("requests_to_rvdk")
        family.safety, family.asked_by_team = X.RVDK_QUEUE, by_team
        family.clock[X.TRACK_SAFETY] = NEVER
        if by_team:
            family.team.joint_case(X.PARTNER_RVDK)
        family.log("requested", detail=int(by_team))
        family.join_queue(X.TRACK_SAFETY, self.pools[0])

    def begin(self, family: Family, places: Places, tenths: int) -> None:
        """The investigation begins; one that a trusted team asked for is shorter."""
        family.safety, family.held_at[X.TRACK_SAFETY] = X.RVDK, places
        family.crisis_team_leaves()
        if family.measure == X.MEASURE_NONE:
            family.choose_children()
        family.count("rvdk_families")
        family.count("rvdk_investigations", len(family.case))
        trust = family.team.trust_in(X.PARTNER_RVDK) if family.asked_by_team else 0.0
        mean = protection.investigation_days(family.p, trust) * places.shortening()
        family.set_clock(X.TRACK_SAFETY, family.days(D.D_INVESTIGATION_DURATION, mean))
        family.meet_someone(family.asked_by_team and family.is_handed_over_warmly(X.PARTNER_RVDK))
        family.is_reported_back(X.PARTNER_RVDK, family.asked_by_team)
        family.log("investigation_starts", places, measures.in_log(family.case))

    def decides(self, family: Family) -> None:
        """The decision: a request to the court, or voluntary help."""
        requested = protection.requests_ots(family.p, family.level, family.draw(D.D_REQUEST))
        family.log("investigation_ends", family.held_at[X.TRACK_SAFETY], int(requested))
        family.stop_safety()
        if requested and family.case:
            family.count("ots_requested", len(family.case))
            self.model.court.receive(family)
        else:
            end_without_measure(family)


class Court(Actor):
    """The court: a delay, and no queue."""

    def receive(self, family: Family) -> None:
        """The family waits for its hearing."""
        family.safety = X.COURT
        family.set_clock(X.TRACK_SAFETY, family.days(D.D_HEARING_DELAY, family.p[P.court_days]))

    def decides(self, family: Family) -> None:
        """A granted request starts the OTS, or confirms a provisional one."""
        granted = protection.is_granted(family.p, family.draw(D.D_GRANTED))
        family.log("court_decides", detail=int(granted))
        family.stop_safety()
        if not granted:
            end_without_measure(family)
        elif family.measure == X.MEASURE_NONE:
            measures.start(family, X.MEASURE_OTS)
        else:
            measures.confirm(family)


def end_without_measure(family: Family) -> None:
    """Investigation or court end without a measure; the GI, if it was there, leaves."""
    if family.measure != X.MEASURE_NONE:
        measures.end(family)
    elif family.gi != X.GI_NONE and family.clock[X.TRACK_GI] == NEVER:
        family.model.gi_of(family.area).let_go(family)
    if protection.handed_to_voluntary_help(family.p, family.draw(D.D_REPORT_TO_LOCAL)):
        family.go_to_local_team()
