"""A GI that binds its caseload to areas: the same faces meet more often, and one queue becomes many."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.behaviour.conftest import Region, falls, is_within, lines, region, rises
from youthsim.chain.records import POOL_DAYS

pytestmark = pytest.mark.behaviour

BUSY = {"concern.rate": 2.0, "gi.fte": 2.0, "rvdk.fte": 2.0, "veilig_thuis.fte": 2.0}
REPLICATIONS = 60


def spare() -> Region:
    """Four small areas whose GI has a tenth more places than usual, and workers who take no extra cases."""
    return region(years=5).of(3_000).times({"gi.fte": 1.1}).having({"queue.overload.gi": 0.0})


def pooled() -> Region:
    """Five years of four areas with twice as many children under a measure as usual, and twice the places."""
    return region(years=5).of(8_000).times(BUSY)


def bound() -> Region:
    return pooled().with_lever("area_bound_gi")


@pytest.mark.quick
def test_an_area_bound_caseload_raises_trust_between_the_wijkteams_and_the_gi():
    shared, own = (here.runs(REPLICATIONS) for here in (spare(), spare().with_lever("area_bound_gi")))
    assert rises(shared.state("trust_gi"), own.state("trust_gi"))


def test_an_area_bound_caseload_lengthens_the_wait_for_the_gi():
    shared, own = (here.runs(REPLICATIONS) for here in (spare(), spare().with_lever("area_bound_gi")))
    assert rises(shared.wait("gi"), own.wait("gi"))


def test_an_area_bound_caseload_raises_trust_in_nobody_else_by_itself():
    """Trust in the others follows the number of joint cases, by no more than a tenth of the GI's gain."""
    shared, own = (here.runs(REPLICATIONS) for here in (spare(), spare().with_lever("area_bound_gi")))
    gain = (own.state("trust_gi") - shared.state("trust_gi")).mean()
    for partner in ("rvdk", "veilig_thuis"):
        assert is_within(own.state(f"trust_{partner}") - shared.state(f"trust_{partner}"), -0.1 * gain, 0.1 * gain)


def test_binding_the_caseload_makes_no_places_and_loses_none():
    """Each pool is rounded to tenths of places, so that the sums differ by tenths at most."""
    before, after = (here.runs(2).pool("place_days", "gi", slice(1, None)) for here in (pooled(), bound()))
    assert after == pytest.approx(before, rel=0.005)


def test_bound_workers_take_children_of_their_own_area_only():
    arrays = bound().arrays
    area_of = {k: pool.area_index for k, pool in enumerate(arrays.pools) if pool.organisation == "gi"}
    assigned = lines(bound().log(), "gi_assigned")
    later = assigned[assigned["tick"] > 0]
    assert len(later) > 50
    assert (later["pool"].map(area_of) == later["area"]).all()
    assert (assigned.loc[assigned["tick"] < 0, "pool"].map(area_of) == -1).all()


def test_in_a_region_of_one_area_binding_the_caseload_changes_no_wait_and_no_trust():
    """There is one queue before and after, of the same workers; only its name is another."""
    many = region(years=3).times(BUSY)
    first = many.scenario.areas[0]
    one = replace(many, scenario=replace(many.scenario, areas=(replace(first, youths=many.scenario.youths),)))
    same = one.later({"gi.area_bound": 0.0})
    log, other = (here.log().drop(columns="pool") for here in (same, one.with_lever("area_bound_gi")))
    assert log.equals(other)
    assert len(lines(log, "gi_contact")) > 20


def test_unbinding_the_caseload_gives_every_running_case_back_to_the_region():
    again = pooled().with_lever("area_bound_gi").later({"gi.area_bound": 0.0}, day=2 * 365)
    used = POOL_DAYS.index("used_place_days")
    own = [k for k, pool in enumerate(again.arrays.pools) if pool.organisation == "gi" and pool.area != "all"]
    for recording in again.runs(2).recordings:
        assert recording.pool_days[own, 1, used].min() > 0.0
        assert np.all(recording.pool_days[own, 3:, used] == 0.0)


def test_more_trust_by_bound_caseloads_ends_more_measures_where_trust_decides():
    """With places enough, so that no queue hides it."""
    decides = {"ots.end_base": 0.0, "ots.end_trust": 1.0}
    many = {"gi.fte": 1.5}
    shared = pooled().times(many).having(decides)
    assert falls(shared.runs().stock("ots"), shared.with_lever("area_bound_gi").runs().stock("ots"))
