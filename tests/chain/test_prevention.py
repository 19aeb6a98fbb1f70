"""The rules of prevention, support from the community, familiarity and the years after 18."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import simpson
from scipy.linalg import expm

from youthsim.chain import after_18, community, familiarity, prevention, trust
from youthsim.chain import states as X
from youthsim.chain.family import DAYS_PER_YEAR, PREGNANCY_DAYS, TICKS_PER_DAY
from youthsim.engines.mesa.after_18 import live_on
from youthsim.engines.mesa.chance import Chance
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


def years_in_need(p, level, risk, network, years):
    """Mean years in need with no one, of a youth at this level whom nobody follows up: the chain solved exactly."""
    need = int(p[P.need_level])
    rates = np.zeros((X.LEVELS, X.LEVELS))
    for at in range(1, X.LEVELS + 1):
        up, down, _ = after_18.rates(p, at, risk, network, False)
        if at < X.LEVELS:
            rates[at - 1, at] = up
        if at > 1:
            rates[at - 1, at - 2] = down
        rates[at - 1, at - 1] = -rates[at - 1].sum()
    moments = np.linspace(0.0, years, 2001)
    shares = [expm(rates * t)[level - 1, need - 1 :].sum() for t in moments]
    return float(simpson(shares, x=moments))


@pytest.mark.analytic
@pytest.mark.parametrize("level", [3, 4])
def test_a_youth_whom_nobody_follows_is_in_need_for_as_long_as_the_chain_of_levels_says(changed, level):
    p = changed(population_follow_up_after_18=0.0, after_18_find_rate=0.0)
    life = SimpleNamespace(p=p, level=level, risk=1.3, network=0.5, area=0, now=0, found=0)
    life.count = lambda name: None
    life.ledger = SimpleNamespace(
        spell=lambda area, name, since, until: (
            setattr(life, "found", life.found + (until - since)) if name == "in_need_after_18" else None
        )
    )
    days = []
    for identity in range(1500):
        life.chance, life.found = Chance(np.uint64(2015), identity), 0
        life.draw = life.chance.draw
        live_on(life)
        days.append(life.found / (DAYS_PER_YEAR * TICKS_PER_DAY))
    expected = years_in_need(p, level, 1.3, 0.5, p[P.after_18_until_age] - 18.0)
    error = np.std(days, ddof=1) / len(days) ** 0.5
    # A false alarm once in ten thousand.
    assert abs(np.mean(days) - expected) < 3.9 * error + 1e-5
    assert error < 0.05 * expected
