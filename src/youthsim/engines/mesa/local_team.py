"""The local team (CJG, wijkteam): intake, help in three tiers, referral; and what it learns and forgets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from youthsim.chain import access, familiarity, finding, local_team, verwijsindex, work
from youthsim.chain import states as X
from youthsim.chain import trust as rules
from youthsim.chain.family import DAYS_PER_YEAR, TICKS_PER_DAY
from youthsim.chain.protection import TENTHS_PER_PLACE
from youthsim.chain.records import AREA_STATES
from youthsim.engines.mesa import prevention
from youthsim.engines.mesa.actor import Actor
from youthsim.engines.mesa.calendar import NEVER
from youthsim.engines.mesa.chance import Chance
from youthsim.parameters import index as P
from youthsim.randomness import streams as D

if TYPE_CHECKING:
    from youthsim.engines.mesa.family import Family
    from youthsim.engines.mesa.model import MesaModel
    from youthsim.engines.mesa.places import Places

PARTNERS = range(len(X.PARTNERS))
SHORTCUT_COUNTS = {
    access.DIRECT: "shortcuts_direct",
    access.PROVISIONAL: "shortcuts_provisional",
    access.AFTERWARDS: "shortcuts_afterwards",
    access.DURING: "shortcuts_during",
}


class LocalTeam(Actor):
    """The team of an area. Its states move slowly, so they are brought up to date when somebody asks."""

    def __init__(self, model: MesaModel, area: int, tiers: list[Places]) -> None:
        super().__init__(model, area)
        self.name = model.arrays.area_names[area]
        self.chance = Chance(model.key, -1 - area)  # areas count below the families
        state = dict(zip(AREA_STATES, map(float, model.arrays.team_state[area]), strict=True))
        self.trust = [state[f"trust_{partner}"] for partner in X.PARTNERS]
        self.adoption, self.expertise = state["ekc_adoption"], state["expertise"]
        self.skill = [state[f"skill_{tier}"] for tier in X.TIER_NAMES]
        self.propensity, self.trough = state["propensity"], state["trough"]
        self.adoption_elsewhere = [state[f"ekc_adoption_{offerer}"] for offerer in X.OFFERERS]
        self.familiarity = state["familiarity"]
        self.age_factors: list[float] = []  # how much a child of each age is noticed, as long as the policy holds
        self.rounds = 0  # of learning meetings
        self.workers = [0.0] * len(X.PARTNERS)
        self.posted_since = 0
        self.up_to = 0
        self.tiers = tiers
        for places in tiers:
            places.owner = self

    def in_words(self) -> dict[str, object]:
        """The state of the team, for people who look at it."""
        return {
            "area": self.name,
            "places": sum(places.there for places in self.tiers) / TENTHS_PER_PLACE,
            "in use": sum(places.used for places in self.tiers) / TENTHS_PER_PLACE,
            "waiting": sum(places.waiting for places in self.tiers),
            "trust": {partner: self.trust[place] for place, partner in enumerate(X.PARTNERS)},
            "adoption of the conference": self.adoption,
            "expertise": self.expertise,
            "skill": dict(zip(X.TIER_NAMES, self.skill, strict=True)),
            "propensity to ask for specialised help": self.propensity,
            "trough of a reorganisation": self.trough,
            "familiarity": self.familiarity,
        }

    def states(self) -> list[float]:
        """All states, in the order of ``AREA_STATES``."""
        work = [*self.skill, self.propensity, self.trough, *self.adoption_elsewhere]
        return [*self.trust, self.adoption, self.expertise, *work, self.familiarity]

    # What the team learns and forgets.

    def bring_up_to_date(self) -> None:
        """Let gains and losses work on trust, adoption and expertise up to now."""
        ticks = self.now - self.up_to
        if ticks <= 0:
            return
        p, before = self.p, self.expertise
        years = ticks / (TICKS_PER_DAY * DAYS_PER_YEAR)
        loss = rules.trust_loss(p, before)
        for partner in PARTNERS:
            gain, partner_loss = rules.trust_gain(p, partner), rules.partner_loss(p, partner)
            self.trust[partner] = rules.drift(self.trust[partner], gain, loss + partner_loss, years)
        self.adoption = rules.drift(self.adoption, rules.adoption_gain(p), rules.adoption_loss(p, before), years)
        self.expertise = rules.drift(before, rules.expertise_gain(p, before), rules.turnover(p, before), years)
        self._bring_work_up_to_date(before, years)
        if p[P.familiarity_moves] > 0.0:
            gain, forgetting = familiarity.gain(p), p[P.familiarity_forgetting]
            self.familiarity = rules.drift(self.familiarity, gain, forgetting, years)
        else:
            self.familiarity = p[P.coming_forward_familiarity]
        self.up_to = self.now
        self.ledger.team_states(self.area, self.states(), ticks)

    def _bring_work_up_to_date(self, expertise: float, years: float) -> None:
        """Skill of each tier, propensity, the trough of a reorganisation, and adoption outside the team."""
        p = self.p
        for tier, skill in enumerate(self.skill):
            gain = work.skill_gain(p, tier)
            if gain > 0.0 or skill > 0.0:
                self.skill[tier] = rules.drift(skill, gain, rules.turnover(p, expertise), years)
        self.propensity = work.propensity_later(p, self.propensity, years)
        self.trough = work.trough_later(p, self.trough, years)
        for place, adoption in enumerate(self.adoption_elsewhere):
            gain = float(p[P.ekc_elsewhere_gain + place])
            if gain > 0.0 or adoption > 0.0:
                self.adoption_elsewhere[place] = rules.drift(adoption, gain, p[P.ekc_elsewhere_loss], years)

    def _lately(self) -> None:
        """Bring the team up to date when more than a day has passed."""
        if self.now - self.up_to >= TICKS_PER_DAY:
            self.bring_up_to_date()

    def trust_in(self, partner: int) -> float:
        """Trust in a partner."""
        self._lately()
        return self.trust[partner]

    def adoption_now(self) -> float:
        """Adoption of the Eigen Kracht-conferentie; a reorganisation takes a part of it for a time."""
        self._lately()
        return self.adoption * (1.0 - self.trough)

    def adoption_by(self, offerer: int) -> float:
        """Adoption by another organisation, among its workers who serve the area."""
        place = offerer - X.OFFERER_BJZ
        if self.adoption_elsewhere[place] <= 0.0 and self.p[P.ekc_elsewhere_gain + place] <= 0.0:
            return 0.0
        self._lately()
        return self.adoption_elsewhere[place]

    def propensity_now(self) -> float:
        """How readily the team asks for specialised help, relative to its parameter."""
        if self.propensity != work.own_propensity(self.p):
            self._lately()
        return self.propensity

    def expertise_now(self) -> float:
        """Expertise of the team."""
        self._lately()
        return self.expertise

    def familiarity_now(self) -> float:
        """The share of families in the area that know the way to the team."""
        self._lately()
        return self.familiarity

    def hear_of_help(self) -> None:
        """A family was helped well and tells others, where familiarity moves."""
        if self.p[P.familiarity_moves] > 0.0:
            self.bring_up_to_date()
            families = float(self.model.arrays.area_families[self.area])
            self.familiarity = rules.jump(self.familiarity, familiarity.told_gain(self.p, families))

    def know_finding_places(self) -> None:
        """Work out how much a child of each age is noticed under the present policy."""
        self.age_factors = [finding.age_factor(self.p, group) for group in range(X.AGE_12_18 + 1)]

    def joint_case(self, partner: int) -> None:
        """A case done together: trust and expertise grow."""
        self.bring_up_to_date()
        together = 1.0 - self.trough
        gain = rules.joint_case_gain(self.p, self.workers[partner]) * together
        self.trust[partner] = rules.jump(self.trust[partner], gain)
        self.expertise = rules.jump(self.expertise, self.p[P.expertise_joint_case_gain] * together)

    def gain_trust(self, partner: int, gain: float) -> None:
        """Trust in a partner grows by its report back."""
        self.bring_up_to_date()
        self.trust[partner] = rules.jump(self.trust[partner], gain)

    def lose_trust(self, partner: int, share: float) -> None:
        """A clash at once costs a share of the trust in a partner."""
        self.bring_up_to_date()
        self.trust[partner] = rules.jump(self.trust[partner], -share)

    def reorganise(self, depth: float) -> None:
        """A reorganisation begins: joint work falls away, and comes back in time."""
        self.bring_up_to_date()
        self.trough = work.trough_after_start(self.trough, depth)

    def ask_more_readily(self, share: float) -> None:
        """Without experience the team asks for specialised help more readily, from one day on."""
        self.bring_up_to_date()
        self.propensity *= 1.0 + share

    def learn_from_referral(self, wrong: bool, late: bool) -> None:
        """Take a lesson from a referral, if it was wrong or late."""
        if work.teaches(self.p, wrong, late):
            self.bring_up_to_date()
            self.propensity = work.propensity_after_referral(self.p, self.propensity, wrong, late)

    def change_adoption(self, change: float, offerer: int = X.OFFERER_TEAM) -> None:
        """Adoption, of the team or of another organisation that serves the area, moves by an experience."""
        self.bring_up_to_date()
        if offerer == X.OFFERER_TEAM:
            self.adoption = rules.jump(self.adoption, change)
        else:
            place = offerer - X.OFFERER_BJZ
            self.adoption_elsewhere[place] = rules.jump(self.adoption_elsewhere[place], change)

    def learns_of_conference(self, offerer: int, success: bool) -> None:
        """Who registered a family learns how it ended; the other areas of the region share a part of a success."""
        if not success:
            self.change_adoption(-self.p[P.ekc_failure_loss], offerer)
            return
        gain = self.p[P.ekc_success_gain]
        self.change_adoption(gain, offerer)
        region = self.model.arrays.area_region
        others = [team for team in self.model.teams if team is not self and region[team.area] == region[self.area]]
        for team in others:
            team.change_adoption(gain * self.p[P.ekc_neighbour_share] / len(others), offerer)

    def learning_meetings(self) -> None:
        """A round of learning meetings with each partner that the team meets; each may fail."""
        for partner in PARTNERS:
            per_month = self.p[P.meeting_per_month + partner]
            if per_month <= 0.0:
                continue
            if rules.meeting_succeeds(self.p, self.rounds, self.chance.draw(D.D_MEETING)):
                self.bring_up_to_date()
                self.trust[partner] = rules.jump(self.trust[partner], self.p[P.trust_meeting_gain] * per_month)
                self.expertise = rules.jump(self.expertise, self.p[P.expertise_meeting_gain] * per_month)
                self.count("meetings_held")
                self.ledger.log(-1 - self.area, self.area, "meeting", -1, partner)
            else:
                self.count("meetings_failed")
        self.rounds += 1

    def meets_anyone(self) -> bool:
        """Whether the team has learning meetings."""
        return any(self.p[P.meeting_per_month + partner] > 0.0 for partner in PARTNERS)

    # What the team does with a family.

    def start_intake(self, family: Family) -> None:
        """The intake begins."""
        family.set_help(X.INTAKE)
        family.set_clock(X.TRACK_HELP, family.days(D.D_INTAKE_DURATION, self.p[P.local_intake_days]))
        family.log("intake")

    def step_ends(self, family: Family) -> None:
        """An intake or a trajectory is over."""
        if family.help == X.INTAKE:
            self._triage(family)
        else:
            self.finish(family)

    def _triage(self, family: Family) -> None:
        """The family gets a tier; the team may consult the partner that comes next in the chain."""
        family.tier = local_team.triage(
            self.p, family.level, self.expertise_now(), family.draw(D.D_TRIAGE), family.draw(D.D_TRIAGE_ERROR)
        )
        partner = self.model.next_partner
        if local_team.consults(self.p, self.trust_in(partner), self.trough, family.draw(D.D_CONSULTS)):
            self.count("consultations")
            self.joint_case(partner)
            family.log("consultation", detail=partner)
        self.queue_for_tier(family)

    def queue_for_tier(self, family: Family) -> None:
        """Wait for a place in the tier of the family."""
        family.set_help(X.LOCAL_QUEUE)
        family.join_queue(X.TRACK_HELP, self.tiers[family.tier])

    def begin(self, family: Family, places: Places, tenths: int) -> None:
        """A place in the tier is free: the trajectory starts, and a conference may be offered."""
        family.set_help(X.LOCAL)
        family.held_at[X.TRACK_HELP], family.help_start = places, self.now
        coordinated, has_plan = family.coordination != X.UNCOORDINATED, family.ekc == X.EKC_PLAN
        trust = self.trust_in(self.model.next_partner)
        skill = self.skill[family.tier]
        mean = local_team.mean_days(self.p, family.tier, trust, has_plan, coordinated, skill)
        family.set_clock(X.TRACK_HELP, family.days(D.D_LOCAL_DURATION, mean * places.shortening()))
        self.count("help_started_local")
        self.count(f"help_started_{X.TIER_NAMES[family.tier]}")
        self.count("plans")
        family.note_first_help()
        if family.level >= X.MULTIPLE and family.multiple_since is None:
            family.multiple_since = self.now
        family.meet_someone()
        family.is_taken_up_by(verwijsindex.AT_LOCAL_TEAM)
        family.log("help_starts", places, family.tier)
        self.model.ekc_office_of(self.area).offer(family)

    def note_end(self, family: Family) -> None:
        """Count the end of a trajectory and its duration."""
        self.count("help_ended_local")
        self.count("help_ended_days_local", int(family.days_since(family.help_start) + 0.5))

    def finish(self, family: Family) -> None:
        """The trajectory is over: close, step up or refer. While the GI is involved early, the place is kept."""
        if family.gi in (X.EARLY, X.EARLY_QUEUE):
            family.place_kept, family.clock[X.TRACK_HELP] = True, NEVER
            return
        family.place_kept = False
        if family.drafting:
            self.refer(family)
            return
        propensity, u = self.propensity_now(), family.draw(D.D_END_OF_TRAJECTORY)
        what = local_team.after_trajectory(self.p, family.level, family.tier, propensity, u)
        if what == local_team.REFER:
            if self._has_something_else(family):
                family.help_ends_well()
            else:
                self.refer(family)
        elif what == local_team.STEP_UP:
            self.note_end(family)
            family.leave_place_of_help()
            family.tier += 1
            self.queue_for_tier(family)
        else:
            family.help_ends_well()

    def _has_something_else(self, family: Family) -> bool:
        """Whether the programme of prevention replaces a referral to specialised help."""
        instead = self.p[P.prevention_instead]
        return self.p[P.prevention_available] > 0.0 and prevention.starts_instead(
            family, instead, D.D_PREVENTION_INSTEAD
        )

    def refer(self, family: Family) -> None:
        """Ask for specialised help: through Bureau Jeugdzorg or round its queue, after 2015 by the team itself."""
        if self._drafts_first(family):
            return
        partner = self.model.next_partner
        trust, expertise = self.trust_in(partner), self.expertise_now()
        consulted = self._consults_before(family, partner, trust)
        self.count("referrals")
        family.wrong_referral = local_team.is_wrong_referral(
            self.p, family.level, trust, expertise, consulted, family.draw(D.D_WRONG_REFERRAL)
        )
        if family.wrong_referral:
            self.count("wrong_referrals")
        since = family.multiple_since
        late = since is not None and access.is_late(self.p, family.days_since(since))
        if late:
            self.count("late_referrals")
        self.learn_from_referral(family.wrong_referral, late)
        family.log("referred", detail=int(family.wrong_referral))
        if family.help == X.LOCAL:
            self.note_end(family)
        family.leave_place_of_help()
        family.warm_handover = family.warm_beside = family.is_handed_over_warmly(partner)
        family.referred = True
        if self.model.era != X.WJZ2005:
            family.note_indication()
            self.model.provider_of(self.area).receive(family)
            return
        if family.way != access.DIRECT:
            self.joint_case(X.PARTNER_BJZ)
        if family.way == access.ORDINARY:
            self.model.bjz_of(self.area).receive(family)
        else:
            self._take_shortcut(family)

    def _drafts_first(self, family: Family) -> bool:
        """Which way the referral goes. True when the team first drafts a provisional indication."""
        if family.drafting:
            family.drafting = False
            return False
        family.way = access.ORDINARY
        if self.model.era != X.WJZ2005 or not access.has_shortcuts(self.p):
            return False
        family.way = access.way(self.p, family.level, family.draw(D.D_SHORTCUT))
        if family.way != access.PROVISIONAL or family.help != X.LOCAL:
            return False
        family.drafting = True
        family.set_clock(X.TRACK_HELP, family.days(D.D_DRAFT_DURATION, self.p[P.access_draft_days]))
        return True

    def _consults_before(self, family: Family, partner: int, trust: float) -> bool:
        """The team may consult its partner before it refers, which is a joint case."""
        if self.p[P.local_consults_before_referral] <= 0.0:
            return False
        if not local_team.consults_before_referral(self.p, trust, family.draw(D.D_CONSULTS_BEFORE_REFERRAL)):
            return False
        self.count("consultations")
        self.joint_case(partner)
        family.log("consultation", detail=partner)
        return True

    def _take_shortcut(self, family: Family) -> None:
        """Specialised help is waited for at once; the indication is asked beside it, afterwards, or not at all."""
        family.log("shortcut", detail=family.way)
        self.count(SHORTCUT_COUNTS[family.way])
        if family.way in (access.DIRECT, access.PROVISIONAL):
            family.note_indication()
        self.model.provider_of(self.area).receive(family)
        if family.way in (access.PROVISIONAL, access.DURING):
            self.model.bjz_of(self.area).asked_beside(family)
