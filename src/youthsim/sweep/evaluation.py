"""The unit of work: every scenario of one point, replicated, as a table.

``evaluate`` is pure: it reads no file, keeps nothing and depends on its argument alone, so any executor will do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from youthsim.experiment.replications import with_children
from youthsim.experiment.settings import engine_named
from youthsim.outcomes import lines, per_replication_of
from youthsim.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd

SCENARIO, ARRAYS, SIMULATION, OUTCOMES = "scenario", "arrays", "simulation", "outcomes"  # the stages of a point
FUNCTION, WORKER = "function", "worker"  # and those of a function, and of whoever carries points out
COLUMNS = ("scenario", "replication", "outcome", "organisation", "value")


@dataclass(frozen=True, slots=True)
class Point:
    """One row of a plan, ready to be simulated.

    ``cells`` are its choices by axis. ``scenarios`` are resolved, by name, the base first. ``replications`` are
    the numbers of those to make. Outcomes are taken from measured year ``from_year``
    on. It can be pickled and sent anywhere.
    """

    number: int
    id: str
    cells: Mapping[str, Any]
    scenarios: Mapping[str, Scenario]
    seed: int
    replications: tuple[int, ...]
    engine: str = "core"
    from_year: int = 1


class PointError(Exception):
    """A point failed; ``stage`` says where, the cause what."""

    def __init__(self, stage: str, cause: BaseException) -> None:
        super().__init__(stage, cause)
        self.stage, self.cause = stage, cause


@contextmanager
def at_stage(stage: str) -> Iterator[None]:
    """Tell at which stage an error happens."""
    try:
        yield
    except PointError:
        raise
    except Exception as error:
        raise PointError(stage, error) from error


def evaluate(point: Point, stop: Callable[[], bool] = lambda: False) -> pd.DataFrame:
    """Simulate all replications of every scenario of a point: the same families, with the same luck, in each.

    Args:
        stop: asked between the simulations.

    Returns:
        long: scenario, replication, outcome, organisation, value (one over the measured years asked for).

    Raises:
        PointError: building, simulating or counting failed. InterruptedError: ``stop`` said so.
    """
    import pandas as pd

    engine = engine_named(point.engine)
    with at_stage(ARRAYS):
        arrays = [engine.build(scenario) for scenario in point.scenarios.values()]
    tables = []
    for number in point.replications:
        base_children: Any = None
        for name, of_scenario in zip(point.scenarios, arrays, strict=True):
            if stop():
                raise InterruptedError
            with at_stage(SIMULATION):
                recording = engine.simulate(of_scenario, point.seed, number, events=False, stop=None)
            with at_stage(OUTCOMES):
                values = per_replication_of(lines(recording, of_scenario, first=point.from_year - 1))
                if base_children is None:
                    base_children = recording.measured_children
                elif point.from_year == 1:  # children are not known by year
                    years = recording.counts.shape[0]
                    values = with_children(values, base_children, recording.measured_children, years)
            tables.append(values.assign(scenario=name, replication=np.int32(number)))
    return pd.concat(tables, ignore_index=True)[list(COLUMNS)]
