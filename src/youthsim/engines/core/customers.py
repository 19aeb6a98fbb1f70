"""The steps of a queueing network: customers arrive, queue, are served, go on, leave. See ``network``.

A customer takes a slot of one line of the cache, which is used again after it has left; its record is written
when it leaves. The first columns are those of a place in a queue (``pools``). While it is served it stands in no
queue, and the links of the queue say where it is and where it goes next instead.

What a draw gives depends on its address only, so draws are made when it is cheapest: those that every customer of
a stream of arrivals needs, a block of customers at a time; where a customer goes next, when its service begins.
"""

import math

from youthsim.chain.family import ticks
from youthsim.chain.states import CLASSES
from youthsim.compiled import entry, kernel, step
from youthsim.engines.core import columns as C
from youthsim.engines.core import pages, pools
from youthsim.engines.core.durations import fill_ticks
from youthsim.engines.core.memory import at
from youthsim.engines.core.pages import plan
from youthsim.randomness.keyed import PARTS, address_of, erlang, uniform_at
from youthsim.randomness.streams import stream

DETERMINISTIC = 0
EXPONENTIAL = 1
KIND_ARRIVES, KIND_SERVED = 0, 1
FINISHED, FULL = 0, 1
ARRIVAL_STREAM, SERVICE_STREAM, ROUTING_STREAM, CLASS_STREAM = (
    stream(f"network_{name}") for name in ("arrival", "service", "routing", "class")
)
LEAST_ROOM = 16  # events for which there must be room before the loop goes on
LINES_PER_EVENT = 4  # lines of the log that one event can cause

# Columns of a slot after those of a place in a queue: who, how many services it has had, when it came, how often and
# how long it was at the station that records follow, and how long it waited at each station.
Z_CUSTOMER, Z_STEPS, Z_ARRIVED, Z_VISITS, Z_STAYED, Z_WAITED = range(C.NODE_COLUMNS, C.NODE_COLUMNS + 6)
SLOT_COLUMNS = 16  # a line of the cache
MOST_WAITS = SLOT_COLUMNS - Z_WAITED
Z_STATION, Z_TARGET = C.N_NEXT, C.N_BEFORE  # while it is served
# Scalars beyond those of the event list.
G_FREE, G_FRESH, G_FOLLOW, G_RECORDS, G_LINES, G_LOGGING, G_EVENTS = range(pages.PAGES_SCALARS, pages.PAGES_SCALARS + 7)
SCALARS = G_EVENTS + 1
NO_RECORDS = -1
# What is added up per station and class: arrivals, services started, of these after a wait, and ended; whole waits of
# services that started, whole times of services that ended; and for the integrals of the numbers in queue and in
# service the ticks of all changes, those down less those up.
T_ARRIVED, T_STARTED, T_WAITED, T_SERVED, T_WAITING, T_SERVED_TICKS, T_IN_QUEUE, T_IN_SERVICE = range(8)
TALLIES = 8
# Columns of a record; the waits per station follow.
Q_CUSTOMER, Q_CLASS, Q_ARRIVED, Q_LEFT, Q_VISITS, Q_STAYED, Q_WAITED = range(7)
RECORD_COLUMNS = Q_WAITED + MOST_WAITS
# Columns of a line of the log, and what it may tell.
E_TICK, E_CUSTOMER, E_EVENT, E_STATION = range(4)
LINE_COLUMNS = 4
ARRIVES, STARTS, ENDS = range(3)
# What draws made ahead say of each customer of a stream of arrivals: its class, how long its first service takes and
# where it goes then, and when the next one comes.
BLOCK = 64
B_CLASS, B_SERVICE, B_TARGET, B_NEXT = range(4)
DRAWS = 4
NO_SHARE = 2.0  # where classes are not drawn, no number is as large
WAYS = 4  # ways out of a station are looked at in blocks of so many, without asking


@step
def _log(w, customer, event, station, now):
    """Write a line of the log, if there is one."""
    if w.scalars[G_LOGGING] == 0:
        return
    line = w.scalars[G_LINES]
    w.scalars[G_LINES] = line + 1
    row = w.log[at(line)]
    row[E_TICK], row[E_CUSTOMER], row[E_EVENT], row[E_STATION] = now, customer, event, station


