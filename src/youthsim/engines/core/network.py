"""A plain queueing network on the event list, the pools and the random numbers of the core engine.

Queueing theory knows such networks exactly, so they show whether time, queues and chance are right. A network is
data: stations with servers and a service time; customers of up to three priority classes that arrive by Poisson
streams, one per station and class; and a matrix of routing probabilities, the rest of each row leaving. A customer
keeps its class. Service is not interrupted; within a class it is first come, first served.

Method: a customer takes a slot, as a family does in the chain; slots are used again after it has left, but all
draws are keyed by the number of the customer (or of the stream of arrivals) and by how many it has drawn. Times are
whole ticks: a service is rounded up, arrivals keep their exact time beside the tick so that rounding does not add up.
Only what happens between ``warmup_days`` and the end is written down. Numbers in queue and service are integrated
at every change, the times of single customers are added up by themselves, cut off at both edges of the window;
Little's law says that the two are equal, to the tick.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from youthsim.chain.family import ticks
from youthsim.chain.states import CLASSES
from youthsim.compiled import entry, kernel
from youthsim.engines.core import columns as C
from youthsim.engines.core import pools
from youthsim.engines.core.calendar import next_event, schedule
from youthsim.engines.core.handle import Handle
from youthsim.randomness.keyed import PARTS, erlang, exponential, replication_key, uniform
from youthsim.randomness.streams import stream

DETERMINISTIC = 0
EXPONENTIAL = 1
UNLIMITED = 1 << 40
FIRST_ROOM = 256
KIND_ARRIVES, KIND_SERVED = 0, 1
FINISHED, FULL = 0, 1
ARRIVAL_STREAM, SERVICE_STREAM, ROUTING_STREAM = (
    stream(f"network_{name}") for name in ("arrival", "service", "routing")
)

# Columns of a slot: who is there, of which class, where, since when, and how many draws it has had.
Z_CUSTOMER, Z_CLASS, Z_STATION, Z_SINCE, Z_STEPS, Z_NEXT_FREE = range(6)
# Scalars beyond those of the engine.
G_FREE, G_NUMBER, G_WINDOW = C.SCALARS, C.SCALARS + 1, C.SCALARS + 2
# What is added up per station and class.
(T_ARRIVED, T_STARTED, T_SERVED, T_WAITED, T_WAITING, T_WAIT_CUT, T_SERVICE_CUT, T_IN_QUEUE, T_IN_SERVICE,
 T_CHANGED) = range(10)  # fmt: skip
TALLIES = 10


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

    Raises:
        ValueError: the tables do not fit together, or a number is not possible.
    """

    stations: tuple[Station, ...]
    arrivals: tuple[tuple[float, ...], ...]
    routing: tuple[tuple[float, ...], ...] = ()

    def __post_init__(self) -> None:
        size = len(self.stations)
        if len(self.arrivals) != size or (self.routing and len(self.routing) != size):
            raise ValueError(f"arrivals and routing need one row for each of the {size} stations")
        if any(not 1 <= len(row) <= CLASSES or min(row) < 0.0 for row in self.arrivals):
            raise ValueError(f"each row of arrivals has 1 to {CLASSES} rates, none below 0")
        if any(len(row) != size or min(row) < 0.0 or sum(row) > 1.0 + 1e-12 for row in self.routing):
            raise ValueError(f"each row of routing has {size} probabilities that add up to 1 at most")
        if any(s.mean_days <= 0.0 or not 0 <= s.stages <= PARTS for s in self.stations):
            raise ValueError(f"a service needs a mean above 0 days and 0 to {PARTS} stages")
        if any(s.servers is not None and s.servers < 1 for s in self.stations):
            raise ValueError("a station needs a server at least")


