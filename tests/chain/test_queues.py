"""How organisations bear a queue."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from youthsim.chain import queues
from youthsim.chain import states as X
from youthsim.parameters import index as P
from youthsim.parameters import registry

pytestmark = [pytest.mark.property, pytest.mark.quick]

organisations = st.integers(0, X.LAST_ORGANISATION)
tenths = st.integers(0, 100_000)


@given(organisations, tenths, tenths)
def test_a_longer_queue_never_means_fewer_cases_at_once(p, organisation, queue, places):
    shorter = queues.stretched_places(p, organisation, queue, places)
    assert places <= shorter <= queues.stretched_places(p, organisation, queue + 10, places)


@given(organisations, tenths, tenths)
def test_workers_stretch_to_a_limit(p, organisation, queue, places):
    most = places
    if queues.stretches(organisation):
        most *= 1.0 + p[P.queue_overload + queues.place_in_list(organisation)]
    assert queues.stretched_places(p, organisation, queue, places) <= most


@given(organisations, tenths, tenths)
def test_a_longer_queue_never_means_longer_services(p, organisation, queue, places):
    factor = queues.shortening(p, organisation, queue, places)
    assert 0.0 < queues.shortening(p, organisation, queue + 10, places) <= factor <= 1.0


@given(organisations, tenths)
def test_without_a_queue_nothing_stretches(p, organisation, places):
    assert queues.stretched_places(p, organisation, 0, places) == places
    assert queues.shortening(p, organisation, 0, places) == 1.0


@given(tenths)
def test_an_organisation_without_places_has_none_however_long_the_queue(p, queue):
    assert queues.stretched_places(p, X.ORG_PROVIDER, queue, 0) == 0


def test_the_lists_of_queue_parameters_have_one_entry_for_each_organisation_that_stretches():
    places = {queues.place_in_list(o) for o in range(X.LAST_ORGANISATION + 1) if queues.stretches(o)}
    for family in ("queue.overload", "queue.shorten", "queue.norm_days"):
        assert places == set(range(len(registry().family(family))))


def test_families_leave_only_the_queues_of_voluntary_help(p):
    leaving = [state for state in range(9) if queues.leave_rate(p, state) > 0.0]
    assert set(leaving) <= {X.LOCAL_QUEUE, X.PROVIDER_QUEUE, X.BJZ_QUEUE}


@given(st.floats(0.0, 1000.0))
def test_a_shorter_wait_is_never_beyond_the_norm_that_a_longer_one_keeps(p, days):
    for organisation in range(X.LAST_ORGANISATION + 1):
        if queues.within_norm(p, organisation, days):
            assert queues.within_norm(p, organisation, days / 2.0)


def test_coordinators_have_no_queue_and_no_norm(p):
    assert not queues.stretches(X.ORG_PROCES)
    assert queues.within_norm(p, X.ORG_PROCES, 0.0)
    assert not queues.within_norm(p, X.ORG_PROCES, 1.0)
