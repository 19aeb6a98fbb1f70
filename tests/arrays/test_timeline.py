"""The policy over time."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from youthsim.arrays import build
from youthsim.chain.family import TICKS_PER_DAY
from youthsim.levers import levers
from youthsim.parameters import registry
from youthsim.scenario import load

pytestmark = [pytest.mark.unit, pytest.mark.quick]

START = date(2020, 5, 17)


@pytest.fixture(scope="module")
def base():
    return load("baseline").without_levers()


def strongest(name):
    """Every number of a lever at the high end of its plausible range."""
    return {field.name: field.high for field in levers()[name].fields.values() if field.kind == "number"}


def days_of(arrays):
    """The days since the start on which something changes."""
    return ((arrays.timeline_tick - arrays.year_edge[0]) / TICKS_PER_DAY).tolist()


def test_without_levers_nothing_changes(base):
    assert build(base, families=2_000).timeline_tick.size == 0


@pytest.mark.parametrize("name", [n for n, lever in levers().items() if "jeugdwet2015" in lever.eras])
def test_a_lever_changes_parameters_from_its_start_in_order_of_time(base, name):
    arrays = build(base.with_levers(**{name: {"start": START, **strongest(name)}}), families=2_000)
    days = days_of(arrays)
    assert days
    assert days == sorted(days)
    assert days[0] == (START - base.start).days
    assert (arrays.timeline_tick < arrays.year_edge[-1]).all()
    before = build(base, families=2_000)
    np.testing.assert_array_equal(arrays.params, before.params)


def test_a_ramp_goes_in_monthly_steps_to_the_full_value(base):
    on = {"start": START, "ramp_months": 12, **strongest("early_gi")}
    arrays = build(base.with_levers(early_gi=on), families=2_000)
    at_once = build(base.with_levers(early_gi={**on, "ramp_months": 0}), families=2_000)
    assert max(days_of(arrays)) == (START - base.start).days + round(12 * 365.25 / 12)
    ramped = {tuple(place) for place in arrays.timeline_place.tolist()}
    assert ramped == {tuple(place) for place in at_once.timeline_place.tolist()}
    for place, value in zip(at_once.timeline_place.tolist(), at_once.timeline_value.tolist(), strict=True):
        steps = arrays.timeline_value[(arrays.timeline_place == place).all(axis=1)]
        assert steps[-1] == pytest.approx(value)
        grows = np.diff(np.append(arrays.params[tuple(place)], steps))
        assert (grows > 0.0).all() or (grows < 0.0).all()


def test_a_lever_in_one_area_leaves_the_others_alone_but_for_what_holds_for_the_region(base):
    rules = levers()["early_gi"].rules
    regional = {rule.parameter for rule in rules if rule.region}
    on = {"start": START, "areas": ["area-3"], **strongest("early_gi")}
    arrays = build(base.with_levers(early_gi=on), families=2_000)
    names = list(registry())
    local = [area for area, column in arrays.timeline_place.tolist() if names[column] not in regional]
    assert set(local) == {2}


def test_a_lever_that_starts_after_the_measured_years_changes_nothing(base):
    later = base.start + timedelta(days=400)
    scenario = base.with_levers(area_bound_gi={"start": later})
    assert build(scenario, years=1, families=2_000).timeline_tick.size == 0


@pytest.mark.parametrize("ramp_months", [0, 3])
def test_a_change_that_lasts_some_months_is_withdrawn_after_them(base, ramp_months):
    on = {"start": START, "time_midden": 0.1, "months": 6, "ramp_months": ramp_months, "common": 0.5}
    arrays = build(base.with_levers(training=on), families=2_000)
    first = (START - base.start).days
    time, common = (registry().index(name) for name in ("training.time.midden", "training.common"))
    here = arrays.timeline_place[:, 0] == 0
    of_time, of_common = (here & (arrays.timeline_place[:, 1] == column) for column in (time, common))
    assert arrays.timeline_value[of_time].max() == 0.1
    assert arrays.timeline_value[of_time][-1] == arrays.params[0, time] == 0.0
    assert np.array(days_of(arrays))[of_time][-1] == first + round(6 * 365.25 / 12)
    assert arrays.timeline_value[of_common][-1] == 0.5, "what does not last is for good"


def test_a_change_that_ends_before_its_ramp_is_whole_never_is_whole(base):
    on = {"start": START, "time_midden": 0.1, "months": 3, "ramp_months": 12}
    arrays = build(base.with_levers(training=on), families=2_000)
    values = arrays.timeline_value[arrays.timeline_place[:, 1] == registry().index("training.time.midden")]
    assert 0.0 < values.max() < 0.05
    assert values[-1] == 0.0
