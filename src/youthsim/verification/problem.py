"""The level of problems on the real engine against its exact law, every door and concern closed.

Derivation. Given its risk r and network strength, a family's level is a birth-and-death process with generator Q: up
from l at r x up[l] x factor / brake, down at down[l] x factor x brake. It starts at level 1 when the family enters.
A family with n children stays L_n = 274 days + 18 years + (n - 1) x spacing, and a new one, drawn afresh, takes its
place. At a random moment a place holds a family of n children with probability proportional to share_n x L_n, of an
age that is uniform on (0, L_n). So in the long run

    P(level) = sum_n w_n / L_n x integral over 0 < a < L_n of E[e_1 exp(Q a)],

the mean E taken over risk and network; and t years after all stood at level 1 at such random ages, t below the
shortest L_n, a place holds its first family with probability 1 - t / L_n, at e_1 exp(Q t), and else one of an age
that is uniform on (0, t). Birth-and-death processes are reversible, so exp(Q a) follows from the eigenvectors of a
symmetric matrix, which SciPy and NumPy find to full precision. Families do not meet when all doors are closed, so
counts of levels are multinomial.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from youthsim.arrays import Arrays
from youthsim.chain import states as X
from youthsim.engines.core import columns as C
from youthsim.verification import laboratory, rows
from youthsim.verification.effort import Effort

DAYS_PER_YEAR = 365.25
PREGNANCY_DAYS = 274.0
ADULT_YEARS = 18.0
NETWORK_NODES = 12  # of the quadrature over network strength; its integrand is smooth
RUN_YEARS = 40  # more than the longest stay, so that everybody present entered at level 1
TRANSIENT_YEARS = (2, 8)
CARE_YEARS = 2
LONG_DAYS = 200_000.0  # longer than any run
Levels = NDArray[np.float64]
# Care received -> the state in which a family begins and stays, and the column by which that is seen.
HOLDS: Mapping[str, tuple[tuple[int, int, int, int, int], int, int]] = {
    "none": ((X.HELP_NONE, 0, X.SAFE_NONE, X.GI_NONE, 0), C.F_HELP, X.HELP_NONE),
    "waiting": ((X.INTAKE, 0, X.SAFE_NONE, X.GI_NONE, 0), C.F_HELP, X.INTAKE),
    "licht": ((X.LOCAL, X.LICHT, X.SAFE_NONE, X.GI_NONE, 0), C.F_HELP, X.LOCAL),
    "midden": ((X.LOCAL, X.MIDDEN, X.SAFE_NONE, X.GI_NONE, 0), C.F_HELP, X.LOCAL),
    "zwaar": ((X.LOCAL, X.ZWAAR, X.SAFE_NONE, X.GI_NONE, 0), C.F_HELP, X.LOCAL),
    "specialised": ((X.PROVIDER, 0, X.SAFE_NONE, X.GI_NONE, 0), C.F_HELP, X.PROVIDER),
    "investigation": ((X.HELP_NONE, 0, X.RVDK, X.GI_NONE, 0), C.F_SAFETY, X.RVDK),
    "ots": ((X.HELP_NONE, 0, X.REVIEW, X.MEASURE, 0), C.F_GI, X.MEASURE),
    "uhp": ((X.HELP_NONE, 0, X.REVIEW, X.MEASURE, 1), C.F_GI, X.MEASURE),
    "aftercare": ((X.AFTERCARE, 0, X.SAFE_NONE, X.GI_NONE, 0), C.F_HELP, X.AFTERCARE),
}
HELD = {
    "service.shape": 16.0, "local.intake_days": LONG_DAYS, "local.duration": LONG_DAYS, "local.acceptance_effect": 0.0,
    "provider.duration_days": LONG_DAYS, "rvdk.investigation_days": LONG_DAYS, "aftercare.days": LONG_DAYS,
    "ots.review_days": LONG_DAYS, "ots.end_base": 0.0, "ots.end_trust": 0.0, "voogdij.at_review": 0.0, "uhp.on": 0.0,
    "uhp.off": 0.0,
}  # fmt: skip


@dataclass(frozen=True)
class Law:
    """exp(Q a) for every risk and network strength, as eigenvalues and eigenvectors of symmetric matrices."""

    value: NDArray[np.float64]  # [cells, 5]
    vector: NDArray[np.float64]  # [cells, 5, 5]
    root: NDArray[np.float64]  # [cells, 5] roots of the reversible weights
    weight: NDArray[np.float64]  # [cells]

    @classmethod
    def of(cls, arrays: Arrays, care: str) -> Law:
        """The law of families that receive this care."""
        p = arrays.parameter
        node, weight = np.polynomial.legendre.leggauss(NETWORK_NODES)
        middle = p("population.network_strength")
        network = middle + node * min(middle, 1.0 - middle)
        brake = 1.0 + p("problem.network_effect") * (network - middle)
        risk, brakes = (x.ravel() for x in np.meshgrid(arrays.risk, brake, indexing="ij"))
        weights = np.tile(weight / weight.sum(), len(arrays.risk)) / len(arrays.risk)
        levels = range(1, X.LEVELS)
        up = np.stack([risk * p(f"problem.up.{j}") * p(f"problem.up_factor.{care}") / brakes for j in levels], axis=1)
        down = np.stack(
            [p(f"problem.down.{j + 1}") * p(f"problem.down_factor.{care}") * brakes for j in levels], axis=1
        )
        size = X.LEVELS
        symmetric = np.zeros((risk.size, size, size))
        for j in range(size - 1):
            symmetric[:, j, j + 1] = symmetric[:, j + 1, j] = np.sqrt(up[:, j] * down[:, j])
            symmetric[:, j, j] -= up[:, j]
            symmetric[:, j + 1, j + 1] -= down[:, j]
        value, vector = np.linalg.eigh(symmetric)
        ratio = np.sqrt(up / down)
        root = np.concatenate([np.ones((risk.size, 1)), np.cumprod(ratio, axis=1)], axis=1)
        return cls(value, vector, root, weights)

    def after(self, years: float, start: int = 1) -> Levels:
        """Shares of the levels so long after all stood at level ``start``."""
        return self._mean(np.exp(self.value * years), start)

    def during(self, years: float) -> Levels:
        """Mean shares of the levels over so long after all stood at level 1."""
        x = self.value * years
        with np.errstate(invalid="ignore", divide="ignore"):
            factor = np.where(np.abs(x) < 1e-12, 1.0, np.expm1(x) / x)
        return self._mean(factor, 1)

    def _mean(self, factor: NDArray[np.float64], start: int) -> Levels:
        first = self.vector[:, start - 1, :]
        symmetric = np.einsum("ck,ck,cjk->cj", first, factor, self.vector)
        shares = symmetric * self.root / self.root[:, [start - 1]]
        return np.asarray(self.weight @ shares)


def stays(arrays: Arrays) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """How long a family of 1 to 4 children stays, in years, and how likely one is met at a random moment."""
    p = arrays.parameter
    size = np.array([p(f"population.family_size.{n}") for n in range(1, 5)])
    years = PREGNANCY_DAYS / DAYS_PER_YEAR + ADULT_YEARS + np.arange(4) * p("population.birth_spacing")
    weight = size / size.sum() * years
    return np.asarray(years), np.asarray(weight / weight.sum())


def in_the_long_run(arrays: Arrays) -> Levels:
    """Shares of the levels in a population that has forgotten its start."""
    law = Law.of(arrays, "none")
    years, weight = stays(arrays)
    return np.asarray(sum(w * law.during(float(stay)) for stay, w in zip(years, weight, strict=True)))


def from_level_1(arrays: Arrays, t: float) -> Levels:
    """Shares of the levels t years after all families, at random ages, stood at level 1."""
    law = Law.of(arrays, "none")
    years, weight = stays(arrays)
    left = float((weight * (1.0 - t / years)).sum())
    return left * law.after(t) + (1.0 - left) * law.during(t)


def years_of(tick: int) -> float:
    """Ticks in years of 365.25 days."""
    return tick / C.TICKS / DAYS_PER_YEAR


def closed_doors(effort: Effort) -> Iterator[rows.Finding]:
    """Nobody is noticed: levels after some years, and in the long run."""
    arrays = laboratory.world(
        laboratory.CLOSED, [laboratory.alone(1)], families=2 * effort.families, years=RUN_YEARS - 1
    )
    w = laboratory.begun(arrays, effort.seed, 1, events=False)
    for years in (*TRANSIENT_YEARS, RUN_YEARS):
        tick = min(int(years * 365) * C.TICKS, int(arrays.year_edge[-1]))
        laboratory.advance(w, tick, [])
        last = years == RUN_YEARS
        theory = in_the_long_run(arrays) if last else from_level_1(arrays, years_of(tick))
        name = "in the long run" if last else f"{years} years after all were at level 1"
        level = w.family[:, C.F_LEVEL]
        for k in range(X.LEVELS):
            hits = int((level == k + 1).sum())
            yield rows.share(f"level {k + 1} {name}", float(theory[k]), hits, level.size, min(0.02, 0.75 * theory[k]))
    in_care = (w.family[:, [C.F_HELP, C.F_SAFETY, C.F_GI, C.F_EKC]] != 0).any(axis=1)
    yield rows.exact("families in care with every door closed", 0, int(in_care.sum()))


def multipliers(effort: Effort) -> Iterator[rows.Finding]:
    """One kind of care at a time: levels after some years, from even shares of all levels.

    Families whose care has ended by then are left out; when it ends depends on nothing but its own duration.
    """
    for place, (care, (state, column, expected)) in enumerate(HOLDS.items()):
        start: list[laboratory.State] = [(level, *state) for level in range(1, X.LEVELS + 1)]
        values = {**laboratory.CLOSED, **HELD}
        arrays = laboratory.world(values, start, families=effort.families, years=CARE_YEARS)
        w = laboratory.begun(arrays, effort.seed, 100 + place, events=False)
        tick = CARE_YEARS * 365 * C.TICKS
        laboratory.advance(w, tick, [])
        same = w.family[:, C.F_IDENTITY] < w.family.shape[0]
        same &= w.family[:, column] == expected
        if care in ("ots", "uhp"):
            same &= w.family[:, C.F_PLACED] == (care == "uhp")
        law = Law.of(arrays, care)
        theory = np.mean([law.after(years_of(tick), level) for level in range(1, X.LEVELS + 1)], axis=0)
        counts = np.bincount(w.family[same, C.F_LEVEL], minlength=X.LEVELS + 1)[1:]
        yield rows.spread(f"levels while receiving: {care}", counts, theory)


def problem(effort: Effort) -> Iterator[rows.Finding]:
    """All of it."""
    yield from closed_doors(effort)
    yield from multipliers(effort)