@dataclass(frozen=True, slots=True)
class NetworkResult:
    """What was seen within the window; every array is [stations, classes].

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
    """Mean of the squared wait of the same, in days² (NaN where none started)."""
    mean_in_queue: np.ndarray
    mean_in_service: np.ndarray
    in_queue_ticks: np.ndarray
    in_service_ticks: np.ndarray
    wait_ticks_inside: np.ndarray
    service_ticks_inside: np.ndarray


class Plain(Handle):
    """The arrays of one run of a network."""

    FIELDS = (
        ("key", "u8", 1),  # [1]
        ("scalars", "i8", 1),
        ("arrivals", "f8", 2),  # [stations, classes] per day
        ("routing", "f8", 2),  # [stations, stations]
        ("mean", "f8", 1),  # [stations] days
        ("stages", "i8", 1),  # [stations]
        ("slot", "i8", 2),  # [slots, columns]
        ("exact", "f8", 1),  # [streams of arrivals] exact time of the next arrival, in days
        ("number", "i8", 1),  # [streams of arrivals] arrivals so far
        ("node", "i4", 2),
        ("pool", "i8", 2),
        ("held", "f8", 2),
        ("dirty", "i8", 1),
        ("days", "i4", 1),
        ("links", "i4", 2),
        ("heap", "i8", 1),
        ("tally", "i8", 3),  # [stations, classes, tallies]
        ("present", "i8", 3),  # [stations, classes, 2] customers in queue and in service now
        ("squared", "f8", 2),  # [stations, classes] sum of squared waits, days²; whole ticks would overflow
    )


def run(network: Network, days: int, warmup_days: int = 0, *, seed: int = 0, replication: int = 0) -> NetworkResult:
    """Run a network that begins empty for so many days, and write down what happens after the warm-up."""
    if not 0 <= warmup_days < days:
        raise ValueError("the warm-up must end before the run does")
    room = FIRST_ROOM
    while True:
        w = _allocate(network, days, warmup_days, room)
        w.key[0] = replication_key(seed, replication)
        if _run(w, days * C.TICKS) == FINISHED:
            return _result(w, days - warmup_days)
        room *= 4  # more customers at once than slots: begin anew with more, which changes no draw


def _allocate(network: Network, days: int, warmup_days: int, room: int) -> Plain:
    """An empty network with so many slots for customers."""
    size = len(network.stations)
    arrivals = np.zeros((size, CLASSES))
    for station, row in enumerate(network.arrivals):
        arrivals[station, : len(row)] = row
    entities = room + size * CLASSES
    slot = np.zeros((room, Z_NEXT_FREE + 1), np.int64)
    slot[:, Z_NEXT_FREE] = np.append(np.arange(1, room), C.NOBODY)
    pool = np.zeros((size, C.POOL_COLUMNS), np.int64)
    pool[:, C.K_FIRST : C.K_LAST_2 + 1] = C.NOBODY
    pool[:, C.K_PLACES] = [UNLIMITED if s.servers is None else s.servers for s in network.stations]
    links = np.full((entities, C.LINK_COLUMNS), C.NOBODY, np.int32)
    links[:, C.L_WHERE] = C.IN_NOTHING
    scalars = np.zeros(C.SCALARS + 3, np.int64)
    scalars[C.G_DAY], scalars[C.G_HORIZON], scalars[G_WINDOW] = -1, days * C.TICKS, warmup_days * C.TICKS
    return Plain(
        key=np.zeros(1, np.uint64),
        scalars=scalars,
        arrivals=arrivals,
        routing=np.array(network.routing or np.zeros((size, size)), float),
        mean=np.array([s.mean_days for s in network.stations]),
        stages=np.array([s.stages for s in network.stations]),
        slot=slot,
        exact=np.zeros(size * CLASSES),
        number=np.zeros(size * CLASSES, np.int64),
        node=np.full((room, C.NODE_COLUMNS), C.NOBODY, np.int32),
        pool=pool,
        held=np.zeros((size, 3)),
        dirty=np.zeros(size + 1, np.int64),
        days=np.full(days + 2, C.NOBODY, np.int32),
        links=links,
        heap=np.zeros(entities + 64, np.int64),
        tally=np.zeros((size, CLASSES, TALLIES), np.int64),
        present=np.zeros((size, CLASSES, 2), np.int64),
        squared=np.zeros((size, CLASSES)),
    )


def _result(w: Plain, days: int) -> NetworkResult:
    """The tallies by name."""
    tally = w.tally
    ticks = days * C.TICKS
    with np.errstate(invalid="ignore", divide="ignore"):
        mean_wait = tally[:, :, T_WAITING] / tally[:, :, T_STARTED] / C.TICKS
        mean_squared_wait = w.squared / tally[:, :, T_STARTED]
    return NetworkResult(
        days=float(days),
        arrived=tally[:, :, T_ARRIVED],
        started=tally[:, :, T_STARTED],
        served=tally[:, :, T_SERVED],
        waited=tally[:, :, T_WAITED],
        mean_wait_days=mean_wait,
        mean_squared_wait_days2=mean_squared_wait,
        mean_in_queue=tally[:, :, T_IN_QUEUE] / ticks,
        mean_in_service=tally[:, :, T_IN_SERVICE] / ticks,
        in_queue_ticks=tally[:, :, T_IN_QUEUE],
        in_service_ticks=tally[:, :, T_IN_SERVICE],
        wait_ticks_inside=tally[:, :, T_WAIT_CUT],
        service_ticks_inside=tally[:, :, T_SERVICE_CUT],
    )


@kernel
def _inside(w, now):
    """Whether this moment is written down."""
    return now >= w.scalars[G_WINDOW]


@kernel
def _change(w, station, queue_class, what, change, now):
    """Change the number in queue (0) or service (1), and integrate what it was until now."""
    t = w.tally[station, queue_class]
    ticks = now - max(t[T_CHANGED], w.scalars[G_WINDOW])
    if ticks > 0:
        t[T_IN_QUEUE] += w.present[station, queue_class, 0] * ticks
        t[T_IN_SERVICE] += w.present[station, queue_class, 1] * ticks
    t[T_CHANGED] = now
    w.present[station, queue_class, what] += change


@kernel
def _cut(w, since, now):
    """The part of a time that lies within the window."""
    return max(0, now - max(since, w.scalars[G_WINDOW]))


@kernel
def _next_arrival(w, source):
    """Put the next arrival of a stream on the calendar."""
    rate = w.arrivals[source // CLASSES, source % CLASSES]
    if rate <= 0.0:
        return
    w.exact[source] += exponential(w.key[0], -1 - source, ARRIVAL_STREAM, w.number[source]) / rate
    w.number[source] += 1
    tick = int(w.exact[source] * C.TICKS) + 1
    schedule(w.days, w.links, w.heap, w.scalars, w.slot.shape[0] + source, tick, KIND_ARRIVES, 0)


@kernel
def _joins(w, z, station, now):
    """The customer of a slot joins the queue of a station."""
    s = w.slot[z]
    s[Z_STATION], s[Z_SINCE] = station, now
    if _inside(w, now):
        w.tally[station, s[Z_CLASS], T_ARRIVED] += 1
    _change(w, station, s[Z_CLASS], 0, 1, now)
    pools.enqueue(w.pool, w.node, w.held, w.dirty, w.scalars, C.G_DIRTY, station, z, s[Z_CLASS], 1, now)


@kernel
def _arrives(w, source, now):
    """A new customer takes a slot. False when there is none."""
    z = w.scalars[G_FREE]
    if z == C.NOBODY:
        return False
    s = w.slot[z]
    w.scalars[G_FREE] = s[Z_NEXT_FREE]
    # Numbers are apart by stream and count, so that a customer keeps its number whatever other streams do.
    s[Z_CUSTOMER] = w.number[source] * w.number.size + source
    s[Z_CLASS], s[Z_STEPS] = source % CLASSES, 0
    _next_arrival(w, source)
    _joins(w, z, source // CLASSES, now)
    return True


@kernel
def _service_ticks(w, z):
    """How long this service takes."""
    s = w.slot[z]
    station = s[Z_STATION]
    days = w.mean[station]
    if w.stages[station] != DETERMINISTIC:
        index = s[Z_STEPS] * PARTS
        days = erlang(w.key[0], s[Z_CUSTOMER], SERVICE_STREAM, index, days, w.stages[station])
    return max(1, ticks(days))


@kernel
def _begins(w, z, now):
    """The head of a queue is served."""
    s = w.slot[z]
    station, queue_class = s[Z_STATION], s[Z_CLASS]
    t = w.tally[station, queue_class]
    t[T_WAIT_CUT] += _cut(w, s[Z_SINCE], now)
    if _inside(w, now):
        t[T_STARTED] += 1
        t[T_WAITED] += 1 if now > s[Z_SINCE] else 0
        t[T_WAITING] += now - s[Z_SINCE]
        days = (now - s[Z_SINCE]) / C.TICKS
        w.squared[station, queue_class] += days * days
    _change(w, station, queue_class, 0, -1, now)
    _change(w, station, queue_class, 1, 1, now)
    pools.leave(w.pool, w.node, w.held, w.dirty, w.scalars, C.G_DIRTY, z, now)
    pools.take(w.pool, w.held, station, 1, now)
    s[Z_SINCE] = now
    schedule(w.days, w.links, w.heap, w.scalars, z, now + _service_ticks(w, z), KIND_SERVED, station + 1)


@kernel
def _served(w, z, now):
    """A service ends: the customer goes on to another station, or leaves."""
    s = w.slot[z]
    station, queue_class = s[Z_STATION], s[Z_CLASS]
    t = w.tally[station, queue_class]
    t[T_SERVICE_CUT] += _cut(w, s[Z_SINCE], now)
    if _inside(w, now):
        t[T_SERVED] += 1
    _change(w, station, queue_class, 1, -1, now)
    pools.release(w.pool, w.held, w.dirty, w.scalars, C.G_DIRTY, station, 1, now)
    u = uniform(w.key[0], s[Z_CUSTOMER], ROUTING_STREAM, s[Z_STEPS])
    s[Z_STEPS] += 1
    for target in range(w.mean.size):
        u -= w.routing[station, target]
        if u < 0.0:
            _joins(w, z, target, now)
            return
    s[Z_NEXT_FREE] = w.scalars[G_FREE]
    w.scalars[G_FREE] = z


@kernel
def _serve_all(w, now):
    """Serve every queue that got room or a newcomer."""
    while w.scalars[C.G_DIRTY] > 0:
        w.scalars[C.G_DIRTY] -= 1
        k = w.dirty[w.scalars[C.G_DIRTY]]
        w.pool[k, C.K_DIRTY] = 0
        z = pools.head(w.pool, k)
        while z != C.NOBODY and w.pool[k, C.K_USED] < w.pool[k, C.K_PLACES]:
            _begins(w, z, now)
            z = pools.head(w.pool, k)


@kernel
def _close(w, until):
    """Add the parts of waits and services that are still going on at the end."""
    for station in range(w.mean.size):
        for queue_class in range(CLASSES):
            _change(w, station, queue_class, 0, 0, until)
    free = np.zeros(w.slot.shape[0], np.int64)
    z = w.scalars[G_FREE]
    while z != C.NOBODY:
        free[z] = 1
        z = w.slot[z, Z_NEXT_FREE]
    for z in range(w.slot.shape[0]):
        if free[z] == 0:
            waits = w.node[z, C.N_POOL] != C.NOBODY
            t = w.tally[w.slot[z, Z_STATION], w.slot[z, Z_CLASS]]
            t[T_WAIT_CUT if waits else T_SERVICE_CUT] += _cut(w, w.slot[z, Z_SINCE], until)


@entry
def _run(w, until):
    """Run from empty until the end. FULL when there were too few slots."""
    for source in range(w.number.size):
        _next_arrival(w, source)
    slots = w.slot.shape[0]
    while True:
        entity = next_event(w.days, w.links, w.heap, w.scalars, until)
        if entity == C.NOBODY:
            _close(w, until)
            return FINISHED
        now = w.links[entity, C.L_TICK]
        if entity < slots:
            _served(w, entity, now)
        elif not _arrives(w, entity - slots, now):
            return FULL
        _serve_all(w, now)
