"""Identities that hold on every path of every scenario, to the tick and to the child."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

from youthsim.arrays import Arrays, build
from youthsim.chain.records import COUNTS, EVENTS, POOL_DAYS, STOCKS, WRITTEN_AHEAD
from youthsim.chain.states import ORGANISATIONS
from youthsim.engines.core import columns as C
from youthsim.engines.core import simulate
from youthsim.engines.core.accounts import WAIT_STARTS
from youthsim.engines.core.conservation import ConservationError
from youthsim.parameters import registry
from youthsim.scenario import load, shipped
from youthsim.verification import rows
from youthsim.verification.bookkeeping import Replay
from youthsim.verification.effort import Effort
from youthsim.verification.watching import CHILDREN, Books, watch

USED, QUEUE = POOL_DAYS.index("used_place_days"), POOL_DAYS.index("queue_family_days")
# Lines that begin a service, by which waits end. The start of an EKc's preparation has no line.
STARTS = ("help_starts", "indication_starts", "triage_starts", "investigation_starts", "early_gi_starts", "gi_assigned")
# Count -> lines of the log that it counts: families, then children (the detail of those lines is a mask).
FAMILIES = {
    "refusals": ("refuses",), "consultations": ("consultation",), "vt_reports": ("reported",),
    "requests_to_rvdk": ("requested",), "rvdk_families": ("investigation_starts",),
    "emergency_orders": ("emergency_order",), "measures_with_contact": ("gi_contact",),
    "early_gi_calls": ("early_gi_called", "early_gi_refused"), "early_gi_refused": ("early_gi_refused",),
    "early_gi_started": ("early_gi_starts",), "ekc_offered": ("ekc_offered",), "ekc_registered": ("ekc_registered",),
    "ekc_collapsed": ("plan_collapses",), "ekc_plans_done": ("plan_done",),
    "coordinations_started": ("coordination_starts",), "escalations": ("escalated",), "left_queue": ("leaves_queue",),
    "meetings_held": ("meeting",), "families_entered": ("enters",), "families_left": ("leaves",),
    "prevention_offered": ("prevention_offered",), "prevention_started": ("prevention_starts",),
    "prevention_completed": ("prevention_ends",), "sent_by_access": ("sent_by_access",),
}  # fmt: skip
OF_CHILDREN = {
    "rvdk_investigations": ("investigation_starts",), "ots_started": ("ots_starts",),
    "ots_ended": ("ots_ends", "voogdij_starts"), "ots_renewed": ("ots_renewed",), "uhp_started": ("uhp_starts",),
    "voogdij_started": ("voogdij_starts",), "voogdij_ended": ("voogdij_ends",),
}  # fmt: skip
# In a small region a measure is rare; these scenarios are looked at once more with many concerns and quick reviews.
BUSY = ", busy"
MADE_BUSY = ("almere-network", "brabant-early-gi")
OFTEN: Mapping[str, Callable[[float], float]] = {
    "concern.rate": lambda usual: 6.0 * usual, "emergency.share": lambda _: 0.4, "crisis.fte": lambda _: 60.0,
    "uhp.on": lambda usual: 5.0 * usual, "ots.review_days": lambda _: 120.0, "voogdij.after_days": lambda _: 60.0,
    "voogdij.at_review": lambda _: 0.3, "coordination.share": lambda _: 1.0, "ekc.exposure": lambda _: 1.0,
    "coordination.stagnation_days": lambda _: 5.0,
}  # fmt: skip
# Stock -> what it begins and ends with.
FLOWS = {
    "ots": ("ots_started", "ots_ended"), "uhp": ("uhp_started", "uhp_ended"),
    "voogdij": ("voogdij_started", "voogdij_ended"), "in_local_help": ("help_started_local", "help_ended_local"),
}  # fmt: skip


@cache
def small(name: str, families: int, years: int) -> Arrays:
    """The arrays of a shipped scenario with few families and a short warm-up; a busy one sees more measures."""
    scenario = replace(load(name.removesuffix(BUSY)), warmup_years=1)
    if name.endswith(BUSY):
        values = dict(scenario.values)
        for parameter, known in registry().items():
            usual = values.get(parameter, known.value)
            for start, wanted in OFTEN.items():
                if parameter.startswith(start):
                    values[parameter] = min(known.maximum, max(known.minimum, wanted(usual)))
        scenario = replace(scenario, values=tuple(sorted(values.items())))
    return build(scenario, families=families, years=years)


def watched() -> tuple[str, ...]:
    """The scenarios whose paths are looked at."""
    return (*shipped(), *(name + BUSY for name in shipped() if name in MADE_BUSY))


@cache
def books_of(name: str, effort: Effort) -> Books:
    """A shipped scenario, watched from outside."""
    return watch(small(name, effort.watched_families, effort.watched_years), effort.seed)


def conservation(effort: Effort) -> Iterator[rows.Finding]:
    """Every account is checked after every event."""
    for name in watched():
        arrays = small(name, effort.watched_families, effort.watched_years)
        broken = ""
        try:
            simulate(arrays, effort.seed, 1, debug=True)
        except ConservationError as error:
            broken = f": {error}"
        yield rows.exact(f"{name}: accounts that do not fit{broken}", 0, int(bool(broken)))


def little(effort: Effort) -> Iterator[rows.Finding]:
    """Queues, places and stocks: integrals of the engine against single stays seen from outside."""
    for name in watched():
        books = books_of(name, effort)
        w = books.world
        pools = [f"{pool.organisation} ({pool.area})" for pool in books.arrays.pools]
        kept = w.pool_days.sum(axis=0).astype(np.int64)
        waits, stays = int(books.waits.sum()), int(books.stays.sum())
        yield rows.all_equal(
            f"{name}: organisations whose queue is the sum of {waits} single waits", kept[:, QUEUE], books.queue, pools
        )
        yield rows.all_equal(
            f"{name}: organisations whose places in use are the sum of {stays} single stays",
            kept[:, USED],
            books.used,
            pools,
        )
        ahead = [STOCKS.index(stock) for stock in WRITTEN_AHEAD]
        seen = np.delete(np.arange(len(STOCKS)), ahead)
        places = [f"{STOCKS[stock]} ({area})" for area in books.arrays.area_names for stock in seen]
        yield rows.all_equal(
            f"{name}: stocks by area that are the sum of single durations",
            w.stocks.sum(axis=0).astype(np.int64)[:, seen].ravel(),
            books.stocks[:, seen].ravel(),
            places,
        )
        yield _waits(name, books, pools)


def _waits(name: str, books: Books, pools: list[str]) -> rows.Finding:
    """Waits that ended in a start, as the log tells them: how many, and how long, organisation by organisation."""
    kinds = np.array([ORGANISATIONS.index(pool.organisation) for pool in books.arrays.pools])
    number, ticks = np.zeros(len(kinds), np.int64), np.zeros(len(kinds), np.int64)
    joined: dict[tuple[int, int], int] = {}
    codes = {EVENTS.index(event) for event in STARTS}
    queues = EVENTS.index("queues")
    for line, year in zip(books.lines, books.year, strict=True):
        k = int(line["organisation"])
        if line["event"] == queues:
            joined[int(line["family"]), int(kinds[k])] = int(line["tick"])
        elif line["event"] in codes and year >= 0:
            number[k] += 1
            ticks[k] += int(line["tick"]) - joined[int(line["family"]), int(kinds[k])]
    w = books.world
    logged = kinds != ORGANISATIONS.index("ekc_office")
    kept = np.stack([w.waits[:, :, WAIT_STARTS].sum(axis=1), np.rint(w.wait_days.sum(axis=1) * C.TICKS)])
    same = (kept == np.stack([number, ticks])).all(axis=0)[logged]
    names = [pool for pool, told in zip(pools, logged, strict=True) if told]
    said = f"{name}: organisations whose {int(number.sum())} waits before a start are those of the event log"
    return rows.all_equal(said, np.ones(len(names)), same, names)


def identities(effort: Effort) -> Iterator[rows.Finding]:
    """Counts against the event log, stocks against flows, measures against what led to them."""
    for name in watched():
        books = books_of(name, effort)
        yield _counts(name, books)
        yield _flows(name, books)
        replay = Replay.of(books)
        yield rows.exact(
            f"{name}: OTS that follow from {replay.granted} granted requests and {replay.urgent} emergency orders",
            replay.expected, replay.started,
        )  # fmt: skip
        yield rows.exact(f"{name}: OTS started against the log's own account", 0, replay.unexpected)
        yield rows.exact(
            f"{name}: families whose measures at the end follow from the log", len(books.first), replay.same_at_the_end
        )
        yield rows.exact(f"{name}: UHP ended, children", _counted(books, "uhp_ended"), replay.came_home)


def _counted(books: Books, name: str) -> int:
    return int(books.world.counts[:, :, COUNTS.index(name)].sum())


def _counts(name: str, books: Books) -> rows.Finding:
    """Everything that is both counted and logged."""
    measured = books.lines[books.year >= 0]
    event, detail = measured["event"], measured["detail"]

    def of(lines: tuple[str, ...], weight: NDArray[np.int64] | None = None) -> int:
        mine = np.isin(event, [EVENTS.index(line) for line in lines])
        return int(mine.sum()) if weight is None else int(weight[detail[mine]].sum())

    logged = {count: of(lines) for count, lines in FAMILIES.items()}
    logged |= {count: of(lines, CHILDREN) for count, lines in OF_CHILDREN.items()}
    up, ends, starts = (event == EVENTS.index(line) for line in ("level_up", "ekc_ends", "help_starts"))
    logged["crises"] = int((up & (detail == 4)).sum())
    for how, count in enumerate(("ekc_conference_with_plan", "ekc_plan_without_conference", "ekc_lost")):
        logged[count] = int((ends & (detail == how)).sum())
    provider = [k for k, pool in enumerate(books.arrays.pools) if pool.organisation == "provider"]
    special = np.isin(measured["organisation"], provider)
    logged["help_started_provider"] = int((starts & special).sum())
    logged["help_started_local"] = int((starts & ~special).sum())
    counted = [_counted(books, count) for count in logged]
    said = f"{name}: counts that equal the event log ({int(sum(counted))} events)"
    return rows.all_equal(said, counted, list(logged.values()), list(logged))


def _flows(name: str, books: Books) -> rows.Finding:
    """Stock at the end = stock at the start + what began - what ended, in every area."""
    counts = books.world.counts.sum(axis=0)
    kept, expected, names = [], [], []
    for stock, (begins, ends) in FLOWS.items():
        column = STOCKS.index(stock)
        change = counts[:, COUNTS.index(begins)] - counts[:, COUNTS.index(ends)]
        kept.append(books.world.stock[:, column])
        expected.append(books.stock_at_start[:, column] + change)
        names += [f"{stock} ({area})" for area in books.arrays.area_names]
    return rows.all_equal(
        f"{name}: stocks by area at the end that are those at the start + started - ended",
        np.concatenate(kept), np.concatenate(expected), names,
    )  # fmt: skip
