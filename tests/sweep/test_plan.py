"""A plan has a row per point, and a point is what can change its numbers."""

from __future__ import annotations

import pickle
from dataclasses import replace

import pytest

from youthsim.experiment.errors import BadInput
from youthsim.sweep import PointError, load, plan

pytestmark = pytest.mark.unit

GRID = (
    '[levers.early_gi]\npresence_hours_per_week = [0, 4]\n[uncertainties]\n"early_gi.net_widening" = '
    "{ values = [0.1, 0.5] }\n"
)


def test_policies_change_the_alternative_and_uncertainties_every_scenario(written):
    planned = plan(load(written(GRID)))
    assert len(planned) == 4
    point = planned.point(3)
    base, early = point.scenarios.values()
    assert point.cells == {"levers.early_gi.presence_hours_per_week": 4, "early_gi.net_widening": 0.5}
    assert base.levers == ()
    assert dict(early.levers[0].fields)["presence_hours_per_week"] == 4
    assert {scenario.parameter("early_gi.net_widening") for scenario in (base, early)} == {0.5}
    assert point.replications == (0, 1)


def test_a_lever_can_name_its_scenarios(written):
    text = GRID.replace("[0, 4]\n", "[0, 4]\nscenarios = ['brabant-2015']\n")
    base, early = plan(load(written(text))).point(2).scenarios.values()
    assert dict(base.levers[0].fields) == {"presence_hours_per_week": 4}
    assert early == load(written(text)).scenarios["brabant-early-gi"].with_values({"early_gi.net_widening": 0.1})


def test_dates_lists_of_areas_and_switches_can_be_policies(written):
    planned = plan(
        load(
            written(
                "[levers.early_gi]\nstart = [2015-01-01, 2015-07-01]\non = [true, false]\n"
                'presence_areas = [["team-1"], ["team-1", "team-2"]]\n'
            )
        )
    )
    assert len(planned) == 8
    early = [planned.point(number).scenarios["brabant-early-gi"] for number in range(8)]
    assert [bool(scenario.levers) for scenario in early] == [True, True, False, False] * 2
    assert [str(early[number].levers[0].start) for number in (0, 4)] == ["2015-01-01", "2015-07-01"]
    assert dict(early[1].levers[0].fields)["presence_areas"] == ("team-1", "team-2")


def test_a_point_can_be_sent_anywhere(written):
    point = plan(load(written(GRID))).point(1)
    assert pickle.loads(pickle.dumps(point)) == point


def test_a_point_keeps_its_identity_whatever_it_is_called_and_however_it_is_written(written):
    planned = plan(load(written(GRID)))
    reworded = plan(load(written(GRID.replace("[0.1, 0.5]", "[0.5, 0.1, 0.3]"), name="other.toml")))
    mine, other = (set(one.points["id"]) for one in (planned, reworded))
    assert len(other) == 6
    assert mine < other


def test_more_replications_leave_points_what_they_are(written):
    few, many = plan(load(written(GRID))), plan(load(written(GRID), replications=50))
    assert list(few.points["id"]) == list(many.points["id"])


@pytest.mark.parametrize("change", [{"seed": 6}, {"years": 2}, {"families": 400}], ids=str)
def test_what_changes_numbers_changes_every_identity(written, change):
    one, other = plan(load(written(GRID))), plan(load(written(GRID), **change))
    assert not set(one.points["id"]) & set(other.points["id"])


def test_other_code_makes_other_points(written, monkeypatch):
    one = plan(load(written(GRID)))
    monkeypatch.setattr("youthsim.sweep.planning.code_version", lambda: "another")
    assert not set(one.points["id"]) & set(plan(load(written(GRID))).points["id"])


def test_a_point_whose_values_do_not_go_together_is_kept_with_its_reason(written):
    text = "[uncertainties]\n'coordination.threshold' = { values = [2, 7] }\n"
    planned = plan(load(written(text)))
    assert list(planned.impossible) == [1]
    with pytest.raises(PointError) as error:
        planned.point(1)
    assert error.value.stage == "scenario"


def test_a_plan_without_a_possible_point_is_refused(written):
    text = "[uncertainties]\n'coordination.threshold' = { values = [7, 8] }\n"
    with pytest.raises(BadInput, match=r"no point of mine is possible; the first: .*coordination\.threshold"):
        plan(load(written(text)))


def test_a_design_at_one_time_leaves_other_uncertainties_as_the_scenarios_have_them(written):
    text = "[design]\nkind = 'one_at_a_time'\n[uncertainties]\n'gi.caseload' = {}\n'staff.turnover' = {}\n"
    planned = plan(load(written(text)))
    base = planned.experiment.scenarios["brabant-2015"]
    assert planned.point(0).scenarios["brabant-2015"] == base
    assert planned.point(1).scenarios["brabant-2015"].parameter("staff.turnover") == base.parameter("staff.turnover")
    assert replace(planned.experiment).base == "brabant-2015"
