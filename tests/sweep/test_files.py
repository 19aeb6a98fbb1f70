"""An experiment file is read strictly, and everything wrong with it is told at once, each with its line."""

from __future__ import annotations

import pytest

from youthsim.scenario import ScenarioError
from youthsim.sweep import load

pytestmark = pytest.mark.unit


def problems(path) -> list[str]:
    with pytest.raises(ScenarioError) as error:
        load(path)
    return [problem.split("mine.toml")[-1] for problem in error.value.problems]


def test_a_file_becomes_scenarios_axes_and_a_design(written):
    experiment = load(
        written(
            '[design]\nkind = "sobol"\npoints = 8\n'
            "[levers.early_gi]\npresence_hours_per_week = [0, 4, 8]\nmandate = 0.5\n"
            '[uncertainties]\n"early_gi.net_widening" = {}\ntrust.decay = { low = 0.01, high = 0.02 }\n'
            '"gi.caseload" = { values = [12, 15] }\n'
        )
    )
    assert list(experiment.scenarios) == ["brabant-2015", "brabant-early-gi"]
    assert (experiment.base, experiment.replications, experiment.seed) == ("brabant-2015", 2, 5)
    assert {scenario.years for scenario in experiment.scenarios.values()} == {1}
    assert [axis.name for axis in experiment.policies] == [
        "levers.early_gi.presence_hours_per_week",
        "levers.early_gi.mandate",
    ]
    assert {axis.scenarios for axis in experiment.policies} == {("brabant-early-gi",)}
    assert [(axis.name, axis.low, axis.high, axis.values) for axis in experiment.uncertainties] == [
        ("early_gi.net_widening", 0.0, 0.6, ()),
        ("trust.decay", 0.01, 0.02, ()),
        ("gi.caseload", 12, 15, (12.0, 15.0)),
    ]
    assert (experiment.design.kind, experiment.design.points, experiment.design.seed) == ("sobol", 8, 5)


def test_options_of_the_command_come_before_the_file(written):
    experiment = load(written(), replications=7, seed=9, families=400, years=2)
    assert (experiment.replications, experiment.seed, experiment.design.seed) == (7, 9, 9)
    assert {scenario.years for scenario in experiment.scenarios.values()} == {2}


def test_a_scenario_may_be_a_path_beside_the_experiment(written, tmp_path):
    (tmp_path / "own.toml").write_text('[scenario]\nextends = "brabant-2015"\n[set]\n"gi.caseload" = 14\n')
    head = '[experiment]\nscenarios = ["brabant-2015", "own.toml"]\n'
    assert load(written(head=head)).scenarios["own"].parameter("gi.caseload") == 14


