"""The local team, access to specialised help, coordination and the Eigen Kracht-conferentie."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from youthsim.chain import access, coordination, eigen_kracht, local_team
from youthsim.chain import states as X
from youthsim.parameters import index as P

pytestmark = [pytest.mark.property, pytest.mark.quick]

uniforms = st.floats(1e-9, 1.0 - 1e-9)
shares = st.floats(0.0, 1.0)
levels = st.integers(1, 5)
tiers = st.sampled_from([X.LICHT, X.MIDDEN, X.ZWAAR])


@given(levels, shares, uniforms, uniforms)
def test_triage_errs_by_one_tier_at_most(p, level, expertise, u, v):
    tier = local_team.triage(p, level, expertise, u, v)
    assert X.LICHT <= tier <= X.ZWAAR
    assert abs(tier - local_team.tier_meant(p, level, u)) <= 1


@given(levels, uniforms, uniforms)
def test_a_fully_expert_team_makes_no_error_at_triage(p, level, u, v):
    assert local_team.triage(p, level, 1.0, u, v) == local_team.tier_meant(p, level, u)


@given(tiers, shares, st.booleans(), st.booleans(), shares)
def test_acceptance_plan_coordination_and_skill_never_lengthen_help(p, tier, acceptance, has_plan, coordinated, skill):
    longest = local_team.mean_days(p, tier, 0.0, False, False, 0.0)
    assert 0.0 < local_team.mean_days(p, tier, acceptance, has_plan, coordinated, skill) <= longest


def test_heavier_tiers_take_longer(p):
    days = [local_team.mean_days(p, tier, 0.0, False, False, 0.0) for tier in (X.LICHT, X.MIDDEN, X.ZWAAR)]
    assert days == sorted(days)


@given(levels, uniforms)
def test_nothing_is_heavier_than_the_heaviest_tier(p, level, u):
    assert local_team.after_trajectory(p, level, X.ZWAAR, 1.0, u) != local_team.STEP_UP


@given(levels, tiers, uniforms)
def test_a_team_with_a_higher_propensity_refers_every_family_that_another_refers(p, changed, level, tier, u):
    eager = changed(local_propensity_to_refer=2.0 * p[P.local_propensity_to_refer])
    if local_team.after_trajectory(p, level, tier, 1.0, u) == local_team.REFER:
        assert local_team.after_trajectory(eager, level, tier, 1.0, u) == local_team.REFER


@given(shares, shares, uniforms)
def test_a_referral_of_a_family_without_problems_is_wrong(p, trust, expertise, u):
    assert local_team.is_wrong_referral(p, X.GOES_WELL, trust, expertise, True, u)


@given(levels, shares, shares, uniforms)
def test_trust_and_expertise_never_make_a_right_referral_wrong(p, level, trust, expertise, u):
    if not local_team.is_wrong_referral(p, level, trust, expertise, False, u):
        assert not local_team.is_wrong_referral(p, level, 1.0, 1.0, False, u)


@given(levels, shares, shares, uniforms)
def test_a_consultation_never_makes_a_right_referral_wrong(p, level, trust, expertise, u):
    if not local_team.is_wrong_referral(p, level, trust, expertise, False, u):
        assert not local_team.is_wrong_referral(p, level, trust, expertise, True, u)


@given(shares, uniforms)
def test_trust_never_takes_away_a_consultation_or_a_warm_handover(p, trust, u):
    if local_team.consults(p, trust, 0.0, u):
        assert local_team.consults(p, 1.0, 0.0, u)
    if access.warm_handover(p, trust, u):
        assert access.warm_handover(p, 1.0, u)


def test_bureau_jeugdzorg_is_the_wrong_door_for_a_single_problem():
    assert [bool(access.is_wrong_door(level)) for level in range(1, 6)] == [True, True, False, False, False]


@given(st.floats(0.0, 2000.0), uniforms)
def test_aftercare_follows_only_what_lasted_long_enough_to_plan_it(p, days, u):
    if access.gets_aftercare(p, days, u):
        assert days >= p[P.aftercare_plan_lead_days]


@given(st.floats(0.0, 10.0))
def test_posted_advisers_slowly_lose_their_specialism(p, years):
    assert access.indication_days(p, years) >= access.indication_days(p, 0.0) == p[P.bjz_indication_days]


@given(levels, shares, uniforms)
def test_no_conference_is_offered_where_there_is_none_or_no_problem(changed, level, adoption, u):
    assert not eigen_kracht.is_offered(changed(ekc_available=0.0), level, adoption, u)
    assert not eigen_kracht.is_offered(changed(ekc_available=1.0), X.GOES_WELL, adoption, u)
    assert not eigen_kracht.is_offered(changed(ekc_available=1.0), level, 0.0, u)


@given(uniforms)
def test_a_family_with_a_stronger_network_is_readier_to_accept_a_conference(p, u):
    if eigen_kracht.is_accepted(p, 0.2, u):
        assert eigen_kracht.is_accepted(p, 0.8, u)


@pytest.mark.analytic
def test_registrations_end_in_the_shares_of_the_registry(p):
    many = 10_000
    endings = [eigen_kracht.ending(p, (i + 0.5) / many) for i in range(many)]
    conference, plan = p[P.ekc_conference_with_plan], p[P.ekc_plan_without_conference]
    expected = {
        eigen_kracht.CONFERENCE_WITH_PLAN: conference,
        eigen_kracht.PLAN_WITHOUT_CONFERENCE: plan,
        eigen_kracht.LOST: 1.0 - conference - plan,
    }
    for ending, share in expected.items():
        assert endings.count(ending) / many == pytest.approx(share, abs=2.0 / many)


def test_a_collapsed_plan_leaves_the_network_weaker_and_monitoring_prevents_collapse(p, changed):
    assert 0.0 <= eigen_kracht.network_after_collapse(p, 0.6) < 0.6
    alone, monitored = changed(ekc_monitoring=0.0), changed(ekc_monitoring=0.8)
    assert eigen_kracht.collapse_rate(monitored) < eigen_kracht.collapse_rate(alone)


@given(levels, tiers)
def test_every_organisation_around_a_family_adds_a_professional(p, level, tier):
    none = coordination.professionals(p, level, X.HELP_NONE, tier, X.SAFE_NONE, X.GI_NONE, X.EKC_NONE, False)
    one = coordination.professionals(p, level, X.PROVIDER, tier, X.SAFE_NONE, X.GI_NONE, X.EKC_NONE, False)
    more = coordination.professionals(p, level, X.PROVIDER, tier, X.RVDK, X.EARLY, X.EKC_PREPARING, False)
    assert none < one < more
    placed = coordination.professionals(p, level, X.HELP_NONE, tier, X.REVIEW, X.MEASURE, X.EKC_NONE, True)
    assert placed == none + 2


@given(st.integers(0, 10), uniforms)
def test_coordination_starts_from_the_threshold_only(p, count, u):
    if coordination.is_triggered(p, count, 0) and coordination.starts(p, u):
        assert count >= coordination.threshold(p)
