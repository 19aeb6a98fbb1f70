"""Calibration to targets with their uncertainty: posterior samples of the parameters.

Approximate Bayesian computation in which a simulation is accepted with a probability that falls with its distance from
each target as a normal density does, of the width of the target's own uncertainty: exact, if that uncertainty is the
error of observation and of the model (Wilkinson 2013, Statistical Applications in Genetics and Molecular Biology 12).
The model itself is run at the points of a design only; between them an emulator stands for it (Gaussian process ABC:
Wilkinson 2014, AISTATS 33), whose uncertainty widens the kernel. The posterior is sampled by an affine-invariant
ensemble (emcee: Foreman-Mackey et al. 2013, Publications of the Astronomical Society of the Pacific 125).

So the runs are those of a sweep, resumable and on any executor, a few hundred of them suffice, and the same runs serve
other targets. Libraries that schedule their own runs (pyABC) need tens of thousands.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats
from scipy.stats import qmc

from youthsim.analysis.chance import seed_for, twister_state
from youthsim.analysis.emulator import Emulator, fit
from youthsim.analysis.evaluated import Evaluated
from youthsim.analysis.priors import Priors, log_density
from youthsim.analysis.targets import Target
from youthsim.experiment.errors import BadInput
from youthsim.experiment.posterior import Posterior
from youthsim.sweep.model import Axis

SAMPLES = 1000
STEPS = 1500
LEAST_WALKERS, WALKERS_PER_PARAMETER = 32, 4
START_POINTS_LOG2 = 12
JITTER = 1e-3
LEAST_EFFECTIVE = 400  # below this, the ends of a 90% interval are known badly
LEAST_POINTS_PER_PARAMETER = 10  # Loeppky, Sacks and Welch (2009), Technometrics 51
LEAST_REPLICATIONS = 8
INTERVAL = 0.90
Table = NDArray[np.float64]
SCORE_COLUMNS = ["target", "held_out", "unit", "value", "sd", "mean", "low", "high", "score", "inside", "source"]


@dataclass(frozen=True)
class Calibration:
    """What a calibration found.

    ``posterior`` holds the samples. ``targets`` has a row per target: how well its emulator predicts points that were
    left out (``explained``), and what the emulators give over the posterior. ``parameters`` has a row per parameter:
    its range before, then its mean and 90% interval, and the share of its standard deviation that is left.
    ``effective`` is how many independent samples the chain is worth. ``warnings`` say what to mistrust.
    """

    posterior: Posterior
    targets: pd.DataFrame
    parameters: pd.DataFrame
    emulators: Mapping[str, Emulator]
    effective: float
    warnings: tuple[str, ...]


def calibrate(
    evaluated: Evaluated,
    targets: Sequence[Target],
    scenario: str,
    youths: float,
    *,
    seed: int = 1,
    samples: int = SAMPLES,
    steps: int = STEPS,
    about: Mapping[str, object] | None = None,
) -> Calibration:
    """Posterior samples of the parameters of a design, given targets.

    Args:
        evaluated: the design with its results.
        targets: those held out are emulated and reported, but take no part.
        scenario: the one that the targets are about.
        youths: youths in it, for targets per so many youths.
        seed: seed of the sampler.
        samples: how many to keep.
        steps: of the chain, half of which is thrown away.
        about: what to say in the file about where the samples come from.

    Raises:
        BadInput: no target takes part, or there are too few points.
    """
    used = [target for target in targets if not target.held_out]
    if not used:
        raise BadInput("calibration needs at least one target that is not held out")
    if len(evaluated.points) < 2 * len(evaluated.parameters):
        raise BadInput(f"{len(evaluated.points)} points are too few for {len(evaluated.parameters)} parameters")
    priors, u = Priors(evaluated.axes), evaluated.unit_points
    emulators = {target.name: fit(u, target.of(evaluated, scenario, youths)) for target in targets}
    density = log_posterior(emulators, used)
    found, effective = sample(density, len(priors.names), seed=seed, samples=samples, steps=steps)
    frame = pd.DataFrame(priors.values(found), columns=list(priors.names))
    origin = {
        "scenario": scenario,
        "priors": {
            axis.name: {"low": axis.low, "high": axis.high, "mode": axis.mode, "distribution": axis.distribution}
            for axis in evaluated.axes
        },
        "targets": [
            {"name": t.name, "value": t.value, "sd": t.sd, "unit": t.unit, "source": t.source, "held_out": t.held_out}
            for t in targets
        ],
        "points": len(evaluated.points),
        "seed": seed,
        "effective_samples": effective,
    }
    table = _table(targets, emulators, found)
    replications = evaluated.results["replication"].nunique()
    warnings = _warnings(table, effective, evaluated, replications)
    posterior = Posterior(frame, origin | dict(about or {}))
    return Calibration(posterior, table, _narrowed(frame, evaluated.axes), emulators, effective, warnings)


def log_posterior(emulators: Mapping[str, Emulator], targets: Sequence[Target]) -> Callable[[Table], Table]:
    """The logarithm of the posterior density at [points, parameters] of the unit cube."""

    def density(u: Table) -> Table:
        found = log_density(u)
        inside = np.isfinite(found)
        if inside.any():
            for target in targets:
                mean, variance = emulators[target.name].mean_and_variance(u[inside])
                spread = np.sqrt(variance + target.sd**2)
                found[inside] += stats.norm.logpdf(target.value, mean, spread)
        return found

    return density


def sample(
    density: Callable[[Table], Table], size: int, *, seed: int, samples: int = SAMPLES, steps: int = STEPS
) -> tuple[Table, float]:
    """Samples of a density on the unit cube, and how many independent ones they are worth.

    The walkers start at points of a Sobol sequence, drawn by their density.
    """
    import emcee

    logging.getLogger("emcee").setLevel(logging.ERROR)  # what the chain is worth is told by us
    walkers = max(LEAST_WALKERS, 2 * (WALKERS_PER_PARAMETER * size // 2))
    sampler = emcee.EnsembleSampler(walkers, size, density, vectorize=True)
    state = emcee.State(_start(density, size, walkers, seed), random_state=twister_state(seed, "calibration chain"))
    sampler.run_mcmc(state, steps, skip_initial_state_check=True)
    kept = sampler.get_chain(discard=steps // 2)
    length = float(np.max(emcee.autocorr.integrated_time(kept, quiet=True, has_walkers=True)))
    effective = kept.shape[0] * kept.shape[1] / max(length, 1.0)
    flat: Table = kept.reshape(-1, size)
    return flat[np.linspace(0, len(flat) - 1, samples).astype(int)], round(effective, 1)


def _start(density: Callable[[Table], Table], size: int, walkers: int, seed: int) -> Table:
    points = qmc.Sobol(size, rng=seed_for(seed, "calibration start")).random_base2(START_POINTS_LOG2)
    logs = density(points)
    weights = np.cumsum(np.exp(logs - logs.max()))
    places = np.searchsorted(weights / weights[-1], (np.arange(walkers) + 0.5) / walkers)
    near = stats.norm.rvs(scale=JITTER, size=(walkers, size), random_state=seed_for(seed, "calibration jitter"))
    start: Table = np.clip(points[places] + near, JITTER, 1 - JITTER) + near * JITTER
    return start


def _narrowed(samples: pd.DataFrame, axes: Sequence[Axis]) -> pd.DataFrame:
    """For each parameter its range before, and mean, 90% interval and share of the standard deviation after."""
    before = Priors(axes).deviations()
    rows = []
    for axis, deviation in zip(axes, before, strict=True):
        found = samples[axis.name]
        ends = found.quantile([0.5 - INTERVAL / 2, 0.5 + INTERVAL / 2])
        rows.append((axis.name, axis.unit, axis.low, axis.high, found.mean(), *ends, found.std() / deviation))
    columns = ["parameter", "unit", "prior_low", "prior_high", "mean", "low", "high", "spread_left"]
    return pd.DataFrame(rows, columns=columns)


def _table(targets: Sequence[Target], emulators: Mapping[str, Emulator], u: Table) -> pd.DataFrame:
    rows = []
    for target in targets:
        mean = emulators[target.name].mean(u)
        ends = np.quantile(mean, [0.5 - INTERVAL / 2, 0.5 + INTERVAL / 2])
        rows.append(
            {
                "target": target.name,
                "held_out": target.held_out,
                "unit": target.unit,
                "value": target.value,
                "sd": target.sd,
                "explained": emulators[target.name].explained,
                "emulated": mean.mean(),
                "low": ends[0],
                "high": ends[1],
                "source": target.source,
            }
        )
    return pd.DataFrame(rows)


def _warnings(table: pd.DataFrame, effective: float, evaluated: Evaluated, replications: int) -> tuple[str, ...]:
    found = []
    if replications < LEAST_REPLICATIONS:
        told = f"luck that all points share is known from {replications} replications alone"
        found.append(f"{told}; better {LEAST_REPLICATIONS} or more")
    least = LEAST_POINTS_PER_PARAMETER * len(evaluated.parameters)
    if len(evaluated.points) < least:
        found.append(
            f"{len(evaluated.points)} points for {len(evaluated.parameters)} parameters; better {least} or more"
        )
    if effective < LEAST_EFFECTIVE:
        found.append(f"the chain is worth {effective:.0f} independent samples; better {LEAST_EFFECTIVE} or more")
    for row in table.itertuples():
        if abs(row.emulated - row.value) > 2 * row.sd and not row.held_out:
            found.append(f"target {row.target} cannot be met together with the others: {row.emulated:.4g}")
    return tuple(found)


def scored(targets: Sequence[Target], values: pd.DataFrame, scenario: str, youths: float) -> pd.DataFrame:
    """The targets against runs of the model itself, each with parameters from the posterior.

    Args:
        values: ``RunResult.values`` of a run with the posterior.
        scenario: its name in the run.

    Returns:
        ``SCORE_COLUMNS``: mean and 90% interval over the runs; ``score`` is value minus mean over the root of the
        runs' variance and the target's; ``inside`` says whether the value lies in the 90% interval of the two together.
    """
    rows = []
    limit = float(stats.norm.ppf(0.5 + INTERVAL / 2))
    for target in targets:
        found = target.of_run(values, scenario, youths).dropna()
        ends = found.quantile([0.5 - INTERVAL / 2, 0.5 + INTERVAL / 2]).to_numpy()
        score = (target.value - found.mean()) / np.hypot(found.std(), target.sd)
        row = (target.name, target.held_out, target.unit, target.value, target.sd, found.mean(), *ends, score)
        rows.append((*row, abs(score) <= limit, target.source))
    return pd.DataFrame(rows, columns=SCORE_COLUMNS)
