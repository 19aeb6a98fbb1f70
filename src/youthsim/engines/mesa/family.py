"""The life of a family: it comes, its problems grow and shrink, it is noticed, its children turn 18, it leaves.

What organisations do with a family stands in their own files. Everything that is decided by a rule or by chance comes
from the rule book (``youthsim.chain``) and from the family's own luck.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from youthsim.chain import access, extra_help, familiarity, family_manager, finding, noticing, prevention, verwijsindex
from youthsim.chain import family as rules
from youthsim.chain import states as X
from youthsim.engines.mesa import after_18, measures
from youthsim.engines.mesa import prevention as prevention_steps
from youthsim.engines.mesa.calendar import NEVER
from youthsim.engines.mesa.clocks import FamilyOnTheClock
from youthsim.parameters import index as P
from youthsim.randomness import streams as D

if TYPE_CHECKING:
    from youthsim.engines.mesa.model import MesaModel


class Family(FamilyOnTheClock):
    """A family in its place in the population, from nine months before its first birth to the last 18th birthday."""

    def __init__(self, model: MesaModel, area: int, identity: int, place: int) -> None:
        super().__init__(model, area, identity, place)
        self.children = rules.number_of_children(self.p, self.draw(D.D_ATTRIBUTES))
        self.risk = float(model.arrays.risk[int(self.draw(D.D_ATTRIBUTES) * model.arrays.risk.size)])
        self.network = rules.network_of(self.p, self.draw(D.D_ATTRIBUTES))
        self.avoids_care = rules.avoids_care(self.p, self.draw(D.D_ATTRIBUTES))
        for hazard in range(X.HAZARD_NOTICED, X.HAZARDS):
            self.renew_budget(hazard)

    # Problems.

    def change_level(self, level: int) -> None:
        """Come to another level of problems; 0 is not being there."""
        before = self.level
        if before > 0:
            self.change_stock(f"level_{before}", -1)
        if level > 0:
            self.change_stock(f"level_{level}", 1)
        unsafe = (level >= X.UNSAFE_FROM) - (before >= X.UNSAFE_FROM)
        if unsafe and self.avoids_care:
            self.change_stock("unsafe_avoiders", unsafe)
        if level == X.CRISIS and before == X.MULTIPLE:
            self.count("crises")
        self.level = level
        if X.GOES_WELL <= level < X.LEVELS:
            self.budget[X.HAZARD_UP] = self.chance.budget(D.D_UP_FROM_1 + level - X.GOES_WELL)
        if level > X.GOES_WELL:
            self.budget[X.HAZARD_DOWN] = self.chance.budget(D.D_DOWN_FROM_2 + level - X.SINGLE)

    def _problems_change(self, step: int) -> None:
        """Problems grow or shrink by a level."""
        self.change_level(self.level + step)
        if self.level < X.MULTIPLE:
            self.multiple_since = None
        elif self.help == X.LOCAL and self.multiple_since is None:
            self.multiple_since = self.now
        self.log("level_up" if step > 0 else "level_down", detail=self.level)

    # Events.

    def afterwards(self) -> None:
        """What is looked at after anything that happened to the family."""
        self.model.coordinators_of(self.area).review(self)
        self.mark_year()
        self.refresh()

    def mark_year(self) -> None:
        """Be counted once a year as helped and as in care."""
        year = self.ledger.year
        if not self.ledger.measuring:
            return
        helped = self.is_helped()
        if helped and self.help_year != year:
            self.help_year = year
            self.count("families_helped")
            youths = 0
            for _ in self.minors():
                if youths == 0 or rules.sibling_in_case(self.p, self.draw(D.D_CHILDREN_HELPED)):
                    youths += 1
            self.count("youths_helped", youths)
        in_care = helped or self.safety > X.VT or self.measure != X.MEASURE_NONE
        if in_care and self.care_year != year:
            self.care_year = year
            self.count("families_in_care")

    def happens(self, kind: int) -> None:
        """An event of this kind happens to the family."""
        if kind == X.KIND_UP:
            self._problems_change(1)
        elif kind == X.KIND_DOWN:
            self._problems_change(-1)
        elif kind == X.KIND_BIRTHDAY:
            self._birthday()
        elif kind == X.KIND_PREVENTION:
            prevention_steps.strikes(self)
        elif kind >= X.FIRST_TRACK_KIND:
            self.clock[kind - X.FIRST_TRACK_KIND] = NEVER
            self._step_ends(kind)
        else:
            self.renew_budget(kind - X.FIRST_HAZARD_KIND)
            self._hazard_strikes(kind)

    def _hazard_strikes(self, kind: int) -> None:
        """A hazard other than those of the level has struck."""
        if kind == X.KIND_NOTICED:
            self._is_noticed()
        elif kind == X.KIND_FORWARD:
            self._comes_forward()
        elif kind == X.KIND_CONCERN:
            self.model.veilig_thuis_of(self.area).concern(self)
        elif kind == X.KIND_LEAVE_QUEUE:
            self.count("left_queue")
            self.log("leaves_queue", detail=self.help)
            self.close_help()
        elif kind == X.KIND_UHP:
            measures.come_home(self) if self.placed else measures.place(self)
        elif kind == X.KIND_PLAN_COLLAPSE:
            self.model.ekc_office_of(self.area).plan_collapses(self)
        elif kind == X.KIND_VOOGDIJ_ENDS:
            measures.end_voogdij(self, set(self.voogdij))

    def _step_ends(self, kind: int) -> None:
        """The clock of a track has struck."""
        model = self.model
        if kind == X.KIND_HELP:
            if self.help in (X.INTAKE, X.LOCAL):
                self.team.step_ends(self)
            elif self.help == X.PROVIDER:
                model.provider_of(self.area).ends(self)
            elif self.help == X.BJZ:
                model.bjz_of(self.area).decides(self)
            elif self.help == X.AFTERCARE:
                self.log("aftercare_ends")
                self.set_help(X.HELP_NONE)
        elif kind == X.KIND_SAFETY:
            if self.safety == X.VT:
                model.veilig_thuis_of(self.area).decides(self)
            elif self.safety == X.RVDK:
                model.rvdk_of(self.area).decides(self)
            elif self.safety == X.COURT:
                model.court.decides(self)
            elif self.safety == X.REVIEW:
                measures.review(self)
        elif kind == X.KIND_GI:
            model.gi_of(self.area).step_ends(self)
        elif kind == X.KIND_EKC:
            model.ekc_office_of(self.area).step_ends(self)
        elif kind == X.KIND_ACCESS:
            model.bjz_of(self.area).decides_beside(self)
        else:
            model.family_managers_of(self.area).time_is_up(self)

    def _is_noticed(self) -> None:
        """A finding place has noticed the family: it refuses, or goes through a door."""
        self.log("noticed", detail=self.level)
        place = self._who_notices()
        self.count(f"noticed_{X.FINDING_PLACES[place]}")
        matched = verwijsindex.is_used(self.p) and self.registers_signal(place)
        more = prevention.accepts_more(self.p, self.programme) if self.p[P.prevention_available] > 0.0 else 0.0
        if not noticing.accepts_help(self.p, self.avoids_care, more, self.draw(D.D_ACCEPTS_HELP)):
            self.count("refusals")
            self.log("refuses")
            self._after_refusal(matched, more)
            return
        propensity = self.team.propensity_now()
        door = noticing.door(self.p, self.model.era, self.level, propensity, self.draw(D.D_DOOR))
        if door == X.DOOR_VEILIG_THUIS:
            if self.safety == X.SAFE_NONE:
                self.model.veilig_thuis_of(self.area).receive_report(self)
            return
        if finding.is_inside(self.p, place) and finding.goes_inside(self.p, place, self.draw(D.D_INSIDE_CJG)):
            door = X.DOOR_LOCAL
        self.signal()
        if self._is_helped_at_once():
            return
        if door == X.DOOR_LOCAL:
            self.team.start_intake(self)
        elif door in (X.DOOR_ACCESS, X.DOOR_PROVIDER):
            if door == X.DOOR_ACCESS:
                self.count("sent_by_access")
                self.log("sent_by_access", detail=self.level)
            self.model.provider_of(self.area).receive(self)
        elif self._is_redirected():
            self.count("redirected_at_door")
            self.log("redirected", detail=self.level)
            self.team.start_intake(self)
        else:
            self.model.bjz_of(self.area).receive_without_referral(self)

    def _is_redirected(self) -> bool:
        """Whether Bureau Jeugdzorg sends the family to the local team at the door."""
        if self.p[P.access_redirected] <= 0.0:
            return False
        return bool(access.is_redirected(self.p, self.level, self.draw(D.D_REDIRECTED)))

    def _after_refusal(self, matched: bool, more: float) -> None:
        """Who may try again after a refusal: two who found each other, one at home, or one with pressure."""
        model = self.model
        if matched and noticing.accepts_help(self.p, self.avoids_care, more, self.draw(D.D_MATCH_ACCEPTS)):
            self.signal()
            self.team.start_intake(self)
        elif self._is_asked_at_home():
            self.signal()
            self.wrong_referral = False
            self.count("referrals")
            model.bjz_of(self.area).receive(self)
        elif family_manager.exist(self.p) and model.family_managers_of(self.area).press_after_refusal(self):
            self.signal()
            self.team.start_intake(self)

    def _is_asked_at_home(self) -> bool:
        """Whether Bureau Jeugdzorg asks a care avoider again, at home, and the family agrees to an indication."""
        if self.p[P.access_on_location] <= 0.0 or self.model.era != X.WJZ2005:
            return False
        if not access.visited_on_location(self.p, self.level, self.avoids_care, self.draw(D.D_ON_LOCATION)):
            return False
        if not access.accepts_on_location(self.p, self.draw(D.D_ON_LOCATION_ACCEPTS)):
            return False
        self.count("indications_on_location")
        self.log("asked_on_location", detail=self.level)
        return True

    def _who_notices(self) -> int:
        """The finding place that has noticed the family: an age of its children that shows, and a place of that age."""
        ages = [rules.age_group(self.birth_of(child), self.now) for child in self.minors()]
        total = 0.0
        for age in ages:
            total += self.team.age_factors[age]
        left = self.draw(D.D_FINDING_PLACE) * total
        shows = X.PRENATAL
        for age in ages:
            shows = age
            left -= self.team.age_factors[age]
            if left < 0.0:
                break
        u = self.draw(D.D_FINDING_PLACE)
        for place in range(finding.first_place(shows), finding.last_place(shows) + 1):
            if u < finding.noticed_up_to(self.p, shows, place):
                return place
        return X.FOUND_BY_OTHERS

    def _is_helped_at_once(self) -> bool:
        """A noticed family may be helped by the programme of prevention at once: its first help, without a wait."""
        at_once = self.p[P.prevention_at_once]
        if self.p[P.prevention_available] <= 0.0 or at_once <= 0.0:
            return False
        if not prevention_steps.starts_instead(self, at_once, D.D_PREVENTION_AT_ONCE):
            return False
        self.note_first_help()
        self.indication_due = False
        return True

    def _is_found(self) -> bool:
        """Whether it was extra help that found the family; then it waits for that tier, without an intake."""
        found = extra_help.found_rate(self.p, self.level, self.avoids_care)
        if found <= 0.0:
            return False
        u = self.draw(D.D_EXTRA_HELP) * self.rate[X.HAZARD_FORWARD]
        if u >= found:
            return False
        self.tier = extra_help.tier_found(self.p, self.level, u / found)
        self.log("found", detail=self.tier)
        self.count("found_by_extra_help")
        self.signal()
        self.team.queue_for_tier(self)
        return True

    def _comes_forward(self) -> None:
        """The family comes to the local team by itself, if it knows the way, or extra help has found it."""
        if self._is_found():
            return
        if self.p[P.familiarity_moves] > 0.0:
            known = self.team.familiarity_now()
            if not familiarity.knows_the_way(known, self.draw(D.D_KNOWS_THE_WAY)):
                return
        self.log("comes_forward", detail=self.level)
        self.signal()
        self.team.start_intake(self)

    def signal(self) -> None:
        """Somebody has seen the family and it accepts help: the clock of its waiting starts."""
        self.signal_at = self.now
        self.first_help_due = self.indication_due = True
        self.count("signals")

    def _birthday(self) -> None:
        """A child turns 18: its measure ends, it may be in need, and after the last the family leaves."""
        for child in range(self.children):
            if self.birth_of(child) + rules.years_in_ticks(rules.ADULT_AGE_YEARS) != self.now:
                continue
            if self.level >= self.p[P.need_level]:
                self.count("aged_out_in_need")
                after_18.live_on(self)
            self.log("turns_18", detail=child)
            measures.turns_18(self, child)
            if child == self.children - 1:
                self._leave()
                return

    def _leave(self) -> None:
        """Everything around the family stops, it leaves, and a new family takes its place."""
        self.note_need()
        measures.end_voogdij(self, set(self.voogdij))
        self.place_kept = False
        self.close_help()
        self.model.gi_of(self.area).let_go(self)
        self.stop_safety()
        self.model.ekc_office_of(self.area).stop(self)
        prevention_steps.stop(self)
        self.model.family_managers_of(self.area).let_go(self)
        self.model.coordinators_of(self.area).stop(self)
        self.change_level(0)
        self.count("families_left")
        self.log("leaves")
        self.model.replace(self)
