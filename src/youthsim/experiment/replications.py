"""Replications of one or several scenarios over threads.

One task is one replication of every scenario: the same families, with the same luck, in each. What a task
gives depends on (scenarios, seed, replication) alone, so neither the number of threads nor the order in which
tasks end can change a result.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from youthsim.outcomes import flows as family_flows
from youthsim.outcomes import lines, per_replication_of, waits, yearly_of
from youthsim.outcomes.catalogue import WHOLE_CHAIN

if TYPE_CHECKING:
    import pandas as pd

LOOK_SECONDS = 0.2  # how often the main thread looks up: for a bar, and for Ctrl-C
Simulate = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Replicate:
    """One complete replication, with a place for each scenario in everything.

    The yearly table, the values over all years, the event log, the histograms of waits (``outcomes.waits``) and, where
    they were counted, the flows of families (``outcomes.flows``).
    """

    number: int
    yearly: tuple[pd.DataFrame, ...]
    values: tuple[pd.DataFrame, ...]
    events: tuple[NDArray[np.void] | None, ...]
    waits: tuple[dict[tuple[str, str], NDArray[np.int64]], ...] = ()
    flows: tuple[NDArray[np.int64] | None, ...] = ()


def replicate_all(
    arrays: Sequence[Any] | Callable[[int], Sequence[Any]],
    simulate: Simulate,
    numbers: Sequence[int],
    *,
    seed: int,
    jobs: int,
    stop: threading.Event,
    events: bool = False,
    flows: Sequence[int] = (),
    advance: Callable[[int], None] | None = None,
) -> list[Replicate]:
    """Make the replications ``numbers`` of all scenarios; the first scenario is the base of the others.

    Ctrl-C, or setting ``stop``, ends the work between two years of every running replication: what is complete
    is kept and given back, and ``stop`` is set. An error in a replication ends all of them and is raised.

    Args:
        arrays: of each scenario; or what gives them for the number of a replication.
        flows: the numbers of the replications whose flows of families are counted, for which their log is made.
        advance: called in this thread with the number of complete replications.

    Returns:
        the complete replications, by number.
    """
    done: list[Replicate] = []
    pool = ThreadPoolExecutor(max_workers=jobs, thread_name_prefix="replication")
    pending: set[Future[Replicate | None]] = {
        pool.submit(_replicate, arrays, simulate, number, seed, events, number in flows, stop) for number in numbers
    }
    everything = frozenset(pending)
    try:
        while pending:
            ended, pending = wait(pending, timeout=LOOK_SECONDS, return_when=FIRST_COMPLETED)
            for future in ended:
                future.result()
            if advance is not None:
                advance(sum(future.done() for future in everything))
    except KeyboardInterrupt:
        stop.set()
    except BaseException:
        stop.set()
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
    for future in everything:
        if not future.cancelled():
            result = future.result()
            done += [result] if result is not None else []
    return sorted(done, key=lambda replicate: replicate.number)


def _replicate(
    arrays: Sequence[Any] | Callable[[int], Sequence[Any]],
    simulate: Simulate,
    number: int,
    seed: int,
    events: bool,
    flows: bool,
    stop: threading.Event,
) -> Replicate | None:
    """One replication of every scenario, or None when it was stopped on the way."""
    if stop.is_set():
        return None
    tables, values, logs, histograms, counted = [], [], [], [], []
    base_children: NDArray[np.int64] | None = None
    for scenario_arrays in arrays(number) if callable(arrays) else arrays:
        if stop.is_set():
            return None
        recording = simulate(scenario_arrays, seed, number, events=events or flows, stop=stop.is_set)
        if recording is None:
            return None
        found = lines(recording, scenario_arrays)
        tables.append(yearly_of(found, scenario_arrays))
        value = per_replication_of(found)
        if base_children is None:
            base_children = recording.measured_children
        else:
            years = recording.counts.shape[0]
            value = with_children(value, base_children, recording.measured_children, years)
        values.append(value)
        logs.append(recording.events if events else None)
        histograms.append(waits.distributions(recording, scenario_arrays))
        counted.append(_flows(recording, scenario_arrays) if flows else None)
    return Replicate(number, tuple(tables), tuple(values), tuple(logs), tuple(histograms), tuple(counted))


def _flows(recording: Any, arrays: Any) -> NDArray[np.int64] | None:
    """The flows of families in the measured years, where the engine wrote a log."""
    if recording.events is None:
        return None
    return family_flows.count(recording.events, [pool.organisation for pool in arrays.pools])


def children_compared(base: NDArray[np.int64], other: NDArray[np.int64]) -> tuple[int, int]:
    """Children with an OTS in the base and not in the other (avoided), and the reverse (added).

    A child is the same child in both scenarios when its key is the same (common random numbers).
    """
    avoided = np.setdiff1d(base, other).size
    added = np.setdiff1d(other, base).size
    return int(avoided), int(added)


def with_children(value: pd.DataFrame, base: NDArray[np.int64], other: NDArray[np.int64], years: int) -> pd.DataFrame:
    """The values of an alternative, with the measures avoided and added, in children per year."""
    import pandas as pd

    avoided, added = children_compared(base, other)
    rows = {"measures_avoided": avoided, "measures_added": added, "measures_avoided_net": avoided - added}
    extra = pd.DataFrame(
        [(WHOLE_CHAIN, outcome, number / years) for outcome, number in rows.items()], columns=list(value.columns)
    )
    return pd.concat([value, extra], ignore_index=True)
