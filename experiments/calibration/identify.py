"""Which parameters do the targets of a calibration determine, and which do they leave open?

    python experiments/calibration/identify.py experiments/calibration/baseline.toml

1. Of the fitted parameters together: the singular values of the matrix of elasticities (target by parameter) in the
   mean field. A small one is a combination of parameters that the targets hardly see.
2. Of every parameter of the registry alone: its largest elasticity on a target. One near zero leaves no trace in any
   target; a large one that is not fitted trades off against the fitted ones.
"""

from __future__ import annotations

import argparse
import tomllib
from pathlib import Path

import numpy as np
import pandas as pd
from calibrate import EKC_WAIT_DAYS, WHERE, Fit

from youthsim import scenario as scenarios
from youthsim.arrays import aggregates, mean_field
from youthsim.chain import states as X
from youthsim.experiment.putting import put
from youthsim.parameters import index as P
from youthsim.parameters import registry

STEP = 0.02


def outcomes(fit: Fit, p: np.ndarray, plan: dict, waits: dict[int, float], era: int) -> np.ndarray:
    """Logarithms of the targets in the mean field."""
    youths = fit.base.youths
    families = youths / p[P.population_youths_per_family]
    field = mean_field.solve(p, era, families, youths, len(fit.base.areas), nodes=8, fixed_waits=waits)
    found = aggregates.outcomes(field, families, youths, p)
    return np.log([max(found[name], 1e-12) for name in plan["targets"]])


def main() -> None:
    """Print both tables and write them beside the plan."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("plan", type=Path)
    asked = words.parse_args()
    plan = tomllib.loads(asked.plan.read_text(encoding="utf-8"))
    base = scenarios.load(plan["scenario"])
    fit, era = Fit(base, plan), X.ERAS.index(base.era)
    waits = {
        o: float(plan["waits"].get(n, {"value": 0.0})["value"])
        for n, organisations in WHERE.items()
        for o in organisations
    }
    waits[X.ORG_EKC] = EKC_WAIT_DAYS
    at = outcomes(fit, fit.start, plan, waits, era)
    columns = []
    for k in range(len(fit.moves)):
        step = np.zeros(len(fit.moves))
        step[k] = STEP
        columns.append((outcomes(fit, fit.apply(step), plan, waits, era) - at) / STEP)
    singular = np.linalg.svd(np.array(columns).T, compute_uv=False)
    print("singular values of the fitted parameters:", np.round(singular, 3))
    rows = []
    for i, name in enumerate(registry()):
        if fit.start[i] == 0.0:
            continue
        p = fit.start.copy()
        p[i] *= 1 + STEP
        change = (outcomes(fit, p, plan, waits, era) - at) / np.log1p(STEP)
        most = int(np.abs(change).argmax())
        rows.append((name, registry()[name].kind, float(np.abs(change).max()), list(plan["targets"])[most]))
    table = pd.DataFrame(rows, columns=["parameter", "kind", "largest_elasticity", "target"])
    table = table.sort_values("largest_elasticity", ascending=False).round(3)
    fitted = {list(registry())[c] for _, columns in fit.moves for c in columns}
    table["fitted"] = table["parameter"].isin(fitted)
    put(asked.plan.with_suffix(".identified.csv"), lambda path: table.to_csv(path, index=False))
    print(table[~table["fitted"]].head(30).to_string(index=False))


if __name__ == "__main__":
    main()
