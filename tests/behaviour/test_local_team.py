"""The local team: triage, tiers, what follows a trajectory, referrals."""

from __future__ import annotations

import pytest

from tests.behaviour.conftest import after_the_start, at_once, happened, lines, region, rises, roomy, with_level
from youthsim.chain.states import CRISIS, MULTIPLE, SINGLE

pytestmark = pytest.mark.behaviour

TIERS = ("licht", "midden", "zwaar")
ONE_TIER_PER_LEVEL = {
    f"local.tier_level_{level}.{tier}": float(tier == meant)
    for level, meant in ((2, "licht"), (3, "midden"), (4, "zwaar"))
    for tier in TIERS
}
NO_EKC = {"ekc.available": 0.0}


def triaged(log):
    """Level (as far as it is known) and tier of every family at the end of its intake."""
    found, in_intake = [], set()
    for line in with_level(log).itertuples():
        if line.event == "intake":
            in_intake.add(line.family)
        elif line.event == "queues" and line.organisation.startswith("local_") and line.family in in_intake:
            in_intake.discard(line.family)
            found.append((line.level, line.organisation.removeprefix("local_")))
    return found


@pytest.mark.quick
def test_a_team_that_never_errs_places_each_family_in_the_tier_that_fits_its_level():
    placed = triaged(region().having(ONE_TIER_PER_LEVEL | {"local.triage_error": 0.0}).log())
    meant = {SINGLE: "licht", MULTIPLE: "midden", CRISIS: "zwaar"}
    known = [(level, tier) for level, tier in placed if level in meant]
    assert {level for level, _ in known} == set(meant)
    assert all(tier == meant[level] for level, tier in known)


def test_a_team_without_expertise_that_always_errs_gives_no_family_the_middle_tier_that_it_needs():
    naive = {"local.triage_error": 1.0, "expertise.start": 0.0}
    naive |= {"expertise.joint_case_gain": 0.0, "expertise.meeting_gain": 0.0}
    placed = triaged(region().settled(naive).having(ONE_TIER_PER_LEVEL).log())
    middle = [tier for level, tier in placed if level == MULTIPLE]
    assert len(middle) > 20
    assert set(middle) == {"licht", "zwaar"}


def test_a_team_of_experts_misplaces_nobody_however_easily_others_err():
    expert = {"local.triage_error": 1.0, "expertise.start": 1.0}
    placed = triaged(region().settled(expert).having(ONE_TIER_PER_LEVEL).log())
    assert len(placed) > 50
    assert {tier for level, tier in placed if level == MULTIPLE} == {"midden"}


def test_a_team_that_never_asks_for_specialised_help_refers_nobody():
    never = region().having({"local.propensity_to_refer": 0.0} | NO_EKC)
    assert never.runs(4).count("referrals").sum() == 0
    assert region().runs().count("referrals").min() > 0


def test_teams_that_ask_for_specialised_help_more_readily_raise_its_volume():
    now = roomy()
    ready = now.later({"local.propensity_to_refer": 3.0})
    assert rises(now.runs().count("referrals"), ready.runs().count("referrals"))
    assert rises(now.runs().count("help_started_provider"), ready.runs().count("help_started_provider"))


def test_where_every_trajectory_is_stepped_up_light_help_never_ends_help():
    always = {"local.step_up_at_end": 1.0, "local.refer_at_end": 0.0, "concern.rate": 0.0}
    doors = {"noticing.door_veilig_thuis": 0.0}
    log = roomy().having(always | doors | NO_EKC).log()
    light = log[(log["event"] == "help_ends") & log["organisation"].isin(["local_licht", "local_midden"])]
    assert at_once(light, log[log["event"].isin(["leaves", "ots_starts"])]).all()
    heavier = log[(log["event"] == "help_starts") & (log["organisation"] == "local_zwaar")]
    assert len(heavier) > 50
    assert len(lines(log, "help_ends", "local_zwaar")) > 50


def test_no_referral_is_late_within_a_term_longer_than_any_trajectory():
    assert region().runs().count("late_referrals").min() > 0
    assert region().having({"bjz.late_after_days": 3650.0}).runs(4).count("late_referrals").sum() == 0


def test_a_team_that_makes_no_errors_refers_nobody_wrongly():
    assert region().runs().count("wrong_referrals").min() > 0
    right = region().having({"bjz.wrong_referral": 0.0, "local.refer_at_end.1": 0.0} | NO_EKC)
    assert right.runs(4).count("wrong_referrals").sum() == 0


def test_after_2015_a_team_that_refers_needs_no_indication_by_somebody_else():
    log = after_the_start(region().log())
    referred = lines(log, "referred")
    assert len(referred) > 20
    assert at_once(referred, lines(log, "queues", "provider")).all()
    assert happened(log, "indication_starts", "indicated", "sent_back") == dict.fromkeys(
        ("indication_starts", "indicated", "sent_back"), 0
    )


def test_help_that_takes_longer_lengthens_the_wait_for_it():
    now = region()
    longer = now.later_times({"local.duration": 1.5})
    tiers = tuple(f"local_{tier}" for tier in TIERS)
    assert rises(now.runs().wait(tiers), longer.runs().wait(tiers))
