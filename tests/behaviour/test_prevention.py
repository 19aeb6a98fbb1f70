"""A programme of prevention: who comes in, what it changes, and what it costs."""

from __future__ import annotations

import numpy as np
import pytest

from tests.behaviour.conftest import (
    after_the_start,
    at_once,
    falls,
    happened,
    is_within,
    lines,
    measured,
    region,
    rises,
    roomy,
)
from youthsim.chain.family import DAYS_PER_YEAR, TICKS_PER_DAY

pytestmark = pytest.mark.behaviour

EVERYBODY = {"accepts": 1.0, "avoider_accepts": 1.0}
SUBJECT = EVERYBODY | {"offer_share": 1.0, "from_age": 12.0, "to_age": 18.0, "days": 300.0}
FINDS = EVERYBODY | {"find_rate": 2.0, "from_level": 2.0, "to_level": 3.0, "days": 120.0}


def with_programme(here, **settings):
    return here.with_lever("prevention", **settings)


@pytest.mark.quick
def test_a_programme_that_reaches_nobody_changes_no_life():
    now = region()
    nobody = with_programme(now, offer_share=0.0, find_rate=0.0)
    assert nobody.log().equals(now.log())


@pytest.mark.quick
def test_a_subject_for_all_is_offered_once_to_each_child_that_comes_to_its_age():
    log = measured(with_programme(region(), **SUBJECT).log())
    offered = lines(log, "prevention_offered")
    assert len(offered) > 100
    assert not offered.duplicated(["family", "tick"]).any()
    for _, ticks in offered.groupby("family")["tick"]:
        # Children are spaced evenly, and each comes to the age once.
        assert len(ticks) <= 4
    started = set(lines(log, "prevention_starts")["family"])
    asked = offered.sort_values("tick").drop_duplicates("family")
    assert set(asked["family"]) == started, "everybody accepts, and there is room for all"


def test_a_younger_child_gets_the_subject_while_that_of_the_older_works_on():
    taught = with_programme(region(years=6), **SUBJECT, lasts_days=6000.0)
    started = lines(measured(taught.log()), "prevention_starts")
    assert len(started) > 100
    assert started.duplicated("family").any()


def test_a_programme_lasts_as_long_as_it_says():
    log = measured(with_programme(region(), **SUBJECT).log())
    starts, ends = (lines(log, f"prevention_{what}").groupby("family")["tick"].min() for what in ("starts", "ends"))
    both = starts.index.intersection(ends.index)
    assert len(both) > 50
    days = (ends[both] - starts[both]) / TICKS_PER_DAY
    assert np.allclose(days[days > 0], 300.0)


def test_a_subject_at_school_makes_problems_start_later():
    now = roomy(years=6)
    taught = with_programme(now, **SUBJECT, up_during=0.7, down_during=1.0, up_after=0.7, lasts_days=2000.0)
    neutral = with_programme(now, **SUBJECT, up_during=1.0, down_during=1.0, up_after=1.0, lasts_days=2000.0)
    assert rises(neutral.runs().stock("level_1", slice(3, None)), taught.runs().stock("level_1", slice(3, None)))
    assert falls(neutral.runs().count("signals", slice(4, None)), taught.runs().count("signals", slice(4, None)))


def test_a_subject_without_an_effect_leaves_problems_as_they_were():
    now = region()
    neutral = with_programme(now, **SUBJECT, up_during=1.0, down_during=1.0, up_after=1.0, network_gain=0.0)
    for level in range(1, 5):
        ratio = neutral.runs().stock(f"level_{level}") / now.runs().stock(f"level_{level}")
        assert is_within(ratio, 0.98, 1.02)


def test_thirteen_places_take_thirteen_families_and_the_others_find_it_full():
    now = region().of(6_000)
    youths = now.arrays.youths
    full = with_programme(now, **SUBJECT, places=4 * 13 / youths * 100_000)  # 13 in each of four equal areas
    recordings = full.runs(4)
    assert recordings.count("prevention_full").min() > 0
    log = full.log()
    for _, mine in log.groupby("area"):
        change = mine["event"].map({"prevention_starts": 1, "prevention_ends": -1}).fillna(0)
        assert change.cumsum().max() == 13


def test_care_avoiders_take_part_less_often_unless_the_programme_suits_them():
    shy = {"population.care_avoiding": 1.0}
    usual = with_programme(region().having(shy), **FINDS | {"avoider_accepts": 0.2})
    suits = with_programme(region().having(shy), **FINDS | {"avoider_accepts": 0.8})
    for here, share in ((usual, 0.2), (suits, 0.8)):
        runs = here.runs(8)
        taken = 1.0 - runs.count("prevention_refused") / runs.count("prevention_offered")
        assert is_within(taken, share - 0.1, share + 0.1)


