"""The table of patterns: gather the answers of ``youthsim pattern`` and write what is kept of them.

    for f in experiments/patterns/p*.toml with a [pattern]: youthsim pattern f --out runs/patterns/NAME
    python experiments/patterns/table.py runs/patterns

Writes ``claims.csv`` (a row per claim) and ``patterns.csv`` (a row per pattern) beside this file, the figures into
``figures/``, and prints the table of ``docs/validation.md``.
"""

from __future__ import annotations

import argparse
import json
import shutil
from functools import partial
from pathlib import Path

import pandas as pd

from youthsim.experiment.putting import put

HERE = Path(__file__).parent


def in_order(table: pd.DataFrame) -> pd.DataFrame:
    """Rows by the number of their pattern."""
    numbers = table["pattern"].map(lambda name: (int("".join(filter(str.isdigit, name))), name))
    return table.loc[numbers.sort_values(kind="stable").index]


def main() -> None:
    """Gather what is there."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("runs", type=Path, help="folder with an answer of `youthsim pattern` in each subfolder")
    found, claims = [], []
    (HERE / "figures").mkdir(exist_ok=True)
    for folder in sorted(asked.parse_args().runs.glob("*/pattern.json")):
        about = json.loads(folder.read_text(encoding="utf-8"))
        found.append(about)
        claims.append(pd.read_csv(folder.parent / "claims.csv").assign(pattern=about["pattern"]))
        shutil.copyfile(folder.parent / "figures" / "pattern.svg", HERE / "figures" / f"{about['pattern']}.svg")
    patterns = in_order(pd.DataFrame(found))
    table = in_order(pd.concat(claims, ignore_index=True))
    table = table[["pattern", *(name for name in table.columns if name != "pattern")]]
    for name, kept in (("patterns", patterns), ("claims", table)):
        put(HERE / f"{name}.csv", partial(kept.to_csv, index=False, float_format="%.4g", lineterminator="\n"))
    print("| pattern | claim | asked | size: median (5% to 95% of the draws) | probability | decides |")
    print("| --- | --- | --- | --- | --- | --- |")
    for row in table.to_dict("records"):
        relative = row["unit"].startswith("share of ")
        size = "{:.1%}" if relative else "{:.3g}"
        spread = f"{size} ({size} to {size})".format(row["median"], row["low"], row["high"])
        asked_for = f"{row['direction']}, {size.format(row['least'])}"
        shown = f"{row['probability']:.2f} ({row['probability_low']:.2f}-{row['probability_high']:.2f})"
        print(f"| {row['pattern']} | `{row['claim']}` | {asked_for} | {spread} | {shown} | `{row['decides']}` |")


if __name__ == "__main__":
    main()
