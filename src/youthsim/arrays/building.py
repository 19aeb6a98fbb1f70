"""Turn a scenario into arrays: who lives where, which pool serves whom, what changes when, where it begins."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache

import numpy as np

from youthsim.arrays import mean_field, risk, timeline
from youthsim.chain import states as X
from youthsim.chain.family import TICKS_PER_DAY
from youthsim.chain.records import AREA_STATES
from youthsim.parameters import index as P
from youthsim.parameters import registry
from youthsim.scenario import Scenario

POOLED = (
    X.ORG_PROVIDER, X.ORG_BJZ, X.ORG_VEILIG_THUIS, X.ORG_RVDK, X.ORG_GI, X.ORG_EKC, X.ORG_PROCES, X.ORG_BRANDPUNT,
    X.ORG_CRISIS_TEAM, X.ORG_FAMILY_MANAGER, X.ORG_DRAWING_RIGHTS,
)  # fmt: skip
LOCAL = (X.ORG_LICHT, X.ORG_MIDDEN, X.ORG_ZWAAR)
# Solutions of linear systems differ in their last bits between machines; what the engine reads of them does not.
EXACT_DECIMALS = 9


@dataclass(frozen=True)
class Pool:
    """Places of one organisation: for one area, or for a region (``area`` is then ``all``)."""

    organisation: str
    area: str
    region: int
    area_index: int  # -1 for a region
    row: int  # the area whose parameters hold for the pool


@dataclass(frozen=True)
class Arrays:
    """All that an engine reads of a scenario.

    Ticks count from the start of the warm-up. ``params`` is [areas, parameters] at that time; the timeline says
    which of them get which value when. ``year_edge`` are the ticks at which measured years begin, and the end.
    """

    scenario: Scenario
    era: int
    years: list[int]
    year_edge: np.ndarray
    area_names: list[str]
    area_youths: np.ndarray
    area_families: np.ndarray
    area_region: np.ndarray
    pools: list[Pool]
    pool_of: np.ndarray
    params: np.ndarray
    timeline_tick: np.ndarray
    timeline_place: np.ndarray
    timeline_value: np.ndarray
    risk: np.ndarray
    warm_cumulative: np.ndarray
    warm_state: np.ndarray
    warm_voogdij: np.ndarray
    warm_days: np.ndarray
    team_state: np.ndarray
    mean_field: mean_field.MeanField
    families_before_scaling: int

    @property
    def families(self) -> int:
        """Families in the population at any time."""
        return int(self.area_families.sum())

    @property
    def youths(self) -> float:
        """Youths under 18 in all areas."""
        return float(self.area_youths.sum())

    def day(self, days: int) -> date:
        """The calendar day so many days after the warm-up began."""
        return self.scenario.start + timedelta(days=days - int(self.year_edge[0]) // TICKS_PER_DAY)

    def parameter(self, name: str, area: int = 0) -> float:
        """The value of a parameter at the start, in an area."""
        return float(self.params[area, registry().index(name)])


def build(scenario: Scenario, *, years: int | None = None, families: int | None = None) -> Arrays:
    """The arrays of a scenario.

    Args:
        years: measured years, instead of the scenario's own.
        families: families in all, instead of the scenario's own number; youths, and with them the places, scale along.
    """
    measured = years or scenario.years
    params = parameter_rows(scenario)
    own = np.array([area.youths for area in scenario.areas]) / params[:, P.population_youths_per_family]
    scale = families / own.sum() if families else 1.0
    params[:, P.population_scale] *= scale
    area_families = whole_numbers(own * scale)
    youths = np.array([area.youths for area in scenario.areas]) * scale
    region = np.arange(len(scenario.areas)) * scenario.regions // len(scenario.areas)
    pools, pool_of = pools_of(scenario, region)
    edges = year_edges(scenario, measured)
    ticks, places, values = timeline.changes(scenario, params, int(edges[0]), int(edges[-1]))
    era = X.ERAS.index(scenario.era)
    field, warm = warm_start(params, era, area_families, youths, scenario.regions)
    return Arrays(
        scenario=scenario,
        era=era,
        years=[scenario.start.year + y for y in range(measured)],
        year_edge=edges,
        area_names=[area.name for area in scenario.areas],
        area_youths=youths,
        area_families=area_families,
        area_region=region,
        pools=pools,
        pool_of=pool_of,
        params=params,
        timeline_tick=ticks,
        timeline_place=places,
        timeline_value=values,
        risk=risk.risk_cells(float(params[0, P.problem_risk_shape])),
        families_before_scaling=int(round(own.sum())),
        mean_field=field,
        **warm,
    )


def parameter_rows(scenario: Scenario) -> np.ndarray:
    """Parameter values [areas, parameters] at the start, before any lever."""
    known = registry()
    row = np.array([known[name].value for name in known])
    for name, value in scenario.values:
        row[known.index(name)] = value
    rows = np.tile(row, (len(scenario.areas), 1))
    for a, area in enumerate(scenario.areas):
        for name, value in area.set:
            rows[a, known.index(name)] = value
    return rows


def whole_numbers(sizes: np.ndarray) -> np.ndarray:
    """Whole numbers that add up to the rounded sum, by largest remainder."""
    whole = np.floor(sizes).astype(np.int64)
    missing = int(round(sizes.sum())) - int(whole.sum())
    order = np.argsort(-(sizes - whole), kind="stable")
    whole[order[:missing]] += 1
    return whole


def pools_of(scenario: Scenario, region: np.ndarray) -> tuple[list[Pool], np.ndarray]:
    """The pools of places, and [areas, organisations + 2] which pool serves an area (then its own GI, BJZ pool)."""
    pools: list[Pool] = []
    pool_of = np.zeros((len(scenario.areas), X.OWN_BJZ + 1), np.int64)
    for organisation in POOLED:
        for r in range(scenario.regions):
            members = np.flatnonzero(region == r)
            pool_of[members, organisation] = len(pools)
            pools.append(Pool(X.ORGANISATIONS[organisation], "all", r, -1, int(members[0])))
    for a, area in enumerate(scenario.areas):
        for column, organisation in [*((o, o) for o in LOCAL), (X.OWN_GI, X.ORG_GI), (X.OWN_BJZ, X.ORG_BJZ)]:
            pool_of[a, column] = len(pools)
            pools.append(Pool(X.ORGANISATIONS[organisation], area.name, int(region[a]), a, a))
    return pools, pool_of


def year_edges(scenario: Scenario, years: int) -> np.ndarray:
    """Ticks at which measured years begin, and the end of the last; the warm-up comes before the first."""
    first = replace(scenario, years=1).start
    starts = [replace(scenario, years=y).end if y else first for y in range(years + 1)]
    warmup_days = (first - date(first.year - scenario.warmup_years, first.month, min(first.day, 28))).days
    return np.array([(warmup_days + (day - first).days) * TICKS_PER_DAY for day in starts], np.int64)


def warm_start(
    params: np.ndarray, era: int, area_families: np.ndarray, youths: np.ndarray, regions: int
) -> tuple[mean_field.MeanField, dict[str, np.ndarray]]:
    """The mean field of the average area, and what the engine needs of it to begin."""
    mean_row = np.average(params, axis=0, weights=youths)
    field = _solved(
        mean_row.tobytes(), era, float(area_families.sum()) / regions, float(youths.sum()) / regions,
        max(1, len(youths) // regions),
    )  # fmt: skip
    cumulative = np.cumsum(field.probability, axis=1)
    cumulative = np.round(cumulative / cumulative[:, -1:], EXACT_DECIMALS)
    teams = np.zeros((len(youths), len(AREA_STATES)))
    teams[:, : len(X.PARTNERS)] = np.round(field.trust, EXACT_DECIMALS)
    teams[:, AREA_STATES.index("ekc_adoption")] = params[:, P.ekc_adoption_start]
    teams[:, AREA_STATES.index("expertise")] = np.round(field.expertise, EXACT_DECIMALS)
    teams[:, AREA_STATES.index("propensity")] = 1.0
    elsewhere = AREA_STATES.index("ekc_adoption_bjz") + np.arange(len(X.OFFERERS))
    teams[:, elsewhere] = params[:, P.ekc_elsewhere_start + np.arange(len(X.OFFERERS))]
    teams[:, AREA_STATES.index("familiarity")] = params[:, P.coming_forward_familiarity]
    warm = {
        "warm_cumulative": cumulative,
        "warm_state": np.array(field.states, np.int64),
        "warm_voogdij": np.round(field.voogdij * mean_row[P.warm_start_voogdij], EXACT_DECIMALS),
        "warm_days": np.round(field.measure_days, EXACT_DECIMALS),
        "team_state": teams,
    }
    return field, warm


@lru_cache(maxsize=64)
def _solved(row: bytes, era: int, families: float, youths: float, areas: int) -> mean_field.MeanField:
    """The mean field, kept: scenarios that begin alike share it."""
    return mean_field.solve(np.frombuffer(row), era, families, youths, areas)
