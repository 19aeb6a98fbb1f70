"""What happens to the whole region: changes of policy, the places that follow from them, and the years."""

from __future__ import annotations

from typing import TYPE_CHECKING

from youthsim.chain import capacity
from youthsim.chain import states as X
from youthsim.chain.dependence import CHANGES_PROGRAMME, CHANGES_RATES, CHANGES_TEAMS
from youthsim.chain.family import DAYS_PER_YEAR, TICKS_PER_DAY
from youthsim.chain.protection import TENTHS_PER_PLACE
from youthsim.engines.mesa.actor import Actor
from youthsim.engines.mesa.calendar import NEVER
from youthsim.engines.mesa.coordinators import move
from youthsim.parameters import index as P

if TYPE_CHECKING:
    import numpy as np

    from youthsim.engines.mesa.model import MesaModel
    from youthsim.engines.mesa.places import Places, Request

MEETING_TICKS = int(DAYS_PER_YEAR / 12.0 * TICKS_PER_DAY)
SHOCKS = [P.connection_clash, P.reorganisation_depth, P.propensity_of_new_teams]


class Region(Actor):
    """Policy and time: the one agent that changes parameters and places."""

    def __init__(self, model: MesaModel) -> None:
        super().__init__(model, 0)
        arrays = model.arrays
        changes = zip(arrays.timeline_tick, arrays.timeline_place, arrays.timeline_value, strict=True)
        self.timeline = [(int(tick), tuple(place), float(value)) for tick, place, value in changes]

    def happens(self, kind: int) -> None:
        """A change of policy, or a new year."""
        if kind == X.KIND_CONTROL:
            self.change_policy()
        else:
            self.new_year()
        self.schedule()

    def schedule(self) -> None:
        """What comes next: a change of policy or a new year."""
        ledger = self.ledger
        tick, kind = NEVER, X.KIND_YEAR
        if ledger.year + 1 < ledger.years:
            tick = ledger.year_edge[ledger.year + 1]
        if self.timeline and self.timeline[0][0] < tick:
            tick, kind = self.timeline[0][0], X.KIND_CONTROL
        self.model.calendar.schedule(self.model.entity_of_region, tick, kind)

    def schedule_meetings(self, area: int) -> None:
        """The next round of learning meetings of a team, if it has any; a round that is planned stays planned."""
        entity = self.model.entity_of_team(area)
        if self.model.teams[area].meets_anyone() and not self.model.calendar.has_event(entity):
            self.model.calendar.schedule(entity, self.now + MEETING_TICKS, X.KIND_MEETING)

    # Policy.

    def change_policy(self) -> None:
        """Put the changes that are due in force; running services keep their end, rates change at once."""
        model, params = self.model, self.model.params
        areas = range(len(model.teams))
        bound_before = params[:, P.gi_area_bound].copy()
        shocks_before = params[:, SHOCKS].copy()
        touched, of_programme = self._set_parameters()
        changes_era = model.era == X.WJZ2005 and any(params[area, P.transition_jeugdwet] > 0.0 for area in areas)
        if changes_era:
            model.era = X.JEUGDWET2015
        self.set_all_places()
        for area in areas:
            self._shocks(area, shocks_before[area])
            self.schedule_meetings(area)
            self._empty_posted_queue(area)
        if changes_era:
            self._leave_access()
        if any(params[area, P.gi_area_bound] != bound_before[area] for area in areas):
            self._move_gi_cases()
        for family in model.families:
            if family.area in of_programme:
                family.programme_policy_changes()
            if family.area in touched:
                family.settle()
                family.refresh()

    def _shocks(self, area: int, before: np.ndarray) -> None:
        """What happens to a team at once, on the day on which the parameter of it rises."""
        team = self.model.teams[area]
        clash, depth, readier = (float(x) for x in team.p[SHOCKS])
        if clash > before[0]:
            team.lose_trust(X.PARTNER_BJZ, clash)
        if depth > before[1]:
            team.reorganise(depth)
        if readier > before[2]:
            team.ask_more_readily(readier)

    def _leave_access(self) -> None:
        """The Jeugdwet comes into force: who waits for Bureau Jeugdzorg goes to the local team.

        An indication under way is finished by the old rules, and measures go on with the worker they have.
        """
        for family in self.model.families:
            if family.help == X.BJZ_QUEUE:
                family.settle()
                family.leave_queue(X.TRACK_HELP)
                family.team.start_intake(family)
                family.afterwards()
            elif family.access == X.ACCESS_QUEUE:
                family.settle()
                family.stop_indication_beside()
                family.afterwards()

    def _set_parameters(self) -> tuple[set[int], set[int]]:
        """Put the changes that are due in force; the areas where rates of families change, or a programme does."""
        touched, of_programme = set(), set()
        while self.timeline and self.timeline[0][0] <= self.now:
            _, (area, parameter), value = self.timeline.pop(0)
            if CHANGES_TEAMS[parameter]:
                self.model.teams[area].bring_up_to_date()
            if CHANGES_RATES[parameter]:
                touched.add(area)
            if CHANGES_PROGRAMME[parameter]:
                of_programme.add(area)
            self.model.params[area, parameter] = value
        return touched, of_programme

    def set_all_places(self) -> None:
        """Work out the places of every pool from the parameters of the areas that it serves."""
        model = self.model
        tenths = [0.0] * len(model.pools)
        for team in model.teams:
            area, youths = team.area, float(model.arrays.area_youths[team.area])
            for organisation in range(X.LAST_ORGANISATION + 1):
                places = model.gi_places(area) if organisation == X.ORG_GI else model.places_of(area, organisation)
                tenths[places.number] += capacity.tenths_for_area(team.p, model.era, organisation, youths)
            posted = capacity.posted_tenths(team.p, model.era)
            own = model.posted_places(area)
            if not own.is_staffed and capacity.is_staffed(capacity.whole_tenths(posted)):
                team.posted_since = self.now
            tenths[own.number] += posted
        for places in model.pools:
            places.set_places(capacity.whole_tenths(tenths[places.number]))
        for team in model.teams:
            self._count_workers(team.area)
            team.know_finding_places()

    def _count_workers(self, area: int) -> None:
        """How many workers of each partner the team meets: those of the pools that serve its area."""
        model, p = self.model, self.model.params[area]
        posted = model.posted_places(area)
        partners = (
            (posted if posted.is_staffed else model.places_of(area, X.ORG_BJZ), P.bjz_caseload),
            (model.gi_places(area), P.gi_caseload),
            (model.places_of(area, X.ORG_RVDK), P.rvdk_caseload),
            (model.places_of(area, X.ORG_VEILIG_THUIS), P.veilig_thuis_caseload),
        )
        model.teams[area].workers = [places.there / TENTHS_PER_PLACE / float(p[load]) for places, load in partners]

    def _empty_posted_queue(self, area: int) -> None:
        """Advisers are no longer posted in the CJG: who waits for them goes on waiting at Bureau Jeugdzorg."""
        posted = self.model.posted_places(area)
        if posted.is_staffed:
            return
        while (request := posted.head()) is not None:
            move(request, self.model.places_of(area, X.ORG_BJZ), request.queue_class)

    def _move_gi_cases(self) -> None:
        """The GI binds its caseload to areas, or pools it again: running cases and queues move to the new places."""
        for family in self.model.families:
            new = self.model.gi_places(family.area)
            old = family.held_at[X.TRACK_GI]
            if old is not None and old is not new:
                self._move_places(old, new, family.gi_tenths)
                family.held_at[X.TRACK_GI] = new
                self.model.calendar.rename(family.place, X.KIND_GI, new.number + 1)
            if family.voogdij_at is not None and family.voogdij_at is not new:
                self._move_places(family.voogdij_at, new, family.voogdij_tenths)
                family.voogdij_at = new
        for queue_class in range(X.CLASSES):
            while (request := self._longest_waiting(queue_class)) is not None:
                move(request, self.model.gi_places(request.family.area), queue_class)

    def _move_places(self, old: Places, new: Places, tenths: int) -> None:
        old.give_back(tenths)
        new.take(tenths)

    def _longest_waiting(self, queue_class: int) -> Request | None:
        """The longest waiting of those who stand first in a queue of the GI that is no longer theirs."""
        firsts = []
        for places in self.model.pools:
            if places.organisation == X.ORG_GI:
                wrong = (r for r in places.queue[queue_class] if self.model.gi_places(r.family.area) is not places)
                firsts += [first for first in (next(wrong, None),) if first is not None]
        return min(firsts, key=lambda request: request.since, default=None)

    # Years.

    def close_year(self) -> None:
        """Write down the year that ends: teams, stocks, places, families in need."""
        for team in self.model.teams:
            team.bring_up_to_date()
        for places in self.model.pools:
            places.settle()
        self.ledger.close_year()
        for family in self.model.families:
            family.note_need()

    def new_year(self) -> None:
        """A measured year begins: families with help or a measure are counted in it."""
        self.close_year()
        self.ledger.year += 1
        for family in self.model.families:
            family.mark_year()