@pytest.mark.parametrize(
    ("rest", "told"),
    [
        ("[desing]\n", ":10: unknown table 'desing'"),
        ("[design]\nkind = 'sobl'\n", ":11: unknown design.kind 'sobl'; allowed: grid, one_at_a_time"),
        ("[design]\nkind = 'sobl'\n", "nearest: sobol"),
        ("[design]\nkind = 'morris'\nlevels = 4\n", "a design of kind morris needs trajectories"),
        ("[design]\nkind = 'grid'\npoints = 8\n", ":12: points does not belong to a design of kind grid"),
        ("[design]\nkind = 'sobol'\npoints = 100\n[uncertainties]\n'gi.caseload' = {}\n", ":12: points of sobol must"),
        ("[design]\nkind = 'sobol'\npoints = 128\n", "needs [uncertainties]"),
        ("[design]\npoints = 'many'\n", ":11: design.points has the wrong type; found the text 'many'"),
        ("[levers.erly_gi]\n", ":10: unknown lever 'erly_gi'"),
        ("[levers.early_gi]\nhours = [1]\n", ":11: unknown field of early_gi 'hours'"),
        ("[levers.early_gi]\nmandate = []\n", ":11: levers.early_gi.mandate has no values"),
        ("[levers.early_gi]\nmandate = [0.5, 0.5]\n", ":11: levers.early_gi.mandate has a value twice"),
        ("[levers.early_gi]\nmandate = [0.5, 7]\n", ":11: early_gi.mandate is out of bounds; found 7"),
        ("[levers.early_gi]\nscenarios = ['nobody']\n", ":11: unknown scenario of the experiment 'nobody'"),
        ("[levers.connection]\n", "connection"),  # a lever of another era
        ("[uncertainties]\n'gi.casload' = {}\n", ":11: unknown parameter 'gi.casload'"),
        ("[uncertainties]\n'problem.up' = {}\n", ":11: problem.up is a list of parameters"),
        ("[uncertainties]\n'gi.caseload' = 3\n", ":11: gi.caseload has the wrong type"),
        ("[uncertainties]\n'gi.caseload' = { lo = 3 }\n", ":11: unknown key of gi.caseload 'lo'"),
        ("[uncertainties]\n'gi.caseload' = { low = -3 }\n", ":11: gi.caseload is out of bounds"),
        ("[uncertainties]\n'gi.caseload' = { low = 15, high = 12 }\n", ":11: gi.caseload has no range"),
        ("[uncertainties]\n'gi.caseload' = { values = [] }\n", ":11: values of gi.caseload has the wrong type"),
        ("[uncertainties]\n'gi.caseload' = { values = [12], low = 1 }\n", "values and a range"),
        ("[uncertainties]\n'gi.caseload' = { values = [12, 'x'] }\n", ":11: gi.caseload has the wrong type"),
        ("[uncertainties]\n'gi.caseload' = { distribution = 'normal' }\n", "unknown distribution of gi.caseload"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(written, rest, told):
    assert any(told in problem for problem in problems(written(rest))), problems(written(rest))


@pytest.mark.parametrize(
    ("head", "told"),
    [
        ("[experiment]\n", ":1: the experiment has no scenarios"),
        ('[experiment]\nscenarios = "baseline"\n', ":2: experiment.scenarios has the wrong type"),
        ('[experiment]\nscenarios = ["baselin"]\n', ":2: unknown scenario 'baselin'; allowed"),
        ('[experiment]\nscenarios = ["gone.toml"]\n', ":2: scenario 'gone.toml' cannot be used"),
        ('[experiment]\nscenarios = ["baseline", "baseline"]\n', "two scenarios are called 'baseline'"),
        ('[experiment]\nscenarios = ["baseline", "brabant-2015"]\n', "their areas differ"),
        (
            '[experiment]\nscenarios = ["baseline"]\nyears = 2\nfrom_year = 3\n',
            ":4: from_year 3 lies after the measured",
        ),
        ('[experiment]\nscenarios = ["baseline"]\nreplications = 0\n', ":3: experiment.replications is out of bounds"),
        ('[experiment]\nscenarios = ["baseline"]\nrepetitions = 3\n', ":3: unknown key in [experiment] 'repetitions'"),
    ],
)
def test_what_is_wrong_with_the_head_is_told_with_its_line(written, head, told):
    assert any(told in problem for problem in problems(written(head=head))), problems(written(head=head))


def test_all_errors_come_at_once_in_the_order_of_the_file(written):
    found = problems(
        written("[design]\nkind = 'grid'\npoints = 3\n[levers.x]\n[uncertainties]\n'gi.casload' = {}\nb = 1\n")
    )
    assert [int(problem.split(":")[1]) for problem in found] == [12, 13, 15, 16]


def test_a_range_outside_the_plausible_is_a_warning(written):
    (warning,) = load(written("[uncertainties]\n'gi.caseload' = { high = 40 }\n")).warnings
    assert "mine.toml:11: gi.caseload is outside its plausible range; found 40" in warning


def test_an_uncertainty_that_an_area_or_a_lever_sets_itself_is_a_warning(written):
    text = "[uncertainties]\n'meeting.success' = {}\n'early_gi.stays_available' = {}\n"
    warnings = load(written(text)).warnings
    assert any("meeting.success does not vary in 'team-1'" in warning for warning in warnings)
    assert any("is set by the lever early_gi of brabant-early-gi" in warning for warning in warnings)


def test_tables_of_other_commands_are_kept_as_they_are(written):
    experiment = load(written("[targets.ots_started]\nvalue = 3\n[decision]\nchoices = ['a']\n"))
    assert experiment.tables == {"targets": {"ots_started": {"value": 3}}, "decision": {"choices": ["a"]}}
    assert experiment.where("targets", "ots_started", "value").endswith("mine.toml:11")
