"""What the engine simulates of the calibrated scenario of each era, for `youthsim new` to compare the mean field with.

    python experiments/municipality/engine.py

Writes means over replications into src/youthsim/municipality/eras.toml. To be made again when numbers change.
"""

from __future__ import annotations

from pathlib import Path

import tomlkit

import youthsim as ys
from youthsim.municipality.catalogue import NATIONAL_YOUTHS, eras

EXPERIMENT_SEED = 20230101
REPLICATIONS = 60
YEARS = 10
DIGITS = 5
PLACE = Path(__file__).parents[2] / "src/youthsim/municipality/eras.toml"


def main() -> None:
    """Run both eras and write their values."""
    document = tomlkit.parse(PLACE.read_text(encoding="utf-8"))
    for name, era in eras().items():
        scenario = era.scenario().with_years(YEARS)
        result = ys.run(scenario, replications=REPLICATIONS, seed=EXPERIMENT_SEED, quiet=True)
        found = result.summary.set_index(["outcome", "organisation"])
        half = (found["high"] - found["low"]) / 2 / found["mean"]
        scale = NATIONAL_YOUTHS / scenario.youths
        for outcome in era.engine:
            per = 1.0 if outcome == "help_share" else scale
            document[name]["engine"][outcome] = float(f"{found.loc[(outcome, 'all'), 'mean'] * per:.{DIGITS}g}")
            print(f"{name:13} {outcome:14} {document[name]['engine'][outcome]:10.5g} {half[outcome, 'all']:8.2%}")
        for organisation in era.waits:
            days = float(f"{found.loc[('wait_days', organisation), 'mean']:.{DIGITS}g}")
            document[name]["waits"][organisation] = days
            print(f"{name:13} {organisation:14} {days:10.5g} {half['wait_days', organisation]:8.2%}")
    PLACE.write_text(tomlkit.dumps(document), encoding="utf-8")


if __name__ == "__main__":
    main()
