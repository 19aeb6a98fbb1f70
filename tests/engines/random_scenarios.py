"""Scenarios that nobody would write: any parameters inside their hard bounds, any levers, one to six areas."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import strategies as st

from tests.engines.conftest import ERAS, busy_values
from youthsim.arrays import Arrays, build, risk, timeline
from youthsim.arrays.building import parameter_rows
from youthsim.levers import levers
from youthsim.parameters import Parameter, registry
from youthsim.parameters import index as P
from youthsim.scenario import Area, Scenario, load
from youthsim.scenario.consistency import ADD_UP_TO_ONE, AT_MOST_ONE, DEMANDED, IN_ORDER, ONLY_IN

PLAUSIBLE_TIMES = 8.0  # beyond so many times the plausible range, rates make a day of thousands of events
TOGETHER = {name for names in (*AT_MOST_ONE, *IN_ORDER) for name in names}
CALENDAR_DAYS = 3 * 365


def values_of(parameter: Parameter) -> st.SearchStrategy[float]:
    """Values inside the hard bounds, the bounds themselves among them where that is no flood of events."""
    lowest = max(parameter.minimum, min(parameter.low, parameter.value) / PLAUSIBLE_TIMES)
    highest = min(parameter.maximum, max(parameter.high, parameter.value, 0.1) * PLAUSIBLE_TIMES)
    if parameter.name in DEMANDED or parameter.name == "bjz.fte":
        return st.floats(lowest, highest)
    return st.floats(lowest, highest) | st.just(parameter.minimum) | st.just(highest)


def free_parameters(era: str) -> list[Parameter]:
    """Parameters that can be set by themselves in a scenario of this era."""
    return [
        p
        for p in registry().values()
        if p.family not in ADD_UP_TO_ONE and p.name not in TOGETHER and ONLY_IN.get(p.name, era) == era
    ]


@st.composite
def some_values(draw: st.DrawFn, era: str, most: int) -> dict[str, float]:
    """Values of some parameters; shares that must add up to one do."""
    chosen = draw(st.lists(st.sampled_from(free_parameters(era)), max_size=most, unique=True))
    values = {p.name: draw(values_of(p)) for p in chosen}
    for family in draw(st.lists(st.sampled_from(ADD_UP_TO_ONE), max_size=2, unique=True)):
        members = registry().family(family)
        weights = [draw(st.integers(0, 20)) for _ in members]
        total = sum(weights) or 1
        weights[0] += 0 if sum(weights) else 1
        values |= {member: weight / total for member, weight in zip(members, weights, strict=True)}
    return values


@st.composite
def scenarios(draw: st.DrawFn) -> Scenario:
    """A scenario of either era, busy or not, with values and levers that may contradict all experience."""
    era = draw(st.sampled_from(sorted(ERAS)))
    scenario = load(ERAS[era]).without_levers()
    if draw(st.booleans()):
        scenario = replace(scenario, values=busy_values(scenario))
    areas = tuple(
        Area(f"area-{number}", 1000.0 * (1 + number % 3), tuple(sorted(draw(some_values(era, 2)).items())))
        for number in range(draw(st.integers(1, 6)))
    )
    scenario = replace(scenario, areas=areas, regions=draw(st.integers(1, len(areas))), warmup_years=1, years=2)
    scenario = replace(scenario, values=tuple(sorted((dict(scenario.values) | draw(some_values(era, 8))).items())))
    for name in draw(st.lists(st.sampled_from(sorted(levers())), max_size=3, unique=True)):
        if era in levers()[name].eras:
            scenario = with_random_lever(draw, scenario, name)
    return scenario


def with_random_lever(draw: st.DrawFn, scenario: Scenario, name: str) -> Scenario:
    """One lever more, from some day on, with some of its numbers anywhere in their plausible range."""
    numbers = [field for field in levers()[name].fields.values() if field.kind == "number"]
    fields = {f.name: draw(st.floats(f.low, f.high)) for f in numbers if draw(st.booleans())}
    start = scenario.start + timedelta(days=draw(st.integers(0, CALENDAR_DAYS)))
    setting = {"start": start, "ramp_months": draw(st.sampled_from([0.0, 3.0, 12.0])), **fields}
    lever = load(ERAS[scenario.era]).without_levers().with_levers(**{name: setting}).levers
    return replace(scenario, levers=(*scenario.levers, *lever))


def arrays_of(scenario: Scenario, families: int) -> Arrays:
    """The arrays of a random scenario, with the warm start of an ordinary one.

    The mean field of a world beyond all experience takes a second to solve, and both engines begin from what it says.
    """
    ordinary = load(ERAS[scenario.era]).values
    plain = replace(scenario, values=ordinary, areas=tuple(replace(a, set=()) for a in scenario.areas), levers=())
    arrays = build(plain, families=families)
    params = parameter_rows(scenario)
    ticks, places, values = timeline.changes(scenario, params, int(arrays.year_edge[0]), int(arrays.year_edge[-1]))
    return replace(
        arrays,
        scenario=scenario,
        params=params,
        risk=risk.risk_cells(float(params[0, P.problem_risk_shape])),
        timeline_tick=ticks,
        timeline_place=places,
        timeline_value=values,
    )
