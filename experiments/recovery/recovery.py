"""Calibration asked for what is known: coverage of the 90% intervals over thirty repetitions.

    python experiments/recovery/recovery.py [--repetitions N] [--out DIR]

The design of recovery.toml is run once. Each repetition draws values from the priors, simulates one replication of the
model with them and with chance of its own, takes two outcomes of it as targets (their width: the spread of a hundred
replications of the scenario), and calibrates. Writes result.csv beside this file: truth, interval, inside
or not.

With a true coverage of 0.90 the share inside over 30 repetitions of one parameter lies below 0.80 in 2.6% of the
cases and above 0.97 in 4.2%; over both parameters together in 0.6% and 1.4%, were they independent.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import pandas as pd
from scipy.stats import qmc

from youthsim import analysis, sweep
from youthsim.analysis.calibration import calibrate
from youthsim.analysis.priors import Priors
from youthsim.analysis.targets import Target
from youthsim.experiment import run
from youthsim.experiment.putting import put
from youthsim.scenario import Scenario

HERE = Path(__file__).parent
OUTCOMES = ("rvdk_investigations", "ots_duration_days")
DATA_SEED, SPREAD_REPLICATIONS = 900_000, 100
LEAST, MOST = 0.80, 0.97


def spread(scenario: Scenario) -> dict[str, float]:
    """The standard deviation between replications of each outcome.

    From luck of its own: the points of the design share theirs, so that they know it from few replications.
    """
    values = run(scenario, seed=DATA_SEED - 1, replications=SPREAD_REPLICATIONS, quiet=True).values
    whole = values[values["organisation"] == "all"].groupby("outcome", observed=True)["value"].std()
    return {name: float(whole[name]) for name in OUTCOMES}


def main() -> None:
    """Carry it out and write the result."""
    asked = argparse.ArgumentParser(description="Coverage of calibration on data with known parameters.")
    asked.add_argument("--repetitions", type=int, default=30)
    asked.add_argument("--out", type=Path, default=None, help="folder of the runs; not kept when not given")
    given = asked.parse_args()
    experiment = sweep.load(HERE / "recovery.toml")
    found = analysis.evaluate(experiment, out=given.out, outcomes=OUTCOMES)
    scenario = experiment.scenarios[experiment.base]
    sds = spread(scenario)
    names = found.parameters
    truths = Priors(found.axes).values(qmc.LatinHypercube(len(names), rng=DATA_SEED).random(given.repetitions))
    rows = []
    for number, truth in enumerate(truths):
        true = dict(zip(names, map(float, truth), strict=True))
        data = run(scenario.with_values(true), seed=DATA_SEED + number, replications=1, quiet=True).values
        seen = data[data["organisation"] == "all"].set_index("outcome")["value"]
        targets = [Target(n, n, float(seen[n]), sds[n], "as in the catalogue", "simulated") for n in OUTCOMES]
        made = calibrate(found, targets, experiment.base, scenario.youths, seed=number, steps=600)
        for row in made.parameters.itertuples():
            value = true[row.parameter]
            rows.append((number, row.parameter, value, row.mean, row.low, row.high, row.low <= value <= row.high))
    table = pd.DataFrame(rows, columns=["repetition", "parameter", "truth", "mean", "low", "high", "inside"])
    put(HERE / "result.csv", lambda path: table.to_csv(path, index=False, float_format="%.5g"))
    coverage = table.groupby("parameter")["inside"].mean()
    print(coverage.to_string())
    together = table["inside"].mean()
    print(f"together {together:.3f}: {'as wanted' if LEAST <= together <= MOST else 'NOT as wanted'}")


if __name__ == "__main__":
    main()
