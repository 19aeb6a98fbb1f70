"""What organisations go through: a reorganisation, turnover and vacancies, budgets of their own, their propensity."""

from __future__ import annotations

import math

import pytest

from tests.behaviour.conftest import JEUGDWET, LOCAL, WJZ, falls, is_within, region, rises

pytestmark = pytest.mark.behaviour

FIRST, SECOND, LAST = slice(0, 1), slice(1, 2), slice(-1, None)
POOLS = {
    "local": LOCAL, "provider": ("provider",), "veilig_thuis": ("veilig_thuis",), "rvdk": ("rvdk",), "gi": ("gi",),
    "ekc": ("ekc_office",),
}  # fmt: skip


@pytest.mark.quick
def test_a_trough_shrinks_to_a_third_in_its_time():
    here = region(years=2).having({"reorganisation.recovers_days": 365.25})
    runs = here.with_lever("reorganisation", depth=0.5, time=0.0).runs(1)
    mean_of_first = 0.5 * (1.0 - math.exp(-1.0))
    assert runs.state("trough", FIRST)[0] == pytest.approx(mean_of_first, rel=0.02)
    assert runs.state("trough", SECOND)[0] == pytest.approx(mean_of_first * math.exp(-1.0), rel=0.02)


@pytest.mark.parametrize("era", [WJZ, JEUGDWET])
def test_joint_work_falls_in_a_reorganisation_and_comes_back(era):
    now = region(era, years=4).having({"local.consults_partner": 1.0})
    through = now.with_lever("reorganisation", depth=0.6, time=0.0, recovers_days=200)
    assert falls(now.runs().count("consultations", FIRST), through.runs().count("consultations", FIRST))
    share = through.runs(60).count("consultations", LAST) / now.runs(60).count("consultations", LAST)
    assert is_within(share, 0.85, 1.05)
    partner = "bjz" if era == WJZ else "gi"
    assert falls(now.runs().state(f"trust_{partner}", SECOND), through.runs().state(f"trust_{partner}", SECOND))


def test_fewer_conferences_are_offered_in_a_reorganisation():
    now = region().having({"ekc.adoption_start": 0.4, "ekc.exposure": 1.0})
    through = now.with_lever("reorganisation", depth=0.6, time=0.0)
    assert falls(now.runs().count("ekc_offered", FIRST), through.runs().count("ekc_offered", FIRST))


def test_embedding_takes_hours_for_the_months_that_it_lasts():
    now = region().of(20_000)
    through = now.with_lever("reorganisation", depth=0.0, time=0.1, months=12)
    for tier in LOCAL:
        first, second = (
            through.runs(1).pool("place_days", tier, years)[0] / now.runs(1).pool("place_days", tier, years)[0]
            for years in (FIRST, SECOND)
        )
        assert first == pytest.approx(0.9, rel=0.01)
        assert second == pytest.approx(1.0, rel=0.005)


def test_a_reorganisation_of_no_depth_and_no_hours_changes_nothing():
    now = region()
    assert now.with_lever("reorganisation", depth=0.0, time=0.0).log().equals(now.log())


def test_trust_falls_only_in_the_partner_whose_workers_leave():
    now = region()
    leave = now.with_lever("staff", turnover=now.value("staff.turnover"), partner_turnover_gi=0.3)
    assert falls(now.runs().state("trust_gi"), leave.runs().state("trust_gi"))
    for other in ("rvdk", "veilig_thuis"):
        before, after = (here.runs().state(f"trust_{other}") for here in (now, leave))
        assert is_within(after - before, -0.01, 0.01)


def test_turnover_of_local_teams_costs_trust_expertise_and_adoption():
    now = region().having({"ekc.adoption_start": 0.3})
    leave = now.with_lever("staff", turnover=0.5)
    for state in ("trust_gi", "trust_rvdk", "ekc_adoption"):
        assert falls(now.runs().state(state), leave.runs().state(state))


def test_the_place_of_a_worker_who_left_stays_empty_for_its_time():
    now = region().of(20_000)
    empty = now.with_lever("staff", turnover=0.3, vacant_days=73.05)  # a fifth of a year: six in a hundred
    usual = now.value("staff.vacancies")
    for tier in LOCAL:
        before, after = (here.runs(1).pool("place_days", tier)[0] for here in (now, empty))
        assert after == pytest.approx(before * (1.0 - usual - 0.06) / (1.0 - usual), rel=0.005)


@pytest.mark.parametrize("organisation", sorted(POOLS))
def test_a_cut_of_one_organisation_takes_its_places_and_no_others(organisation):
    now = region().of(20_000)
    cut = now.with_lever("budget", factor=1.0, **{organisation: 0.8})
    for name, pools in POOLS.items():
        before, after = (here.runs(1).pool("place_days", pools)[0] for here in (now, cut))
        assert after == (pytest.approx(0.8 * before, rel=0.02) if name == organisation else before)


def test_vacancies_of_one_organisation_take_its_places_and_no_others():
    now = region().of(20_000)
    short = now.with_lever("staff", turnover=now.value("staff.turnover"), vacancies_gi=0.19)
    before, after = (here.runs(1).pool("place_days", "gi")[0] for here in (now, short))
    assert after == pytest.approx(before * (0.95 - 0.19) / 0.95, rel=0.005)
    for other in ("provider", "rvdk", *LOCAL):
        before, after = (here.runs(1).pool("place_days", other)[0] for here in (now, short))
        assert after == before


def test_new_teams_ask_for_more_specialised_help_at_first():
    now = region(years=5)
    new = now.with_lever("propensity", of_new_teams=0.5, cost_awareness=0.0)
    assert rises(now.runs().count("referrals", FIRST), new.runs().count("referrals", FIRST))
    assert rises(now.runs().count("sent_by_access", FIRST), new.runs().count("sent_by_access", FIRST))
    assert new.runs(2).state("propensity", FIRST).min() > 1.25
    assert new.runs(2).state("propensity", LAST).max() < 1.05


def test_cost_awareness_lowers_referrals_in_time_and_not_on_the_first_day():
    now = region(years=5).having({"propensity.cost_awareness_effect": 0.4})
    aware = now.with_lever("propensity", cost_awareness=1.0)
    assert falls(now.runs().count("referrals", LAST), aware.runs().count("referrals", LAST))
    assert falls(now.runs().count("sent_by_access", LAST), aware.runs().count("sent_by_access", LAST))
    by_year = [aware.runs(1).state("propensity", slice(year, year + 1))[0] for year in range(5)]
    assert by_year == sorted(by_year, reverse=True)
    assert by_year[0] > 0.8
    assert by_year[-1] == pytest.approx(0.6, abs=0.05)


def test_maatwerk_gives_longer_local_help_in_place_of_specialised_help():
    now = region(years=4)
    made = now.with_lever("propensity", cost_awareness=0.0, maatwerk=1.0)
    assert falls(now.runs(40).count("referrals"), made.runs(40).count("referrals"))
    days = [
        here.runs(40).count("help_ended_days_local") / here.runs(40).count("help_ended_local") for here in (now, made)
    ]
    assert rises(*days)


@pytest.mark.parametrize(("lesson", "moves"), [("wrong", falls), ("late", rises)])
def test_wrong_referrals_make_a_team_wary_and_late_ones_make_it_readier(lesson, moves):
    learns = region().having({f"propensity.{lesson}_lesson": 0.2, "propensity.pace": 0.0})
    assert moves(region().runs().state("propensity"), learns.runs().state("propensity"))


def test_a_team_that_learns_nothing_keeps_its_propensity():
    assert (region().runs(4).state("propensity") == 1.0).all()
