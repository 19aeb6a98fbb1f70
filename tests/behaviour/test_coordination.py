"""Coordination of the professionals around a family, and escalation."""

from __future__ import annotations

import pytest

from tests.behaviour.conftest import falls, happened, lines, region, rises, roomy

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
