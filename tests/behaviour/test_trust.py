"""Trust between local teams and their partners, expertise, warm handover, one plan."""

from __future__ import annotations

import numpy as np
import pytest

from tests.behaviour.conftest import JEUGDWET, WJZ, falls, region, rises
from youthsim.chain.records import AREA_STATES, COUNTS

pytestmark = pytest.mark.behaviour

ALONE = {
    "trust.joint_case_organisation": 0.0, "trust.joint_case_pair": 0.0, "trust.presence_gain": 0.0,
    "trust.meeting_gain": 0.0,
}  # fmt: skip
MEETINGS = {"meeting.per_month.gi": 2.0}
PARTNERS = ("bjz", "gi", "rvdk", "veilig_thuis")


@pytest.mark.quick
def test_learning_meetings_raise_trust_in_the_partner_that_takes_part_and_expertise_with_it():
    now = region().having({"meeting.hours": 0.0})
    meeting = now.later(MEETINGS)
    for state in ("trust_gi", "expertise"):
        assert rises(now.runs().state(state), meeting.runs().state(state))


@pytest.mark.parametrize(("success", "kept"), [(0.0, "meetings_failed"), (1.0, "meetings_held")])
def test_learning_meetings_fail_never_or_always_where_they_are_so(success, kept):
    runs = region().later(MEETINGS | {"meeting.success": success}).runs(2)
    both = runs.count("meetings_held") + runs.count("meetings_failed")
    assert both.min() > 100
    assert (runs.count(kept) == both).all()


def test_meetings_that_fail_bring_no_trust():
    now = region().having({"meeting.hours": 0.0, "meeting.success": 0.0})
    failing = now.later(MEETINGS)
    same = now.later({"meeting.per_month.gi": 0.0})
    assert failing.log().equals(same.log())


def test_presence_without_joint_learning_builds_less_trust():
    learns_too = region().later({"presence.hours.rvdk": 2.0, "trust.presence_alone": 1.0})
    alone = region().later({"presence.hours.rvdk": 2.0, "trust.presence_alone": 0.1})
    assert falls(learns_too.runs().state("trust_rvdk"), alone.runs().state("trust_rvdk"))


@pytest.mark.parametrize("era", [WJZ, JEUGDWET])
def test_trust_that_nothing_feeds_falls_from_year_to_year(era):
    fading = region(era).later(ALONE).runs(2)
    for recording in fading.recordings:
        for partner in PARTNERS:
            by_year = recording.area_states[:, :, AREA_STATES.index(f"trust_{partner}")]
            assert (np.diff(by_year, axis=0) <= 0.0).all()
            assert by_year.max() < 1.0
    assert fading.state("trust_rvdk", slice(0, 1)).min() > fading.state("trust_rvdk", slice(2, 3)).max()


def test_turnover_of_staff_costs_trust_expertise_and_adoption_of_the_ekc():
    now = region().having({"ekc.adoption_start": 0.3})
    leaving = now.later({"staff.turnover": 1.0})
    for state in ("trust_gi", "trust_rvdk", "trust_veilig_thuis", "expertise", "ekc_adoption"):
        assert falls(now.runs().state(state), leaving.runs().state(state))


def test_hours_of_presence_are_taken_from_the_partner_s_own_places():
    """Two hours a week in each of four teams, of workers of 36 hours with 15 children, less vacancies."""
    now = region().of(8_000)
    present = now.later({"presence.hours.gi": 2.0})
    days = now.arrays.year_edge[-1] - now.arrays.year_edge[0]
    taken = 4 * 2.0 / 36.0 * 15.0 * 0.95 * days / 1440
    found = now.runs(1).pool("place_days", "gi") - present.runs(1).pool("place_days", "gi")
    assert found[0] == pytest.approx(taken, rel=0.05)


@pytest.mark.parametrize(("base", "by_trust"), [(0.0, 0.0), (1.0, 0.0)])
def test_a_handover_is_warm_never_or_always_where_it_is_so(base, by_trust):
    runs = region(WJZ).later({"connection.warm_handover": base, "connection.warm_handover_trust": by_trust}).runs(2)
    handed = runs.count("handovers")
    assert handed.min() > 20
    assert (runs.count("warm_handovers") == base * handed).all()


def test_warm_handovers_spare_families_the_telling_of_their_story_again():
    cold, warm = (region(WJZ).later({"connection.warm_handover": share}).runs() for share in (0.0, 1.0))
    assert falls(cold.count("story_retold"), warm.count("story_retold"))
    assert (cold.count("contact_persons") > 0).all()


def test_warm_handovers_change_no_wait_and_no_decision():
    cold, warm = (region(WJZ).later({"connection.warm_handover": share}) for share in (0.0, 1.0))
    assert cold.log().equals(warm.log())


def test_one_organisation_that_shares_its_intake_lets_nobody_tell_a_story_twice():
    shared = region(WJZ).having({"connection.shared_intake": 1.0}).runs(2)
    assert shared.count("contact_persons").min() > 100
    assert shared.count("story_retold").sum() == 0


def test_where_all_join_the_family_s_plan_only_the_local_team_makes_one():
    joined = region().having({"connection.one_plan": 1.0, "ekc.available": 0.0}).runs(2)
    assert (joined.count("plans") == joined.count("help_started_local")).all()
    apart = region().having({"connection.one_plan": 0.0, "ekc.available": 0.0}).runs(2)
    started = apart.count("help_started_local") + apart.count("help_started_provider")
    assert (apart.count("plans") >= started).all()


def test_teams_consult_a_partner_whom_they_trust_more_often():
    now = region()
    trusting = now.later({"presence.hours.gi": 1.0, "trust.presence_gain": 5.0, "staff.hours_per_fte": 60.0})
    assert rises(now.runs().count("consultations"), trusting.runs().count("consultations"))
    silent = region().later({"local.consults_partner": 0.0}).runs(2)
    assert all(r.counts[:, :, COUNTS.index("consultations")].sum() == 0 for r in silent.recordings)


def test_a_trusted_team_s_case_is_investigated_faster():
    slow = region(years=4).of(8_000).later({"rvdk.shared_case_effect": 0.0})
    fast = region(years=4).of(8_000).later({"rvdk.shared_case_effect": 0.9})
    assert falls(slow.runs().wait("rvdk"), fast.runs().wait("rvdk"))


def test_trust_shortens_help_by_acceptance():
    slow, fast = (region().later({"local.acceptance_effect": effect}) for effect in (0.0, 0.9))
    tiers = ("local_licht", "local_midden", "local_zwaar")
    assert falls(slow.runs().wait(tiers), fast.runs().wait(tiers))


def test_a_clash_of_cultures_costs_trust_in_bureau_jeugdzorg_and_in_nobody_else():
    quiet, clash = (
        region(WJZ).with_lever("connection", presence_hours_per_week=0.0, posted_fte=0.0, clash=c) for c in (0.0, 0.5)
    )
    first = slice(0, 1)
    assert falls(quiet.runs().state("trust_bjz", first), clash.runs().state("trust_bjz", first))
    change = clash.runs().state("trust_gi", first) - quiet.runs().state("trust_gi", first)
    loss = clash.runs().state("trust_bjz", first) - quiet.runs().state("trust_bjz", first)
    assert abs(change.mean()) < 0.02 * abs(loss.mean())
