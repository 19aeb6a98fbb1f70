"""Family managers (the MPG approach), and pressure between voluntary help and a measure."""

from __future__ import annotations

import pytest

from tests.behaviour.conftest import (
    JEUGDWET,
    WJZ,
    after_the_start,
    at_once,
    falls,
    happened,
    lines,
    region,
    rises,
    roomy,
)

pytestmark = pytest.mark.behaviour

MANY = {"family_manager.fte": 200.0}
FOR_ALL = {
    "coordination.share": 1.0,
    "coordination.threshold": 1.0,
    "coordination.escalate_from": 20.0,
    "family_manager.share": 1.0,
    "family_manager.from_level": 1.0,
    "family_manager.from_professionals": 1.0,
    "family_manager.after_days": 0.0,
}
NEUTRAL = {
    "family_manager.up_factor": 1.0,
    "family_manager.down_factor": 1.0,
    "family_manager.concern_factor": 1.0,
    "family_manager.uhp_factor": 1.0,
    "family_manager.one_plan": 0.0,
}
ONLY_PRESSURE = MANY | {"family_manager.share": 0.0}
PRESSURE = {"drang.share": 1.0}


@pytest.mark.quick
@pytest.mark.parametrize("era", [JEUGDWET, WJZ])
def test_without_family_managers_nobody_has_one_and_nobody_is_pressed(era):
    runs = region(era).having(FOR_ALL | PRESSURE | {"drang.after_refusal": 1.0}).runs(2)
    assert runs.count("family_managers_started").sum() == runs.count("drang_started").sum() == 0


def test_a_family_manager_comes_only_to_coordinated_families_with_so_many_professionals():
    rule = FOR_ALL | MANY | {"coordination.threshold": 2.0, "family_manager.from_professionals": 2.0}
    log = after_the_start(region().having(rule).log())
    coordinated = set(lines(log, "coordination_starts")["family"])
    managed = set(lines(log, "manager_starts")["family"])
    assert len(managed) > 20
    assert managed <= coordinated


def test_regular_coordination_comes_first_where_it_is_given_its_time():
    at_once_, later = (region().having(FOR_ALL | MANY | {"family_manager.after_days": d}) for d in (0.0, 365.0))
    assert falls(at_once_.runs().count("family_managers_started"), later.runs().count("family_managers_started"))


def test_there_are_never_more_families_with_a_manager_than_places():
    few = region().having(FOR_ALL | {"family_manager.fte": 40.0}).runs(4)
    used, there = few.pool("used_place_days", "family_manager"), few.pool("place_days", "family_manager")
    assert (used > 0.7 * there).all() and (used <= there).all()
    assert few.stock("family_managed") == pytest.approx(used)


def test_one_family_manager_means_fewer_plans():
    without, with_plan = (
        region().having(FOR_ALL | MANY | NEUTRAL | {"family_manager.one_plan": share}) for share in (0.0, 0.9)
    )
    assert falls(without.runs().outcome("plans_per_family"), with_plan.runs().outcome("plans_per_family"))


def test_a_family_manager_who_shrinks_problems_makes_days_safer_and_one_who_does_nothing_does_not():
    idle = roomy().having(FOR_ALL | MANY | NEUTRAL)
    at_work = idle.later({"family_manager.down_factor": 3.0, "family_manager.up_factor": 0.3})
    assert falls(idle.runs().stock("level_4"), at_work.runs().stock("level_4"))


def test_a_family_manager_can_bring_placements_forward():
    """The approach sometimes led to quicker decisions on placement: what it does to children is an outcome."""
    slow = roomy().of(12_000).having(FOR_ALL | MANY | NEUTRAL | {"concern.confirmed": 0.5, "ots.uhp_at_start": 0.0})
    quick = slow.later({"family_manager.uhp_factor": 5.0})
    assert rises(slow.runs().count("uhp_started"), quick.runs().count("uhp_started"))


