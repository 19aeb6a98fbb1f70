"""Cost: who is paid for what, and who pays."""

from __future__ import annotations

import pytest

from tests.behaviour.conftest import JEUGDWET, WJZ, region, rises
from youthsim.outcomes import per_replication

pytestmark = pytest.mark.behaviour

CLOSED = {"noticing.rate": 0.0, "coming_forward.rate": 0.0, "concern.rate": 0.0}
PAYERS = {WJZ: {"municipality", "province", "state"}, JEUGDWET: {"municipality", "state"}}


def costs(here, outcome="cost_eur"):
    """Cost by organisation, or by payer, of the first replication."""
    runs = here.runs(1)
    table = per_replication(runs.recordings[0], runs.arrays)
    mine = table[table["outcome"] == outcome]
    return dict(zip(mine["organisation"], mine["value"], strict=True))


@pytest.mark.quick
def test_a_wijkteam_costs_the_same_whether_families_come_or_not():
    open_, closed = costs(region()), costs(region().later(CLOSED))
    for organisation in ("local", "veilig_thuis", "gi"):
        assert closed[organisation] == open_[organisation] > 0.0
    for organisation in ("provider", "rvdk"):
        assert closed[organisation] < 0.7 * open_[organisation]


def test_the_price_of_a_place_out_of_home_moves_that_cost_alone_and_no_family():
    now = region()
    dearer = now.times({"cost.uhp_year": 2.0})
    before, after = costs(now), costs(dearer)
    assert after.pop("uhp") == pytest.approx(2.0 * before["uhp"])
    assert after.pop("all") == pytest.approx(before.pop("all") + before.pop("uhp"))
    assert after == before
    assert dearer.log().equals(now.log())


@pytest.mark.parametrize("era", [WJZ, JEUGDWET])
def test_what_the_payers_pay_together_is_what_the_chain_costs(era):
    here = region(era)
    paid, cost = costs(here, "cost_by_payer_eur"), costs(here)
    assert set(paid) == PAYERS[era], "the province pays nothing after 2015"
    assert sum(paid.values()) == pytest.approx(cost["all"])
    assert sum(value for name, value in cost.items() if name != "all") == pytest.approx(cost["all"])


def test_the_stimulus_is_paid_for_each_conference_and_for_nothing_else():
    eager = {"ekc.exposure": 1.0, "ekc.safe_enough": 1.0, "ekc.adoption_start": 0.8, "ekc.coordinators": 200.0}
    here = region().having(eager | {"ekc.stimulus_effect": 0.0})
    paying = here.having({"ekc.stimulus_eur": 1000.0})
    conferences = here.runs(1).count("ekc_conference_with_plan")[0]
    assert conferences > 20
    before, after = costs(here), costs(paying)
    assert (after["ekc"] - before["ekc"]) * here.scenario.years == pytest.approx(1000.0 * conferences)


def test_wages_follow_the_budget():
    now = region().of(20_000)
    less = costs(now.with_lever("budget", factor=0.7))
    assert less["local"] == pytest.approx(0.7 * costs(now)["local"], rel=0.005)
    assert less["gi"] == costs(now)["gi"]


def test_more_uithuisplaatsingen_cost_more():
    now = region(years=4)
    more = now.later({"ots.uhp_at_start": 0.9})
    assert rises(now.runs().outcome("cost_eur", "uhp"), more.runs().outcome("cost_eur", "uhp"))
    assert rises(now.runs().outcome("cost_eur"), more.runs().outcome("cost_eur"))


def test_extra_workers_of_the_gi_cost_what_workers_cost():
    now = region().of(20_000)
    more = now.with_lever("early_gi", mandate=0.0, presence_hours_per_week=0.0, learning_meetings_per_month=0.0,
                          extra_fte=10.0)  # fmt: skip
    wage = now.value("cost.fte") * (1.0 - now.value("staff.vacancies"))
    fte = 10.0 * now.arrays.youths / 100_000
    assert costs(more)["gi"] - costs(now)["gi"] == pytest.approx(fte * wage, rel=0.02)
