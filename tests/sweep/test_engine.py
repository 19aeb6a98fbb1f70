"""A sweep over the engine gives the numbers that a comparison gives, and survives like any other."""

from __future__ import annotations

import pandas as pd
import pytest

from youthsim import experiment
from youthsim.sweep import Store, evaluate, load, plan, resume, run

GRID = (
    '[levers.early_gi]\npresence_hours_per_week = [0, 8]\n[uncertainties]\n"early_gi.net_widening" = '
    "{ values = [0.0, 0.6] }\n"
)
KEYS = ["scenario", "outcome", "organisation"]


@pytest.fixture(scope="module")
def swept(tmp_path_factory) -> Store:
    path = tmp_path_factory.mktemp("sweep") / "mine.toml"
    path.write_text(
        '[experiment]\nscenarios = ["brabant-2015", "brabant-early-gi"]\nreplications = 2\nyears = 1\nfamilies = 300\n'
        + GRID
    )
    return run(plan(load(path)), out=path.parent / "s", executor="local", jobs=1)


@pytest.mark.contract
def test_a_point_is_what_a_comparison_of_its_scenarios_is(swept):
    planned = plan(load(swept.folder.parent / "mine.toml"))
    point = planned.point(3)
    result = experiment.compare(*point.scenarios.values(), replications=2, seed=point.seed, quiet=True)
    mine = swept.results()
    mine = mine[mine["point"] == 3].astype(dict.fromkeys(KEYS, str))
    theirs = result.values.astype(dict.fromkeys(KEYS, str))
    both = mine.merge(theirs, on=[*KEYS, "replication"], how="outer", indicator=True)
    assert set(both["_merge"]) == {"both"}
    assert (both["value_x"] == both["value_y"]).all()
    differences = swept.differences().astype(dict.fromkeys(KEYS, str))
    paired = differences[differences["point"] == 3].merge(result.differences, on=["base", *KEYS])
    assert len(paired) > 50
    for column in ("difference", "se_paired", "relative"):
        pd.testing.assert_series_equal(paired[f"{column}_x"], paired[f"{column}_y"], check_names=False, rtol=1e-9)


@pytest.mark.contract
def test_the_unit_of_work_depends_on_its_point_alone(swept):
    point = plan(load(swept.folder.parent / "mine.toml")).point(1)
    here = evaluate(point).astype(dict.fromkeys(KEYS, str))
    mine = swept.results()
    mine = mine[mine["point"] == 1].astype(dict.fromkeys(KEYS, str))
    both = here.merge(mine, on=[*KEYS, "replication"], how="outer", indicator=True)
    assert set(both["_merge"]) == {"both"}
    assert (both["value_x"] == both["value_y"]).all()


@pytest.mark.contract
def test_more_replications_and_more_values_reuse_what_is_there(swept):
    before = swept.results()
    there = set(swept.index().entries)
    path = swept.folder.parent / "mine.toml"
    path.write_text(
        path.read_text().replace("[0.0, 0.6]", "[0.0, 0.3, 0.6]").replace("replications = 2", "replications = 3")
    )
    larger = run(load(path), out=swept.folder, executor="serial")
    index = larger.index()
    assert [entry.stop - entry.first for entry in there] == [2] * 4
    assert there < set(index.entries), "what was there is there still"
    assert sorted(entry.stop - entry.first for entry in set(index.entries) - there) == [1] * 4 + [3] * 2
    assert larger.status().state == "complete"
    after = larger.results()
    assert len(after["point"].unique()) == 6
    old = after[after["replication"] < 2].assign(point=after["point"].map({0: 0, 2: 1, 3: 2, 5: 3}))
    both = before.merge(old.dropna(), on=["point", *KEYS, "replication"])
    assert len(both) == len(before)
    assert (both["value_x"] == both["value_y"]).all()


@pytest.mark.contract
def test_a_folder_goes_on_without_the_files_that_it_was_made_from(written, tmp_path):
    (tmp_path / "own.toml").write_text('[scenario]\nextends = "brabant-2015"\n[set]\n"gi.caseload" = 14\n')
    text = '[experiment]\nscenarios = ["brabant-2015", "own.toml"]\nreplications = 1\nyears = 1\nfamilies = 300\n'
    path = written("[uncertainties]\n'coordination.threshold' = { values = [2, 7, 3] }\n", head=text)
    store = run(load(path), out=tmp_path / "s", rows=(0, 1), executor="serial")
    assert (store.status().done, store.status().waiting) == (1, 2)
    path.unlink()
    (tmp_path / "own.toml").unlink()
    again = resume(tmp_path / "s", executor="serial")
    (failure,) = again.failures().to_dict("records")
    assert (failure["point"], failure["stage"], failure["error"]) == (1, "scenario", "ScenarioError")
    assert '"coordination.threshold": 7.0' in failure["parameters"]
    assert set(again.results()["point"]) == {0, 2}


@pytest.mark.contract
def test_outcomes_can_be_taken_from_a_later_year_on(written):
    text = '[experiment]\nscenarios = ["brabant-2015"]\nreplications = 2\nyears = 3\nfrom_year = 2\nfamilies = 300\n'
    point = plan(load(written("[uncertainties]\n'coordination.threshold' = { values = [3] }\n", head=text))).point(0)
    late = evaluate(point).set_index(["replication", "outcome", "organisation"])["value"]
    result = experiment.run(*point.scenarios.values(), replications=2, seed=point.seed, quiet=True)
    yearly = result.outcomes[(result.outcomes["area"] == "all") & (result.outcomes["year"] >= 2016)]
    for outcome in ("ots_started", "unsafe_family_days", "cost_eur"):
        mine = yearly[(yearly["outcome"] == outcome) & (yearly["organisation"] == "all")]
        wanted = mine.groupby("replication")["value"].mean()
        assert list(late.xs((outcome, "all"), level=(1, 2))) == pytest.approx(list(wanted))
