"""Safety: Veilig Thuis, the RvdK, the court and the emergency route."""

from __future__ import annotations

import pytest

from tests.behaviour.conftest import (
    WJZ,
    Region,
    after_the_start,
    at_once,
    happened,
    lines,
    measured,
    region,
    rises,
    roomy,
    with_level,
)

pytestmark = pytest.mark.behaviour

NO_EMERGENCY = {"emergency.share": 0.0}


def troubled(more=None) -> Region:
    """A region with places for all in which concerns are raised often."""
    return roomy().times({"concern.rate": 5.0}).having(more or {})


@pytest.mark.quick
def test_where_nobody_raises_a_concern_there_are_no_reports_no_investigations_and_no_measures():
    calm = region().settled({"concern.rate": 0.0, "noticing.door_veilig_thuis": 0.0}).runs(4)
    chain = ("vt_reports", "requests_to_rvdk", "rvdk_investigations", "ots_started", "uhp_started", "voogdij_started")
    assert {name: calm.count(name).sum() for name in chain} == dict.fromkeys(chain, 0.0)
    assert calm.count("signals").min() > 0


def test_concerns_that_are_never_confirmed_never_reach_the_rvdk():
    counted = happened(after_the_start(troubled({"concern.confirmed": 0.0}).log()), "reported", "requested")
    assert counted["requested"] == 0
    assert counted["reported"] > 100


def test_concerns_that_are_always_confirmed_leave_no_report_that_ends_at_veilig_thuis():
    """A family may be at level 1 again once its report is taken up; nothing is confirmed then (0: not known)."""
    log = with_level(after_the_start(troubled({"concern.confirmed": 1.0}).log()))
    closed = lines(log, "report_closed")
    assert (closed["level"] <= 1).all()
    assert len(lines(log, "requested")) > 100


@pytest.mark.parametrize(("share", "decision"), [(0.0, 0), (1.0, 1)])
def test_an_investigation_ends_in_a_request_never_or_always_where_the_rvdk_is_so(share, decision):
    log = measured(troubled({"rvdk.request": share}).log())
    ended = lines(log, "investigation_ends")
    assert len(ended) > 50
    assert (ended["detail"] == decision).all()
    assert (len(lines(log, "court_decides")) > 0) == bool(decision)


def test_a_court_that_refuses_every_request_starts_no_ots():
    log = after_the_start(troubled({"court.granted": 0.0} | NO_EMERGENCY).log())
    assert len(lines(log, "court_decides")) > 50
    assert happened(log, "ots_starts") == {"ots_starts": 0}


def test_a_court_that_grants_every_request_starts_an_ots_for_each_family_with_a_minor():
    log = after_the_start(troubled({"court.granted": 1.0} | NO_EMERGENCY).log())
    decided, started = lines(log, "court_decides"), lines(log, "ots_starts")
    assert (decided["detail"] == 1).all()
    assert at_once(started, decided).all()
    # Without an OTS goes only the family whose child has come of age since the investigation.
    without = decided[~at_once(decided, started)]
    of_age = lines(log, "turns_18")
    assert set(without["family"]) <= set(of_age["family"])
    assert len(started) > 50


@pytest.mark.parametrize("name", ["veilig_thuis.to_local", "rvdk.to_local"])
def test_families_go_to_the_local_team_after_a_report_or_investigation_only_where_they_are_handed_over(name):
    ends = {"veilig_thuis.to_local": ["report_closed"], "rvdk.to_local": ["investigation_ends", "court_decides"]}[name]
    found = []
    for share in (0.0, 1.0):
        log = after_the_start(troubled({name: share}).log())
        found.append(at_once(log[log["event"].isin(ends)], lines(log, "intake")).sum())
    assert found[0] == 0
    assert found[1] > 10


def test_an_emergency_order_places_the_children_out_of_home_at_once_and_asks_for_an_investigation():
    log = after_the_start(troubled({"emergency.share": 1.0, "concern.confirmed": 1.0}).log())
    orders = lines(log, "emergency_order")
    assert len(orders) > 20
    for event in ("ots_starts", "uhp_starts", "requested"):
        assert at_once(orders, lines(log, event)).all()


def test_without_a_crisis_team_there_is_no_emergency_order_and_no_measure_without_a_hearing():
    log = after_the_start(troubled({"emergency.share": 1.0, "crisis.fte": 0.0}).log())
    assert happened(log, "emergency_order") == {"emergency_order": 0}
    started = lines(log, "ots_starts")
    assert len(started) > 20
    assert at_once(started, lines(log, "court_decides")).all()


def test_a_family_under_an_ots_keeps_no_voluntary_help():
    log = after_the_start(troubled().log())
    started = lines(log, "ots_starts")
    measured, helps = set(), 0
    for line in log.itertuples():
        if line.event == "ots_starts":
            measured.add(line.family)
        elif line.event in ("ots_ends", "voogdij_starts", "leaves"):
            measured.discard(line.family)
        elif line.event in ("help_starts", "intake", "noticed", "comes_forward"):
            helps += 1
            assert line.family not in measured
    assert len(started) > 50
    assert helps > 500


def test_where_concerns_are_raised_more_readily_more_children_come_under_an_ots():
    now = region(years=4)
    more = now.with_lever("safety_reports", factor=3.0)
    for name in ("vt_reports", "rvdk_investigations", "ots_started"):
        assert rises(now.runs().count(name), more.runs().count(name))


def test_teams_with_more_expertise_bring_more_unsafe_families_to_the_rvdk():
    """Detection by expertise is turned up, so that it shows in a small region; meetings take no hours."""
    here = roomy().having({"concern.expertise_effect": 3.0, "expertise.joint_case_gain": 0.0, "meeting.hours": 0.0})
    expert = here.later({"expertise.meeting_gain": 1.0, "meeting.per_month.veilig_thuis": 5.0})
    assert rises(here.runs().state("expertise"), expert.runs().state("expertise"))
    assert rises(here.runs().count("requests_to_rvdk"), expert.runs().count("requests_to_rvdk"))


def test_before_2015_too_no_ots_starts_without_the_court_or_an_emergency_order():
    log = after_the_start(region(WJZ).having({"crisis.fte": 30.0, "emergency.share": 0.3}).log())
    started = lines(log, "ots_starts")
    assert len(started) > 20
    assert len(lines(log, "emergency_order")) > 0
    assert at_once(started, log[log["event"].isin(["court_decides", "emergency_order"])]).all()
