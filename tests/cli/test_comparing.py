"""The table that `compare` prints shows what there is to see; the files hold everything."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd
import pytest

from youthsim import experiment

pytestmark = pytest.mark.interface

# Outcome and organisation -> mean in the base and in the alternative.
MEANS = {
    ("ots_started", "all"): (100.0, 90.0),
    ("uhp_started", "all"): (0.0, 0.0),
    ("ekc_registered", "all"): (0.0, 3.0),
    ("cost_eur", "gi"): (50.0, 50.0),
    ("cost_eur", "provider"): (70.0, 0.0),
    ("wait_days", "brandpunt"): (1.0, 1.0),
    ("wait_days", "procescoordination"): (0.0, 2.0),
    ("fte", "gi"): (1.0, 1.0),
    ("fte", "brandpunt"): (0.0, 0.0),
    ("fte", "procescoordination"): (0.0, 4.0),
}


@pytest.fixture
def compared(monkeypatch):
    """Stand in for the simulation with a comparison of known means."""
    names = ["outcome", "organisation"]
    means = pd.DataFrame([[*key, *pair] for key, pair in MEANS.items()], columns=[*names, "baseline", "policy"])
    summary = means.melt(names, var_name="scenario", value_name="mean").assign(unit="", low=0.0, high=0.0)
    differences = means[names].assign(
        base="baseline", scenario="policy", unit="", difference=means["policy"] - means["baseline"], low=0.0, high=0.0,
        relative=float("nan"),
    )  # fmt: skip
    result = SimpleNamespace(
        summary=summary, differences=differences, state="complete", complete=True, stop_reason="2 replications", seed=1,
        replications=(0, 1),
    )  # fmt: skip

    def compare(*scenarios, tell, **options):
        tell(result)
        return result

    monkeypatch.setitem(experiment.__dict__, "compare", compare)


def printed(told):
    lines = [line.split() for line in told.out.splitlines() if line.strip().startswith("policy")]
    return {(line[1], line[2]) for line in lines}


def test_what_is_nothing_in_both_scenarios_is_not_printed(compared, youthsim):
    shown = printed(youthsim("compare", "baseline", "brabant-2015"))
    assert ("uhp_started", "all") not in shown
    assert {("ots_started", "all"), ("ekc_registered", "all"), ("cost_eur", "gi"), ("cost_eur", "provider")} <= shown


def test_an_organisation_without_places_in_both_scenarios_is_not_printed(compared, youthsim):
    organisations = {organisation for _, organisation in printed(youthsim("compare", "baseline", "brabant-2015"))}
    assert organisations == {"all", "gi", "provider", "procescoordination"}


def test_json_holds_every_row_all_the_same(compared, youthsim):
    told = youthsim("compare", "baseline", "brabant-2015", "--json")
    assert all(f'"{outcome}"' in told.out for outcome, _ in MEANS)
    assert '"brandpunt"' in told.out
