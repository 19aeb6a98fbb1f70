"""A decision between scenarios: what each outcome is worth, for whom, and for how long."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from youthsim.analysis.evaluated import Evaluated, Quantity
from youthsim.experiment.errors import BadInput
from youthsim.outcomes.catalogue import WHOLE_CHAIN
from youthsim.scenario.problems import unknown


@dataclass(frozen=True, slots=True)
class Worth:
    """What one unit less of an outcome per year is worth, in EUR."""

    outcome: str
    eur: float
    source: str
    organisation: str = WHOLE_CHAIN


@dataclass(frozen=True, slots=True)
class Study:
    """Something that could be measured: the parameters that it would tell, and what it would cost."""

    name: str
    parameters: tuple[str, ...]
    source: str
    cost_eur: float | None = None


@dataclass(frozen=True)
class Decision:
    """A choice between scenarios.

    The net benefit of a scenario is what its outcomes are worth, per year and for the youths of the scenario; the
    decision is taken for ``youths`` youths and ``years`` years, those ahead discounted at the rate ``discount``.
    """

    scenarios: tuple[str, ...]
    worth: tuple[Worth, ...]
    youths: float
    years: int
    discount: float
    source: str
    studies: tuple[Study, ...] = field(default_factory=tuple)

    def with_worth(self, eur: Mapping[str, float], source: str) -> Decision:
        """The same decision with other prices of its outcomes.

        Raises:
            BadInput: an outcome that the decision does not price.
        """
        known = [worth.outcome for worth in self.worth]
        for outcome in eur:
            if outcome not in known:
                raise BadInput(unknown("outcome in the decision", outcome, known))
        priced = [
            replace(worth, eur=eur[worth.outcome], source=source) if worth.outcome in eur else worth
            for worth in self.worth
        ]
        return replace(self, worth=tuple(priced))

    def scale(self, youths: float) -> float:
        """Years of the decision times its size: what one EUR a year in a scenario of ``youths`` youths becomes."""
        years = sum((1 + self.discount) ** -year for year in range(self.years))
        return years * self.youths / youths

    def benefits(self, evaluated: Evaluated, youths: float) -> Mapping[str, NDArray[np.float64]]:
        """Net benefit of each alternative over the first scenario, in EUR: [points, replications] by name."""
        base, *others = self.scenarios
        scale = self.scale(youths)
        return {name: scale * np.sum(self._part(evaluated, name, base), axis=0) for name in others}

    def parts(self, evaluated: Evaluated, youths: float) -> pd.DataFrame:
        """Where the mean net benefit comes from: scenario, outcome, change a year, worth, benefit in EUR, its error."""
        base, *others = self.scenarios
        scale, rows = self.scale(youths), []
        for name in others:
            for worth, gained in zip(self.worth, self._part(evaluated, name, base), strict=True):
                points = np.nanmean(gained, axis=1)
                error = points.std(ddof=1) / np.sqrt(len(points)) if len(points) > 1 else np.nan
                less = -points.mean() / worth.eur if worth.eur else np.nan
                rows.append((name, worth.outcome, less, worth.eur, scale * points.mean(), scale * error, worth.source))
        columns = ["scenario", "outcome", "change_per_year", "eur_per_unit_less", "benefit_eur", "se", "source"]
        return pd.DataFrame(rows, columns=columns)

    def _part(self, evaluated: Evaluated, name: str, base: str) -> Sequence[NDArray[np.float64]]:
        """What each outcome adds to the net benefit of a scenario per year: [points, replications] each."""
        return [
            -worth.eur * evaluated.values(Quantity(name, worth.outcome, worth.organisation, less=base))
            for worth in self.worth
        ]
