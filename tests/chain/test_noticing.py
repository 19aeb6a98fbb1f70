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


@given(problem_levels, uniforms)
def test_after_2015_nobody_enters_by_the_door_of_bureau_jeugdzorg(p, level, u):
    assert noticing.door(p, X.JEUGDWET2015, level, u) != X.DOOR_BJZ


@pytest.mark.analytic
@pytest.mark.parametrize("level", range(2, 6))
def test_doors_have_the_shares_of_the_registry(p, level):
    many, k = 10_000, level - X.SINGLE
    doors = [noticing.door(p, X.WJZ2005, level, (i + 0.5) / many) for i in range(many)]
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
