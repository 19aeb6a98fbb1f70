"""What becomes of youths who turn 18 in need, until they are 23."""

from __future__ import annotations

import pytest

from tests.behaviour.conftest import falls, region, rises

pytestmark = pytest.mark.behaviour

NO_FOLLOW_UP = {"population.follow_up_after_18": 0.0, "after_18.find_rate": 0.0}


@pytest.mark.quick
def test_without_follow_up_every_young_adult_in_need_is_alone():
    runs = region().having(NO_FOLLOW_UP).runs(2)
    assert (runs.stock("alone_after_18") == runs.stock("in_need_after_18")).all()
    assert runs.stock("in_need_after_18").min() > 0
    assert runs.stock("followed_after_18").sum() == runs.count("after_18_found").sum() == 0


def test_more_follow_up_leaves_fewer_young_adults_in_need_and_alone():
    now = region(years=6)
    more = now.with_lever("after_18", follow_up=0.95)
    for stock in ("alone_after_18", "in_need_after_18"):
        assert falls(now.runs().stock(stock, slice(3, None)), more.runs().stock(stock, slice(3, None)))


def test_where_no_door_is_wrong_whoever_has_no_one_finds_somebody_sooner():
    now = region(years=6)
    open_ = now.with_lever("after_18", follow_up=now.value("population.follow_up_after_18"), no_wrong_door=5.0)
    assert rises(
        now.runs().count("after_18_found", slice(1, None)), open_.runs().count("after_18_found", slice(1, None))
    )
    assert falls(
        now.runs().stock("alone_after_18", slice(3, None)), open_.runs().stock("alone_after_18", slice(3, None))
    )


@pytest.mark.quick
def test_what_happens_after_18_works_back_on_no_family_in_the_chain():
    now = region()
    other = now.with_lever("after_18", follow_up=0.95, no_wrong_door=5.0, protected_living=0.0)
    assert other.log().equals(now.log())
    assert (other.runs(2).outcome("cost_eur") == now.runs(2).outcome("cost_eur")).all()


def test_rooms_with_guidance_cost_less_than_protected_living():
    now = region(years=5)
    rooms = now.with_lever("after_18", follow_up=now.value("population.follow_up_after_18"), protected_living=0.02)
    assert falls(now.runs().outcome("cost_after_18_eur"), rooms.runs().outcome("cost_after_18_eur"))
    assert (rooms.runs().stock("followed_after_18") == now.runs().stock("followed_after_18")).all()


def test_after_23_nobody_is_followed():
    now = region(years=6)
    short = now.having({"after_18.until_age": 18.0})
    assert short.runs(2).stock("in_need_after_18").sum() == 0.0
    assert now.runs(2).count("aged_out_in_need").sum() == short.runs(2).count("aged_out_in_need").sum() > 0
