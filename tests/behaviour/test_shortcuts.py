"""Shortcuts at access before 2015: help before, during or without the indication, and an indication nearer by."""

from __future__ import annotations

import pytest

from tests.behaviour.conftest import (
    WJZ,
    after_the_start,
    at_once,
    falls,
    happened,
    is_within,
    lines,
    region,
    rises,
    roomy,
)

pytestmark = pytest.mark.behaviour

NO_EKC = {"ekc.available": 0.0}
# Every family with problems goes to the local team, which refers often: so that shortcuts have something to do.
EVERYBODY_LOCAL = {
    **{f"noticing.door_bjz.{level}": 0.0 for level in (2, 3, 4, 5)},
    "noticing.door_local.2": 1.0,
    "noticing.door_local.3": 1.0,
    "noticing.door_local.4": 0.8,
    "noticing.door_local.5": 0.2,
    "local.propensity_to_refer": 2.0,
}
ANY_LEVEL = {
    "access.direct_up_to_level": 5.0,
    "access.provisional_up_to_level": 5.0,
    "access.afterwards_from_level": 1.0,
    "access.during_from_level": 1.0,
}
SHORTCUTS = ("direct", "provisional", "afterwards", "during")
DIRECT, PROVISIONAL, AFTERWARDS, DURING = range(1, 5)


def always(way: str):
    """A region in which every referral by a team goes one way, from the first measured day on."""
    here = region(WJZ).having(EVERYBODY_LOCAL | NO_EKC | ANY_LEVEL)
    return here.later({f"access.{way}": 1.0})


def usual():
    """The same region without shortcuts."""
    return region(WJZ).having(EVERYBODY_LOCAL | NO_EKC | ANY_LEVEL)


@pytest.mark.quick
@pytest.mark.parametrize("way", SHORTCUTS)
def test_where_every_referral_takes_a_shortcut_none_of_them_waits_for_the_indication(way):
    log = always(way).log().query("tick > 0")
    taken = lines(log, "shortcut")
    assert len(taken) > 50
    assert at_once(taken, lines(log, "queues", "provider")).all()
    referred = lines(log, "referred")
    assert at_once(referred, taken).all() and at_once(taken, referred).all()


@pytest.mark.parametrize("way", SHORTCUTS)
def test_a_shortcut_brings_the_start_of_specialised_help_forward(way):
    """Counted from referral to start, in the log of families that go both steps."""

    def days(log):
        log = log[(log["tick"] > 0) & log["event"].isin(["referred", "help_starts"])]
        log = log[(log["event"] == "referred") | (log["organisation"] == "provider")]
        before = log.groupby("family").shift(1)
        steps = log[(log["event"] == "help_starts") & (before["event"] == "referred")]
        return (steps["tick"] - before.loc[steps.index, "tick"]).mean()

    assert days(always(way).log()) < 0.7 * days(usual().log())


def test_help_without_indication_never_meets_bureau_jeugdzorg():
    log = always("direct").log().query("tick > 0")
    sent = set(lines(log, "shortcut")["family"])
    assert len(sent) > 50
    started = lines(log, "indication_starts")
    first = started[started["tick"] > 400 * 1440]  # those who were under way have been decided on
    assert first.empty


def test_a_provisional_indication_is_checked_after_help_was_asked_and_takes_a_part_of_the_work():
    whole, check = always("during"), always("provisional")
    before, after = (here.runs(6).pool("used_place_days", "bjz", slice(1, None)) for here in (whole, check))
    assert falls(before, after)
    assert (after > 0.0).all()


def test_drafting_a_provisional_indication_keeps_the_local_place_longer():
    quick = always("provisional").having({"access.draft_days": 0.0})
    slow = always("provisional").having({"access.draft_days": 60.0})
    days = [
        here.runs().count("help_ended_days_local") / here.runs().count("help_ended_local") for here in (quick, slow)
    ]
    assert rises(*days)


