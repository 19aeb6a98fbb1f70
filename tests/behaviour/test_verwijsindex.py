"""The verwijsindex: two organisations that hold a signal find each other."""

from __future__ import annotations

import pytest

from tests.behaviour.conftest import JEUGDWET, WJZ, after_the_start, at_once, falls, lines, region, rises

pytestmark = pytest.mark.behaviour

EVERYBODY = {"verwijsindex.registers": 1.0}
ONE_BY_ONE = {"noticing.verwijsindex_factor": 1.0}


@pytest.mark.quick
@pytest.mark.parametrize("era", [JEUGDWET, WJZ])
def test_nobody_finds_anybody_where_nothing_is_registered(era):
    runs = region(era).runs(2)
    assert runs.count("matches").sum() == runs.count("signals_registered").sum() == 0


@pytest.mark.parametrize("needed", [2, 3])
def test_a_match_takes_signals_of_as_many_organisations_as_were_agreed(needed):
    log = region().having(EVERYBODY | {"verwijsindex.match_from": needed}).log()
    matched = lines(after_the_start(log), "match")
    assert len(matched) > 20
    assert matched["detail"].min() == needed


def test_signals_that_lapse_find_each_other_less_often():
    long, short = (region().having(EVERYBODY | {"verwijsindex.signal_days": days}) for days in (3650.0, 20.0))
    assert falls(long.runs().count("matches"), short.runs().count("matches"))


def test_more_registration_makes_more_matches():
    few, many = (region().having({"verwijsindex.registers": share}) for share in (0.2, 0.9))
    assert rises(few.runs().count("matches"), many.runs().count("matches"))


def test_a_match_round_a_family_that_refused_leads_to_a_second_offer():
    shy = region().of(8_000).having(ONE_BY_ONE | {"noticing.accepts": 0.5})
    matched = shy.later(EVERYBODY)
    log = matched.log().query("tick > 0")
    refused = lines(log, "refuses")
    again = refused[at_once(refused, lines(log, "match")) & at_once(refused, lines(log, "intake"))]
    assert len(again) > 5
    assert not at_once(refused, lines(shy.log().query("tick > 0"), "intake")).any()


def test_professionals_who_know_of_each_other_spare_the_family_its_story():
    now = region().having(ONE_BY_ONE)
    known = now.later(EVERYBODY)
    assert falls(now.runs().outcome("story_retold"), known.runs().outcome("story_retold"))


def test_a_city_that_coordinates_on_two_signals_does_so_only_after_a_match():
    rule = {"coordination.trigger": 1.0, "coordination.share": 1.0}
    assert region().having(rule).runs(2).count("coordinations_started").sum() == 0
    log = after_the_start(region().having(rule | EVERYBODY).log())
    started = lines(log, "coordination_starts")
    assert len(started) > 20
    assert set(started["family"]) <= set(lines(log, "match")["family"])


def test_automatic_coordination_asks_nobody_and_needs_registrations():
    rule = {"coordination.trigger": 2.0, "coordination.threshold": 2.0, "coordination.share": 0.0}
    assert region().having(rule).runs(2).count("coordinations_started").sum() == 0
    assert (region().having(rule | EVERYBODY).runs(2).count("coordinations_started") > 20).all()


def test_the_lever_puts_matches_in_place_of_the_factor_on_being_noticed():
    lever = region().with_lever("verwijsindex", registers=0.5)
    assert (lever.runs(2).count("matches") > 0).all()
    changed = {c.parameter: c.value for s in lever.scenario.levers for c in s.changes()}
    assert changed["noticing.verwijsindex_factor"] == 1.0
