"""Places and waits: what more or fewer places do, and who comes first."""

from __future__ import annotations

import pytest

from tests.behaviour.conftest import LOCAL, after_the_start, does_not_rise, falls, lines, region, rises, roomy
from youthsim.chain.records import POOL_DAYS
from youthsim.chain.states import CLASS_CRISIS

pytestmark = pytest.mark.behaviour

STARTS = {"provider": "help_starts", "rvdk": "investigation_starts"}
GIVES_UP = ("leaves_queue", "leaves", "ots_starts")  # ways out of a queue other than being served


def passed_over(log, organisation):
    """Starts, and how many of them passed over somebody of a class before theirs, or of theirs who came earlier."""
    waiting, served, wrong = {}, 0, 0
    out = GIVES_UP if organisation == "provider" else ("leaves",)
    for line in log.itertuples():
        here = line.organisation == organisation
        if line.event == "queues" and here:
            waiting[line.family] = (line.detail, line.tick)
        elif line.event == STARTS[organisation] and here:
            turn = waiting.pop(line.family)
            served += 1
            wrong += any(other < turn for other in waiting.values())
        elif line.event in out:
            waiting.pop(line.family, None)
    return served, wrong


def test_a_few_more_wijkteam_places_do_not_lengthen_its_mean_wait():
    now = region()
    more = now.later_times({"local.fte": 1.03})
    assert does_not_rise(now.runs(60).wait(LOCAL), more.runs(60).wait(LOCAL), within=0.2)


def test_many_more_wijkteam_places_shorten_its_wait():
    now = region()
    assert falls(now.runs().wait(LOCAL), now.later_times({"local.fte": 1.4}).runs().wait(LOCAL))


@pytest.mark.quick
def test_with_places_for_everybody_nobody_waits_anywhere():
    for recording in roomy().runs().recordings:
        assert recording.wait_count.sum() > 0
        assert recording.wait_days.sum() == 0.0
        assert (recording.wait_in_norm == recording.wait_count).all()
        assert recording.pool_days[:, :, POOL_DAYS.index("queue_family_days")].sum() == 0.0


def test_with_half_the_investigators_families_wait_longer_for_the_rvdk():
    now = region()
    half = now.later_times({"rvdk.fte": 0.5})
    assert rises(now.runs().wait("rvdk"), half.runs().wait("rvdk"))


def test_workers_who_take_no_extra_cases_never_have_more_than_their_caseload():
    last = slice(-1, None)
    strict = region().times({"provider.fte": 0.7}).having({"queue.overload": 0.0}).runs()
    used, places = (strict.pool(what, "provider", last) for what in ("used_place_days", "place_days"))
    assert (used <= places).all()
    assert (used > 0.99 * places).all(), "the queue should be there to press the workers"
    pressed = region().times({"provider.fte": 0.7}).runs()
    assert (pressed.pool("used_place_days", "provider", last) > places).all()


def test_families_who_never_give_up_all_wait_for_their_turn():
    assert region().runs().count("left_queue").min() > 0
    assert region().later({"queue.leave_rate": 0.0}, day=1).runs().count("left_queue", slice(1, None)).sum() == 0


def test_where_families_give_up_sooner_fewer_are_helped_and_the_others_wait_less():
    now = region()
    sooner = now.later_times({"queue.leave_rate": 5.0})
    assert rises(now.runs().count("left_queue"), sooner.runs().count("left_queue"))
    assert falls(now.runs().wait("provider"), sooner.runs().wait("provider"))
    assert falls(now.runs().count("first_helps"), sooner.runs().count("first_helps"))


def test_a_provider_helps_families_in_the_order_in_which_they_came():
    log = region().log()
    served, wrong = passed_over(log, "provider")
    assert served > 300
    assert wrong == 0


def test_an_emergency_goes_before_all_who_wait_for_the_rvdk():
    troubled = region().times({"concern.rate": 3.0}).having({"emergency.share": 0.5, "crisis.fte": 50.0})
    log = after_the_start(troubled.log())
    queued = lines(log, "queues", "rvdk")
    assert min((queued["detail"] == CLASS_CRISIS).sum(), (queued["detail"] > CLASS_CRISIS).sum()) > 20
    first = lines(troubled.log(), "queues", "rvdk")["tick"].min()
    served, wrong = passed_over(troubled.log()[troubled.log()["tick"] >= first], "rvdk")
    assert served > 50
    assert wrong == 0


def test_where_waiting_makes_problems_worse_more_families_come_into_crisis():
    now = region()
    worse = now.later({"problem.up_factor.waiting": 3.0})
    assert rises(now.runs().count("crises"), worse.runs().count("crises"))


def test_providers_who_shorten_help_under_a_long_queue_have_a_shorter_queue():
    now = region()
    shorter = now.later({"queue.shorten.provider": 3.0})
    assert falls(now.runs().wait("provider"), shorter.runs().wait("provider"))
