"""How a family comes into view."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from youthsim.chain import noticing
from youthsim.chain import states as X
from youthsim.parameters import index as P

pytestmark = [pytest.mark.property, pytest.mark.quick]

uniforms = st.floats(1e-9, 1.0 - 1e-9)
levels = st.integers(1, 5)
problem_levels = st.integers(2, 5)
ages = st.floats(0.1, 5.0)
propensities = st.floats(0.0, 5.0)


def test_a_family_without_problems_is_not_noticed_comes_to_nobody_and_worries_nobody(p):
    assert noticing.noticed_rate(p, X.GOES_WELL, 1.0, False) == 0.0
    assert noticing.forward_rate(p, X.GOES_WELL, False) == 0.0
    assert noticing.concern_rate(p, X.GOES_WELL, False, False, False, 0.3) == 0.0


@given(problem_levels, ages)
def test_care_avoiders_are_noticed_less_and_come_forward_less(p, level, age):
    assert noticing.noticed_rate(p, level, age, True) < noticing.noticed_rate(p, level, age, False)
    assert noticing.forward_rate(p, level, True) <= noticing.forward_rate(p, level, False)


@given(uniforms)
def test_a_care_avoider_accepts_no_help_that_another_family_would_refuse(p, u):
    if noticing.accepts_help(p, True, 0.0, u):
        assert noticing.accepts_help(p, False, 0.0, u)


@given(ages)
def test_heavier_problems_are_noticed_sooner(p, age):
    rates = [noticing.noticed_rate(p, level, age, False) for level in range(1, 6)]
    assert rates == sorted(rates)


@given(problem_levels, propensities, uniforms)
def test_after_2015_nobody_enters_by_the_door_of_bureau_jeugdzorg(p, level, propensity, u):
    assert noticing.door(p, X.JEUGDWET2015, level, propensity, u) != X.DOOR_BJZ


@given(problem_levels, propensities, uniforms)
def test_before_2015_no_team_sends_a_family_straight_to_a_provider(p, level, propensity, u):
    assert noticing.door(p, X.WJZ2005, level, propensity, u) == noticing.door(p, X.WJZ2005, level, 1.0, u)
    assert noticing.door(p, X.WJZ2005, level, propensity, u) != X.DOOR_ACCESS


@given(problem_levels, propensities, uniforms)
def test_a_team_moves_only_families_of_its_own_between_its_help_and_a_provider(p, level, propensity, u):
    usual, now = (noticing.door(p, X.JEUGDWET2015, level, asked, u) for asked in (1.0, propensity))
    if usual != now:
        assert {usual, now} == {X.DOOR_LOCAL, X.DOOR_ACCESS}
        assert (now == X.DOOR_ACCESS) == (propensity > 1.0)


@pytest.mark.analytic
@pytest.mark.parametrize("level", range(2, 6))
@pytest.mark.parametrize("propensity", [0.0, 0.5, 1.0, 1.5, 100.0])
def test_a_team_sends_as_many_times_as_many_as_it_asks_more_readily_until_none_are_left(p, level, propensity):
    many, k = 10_000, level - X.SINGLE
    doors = [noticing.door(p, X.JEUGDWET2015, level, propensity, (i + 0.5) / many) for i in range(many)]
    local, report = p[P.noticing_door_local + k], p[P.noticing_door_veilig_thuis + k]
    usual = p[P.noticing_sent_by_access] * (1.0 - local - report)
    assert doors.count(X.DOOR_ACCESS) / many == pytest.approx(min(propensity * usual, usual + local), abs=2 / many)
    assert doors.count(X.DOOR_PROVIDER) / many == pytest.approx(1.0 - local - report - usual, abs=2 / many)


@pytest.mark.analytic
@pytest.mark.parametrize("level", range(2, 6))
def test_doors_have_the_shares_of_the_registry(p, level):
    many, k = 10_000, level - X.SINGLE
    doors = [noticing.door(p, X.WJZ2005, level, 1.0, (i + 0.5) / many) for i in range(many)]
    shares = {
        X.DOOR_VEILIG_THUIS: p[P.noticing_door_veilig_thuis + k],
        X.DOOR_BJZ: p[P.noticing_door_bjz + k],
        X.DOOR_LOCAL: p[P.noticing_door_local + k],
    }
    shares[X.DOOR_PROVIDER] = 1.0 - sum(shares.values())
    for door, share in shares.items():
        assert doors.count(door) / many == pytest.approx(share, abs=2.0 / many)


@given(problem_levels)
def test_expertise_raises_what_is_seen_of_safety_by_a_team_and_stigma_lowers_coming_forward(p, changed, level):
    little = noticing.concern_rate(p, level, True, False, False, 0.1)
    assert noticing.concern_rate(p, level, True, False, False, 0.9) >= little
    plain, stigma = changed(coming_forward_stigma=0.0), changed(coming_forward_stigma=0.5)
    assert noticing.forward_rate(stigma, level, False) <= noticing.forward_rate(plain, level, False)


@given(levels, uniforms)
def test_emergency_orders_are_for_unsafe_families_only(p, level, u):
    if noticing.emergency_order(p, level, u):
        assert level >= X.UNSAFE_FROM
