"""A scenario as arrays: who lives where, which pool serves whom, when years begin."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from youthsim.arrays import build
from youthsim.arrays.building import pools_of, whole_numbers, year_edges
from youthsim.arrays.risk import risk_cells
from youthsim.chain import states as X
from youthsim.chain.family import TICKS_PER_DAY
from youthsim.parameters import registry
from youthsim.scenario import load

pytestmark = [pytest.mark.unit, pytest.mark.quick]


@pytest.fixture(scope="module")
def base():
    return load("baseline").without_levers()


@pytest.mark.property
@given(st.lists(st.floats(0.0, 1e5), min_size=1, max_size=40))
def test_families_are_divided_over_areas_without_losing_any(sizes):
    sizes = np.array(sizes)
    whole = whole_numbers(sizes)
    assert whole.sum() == round(sizes.sum())
    assert (np.abs(whole - sizes) <= 1.0).all()


def test_a_measured_year_begins_on_the_day_of_the_start_in_every_year(base):
    scenario = replace(base, start=date(2015, 1, 1), warmup_years=3)
    edges = year_edges(scenario, 10) // TICKS_PER_DAY
    days = [date(2012, 1, 1) + timedelta(days=int(edge)) for edge in edges]
    assert days == [date(2015 + year, 1, 1) for year in range(11)]


def test_a_start_on_a_leap_day_is_possible(base):
    edges = year_edges(replace(base, start=date(2016, 2, 29), warmup_years=1), 5)
    assert (np.diff(edges) // TICKS_PER_DAY >= 365).all()


@pytest.mark.parametrize("regions", [1, 2, 5])
def test_every_area_is_served_by_its_own_team_and_by_the_organisations_of_its_region(base, regions):
    scenario = replace(base, regions=regions)
    region = np.arange(len(base.areas)) * regions // len(base.areas)
    pools, pool_of = pools_of(scenario, region)
    for area, place in enumerate(scenario.areas):
        for organisation, k in enumerate(pool_of[area, : X.LAST_ORGANISATION + 1]):
            assert pools[k].organisation == X.ORGANISATIONS[organisation]
            assert pools[k].region == region[area]
            assert pools[k].area == (place.name if organisation <= X.ORG_ZWAAR else "all")
        for column, name in ((X.OWN_GI, "gi"), (X.OWN_BJZ, "bjz")):
            own = pools[pool_of[area, column]]
            assert (own.organisation, own.area_index) == (name, area)


def test_places_scale_along_with_families(base):
    small, large = build(base, families=5_000), build(base, families=20_000)
    assert (small.families, large.families) == (5_000, 20_000)
    assert large.youths == pytest.approx(4.0 * small.youths)
    assert small.families_before_scaling == large.families_before_scaling


def test_an_area_that_differs_has_its_own_parameters(base):
    areas = (replace(base.areas[0], set=(("local.propensity_to_refer", 1.7),)), *base.areas[1:])
    arrays = build(replace(base, areas=areas), families=2_000)
    column = registry().index("local.propensity_to_refer")
    assert arrays.params[0, column] == 1.7
    assert (arrays.params[1:, column] == base.parameter("local.propensity_to_refer")).all()


def test_the_same_scenario_gives_the_same_arrays(base):
    one, other = build(base, families=3_000), build(replace(base, title="other"), families=3_000)
    for name in ("params", "warm_cumulative", "warm_voogdij", "team_state", "year_edge", "pool_of", "risk"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name))


@pytest.mark.analytic
@pytest.mark.parametrize("shape", [0.2, 1.0, 3.0])
def test_cells_of_risk_have_mean_1_and_grow(shape):
    cells = risk_cells(shape, 512)
    assert cells.mean() == pytest.approx(1.0, abs=1e-8)
    assert (np.diff(cells) >= 0.0).all()
    assert cells.var() < 1.0 / shape
    assert risk_cells(shape, 4096).var() == pytest.approx(1.0 / shape, rel=0.05)
