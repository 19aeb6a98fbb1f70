"""When the next thing happens: every family, team and the region has at most one event to come."""

from __future__ import annotations

import heapq

NEVER = float("inf")
Event = tuple[int, int, int, int]
"""Tick, kind, organisation (its pool plus one, or 0) and entity: events happen in this order."""


class Calendar:
    """The events to come; one that has been replaced by another stays in the heap and is passed over."""

    def __init__(self, horizon: int) -> None:
        self.horizon = horizon
        self._heap: list[Event] = []
        self._pending: dict[int, Event] = {}

    def schedule(self, entity: int, tick: float, kind: int, organisation: int = 0) -> None:
        """Make this the one event to come of the entity; what lies beyond the horizon never comes."""
        if tick >= self.horizon:
            self._pending.pop(entity, None)
            return
        event = (int(tick), kind, organisation, entity)
        if self._pending.get(entity) != event:
            self._pending[entity] = event
            heapq.heappush(self._heap, event)

    def rename(self, entity: int, kind: int, organisation: int) -> None:
        """What comes next for the entity is about another organisation now, if it is of this kind."""
        event = self._pending.get(entity)
        if event is not None and event[1] == kind:
            self.schedule(entity, event[0], kind, organisation)

    def pending(self, entity: int) -> tuple[float, int]:
        """When the next event of the entity comes, and of which kind; never, where none is to come."""
        tick, kind, _, _ = self._pending.get(entity, (NEVER, -1, 0, entity))
        return tick, kind

    def has_event(self, entity: int) -> bool:
        """Whether something is to come for the entity."""
        return entity in self._pending

    def next_before(self, until: int) -> Event | None:
        """Take the next event before this tick off the calendar, if there is one."""
        while self._heap and self._heap[0][0] < until:
            event = heapq.heappop(self._heap)
            if self._pending.get(event[3]) == event:
                del self._pending[event[3]]
                return event
        return None
