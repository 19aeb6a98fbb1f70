"""Noticing, coming forward and the doors by which families come in."""

from __future__ import annotations

import numpy as np
import pytest

from tests.behaviour.conftest import after_the_start, at_once, falls, happened, lines, region, rises, roomy
from youthsim.chain.records import COUNTS, STOCKS

pytestmark = pytest.mark.behaviour

CLOSED = {"noticing.rate": 0.0, "coming_forward.rate": 0.0, "concern.rate": 0.0}
NOBODY_FORWARD = {"coming_forward.rate": 0.0}
CARE = (
    "in_local_help", "in_specialised_help", "waiting_local", "waiting_specialised", "in_aftercare", "ots", "uhp",
    "voogdij", "early_gi", "network_plans", "coordinated",
)  # fmt: skip
USE = ("signals", "help_started_local", "help_started_provider", "vt_reports", "rvdk_investigations", "ots_started")


@pytest.mark.quick
def test_where_every_door_has_always_been_closed_nobody_is_in_care_on_any_day():
    recording = region().settled(CLOSED).runs(1).recordings[0]
    assert recording.stocks[:, :, STOCKS.index("level_4")].sum() > 0, "there are families in crisis all the same"
    assert recording.stocks[:, :, [STOCKS.index(name) for name in CARE]].sum() == 0.0
    assert recording.counts[:, :, [COUNTS.index(name) for name in (*USE, "families_in_care")]].sum() == 0


def test_when_every_door_closes_the_last_family_in_care_leaves_it_in_the_end():
    closing = region().of(1_000).over(24).later(CLOSED).runs(4)
    for name in CARE:
        assert closing.at_the_end(name).sum() == 0.0
    assert closing.stock("ots", slice(0, 1)).min() > 0.0
    assert all(closing.count(name, slice(20, None)).sum() == 0 for name in USE)


def test_earlier_noticing_raises_the_use_of_help_first():
    now = roomy()
    early = now.later_times({"noticing.outreach": 2.0})
    first, last = slice(0, 1), slice(-1, None)
    for name in ("signals", "first_helps", "families_helped"):
        assert rises(now.runs().count(name, first), early.runs().count(name, first))
    at_first = early.runs().count("signals", first) - now.runs().count("signals", first)
    later_on = early.runs().count("signals", last) - now.runs().count("signals", last)
    assert falls(at_first, later_on), "what is found in the first year need not be found later"


def test_where_every_family_refuses_noticing_brings_nobody_into_help():
    log = after_the_start(region().having({"noticing.accepts": 0.0, "noticing.avoider_accepts": 0.0}).log())
    noticed = lines(log, "noticed")
    assert len(noticed) > 100
    assert at_once(noticed, lines(log, "refuses")).all()
    assert not at_once(noticed, log[log["event"].isin(["intake", "queues", "reported"])]).any()


def test_where_every_family_accepts_nobody_refuses_and_each_goes_through_a_door():
    log = after_the_start(region().having({"noticing.accepts": 1.0, "noticing.avoider_accepts": 1.0}).log())
    noticed = lines(log, "noticed")
    assert len(noticed) > 100
    assert happened(log, "refuses") == {"refuses": 0}
    # A family that is at Veilig Thuis already goes through that door only once.
    others = noticed[noticed["detail"] < 4]
    assert at_once(others, log[log["event"].isin(["intake", "queues"])]).all()


def test_care_avoiders_whom_nobody_notices_are_seen_only_when_their_safety_is_at_stake():
    unseen = region().having({"population.care_avoiding": 1.0, "noticing.avoider_factor": 0.0})
    counted = happened(after_the_start(unseen.log()), "noticed", "comes_forward", "reported")
    assert counted["noticed"] == counted["comes_forward"] == 0
    assert counted["reported"] > 0


def test_care_avoiders_are_longer_between_wal_en_schip_and_less_often_helped():
    none, many = (roomy().having({"population.care_avoiding": share}).runs() for share in (0.0, 0.5))
    assert rises(none.stock("between_wal_en_schip"), many.stock("between_wal_en_schip"))
    assert falls(none.count("families_helped"), many.count("families_helped"))


@pytest.mark.parametrize("reason", [{"coming_forward.stigma": 1.0}, {"coming_forward.familiarity": 0.0}])
def test_nobody_comes_by_themselves_to_a_desk_that_is_unknown_or_that_all_are_ashamed_of(reason):
    counted = happened(region().later(reason).log().query("tick > 0"), "comes_forward", "noticed")
    assert counted["comes_forward"] == 0
    assert counted["noticed"] > 100


def test_a_nearer_desk_brings_more_families_by_themselves():
    now = roomy()
    nearer = now.later({"coming_forward.nearness": 5.0})
    assert rises(now.runs().count("signals"), nearer.runs().count("signals"))
    assert rises(now.runs().count("help_started_local"), nearer.runs().count("help_started_local"))


def test_the_verwijsindex_finds_nobody_with_a_single_problem():
    simple = region().settled({"problem.up.2": 0.0})
    assert happened(simple.log(), "noticed")["noticed"] > 100
    without, strong = (simple.later({"noticing.verwijsindex_factor": factor}).log() for factor in (1.0, 3.0))
    assert without.equals(strong)


def test_the_verwijsindex_brings_families_with_multiple_problems_to_help_sooner():
    now = roomy()
    strong = now.later({"noticing.verwijsindex_factor": 3.0})
    assert rises(now.runs().count("signals"), strong.runs().count("signals"))
    assert falls(now.runs().stock("between_wal_en_schip"), strong.runs().stock("between_wal_en_schip"))


def test_a_family_in_specialised_help_is_not_noticed_again():
    log = region().log()
    helped, times = set(), 0
    for line in log.itertuples():
        if line.event == "help_starts" and line.organisation == "provider":
            helped.add(line.family)
        elif line.event == "help_ends":
            helped.discard(line.family)
        elif line.event in ("noticed", "comes_forward"):
            times += 1
            assert line.family not in helped
    assert times > 100


def test_where_the_local_team_is_the_only_door_nobody_goes_straight_to_a_provider():
    doors = {"noticing.door_local": 1.0, "noticing.door_bjz": 0.0, "noticing.door_veilig_thuis": 0.0}
    log = after_the_start(region().having(doors).log())
    noticed = log[(log["event"] == "noticed") & ~at_once(log, lines(log, "refuses"))]
    assert len(noticed) > 100
    assert at_once(noticed, lines(log, "intake")).all()
    straight = after_the_start(region().log())
    assert at_once(lines(straight, "noticed"), lines(straight, "queues", "provider")).mean() > 0.2


def test_families_found_at_no_finding_place_of_their_children_s_age_are_not_noticed():
    ages = {f"noticing.age_factor.{age}": 0.0 for age in ("prenatal", "0-4", "4-12")}
    log = region().of(2_000).over(1).later(ages).log()
    entered = lines(log, "enters").query("tick > 0")["family"]
    young = log[log["family"].isin(entered) & (log["event"] == "noticed")]
    assert len(entered) > 50
    assert young.empty, "all children of a family that has just come are younger than 12"
    assert np.any(log["event"] == "noticed")
