"""Specialised help by providers, and what comes after it."""

from __future__ import annotations

import pytest

from tests.behaviour.conftest import after_the_start, at_once, falls, happened, lines, region, rises, roomy

pytestmark = pytest.mark.behaviour

AT_ONCE = {"aftercare.share": 1.0, "aftercare.plan_lead_days": 0.0}


def ended_by_themselves(log):
    """Ends of specialised help that are neither an OTS nor a family that leaves."""
    ended = lines(log, "help_ends", "provider")
    return ended[~at_once(ended, log[log["event"].isin(["ots_starts", "leaves"])])]


def test_twice_the_places_of_providers_shorten_the_wait_for_specialised_help():
    now = region()
    assert falls(now.runs().wait("provider"), now.later_times({"provider.fte": 2.0}).runs().wait("provider"))


def test_specialised_help_of_longer_duration_lengthens_the_wait_for_it():
    now = region()
    longer = now.later_times({"provider.duration_days": 1.5})
    assert rises(now.runs().wait("provider"), longer.runs().wait("provider"))


@pytest.mark.quick
@pytest.mark.parametrize("share", [0.0, 1.0])
def test_providers_hand_families_back_to_the_local_team_never_or_always_where_they_are_so(share):
    log = after_the_start(region().having({"provider.back_to_local": share}).log())
    ended = ended_by_themselves(log)
    assert len(ended) > 50
    assert (at_once(ended, lines(log, "intake")) == bool(share)).all()


def test_where_aftercare_is_never_given_nobody_gets_it():
    assert happened(region().having({"aftercare.share": 0.0}).log(), "aftercare_starts") == {"aftercare_starts": 0}


def test_where_aftercare_is_always_given_it_follows_all_specialised_help_that_is_done():
    log = after_the_start(region().having(AT_ONCE | {"provider.back_to_local": 0.0}).log())
    ended = ended_by_themselves(log)
    assert len(ended) > 50
    assert at_once(ended, lines(log, "aftercare_starts")).all()


def test_help_shorter_than_the_time_in_which_aftercare_is_planned_has_none():
    lead = 300
    log = after_the_start(region().having({"aftercare.share": 1.0, "aftercare.plan_lead_days": lead}).log())
    started, durations = {}, []
    care = lines(log, "aftercare_starts")
    moments = set(zip(care["family"], care["tick"], strict=True))
    for line in log.itertuples():
        if line.event == "help_starts" and line.organisation == "provider":
            started[line.family] = line.tick
        elif line.event == "help_ends" and line.family in started:
            days = (line.tick - started.pop(line.family)) / 1440
            if (line.family, line.tick) in moments:
                durations.append(days)
    assert len(durations) > 20
    assert min(durations) >= lead


def test_aftercare_ends_after_its_term():
    term = 100
    log = after_the_start(region().having(AT_ONCE | {"aftercare.days": term}).log())
    since = dict(zip(*lines(log, "aftercare_starts")[["family", "tick"]].T.to_numpy(), strict=True))
    ended = lines(log, "aftercare_ends")
    mine = ended[ended["family"].isin(since)].drop_duplicates("family", keep="last")
    lasted = mine["tick"] - mine["family"].map(since)
    assert len(mine) > 50
    assert set(lasted[lasted > 0]) == {term * 1440}


def test_aftercare_lowers_relapse():
    values = {"aftercare.plan_lead_days": 0.0, "aftercare.days": 700.0, "provider.back_to_local": 0.0}
    here = roomy(years=4).having(values | {"problem.up_factor.aftercare": 0.1})
    none, given = (here.later({"aftercare.share": share}).runs() for share in (0.0, 1.0))
    again, again_after_care = (runs.count("relapse_after_help") / runs.count("helps_at_risk") for runs in (none, given))
    assert falls(again, again_after_care)
    assert falls(none.count("crises"), given.count("crises"))
