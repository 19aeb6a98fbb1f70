"""An experiment: which scenarios, which choices of policy, which unknowns, and how they are laid out.

Policies (what somebody can choose) and uncertainties (what nobody knows) are axes of different kinds: a design
spreads points over the uncertainties, and every combination of policies meets the same points.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from youthsim.scenario import Scenario

POLICY, UNCERTAINTY = "policy", "uncertainty"
GRID, ONE_AT_A_TIME, LATIN_HYPERCUBE, SOBOL, MORRIS = "grid", "one_at_a_time", "latin_hypercube", "sobol", "morris"
SAMPLED = (LATIN_HYPERCUBE, SOBOL, MORRIS)  # kinds that spread points over the unit cube of the uncertainties
UNIFORM, TRIANGULAR, CHOICE, LISTED = "uniform", "triangular", "choice", "values"
DATE, AREAS, PLAIN = "date", "areas", "plain"  # what a cell of the plan stands for
Cell = float | int | bool | str


@dataclass(frozen=True, slots=True)
class Axis:
    """One thing that a point chooses.

    ``name`` is the column of the plan: a parameter (``early_gi.net_widening``) or, for a policy, the key of the
    lever (``levers.early_gi.presence_hours_per_week``). An axis has ``values``, or a range from ``low`` to ``high``
    with a ``distribution``: uniform, triangular with its top at ``mode``, or choice among the whole numbers.
    ``scenarios`` are the names of those that it applies to.
    """

    name: str
    kind: str
    scenarios: tuple[str, ...]
    unit: str = ""
    values: tuple[Cell, ...] = ()
    low: float = 0.0
    high: float = 0.0
    mode: float = 0.0
    distribution: str = LISTED
    holds: str = PLAIN

    @property
    def varies(self) -> bool:
        """Whether points differ in it."""
        return len(self.values) != 1

    @property
    def key(self) -> tuple[str, str]:
        """The lever and its field, of a policy."""
        _, lever, name = self.name.split(".", 2)
        return lever, name

    def meant(self, cell: Any) -> Any:
        """What a cell of the plan says, in the type that a scenario wants."""
        if self.holds == DATE:
            return date.fromisoformat(cell)
        if self.holds == AREAS:
            return [area for area in cell.split(",") if area]
        return cell.item() if hasattr(cell, "item") else cell  # NumPy's numbers as Python's


@dataclass(frozen=True, slots=True)
class Design:
    """How points are laid out.

    ``points`` is the size of a Latin hypercube, or of the base sample of Sobol (a power of two, which gives
    points × (uncertainties + 2) rows, or twice the uncertainties with ``second_order``). ``trajectories`` is
    Morris'. ``levels`` is the number of values of a range in a grid or one at a time, and of Morris' grid.
    """

    kind: str
    points: int | None = None
    trajectories: int | None = None
    levels: int | None = None
    second_order: bool = False
    seed: int = 1


@dataclass(frozen=True)
class Experiment:
    """A checked experiment.

    ``scenarios`` are resolved, by name, with the years and families asked for; the first is the base of the
    others. Outcomes are taken over the measured years from ``from_year`` on. ``tables`` are those that other parts of
    youthsim read (``[targets]``, ``[decision]``, ``[pattern]``), as they stand; ``where`` gives FILE:LINE of a key,
    for their messages. ``text`` is the file.
    """

    name: str
    title: str
    question: str
    source: str
    scenarios: Mapping[str, Scenario]
    replications: int
    seed: int
    design: Design
    axes: tuple[Axis, ...]
    years: int | None = None
    families: int | None = None
    from_year: int = 1
    tables: Mapping[str, Any] = field(default_factory=dict)
    where: Callable[..., str] = lambda *_: "experiment"
    warnings: tuple[str, ...] = ()
    text: str = ""
    path: Path | None = None

    @property
    def base(self) -> str:
        """The name of the base scenario."""
        return next(iter(self.scenarios))

    @property
    def policies(self) -> tuple[Axis, ...]:
        """The axes that somebody can choose, in the order of the file."""
        return tuple(axis for axis in self.axes if axis.kind == POLICY)

    @property
    def uncertainties(self) -> tuple[Axis, ...]:
        """The axes that nobody knows, in the order of the file."""
        return tuple(axis for axis in self.axes if axis.kind == UNCERTAINTY)
