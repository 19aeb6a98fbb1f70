"""Common random numbers: the same families with the same luck, whatever the policy and whatever happens to others."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.behaviour.conftest import region, roomy

pytestmark = pytest.mark.behaviour


@pytest.mark.quick
def test_what_happens_in_one_region_leaves_the_families_of_another_alone():
    here = region()
    two = replace(here, scenario=replace(here.scenario, regions=2))
    same = two.later({"provider.fte": two.value("provider.fte")})
    poor = two.later({"provider.fte": 0.2 * two.value("provider.fte")}, areas=(0, 1))
    poor = poor.later({"provider.fte": two.value("provider.fte")}, areas=(2, 3))
    near = [log[log["area"] < 2].reset_index(drop=True) for log in (same.log(), poor.log())]
    far = [log[log["area"] >= 2].reset_index(drop=True) for log in (same.log(), poor.log())]
    assert not near[0].equals(near[1])
    assert len(far[0]) > 1_000
    assert far[0].equals(far[1])


def test_with_places_for_all_more_places_change_no_life():
    now = roomy()
    same, more = (now.later_times({"provider.fte": factor, "local.fte": factor}) for factor in (1.0, 1.5))
    assert same.log().equals(more.log())


def test_a_policy_for_one_age_group_leaves_the_luck_of_the_other_families_as_it_is():
    """Fewer babies noticed: most families have none, and live the very same life."""
    now = roomy().later({"noticing.age_factor.prenatal": 0.6})
    fewer = roomy().later({"noticing.age_factor.prenatal": 0.0})
    lives = [
        {f: tuple(map(tuple, part.to_numpy())) for f, part in here.log().groupby("family")} for here in (now, fewer)
    ]
    kept = np.mean([lives[1].get(family) == life for family, life in lives[0].items()])
    assert 0.9 < kept < 1.0


def test_pairing_makes_the_effect_of_a_policy_less_uncertain_than_two_separate_regions_would():
    now = region(years=4).runs()
    readier = region(years=4).with_lever("safety_reports", factor=1.1).runs()
    for name in ("signals", "crises", "vt_reports", "ots_started"):
        before, after = now.count(name), readier.count(name)
        paired = (after - before).std(ddof=1)
        unpaired = np.hypot(before.std(ddof=1), after.std(ddof=1))
        assert paired < 0.7 * unpaired


def test_most_children_under_a_measure_are_the_same_with_and_without_a_small_change():
    now, other = (region(years=4).with_lever("aftercare", share=share).runs(6) for share in (0.2, 0.4))
    shared = sum(np.intersect1d(*both).size for both in _children(now, other))
    either = sum(np.union1d(*both).size for both in _children(now, other))
    assert shared > 0.6 * either


def _children(now, other):
    return [(a.measured_children, b.measured_children) for a, b in zip(now.recordings, other.recordings, strict=True)]