@step
def _target(w, station, u):
    """Where a customer goes next, the number of stations when it leaves."""
    ways = w.routing[at(station)]
    way = 0
    for block in range(0, ways.size, WAYS):
        way += int(u >= ways[at(block)]) + int(u >= ways[at(block + 1)])
        way += int(u >= ways[at(block + 2)]) + int(u >= ways[at(block + 3)])
    return w.goal[at(station), at(way)]


@kernel
def _draw_ahead(w, source, first):
    """Make the draws of a block of arrivals of a stream, and of the first services of those who come.

    Short loops over rows of numbers, of which the compiler makes eight at once.
    """
    key, station, ahead = w.key[0], source // CLASSES, w.ahead[at(source)]
    gaps, services, routes, classes = w.drawn[0], w.drawn[1], w.drawn[2], w.drawn[3]
    arrivals, streams = address_of(key, -1 - source), w.number.size
    for k in range(BLOCK):
        gaps[k] = uniform_at(arrivals, ARRIVAL_STREAM, first + k)
    for k in range(BLOCK):
        customer = address_of(key, (first + k) * streams + source)
        services[k] = uniform_at(customer, SERVICE_STREAM, 0)
        routes[k] = uniform_at(customer, ROUTING_STREAM, 0)
        classes[k] = uniform_at(customer, CLASS_STREAM, 0)
    _count_up_to(classes, w.shares, source % CLASSES, ahead[B_CLASS])
    _count_up_to(routes, w.routing[at(station)], 0, ahead[B_TARGET])
    for k in range(BLOCK):
        ahead[B_TARGET, k] = w.goal[at(station), at(ahead[B_TARGET, k])]
    if w.stages[at(station)] == EXPONENTIAL:
        fill_ticks(services, w.mean[at(station)], ahead[B_SERVICE])
    _time_arrivals(w, source, gaps, ahead[B_NEXT])


@step
def _count_up_to(numbers, bounds, first, found):
    """``first`` and how many of the bounds each number reaches."""
    for k in range(BLOCK):
        found[k] = first
    for place in range(bounds.size):
        bound = bounds[at(place)]
        for k in range(BLOCK):
            found[k] += int(numbers[k] >= bound)


