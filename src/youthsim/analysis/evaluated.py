"""A designed experiment with its results, as tables of points and replications."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from youthsim.experiment.errors import BadInput
from youthsim.outcomes.catalogue import WHOLE_CHAIN, catalogue, nearest

KEYS = ["scenario", "outcome", "organisation"]
RESULT_COLUMNS = ("point", "replication", *KEYS, "value")


@dataclass(frozen=True, slots=True)
class Quantity:
    """What is looked at: an outcome of a scenario, or its difference from another scenario (``less``)."""

    scenario: str
    outcome: str
    organisation: str = WHOLE_CHAIN
    less: str | None = None

    def __str__(self) -> str:
        where = "" if self.organisation == WHOLE_CHAIN else f" ({self.organisation})"
        against = f" - {self.less}" if self.less else ""
        return f"{self.outcome}{where}: {self.scenario}{against}"

    @property
    def unit(self) -> str:
        """The unit of the outcome, empty where the catalogue does not hold it."""
        return catalogue()[self.outcome].unit if self.outcome in catalogue() else ""


@dataclass(frozen=True)
class Evaluated:
    """Points of a design and what came out at each.

    ``points`` has a row per point (its index is the point's number) and a column per uncertain parameter.
    ``results`` is long: point, replication, scenario, outcome, organisation, value. ``ranges`` holds low and high of
    each parameter, ``kind`` the kind of design (``sobol``, ``morris``, ...). Points without results are
    left out of ``points`` by ``complete``.
    """

    points: pd.DataFrame
    results: pd.DataFrame
    ranges: Mapping[str, tuple[float, float]]
    kind: str = "latin_hypercube"
    scenarios: tuple[str, ...] = ()
    _wide: dict[str, pd.DataFrame] = field(default_factory=dict, repr=False, compare=False)

    @property
    def parameters(self) -> tuple[str, ...]:
        """Names of the uncertain parameters."""
        return tuple(self.points.columns)

    @property
    def unit_points(self) -> NDArray[np.float64]:
        """The points with every parameter's range stretched over 0 to 1: [points, parameters]."""
        low, high = (np.array([self.ranges[name][side] for name in self.parameters], float) for side in (0, 1))
        return np.asarray((self.points.to_numpy(float) - low) / np.where(high > low, high - low, 1.0), float)

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

    def quantities(self, outcomes: Sequence[str], *, differences: bool) -> list[Quantity]:
        """These outcomes of the whole chain for every scenario, or for every alternative less the base."""
        base, *others = self.scenarios
        if differences and others:
            return [Quantity(name, outcome, less=base) for name in others for outcome in outcomes]
        return [Quantity(name, outcome) for name in self.scenarios for outcome in outcomes]

    def complete(self) -> Evaluated:
        """The same without points that have no results; of a Sobol or Morris sample the whole block goes."""
        there = self.points.index.isin(self.results["point"].unique())
        if self.kind in ("sobol", "morris"):
            size = len(self.parameters) + (2 if self.kind == "sobol" else 1)
            there = np.repeat(there.reshape(-1, size).all(axis=1), size)
        kept = self.points[there]
        if kept.empty:
            raise BadInput("no point of the design has results: nothing can be analysed")
        results = self.results[self.results["point"].isin(kept.index)]
        return Evaluated(kept, results, self.ranges, self.kind, self.scenarios)

    def _table(self, scenario: str, quantity: Quantity) -> pd.DataFrame:
        """[point, replication] of one outcome of one scenario."""
        if scenario not in self._wide:
            mine = self.results[self.results["scenario"] == scenario]
            mine = mine.astype({"outcome": str, "organisation": str})
            self._wide[scenario] = mine.set_index(["outcome", "organisation", "point", "replication"])["value"]
        values = self._wide[scenario]
        if quantity.outcome not in catalogue():
            close = nearest(quantity.outcome)
            raise BadInput(f"no outcome is called {quantity.outcome!r}" + (f"; nearest: {close}" if close else ""))
        try:
            return values.loc[quantity.outcome, quantity.organisation].unstack("replication")
        except KeyError as missing:
            raise BadInput(f"the results do not hold {quantity}: {missing}") from missing
