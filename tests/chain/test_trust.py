"""What a local team learns and forgets."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from youthsim.chain import states as X
from youthsim.chain import trust
from youthsim.parameters import index as P

pytestmark = [pytest.mark.property, pytest.mark.quick]

share = st.floats(0.0, 1.0)
speed = st.floats(0.0, 20.0)
span = st.floats(0.0, 30.0)


@given(share, speed, speed, span)
def test_a_state_stays_between_0_and_1(state, gain, loss, years):
    assert -1e-12 <= trust.drift(state, gain, loss, years) <= 1.0 + 1e-12


@given(share, speed, speed, span, share)
def test_two_steps_in_time_are_one_long_step(state, gain, loss, years, part):
    middle = trust.drift(state, gain, loss, years * part)
    twice = trust.drift(middle, gain, loss, years * (1.0 - part))
    assert twice == pytest.approx(trust.drift(state, gain, loss, years), abs=1e-9)


@given(share, st.floats(0.1, 20.0), st.floats(0.1, 20.0))
def test_in_the_long_run_gains_and_losses_balance(state, gain, loss):
    assert trust.drift(state, gain, loss, 1000.0) == pytest.approx(gain / (gain + loss))


@given(share, span)
def test_without_gains_and_losses_nothing_moves(state, years):
    assert trust.drift(state, 0.0, 0.0, years) == state


@given(share, st.floats(-2.0, 2.0))
def test_an_experience_moves_a_state_in_its_direction_and_not_out_of_bounds(state, gain):
    after = trust.jump(state, gain)
    assert 0.0 <= after <= 1.0
    assert after >= state if gain >= 0.0 else after <= state


@given(st.floats(1.0, 50.0))
def test_a_joint_case_moves_trust_more_where_there_are_fewer_workers(p, workers):
    assert trust.joint_case_gain(p, workers) >= trust.joint_case_gain(p, workers + 1.0)
    assert trust.joint_case_gain(p, 0.0) == trust.joint_case_gain(p, 1.0)


@given(share)
def test_joint_work_keeps_people(p, expertise):
    assert trust.turnover(p, 1.0) <= trust.turnover(p, expertise) <= trust.turnover(p, 0.0)


def test_hours_of_presence_build_trust_and_more_so_with_joint_learning(changed):
    absent = changed(presence_hours=0.0, meeting_per_month=0.0)
    alone = changed(presence_hours=4.0, meeting_per_month=0.0)
    learning = changed(presence_hours=4.0, meeting_per_month=1.0)
    gains = [trust.trust_gain(row, X.PARTNER_BJZ) for row in (absent, alone, learning)]
    assert gains[0] == 0.0 < gains[1] < gains[2]


def test_an_adviser_and_training_raise_adoption_and_imposition_lowers_it(changed):
    plain, helped = changed(ekc_adviser_hours=0.0), changed(ekc_adviser_hours=4.0)
    assert trust.adoption_gain(helped) > trust.adoption_gain(plain)
    assert trust.adoption_loss(changed(ekc_imposed=1.0), 0.3) > trust.adoption_loss(changed(ekc_imposed=0.0), 0.3)


def test_without_joint_work_expertise_stays_where_it_starts(p):
    start = float(p[P.expertise_start])
    gain, loss = trust.expertise_gain(p, start), trust.turnover(p, start)
    assert trust.drift(start, gain, loss, 10.0) == pytest.approx(start)
