"""The core engine from the outside: one replication of a scenario's arrays gives a recording."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from youthsim.arrays import Arrays
from youthsim.chain.family import DAYS_PER_YEAR
from youthsim.chain.protection import TENTHS_PER_PLACE
from youthsim.engines.core import columns as C
from youthsim.engines.core import loop
from youthsim.engines.core.accounts import OF_FIRST_HELP, OF_OTS, WAIT_BINS, WAIT_IN_NORM, WAIT_STARTS
from youthsim.engines.core.control import close_year
from youthsim.engines.core.gathered import Gathered
from youthsim.engines.core.world import World, allocate
from youthsim.engines.recording import Recording, Stopped
from youthsim.randomness.keyed import replication_key

LINES_PER_FAMILY_YEAR = 1.25  # lines of the event log that there is room for at first; there are seldom more than one


def simulate(
    arrays: Arrays,
    seed: int,
    replication: int,
    *,
    events: bool = False,
    debug: bool = False,
    stop: Callable[[], bool] | None = None,
) -> Recording:
    """Run one replication; the same arguments give the same recording, bit for bit.

    Args:
        events: also keep the event log. debug: check conservation after every event (slow).
        stop: asked between the years; when it says True the replication ends with ``Stopped``.

    Raises:
        Stopped: ``stop`` said so. ConservationError: in debug mode, something was lost or counted twice.
    """
    w = allocate(arrays, events)
    w.key[0] = replication_key(seed, replication)
    loop.begin(w)
    years = int(arrays.year_edge[-1]) / (DAYS_PER_YEAR * C.TICKS)
    expected = int(LINES_PER_FAMILY_YEAR * years * w.family.shape[0]) if events else 0
    lines, children = Gathered(w.log.dtype, expected), Gathered(w.children.dtype, w.children.size)

    def empty() -> None:
        _empty(w, lines, children)

    for until in _stages(arrays):
        if stop is not None and stop():
            raise Stopped
        if debug:
            from youthsim.engines.core.conservation import advance_checked

            advance_checked(w, until, empty)
        else:
            while loop.advance(w, until) == loop.LOG_FULL:
                empty()
    close_year(w, int(arrays.year_edge[-1]))
    empty()
    return _recording(w, arrays, children.all(), lines.all() if events else None)


def _stages(arrays: Arrays) -> list[int]:
    """Ticks between which the engine runs without a break: about a year each."""
    warmup = int(arrays.year_edge[0])
    step = 365 * C.TICKS
    return [*range(step, warmup, step), *(int(edge) for edge in arrays.year_edge)]


def _empty(w: World, lines: Gathered, children: Gathered) -> None:
    """Move what the log and the list of children hold to Python, and empty them."""
    lines.add(w.log[: w.scalars[C.G_LOG]])
    children.add(w.children[: w.scalars[C.G_CHILDREN]])
    w.scalars[C.G_LOG] = 0
    w.scalars[C.G_CHILDREN] = 0


def _recording(w: World, arrays: Arrays, children: np.ndarray, lines: np.ndarray | None) -> Recording:
    """What the replication leaves, in days and places."""
    days_in_year = np.diff(arrays.year_edge)
    pool_days = np.moveaxis(w.pool_days, 0, 1) / C.TICKS
    pool_days[:, :, :2] /= TENTHS_PER_PLACE
    return Recording(
        counts=w.counts,
        stocks=w.stocks / C.TICKS,
        stocks_end=w.stocks_end,
        area_states=w.area_sum / days_in_year[:, None, None],
        wait_count=w.waits[:, :, WAIT_STARTS].copy(),
        wait_days=w.wait_days,
        wait_in_norm=w.waits[:, :, WAIT_IN_NORM].copy(),
        wait_histogram=w.waits[:, :, WAIT_BINS:].copy(),
        pool_days=pool_days,
        ots_duration_histogram=w.histograms[OF_OTS],
        first_help_histogram=w.histograms[OF_FIRST_HELP],
        measured_children=np.unique(children),
        events=lines,
    )
