"""The difference of two scenarios divided over its parts: each part alone, their interaction, and the total."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from youthsim.experiment import BadInput
from youthsim.experiment.screening import ASSUMPTION, candidates, screen
from youthsim.experiment.waterfall import COLUMNS, INTERACTION, SETTINGS, TOTAL, attribute, parts_of
from youthsim.parameters import registry
from youthsim.scenario import load

pytestmark = [pytest.mark.unit, pytest.mark.quick]

# What each part brings alone, what two levers bring together, by what stands in the scenario.
EFFECTS = {"early_gi": -10.0, "caseload": 3.0, "settings": 1.0}
TOGETHER = 4.0
REPLICATIONS = 5


@pytest.fixture(scope="module")
def base():
    return load("brabant-2015")


@pytest.fixture(scope="module")
def early(base):
    return base.with_levers(early_gi={"start": base.start})


@pytest.fixture(scope="module")
def both(early):
    return early.with_levers(caseload={"start": early.start, "gi_caseload": 0.8}).with_values({"staff.turnover": 0.12})


def values_of(scenarios):
    """Values over all years of made-up scenarios: effects that add up, and an interaction of the two levers."""
    rows = []
    for name, scenario in scenarios.items():
        on = {lever.name for lever in scenario.levers}
        mean = 100 + sum(EFFECTS[lever] for lever in on) + TOGETHER * (len(on) > 1)
        mean += EFFECTS["settings"] * (scenario.parameter("staff.turnover") == 0.12)
        for replication in range(REPLICATIONS):
            luck = np.sin(replication) * (1 + 0.1 * len(on))
            rows.append((name, replication, "all", "ots_started", mean + luck))
    return pd.DataFrame(rows, columns=["scenario", "replication", "organisation", "outcome", "value"])


def effects(table, scenario):
    mine = table[table["scenario"] == scenario]
    return dict(zip(mine["part"], mine["effect"], strict=True))


def test_each_lever_and_the_other_settings_are_parts_of_their_own(base, both):
    parts = parts_of(base, both)
    assert set(parts) == {"early_gi", "caseload", SETTINGS}
    assert [lever.name for lever in parts["caseload"].levers] == ["caseload"]
    assert parts[SETTINGS].levers == base.levers
    assert parts[SETTINGS].parameter("staff.turnover") == 0.12
    assert parts["early_gi"].parameter("staff.turnover") == base.parameter("staff.turnover")


def test_a_lever_that_is_switched_off_or_set_otherwise_is_a_part(base, early):
    assert parts_of(early, base)["early_gi"].levers == ()
    other = early.with_levers(early_gi={"net_widening": 0.4})
    assert parts_of(early, other)["early_gi"].levers == other.levers
    assert parts_of(early, early) == {}


def test_parts_and_interaction_add_up_to_the_whole(base, both):
    scenarios = {"base": base, "both": both}
    table = attribute(scenarios, values_of(scenarios), values_of)
    assert list(table.columns) == COLUMNS
    found = effects(table, "both")
    assert found == pytest.approx({"early_gi": -10, "caseload": 3, "settings": 1, INTERACTION: 4, TOTAL: -2}, abs=0.2)
    assert sum(value for part, value in found.items() if part != TOTAL) == pytest.approx(found[TOTAL], abs=1e-9)
    assert (table["low"] <= table["effect"]).all()
    assert (table["effect"] <= table["high"]).all()


def test_a_single_part_is_the_whole_and_needs_no_further_run(base, early):
    def never(scenarios):
        raise AssertionError("simulated what is known")

    scenarios = {"base": base, "early": early, "same": base}
    table = attribute(scenarios, values_of(scenarios), never)
    found = effects(table, "early")
    assert found["early_gi"] == found[TOTAL]
    assert found[INTERACTION] == 0
    assert effects(table, "same") == {INTERACTION: 0, TOTAL: 0}


def test_scenarios_that_differ_in_more_than_levers_and_parameters_are_refused(base, both):
    with pytest.raises(BadInput, match="years differ"):
        parts_of(base, replace(both, years=3))


def test_assumptions_around_the_levers_are_looked_at_and_only_assumptions(base, early):
    names = candidates([base, early])
    assert "early_gi.net_widening" in names
    assert {registry()[name].kind for name in names} == {ASSUMPTION}
    assert not any(name.startswith("early_gi.") for name in candidates([base]))


def test_the_effect_of_an_assumption_is_the_difference_at_its_high_end_less_that_at_its_low_end(base, early):
    """A made-up world in which early GI avoids the fewer measures the more calls widen the net."""

    def simulate(scenarios):
        rows = []
        for name, scenario in scenarios.items():
            avoided = bool(scenario.levers) * 10 * (1 - scenario.parameter("early_gi.net_widening"))
            rows += [(name, r, "all", "ots_started", 100 + r - avoided) for r in range(REPLICATIONS)]
        return pd.DataFrame(rows, columns=["scenario", "replication", "organisation", "outcome", "value"])

    done = []
    table = screen({"base": base, "early": early}, simulate, done.append)
    p = registry()["early_gi.net_widening"]
    moved = table[table["effect"] != 0]
    assert list(moved["parameter"]) == [p.name]
    assert moved["effect"].iloc[0] == pytest.approx(10 * (p.high - p.low))
    assert moved["at_low"].iloc[0] == pytest.approx(-10 * (1 - p.low))
    assert done == list(range(1, len(candidates([base, early])) + 1))
