"""Budget, caseload and staff: what workers and money do to places and waits."""

from __future__ import annotations

import pytest

from tests.behaviour.conftest import JEUGDWET, LOCAL, WJZ, falls, region, rises

pytestmark = pytest.mark.behaviour

CUT = ("local_licht", "local_midden", "local_zwaar", "provider")
SPARED = ("veilig_thuis", "rvdk", "gi", "ekc_office", "crisis_team")


@pytest.mark.quick
@pytest.mark.parametrize(("era", "cut"), [(JEUGDWET, CUT), (WJZ, (*CUT, "bjz"))])
def test_a_cut_takes_its_share_of_every_place_that_the_budget_pays_and_of_no_other(era, cut):
    """Places are rounded to tenths, so the shares of small pools miss by a little."""
    now = region(era).of(20_000)
    less = now.with_lever("budget", factor=0.85)
    for organisation in cut:
        before, after = (here.runs(1).pool("place_days", organisation)[0] for here in (now, less))
        assert after == pytest.approx(0.85 * before, rel=0.005)
    for organisation in SPARED:
        before, after = (here.runs(1).pool("place_days", organisation)[0] for here in (now, less))
        assert after == before > 0.0


def test_a_cut_lengthens_the_waits_for_local_and_specialised_help():
    now = region()
    less = now.with_lever("budget", factor=0.7)
    for organisations in (LOCAL, "provider"):
        assert rises(now.runs().wait(organisations), less.runs().wait(organisations))
    assert falls(now.runs().count("families_helped"), less.runs().count("families_helped"))
    assert rises(now.runs().count("left_queue"), less.runs().count("left_queue"))


def test_a_cut_in_three_steps_takes_places_three_times():
    steps = region(years=4).with_lever("budget", factor=0.7, ramp_months=30, steps=3).runs(1)
    by_year = [steps.pool("place_days", "provider", slice(year, year + 1))[0] / 365.25 for year in range(4)]
    assert by_year[0] > by_year[1] > by_year[2]
    whole = region(years=4).runs(1).pool("place_days", "provider", slice(0, 1))[0] / 365
    assert by_year[0] == pytest.approx(0.9 * whole, rel=0.02)
    assert by_year[3] == pytest.approx(0.7 * whole, rel=0.01)


def test_a_deep_cut_brings_more_families_into_crisis():
    now = region(years=4)
    less = now.with_lever("budget", factor=0.5)
    assert rises(now.runs(60).count("crises"), less.runs(60).count("crises"))


def test_more_families_per_worker_make_more_places_and_shorter_waits_for_the_same_wages():
    now = region()
    more = now.with_lever("caseload", local_caseload=1.5)
    assert falls(now.runs().wait(LOCAL), more.runs().wait(LOCAL))
    now, more = now.of(20_000), more.of(20_000)
    for tier in LOCAL:
        before, after = (here.runs(1).pool("place_days", tier)[0] for here in (now, more))
        assert after == pytest.approx(1.5 * before, rel=0.01)
    costs = [here.runs(1).outcome("cost_eur", "local")[0] for here in (now, more)]
    assert costs[1] == pytest.approx(costs[0], rel=0.005)


def test_unfilled_places_help_nobody():
    now = region().later({"staff.vacancies": 0.0})
    short = region().later({"staff.vacancies": 0.3})
    before, after = (here.runs(1).pool("place_days", "provider")[0] for here in (now, short))
    assert after == pytest.approx(0.7 * before, rel=0.005)
    assert rises(now.runs().wait("provider"), short.runs().wait("provider"))


def test_hours_spent_on_learning_meetings_are_taken_from_families_at_once():
    """Twelve hours a month from each of four teams; trust pays back only later, so it is taken out here."""
    now = region().having({"trust.meeting_gain": 0.0, "expertise.meeting_gain": 0.0})
    meeting = now.later({"meeting.per_month.gi": 4.0, "meeting.hours": 12.0})
    assert (meeting.runs(4).pool("place_days", LOCAL) < now.runs(4).pool("place_days", LOCAL)).all()
    assert rises(now.runs().wait(LOCAL), meeting.runs().wait(LOCAL))


def test_a_team_that_spends_its_time_on_coordinating_with_partners_has_fewer_places():
    now = region(WJZ)
    spends = now.with_lever("connection", model="network", overhead=0.2)
    for tier in LOCAL:
        before, after = (here.runs(1).pool("place_days", tier)[0] for here in (now, spends))
        assert after == pytest.approx(0.8 * before, rel=0.01)
