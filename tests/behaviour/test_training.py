"""Training, learning meetings and extra help: hours now, families later."""

from __future__ import annotations

import pytest

from tests.behaviour.conftest import JEUGDWET, WJZ, after_the_start, at_once, falls, is_within, lines, region, rises

pytestmark = pytest.mark.behaviour

TIERS = ("licht", "midden", "zwaar")
FIRST, SECOND, LATER = slice(0, 1), slice(1, 2), slice(2, 5)


def places(runs, tier: str, years: slice) -> float:
    return float(runs.pool("place_days", f"local_{tier}", years)[0])


@pytest.mark.quick
@pytest.mark.parametrize("trained", TIERS)
def test_training_takes_its_hours_from_the_places_of_the_trained_tier_and_gives_them_back(trained):
    now = region().of(20_000)
    training = now.with_lever("training", **{"time_midden": 0.0, f"time_{trained}": 0.2, "months": 12})
    before, during = now.runs(1), training.runs(1)
    for tier in TIERS:
        share = places(during, tier, FIRST) / places(before, tier, FIRST)
        assert share == pytest.approx(0.8 if tier == trained else 1.0, rel=0.01)
        assert places(during, tier, SECOND) == pytest.approx(places(before, tier, SECOND), rel=0.005)


def test_a_year_of_training_lowers_reach_in_the_trained_tier_and_raises_it_later():
    """By a fifth of the hours, and with skill that shortens help by three in ten."""
    now = region(years=5).having({"training.shortens_help": 0.3, "training.pace": 24.0, "staff.turnover": 0.08})
    training = now.with_lever("training", time_midden=0.2, months=12)
    reach = [
        [here.runs(40).count("help_started_midden", years) for here in (now, training)] for years in (FIRST, LATER)
    ]
    assert falls(*reach[0])
    assert rises(*reach[1])


def test_training_is_paid_though_it_makes_no_places():
    now = region().of(20_000)
    training = now.with_lever("training", time_licht=0.2, time_midden=0.2, time_zwaar=0.2)
    costs = [here.runs(1).outcome("cost_eur", "local")[0] for here in (now, training)]
    assert costs[1] == pytest.approx(costs[0], rel=0.005)


@pytest.mark.parametrize(("era", "partner"), [(WJZ, "bjz"), (JEUGDWET, "gi")])
def test_training_in_one_method_moves_trust_and_referrals_while_the_connection_stays(era, partner):
    large = region(era).of(5_000)
    now = large.with_lever("training", time_midden=0.1, time_zwaar=0.1, months=36, common=0.0)
    common = large.with_lever("training", time_midden=0.1, time_zwaar=0.1, months=36, common=1.0)
    assert rises(now.runs().state(f"trust_{partner}"), common.runs().state(f"trust_{partner}"))
    wrong = [here.runs(60).count("wrong_referrals") / here.runs(60).count("referrals") for here in (now, common)]
    assert falls(*wrong)
    for other in ("rvdk", "veilig_thuis"):
        before, after = (here.runs().state(f"trust_{other}") for here in (now, common))
        assert is_within(after - before, -0.01, 0.01)


def test_skill_leaves_with_the_workers():
    stays, leaves = (
        region(years=4).having({"staff.turnover": turnover}).with_lever("training", time_midden=0.1, months=12)
        for turnover in (0.02, 0.5)
    )
    last = slice(3, 4)
    assert falls(stays.runs(4).state("skill_midden", last), leaves.runs(4).state("skill_midden", last))
    assert stays.runs(4).state("skill_licht").max() == 0.0


def test_the_first_learning_meetings_fail_more_often_where_the_start_is_hard_and_later_ones_do_not():
    easy = region().having({"meeting.success": 0.9, "meeting.hard_rounds": 10.0}).with_lever("early_gi", hard_start=0.0)
    hard = region().having({"meeting.success": 0.9, "meeting.hard_rounds": 10.0}).with_lever("early_gi", hard_start=1.0)
    failed = [[here.runs(12).count("meetings_failed", years) for here in (easy, hard)] for years in (FIRST, SECOND)]
    assert rises(*failed[0])
    assert (failed[1][0] == failed[1][1]).all()


@pytest.mark.parametrize("tier", TIERS)
def test_extra_help_adds_places_for_the_families_that_it_is_meant_for(tier):
    now = region().of(20_000)
    meant = dict.fromkeys(TIERS, 0.0) | {tier: 1000.0}
    extra = now.with_lever("extra_help", **meant)
    days = now.value(f"local.duration.{tier}")
    wanted = 1000.0 * now.arrays.youths / 100_000 * days / 365.25 * (1.0 - now.value("staff.vacancies"))
    more = (places(extra.runs(1), tier, SECOND) - places(now.runs(1), tier, SECOND)) / 365.25
    assert more == pytest.approx(wanted, rel=0.01)
    for other in set(TIERS) - {tier}:
        assert places(extra.runs(1), other, SECOND) == places(now.runs(1), other, SECOND)


def test_extra_help_finds_and_helps_more_families():
    now = region()
    extra = now.with_lever("extra_help", licht=900.0, midden=410.0, zwaar=190.0)
    assert now.runs().count("found_by_extra_help").sum() == 0
    assert extra.runs().count("found_by_extra_help").min() > 0
    for tier in TIERS:
        assert rises(now.runs().count(f"help_started_{tier}"), extra.runs().count(f"help_started_{tier}"))


def test_who_is_found_by_extra_help_waits_for_its_tier_without_an_intake():
    log = after_the_start(region().with_lever("extra_help", licht=0.0, midden=0.0, zwaar=500.0).log())
    found, queued = lines(log, "found"), lines(log, "queues", "local_zwaar")
    assert len(found) > 10
    assert (found["detail"] == TIERS.index("zwaar")).all()
    assert at_once(found, queued).all()
    assert not at_once(found, lines(log, "intake")).any()