def test_who_took_part_accepts_help_more_often():
    here = region().having({"noticing.accepts": 0.5, "noticing.avoider_accepts": 0.5})
    plain = with_programme(here, **FINDS)
    smoothed = with_programme(here, **FINDS, accepts_gain=0.4)
    assert falls(plain.runs().count("refusals"), smoothed.runs().count("refusals"))


def test_stress_relieved_first_ends_crises_sooner():
    now = roomy(years=4)
    crises = FINDS | {"from_level": 4.0, "to_level": 5.0}
    plain, relieved = (with_programme(now, **crises, relieves=share) for share in (0.0, 1.0))
    assert falls(plain.runs().stock("level_4"), relieved.runs().stock("level_4"))


def test_handing_over_loses_what_was_gained():
    now = roomy(years=6)
    handed = FINDS | {"refers": 1.0, "up_after": 0.3, "down_after": 2.0, "lasts_days": 2000.0}
    keeps, loses = (with_programme(now, **handed, handover_keeps=share) for share in (1.0, 0.0))
    assert keeps.runs().count("prevention_handed_over").min() > 0
    assert rises(loses.runs().stock("prevention_lasting"), keeps.runs().stock("prevention_lasting"))
    assert rises(loses.runs().stock("level_1", slice(3, None)), keeps.runs().stock("level_1", slice(3, None)))


def test_help_at_school_at_once_is_a_first_help_without_a_wait():
    log = after_the_start(with_programme(region(), **EVERYBODY, at_once=1.0, from_level=2.0, to_level=3.0).log())
    helped = lines(log, "prevention_starts")
    assert len(helped) > 100
    assert at_once(helped, lines(log, "noticed")).all()
    assert not at_once(helped, log[log["event"].isin(["intake", "queues"])]).any()
    now, school = region(), with_programme(region(), at_once=0.8, from_level=2.0, to_level=3.0)
    assert falls(now.runs().outcome("first_help_days"), school.runs().outcome("first_help_days"))


def test_something_else_instead_of_specialised_help_lowers_referrals():
    now = region(years=4)
    tailored = with_programme(now, instead=0.5, from_level=1.0)
    assert falls(now.runs().count("referrals"), tailored.runs().count("referrals"))
    assert falls(now.runs().outcome("cost_eur", "provider"), tailored.runs().outcome("cost_eur", "provider"))


def test_a_coach_at_school_more_is_noticed_referrals_do_not_fall_at_first_and_questions_elsewhere_fall():
    # P7, as Diemen tells it: the coach sees more, is near, and the pedagogue of the GGD gets fewer questions.
    now = roomy(years=2)
    noticing = now.with_lever("finding_places", place="primary_school", detection=2.0, extra_contacts=8.0)
    coach = noticing.with_lever("prevention", at_once=0.3, from_level=2.0, to_level=3.0, from_age=4.0, to_age=12.0,
                                elsewhere_factor=0.5, noticed_factor=0.5)  # fmt: skip
    before, after, first = now.runs(), coach.runs(), slice(0, 1)
    assert rises(before.count("noticed_primary_school", first), after.count("noticed_primary_school", first))
    assert rises(before.count("signals", first), after.count("signals", first))
    assert rises(before.count("referrals", first), after.count("referrals", first))
    assert falls(before.count("noticed_youth_health"), after.count("noticed_youth_health"))


def test_who_takes_part_is_not_between_wal_en_schip():
    now = roomy()
    found = with_programme(now, **EVERYBODY, find_rate=10.0, from_level=3.0, days=900.0, up_during=1.0, down_during=1.0)
    assert falls(now.runs().stock("between_wal_en_schip"), found.runs().stock("between_wal_en_schip"))


def test_a_programme_costs_what_its_families_cost_and_schools_pay_their_part():
    here = with_programme(region(), **FINDS, cost_eur=900.0, cost_year_eur=50_000.0, school_share=0.2)
    runs = here.runs(4)
    fixed = 50_000.0 * here.arrays.youths / 100_000.0
    whole = runs.count("prevention_started") / here.scenario.years * 900.0 + fixed
    assert runs.outcome("cost_by_payer_eur", "school") == pytest.approx(0.2 * whole, rel=1e-3)
    assert runs.outcome("cost_eur", "prevention") == pytest.approx(0.8 * whole, rel=1e-3)


def test_before_the_programme_starts_nothing_is_different():
    now = region()
    start = now.scenario.start.replace(year=now.scenario.start.year + 1)
    later = with_programme(now, **FINDS, start=start)
    day = DAYS_PER_YEAR * TICKS_PER_DAY - TICKS_PER_DAY
    logs = [here.log()[here.log()["tick"] < day].reset_index(drop=True) for here in (now, later)]
    assert logs[0].equals(logs[1])
    assert happened(later.log(), "prevention_starts")["prevention_starts"] > 0
