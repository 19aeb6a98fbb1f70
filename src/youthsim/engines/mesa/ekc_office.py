"""The office of the Eigen Kracht-conferenties: offer, registration, ending, plan and collapse."""

from __future__ import annotations

from typing import TYPE_CHECKING

from youthsim.chain import eigen_kracht as rules
from youthsim.chain import states as X
from youthsim.chain.family import ticks, years_in_ticks
from youthsim.engines.mesa.actor import Organisation
from youthsim.engines.mesa.calendar import NEVER
from youthsim.parameters import index as P
from youthsim.randomness import streams as D

if TYPE_CHECKING:
    from youthsim.engines.mesa.family import Family
    from youthsim.engines.mesa.places import Places


class EkcOffice(Organisation):
    """The coordinators of a region who prepare conferences, and the plans that come of them."""

    def offer(self, family: Family) -> None:
        """At the start of a trajectory the team may offer a conference; a family that accepts is registered."""
        if family.ekc != X.EKC_NONE:
            return
        adoption = family.team.adoption_now()
        if not rules.is_offered(family.p, family.level, adoption, family.draw(D.D_EKC_OFFER)):
            return
        family.count("ekc_offered")
        family.log("ekc_offered")
        self._is_answered(family, X.OFFERER_TEAM)

    def offer_elsewhere(self, family: Family, offerer: int) -> None:
        """Another organisation than the local team may offer a conference where its own part begins."""
        adoption = family.team.adoption_by(offerer)
        if adoption <= 0.0 or family.ekc != X.EKC_NONE:
            return
        u = family.draw(D.D_EKC_OFFER_BJZ + offerer - X.OFFERER_BJZ)
        if rules.is_offered_elsewhere(family.p, family.level, offerer, adoption, u):
            family.count("ekc_offered")
            family.log("ekc_offered", detail=offerer)
            self._is_answered(family, offerer)

    def _is_answered(self, family: Family, offerer: int) -> None:
        """The family accepts the offer and is registered, or not."""
        if rules.is_accepted(family.p, family.network, family.draw(D.D_EKC_ACCEPTS)):
            family.count("ekc_accepted")
            family.count("ekc_registered")
            if offerer != X.OFFERER_TEAM:
                family.count(f"ekc_registered_{X.OFFERERS[offerer - X.OFFERER_BJZ]}")
            family.ekc, family.ekc_by = X.EKC_QUEUE, offerer
            family.log("ekc_registered", detail=offerer)
            family.join_queue(X.TRACK_EKC, self.pools[0])

    def begin(self, family: Family, places: Places, tenths: int) -> None:
        """A coordinator begins to prepare the conference."""
        family.ekc, family.held_at[X.TRACK_EKC] = X.EKC_PREPARING, places
        mean = family.p[P.ekc_organise_days] * places.shortening()
        family.set_clock(X.TRACK_EKC, family.days(D.D_EKC_DURATION, mean))
        family.meet_someone()

    def stop(self, family: Family) -> None:
        """Whatever goes on with a conference or its plan stops."""
        if family.ekc == X.EKC_PLAN:
            family.change_stock("network_plans", -1)
            family.count("ekc_plans_ended")
            if self.now - family.plan_start >= years_in_ticks(1.0):
                family.count("ekc_plans_alive_year")
        family.leave_place(X.TRACK_EKC)
        family.leave_queue(X.TRACK_EKC)
        family.ekc, family.clock[X.TRACK_EKC] = X.EKC_NONE, NEVER

    def step_ends(self, family: Family) -> None:
        """A registration ends, or a plan has run its time."""
        if family.ekc == X.EKC_PREPARING:
            self._registration_ends(family)
        else:
            family.count("ekc_plans_done")
            family.log("plan_done")
            self.stop(family)

    def _registration_ends(self, family: Family) -> None:
        """A conference with a plan, a plan without conference, or lost."""
        how = rules.ending(family.p, family.draw(D.D_EKC_ENDING))
        self.stop(family)
        family.log("ekc_ends", detail=how)
        if how == rules.LOST:
            family.count("ekc_lost")
            family.team.learns_of_conference(family.ekc_by, False)
            return
        met = how == rules.CONFERENCE_WITH_PLAN
        family.count("ekc_conference_with_plan" if met else "ekc_plan_without_conference")
        family.count("plans")
        family.team.learns_of_conference(family.ekc_by, True)
        family.ekc, family.plan_start = X.EKC_PLAN, self.now
        family.clock[X.TRACK_EKC] = self.now + ticks(family.p[P.ekc_plan_lasts_days])
        family.change_stock("network_plans", 1)
        if rules.asks_professional_help(family.p, family.draw(D.D_EKC_ASKS_HELP)):
            self._plan_asks_for_help(family)

    def _plan_asks_for_help(self, family: Family) -> None:
        """The plan asks for specialised help: the team refers, or the family signs up by itself."""
        if family.help == X.LOCAL and not family.place_kept and family.gi == X.GI_NONE:
            family.team.refer(family)
        elif family.help == X.HELP_NONE and family.measure == X.MEASURE_NONE:
            family.signal()
            self.model.provider_of(family.area).receive(family)

    def plan_collapses(self, family: Family) -> None:
        """The plan collapses and leaves the network used up."""
        self.stop(family)
        family.count("ekc_collapsed")
        family.team.learns_of_conference(family.ekc_by, False)
        family.network = rules.network_after_collapse(family.p, family.network)
        family.log("plan_collapses")
