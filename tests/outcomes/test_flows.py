"""Flows of families: each link counts the families that go from one step to the next, read from the log."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes import EVENT_DTYPE
from youthsim.chain.records import EVENTS
from youthsim.outcomes.catalogue import words
from youthsim.outcomes.flows import ANY, LINKS, ROADS, VIEWS, count

pytestmark = [pytest.mark.unit, pytest.mark.quick]

POOLS = ("local_licht", "local_zwaar", "provider", "bjz", "gi")


def log(*lines):
    """A log of (family, milestone) in the order of time, one day apart."""
    found = []
    for time, (family, milestone) in enumerate(lines):
        event, _, more = milestone.partition(":")
        pool = {"local": 1, "provider": 2, "bjz": 3}.get(more, -1)
        detail = int(more) if more.isdigit() else 0
        found.append((time, family, 0, EVENTS.index(event), pool, detail))
    return np.array(found, EVENT_DTYPE)


def counted(*lines, since=0.0):
    numbers = count(log(*lines), POOLS, since)
    return {(link.from_step, link.to_step): int(n) for link, n in zip(LINKS, numbers, strict=True) if n}


def test_a_family_is_followed_from_its_signal_to_the_end_of_help():
    road = ["noticed", "intake", "queues:local", "help_starts:local", "referred", "queues:provider",
            "help_starts:provider", "help_ends"]  # fmt: skip
    assert counted(*((1, milestone) for milestone in road)) == {
        ("noticed", "local_team"): 1,
        ("local_team", "local_help"): 1,
        ("local_help", "specialised_help"): 1,
        ("specialised_help", "ended"): 1,
    }


def test_families_do_not_mix_however_their_lines_lie_between_each_other():
    assert counted((1, "noticed"), (2, "comes_forward"), (1, "refuses"), (2, "intake"), (3, "noticed")) == {
        ("noticed", "refused"): 1,
        ("comes_forward", "local_team"): 1,
    }


def test_early_gi_leads_to_a_request_or_leaves_the_family_safe():
    assert counted(
        (1, "early_gi_called"), (1, "early_gi_starts"), (1, "requested:1"), (1, "early_gi_ends"),
        (2, "early_gi_starts"), (2, "early_gi_ends"), (3, "requested:1"),
    ) == {
        ("team_worries", "early_gi"): 2,
        ("early_gi", "investigation"): 1,
        ("early_gi", "safe_again"): 1,
        ("team_worries", "investigation"): 1,
    }  # fmt: skip


def test_an_ots_after_an_emergency_order_is_told_apart_from_one_after_an_investigation():
    assert counted((1, "emergency_order"), (1, "ots_starts"), (2, "court_decides:1"), (2, "ots_starts")) == {
        ("emergency", "ots"): 1,
        ("investigation", "ots"): 1,
    }


def test_steps_before_the_measured_years_are_not_counted_but_known():
    assert counted((1, "noticed"), (1, "intake"), (1, "queues:local"), (1, "help_starts:local"), since=2.5) == {
        ("local_team", "local_help"): 1
    }


def test_an_empty_log_has_no_flows():
    assert not count(np.zeros(0, EVENT_DTYPE), POOLS).any()


@pytest.mark.property
@given(st.lists(st.tuples(st.integers(0, 3), st.sampled_from(sorted({m for road in ROADS.values() for m in road})))))
def test_no_step_of_a_family_is_counted_on_two_links(lines):
    """Each milestone that is reached counts once at most, so no flow is made of nothing."""
    numbers = count(log(*lines), POOLS) if lines else np.zeros(len(LINKS))
    for milestone in {m for road in ROADS.values() for m in road}:
        reached = sum(one == milestone for _, one in lines)
        at = sum(int(n) for link, n in zip(LINKS, numbers, strict=True) if link.at == (milestone,))
        assert at <= reached


@pytest.mark.contract
def test_links_are_made_of_known_milestones_and_lead_forward():
    for link in LINKS:
        road = ROADS[link.view]
        assert {*link.after, *link.at} <= {*road, ANY}
        assert {milestone.split(":")[0] for milestone in road} <= set(EVENTS)
    for view in VIEWS:
        pairs = [(link.from_step, link.to_step) for link in LINKS if link.view == view]
        left = set(pairs)
        while left:  # what nothing leads to can be taken away, until nothing is left: no circle
            ends = {end for _, end in left}
            first = {pair for pair in left if pair[0] not in ends}
            assert first, left
            left -= first
    assert "local_licht" in words("organisations")
