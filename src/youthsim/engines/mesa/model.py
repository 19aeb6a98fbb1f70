"""The chain as a Mesa model: families, local teams and organisations as agents, and a day for a step.

An event happens to one family, team or the region; then queues that got room or a newcomer are served, the latest
touched first, until nothing more fits. The core engine does the same, event for event.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from youthsim.arrays import Arrays, build
from youthsim.chain import states as X
from youthsim.chain.family import TICKS_PER_DAY
from youthsim.chain.records import AREA_STATES
from youthsim.engines.mesa import warm_start
from youthsim.engines.mesa.access import BureauJeugdzorg, Provider
from youthsim.engines.mesa.adapter import DataCollector, Model, forget
from youthsim.engines.mesa.calendar import Calendar
from youthsim.engines.mesa.coordinators import Coordinators
from youthsim.engines.mesa.ekc_office import EkcOffice
from youthsim.engines.mesa.family import Family
from youthsim.engines.mesa.family_managers import FamilyManagers
from youthsim.engines.mesa.gi import GI
from youthsim.engines.mesa.ledger import STOCK, Ledger
from youthsim.engines.mesa.local_team import LocalTeam
from youthsim.engines.mesa.places import Places
from youthsim.engines.mesa.region import Region
from youthsim.engines.mesa.safety import Court, CrisisTeam, Raad, VeiligThuis
from youthsim.engines.recording import Recording, Stopped
from youthsim.parameters import index as P
from youthsim.randomness.keyed import replication_key
from youthsim.scenario import Scenario, load


class MesaModel(Model):
    """One replication of a scenario, day by day.

    ``agents`` are the families, teams and organisations; ``step()`` lets a day (or ``step_days``) pass and collects
    the stocks, queues and states of teams in ``datacollector``; ``running`` is False once the last day is over.

    Args:
        scenario: a Scenario, the name of a shipped one, a path, or arrays that were built of one.
        seed: seed of every draw. replication: number of the replication.
        step_days: days of a step. events: keep the event log.

    Raises:
        ScenarioError: the scenario cannot be read.
        ValueError: ``step_days`` is not a whole number of 1 or more.
    """

    family_type: type[Family] = Family
    """The class of families; a model that asks more of them names a class of its own, derived from ``Family``."""

    def __init__(
        self,
        scenario: Scenario | Arrays | str | Path,
        seed: int = 1,
        replication: int = 0,
        *,
        step_days: int = 1,
        events: bool = False,
    ) -> None:
        super().__init__(seed)
        if not isinstance(step_days, int) or step_days < 1:
            raise ValueError(f"step_days is {step_days!r}, allowed: whole days, 1 or more")
        if isinstance(scenario, str | Path):
            scenario = load(scenario)
        self.arrays = scenario if isinstance(scenario, Arrays) else build(scenario)
        self.step_days = step_days
        self.era = self.arrays.era
        self.key = np.uint64(replication_key(seed, replication))  # numba takes a large int of Python for a signed one
        self.params = self.arrays.params.copy()
        self.ledger = Ledger(self.arrays, events)
        self.calendar = Calendar(self.ledger.year_edge[-1])
        self._touched: list[Places] = []
        self.pools = [
            Places(number, X.ORGANISATIONS.index(pool.organisation), self.params[pool.row], self.ledger, self._touched)
            for number, pool in enumerate(self.arrays.pools)
        ]
        self._make_organisations()
        self.day = 0
        self._begin()
        self.datacollector = DataCollector(model_reporters=_reporters(self))

    # Who is there.

    def _make_organisations(self) -> None:
        """The organisations of each region and the team of each area."""
        self.court = Court(self, 0)
        self.region = Region(self)
        self.teams: list[LocalTeam] = []
        for area in range(len(self.arrays.area_names)):
            tiers = [self.places_of(area, X.ORG_LICHT + tier) for tier in range(X.TIERS)]
            self.teams.append(LocalTeam(self, area, tiers))
        self._by_region: dict[type, list[Any]] = {}
        for r in sorted({int(region) for region in self.arrays.area_region}):
            areas = [area for area, region in enumerate(self.arrays.area_region) if region == r]
            self._make_region(areas)

    def _make_region(self, areas: list[int]) -> None:
        """The organisations that serve these areas together."""
        for kind, organisations, own in (
            (BureauJeugdzorg, (X.ORG_BJZ,), X.OWN_BJZ),
            (Provider, (X.ORG_PROVIDER,), None),
            (VeiligThuis, (X.ORG_VEILIG_THUIS,), None),
            (Raad, (X.ORG_RVDK,), None),
            (GI, (X.ORG_GI,), X.OWN_GI),
            (CrisisTeam, (X.ORG_CRISIS_TEAM,), None),
            (EkcOffice, (X.ORG_EKC,), None),
            (Coordinators, (X.ORG_PROCES, X.ORG_BRANDPUNT, X.ORG_DRAWING_RIGHTS), None),
            (FamilyManagers, (X.ORG_FAMILY_MANAGER,), None),
        ):
            pools = [self.places_of(areas[0], organisation) for organisation in organisations]
            if own is not None:
                pools += [self.places_of(area, own) for area in areas]
            self._by_region.setdefault(kind, []).append(kind(self, *pools))

    def _of(self, kind: type, area: int) -> Any:
        return self._by_region[kind][self.arrays.area_region[area]]

    def bjz_of(self, area: int) -> BureauJeugdzorg:
        """Bureau Jeugdzorg of an area's region."""
        return self._of(BureauJeugdzorg, area)

    def provider_of(self, area: int) -> Provider:
        """The providers of an area's region."""
        return self._of(Provider, area)

    def veilig_thuis_of(self, area: int) -> VeiligThuis:
        """Veilig Thuis of an area's region."""
        return self._of(VeiligThuis, area)

    def rvdk_of(self, area: int) -> Raad:
        """The RvdK of an area's region."""
        return self._of(Raad, area)

    def gi_of(self, area: int) -> GI:
        """The GI of an area's region."""
        return self._of(GI, area)

    def crisis_team_of(self, area: int) -> CrisisTeam:
        """The crisis team of an area's region."""
        return self._of(CrisisTeam, area)

    def ekc_office_of(self, area: int) -> EkcOffice:
        """The EKc office of an area's region."""
        return self._of(EkcOffice, area)

    def coordinators_of(self, area: int) -> Coordinators:
        """The coordinators of an area's region."""
        return self._of(Coordinators, area)

    def family_managers_of(self, area: int) -> FamilyManagers:
        """The family managers of an area's region."""
        return self._of(FamilyManagers, area)

    def places_of(self, area: int, organisation: int) -> Places:
        """The places of an organisation that serve an area."""
        return self.pools[self.arrays.pool_of[area, organisation]]

    def posted_places(self, area: int) -> Places:
        """The places of advisers of Bureau Jeugdzorg who are posted in the area's CJG."""
        return self.places_of(area, X.OWN_BJZ)

    def gi_places(self, area: int) -> Places:
        """The places of the GI that serve an area: its own where caseloads are area-bound, else the region's."""
        bound = self.params[area, P.gi_area_bound] > 0.0
        return self.places_of(area, X.OWN_GI if bound else X.ORG_GI)

    @property
    def next_partner(self) -> int:
        """The partner that comes next in the chain after the local team."""
        return X.PARTNER_BJZ if self.era == X.WJZ2005 else X.PARTNER_GI

    # Entities on the calendar: families by their place, then teams, then the region.

    def entity_of_team(self, area: int) -> int:
        """The number of a team on the calendar."""
        return self.arrays.families + area

    @property
    def entity_of_region(self) -> int:
        """The number of the region on the calendar."""
        return self.arrays.families + len(self.teams)

    # Time.

    def _begin(self) -> None:
        """Set up the first day: places, families in their states, queues served, clocks set."""
        self.region.set_all_places()
        self.families: list[Family] = []
        for area, families in enumerate(self.arrays.area_families):
            for _ in range(families):
                self.families.append(warm_start.begin(self, area, len(self.families)))
        self._serve()
        for family in self.families:
            family.refresh()
        for team in self.teams:
            self.region.schedule_meetings(team.area)
        self.region.schedule()

    def replace(self, gone: Family) -> None:
        """A family has left; a new one without problems takes its place in the population."""
        gone.remove()
        new = self.family_type(self, gone.area, gone.identity + self.arrays.families, gone.place)
        self.families[gone.place] = new
        new.change_level(X.GOES_WELL)
        new.count("families_entered")
        new.log("enters", detail=new.children)

    def step(self) -> None:
        """Let a step pass, and collect what is seen at its end."""
        last = self.ledger.year_edge[-1] // TICKS_PER_DAY
        if self.day >= last:
            self.running = False
            return
        self.day = min(self.day + self.step_days, last)
        self.advance(self.day * TICKS_PER_DAY)
        self.running = self.day < last
        self.datacollector.collect(self)

    def advance(self, until: int) -> None:
        """Let everything happen that comes before this tick."""
        while (event := self.calendar.next_before(until)) is not None:
            self.ledger.now, kind, _, entity = event
            self._happens(entity, kind)
            self._serve()

    def _happens(self, entity: int, kind: int) -> None:
        """An event of a family, a team or the region."""
        families = self.arrays.families
        if entity < families:
            self.families[entity].settle()
            self.families[entity].happens(kind)
            self.families[entity].afterwards()  # a family that has left has been replaced by now
        elif entity < self.entity_of_region:
            self.teams[entity - families].learning_meetings()
            self.region.schedule_meetings(entity - families)
        else:
            self.region.happens(kind)

    def _serve(self) -> None:
        """Serve every queue that got room or a newcomer, the latest touched first."""
        while self._touched:
            places = self._touched.pop()
            places.is_touched = False
            places.serve()

    def recording(self) -> Recording:
        """What the replication leaves; to be asked once, after the last day."""
        self.ledger.now = self.ledger.year_edge[-1]
        self.region.close_year()
        return self.ledger.recording()


