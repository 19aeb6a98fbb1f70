"""The event list: one total order, whatever the order in which events were planned."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from youthsim.engines.core import agenda, pages
from youthsim.engines.core import columns as C
from youthsim.engines.core.calendar import ENTITY_MASK

pytestmark = [pytest.mark.property, pytest.mark.quick]

ENTITIES = 6
DAYS = 5
HORIZON = DAYS * C.TICKS
Event = tuple[int, int, int]  # tick, kind, organisation


class Calendar:
    """The calendar of the engine, and beside it a plain table of what is pending."""

    def __init__(self) -> None:
        self.days = np.zeros(DAYS + 2, np.int32)
        self.pending = np.full(ENTITIES, agenda.NOTHING_PLANNED, np.int64)
        room = DAYS + agenda.LEAST_PAGES + 1  # pages for one key per entity, so that outdated keys must be dropped
        self.words = np.zeros(room * pages.PAGE, np.int64)
        self.today = np.zeros(room * pages.PAGE + pages.AHEAD, np.int64)
        self.boxes = np.zeros(pages.BOXES, np.int64)
        self.heap = np.zeros(ENTITIES, np.int64)  # no room for more than one key per entity
        self.scalars = np.zeros(pages.PAGES_SCALARS, np.int64)
        self.scalars[C.G_DAY], self.scalars[C.G_HORIZON] = -1, HORIZON
        self.scalars[pages.G_FRESH_PAGE], self.scalars[pages.G_SPARE_PAGES] = pages.PAGE, room - 1
        self.rows = np.zeros((ENTITIES, 1), np.int32)  # of the entities, to be fetched ahead
        self.expecting: dict[int, Event] = {}

    def plan(self, entity: int, event: Event) -> None:
        agenda.schedule(self.days, self.words, self.pending, self.heap, self.scalars, entity, *event)
        self.expecting[entity] = event

    def next(self, until: int = HORIZON) -> int:
        lists = (self.days, self.words, self.pending, self.today, self.boxes, self.heap, self.scalars)
        key = int(agenda.next_event(*lists, self.rows, until))
        return C.NOBODY if key == pages.NOTHING else key & ENTITY_MASK

    def expected(self, until: int = HORIZON) -> int:
        """The entity whose event comes first by tick, kind, organisation and entity."""
        due = [(*event, entity) for entity, event in self.expecting.items() if event[0] < until]
        return min(due)[-1] if due else C.NOBODY


entities = st.integers(0, ENTITIES - 1)
# Few ticks and kinds, so that ties are common; some events lie beyond the end.
ticks = st.one_of(st.integers(0, 3), st.integers(C.TICKS - 2, C.TICKS + 2), st.integers(0, HORIZON + C.TICKS))
events = st.tuples(ticks, st.integers(0, 3), st.integers(0, 2))
plans = st.lists(st.tuples(entities, events), min_size=1, max_size=60)


@given(plans)
@settings(max_examples=200)
def test_events_come_in_order_of_tick_kind_organisation_and_entity(plans):
    calendar_of = Calendar()
    for entity, event in plans:
        calendar_of.plan(entity, event)
    while (entity := calendar_of.next()) != C.NOBODY:
        assert entity == calendar_of.expected()
        del calendar_of.expecting[entity]
    assert calendar_of.expected() == C.NOBODY


@given(plans, st.randoms(use_true_random=False))
@settings(max_examples=100)
def test_the_order_does_not_depend_on_the_order_of_planning(plans, random):
    last = dict(plans)
    orders = []
    for _ in range(2):
        calendar_of = Calendar()
        for entity in random.sample(sorted(last), len(last)):
            calendar_of.plan(entity, last[entity])
        order = []
        while (entity := calendar_of.next()) != C.NOBODY:
            order.append(entity)
        orders.append(order)
    assert orders[0] == orders[1]


@given(plans, st.lists(st.lists(st.tuples(entities, events), max_size=8), max_size=40))
@settings(max_examples=200)
def test_events_planned_while_others_happen_take_their_place(plans, later):
    """After each event some entities are planned anew, from now on; a small heap has to drop outdated keys."""
    calendar_of = Calendar()
    for entity, event in plans:
        calendar_of.plan(entity, event)
    for replanned in later:
        entity = calendar_of.next()
        assert entity == calendar_of.expected()
        if entity == C.NOBODY:
            return
        now = calendar_of.expecting.pop(entity)[0]
        for other, (tick, kind, organisation) in replanned:
            calendar_of.plan(other, (now + tick % 40, kind, organisation))


@given(plans)
@settings(max_examples=100)
def test_a_stop_in_between_changes_nothing(plans):
    through, stopping = Calendar(), Calendar()
    for entity, event in plans:
        through.plan(entity, event)
        stopping.plan(entity, event)
    order = []
    for until in range(C.TICKS, HORIZON + 1, C.TICKS):
        while (entity := stopping.next(until)) != C.NOBODY:
            assert stopping.expecting[entity][0] < until
            order.append(entity)
    assert order == list(iter(through.next, C.NOBODY))


def test_an_entity_has_one_pending_event():
    calendar_of = Calendar()
    for tick in (10, 5000, 3, 5000, 20):
        calendar_of.plan(2, (tick, 0, 0))
    assert [calendar_of.next(), calendar_of.next()] == [2, C.NOBODY]


def test_events_that_are_moved_without_end_need_no_more_room():
    calendar_of = Calendar()
    for number in range(3000):
        entity = number % (ENTITIES - 1)
        calendar_of.plan(entity, ((number * 997) % HORIZON, number % 3, 0))
    calendar_of.plan(ENTITIES - 1, (HORIZON - 1, 0, 0))
    while (entity := calendar_of.next()) != C.NOBODY:
        assert entity == calendar_of.expected()
        del calendar_of.expecting[entity]
    assert not calendar_of.expecting
