"""Places of an organisation and the queue for them: three classes, first come first served, the head blocks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from youthsim.chain import capacity, queues
from youthsim.chain.states import CLASSES

if TYPE_CHECKING:
    import numpy as np

    from youthsim.engines.mesa.family import Family
    from youthsim.engines.mesa.ledger import Ledger


class Owner(Protocol):
    """Who begins with a family when one of its places is free."""

    def begin(self, family: Family, places: Places, tenths: int) -> None:
        """The family has got its places: what it waited for begins."""


@dataclass(eq=False, slots=True)
class Request:
    """A family that waits: on which track, of which class, since when, for how many tenths of a place."""

    family: Family
    track: int
    queue_class: int
    since: int
    tenths: int
    places: Places


class Places:
    """A pool of places, counted in tenths. ``touched`` lists the pools that may serve their queue now."""

    def __init__(self, number: int, organisation: int, p: np.ndarray, ledger: Ledger, touched: list[Places]) -> None:
        self.number, self.organisation, self.p = number, organisation, p
        self.ledger, self.touched = ledger, touched
        self.owner: Owner | None = None
        self.there = self.used = self.waiting_tenths = 0
        self.queue: tuple[dict[Request, None], ...] = tuple({} for _ in range(CLASSES))
        self.is_touched = False

    @property
    def waiting(self) -> int:
        """Families in the queue."""
        return sum(len(line) for line in self.queue)

    def settle(self) -> None:
        """Before anything changes: what was in use, there and waiting until now goes to the ledger."""
        self.ledger.hold(self.number, self.used, self.there, self.waiting)

    def _touch(self) -> None:
        """The queue may be served."""
        if not self.is_touched:
            self.is_touched = True
            self.touched.append(self)

    def join(self, request: Request) -> None:
        """Join the end of a class of the queue."""
        self.settle()
        request.places = self
        self.queue[request.queue_class][request] = None
        self.waiting_tenths += request.tenths
        self._touch()

    def leave(self, request: Request) -> None:
        """Leave the queue, from wherever the family stands in it; who comes next may fit."""
        self.settle()
        del self.queue[request.queue_class][request]
        self.waiting_tenths -= request.tenths
        self._touch()

    def ask_for_less(self, request: Request, tenths: int) -> None:
        """A family that waits needs fewer places than before."""
        self.settle()
        request.tenths -= tenths
        self.waiting_tenths -= tenths
        self._touch()

    def take(self, tenths: int) -> None:
        """Take places, whether they are free or not."""
        self.settle()
        self.used += tenths

    def give_back(self, tenths: int) -> None:
        """Give places back; the queue may be served."""
        self.settle()
        self.used -= tenths
        self._touch()

    def set_places(self, tenths: int) -> None:
        """Change how many places there are; running services stay."""
        self.settle()
        self.there = tenths
        self._touch()

    def head(self) -> Request | None:
        """Who is served next."""
        return next((request for line in self.queue for request in line), None)

    @property
    def is_staffed(self) -> bool:
        """Whether there is a place at all that a family could get."""
        return capacity.is_staffed(self.there)

    def has_free(self, tenths: int) -> bool:
        """Whether so many tenths are free, without stretching."""
        return self.used + tenths <= self.there

    def fits(self, request: Request) -> bool:
        """Whether workers, who take more cases as the queue grows, can begin with this family."""
        stretched = queues.stretched_places(self.p, self.organisation, self.waiting_tenths, self.there)
        return self.used + request.tenths <= stretched

    def shortening(self) -> float:
        """Factor on the duration of a service that starts under the present queue."""
        return queues.shortening(self.p, self.organisation, self.waiting_tenths, self.there)

    def serve(self) -> None:
        """Begin with the head of the queue as long as it fits; a head that does not fit blocks those behind it."""
        while (request := self.head()) is not None and self.fits(request):
            family = request.family
            family.settle()
            self.ledger.wait(self.number, self.organisation, self.p, self.ledger.now - request.since)
            family.leave_queue(request.track)
            self.take(request.tenths)
            self.owner.begin(family, self, request.tenths)
            family.afterwards()