@pytest.mark.parametrize("era", [JEUGDWET, WJZ])
def test_pressure_comes_in_place_of_a_request_and_ends_safe_or_in_one(era):
    pressed = region(era).having(ONLY_PRESSURE | PRESSURE | {"concern.confirmed": 0.6, "emergency.share": 0.0})
    log = after_the_start(pressed.log())
    started = lines(log, "manager_starts")
    assert len(started) > 20
    assert set(started["detail"]) == {3}
    assert not at_once(started, lines(log, "requested")).any()
    runs = pressed.runs(4)
    assert (runs.count("drang_safe") > 0).all() and (runs.count("drang_requests") > 0).all()
    assert (runs.count("drang_safe") + runs.count("drang_requests") <= 1.3 * runs.count("drang_started")).all()


def test_pressure_diverts_requests():
    now = region().having(ONLY_PRESSURE | {"concern.confirmed": 0.5} | NEUTRAL)
    pressed = now.later(PRESSURE)
    assert falls(now.runs().count("requests_to_rvdk"), pressed.runs().count("requests_to_rvdk"))


def test_a_second_confirmed_concern_under_pressure_is_filed():
    """Pressure that fails is not repeated: the concern that comes under it leads to a request. Some end otherwise."""
    restless = region().having(
        ONLY_PRESSURE | PRESSURE | {"concern.confirmed": 0.9, "emergency.share": 0.0, "drang.days": 1800.0}
    )
    restless = restless.times({"concern.rate": 6.0})
    log = after_the_start(restless.log())
    ended = lines(log, "manager_ends")
    assert len(ended) > 10
    assert at_once(ended, lines(log, "requested")).mean() > 0.6


def test_pressure_after_a_refusal_reaches_families_that_refused():
    now = region().of(8_000).having(ONLY_PRESSURE | {"noticing.accepts": 0.3, "drang.accepts": 1.0})
    pressed = now.later({"drang.after_refusal": 1.0})
    log = pressed.log().query("tick > 0")
    started = lines(log, "manager_starts")
    assert len(started) > 10
    assert at_once(started, lines(log, "refuses")).all()
    assert at_once(started, lines(log, "intake")).all()
    assert rises(now.runs().count("signals"), pressed.runs().count("signals"))


@pytest.mark.parametrize(("holds", "leave"), [(1.0, False), (0.0, True)])
def test_families_under_pressure_stay_in_the_queue(holds, leave):
    """Told by the log: nobody leaves a queue between the coming of pressure and its end, where pressure holds all."""
    refuse = {"noticing.accepts": 0.0, "noticing.avoider_accepts": 0.0}
    comes = {"drang.after_refusal": 1.0, "drang.accepts": 1.0, "drang.holds": holds, "drang.days": 1800.0}
    here = region().of(8_000).times({"local.fte": 0.3})
    log = here.having(ONLY_PRESSURE | refuse | comes | {"queue.leave_rate": 5.0}).log()
    kinds = {"manager_starts": 1.0, "manager_ends": 0.0}
    pressed = log["event"].map(kinds).groupby(log["family"]).ffill() == 1.0
    assert (pressed & (log["event"] == "queues")).sum() > 50
    assert (pressed & (log["event"] == "leaves_queue")).any() == leave


def test_pressure_ends_when_a_measure_begins():
    log = after_the_start(
        region().having(ONLY_PRESSURE | PRESSURE | {"concern.confirmed": 0.6, "emergency.share": 0.0}).log()
    )
    pressed: set[int] = set()
    for line in log[log["event"].isin(["manager_starts", "manager_ends", "ots_starts"])].itertuples():
        if line.event == "manager_starts":
            pressed.add(line.family)
        elif line.event == "manager_ends":
            pressed.discard(line.family)
        else:
            # The line of the measure comes first at the same minute; pressure must be over at once.
            after = log[(log["family"] == line.family) & (log["tick"] == line.tick)]["event"]
            assert line.family not in pressed or "manager_ends" in set(after)


def test_family_managers_are_paid_for_whether_or_not_they_have_families():
    none, some = region(), region().with_lever("family_manager", fte=5, share=0.2)
    before, after = (here.runs(4).outcome("cost_eur", "family_manager") for here in (none, some))
    assert (before == 0.0).all() and (after > 0.0).all()
    assert happened(some.having(FOR_ALL).log(), "manager_starts")["manager_starts"] >= 0
