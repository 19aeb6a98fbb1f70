"""What a run or a comparison gives back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from youthsim.experiment.drawing import drawer

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from youthsim.experiment.posterior import Posterior

OVER_REPLICATIONS, OVER_POSTERIOR = "replications", "posterior"
COMPLETE, PARTIAL = "complete", "partial"


@dataclass(frozen=True, slots=True)
class EventLog:
    """The event log of one replication of one scenario, with the organisations of its pools by place."""

    scenario: str
    replication: int
    lines: NDArray[np.void]
    organisations: Sequence[str]


@dataclass(frozen=True)
class RunResult:
    """Replications of one scenario.

    ``outcomes`` is long: scenario, replication, year, area, organisation, outcome, value. ``values`` has one value
    per replication, outcome and organisation over all years: intervals are made over it (None when the result was
    read from a folder without them). ``summary`` holds means and intervals. ``state`` is ``complete`` or ``partial``.
    ``posterior`` is what the replications took their parameters from, None where these are fixed.
    ``flows`` and ``waits`` are the small tables of ``experiment.movement``, None where they were not made.
    """

    scenarios: Mapping[str, Any]
    outcomes: pd.DataFrame
    values: pd.DataFrame | None
    summary: pd.DataFrame
    replications: tuple[int, ...]
    seed: int
    engine: str
    state: str
    stop_reason: str
    started: str
    wall_seconds: float
    command: tuple[str, ...] = ()
    events: tuple[EventLog, ...] = field(default=(), repr=False)
    area_names: tuple[str, ...] = ()
    posterior: Posterior | None = None
    flows: pd.DataFrame | None = field(default=None, repr=False)
    waits: pd.DataFrame | None = field(default=None, repr=False)

    @property
    def interval(self) -> str:
        """What the intervals are over: ``replications`` (parameters fixed) or the ``posterior``."""
        return OVER_REPLICATIONS if self.posterior is None else OVER_POSTERIOR

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the scenarios, the base first."""
        return tuple(self.scenarios)

    @property
    def complete(self) -> bool:
        """Whether every replication that was asked for is in it."""
        return self.state == COMPLETE

    def plot(self, outcome: str, organisation: str | None = None, language: str = "en") -> Figure:
        """A figure of one outcome over the years, with intervals over the replications.

        Args:
            outcome: a name of the catalogue.
            organisation: whose, where the outcome is per organisation; all of them when None.
            language: ``en`` or ``nl``.

        Raises:
            BadInput: there is no such outcome or organisation in the result.
        """
        draws = drawer()
        if draws is None:
            raise RuntimeError("nobody draws: figures come with `import youthsim`")
        return draws.plot(self, outcome, organisation, language)


@dataclass(frozen=True)
class CompareResult(RunResult):
    """The same families under a base scenario and its alternatives; ``differences`` are paired by replication.

    ``waterfall`` divides them over levers (``experiment.waterfall``), ``sensitivity`` says which assumptions move
    them (``experiment.screening``); None where nobody asked for it.
    """

    differences: pd.DataFrame = field(kw_only=True)
    waterfall: pd.DataFrame | None = field(default=None, kw_only=True, repr=False)
    sensitivity: pd.DataFrame | None = field(default=None, kw_only=True, repr=False)

    @property
    def base(self) -> str:
        """Name of the base scenario."""
        return self.names[0]
