"""Coordination of the professionals around a family, and escalation."""

from __future__ import annotations

import pytest

from tests.behaviour.conftest import WJZ, at_once, falls, happened, lines, region, rises, roomy, with_level

pytestmark = pytest.mark.behaviour

ALWAYS = {"coordination.share": 1.0, "coordination.threshold": 1.0, "coordination.escalate_from": 1.0}
PEOPLE = {"coordination.procescoordinators": 300.0, "coordination.brandpunt": 60.0}


@pytest.mark.quick
def test_nobody_is_coordinated_below_the_threshold_of_professionals():
    high = {"coordination.threshold": 20.0, "coordination.escalate_from": 20.0, "coordination.share": 1.0}
    assert region().having(high).runs(2).count("coordinations_started").sum() == 0
    assert region().runs(2).count("coordinations_started").min() > 0


@pytest.mark.parametrize("threshold", [2, 3, 4])
def test_coordination_starts_from_the_number_of_professionals_that_the_municipality_chose(threshold):
    settings = {"coordination.share": 1.0, "coordination.threshold": threshold, "coordination.escalate_from": 20.0}
    started = lines(region().having(settings).log(), "coordination_starts")
    assert len(started) > 10
    assert started["detail"].min() == threshold


def test_a_municipality_that_coordinates_never_does_so_whatever_the_number():
    assert region().having(ALWAYS | {"coordination.share": 0.0}).runs(2).count("coordinations_started").sum() == 0


def test_every_family_with_help_is_coordinated_where_one_professional_is_enough():
    log = region().having(ALWAYS).log()
    started = set(lines(log, "coordination_starts")["family"])
    helped = log[(log["event"] == "intake") & (log["tick"] > 0)]
    assert len(helped) > 100
    assert set(helped["family"]) <= started


def test_without_procescoordinatoren_nothing_escalates():
    assert region().having(ALWAYS).runs(2).count("escalations").sum() == 0
    assert region().having(ALWAYS | PEOPLE).runs(2).count("escalations").min() > 50


def test_the_brandpuntfunctionaris_comes_only_where_waiting_stagnates():
    patient = region().having(ALWAYS | PEOPLE | {"coordination.stagnation_days": 3650.0}).log()
    impatient = region().having(ALWAYS | PEOPLE | {"coordination.stagnation_days": 20.0}).log()
    assert lines(patient, "escalated", "brandpunt").empty
    assert len(lines(impatient, "escalated", "brandpunt")) > 5


def test_coordination_that_speeds_help_up_shortens_the_wait_of_the_wijkteam():
    slow = region().having(ALWAYS).later({"coordination.speeds_help": 0.0})
    fast = region().having(ALWAYS).later({"coordination.speeds_help": 0.8})
    tiers = ("local_licht", "local_midden", "local_zwaar")
    assert falls(slow.runs().wait(tiers), fast.runs().wait(tiers))


def test_a_coordinated_family_tells_its_story_less_often_again():
    now = region().having({"coordination.share": 0.0})
    spared = region().having(ALWAYS | {"coordination.spares_intake": 1.0})
    assert now.runs(4).count("story_retold").min() > 50
    assert (spared.runs(4).count("story_retold") < 0.3 * now.runs(4).count("story_retold")).all()


def test_coordination_can_bring_requests_forward():
    """Its sign is an outcome: who coordinates sees more and may raise a concern sooner."""
    values = ALWAYS | {"coordination.speeds_help": 0.0, "coordination.spares_intake": 0.0}
    blind, sharp = (roomy().having(values).later({"coordination.concern_factor": f}).runs() for f in (0.0, 5.0))
    assert rises(blind.count("requests_to_rvdk"), sharp.count("requests_to_rvdk"))


def test_more_procescoordinatoren_escalate_more_families():
    few, many = (
        region().with_lever("coordination", threshold=2, escalate_from=3, share=1.0, procescoordinators=n, brandpunt=0)
        for n in (6.0, 60.0)
    )
    assert rises(few.runs().count("escalations"), many.runs().count("escalations"))
    assert happened(few.log(), "escalated")["escalated"] > 0


def test_who_coordinates_spends_places_on_it():
    """Coordination by the local team takes tenths of its places; by somebody outside the chain none."""
    outside = region().having(ALWAYS | {"coordination.escalate_from": 20.0, "coordination.speeds_help": 0.0})
    inside = outside.later({"coordination.owner": 1.0, "coordination.tenths": 5.0})
    assert (inside.runs(4).count("coordinations_started") > 20).all()
    tiers = ("local_licht", "local_midden", "local_zwaar")
    assert rises(outside.runs().wait(tiers), inside.runs().wait(tiers))


def test_the_institution_in_charge_coordinates_from_its_own_places():
    now = roomy().having(ALWAYS | {"coordination.escalate_from": 20.0, "coordination.threshold": 2.0})
    theirs = now.later({"coordination.owner": 2.0, "coordination.tenths": 5.0})
    assert rises(now.runs().pool("used_place_days", "provider"), theirs.runs().pool("used_place_days", "provider"))


def test_coordination_without_result_stagnates_where_that_counts():
    patient = region().having(ALWAYS | PEOPLE | {"coordination.stagnation_days": 3650.0})
    restless = patient.having({"coordination.no_result_days": 60.0})
    assert lines(patient.log(), "escalated", "brandpunt").empty
    assert len(lines(restless.log(), "escalated", "brandpunt")) > 5


STUCK = ALWAYS | PEOPLE | {"coordination.stagnation_days": 20.0}


def test_a_brandpuntfunctionaris_who_calls_in_institutions_starts_specialised_help_without_a_referral():
    log = region().having(STUCK).later({"coordination.calls_in": 1.0}).log().query("tick > 0")
    called = lines(log, "called_in")
    assert len(called) > 5
    assert at_once(called, lines(log, "queues", "provider")).all()
    assert at_once(called, lines(log, "escalated", "brandpunt")).all()


def test_before_2015_the_indication_is_asked_beside_the_help_that_was_called_in():
    log = region(WJZ).having(STUCK).later({"coordination.calls_in": 1.0}).log().query("tick > 0")
    called = lines(log, "called_in")
    assert len(called) > 5
    assert at_once(called, lines(log, "queues", "bjz")).all()


def test_a_binding_decision_is_for_unsafe_families_alone_and_starts_help_at_once():
    stuck = region().of(12_000).having(STUCK | {"coordination.stagnation_days": 1.0})
    log = with_level(stuck.later({"coordination.binding": 1.0}).log()).query("tick > 0")
    decided = log[log["event"] == "binding_decision"]
    assert len(decided) > 3
    assert set(decided["level"]) <= {0, 4, 5}
    assert at_once(decided, lines(log, "help_starts", "provider")).all()


def test_a_binding_decision_stays_rare_where_it_is_a_last_resort():
    runs = region().of(8_000).having(STUCK | {"coordination.binding": 0.02}).runs(6)
    assert (runs.count("binding_decisions") <= 0.05 * runs.count("escalations")).all()
