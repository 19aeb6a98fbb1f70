"""Who families are: what is drawn when one enters, and when the first day finds it in the middle of its life."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from scipy import stats

from youthsim.arrays import Arrays
from youthsim.engines.core import columns as C
from youthsim.verification import laboratory, problem, rows
from youthsim.verification.effort import Effort
from youthsim.verification.laboratory import CLOSED, FROZEN, alone

RISK_CELLS = 64
YEARS = 40


def attributes(effort: Effort) -> Iterator[rows.Finding]:
    """Children, risk, network strength, care avoidance and age; of the first day, and of those who entered later."""
    arrays = laboratory.world({**CLOSED, **FROZEN}, [alone(1)], families=effort.families, years=YEARS - 1)
    w = laboratory.begun(arrays, effort.seed, 300, events=False)
    years, met = problem.stays(arrays)
    size = np.array([arrays.parameter(f"population.family_size.{n}") for n in range(1, 5)])
    children = w.family[:, C.F_CHILDREN].astype(int)
    yield rows.spread("children of families of the first day", np.bincount(children, minlength=5)[1:], met)
    life = years[children - 1] * problem.DAYS_PER_YEAR * C.TICKS
    age = -w.family[:, C.F_ENTRY] / life
    yield rows.distribution("age on the first day, as a share of the stay", age, stats.uniform.cdf)
    yield from _drawn(arrays, w, "first day")
    laboratory.advance(w, int(arrays.year_edge[-1]), [])
    # Who has entered and not left since the run began is again met in proportion to how long it stays.
    later = w.family[:, C.F_IDENTITY] >= len(w.family)
    yield rows.exact("families that entered later and are there after 40 years", len(later), int(later.sum()))
    children = w.family[:, C.F_CHILDREN].astype(int)
    yield rows.spread("children of families after 40 years", np.bincount(children, minlength=5)[1:], size * years)
    yield from _drawn(arrays, w, "entered later")


def _drawn(arrays: Arrays, w: laboratory.World, name: str) -> Iterator[rows.Finding]:
    """What every family draws alike."""
    p = arrays.parameter
    cell = np.searchsorted(arrays.risk, w.real[:, C.R_RISK]) * RISK_CELLS // len(arrays.risk)
    yield rows.spread(f"risk, {name}", np.bincount(cell, minlength=RISK_CELLS), np.ones(RISK_CELLS))
    expected = float(arrays.risk.mean())
    risk = w.real[:, C.R_RISK]
    error = float(arrays.risk.std()) / len(risk) ** 0.5
    yield rows.normal(f"mean risk, {name}", expected, float(risk.mean()), error, 0.05)
    middle = p("population.network_strength")
    half = min(middle, 1.0 - middle)
    law = stats.uniform(middle - half, 2.0 * half)
    yield rows.distribution(f"network strength, {name}", w.real[:, C.R_NETWORK], law.cdf)
    shy = w.family[:, C.F_AVOIDER] > 0
    yield rows.share(f"care avoiders, {name}", p("population.care_avoiding"), int(shy.sum()), shy.size, 0.01)