def test_the_check_of_a_provisional_indication_is_done_on_paper():
    """Nobody new meets the family for a check, so that it meets fewer people than with an indication beside help."""
    talks, checks = (always(way).runs().outcome("contact_persons") for way in ("during", "provisional"))
    assert falls(talks, checks)


def test_the_indication_is_asked_when_help_has_started_where_it_comes_afterwards():
    log = always("afterwards").log()
    log = log[log["tick"] > 400 * 1440]
    asked = lines(log, "queues", "bjz")
    assert len(asked) > 20
    assert at_once(asked, lines(log, "help_starts", "provider")).all()


def test_an_indication_beside_help_is_asked_at_once():
    log = always("during").log()
    log = log[log["tick"] > 400 * 1440]
    asked = lines(log, "queues", "bjz")
    assert len(asked) > 20
    assert at_once(asked, lines(log, "shortcut")).all()


@pytest.mark.parametrize("way", ["provisional", "afterwards", "during"])
def test_an_indication_that_finds_local_help_enough_sends_the_family_back_though_help_was_under_way(way):
    log = always(way).having({"bjz.back_to_local": 1.0}).log()
    log = log[log["tick"] > 400 * 1440]
    overruled = lines(log, "overruled")
    assert len(overruled) > 20
    assert at_once(overruled, lines(log, "intake")).all()
    assert lines(log, "indicated").empty


@pytest.mark.parametrize(("way", "allowed"), [("direct", {1, 2, 3}), ("during", {4, 5})])
def test_a_shortcut_is_for_the_levels_that_were_agreed(way, allowed):
    """Light help without an indication up to several problems; help that cannot wait from a crisis on."""
    here = always(way).having({"access.direct_up_to_level": 3.0, "access.during_from_level": 4.0})
    log = here.log()
    tells = log["event"].isin(["level_up", "level_down", "noticed", "comes_forward"])
    level = log["detail"].where(tells).mask(log["event"] == "enters", 1).groupby(log["family"]).ffill()
    of_referral = level[(log["event"] == "shortcut") & (log["tick"] > 0)].dropna()
    assert len(of_referral) > 3
    assert set(of_referral) <= allowed


def test_shortcuts_are_shares_of_the_referrals():
    mixed = usual().later({"access.direct": 0.3, "access.during": 0.4}).of(12_000)
    runs = mixed.runs(8)
    for name, share in (("direct", 0.3), ("during", 0.4)):
        taken = runs.count(f"shortcuts_{name}") / runs.count("referrals")
        assert is_within(taken, share - 0.08, share + 0.08)


def test_a_joint_indication_with_special_education_is_shorter_and_spares_a_plan():
    now = region(WJZ).of(8_000)
    joint = now.later({"access.joint_education": 1.0, "access.joint_duration": 0.4})
    assert (joint.runs().count("indications_joint") > 0).all()
    assert falls(now.runs().outcome("indication_days"), joint.runs().outcome("indication_days"))
    assert falls(now.runs().outcome("plans_per_family"), joint.runs().outcome("plans_per_family"))


def test_an_indication_is_joint_only_where_a_child_goes_to_school():
    """Families whose oldest child is under four have nothing to share with a school."""
    runs = region(WJZ).of(8_000).later({"access.joint_education": 1.0}).runs(4)
    started = runs.count("indications") + runs.count("indications_overruled")
    assert (runs.count("indications_joint") < 0.95 * started).all()
    assert (runs.count("indications_joint") > 0.4 * started).all()


def test_a_case_that_is_taken_along_with_its_file_is_indicated_sooner():
    warm = region(WJZ).of(8_000).having(EVERYBODY_LOCAL | {"connection.warm_handover": 1.0})
    quick = warm.later({"access.warm_shortens": 0.6})
    assert falls(warm.runs().pool("used_place_days", "bjz"), quick.runs().pool("used_place_days", "bjz"))


