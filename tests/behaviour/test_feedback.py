"""Reports back to the local team that sent a family, and consultation before it sends one."""

from __future__ import annotations

import pytest

from tests.behaviour.conftest import JEUGDWET, WJZ, at_once, falls, lines, region, rises

pytestmark = pytest.mark.behaviour

PARTNER = {JEUGDWET: "gi", WJZ: "bjz"}
REFERRING = {"local.propensity_to_refer": 2.0}


@pytest.mark.quick
@pytest.mark.parametrize("era", [JEUGDWET, WJZ])
def test_nobody_reports_back_unless_that_was_agreed(era):
    assert region(era).runs(2).count("feedbacks").sum() == 0


@pytest.mark.parametrize("era", [JEUGDWET, WJZ])
def test_reports_back_raise_trust_in_the_partner_who_gives_them(era):
    now = region(era).having(REFERRING | {"feedback.trust_gain": 0.05})
    told = now.later({f"feedback.share.{PARTNER[era]}": 1.0})
    state = f"trust_{PARTNER[era]}"
    assert rises(now.runs().state(state), told.runs().state(state))


def test_a_report_back_is_given_when_a_family_arrives_when_help_starts_and_when_it_ends():
    log = region(WJZ).having(REFERRING | {"feedback.share.bjz": 1.0}).log().query("tick > 0")
    told = lines(log, "feedback")
    moments = [lines(log, *moment) for moment in (("indication_starts",), ("help_starts", "provider"))]
    for moment in moments:
        assert at_once(told, moment).sum() > 10
    ends = [lines(log, event) for event in ("help_ends", "sent_back")]
    assert sum(at_once(told, end).sum() for end in ends) > 10


def test_only_the_team_that_sent_the_family_is_told():
    """Families that come to a provider by the GP or by school were sent by no team."""
    alone = {"local.propensity_to_refer": 0.0, "ekc.available": 0.0, "concern.rate": 0.0}
    log = region().having(alone | {"feedback.share.gi": 1.0}).log().query("tick > 0")
    assert len(lines(log, "help_starts", "provider")) > 20
    assert lines(log, "feedback").empty


def test_a_team_that_was_told_how_help_ended_needs_no_new_intake():
    base = region(WJZ).having(REFERRING | {"feedback.share.bjz": 1.0, "bjz.back_to_local": 0.9})
    asks, knows = (base.later({"feedback.spares_intake": share}) for share in (0.0, 1.0))
    assert asks.runs(4).count("intakes_spared").sum() == 0
    assert (knows.runs(4).count("intakes_spared") > 20).all()
    assert falls(asks.runs().count("story_retold"), knows.runs().count("story_retold"))


@pytest.mark.parametrize("era", [JEUGDWET, WJZ])
def test_consultation_before_a_referral_prevents_wrong_ones_and_builds_trust(era):
    now = region(era).having(REFERRING | {"bjz.wrong_referral": 0.5, "local.consultation_prevents_wrong": 1.0})
    asked = now.later({"local.consults_before_referral": 1.0})
    assert rises(now.runs().count("consultations"), asked.runs().count("consultations"))
    assert falls(now.runs().outcome("wrong_referral_share"), asked.runs().outcome("wrong_referral_share"))


def test_a_contact_person_for_consultation_raises_its_reach():
    now = region(WJZ)
    often = now.with_lever("consultation", new_cases=0.5, before_referral=0.8)
    assert rises(now.runs().outcome("consultation_reach"), often.runs().outcome("consultation_reach"))
