"""Protection: investigation, request, measures and their reviews; and early involvement of the GI."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from youthsim.chain import early_gi, protection
from youthsim.chain import states as X
from youthsim.parameters import index as P

pytestmark = [pytest.mark.property, pytest.mark.quick]

uniforms = st.floats(1e-9, 1.0 - 1e-9)
trusts = st.floats(0.0, 1.0)
levels = st.integers(1, 5)
unsafe = st.sampled_from([X.CRISIS, X.LIFE_THREATENING])


@given(unsafe, st.booleans(), st.floats(0.0, 5000.0), trusts, uniforms, uniforms)
def test_a_measure_does_not_end_while_the_family_is_unsafe(p, level, placed, days, trust, u, v):
    assert protection.review(p, level, placed, days, trust, False, u, v) != protection.END


@given(levels, trusts, uniforms, uniforms)
def test_children_at_home_never_come_under_voogdij(p, level, trust, u, v):
    assert protection.review(p, level, False, 9999.0, trust, False, u, v) != protection.TO_VOOGDIJ


@given(levels, trusts, uniforms, uniforms)
def test_a_short_placement_does_not_become_voogdij(p, level, trust, u, v):
    days = p[P.voogdij_after_days] - 1.0
    assert protection.review(p, level, True, days, trust, False, u, v) != protection.TO_VOOGDIJ


@given(levels, st.booleans(), trusts, uniforms, uniforms)
def test_with_more_trust_the_gi_ends_every_measure_that_it_would_end_with_less(p, level, placed, trust, u, v):
    if protection.review(p, level, placed, 0.0, trust, False, u, v) == protection.END:
        assert protection.review(p, level, placed, 0.0, 1.0, False, u, v) == protection.END


@given(levels, st.booleans(), trusts, uniforms, uniforms)
def test_a_gi_that_stays_available_is_no_less_ready_to_end(p, level, placed, trust, u, v):
    if protection.review(p, level, placed, 0.0, trust, False, u, v) == protection.END:
        assert protection.review(p, level, placed, 0.0, trust, True, u, v) == protection.END


@given(trusts)
def test_an_investigation_asked_for_by_a_trusted_team_is_no_longer(p, trust):
    assert 0.0 < protection.investigation_days(p, trust) <= protection.investigation_days(p, 0.0)


@given(levels)
def test_only_families_with_multiple_problems_get_a_placement_during_a_measure(p, level):
    rate = protection.uhp_switch_rate(p, level, False)
    assert rate >= 0.0
    assert rate == 0.0 or level >= X.MULTIPLE


def test_heavier_problems_mean_no_fewer_requests_and_placements(p):
    requested = [p[P.rvdk_request + k] for k in range(5)]
    placed = [p[P.ots_uhp_at_start + k] for k in range(5)]
    assert requested == sorted(requested)
    assert placed == sorted(placed)


@given(levels)
def test_the_gi_is_called_in_early_only_where_it_can_be_and_from_multiple_problems(changed, level):
    assert not early_gi.is_open(changed(early_gi_available=0.0), level)
    assert early_gi.is_open(changed(early_gi_available=1.0), level) == (level >= X.MULTIPLE)


@given(trusts, uniforms)
def test_a_team_that_trusts_its_gi_more_calls_it_in_at_least_as_often(p, trust, u):
    if early_gi.diverts(p, trust, u):
        assert early_gi.diverts(p, 1.0, u)


@pytest.mark.analytic
@pytest.mark.parametrize("share", [0.0, 0.2, 0.5])
@pytest.mark.parametrize("level", [X.MULTIPLE, X.CRISIS])
def test_net_widening_is_its_share_of_all_calls(changed, share, level):
    """Of confirmed concerns a part is diverted, of the others a part widens; the rule makes that ``share`` of all."""
    row = changed(early_gi_net_widening=share, early_gi_call_base=0.05, early_gi_call_trust=0.0, early_gi_mandate=1.0)
    many = 200_000
    diverted = sum(early_gi.diverts(row, 0.5, (i + 0.5) / many) for i in range(many)) / many
    widened = sum(early_gi.widens(row, level, 0.5, (i + 0.5) / many) for i in range(many)) / many
    confirmed = row[P.concern_confirmed + level - X.SINGLE]
    calls = confirmed * diverted + (1.0 - confirmed) * widened
    assert (1.0 - confirmed) * widened / calls == pytest.approx(share, abs=1e-3)


def test_early_involvement_ends_well_below_the_crisis_level():
    assert [bool(early_gi.safety_restored(level)) for level in range(1, 6)] == [True, True, True, False, False]
