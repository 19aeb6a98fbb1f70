"""Access by Bureau Jeugdzorg before 2015: the indication, its outcome, advisers posted in the CJG."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.behaviour.conftest import WJZ, after_the_start, at_once, happened, interval, lines, region, rises
from youthsim.chain.states import ORGANISATIONS

pytestmark = pytest.mark.behaviour

NO_EKC = {"ekc.available": 0.0}
NO_WAY_ROUND = {"noticing.door_local.2": 0.95, "noticing.door_local.3": 0.9, "noticing.door_local.4": 0.6}


@pytest.mark.quick
def test_before_2015_there_is_no_specialised_help_without_an_indication_where_no_door_leads_round_it():
    log = after_the_start(region(WJZ).having(NO_WAY_ROUND | NO_EKC).log())
    asked = lines(log, "queues", "provider")
    assert len(asked) > 50
    assert at_once(asked, lines(log, "indicated")).all()


def test_an_indication_that_always_finds_local_help_enough_sends_everybody_back():
    counted = happened(region(WJZ).having({"bjz.back_to_local": 1.0}).log(), "indicated", "sent_back")
    assert counted["indicated"] == 0
    assert counted["sent_back"] > 20


def test_an_indication_that_never_finds_local_help_enough_sends_nobody_back():
    counted = happened(region(WJZ).having({"bjz.back_to_local": 0.0}).log(), "indicated", "sent_back")
    assert counted["sent_back"] == 0
    assert counted["indicated"] > 20


def test_families_sent_back_go_to_the_local_team_at_once():
    log = region(WJZ).log()
    back = lines(log, "sent_back")
    assert len(back) > 20
    assert at_once(back, lines(log, "intake")).all()


def test_a_family_with_a_single_problem_that_knocks_at_bureau_jeugdzorg_has_come_to_the_wrong_door():
    doors = {f"noticing.door_bjz.{level}": float(level == 2) for level in (2, 3, 4, 5)}
    wrong = region(WJZ).having(doors | {"noticing.door_local.2": 0.0, "local.propensity_to_refer": 0.0} | NO_EKC)
    referrals = wrong.runs(4).count("referrals")
    assert referrals.min() > 100
    assert (wrong.runs(4).count("wrong_referrals") == referrals).all()


def test_only_an_indication_finds_unsafe_families_where_nobody_else_raises_concerns():
    silent = region(WJZ).having({"concern.rate": 0.0, "noticing.door_veilig_thuis": 0.0})
    logs = [after_the_start(silent.log(replication)) for replication in range(6)]
    reports = [lines(log, "reported") for log in logs]
    assert sum(map(len, reports)) > 0
    assert all(at_once(found, lines(log, "indicated")).all() for found, log in zip(reports, logs, strict=True))


def test_a_procedure_of_twice_the_length_lengthens_the_wait_before_it_and_the_time_to_the_decision():
    now = region(WJZ)
    longer = now.later_times({"bjz.indication_days": 2.0})
    assert rises(now.runs().wait("bjz"), longer.runs().wait("bjz"))
    assert rises(now.runs().outcome("indication_days"), longer.runs().outcome("indication_days"))


def test_more_workers_of_access_shorten_the_wait_for_an_indication():
    now = region(WJZ)
    assert rises(now.later_times({"bjz.fte": 2.0}).runs().wait("bjz"), now.runs().wait("bjz"))


def own_pools(arrays):
    """The pools of advisers posted in the areas: pool -> area."""
    name = ORGANISATIONS[ORGANISATIONS.index("bjz")]
    return {
        k: pool.area_index for k, pool in enumerate(arrays.pools) if pool.organisation == name and pool.area != "all"
    }


def test_an_adviser_posted_in_a_cjg_sees_the_families_of_that_area_and_no_others():
    posted = region(WJZ).of(12_000).later({"connection.posted_fte": 0.5}, areas=(1, 2))
    own = own_pools(posted.arrays)
    started = lines(posted.log().query("tick > 0"), "indication_starts")
    seen = started[started["pool"].isin(own)]
    assert set(seen["area"]) == {1, 2}
    assert (seen["area"] == seen["pool"].map(own)).all()
    elsewhere = started[~started["pool"].isin(own)]
    assert {0, 3} <= set(elsewhere["area"])


def test_an_adviser_posted_in_a_cjg_sees_whom_the_cjg_referred_and_nobody_who_came_by_another_door():
    posted = region(WJZ).of(12_000).later({"connection.posted_fte": 0.5})
    log = posted.log().query("tick > 0")
    queued = lines(log, "queues", "bjz")
    at_adviser = queued[queued["pool"].isin(own_pools(posted.arrays))]
    referred = lines(log, "referred")
    calls = set(zip(referred["family"], referred["tick"], strict=True))
    assert len(at_adviser) > 50
    assert set(zip(at_adviser["family"], at_adviser["tick"], strict=True)) <= calls
    assert len(queued) > len(at_adviser), "others wait at Bureau Jeugdzorg itself"


def test_posting_advisers_in_the_cjg_moves_places_of_bureau_jeugdzorg_and_makes_none():
    now = region(WJZ).having({"staff.vacancies": 0.0})
    posted = now.later({"connection.posted_fte": 0.1})
    before, after = (here.runs(2).pool("place_days", "bjz") for here in (now, posted))
    assert after == pytest.approx(before, rel=0.02)  # each pool is rounded to tenths of places
    own = list(own_pools(posted.arrays))
    assert posted.runs(2).recordings[0].pool_days[own, :, 1].sum() > 0.3 * before[0]


def test_nobody_waits_for_an_adviser_who_has_no_place_to_offer():
    """A tenth of an adviser has less than a place: families go on to Bureau Jeugdzorg itself."""
    posted = region(WJZ).later({"connection.posted_fte": 0.1})
    assert posted.value("bjz.caseload") * 0.1 < 1.0
    queued = lines(posted.log().query("tick > 0"), "queues", "bjz")
    assert len(queued) > 50
    assert not queued["pool"].isin(own_pools(posted.arrays)).any()


def test_three_advisers_posted_in_one_cjg_are_more_than_its_referrals_can_use():
    whole = region(WJZ, years=2).of(20_000)
    first, *others = whole.scenario.areas
    small = replace(first, youths=0.3 * first.youths)
    now = replace(whole, scenario=replace(whole.scenario, areas=(small, *others)))
    posted = now.later({"connection.posted_fte": 3.0}, areas=(0,))
    own = [k for k, area in own_pools(posted.arrays).items() if area == 0]
    runs = posted.runs(12)
    use = np.array([r.pool_days[own, :, 0].sum() / r.pool_days[own, :, 1].sum() for r in runs.recordings])
    assert interval(use)[1] < 0.7
    assert rises(now.runs(12).wait("bjz"), runs.wait("bjz")), "the other areas miss them"


def test_advisers_who_lose_their_specialism_take_longer_for_an_indication():
    posted = region(WJZ).of(8_000).later({"connection.posted_fte": 0.5})
    keen, dull = (posted.later({"connection.specialism_loss": loss}).runs() for loss in (0.0, 2.0))
    assert rises(keen.outcome("indication_days"), dull.outcome("indication_days"))
