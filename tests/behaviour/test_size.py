"""A region of twice the size, with twice the places."""

from __future__ import annotations

import pytest

from tests.behaviour.conftest import does_not_rise, is_within, region, roomy

pytestmark = pytest.mark.behaviour

SMALL, LARGE = 6_000, 12_000
REPLICATIONS = 40
FLOWS = {"signals": 0.03, "help_started_local": 0.03, "help_started_provider": 0.03, "crises": 0.04, "vt_reports": 0.06}
WAITS = {("local_licht", "local_midden", "local_zwaar"): 0.25, "provider": 0.15, "veilig_thuis": 0.2, "rvdk": 0.2}


@pytest.mark.quick
@pytest.mark.parametrize(("flow", "within"), FLOWS.items())
def test_twice_the_families_and_places_keep_the_flow_per_family_where_nobody_waits(flow, within):
    small, large = (roomy().of(n).runs(REPLICATIONS).count(flow) / n for n in (SMALL, LARGE))
    assert is_within((large - small) / small.mean(), -within, within)


@pytest.mark.parametrize("flow", FLOWS)
def test_twice_the_families_and_places_keep_the_flow_per_family_in_a_region_with_queues(flow):
    """Larger pools wait less, so that a little more is started: the bounds are twice as wide."""
    small, large = (region().of(n).runs(REPLICATIONS).count(flow) / n for n in (SMALL, LARGE))
    within = 2.0 * FLOWS[flow]
    assert is_within((large - small) / small.mean(), -within, within)


@pytest.mark.parametrize(("organisation", "within"), WAITS.items(), ids=["local", "provider", "veilig_thuis", "rvdk"])
def test_twice_the_families_and_places_lengthen_no_mean_wait(organisation, within):
    small, large = (region().of(n).runs(REPLICATIONS).wait(organisation) for n in (SMALL, LARGE))
    assert does_not_rise(small, large, within)


def test_twice_the_families_have_twice_the_places():
    small, large = (region().of(n).runs(1) for n in (SMALL, LARGE))
    for organisation in ("local_licht", "local_midden", "local_zwaar", "provider", "veilig_thuis", "rvdk", "gi"):
        places = [runs.pool("place_days", organisation)[0] for runs in (small, large)]
        assert places[1] == pytest.approx(2.0 * places[0], rel=0.02)
