"""A designed experiment with its results, as tables of points and replications."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from youthsim.experiment.errors import BadInput
from youthsim.outcomes.catalogue import WHOLE_CHAIN, catalogue, nearest
from youthsim.sweep.model import LATIN_HYPERCUBE, MORRIS, ONE_AT_A_TIME, SOBOL, Axis
from youthsim.sweep.planning import Plan
from youthsim.sweep.store import Store


@dataclass(frozen=True, slots=True)
class Quantity:
    """What is looked at: an outcome of a scenario, or its difference from another scenario (``less``)."""

    scenario: str
    outcome: str
    organisation: str = WHOLE_CHAIN
    less: str | None = None

    def __str__(self) -> str:
        where = "" if self.organisation == WHOLE_CHAIN else f" ({self.organisation})"
        against = f" less {self.less}" if self.less else ""
        return f"{self.outcome}{where} of {self.scenario}{against}"

    @property
    def unit(self) -> str:
        """The unit of the outcome, empty where the catalogue does not hold it."""
        return catalogue()[self.outcome].unit if self.outcome in catalogue() else ""


@dataclass(frozen=True)
class Evaluated:
    """Points of a design and what came out at each.

    ``points`` has a row per point (its index is the point's number) and a column per uncertain parameter, missing
    where a design of one at a time leaves it alone. ``results`` is long: point, replication, scenario, outcome,
    organisation, value. ``axes`` are the parameters. ``cube`` holds the coordinates of the points in the unit cube,
    where the design has them. ``kind`` is that of the design, ``scenarios`` are its names, the base first.
    """

    points: pd.DataFrame
    results: pd.DataFrame
    axes: tuple[Axis, ...]
    cube: NDArray[np.float64] | None = None
    kind: str = LATIN_HYPERCUBE
    scenarios: tuple[str, ...] = ()
    _wide: dict[str, pd.Series] = field(default_factory=dict, repr=False, compare=False)

    @property
    def parameters(self) -> tuple[str, ...]:
        """Names of the uncertain parameters."""
        return tuple(axis.name for axis in self.axes)

    @property
    def unit_points(self) -> NDArray[np.float64]:
        """The points in the unit cube: [points, parameters].

        Raises:
            BadInput: the design is no sample.
        """
        if self.cube is None or self.cube.shape[1] != len(self.axes):
            raise BadInput(f"a design of kind {self.kind} is no sample; allowed: latin_hypercube, sobol or morris")
        return self.cube

    def values(self, quantity: Quantity) -> NDArray[np.float64]:
        """One quantity at every point and replication: [points, replications].

        An outcome per occasion (a mean wait, a duration) is missing in a replication without an occasion: NaN.

        Raises:
            BadInput: the results do not hold it.
        """
        table = self._table(quantity.scenario, quantity)
        if quantity.less is not None:
            table = table - self._table(quantity.less, quantity)
        return np.asarray(table.reindex(self.points.index).to_numpy(float))

    def quantities(self, outcomes: Sequence[str]) -> list[Quantity]:
        """These outcomes for the whole chain: of every alternative less the base, or of the only scenario."""
        base, *others = self.scenarios
        return [Quantity(name, one, less=base) for name in others for one in outcomes] or [
            Quantity(base, one) for one in outcomes
        ]

    def complete(self) -> Evaluated:
        """The same without points that have no results; of a Sobol or Morris sample the whole block goes.

        Raises:
            BadInput: nothing is left.
        """
        there = self.points.index.isin(self.results["point"].unique())
        if self.kind in (SOBOL, MORRIS):
            size = len(self.axes) + (2 if self.kind == SOBOL else 1)
            there = np.repeat(there.reshape(-1, size).all(axis=1), size)
        if not there.any() or (self.kind == ONE_AT_A_TIME and not there[0]):
            raise BadInput("the points that the analysis needs have no results: see the failures of the sweep")
        return self.only(there)

    def only(self, which: NDArray[np.bool_]) -> Evaluated:
        """The same with these points alone: [points]."""
        kept = self.points[which]
        results = self.results[self.results["point"].isin(kept.index)]
        cube = self.cube[which] if self.cube is not None else None
        return replace(self, points=kept, results=results, cube=cube, _wide={})

    def _table(self, scenario: str, quantity: Quantity) -> pd.DataFrame:
        """[point, replication] of one outcome of one scenario."""
        if scenario not in self._wide:
            mine = self.results[self.results["scenario"] == scenario].astype({"outcome": str, "organisation": str})
            keys = ["outcome", "organisation", "point", "replication"]
            self._wide[scenario] = mine.set_index(keys)["value"].sort_index()
        try:
            return self._wide[scenario].loc[quantity.outcome, quantity.organisation].unstack("replication")
        except KeyError as missing:
            close = nearest(quantity.outcome) if quantity.outcome not in catalogue() else None
            hint = f"; nearest: {close}" if close else ""
            raise BadInput(f"the results do not hold {quantity}{hint}") from missing


def evaluated(plan: Plan, store: Store, outcomes: Sequence[str] | None = None) -> Evaluated:
    """The results of a sweep, ready to be analysed.

    Args:
        plan: the plan of its experiment.
        store: where its results are.
        outcomes: only those, which saves memory; all when None.

    Raises:
        BadInput: the experiment has no uncertainties, its policies vary (name each as a scenario instead), or no
            point has results.
    """
    experiment = plan.experiment
    axes = experiment.uncertainties
    if not axes:
        raise BadInput(f"{experiment.name} has no [uncertainties]: there is nothing to analyse")
    varying = [axis.name for axis in experiment.policies if axis.varies]
    if varying:
        raise BadInput(
            f"{experiment.name} varies {', '.join(varying)}; allowed: one value each, and a scenario for each policy"
        )
    if experiment.design.kind == SOBOL and experiment.design.second_order:
        raise BadInput(f"{experiment.name}: second_order gives points that no index here uses; leave it out")
    points = plan.points.set_index("point")[[axis.name for axis in axes]]
    cube = plan.cube.to_numpy(float) if plan.cube.shape[1] else None
    results = store.results(outcomes=outcomes)
    found = Evaluated(points, results, axes, cube, experiment.design.kind, tuple(experiment.scenarios))
    return found.complete()