def _reporters(model: MesaModel) -> dict[str, Callable[[MesaModel], Any]]:
    """What is collected at the end of each step: the date, stocks, queues, and the mean states of the teams."""

    def stock(place: int) -> Callable[[MesaModel], float]:
        return lambda m: sum(row[place] for row in m.ledger.stock)

    def queue(organisation: int) -> Callable[[MesaModel], float]:
        return lambda m: sum(places.waiting for places in m.pools if places.organisation == organisation)

    def state(place: int) -> Callable[[MesaModel], float]:
        return lambda m: sum(team.states()[place] for team in m.teams) / len(m.teams)

    queued = sorted({places.organisation for places in model.pools if places.organisation <= X.ORG_EKC})
    return (
        {"date": lambda m: m.arrays.day(m.day)}
        | {name: stock(place) for name, place in STOCK.items() if name != "between_wal_en_schip"}
        | {f"queue_{X.ORGANISATIONS[organisation]}": queue(organisation) for organisation in queued}
        | {name: state(place) for place, name in enumerate(AREA_STATES)}
    )


def simulate(
    arrays: Arrays,
    seed: int,
    replication: int,
    *,
    events: bool = False,
    stop: Callable[[], bool] | None = None,
) -> Recording:
    """Run one replication; the recording is that of the core engine, bit for bit, and so is the event log.

    Args:
        events: also keep the event log.
        stop: asked between the years; when it says True the replication ends with ``Stopped``.

    Raises:
        Stopped: ``stop`` said so.
    """
    model = MesaModel(arrays, seed, replication, events=events)
    try:
        for edge in model.ledger.year_edge:
            if stop is not None and stop():
                raise Stopped
            model.advance(edge)
        return model.recording()
    finally:
        forget(model)
