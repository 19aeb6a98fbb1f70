"""Tables of outcomes: one replication's recording as long pandas frames.

An outcome whose denominator is empty (no measure ended, nobody waited) or that does not exist for an area is
left out: a table never holds a missing value. Ratios are ratios of sums, over areas and over years alike.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from youthsim.engines.recording import Recording
from youthsim.outcomes import costs
from youthsim.outcomes.catalogue import WHOLE_CHAIN, Outcome, catalogue, words
from youthsim.outcomes.histograms import quantile
from youthsim.outcomes.series import sums_of
from youthsim.outcomes.sums import ArraysLike, Series, Sums

if TYPE_CHECKING:
    import pandas as pd

REPLICATION_COLUMNS = ("organisation", "outcome", "value")


@dataclass(frozen=True, slots=True)
class Line:
    """One outcome of one organisation: ``by_year`` [years, areas + 1] and ``over_years`` (the region, all years)."""

    outcome: str
    organisation: str
    by_year: Series
    over_years: float


def lines(recording: Recording, arrays: ArraysLike, first: int = 0) -> list[Line]:
    """Every outcome of the catalogue in this recording; NaN stands where it does not exist.

    Organisations that do not exist in the era have no line. What is taken over all years is taken from measured year
    ``first`` on (0 is the first).
    """
    sums = sums_of(recording, arrays)
    found: list[Line] = []
    for outcome in catalogue().values():
        if outcome.per == "comparison":
            continue
        found += (_quantiles if outcome.histogram else _ratios)(outcome, sums, first)
    absent = costs.absent(arrays.era)
    return [line for line in found if line.organisation not in absent]


def yearly(recording: Recording, arrays: ArraysLike) -> pd.DataFrame:
    """The outcomes of one replication per year and area.

    Returns:
        long frame: year, area (``all`` for the region), organisation (``all`` for the chain), outcome, value.
    """
    return yearly_of(lines(recording, arrays), arrays)


def yearly_of(found: Sequence[Line], arrays: ArraysLike) -> pd.DataFrame:
    """The table of ``yearly`` from lines that are there already."""
    import pandas as pd  # keeps `youthsim --help` light

    years, places = found[0].by_year.shape
    values = np.stack([line.by_year for line in found])
    present = np.isfinite(values).ravel()
    line, year, area = (index.ravel()[present] for index in np.indices(values.shape))
    areas = [*arrays.area_names, WHOLE_CHAIN][:places]
    organisations, outcomes = list(words("organisations")), list(catalogue())  # the same in every table
    organisation_of = np.array([organisations.index(line.organisation) for line in found])
    outcome_of = np.array([outcomes.index(line.outcome) for line in found])
    return pd.DataFrame(
        {
            "year": np.asarray(arrays.years[-years:], np.int32)[year],
            "area": pd.Categorical.from_codes(area, _unique(areas)),
            "organisation": pd.Categorical.from_codes(organisation_of[line], organisations),
            "outcome": pd.Categorical.from_codes(outcome_of[line], outcomes),
            "value": values.ravel()[present],
        }
    )


def per_replication(recording: Recording, arrays: ArraysLike) -> pd.DataFrame:
    """One value per outcome and organisation for the region over all measured years.

    Numbers per year: the mean over the years. Ratios: the ratio of the sums. Quantiles: of the pooled histogram.
    Intervals are made over these values of many replications.

    Returns:
        long frame: organisation, outcome, value.
    """
    return per_replication_of(lines(recording, arrays))


def per_replication_of(found: Sequence[Line]) -> pd.DataFrame:
    """The table of ``per_replication`` from lines that are there already."""
    import pandas as pd

    rows = [(line.organisation, line.outcome, line.over_years) for line in found if np.isfinite(line.over_years)]
    return pd.DataFrame(rows, columns=list(REPLICATION_COLUMNS))


def _ratios(outcome: Outcome, sums: Sums, first: int) -> Iterator[Line]:
    """Sum of series over sum of series, for every organisation that has both."""
    numerators = _added(outcome.numerator, sums)
    denominators = _added(outcome.denominator, sums)
    common = denominators.get(WHOLE_CHAIN) if set(denominators) == {WHOLE_CHAIN} else None
    known = slice(None, sums.years - outcome.years_left_out if outcome.years_left_out < sums.years else 0)
    for organisation, top in numerators.items():
        bottom = common if common is not None else denominators.get(organisation)
        if bottom is None:
            continue
        by_year = np.full_like(top, np.nan)
        np.divide(top[known], bottom[known], out=by_year[known], where=bottom[known] > 0)
        above, below = float(top[known, -1][first:].sum()), float(bottom[known, -1][first:].sum())
        yield Line(outcome.name, organisation, by_year, above / below if below > 0 else math.nan)


def _added(references: tuple[str, ...], sums: Sums) -> dict[str, Series]:
    first, *others = (sums.get(reference) for reference in references)
    return {name: series + sum(part[name] for part in others) for name, series in first.items()}


def _quantiles(outcome: Outcome, sums: Sums, first: int) -> Iterator[Line]:
    """A quantile of a histogram, per year and of all years pooled."""
    if outcome.histogram is None or outcome.share is None:  # the catalogue holds both or neither
        raise ValueError(f"{outcome.name} is no quantile")
    for organisation, bins in sums.histogram(outcome.histogram).items():
        by_year = np.full((sums.years, sums.areas + 1), np.nan)
        rows = np.concatenate([bins.reshape(-1, bins.shape[-1]), bins[first:, -1].sum(axis=0, keepdims=True)])
        found = quantile(rows, outcome.share)
        by_year[:, -bins.shape[1] :] = found[:-1].reshape(bins.shape[:2])
        yield Line(outcome.name, organisation, by_year, float(found[-1]))


def _unique(areas: list[str]) -> list[str]:
    """Names of the areas; an area that is itself called ``all`` would be taken for the region."""
    if len(set(areas)) != len(areas):
        raise ValueError(f"an area may not be called {WHOLE_CHAIN!r}, and each has its own name: {areas[:-1]}")
    return areas
