"""Familiarity with the local team, the image of its place, and support from the community."""

from __future__ import annotations

import pytest

from tests.behaviour.conftest import falls, happened, is_within, measured, region, rises, roomy

pytestmark = pytest.mark.behaviour

UNKNOWN = {"coming_forward.familiarity": 0.05}
WELL_USED = {"coming_forward.rate": 8.0}


@pytest.mark.quick
def test_familiarity_stands_still_where_nothing_moves_it():
    here = region()
    assert is_within(here.runs(2).state("familiarity"), 0.4999, 0.5001)


def test_a_new_local_team_becomes_known_year_by_year():
    new = roomy(years=4).times(WELL_USED).having(UNKNOWN | {"familiarity.moves": 1.0})
    runs = new.runs()
    for year in range(3):
        assert rises(
            runs.state("familiarity", slice(year, year + 1)), runs.state("familiarity", slice(year + 1, year + 2))
        )


def test_a_campaign_brings_families_to_the_local_team():
    plain = roomy(years=4).times(WELL_USED).having(UNKNOWN).with_lever("familiarity")
    campaign = roomy(years=4).times(WELL_USED).having(UNKNOWN).with_lever("familiarity", campaign_reach=0.72)
    assert rises(plain.runs().state("familiarity"), campaign.runs().state("familiarity"))
    assert rises(plain.runs().count("signals", slice(0, 2)), campaign.runs().count("signals", slice(0, 2)))


def test_families_that_were_helped_well_tell_others():
    silent = roomy().having(UNKNOWN | {"familiarity.moves": 1.0, "familiarity.told": 0.0})
    telling = roomy().having(UNKNOWN | {"familiarity.moves": 1.0, "familiarity.told": 3.0})
    assert rises(silent.runs().state("familiarity"), telling.runs().state("familiarity"))


def test_nobody_comes_to_a_team_that_nobody_knows_and_everybody_may_come_to_one_that_all_know():
    forgotten = {
        "familiarity.moves": 1.0,
        "familiarity.rest": 0.0,
        "familiarity.told": 0.0,
        "familiarity.forgetting": 20.0,
    }
    here = region().times(WELL_USED).having(forgotten | {"coming_forward.familiarity": 0.0})
    assert happened(measured(here.log()), "comes_forward")["comes_forward"] == 0


def test_a_place_that_deters_nobody_is_visited_more():
    now = roomy().times(WELL_USED).having({"coming_forward.stigma": 0.4})
    friendly = now.with_lever("community_support", reach=0.02, network_gain=0.0, noticed_gain=0.0, deterred=0.3)
    assert rises(now.runs().count("signals", slice(0, 1)), friendly.runs().count("signals", slice(0, 1)))


def test_support_from_the_community_has_no_queue_and_leaves_fewer_families_with_problems():
    now = roomy(years=6)
    supported = now.with_lever("community_support", reach=0.6, network_gain=0.15, noticed_gain=0.0)
    before, after = now.runs(), supported.runs()
    assert rises(before.stock("level_1", slice(3, None)), after.stock("level_1", slice(3, None)))
    assert falls(before.stock("level_4", slice(3, None)), after.stock("level_4", slice(3, None)))


def test_a_wider_reach_of_the_community_does_more():
    now = roomy(years=6)
    narrow, wide = (
        now.with_lever("community_support", reach=reach, network_gain=0.15, noticed_gain=0.0).runs()
        for reach in (0.1, 0.6)
    )
    assert rises(narrow.stock("level_1", slice(3, None)), wide.stock("level_1", slice(3, None)))


def test_volunteers_who_pass_on_a_signal_make_families_seen_sooner():
    now = roomy()
    volunteers = now.with_lever("community_support", reach=0.6, network_gain=0.0, noticed_gain=0.3)
    assert rises(
        now.runs().count("noticed_others", slice(0, 1)), volunteers.runs().count("noticed_others", slice(0, 1))
    )
