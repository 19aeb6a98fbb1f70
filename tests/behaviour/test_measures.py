"""Measures: OTS with its reviews, uithuisplaatsing, voogdij, the worker of the GI, the 18th birthday."""

from __future__ import annotations

import pytest

from tests.behaviour.conftest import Region, after_the_start, at_once, falls, happened, lines, region, rises, roomy
from tests.behaviour.conftest import with_level as levels_of
from youthsim.chain.family import TICKS_PER_DAY
from youthsim.chain.states import CRISIS

pytestmark = pytest.mark.behaviour

REVIEW_DAYS = 200
NEVER_PLACED = {"ots.uhp_at_start": 0.0, "uhp.on": 0.0, "emergency.share": 0.0}


def troubled(more=None) -> Region:
    """A region with places for all in which measures are frequent."""
    return roomy(years=4).times({"concern.rate": 5.0}).having(more or {})


def test_a_measure_is_reviewed_at_fixed_terms_after_it_started():
    log = after_the_start(troubled({"ots.review_days": REVIEW_DAYS, "emergency.share": 0.0}).log())
    since, reviews = {}, 0
    for line in log.itertuples():
        if line.event == "ots_starts":
            since[line.family] = line.tick
        elif line.event in ("ots_ends", "voogdij_starts"):
            since.pop(line.family, None)
        elif line.event == "ots_renewed" and line.family in since:
            reviews += 1
            assert (line.tick - since[line.family]) % (REVIEW_DAYS * TICKS_PER_DAY) == 0
    assert reviews > 50


@pytest.mark.quick
def test_a_gi_that_always_lets_go_renews_measures_of_unsafe_families_only():
    always = {"ots.end_base": 1.0, "ots.end_trust": 0.0, "ots.end_uhp_factor": 1.0}
    log = levels_of(after_the_start(troubled(always).log()))
    renewed = log[(log["event"] == "ots_renewed") & (log["level"] > 0)]
    assert len(renewed) > 10
    assert (renewed["level"] >= CRISIS).all()


def test_a_gi_that_never_lets_go_keeps_every_child_until_it_turns_18():
    log = troubled({"ots.end_base": 0.0, "ots.end_trust": 0.0, "emergency.share": 0.0}).log()
    ended = lines(log, "ots_ends")
    assert len(ended) > 10
    assert at_once(ended, lines(log, "turns_18")).all()


def test_a_gi_that_trusts_the_wijkteam_more_ends_measures_sooner():
    now = region(years=4).later({"ots.end_trust": 0.0})
    trusting = region(years=4).later({"ots.end_trust": 0.6})
    assert rises(now.runs().count("ots_ended"), trusting.runs().count("ots_ended"))
    assert falls(now.runs().stock("ots"), trusting.runs().stock("ots"))


def test_without_uithuisplaatsing_no_child_comes_under_voogdij():
    home = roomy(years=4).settled(NEVER_PLACED).times({"concern.rate": 5.0}).runs(6)
    assert home.count("ots_started").min() > 50
    assert home.stock("uhp").sum() == 0.0
    assert home.count("uhp_started").sum() == home.count("voogdij_started").sum() == 0


def test_where_every_ots_starts_with_an_uithuisplaatsing_the_children_leave_home_at_once():
    log = after_the_start(troubled({"ots.uhp_at_start": 1.0}).log())
    started = lines(log, "ots_starts")
    assert len(started) > 50
    assert at_once(started, lines(log, "uhp_starts")).all()


def test_voogdij_comes_only_after_an_uithuisplaatsing_of_the_term():
    term = 400
    log = after_the_start(troubled({"voogdij.after_days": term, "ots.uhp_at_start": 0.8, "uhp.off": 0.0}).log())
    since, seen = {}, 0
    for line in log.itertuples():
        if line.event == "uhp_starts":
            since[line.family] = line.tick
        elif line.event == "voogdij_starts" and line.family in since:
            seen += 1
            assert line.tick - since[line.family] >= term * TICKS_PER_DAY
    assert seen > 20


def test_a_long_uithuisplaatsing_becomes_voogdij_always_or_never_where_the_court_is_so():
    placed = {"ots.uhp_at_start": 1.0, "uhp.off": 0.0, "ots.end_base": 0.0, "ots.end_trust": 0.0}
    always = after_the_start(troubled(placed | {"voogdij.after_days": 0.0, "voogdij.at_review": 1.0}).log())
    never = after_the_start(troubled(placed | {"voogdij.after_days": 0.0, "voogdij.at_review": 0.0}).log())
    mine = set(lines(always, "ots_starts")["family"])
    renewed = lines(always, "ots_renewed")
    assert len(lines(always, "voogdij_starts")) > 50
    assert not renewed["family"].isin(mine).any()
    assert happened(never, "voogdij_starts") == {"voogdij_starts": 0}


def test_no_child_stays_under_a_measure_after_its_18th_birthday():
    """Children under a measure by family, from the masks of the lines; bit c is child c."""
    log = after_the_start(troubled({"ots.end_base": 0.1}).log())
    ots, voogdij, birthdays = {}, {}, 0
    pending = None
    for line in log.itertuples():
        if pending and (line.family, line.tick) != pending[:2]:
            family, _, child = pending
            assert not (ots.get(family, 0) | voogdij.get(family, 0)) >> child & 1
            pending = None
        if line.event == "ots_starts":
            ots[line.family] = line.detail
        elif line.event == "ots_ends":
            ots[line.family] = ots.get(line.family, 0) & ~line.detail
        elif line.event == "voogdij_starts":
            ots[line.family] = ots.get(line.family, 0) & ~line.detail
            voogdij[line.family] = voogdij.get(line.family, 0) | line.detail
        elif line.event == "voogdij_ends":
            voogdij[line.family] = voogdij.get(line.family, 0) & ~line.detail
        elif line.event == "turns_18":
            under = ots.get(line.family, 0) | voogdij.get(line.family, 0)
            birthdays += under >> line.detail & 1
            pending = (line.family, line.tick, line.detail)
    assert birthdays > 5


def test_with_places_free_and_a_worker_at_once_every_new_measure_has_contact_within_the_norm():
    prompt = troubled({"gi.assign_days": 0.0}).runs(4)
    assert prompt.count("measures_with_contact").min() > 50
    assert (prompt.count("measures_contact_in_norm") == prompt.count("measures_with_contact")).all()


def test_with_fewer_workers_of_the_gi_children_wait_longer_for_one():
    now = region(years=4)
    fewer = now.later_times({"gi.fte": 0.5})
    assert rises(now.runs().wait("gi"), fewer.runs().wait("gi"))


def test_children_who_come_home_less_easily_stay_out_of_home_longer():
    now = troubled()
    harder = now.later({"uhp.off": 0.0})
    assert rises(now.runs().stock("uhp"), harder.runs().stock("uhp"))
    assert rises(now.runs().count("voogdij_started"), harder.runs().count("voogdij_started"))
