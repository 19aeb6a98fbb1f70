"""A plain queueing network on the event list, the pools and the random numbers of the core engine.

Queueing theory knows such networks exactly, so they show whether time, queues and chance are right. A network is
data: stations with servers and a service time; customers of up to three priority classes that arrive by Poisson
streams, one per station and class; and a matrix of routing probabilities, the rest of each row leaving. A customer
keeps its class. Service is not interrupted; within a class it is first come, first served.

Method: a customer takes a slot, as a family does in the chain; slots are used again after it has left, but all
draws are keyed by the number of the customer (or of the stream of arrivals) and by how many it has drawn. Times are
whole ticks: a service is rounded up, arrivals keep their exact time beside the tick so that rounding does not add up.
Only what happens between ``warmup_days`` and the end is added up. The integral of a number over the window is worked
out from the number at both edges and the ticks of its changes. The times of single customers are added up by
themselves, and what lies outside of the window is taken off for those who are there at an edge; Little's law says
that the two are equal, to the tick.

What happens to a customer is in ``customers``, the event list in ``pages``, the queues in ``pools``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from youthsim.chain.states import CLASSES
from youthsim.engines.core import columns as C
from youthsim.engines.core import customers as Z
from youthsim.engines.core import pages
from youthsim.engines.core.customers import DETERMINISTIC, EXPONENTIAL
from youthsim.engines.core.handle import Handle
from youthsim.engines.core.memory import together
from youthsim.randomness.keyed import PARTS, replication_key

__all__ = ["DETERMINISTIC", "EXPONENTIAL", "Network", "NetworkResult", "Reading", "Replications", "Station", "run"]

UNLIMITED = 1 << 40
FIRST_ROOM = 1024  # customers at once; more room is made when it is needed
LINES = 1 << 10  # rows of the log at first
MORE_THAN_EXPECTED = 1.05  # records for which room is made at first, as a share of the arrivals to expect
LARGEST = (1 << 31) - 1
LONGEST = 1e9  # days of a service on average, so that ticks stay whole numbers


@dataclass(frozen=True, slots=True)
class Station:
    """A place of service: ``servers`` (None: as many as are needed), mean service time, and its regularity.

    ``stages`` is DETERMINISTIC (0), EXPONENTIAL (1), or the number of stages of an Erlang.
    """

    servers: int | None
    mean_days: float
    stages: int = EXPONENTIAL


@dataclass(frozen=True, slots=True)
class Network:
    """Stations, ``arrivals[station][class]`` per day, and ``routing[station][station]``; what is left out leaves.

    With ``class_shares`` each row of arrivals has one rate, and a newcomer's class is drawn with these shares.

    Raises:
        ValueError: the tables do not fit together, or a number is not possible.
    """

    stations: tuple[Station, ...]
    arrivals: tuple[tuple[float, ...], ...]
    routing: tuple[tuple[float, ...], ...] = ()
    class_shares: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        size = len(self.stations)
        if len(self.arrivals) != size or (self.routing and len(self.routing) != size):
            raise ValueError(f"arrivals and routing need one row for each of the {size} stations")
        if any(not 1 <= len(row) <= CLASSES or min(row) < 0.0 for row in self.arrivals):
            raise ValueError(f"each row of arrivals has 1 to {CLASSES} rates, none below 0")
        if any(len(row) != size or min(row) < 0.0 or sum(row) > 1.0 + 1e-12 for row in self.routing):
            raise ValueError(f"each row of routing has {size} probabilities that add up to 1 at most")
        if any(not 0.0 < s.mean_days <= LONGEST or not 0 <= s.stages <= PARTS for s in self.stations):
            raise ValueError(f"a service needs a mean above 0 days (at most {LONGEST:g}) and 0 to {PARTS} stages")
        if any(s.servers is not None and s.servers < 1 for s in self.stations):
            raise ValueError("a station needs a server at least")
        if self.class_shares:
            self._check_shares()

    def _check_shares(self) -> None:
        shares = self.class_shares
        if len(shares) > CLASSES or min(shares) < 0.0 or abs(sum(shares) - 1.0) > 1e-9:
            raise ValueError(f"class shares are at most {CLASSES} numbers from 0 on that add up to 1")
        if any(len(row) != 1 for row in self.arrivals):
            raise ValueError("where classes are drawn, each row of arrivals has one rate")


@dataclass(frozen=True, slots=True)
class Reading:
    """What is there at the beginning of a day, per station, and what was added up in the window until then.

    ``started``, ``served`` and ``served_ticks`` (the whole times of the services that ended) are [stations, classes].
    """

    day: int
    in_queue: np.ndarray
    in_service: np.ndarray
    started: np.ndarray
    served: np.ndarray
    served_ticks: np.ndarray


@dataclass(frozen=True, slots=True)
class NetworkResult:
    """What was seen within the window; every array without a note is [stations, classes].

    ``in_queue_ticks`` and ``in_service_ticks`` integrate numbers over time; ``wait_ticks_inside`` and
    ``service_ticks_inside`` add up the parts of single waits and services that lie within the window.
    """

    days: float
    arrived: np.ndarray
    started: np.ndarray
    served: np.ndarray
    waited: np.ndarray
    """Services started after a wait of a tick or more."""
    mean_wait_days: np.ndarray
    """Mean wait of those whose service started within the window (NaN where none did)."""
    mean_squared_wait_days2: np.ndarray
    """Mean squared wait of the same."""
    mean_in_queue: np.ndarray
    mean_in_service: np.ndarray
    in_queue_ticks: np.ndarray
    in_service_ticks: np.ndarray
    wait_ticks_inside: np.ndarray
    service_ticks_inside: np.ndarray
    customers: int = 0
    """Who came, from the first day on."""
    events: int = 0
    """Arrivals from outside and ends of services, from the first day on."""
    readings: tuple[Reading, ...] = ()
    records: np.ndarray | None = None
    """One row per customer, in the order of leaving, those still there at the end: see ``customers`` for columns."""
    log: np.ndarray | None = None
    """One row per arrival, start and end of service, in the order of events: tick, customer, event, station."""


class Plain(Handle):
    """The arrays of one run of a network."""

    FIELDS = (
        ("key", "u8", (1,)),
        ("scalars", "i8", (Z.SCALARS,)),
        ("arrivals", "f8", (None, CLASSES)),  # [stations, classes] per day
        ("routing", "f8", 2),  # [stations, ways] cumulative probabilities, in whole blocks of ways
        ("goal", "i8", 2),  # [stations, ways + 1] where the ways go; after the last one, out
        ("shares", "f8", (CLASSES - 1,)),  # [classes - 1] cumulative
        ("mean", "f8", 1),  # [stations] days
        ("stages", "i8", 1),  # [stations]
        ("slot", "i4", (None, Z.SLOT_COLUMNS)),
        ("exact", "f8", 1),  # [streams of arrivals] exact time of the last arrival of the block, in days
        ("number", "i8", 1),  # [streams of arrivals] arrivals so far
        ("ahead", "i8", (None, Z.DRAWS, Z.BLOCK)),  # [streams of arrivals, draws, block]
        ("drawn", "f8", (Z.DRAWS, Z.BLOCK)),  # numbers on their way to a block
        ("pool", "i8", (None, C.POOL_COLUMNS)),
        ("days", "i4", 1),
        ("words", "i8", 1),
        ("today", "i8", 1),
        ("boxes", "i8", (pages.BOXES,)),
        ("heap", "i8", 1),
        ("tally", "i8", (None, Z.TALLIES)),  # [stations x classes, tallies]
        ("squares", "f8", 1),  # [stations x classes] ticks squared
        ("records", "i4", (None, Z.RECORD_COLUMNS)),
        ("log", "i4", (None, Z.LINE_COLUMNS)),
    )


class Replications:
    """Runs a network again and again in the same memory, which is faster than taking new memory each time.

    Args:
        days: how long a run lasts; it begins empty. warmup_days: days at the beginning that are not added up.
        readings: days from the warm-up on at whose beginning stocks are read. follow: keep a record of every customer,
            with visits and time at this station. log: keep the event log. None of the three changes what happens.

    Raises:
        ValueError: days that do not fit together, or more customers than can be numbered.
    """

    def __init__(
        self,
        network: Network,
        days: int,
        warmup_days: int = 0,
        *,
        readings: Sequence[int] = (),
        follow: int | None = None,
        log: bool = False,
    ) -> None:
        _check(network, days, warmup_days, readings, follow)
        self._days, self._warmup_days, self._readings = days, warmup_days, frozenset(readings)
        self._follow, self._log = follow, log
        self._w = _allocate(network, days, follow, log)

    def run(self, seed: int = 0, replication: int = 0) -> NetworkResult:
        """One replication. Its records and its log lie in memory that the next one overwrites."""
        self._begin(replication_key(seed, replication))
        self._advance(self._warmup_days)
        opened = _edge(self._w, self._warmup_days)
        self._w.tally[:] = 0
        self._w.squares[:] = 0.0
        read = []
        for day in sorted(self._readings | {self._days}):
            self._advance(day)
            if day in self._readings:
                read.append(_reading(self._w, day))
        closed = _edge(self._w, self._days, opened)
        if self._follow is not None:
            self._make_room(self._present())
            Z.write_last_records(self._w, self._days * C.TICKS)
        return _result(self._w, opened, closed, tuple(read), self._follow is not None, self._log)

    def _begin(self, key: int) -> None:
        """Empty the network."""
        w = self._w
        w.key[0] = key
        w.pool[:, C.K_USED : C.K_FIRST] = 0
        w.pool[:, C.K_FIRST : C.K_LAST_2 + 1] = C.NOBODY
        for name in ("scalars", "exact", "number", "days", "tally"):
            getattr(w, name)[:] = 0
        w.scalars[C.G_DAY], w.scalars[C.G_HORIZON] = -1, self._days * C.TICKS
        w.scalars[Z.G_FREE] = C.NOBODY
        w.scalars[Z.G_FOLLOW] = Z.NO_RECORDS if self._follow is None else self._follow
        w.scalars[Z.G_LOGGING], w.scalars[pages.G_FRESH_PAGE] = int(self._log), pages.PAGE
        Z.open_doors(w)

    def _advance(self, day: int) -> None:
        """Run until the beginning of a day."""
        while Z.advance(self._w, day * C.TICKS) == Z.FULL:
            self._make_room(Z.LEAST_ROOM)

    def _present(self) -> int:
        """Customers who are there now."""
        return int(self._w.pool[:, [C.K_USED, C.K_QUEUE]].sum())

    def _make_room(self, needed: int) -> None:
        """More slots for customers, more records, a longer log, wherever fewer than needed are left."""
        w = self._w
        longer = {}
        if len(w.slot) - self._present() < Z.LEAST_ROOM:
            longer = {"slot": 2 * len(w.slot), **_lengths(2 * len(w.slot), w.number.size, w.days.size)}
        if self._follow is not None and len(w.records) - w.scalars[Z.G_RECORDS] < needed:
            longer["records"] = 2 * len(w.records) + needed
        if self._log and len(w.log) - w.scalars[Z.G_LINES] < Z.LEAST_ROOM * Z.LINES_PER_EVENT:
            longer["log"] = 2 * len(w.log)
        if longer:
            self._w = w.replaced(**_grown({name: getattr(w, name) for name in longer}, longer))


def run(
    network: Network,
    days: int,
    warmup_days: int = 0,
    *,
    seed: int = 0,
    replication: int = 0,
    readings: Sequence[int] = (),
    follow: int | None = None,
    log: bool = False,
) -> NetworkResult:
    """Run a network that begins empty for so many days, and add up what happens after the warm-up.

    Arguments and errors are those of ``Replications``.
    """
    return Replications(network, days, warmup_days, readings=readings, follow=follow, log=log).run(seed, replication)


def _check(network: Network, days: int, warmup_days: int, readings: Sequence[int], follow: int | None) -> None:
    size = len(network.stations)
    if not 0 <= warmup_days < days:
        raise ValueError("the warm-up must end before the run does")
    if any(not warmup_days <= day <= days for day in readings):
        raise ValueError(f"readings lie between the end of the warm-up, day {warmup_days}, and the end, day {days}")
    if follow is not None and not 0 <= follow < size:
        raise ValueError(f"the station to follow is one of 0 to {size - 1}")
    if follow is not None and size > Z.MOST_WAITS:
        raise ValueError(f"records have room for the waits at {Z.MOST_WAITS} stations, not for {size}")
    busiest = max(max(row) for row in network.arrivals)
    if days * C.TICKS > LARGEST or (1.1 * busiest * days + 1000) * size * CLASSES > LARGEST:
        raise ValueError("so many days or arrivals cannot be numbered; run fewer days")


def _grown(arrays: dict[str, np.ndarray], lengths: dict[str, int]) -> dict[str, np.ndarray]:
    """The same arrays with room for more rows."""
    longer = together(**{name: ((lengths[name], *a.shape[1:]), a.dtype) for name, a in arrays.items()})
    for name, array in arrays.items():
        longer[name][: len(array)] = array
    return longer


def _lengths(room: int, streams: int, days: int) -> dict[str, int]:
    """How long the arrays of the event list are with so many slots.

    A day has one page at most that is not full, so that these pages never run out.
    """
    entities = room + streams
    usable = min(days, entities) + entities // (pages.PAGE - 1) + 2
    return {"words": usable * pages.PAGE, "today": entities + pages.AHEAD, "heap": entities}


def _allocate(network: Network, days: int, follow: int | None, log: bool) -> Plain:
    """The arrays for a network; what runs change is set when a run begins."""
    size = len(network.stations)
    streams = size * CLASSES
    arrivals = np.zeros((size, CLASSES))
    for station, row in enumerate(network.arrivals):
        arrivals[station, : len(row)] = row
    routing, goal = _ways(network)
    shares = np.full(CLASSES - 1, Z.NO_SHARE)
    if network.class_shares:
        shares[: len(network.class_shares) - 1] = np.cumsum(network.class_shares)[:-1]
    expected = int(arrivals.sum() * days * MORE_THAN_EXPECTED)
    memory = together(
        pool=((size, C.POOL_COLUMNS), np.int64),
        tally=((streams, Z.TALLIES), np.int64),
        ahead=((streams, Z.DRAWS, Z.BLOCK), np.int64),
        drawn=((Z.DRAWS, Z.BLOCK), np.float64),
        days=(days + 2, np.int32),
        slot=((FIRST_ROOM, Z.SLOT_COLUMNS), np.int32),
        **{name: (length, np.int64) for name, length in _lengths(FIRST_ROOM, streams, days + 2).items()},
        log=((LINES if log else 1, Z.LINE_COLUMNS), np.int32),
        records=((1 if follow is None else expected + LINES, Z.RECORD_COLUMNS), np.int32),
    )
    memory["pool"][:, C.K_PLACES] = [UNLIMITED if s.servers is None else s.servers for s in network.stations]
    return Plain(
        key=np.zeros(1, np.uint64),
        scalars=np.zeros(Z.SCALARS, np.int64),
        arrivals=arrivals,
        routing=routing,
        goal=goal,
        shares=shares,
        mean=np.array([s.mean_days for s in network.stations]),
        stages=np.array([s.stages for s in network.stations]),
        exact=np.zeros(streams),
        number=np.zeros(streams, np.int64),
        boxes=np.zeros(pages.BOXES, np.int64),
        squares=np.zeros(streams),
        **memory,
    )


def _ways(network: Network) -> tuple[np.ndarray, np.ndarray]:
    """The ways from each station that customers take: cumulative probabilities, and where they go."""
    size = len(network.stations)
    table = np.array(network.routing or np.zeros((size, size)), float)
    most = max(1, int((table > 0.0).sum(axis=1).max()))
    most += -most % Z.WAYS
    routing, goal = np.ones((size, most)), np.full((size, most + 1), size)
    for station, row in enumerate(table):
        ways = np.flatnonzero(row)
        routing[station, : ways.size] = np.cumsum(row[ways])
        goal[station, : ways.size] = ways
    return routing, goal


def _reading(w: Plain, day: int) -> Reading:
    pool, tally = w.pool.copy(), w.tally.reshape(-1, CLASSES, Z.TALLIES).copy()
    return Reading(
        day=day,
        in_queue=pool[:, C.K_QUEUE],
        in_service=pool[:, C.K_USED],
        started=tally[:, :, Z.T_STARTED],
        served=tally[:, :, Z.T_SERVED],
        served_ticks=tally[:, :, Z.T_SERVED_TICKS],
    )


@dataclass(frozen=True, slots=True)
class _Edge:
    """Who is there at an edge of the window; all arrays are [stations, classes]."""

    tick: int
    in_queue: np.ndarray
    in_service: np.ndarray
    waited: np.ndarray
    """Ticks that those in the queue have waited so far."""
    served: np.ndarray
    """Ticks that those in service have been there so far."""


def _edge(w: Plain, day: int, since: _Edge | None = None) -> _Edge:
    """Who is there now; the tallies count from ``since`` (else from an empty network)."""
    tally = w.tally.reshape(-1, CLASSES, Z.TALLIES)
    so_far = np.zeros((w.number.size, 2), np.int64)
    Z.under_way(w, day * C.TICKS, so_far)
    queue_before, service_before = (0, 0) if since is None else (since.in_queue, since.in_service)
    return _Edge(
        tick=day * C.TICKS,
        in_queue=queue_before + tally[:, :, Z.T_ARRIVED] - tally[:, :, Z.T_STARTED],
        in_service=service_before + tally[:, :, Z.T_STARTED] - tally[:, :, Z.T_SERVED],
        waited=so_far[:, 0].reshape(-1, CLASSES),
        served=so_far[:, 1].reshape(-1, CLASSES),
    )


def _result(
    w: Plain, opened: _Edge, closed: _Edge, readings: tuple[Reading, ...], with_records: bool, with_log: bool
) -> NetworkResult:
    """The tallies by name."""
    tally = w.tally.reshape(-1, CLASSES, Z.TALLIES).copy()
    started = tally[:, :, Z.T_STARTED]
    ticks = closed.tick - opened.tick
    in_queue = closed.in_queue * closed.tick - opened.in_queue * opened.tick + tally[:, :, Z.T_IN_QUEUE]
    in_service = closed.in_service * closed.tick - opened.in_service * opened.tick + tally[:, :, Z.T_IN_SERVICE]
    with np.errstate(invalid="ignore", divide="ignore"):
        mean_wait = tally[:, :, Z.T_WAITING] / started / C.TICKS
        mean_squared = w.squares.reshape(-1, CLASSES) / started / C.TICKS**2
    return NetworkResult(
        days=ticks / C.TICKS,
        arrived=tally[:, :, Z.T_ARRIVED],
        started=started,
        served=tally[:, :, Z.T_SERVED],
        waited=tally[:, :, Z.T_WAITED],
        mean_wait_days=mean_wait,
        mean_squared_wait_days2=mean_squared,
        mean_in_queue=in_queue / ticks,
        mean_in_service=in_service / ticks,
        in_queue_ticks=in_queue,
        in_service_ticks=in_service,
        wait_ticks_inside=tally[:, :, Z.T_WAITING] + closed.waited - opened.waited,
        service_ticks_inside=tally[:, :, Z.T_SERVED_TICKS] + closed.served - opened.served,
        customers=int(np.maximum(w.number - 1, 0).sum()),
        events=int(w.scalars[Z.G_EVENTS]),
        readings=readings,
        records=w.records[: w.scalars[Z.G_RECORDS]] if with_records else None,
        log=w.log[: w.scalars[Z.G_LINES]] if with_log else None,
    )
