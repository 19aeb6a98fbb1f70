"""A family on the clock: at which rates things may strike it, and what comes next.

What can strike at any moment (a level changing, being noticed, a concern) is a hazard. It has a budget, a unit
exponential that is used up at the present rate and is not drawn again when the rate changes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from youthsim.chain import (
    community,
    eigen_kracht,
    extra_help,
    family_manager,
    noticing,
    prevention,
    problem,
    protection,
    queues,
)
from youthsim.chain import family as rules
from youthsim.chain import states as X
from youthsim.chain.family import DAYS_PER_YEAR, TICKS_PER_DAY
from youthsim.engines.mesa import prevention as prevention_steps
from youthsim.engines.mesa.calendar import NEVER
from youthsim.engines.mesa.care import FamilyInCare
from youthsim.parameters import index as P
from youthsim.randomness import streams as D

if TYPE_CHECKING:
    from youthsim.engines.mesa.model import MesaModel

TICKS_PER_YEAR = TICKS_PER_DAY * DAYS_PER_YEAR


class FamilyOnTheClock(FamilyInCare):
    """A family with hazards, clocks and birthdays; ``place`` is its place in the population and on the calendar."""

    def __init__(self, model: MesaModel, area: int, identity: int, place: int) -> None:
        super().__init__(model, area, identity)
        self.place = place
        self.risk, self.network, self.avoids_care = 1.0, 0.0, False
        self.budget = [0.0] * X.HAZARDS
        self.rate = [0.0] * X.HAZARDS
        self.settled = self.now
        self.birthday: float = NEVER

    def settle(self) -> None:
        """Use up the budgets at the rates that held until now."""
        ticks = self.now - self.settled
        if ticks > 0:
            years = ticks / TICKS_PER_YEAR
            for hazard, rate in enumerate(self.rate):
                if rate > 0.0:
                    self.budget[hazard] -= rate * years
            self.settled = self.now

    def renew_budget(self, hazard: int) -> None:
        """A new budget for a hazard that has struck (those of the level are drawn on entering it)."""
        self.budget[hazard] = self.chance.budget(D.D_NOTICED + hazard - X.HAZARD_NOTICED)

    def age_factor(self) -> float:
        """Mean factor of being noticed over the minor children; that of a pregnancy before the first birth."""
        minors = self.minors()
        if not minors:
            return self.team.age_factors[X.PRENATAL]
        total = 0.0
        for child in minors:
            total += self.team.age_factors[rules.age_group(self.birth_of(child), self.now)]
        return total / len(minors)

    def _set_rates(self) -> None:
        """The rates of all hazards in the present state."""
        p, level, rate = self.p, self.level, self.rate
        care = problem.care_received(self.help, self.tier, self.safety, self.gi, self.placed)
        has_plan = self.ekc == X.EKC_PLAN
        supported = self._is_supported()
        network = community.network(p, self.network) if supported else self.network
        up = problem.up_rate(p, level, self.risk, care, has_plan, network)
        down = problem.down_rate(p, level, care, has_plan, network)
        if p[P.prevention_available] > 0.0:
            up *= prevention.up_factor(p, self.programme)
            down *= prevention.down_factor(p, self.programme)
        if self.has_manager():
            up *= family_manager.up_factor(p, self.manager)
            down *= family_manager.down_factor(p, self.manager)
        rate[X.HAZARD_UP], rate[X.HAZARD_DOWN] = up, down
        seen = self.is_alone() and level >= X.SINGLE
        noticed = noticing.noticed_rate(p, level, self.age_factor(), self.avoids_care) if seen else 0.0
        forward = noticing.forward_rate(p, level, self.avoids_care) if seen else 0.0
        if supported:
            noticed *= community.noticed_factor(p)
        if self._takes_part():
            noticed, forward = noticed * p[P.prevention_noticed_factor], forward * p[P.prevention_elsewhere_factor]
        if seen:
            forward += extra_help.found_rate(p, level, self.avoids_care)
        rate[X.HAZARD_NOTICED], rate[X.HAZARD_FORWARD] = noticed, forward
        rate[X.HAZARD_CONCERN] = self._concern_rate()
        waits = self.help in (X.LOCAL_QUEUE, X.PROVIDER_QUEUE, X.BJZ_QUEUE)
        rate[X.HAZARD_LEAVE_QUEUE] = queues.leave_rate(p, self.help) if waits else 0.0
        if waits and self.has_manager():
            rate[X.HAZARD_LEAVE_QUEUE] *= family_manager.leaving_factor(p, self.manager)
        has_worker = self.gi == X.MEASURE and self.measure != X.MEASURE_NONE
        rate[X.HAZARD_UHP] = protection.uhp_switch_rate(p, level, self.placed) if has_worker else 0.0
        if has_worker and self.has_manager() and not self.placed:
            rate[X.HAZARD_UHP] *= family_manager.uhp_factor(p, self.manager)
        rate[X.HAZARD_PLAN_COLLAPSE] = eigen_kracht.collapse_rate(p) if has_plan else 0.0
        rate[X.HAZARD_VOOGDIJ_ENDS] = p[P.voogdij_end_rate] if self.voogdij else 0.0

    def _is_supported(self) -> bool:
        """Whether support from the community reaches the family now."""
        p = self.p
        if p[P.community_reach] <= 0.0 or not community.reaches(p, self.chance.trait(D.D_IN_COMMUNITY)):
            return False
        return self.has_child_between(p[P.community_from_age], p[P.community_to_age])

    def _takes_part(self) -> bool:
        """Whether the family takes part in the programme of prevention."""
        part = self.programme in (X.PROGRAMME_STARTING, X.PROGRAMME_RUNNING)
        return self.p[P.prevention_available] > 0.0 and part

    def programme_policy_changes(self) -> None:
        """The policy on the programme has changed: other rates in it, and other moments at which it finds a family.

        When it finds one is drawn again, which changes no chance. A family that it does not find is left alone.
        """
        if self.programme != X.PROGRAMME_NONE:
            self.settle()
            self.refresh()
            return
        tick, kind = self.model.calendar.pending(self.place)
        was_next = kind == X.KIND_PREVENTION
        self.programme_clock = NEVER
        if self.p[P.prevention_available] > 0.0:
            prevention_steps.look_for(self)
        if was_next or self.programme_clock < min(tick, self.model.calendar.horizon):
            self.settle()
            self._plan_next()

    def _next_of_prevention(self) -> float:
        """What comes next of the programme, or an age at which support from the community begins or ends."""
        p, clock = self.p, self.programme_clock
        if p[P.community_reach] > 0.0:
            for years in (p[P.community_from_age], p[P.community_to_age]):
                clock = min(clock, self.next_age(years, self.children))
        return clock

    def _concern_rate(self) -> float:
        """Rate of a concern for safety, while no procedure and no measure runs."""
        if self.safety != X.SAFE_NONE or self.measure != X.MEASURE_NONE or self.level < X.SINGLE:
            return 0.0
        expertise = self.team.expertise_now() if self.is_helped() else 0.0
        rate = noticing.concern_rate(
            self.p, self.level, self.is_helped(), self.gi == X.EARLY, self.coordination != X.UNCOORDINATED, expertise
        )
        return rate * family_manager.concern_factor(self.p, self.manager) if self.has_manager() else rate

    def _next_birthday(self) -> int:
        """The next 18th birthday that matters: any while there are problems or care, else only the last."""
        quiet = self.level == X.GOES_WELL and self.measure == X.MEASURE_NONE and not self.voogdij
        first = self.children - 1 if quiet and self.help == X.HELP_NONE else 0
        for child in range(first, self.children):
            birthday = self.birth_of(child) + rules.years_in_ticks(rules.ADULT_AGE_YEARS)
            if birthday > self.now:
                return birthday
        return self.now + 1

    def _plan_next(self) -> None:
        """Put the first of hazards, clocks and birthdays on the calendar."""
        tick, kind = self.birthday, X.KIND_BIRTHDAY
        for hazard, rate in enumerate(self.rate):
            if rate > 0.0:
                left = max(0.0, self.budget[hazard]) / rate * TICKS_PER_YEAR
                if left < tick:  # else it may be too far away for a whole number
                    strikes = self.now + int(left) + 1
                    if strikes < tick:
                        tick, kind = strikes, X.FIRST_HAZARD_KIND + hazard
        for track, clock in enumerate(self.clock):
            if clock < tick:
                tick, kind = clock, X.FIRST_TRACK_KIND + track
        if self.p[P.prevention_available] > 0.0 or self.p[P.community_reach] > 0.0:
            clock = self._next_of_prevention()
            if clock < tick:
                tick, kind = clock, X.KIND_PREVENTION
        on_a_track = X.FIRST_TRACK_KIND <= kind <= X.LAST_TRACK_KIND
        places = self.held_at[kind - X.FIRST_TRACK_KIND] if on_a_track else None
        self.model.calendar.schedule(self.place, tick, kind, 0 if places is None else places.number + 1)

    def refresh(self) -> None:
        """After anything that happened: is the family in need and alone, which rates hold, what comes next?"""
        self._watch_need()
        if self.p[P.prevention_available] > 0.0:
            prevention_steps.look_for(self)
        self._set_rates()
        self.birthday = self._next_birthday()
        self._plan_next()

    def _watch_need(self) -> None:
        """Begin or end a spell in need with no one around."""
        alone = self.is_alone() and self.safety == X.SAFE_NONE and self.level >= self.p[P.need_level]
        alone = alone and not self._takes_part()
        if alone and self.need_since is None:
            self.need_since = self.now
        elif not alone and self.need_since is not None:
            self.note_need()
            self.need_since = None

    def note_need(self) -> None:
        """Write down how long the family has been between wal en schip."""
        if self.need_since is not None:
            self.ledger.between(self.area, self.need_since, int(self.p[P.need_between_days] * TICKS_PER_DAY))
