"""The rules of prevention, support from the community, familiarity and the years after 18."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from youthsim.chain import after_18, community, familiarity, prevention, trust
from youthsim.chain import states as X
from youthsim.chain.family import DAYS_PER_YEAR, PREGNANCY_DAYS, TICKS_PER_DAY
from youthsim.parameters import index as P

pytestmark = [pytest.mark.property, pytest.mark.quick]

traits = st.floats(0.0, 1.0, exclude_max=True)
shares = st.floats(0.0, 1.0)


def test_no_programme_changes_nothing(p):
    for state in (X.PROGRAMME_NONE, X.PROGRAMME_STARTING):
        assert prevention.up_factor(p, state) == prevention.down_factor(p, state) == 1.0
        assert prevention.accepts_more(p, state) == 0.0


@given(st.floats(-0.75, 18.0))
def test_an_age_before_birth_lies_within_the_pregnancy(years):
    ticks = prevention.age_ticks(years)
    assert ticks > -PREGNANCY_DAYS * TICKS_PER_DAY
    assert abs(ticks - years * DAYS_PER_YEAR * TICKS_PER_DAY) < TICKS_PER_DAY or years < -0.74


@given(st.integers(1, 5), st.floats(0.0, 10.0))
def test_a_programme_takes_its_own_levels_and_risks_only(changed, level, risk):
    row = changed(prevention_from_level=2, prevention_to_level=3, prevention_from_risk=1.5)
    assert prevention.takes(row, level, risk) == (level in (2, 3) and risk >= 1.5)


def test_four_places_for_a_town_of_6500_youths_are_four(changed):
    assert prevention.places(changed(prevention_places=4 / 6500 * 100_000), 6500.0) == 4


@given(traits, shares, shares)
def test_a_wider_reach_of_the_community_loses_no_family(changed, trait, one, other):
    narrow, wide = sorted((one, other))
    if community.reaches(changed(community_reach=narrow), trait):
        assert community.reaches(changed(community_reach=wide), trait)


def test_ordinary_publicity_alone_leads_to_its_rest(p):
    gain, loss = familiarity.gain(p), p[P.familiarity_forgetting]
    assert trust.drift(0.1, gain, loss, 1000.0) == pytest.approx(p[P.familiarity_rest])


@given(shares)
def test_a_campaign_makes_more_families_know_the_way(changed, reach):
    with_campaign = familiarity.gain(changed(familiarity_campaign_reach=reach))
    assert with_campaign >= familiarity.gain(changed())


@given(st.integers(1, 5), st.floats(0.01, 10.0), shares)
def test_follow_up_slows_growth_and_speeds_recovery_and_nobody_with_it_looks_for_more(p, level, risk, network):
    up, down, found = after_18.rates(p, level, risk, network, False)
    up_followed, down_followed, found_followed = after_18.rates(p, level, risk, network, True)
    assert up_followed <= up and down_followed >= down
    assert found_followed == 0.0
    assert (found > 0.0) == (level >= p[P.need_level])