@step
def _time_arrivals(w, source, gaps, found):
    """The ticks of a block of arrivals, each the exact time rounded up; none lies beyond the horizon."""
    rate, horizon, exact = w.arrivals[source // CLASSES, source % CLASSES], w.scalars[C.G_HORIZON], w.exact[at(source)]
    for k in range(BLOCK):
        exact += -math.log(gaps[k]) / rate
        tick = exact * C.TICKS
        # A rate may be so small that the time is no whole number any more.
        found[k] = int(tick) + 1 if tick < horizon else horizon
    w.exact[at(source)] = exact


@step
def plan_arrival(w, source):
    """Plan the next arrival of a stream."""
    count = w.number[at(source)]
    w.number[at(source)] = count + 1
    tick = w.ahead[at(source), B_NEXT, at(count % BLOCK)]
    plan(w.days, w.words, w.heap, w.scalars, tick, KIND_ARRIVES, 0, source)


@step
def _is_served(w, z, station, queue_class, duration, target, now):
    """The service of a customer begins."""
    s = w.slot[at(z)]
    t = w.tally[at(station * CLASSES + queue_class)]
    t[T_STARTED] += 1
    t[T_IN_SERVICE] -= now
    w.pool[at(station), C.K_USED] += 1
    s[C.N_SINCE], s[Z_STATION], s[Z_TARGET] = now, station, target
    _log(w, s[Z_CUSTOMER], STARTS, station, now)
    plan(w.days, w.words, w.heap, w.scalars, now + duration, KIND_SERVED, station + 1, z)


@step
def _draw_and_serve(w, z, station, queue_class, now):
    """Draw how long the service takes and where the customer goes next; the service begins."""
    s = w.slot[at(z)]
    customer, steps, stages = address_of(w.key[0], s[Z_CUSTOMER]), s[Z_STEPS], w.stages[at(station)]
    days = w.mean[at(station)]
    if stages == EXPONENTIAL:
        days *= -math.log(uniform_at(customer, SERVICE_STREAM, steps * PARTS))
    elif stages != DETERMINISTIC:
        days = erlang(w.key[0], s[Z_CUSTOMER], SERVICE_STREAM, steps * PARTS, days, stages)
    target = _target(w, station, uniform_at(customer, ROUTING_STREAM, steps))
    _is_served(w, z, station, queue_class, max(1, ticks(days)), target, now)


@step
def _queues(w, z, station, queue_class, now):
    """The customer joins the queue of the station."""
    w.tally[at(station * CLASSES + queue_class), T_IN_QUEUE] -= now
    pools.line_up(w.pool, w.slot, station, z, queue_class, 1, now)


@kernel
def _is_called(w, station, now):
    """The head of a queue comes out of it, and its service begins."""
    z = pools.head(w.pool, station)
    s = w.slot[at(z)]
    since, queue_class = s[C.N_SINCE], s[C.N_CLASS]
    pools.step_out(w.pool, w.slot, z)
    t = w.tally[at(station * CLASSES + queue_class)]
    t[T_IN_QUEUE] += now
    waited = now - since
    t[T_WAITING] += waited
    if w.scalars[G_FOLLOW] != NO_RECORDS:
        s[at(Z_WAITED + station)] += waited
    t[T_WAITED] += 1 if waited > 0 else 0
    w.squares[at(station * CLASSES + queue_class)] += float(waited) * float(waited)
    _draw_and_serve(w, z, station, queue_class, now)


@step
def _has_room(w, station):
    """Whether a newcomer is served at once."""
    return w.pool[at(station), C.K_QUEUE] == 0 and w.pool[at(station), C.K_USED] < w.pool[at(station), C.K_PLACES]


@step
def _free_slot(w):
    """A slot for a newcomer: one given back, else one never used."""
    z = w.scalars[G_FREE]
    if z != C.NOBODY:
        w.scalars[G_FREE] = w.slot[at(z), C.N_NEXT]
        return z
    z = w.scalars[G_FRESH]
    w.scalars[G_FRESH] = z + 1
    return z


@step
def _arrives(w, source, now):
    """A new customer comes, and is served or queues."""
    station, count = source // CLASSES, w.number[at(source)]
    if count % BLOCK == 0:
        _draw_ahead(w, source, count)
    ahead, place = w.ahead[at(source)], count % BLOCK
    queue_class = ahead[B_CLASS, at(place)]
    z = _free_slot(w)
    s = w.slot[at(z)]
    # Numbers are apart by stream and count, so that a customer keeps its number whatever other streams do.
    customer = count * w.number.size + source
    for column in range(C.NODE_COLUMNS, SLOT_COLUMNS):
        s[column] = 0
    s[Z_CUSTOMER], s[Z_ARRIVED], s[C.N_CLASS], s[C.N_POOL] = customer, now, queue_class, C.NOBODY
    w.tally[at(station * CLASSES + queue_class), T_ARRIVED] += 1
    _log(w, customer, ARRIVES, station, now)
    if not _has_room(w, station):
        _queues(w, z, station, queue_class, now)
    elif w.stages[at(station)] == EXPONENTIAL:
        _is_served(w, z, station, queue_class, ahead[B_SERVICE, at(place)], ahead[B_TARGET, at(place)], now)
    else:
        _draw_and_serve(w, z, station, queue_class, now)
    plan_arrival(w, source)


@step
def _write_record(w, z, left):
    """Write down what happened to a customer (who left at that tick; NOBODY when still there)."""
    s = w.slot[at(z)]
    place = w.scalars[G_RECORDS]
    w.scalars[G_RECORDS] = place + 1
    q = w.records[at(place)]
    q[Q_CUSTOMER], q[Q_CLASS], q[Q_ARRIVED], q[Q_LEFT] = s[Z_CUSTOMER], s[C.N_CLASS], s[Z_ARRIVED], left
    q[Q_VISITS], q[Q_STAYED] = s[Z_VISITS], s[Z_STAYED]
    for station in range(MOST_WAITS):
        q[Q_WAITED + station] = s[Z_WAITED + station]


@step
def _served(w, z, now):
    """A service ends: the customer goes on to another station, or leaves; the place goes to the next."""
    s = w.slot[at(z)]
    station, target, queue_class, since = s[Z_STATION], s[Z_TARGET], s[C.N_CLASS], s[C.N_SINCE]
    t = w.tally[at(station * CLASSES + queue_class)]
    t[T_SERVED] += 1
    t[T_SERVED_TICKS] += now - since
    t[T_IN_SERVICE] += now
    w.pool[at(station), C.K_USED] -= 1
    s[Z_STEPS] += 1
    if station == w.scalars[G_FOLLOW]:
        s[Z_VISITS] += 1
        s[Z_STAYED] += now - since
    _log(w, s[Z_CUSTOMER], ENDS, station, now)
    if target == w.mean.size:
        if w.scalars[G_FOLLOW] != NO_RECORDS:
            _write_record(w, z, now)
        s[Z_CUSTOMER] = C.NOBODY
        s[C.N_NEXT] = w.scalars[G_FREE]
        w.scalars[G_FREE] = z
    else:
        w.tally[at(target * CLASSES + queue_class), T_ARRIVED] += 1
        if _has_room(w, target):
            _draw_and_serve(w, z, target, queue_class, now)
        else:
            _queues(w, z, target, queue_class, now)
    if w.pool[at(station), C.K_QUEUE] > 0 and w.pool[at(station), C.K_USED] < w.pool[at(station), C.K_PLACES]:
        _is_called(w, station, now)


@kernel
def _room(w):
    """For how many events there is room in slots, records and log."""
    present = 0
    for station in range(w.mean.size):
        present += w.pool[at(station), C.K_USED] + w.pool[at(station), C.K_QUEUE]
    room = w.slot.shape[0] - present
    if w.scalars[G_FOLLOW] != NO_RECORDS:
        room = min(room, w.records.shape[0] - w.scalars[G_RECORDS])
    if w.scalars[G_LOGGING] > 0:
        room = min(room, (w.log.shape[0] - w.scalars[G_LINES]) // LINES_PER_EVENT)
    return room


@entry
def open_doors(w):
    """Plan the first arrival of every stream."""
    for source in range(w.number.size):
        if w.arrivals[source // CLASSES, source % CLASSES] > 0.0:
            _draw_ahead(w, source, 0)
            plan_arrival(w, source)


@entry
def advance(w, until):
    """Run all events before ``until`` (a whole day). FULL when room must be made first."""
    while True:
        room = _room(w)
        if room < LEAST_ROOM:
            return FULL
        for happened in range(room):
            key = pages.next_key(w.days, w.words, w.today, w.boxes, w.heap, w.scalars, w.slot, until)
            if key == pages.NOTHING:
                w.scalars[G_EVENTS] += happened
                return FINISHED
            now = w.scalars[C.G_DAY] * C.TICKS + (key >> pages.TICK_SHIFT)
            if (key >> pages.KIND_SHIFT) & pages.KIND_MASK == KIND_SERVED:
                _served(w, key & pages.ENTITY_MASK, now)
            else:
                _arrives(w, key & pages.ENTITY_MASK, now)
        w.scalars[G_EVENTS] += room


@entry
def under_way(w, now, so_far):
    """Add up per station and class how long waits (0) and services (1) that are going on have lasted so far."""
    for z in range(w.scalars[G_FRESH]):
        s = w.slot[z]
        if s[Z_CUSTOMER] != C.NOBODY:
            waits = s[C.N_POOL] != C.NOBODY
            station = s[C.N_POOL] if waits else s[Z_STATION]
            so_far[station * CLASSES + s[C.N_CLASS], 0 if waits else 1] += now - s[C.N_SINCE]


@entry
def write_last_records(w, now):
    """Write the records of those who are still there at the end; a service counts as far as it has come."""
    for z in range(w.scalars[G_FRESH]):
        s = w.slot[z]
        if s[Z_CUSTOMER] != C.NOBODY:
            if s[C.N_POOL] == C.NOBODY and s[Z_STATION] == w.scalars[G_FOLLOW]:
                s[Z_VISITS] += 1
                s[Z_STAYED] += now - s[C.N_SINCE]
            _write_record(w, z, C.NOBODY)
