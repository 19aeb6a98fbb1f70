"""All that one replication of the core engine holds, as one handle of arrays."""

from __future__ import annotations

import numpy as np

from youthsim.chain.family import MAX_CHILDREN
from youthsim.chain.records import AREA_STATES, COUNTS, HISTOGRAM_BINS, STOCKS
from youthsim.chain.states import ORGANISATIONS
from youthsim.engines.core import agenda, pages
from youthsim.engines.core import columns as C
from youthsim.engines.core.handle import Handle
from youthsim.engines.core.memory import LINE, together
from youthsim.engines.recording import EVENT_DTYPE
from youthsim.randomness import streams

LOG_FULL_AT = 1 << 12  # lines after which the log is emptied, so that it stays near
LOG_ROOM = 1 << 16  # lines beyond that, beside those that one change of policy can cause; never used, they cost nothing
LINES_PER_FAMILY = 8
CHILD_ROOM = 1 << 12


class World(Handle):
    """The arrays of one replication; see ``columns`` for what stands where."""

    FIELDS = (
        ("key", "u8", 1),  # [1] the key of every draw
        ("scalars", "i8", 1),  # [SCALARS]
        ("params", "f8", 2),  # [areas, parameters] changed by the timeline
        ("youths", "f8", 1),  # [areas]
        ("births", "i8", (None, MAX_CHILDREN)),  # [areas, children] ticks from the entry of a family to a birth
        ("policy", "f8", (None, C.POLICY_COLUMNS)),  # [areas, POLICY_COLUMNS] worked out from the parameters
        ("region", "i8", 1),  # [areas]
        ("pool_of", "i8", 2),  # [areas, organisations + 2] the pool that serves the area; then its own GI, BJZ pool
        ("timeline_tick", "i8", 1),  # [changes]
        ("timeline_place", "i8", 2),  # [changes, 2] area, parameter
        ("timeline_value", "f8", 1),  # [changes]
        ("year_edge", "i8", 1),  # [years + 1] ticks
        ("area_families", "i8", 1),  # [areas]
        ("team_state", "f8", 2),  # [areas, A_STATES] where the teams begin
        ("warm_cumulative", "f8", 2),  # [risk nodes, states] of the mean field
        ("warm_state", "i8", 2),  # [states, 6] what each of them is, see ``warm``
        ("warm_voogdij", "f8", 1),  # [risk nodes] probability of children under voogdij
        ("warm_days", "f8", 1),  # [2] mean days of an OTS and of voogdij so far
        ("risk", "f8", 1),  # [cells] mean risk of equally likely cells
        ("family", "i4", (None, C.FAMILY_COLUMNS)),  # [families, FAMILY_COLUMNS]
        ("real", "f8", (None, C.REAL_COLUMNS)),  # [families, REAL_COLUMNS] the same memory
        ("met", "u1", (None, C.OFTEN)),  # [families + areas, first decisions] times met, as far as a byte counts
        ("met_words", "u8", (None, C.OFTEN // 8)),  # the same memory, eight decisions a word
        ("met_seldom", "u1", (None, C.OFTEN)),  # [families + areas, other decisions] the same for those
        ("seldom_words", "u8", (None, C.OFTEN // 8)),
        ("met_beyond", "u2", 2),  # [families + areas, decisions] and how often beyond that
        ("programme", "i4", (None, C.PROGRAMME_COLUMNS)),  # [families, PROGRAMME_COLUMNS] set when there is prevention
        ("node", "i4", (None, C.PLACE_COLUMNS)),  # [families x tracks, PLACE_COLUMNS] places in queues, taken in turn
        ("pool", "i8", (None, C.POOL_COLUMNS)),  # [pools, POOL_COLUMNS]
        ("held", "f8", 2),  # [pools, 3]
        ("dirty", "i8", 1),  # [pools] pools that may serve
        ("days", "i4", 1),  # [days] where the next key of each day is written
        ("words", "i8", 1),  # pages of keys of days to come
        ("pending", "i8", 1),  # [entities] what each has planned, see ``agenda``
        ("today", "i8", 1),  # keys of the current day, in order
        ("boxes", "i8", (pages.BOXES,)),
        ("heap", "i8", 1),  # keys of the current day that came later
        ("area", "f8", (None, C.AREA_COLUMNS)),  # [areas, AREA_COLUMNS]
        ("counts", "i8", 3),  # [years, areas, counts]
        ("stock", "i8", 2),  # [areas, stocks]
        ("stock_tick", "i8", 2),  # [areas, stocks]
        ("stocks", "f8", 3),  # [years, areas, stocks] units x ticks
        ("stocks_end", "i8", 3),  # [years, areas, stocks]
        ("area_sum", "f8", 3),  # [years, areas, states] state x ticks
        ("waits", "i8", 3),  # [pools, years, 2 + bins] starts, within the norm, histogram
        ("wait_days", "f8", 2),  # [pools, years]
        ("pool_days", "f8", 3),  # [years, pools, 3] tenths x ticks, tenths x ticks, families x ticks
        ("histograms", "i8", 3),  # [2, years, bins] duration of ended OTS, days to first help
        ("children", "i8", 1),  # keys of the children with an OTS started in the measured years
        ("log", EVENT_DTYPE, 1),  # the lines of the event log
    )


def allocate(arrays, events: bool) -> World:
    """An empty world for these arrays of a scenario.

    There is room for all that could be needed. What a scenario never touches takes no memory: new memory is zero and
    comes page by page when it is first written, so nothing is set here that can be zero.
    """
    families, areas = int(arrays.area_families.sum()), len(arrays.area_names)
    pools, years = len(arrays.pools), len(arrays.years)
    entities = families + areas + 1
    days = int(arrays.year_edge[-1]) // C.TICKS + 2
    room = agenda.pages_needed(entities, days)
    memory = together(
        pending=(entities, np.int64),
        block=(families * C.FAMILY_LINES * LINE, np.uint8),
        met=((families + areas, C.OFTEN), np.uint8),
        node=((families * C.NODES, C.PLACE_COLUMNS), np.int32),
        words=(room * pages.PAGE, np.int64),
        today=(room * pages.PAGE + pages.AHEAD, np.int64),
        met_seldom=((families + areas, C.OFTEN), np.uint8),
        programme=((families, C.PROGRAMME_COLUMNS), np.int32),
        met_beyond=((families + areas, streams.COUNT), np.uint16),
    )
    block = memory.pop("block")
    memory["pending"][:] = agenda.NOTHING_PLANNED
    pool = np.zeros((pools, C.POOL_COLUMNS), np.int64)
    pool[:, C.K_FIRST : C.K_LAST_2 + 1] = C.NOBODY
    for k, p in enumerate(arrays.pools):
        pool[k, C.K_ORGANISATION] = ORGANISATIONS.index(p.organisation)
        pool[k, C.K_AREA], pool[k, C.K_REGION], pool[k, C.K_ROW] = p.area_index, p.region, p.row
    scalars = np.zeros(pages.PAGES_SCALARS, np.int64)
    scalars[C.G_DAY], scalars[C.G_YEAR], scalars[C.G_FREE_NODE] = -1, -1, C.NOBODY
    scalars[pages.G_FRESH_PAGE], scalars[pages.G_SPARE_PAGES] = pages.PAGE, room - 1
    scalars[C.G_FAMILIES], scalars[C.G_YEARS] = families, years
    scalars[C.G_ERA], scalars[C.G_LOGGING] = arrays.era, int(events)
    scalars[C.G_HORIZON], scalars[C.G_START] = arrays.year_edge[-1], arrays.year_edge[0]
    return World(
        key=np.zeros(1, np.uint64),
        scalars=scalars,
        params=arrays.params.copy(),
        youths=arrays.area_youths,
        births=np.zeros((areas, MAX_CHILDREN), np.int64),
        policy=np.zeros((areas, C.POLICY_COLUMNS)),
        region=arrays.area_region,
        pool_of=arrays.pool_of.copy(),
        timeline_tick=arrays.timeline_tick,
        timeline_place=arrays.timeline_place,
        timeline_value=arrays.timeline_value,
        year_edge=arrays.year_edge,
        area_families=arrays.area_families,
        team_state=arrays.team_state,
        warm_cumulative=arrays.warm_cumulative,
        warm_state=arrays.warm_state,
        warm_voogdij=arrays.warm_voogdij,
        warm_days=arrays.warm_days,
        risk=arrays.risk,
        family=block.view(np.int32).reshape(families, C.FAMILY_COLUMNS),
        real=block.view(np.float64).reshape(families, C.REAL_COLUMNS),
        met_words=memory["met"].view(np.uint64),
        seldom_words=memory["met_seldom"].view(np.uint64),
        **memory,
        pool=pool,
        held=np.zeros((pools, 3)),
        dirty=np.zeros(pools + 1, np.int64),
        days=np.zeros(days, np.int32),
        boxes=np.zeros(pages.BOXES, np.int64),
        heap=np.zeros(entities + 64, np.int64),
        area=np.zeros((areas, C.AREA_COLUMNS)),
        counts=np.zeros((years, areas, len(COUNTS)), np.int64),
        stock=np.zeros((areas, len(STOCKS)), np.int64),
        stock_tick=np.zeros((areas, len(STOCKS)), np.int64),
        stocks=np.zeros((years, areas, len(STOCKS))),
        stocks_end=np.zeros((years, areas, len(STOCKS)), np.int64),
        area_sum=np.zeros((years, areas, len(AREA_STATES))),
        waits=np.zeros((pools, years, 2 + HISTOGRAM_BINS), np.int64),
        wait_days=np.zeros((pools, years)),
        pool_days=np.zeros((years, pools, 3)),
        histograms=np.zeros((2, years, HISTOGRAM_BINS), np.int64),
        children=np.zeros(CHILD_ROOM, np.int64),
        log=np.zeros(LOG_FULL_AT + LOG_ROOM + LINES_PER_FAMILY * families if events else 1, EVENT_DTYPE),
    )
