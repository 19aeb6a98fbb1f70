"""Eigen Kracht-conferenties: who offers and accepts them, how they end, what they change."""

from __future__ import annotations

import numpy as np
import pytest

from tests.behaviour.conftest import Region, after_the_start, falls, happened, is_within, region, rises, roomy
from youthsim.chain.records import AREA_STATES, STOCKS

pytestmark = pytest.mark.behaviour

EAGER = {"ekc.exposure": 1.0, "ekc.safe_enough": 1.0, "ekc.adoption_start": 0.8, "staff.turnover": 0.02}
NO_EFFECT = {
    "ekc.plan_up_factor": 1.0, "ekc.plan_down_factor": 1.0, "ekc.plan_shortens_help": 0.0,
    "ekc.asks_professional_help": 0.0, "ekc.network_used_up": 0.0, "coordination.share": 0.0,
}  # fmt: skip
# What a family meets may then depend neither on its team's state nor on when its rates were last worked out.
TEAMS_DECIDE_NOTHING = {
    "noticing.age_factor": 1.0,
    "local.acceptance_effect": 0.0, "local.triage_error": 0.0, "local.consults_partner": 0.0,
    "bjz.wrong_referral": 0.0, "rvdk.shared_case_effect": 0.0, "ots.end_trust": 0.0, "concern.expertise_effect": 0.0,
}  # fmt: skip
LEVELS = [STOCKS.index(f"level_{level}") for level in range(1, 6)]
ALIKE = {"population.network_strength": 0.0}  # then no network is stronger or weaker than another
UNMOVED = {
    "ekc.success_gain": 0.0, "ekc.failure_loss": 0.0, "ekc.information_gain": 0.0, "ekc.training_gain": 0.0,
}  # fmt: skip


def eager(base: Region, more=None) -> Region:
    """A region whose teams have adopted the EKc and offer it to nearly everybody."""
    return base.having(EAGER | {"ekc.coordinators": 200.0} | (more or {}))


@pytest.mark.quick
def test_an_ekc_without_effect_changes_the_workload_but_no_problem_level():
    """To the last day of the last family, where the state of the team decides nothing else."""
    with_it = eager(region(), NO_EFFECT | TEAMS_DECIDE_NOTHING)
    without = with_it.having({"ekc.available": 0.0})
    for one, other in zip(with_it.runs(4).recordings, without.runs(4).recordings, strict=True):
        assert np.array_equal(one.stocks[:, :, LEVELS], other.stocks[:, :, LEVELS])
    assert (with_it.runs(4).count("contact_persons") > without.runs(4).count("contact_persons")).all()
    assert (with_it.runs(4).pool("used_place_days", "ekc_office") > 0.0).all()


def test_without_effect_a_family_lives_the_same_life_but_for_its_conference():
    with_it = eager(region(), NO_EFFECT | TEAMS_DECIDE_NOTHING)
    log = with_it.log()
    rest = log[~(log["event"].str.startswith(("ekc_", "plan_")) | (log["organisation"] == "ekc_office"))]
    without = with_it.having({"ekc.available": 0.0}).log()
    assert len(rest) < len(log) - 100
    assert rest.reset_index(drop=True).equals(without)


def test_an_ekc_without_effect_leaves_the_pyramid_as_it_is_where_teams_decide_by_trust_too():
    with_it, without = (eager(region(), NO_EFFECT | {"ekc.available": on}).runs() for on in (1.0, 0.0))
    for level in (1, 2, 3, 4):
        before, after = (runs.stock(f"level_{level}") for runs in (without, with_it))
        assert is_within((after - before) / before.mean(), -0.005, 0.005)


def test_an_ekc_that_works_lowers_crises():
    none = eager(roomy(years=5), NO_EFFECT)
    works = eager(roomy(years=5), NO_EFFECT).later({"ekc.plan_up_factor": 0.3, "ekc.plan_down_factor": 3.0})
    assert falls(none.runs().count("crises"), works.runs().count("crises"))


def test_teams_that_have_not_adopted_the_ekc_offer_none():
    unknown = region().having({"ekc.adoption_start": 0.0, "ekc.exposure": 1.0} | UNMOVED)
    assert unknown.runs(2).count("ekc_offered").sum() == 0
    assert eager(region()).runs(2).count("ekc_offered").min() > 50


@pytest.mark.parametrize("accepts", [0.0, 1.0])
def test_families_with_equal_networks_accept_an_ekc_never_or_always_where_they_are_so(accepts):
    runs = eager(region(), ALIKE | {"ekc.accepts": accepts}).runs(4)
    offered = runs.count("ekc_offered")
    assert offered.min() > 50
    assert (runs.count("ekc_registered") == accepts * offered).all()


def test_families_with_a_stronger_network_than_others_accept_more_often():
    """With acceptance at one, those above the mean accept all, and those below it are the only ones who do not."""
    alike, mixed = (eager(region(), more | {"ekc.accepts": 1.0}).runs(4) for more in (ALIKE, {}))
    assert (mixed.count("ekc_registered") < mixed.count("ekc_offered")).all()
    assert (mixed.count("ekc_registered") > 0.5 * mixed.count("ekc_offered")).all()
    assert (alike.count("ekc_registered") == alike.count("ekc_offered")).all()