def test_families_for_local_help_no_longer_reach_bureau_jeugdzorg_when_its_desk_sends_them_on():
    now = region(WJZ).having({"noticing.door_bjz.2": 0.15})
    turned = now.later({"access.redirected": 1.0})
    assert (turned.runs().count("redirected_at_door") > 0).all()
    assert falls(now.runs().count("wrong_referrals"), turned.runs().count("wrong_referrals"))
    log = turned.log()
    sent_on = lines(log, "redirected")
    assert set(sent_on["detail"]) == {2}
    assert at_once(sent_on, lines(log, "intake")).all()


def test_an_indication_on_location_reaches_care_avoiders_who_had_refused():
    now = region(WJZ).of(8_000).having({"population.care_avoiding": 0.5})
    at_home = now.later({"access.on_location": 1.0, "access.on_location_accepts": 0.9})
    log = at_home.log().query("tick > 0")
    asked = lines(log, "asked_on_location")
    assert len(asked) > 10
    assert at_once(asked, lines(log, "refuses")).all()
    assert at_once(asked, lines(log, "queues", "bjz")).all()
    assert set(asked["detail"]) <= {3, 4, 5}
    assert rises(now.runs().count("signals"), at_home.runs().count("signals"))


def test_nobody_is_asked_at_home_where_nobody_avoids_care():
    at_home = region(WJZ).having({"population.care_avoiding": 0.0}).later({"access.on_location": 1.0})
    assert happened(at_home.log(), "asked_on_location")["asked_on_location"] == 0


LADDER = {
    "coordination.share": 1.0,
    "coordination.threshold": 1.0,
    "coordination.escalate_from": 1.0,
    "coordination.procescoordinators": 300.0,
    "coordination.brandpunt": 60.0,
    "coordination.stagnation_days": 5.0,
}


def test_drawing_rights_start_help_at_once_and_no_more_than_their_number_at_a_time():
    rights = region(WJZ).having(LADDER).later({"access.drawing_rights": 300.0})
    log = after_the_start(rights.log())
    used = lines(log, "drawing_right")
    assert len(used) > 5
    starts = lines(log, "help_starts", "drawing_rights")
    assert at_once(used, starts).all()
    runs = rights.runs(4)
    used_days, there = (runs.pool(what, "drawing_rights") for what in ("used_place_days", "place_days"))
    assert (used_days <= there).all() and (used_days > 0.0).all()


def test_drawing_rights_are_taken_from_the_providers_and_make_no_places():
    now = region(WJZ).having({"staff.vacancies": 0.0})
    kept = now.later({"access.drawing_rights": 300.0})
    both = ("provider", "drawing_rights")
    before, after = (here.runs(2).pool("place_days", both) for here in (now, kept))
    assert after == pytest.approx(before, rel=0.02)
    assert (kept.runs(2).pool("place_days", "drawing_rights") > 0.0).all()


def test_without_a_brandpuntfunctionaris_nobody_uses_drawing_rights():
    rights = region(WJZ).having(LADDER | {"coordination.brandpunt": 0.0}).later({"access.drawing_rights": 300.0})
    assert rights.runs(2).count("drawing_rights_used").sum() == 0


def test_a_shortcut_changes_nothing_where_nobody_has_to_wait_but_the_duration_of_the_procedure():
    """With places for everybody, what is left of an ordinary way is the procedure itself."""
    there = roomy(WJZ).having(EVERYBODY_LOCAL | NO_EKC | ANY_LEVEL)
    beside = there.later({"access.during": 1.0})
    before, after = there.runs(8), beside.runs(8)
    assert rises(before.count("help_started_provider"), after.count("help_started_provider"))


def test_the_lever_gives_the_shares_that_it_is_given():
    runs = region(WJZ).having(ANY_LEVEL).with_lever("shortcuts", direct=0.5, during=0.5).runs(2)
    assert (runs.count("shortcuts_direct") > 0).all()
    assert (runs.count("shortcuts_during") > 0).all()
    assert runs.count("shortcuts_provisional").sum() == 0
