"""A family in care: its state, its places in queues and with organisations, its contacts, and its children.

This is what organisations find when they deal with a family. They change it by these methods.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from youthsim.chain import access, coordination, verwijsindex
from youthsim.chain import family as rules
from youthsim.chain import prevention as prevention_rules
from youthsim.chain import states as X
from youthsim.chain.family import TICKS_PER_DAY
from youthsim.chain.protection import TENTHS_PER_PLACE
from youthsim.engines.mesa.actor import Actor
from youthsim.engines.mesa.calendar import NEVER
from youthsim.engines.mesa.chance import Chance
from youthsim.engines.mesa.places import Places, Request
from youthsim.parameters import index as P
from youthsim.randomness import streams as D

if TYPE_CHECKING:
    from youthsim.engines.mesa.model import MesaModel

STOCK_OF_HELP = {
    X.INTAKE: "waiting_local",
    X.LOCAL_QUEUE: "waiting_local",
    X.LOCAL: "in_local_help",
    X.PROVIDER_QUEUE: "waiting_specialised",
    X.BJZ_QUEUE: "waiting_specialised",
    X.BJZ: "waiting_specialised",
    X.PROVIDER: "in_specialised_help",
    X.AFTERCARE: "in_aftercare",
}


class FamilyInCare(Actor):
    """A family as organisations know it: nothing goes on when it comes into the population."""

    def __init__(self, model: MesaModel, area: int, identity: int) -> None:
        super().__init__(model, area)
        self.identity = identity
        self.team = model.teams[area]
        self.chance = Chance(model.key, identity)
        self.entry = self.now
        self.children, self.level = 0, 0
        # Each track has a state, a clock, a place in a queue and a place with an organisation.
        self.help, self.safety, self.gi, self.ekc = X.HELP_NONE, X.SAFE_NONE, X.GI_NONE, X.EKC_NONE
        self.clock = [NEVER] * X.TRACKS
        self.request: list[Request | None] = [None] * X.TRACKS
        self.held_at: list[Places | None] = [None] * X.TRACKS
        # Voluntary help.
        self.tier = X.LICHT
        self.signal_at = self.help_start = 0
        self.first_help_due = self.indication_due = False
        self.multiple_since: int | None = None
        self.help_ended: int | None = None
        self.wrong_referral = self.warm_handover = self.place_kept = False
        # Shortcuts at access, and what organisations know of each other.
        self.access, self.way = X.ACCESS_NONE, access.ORDINARY
        self.drafting = self.indicated_with_school = self.referred = self.known = self.warm_beside = False
        self.signal_holders: set[int] = set()
        self.signalled_at = 0
        # Safety and measures; children are numbered from 0, the oldest.
        self.case: set[int] = set()
        self.ots: set[int] = set()
        self.voogdij: set[int] = set()
        self.measure, self.placed = X.MEASURE_NONE, False
        self.measure_start = self.placed_start = self.voogdij_start = 0
        self.measure_ended: int | None = None
        self.gi_tenths = self.voogdij_tenths = 0
        self.voogdij_at: Places | None = None
        self.crisis_team_at: Places | None = None
        self.emergency = self.asked_by_team = self.same_worker = False
        # The rest of what is remembered.
        self.plan_start = self.stories_told = 0
        self.ekc_by = X.OFFERER_TEAM  # who registered the family for a conference
        self.coordination, self.coordination_asked = X.UNCOORDINATED, False
        self.coordinator_at: Places | None = None
        self.coordinator_tenths = self.coordinated_since = 0
        self.manager, self.manager_asked = X.NOBODY_AROUND, False
        self.need_since: int | None = None
        self.help_year = self.care_year = -1
        self.programme, self.programme_clock, self.programme_until = X.PROGRAMME_NONE, NEVER, NEVER

    def in_words(self) -> dict[str, object]:
        """The state of the family, for people who look at it."""
        return {
            "level": self.level,
            "children": self.children,
            "help": X.HELP_WORDS[self.help],
            "safety": X.SAFETY_WORDS[self.safety],
            "gi": X.GI_WORDS[self.gi],
            "conference": X.EKC_WORDS[self.ekc],
            "access": X.ACCESS_WORDS[self.access],
            "manager": X.MANAGER_WORDS[self.manager],
            "children under an OTS": len(self.ots),
            "placed out of home": self.placed,
            "children under voogdij": len(self.voogdij),
            "professionals": self.professionals_around(),
        }

    # Chance, time and the books.

    def draw(self, decision: int) -> float:
        """A number for the next time this family meets the decision."""
        return self.chance.draw(decision)

    def days(self, decision: int, mean: float) -> float:
        """A duration in days, as regular as the services of the area."""
        return self.chance.days(decision, mean, self.p[P.service_shape])

    def log(self, event: str, places: Places | None = None, detail: int = 0) -> None:
        """Write a line about this family in the event log."""
        self.ledger.log(self.identity, self.area, event, -1 if places is None else places.number, detail)

    def days_since(self, tick: int) -> float:
        """Days that have passed since a tick."""
        return (self.now - tick) / TICKS_PER_DAY

    def set_clock(self, track: int, days: float) -> None:
        """Let the present step on a track end after so many days, a tick at least."""
        self.clock[track] = self.now + max(1, rules.ticks(days))

    # Children.

    def birth_of(self, child: int) -> int:
        """The tick at which a child is born."""
        return rules.birth_tick(self.p, self.entry, child)

    def has_child_between(self, from_age: float, to_age: float) -> bool:
        """Whether a child is between two ages (years); an unborn child counts below zero."""
        first, last = prevention_rules.age_ticks(from_age), prevention_rules.age_ticks(to_age)
        return any(
            self.birth_of(child) + first <= self.now < self.birth_of(child) + last for child in range(self.children)
        )

    def next_age(self, years: float, children: int) -> float:
        """The next tick at which one of the first so many children comes to this age."""
        age = prevention_rules.age_ticks(years)
        moments = (self.birth_of(child) + age for child in range(min(children, self.children)))
        return min((tick for tick in moments if tick > self.now), default=NEVER)

    def minors(self) -> list[int]:
        """The children who are born and not yet 18."""
        return [child for child in range(self.children) if rules.is_minor(self.birth_of(child), self.now)]

    def choose_children(self) -> None:
        """The children whom the case is about: the first minor not under voogdij, and siblings by chance."""
        self.case = set()
        for child in self.minors():
            if child not in self.voogdij and (
                not self.case or rules.sibling_in_case(self.p, self.draw(D.D_CHILDREN_IN_CASE))
            ):
                self.case.add(child)

    # Queues and contacts.

    def join_queue(self, track: int, places: Places, tenths: int = TENTHS_PER_PLACE) -> None:
        """Wait for places; the family is served at the end of this event if there is room."""
        if self.emergency:
            queue_class = X.CLASS_CRISIS
        elif self.coordination >= X.PROCESCOORDINATION:
            queue_class = X.CLASS_ESCALATED
        else:
            queue_class = X.CLASS_ORDINARY
        self.request[track] = Request(self, track, queue_class, self.now, tenths, places)
        places.join(self.request[track])
        self.log("queues", places, queue_class)

    def leave_queue(self, track: int) -> None:
        """Leave the queue on this track, if the family is in one."""
        request = self.request[track]
        if request is not None:
            self.request[track] = None
            request.places.leave(request)

    def meet_someone(self, warm: bool = False) -> None:
        """Meet a new contact person, and tell the story again unless that is spared."""
        self.count("contact_persons")
        coordinated = self.coordination != X.UNCOORDINATED
        known, self.known = self.known, False
        if warm or known or access.spares_intake(self.p, coordinated, self.draw(D.D_STORY)):
            return
        if self.stories_told > 0:
            self.count("story_retold")
        self.stories_told += 1

    def is_handed_over_warmly(self, partner: int) -> bool:
        """Go from the local team to a partner; warmly, or not."""
        self.count("handovers")
        warm = access.warm_handover(self.p, self.team.trust_in(partner), self.draw(D.D_WARM_HANDOVER))
        if warm:
            self.count("warm_handovers")
        return warm

    # What organisations tell each other.

    def registers_signal(self, holder: int) -> bool:
        """An organisation that has the family in view may register a signal. True when that makes a match."""
        if not verwijsindex.is_used(self.p) or not verwijsindex.registers(self.p, self.draw(D.D_REGISTERS_SIGNAL)):
            return False
        if verwijsindex.has_lapsed(self.p, self.days_since(self.signalled_at)):
            self.signal_holders = set()
        before = len(self.signal_holders)
        self.signal_holders.add(holder)
        self.signalled_at = self.now
        self.count("signals_registered")
        after = len(self.signal_holders)
        if not verwijsindex.is_match(self.p, before, after):
            return False
        self.count("matches")
        self.log("match", detail=after)
        return True

    def is_taken_up_by(self, holder: int) -> None:
        """An organisation begins with the family; after a match, who comes next knows its story."""
        if self.registers_signal(holder):
            self.known = True

    def is_reported_back(self, partner: int, sent: bool) -> bool:
        """The partner may tell the team, if that sent the family, what became of it. True if it does."""
        if self.p[P.feedback_share + partner] <= 0.0 or not sent:
            return False
        if not access.reports_back(self.p, partner, self.draw(D.D_FEEDBACK)):
            return False
        self.team.gain_trust(partner, self.p[P.feedback_trust_gain])
        self.count("feedbacks")
        self.log("feedback", detail=partner)
        return True

    def professionals_around(self) -> int:
        """Professionals around the family now."""
        return coordination.professionals(
            self.p, self.level, self.help, self.tier, self.safety, self.gi, self.ekc, self.placed
        )

    # Voluntary help, whoever gives it.

    def is_helped(self) -> bool:
        """Whether local team or provider are at work."""
        return self.help in (X.LOCAL, X.PROVIDER)

    def has_manager(self) -> bool:
        """Whether the family has a family manager, with or without pressure."""
        return self.manager >= X.FAMILY_MANAGER

    def is_alone(self) -> bool:
        """Whether nobody helps: no help, no GI, no measure, no family manager."""
        nothing = self.help == X.HELP_NONE and self.gi == X.GI_NONE and self.measure == X.MEASURE_NONE
        return nothing and not self.has_manager()

    def set_help(self, state: int) -> None:
        """Change the state of help; its clock stops until somebody sets it."""
        before, after = STOCK_OF_HELP.get(self.help), STOCK_OF_HELP.get(state)
        if before != after:
            if before is not None:
                self.change_stock(before, -1)
            if after is not None:
                self.change_stock(after, 1)
        self.help = state
        self.clock[X.TRACK_HELP] = NEVER

    def leave_place(self, track: int, tenths: int = TENTHS_PER_PLACE) -> None:
        """Give the place on a track back, if the family has one."""
        places = self.held_at[track]
        if places is not None:
            places.give_back(tenths)
            self.held_at[track] = None

    def leave_place_of_help(self) -> None:
        """Give the place of local team, provider or BJZ back, or leave its queue; an indication beside it stops."""
        self.stop_indication_beside()
        self.leave_place(X.TRACK_HELP)
        self.leave_queue(X.TRACK_HELP)

    def stop_indication_beside(self) -> None:
        """The indication beside help is over, or is no longer needed."""
        if self.access != X.ACCESS_NONE:
            self.leave_place(X.TRACK_ACCESS)
            self.leave_queue(X.TRACK_ACCESS)
            self.access, self.clock[X.TRACK_ACCESS] = X.ACCESS_NONE, NEVER

    def leave_for_more(self) -> None:
        """Whatever help or wait there was makes room for specialised help."""
        if self.help == X.LOCAL:
            self.team.note_end(self)
        self.leave_place_of_help()
        self.way, self.drafting = access.ORDINARY, False

    def come_back(self, told: bool) -> None:
        """Come back to the local team, which may need no new intake where it was told how help ended."""
        if not told or not access.feedback_spares_intake(self.p, self.draw(D.D_FEEDBACK_SPARES)):
            self.team.start_intake(self)
            return
        self.count("intakes_spared")
        self.known = True
        self.set_help(X.INTAKE)
        self.set_clock(X.TRACK_HELP, 0.0)
        self.log("intake", detail=1)

    def close_help(self) -> None:
        """Voluntary help stops, whatever it was."""
        if self.help == X.HELP_NONE:
            return
        if self.help == X.LOCAL:
            self.team.note_end(self)
        if self.is_helped():
            self.log("help_ends", self.held_at[X.TRACK_HELP], self.level)
        self.leave_place_of_help()
        self.set_help(X.HELP_NONE)
        self.place_kept = self.first_help_due = self.indication_due = False
        self.multiple_since = None
        self.way = access.ORDINARY
        self.drafting = self.indicated_with_school = self.referred = False

    def help_ends_well(self) -> None:
        """Help ends because it is done: from now on a return is a relapse."""
        self.close_help()
        self.help_ended = self.now
        self.team.hear_of_help()
        self.ledger.end_at_risk(self.area, "helps_at_risk")

    def note_first_help(self) -> None:
        """The first help after a signal, and whether it is a relapse."""
        if self.first_help_due:
            self.first_help_due = False
            days = self.days_since(self.signal_at)
            self.count("first_helps")
            self.count("first_help_days", int(days + 0.5))
            self.ledger.histogram("first_help", days)
        if self.help_ended is not None:
            self.ledger.relapse(self.area, self.help_ended, "relapse_after_help")
            self.help_ended = None

    def note_indication(self) -> None:
        """The first decision of access after a signal."""
        if self.indication_due:
            self.indication_due = False
            self.count("indications")
            self.count("indication_days", int(self.days_since(self.signal_at) + 0.5))

    def start_aftercare(self, since: int) -> None:
        """Aftercare may follow what began at ``since``; it lowers relapse while it lasts."""
        if access.gets_aftercare(self.p, self.days_since(since), self.draw(D.D_AFTERCARE)):
            self.set_help(X.AFTERCARE)
            self.set_clock(X.TRACK_HELP, self.p[P.aftercare_days])
            self.log("aftercare_starts")

    # Safety, whoever is at work.

    def stop_safety(self) -> None:
        """The safety track stops: places are given back, a queue is left."""
        self.crisis_team_leaves()
        self.leave_place(X.TRACK_SAFETY)
        self.leave_queue(X.TRACK_SAFETY)
        self.safety, self.clock[X.TRACK_SAFETY], self.emergency = X.SAFE_NONE, NEVER, False

    def crisis_team_leaves(self) -> None:
        """The crisis team gives its place back, if it holds one for the family."""
        if self.crisis_team_at is not None:
            self.crisis_team_at.give_back(TENTHS_PER_PLACE)
            self.crisis_team_at = None

    def go_to_local_team(self) -> None:
        """Be handed to the local team, if nobody helps yet."""
        if self.help == X.HELP_NONE and self.measure == X.MEASURE_NONE and self.level > X.GOES_WELL:
            self.signal()
            self.team.start_intake(self)