@pytest.mark.parametrize(
    ("shares", "all_end_as"),
    [((1.0, 0.0), 0), ((0.0, 1.0), 1), ((0.0, 0.0), 2)],
    ids=["conference with a plan", "plan without a conference", "lost"],
)
def test_a_registration_ends_as_the_shares_say(shares, all_end_as):
    ends = dict(zip(("ekc.conference_with_plan", "ekc.plan_without_conference"), shares, strict=True))
    here = eager(region(), ends)
    log = after_the_start(here.log())
    ended = log[log["event"] == "ekc_ends"]
    assert len(ended) > 50
    assert (ended["detail"] == all_end_as).all()
    assert (here.runs(2).stock("network_plans").sum() == 0.0) == (all_end_as == 2)


def test_full_monitoring_keeps_every_plan_from_collapsing():
    watched = eager(region(), {"ekc.monitoring": 1.0, "ekc.collapse_rate": 5.0})
    assert happened(watched.log(), "plan_collapses") == {"plan_collapses": 0}
    alone = eager(region(), {"ekc.monitoring": 0.0, "ekc.collapse_rate": 5.0})
    assert happened(alone.log(), "plan_collapses")["plan_collapses"] > 30


def test_plans_that_are_watched_live_longer():
    alone, watched = (eager(roomy()).with_lever("ekc_uptake", monitoring=m).runs() for m in (0.0, 0.8))
    assert falls(alone.count("ekc_collapsed"), watched.count("ekc_collapsed"))
    assert rises(alone.stock("network_plans"), watched.stock("network_plans"))


def test_an_adviser_in_the_building_spreads_the_ekc_and_imposing_it_does_the_opposite():
    now = region().having({"ekc.adoption_start": 0.3})
    quiet = now.with_lever("ekc_uptake", adviser_hours_per_week=0.0)
    adviser = now.with_lever("ekc_uptake", adviser_hours_per_week=8.0)
    imposed = now.with_lever("ekc_uptake", adviser_hours_per_week=0.0, imposed=1.0)
    adoption = [here.runs().state("ekc_adoption") for here in (imposed, quiet, adviser)]
    assert rises(adoption[0], adoption[1])
    assert rises(adoption[1], adoption[2])
    assert rises(quiet.runs().count("ekc_registered"), adviser.runs().count("ekc_registered"))


def test_training_and_a_stimulus_raise_registrations():
    now = region().having({"ekc.adoption_start": 0.1, "ekc.stimulus_effect": 3.0})
    quiet = now.with_lever("ekc_uptake", adviser_hours_per_week=0.0).runs()
    for field, value in (("training", 1.0), ("stimulus_eur", 1600.0)):
        helped = now.with_lever("ekc_uptake", **{"adviser_hours_per_week": 0.0, field: value}).runs()
        assert rises(quiet.count("ekc_registered"), helped.count("ekc_registered"))


def test_teams_that_are_busy_with_other_changes_offer_fewer():
    now = eager(region())
    loaded = now.later({"ekc.change_load": 1.0})
    assert falls(now.runs().count("ekc_offered"), loaded.runs().count("ekc_offered"))
    stopped = eager(region()).later({"ekc.change_load": 1.0, "ekc.change_load_effect": 1.0}).log()
    assert happened(stopped.query("tick > 0"), "ekc_offered") == {"ekc_offered": 0}


def test_a_success_reaches_the_other_teams_only_where_teams_share_their_stories():
    """One area knows the EKc at first; the others hear of it from its successes or not at all."""
    quiet = region().having(UNMOVED | {"ekc.adoption_start": 0.0, "ekc.exposure": 1.0, "ekc.safe_enough": 1.0})
    first = quiet.later({"ekc.adviser_hours": 8.0}, areas=(0,)).later({"ekc.success_gain": 0.05})
    adoption = AREA_STATES.index("ekc_adoption")
    for share, heard in ((0.0, False), (0.5, True)):
        recording = first.later({"ekc.neighbour_share": share}).runs(1).recordings[0]
        assert recording.area_states[:, 0, adoption].min() > 0.0
        assert (recording.area_states[-1, 1:, adoption] > 0.0).all() == heard
        assert recording.area_states[-1, 1:, adoption].any() == heard


def test_a_plan_that_shortens_help_shortens_the_queue_for_it():
    now = eager(region(years=5), {"ekc.plan_shortens_help": 0.0, "ekc.asks_professional_help": 0.0})
    shorter = now.later({"ekc.plan_shortens_help": 0.9})
    tiers = ("local_licht", "local_midden", "local_zwaar")
    assert falls(now.runs().wait(tiers), shorter.runs().wait(tiers))


def test_neighbourly_help_keeps_families_out_of_crisis():
    without, neighbours = (roomy().having({"ekc.noaberschap": n, "problem.network_effect": 0.8}) for n in (0.0, 0.5))
    assert falls(without.over(6).runs().count("crises"), neighbours.over(6).runs().count("crises"))
