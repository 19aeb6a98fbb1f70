"""Who falls between wal en schip, and who tells the story five times: families followed one by one by the Mesa engine.

    python experiments/studies/who/who.py

Writes ``who.csv``, a row per scenario, kind of family and figure:

- ``share``: of a hundred families, how many are of this kind on a day;
- ``between``: of a hundred of this kind on a day, how many are between wal en schip;
- ``part_of_between``: of a hundred families between wal en schip on a day, how many are of this kind;
- ``retold_1``, ``retold_2``, ``retold_5``: of a hundred of this kind that were in care in the followed years, how
  many told their story again once, twice, five times or more. The level is then the worst of those years.

Days are the ends of quarters. Means over replications with 95% intervals (Student's t).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

import youthsim as ys
from youthsim.chain import states as X
from youthsim.chain.family import TICKS_PER_DAY
from youthsim.engines.mesa.family import Family
from youthsim.experiment.putting import put
from youthsim.experiment.statistics import half_width
from youthsim.parameters import index as P

HERE = Path(__file__).parent
SCENARIOS = ("baseline", "wjz-2009")
FAMILIES, YEARS, REPLICATIONS, SEED = 3_000, 4, 8, 38
OFTEN = (1, 2, 5)
QUARTER_DAYS = 91


class Storyteller(Family):
    """A family that remembers how often it told its story again, whether it was in care, and its worst level."""

    retold, was_in_care, worst = 0, False, X.GOES_WELL

    def count(self, what: str, amount: int = 1) -> None:
        """Count for the area as every family does, and for itself while years are measured."""
        super().count(what, amount)
        if self.ledger.measuring:
            self.retold += amount if what == "story_retold" else 0
            self.was_in_care |= what == "families_in_care"

    def change_level(self, level: int) -> None:
        """Come to another level, and remember the worst."""
        super().change_level(level)
        self.worst = max(self.worst, level) if self.ledger.measuring else level


class Followed(ys.MesaModel):
    """The model with storytellers, of whom also those who left are kept."""

    family_type = Storyteller

    def replace(self, gone: Family) -> None:
        """A family leaves and is remembered."""
        self.left = [*getattr(self, "left", []), gone]
        super().replace(gone)


def is_between(family: Family) -> bool:
    """Whether it has been in need with no one around for longer than the term."""
    if family.need_since is None:
        return False
    return family.now - family.need_since > family.p[P.need_between_days] * TICKS_PER_DAY


def kinds(family: Family, level: int) -> Iterator[str]:
    """The groups that a family belongs to."""
    yield "all"
    yield f"level {level}"
    yield "avoids care" if family.avoids_care else "does not avoid care"
    yield f"{family.children} children" if family.children > 1 else "1 child"
    yield "weak network" if family.network < family.p[P.population_network_strength] else "strong network"


def replication(scenario: str, number: int) -> pd.DataFrame:
    """One run: kind, figure, value."""
    model = Followed(ys.load(scenario).with_families(FAMILIES).with_years(YEARS), SEED, number)
    there, between, in_care = Counter(), Counter(), Counter()
    often = {times: Counter() for times in OFTEN}
    first, last = model.ledger.year_edge[0], model.ledger.year_edge[-1]
    for tick in range(first + QUARTER_DAYS * TICKS_PER_DAY, last, QUARTER_DAYS * TICKS_PER_DAY):
        model.advance(tick)
        for family in model.families:
            there.update(kinds(family, family.level))
            if is_between(family):
                between.update(kinds(family, family.level))
    model.advance(last)
    for family in [*model.families, *getattr(model, "left", [])]:
        if family.was_in_care:
            in_care.update(kinds(family, family.worst))
            for times, who in often.items():
                who.update(kinds(family, family.worst) if family.retold >= times else ())
    rows = []
    for kind in there:
        rows.append((kind, "share", 100.0 * there[kind] / there["all"]))
        rows.append((kind, "between", 100.0 * between[kind] / there[kind]))
        rows.append((kind, "part_of_between", 100.0 * between[kind] / max(1, between["all"])))
        if in_care[kind]:
            rows += [(kind, f"retold_{times}", 100.0 * who[kind] / in_care[kind]) for times, who in often.items()]
    return pd.DataFrame(rows, columns=["kind", "figure", "value"])


def main() -> None:
    """All scenarios."""
    tables = []
    for scenario in SCENARIOS:
        found = pd.concat([replication(scenario, number) for number in range(REPLICATIONS)])
        summary = found.groupby(["kind", "figure"], sort=False)["value"].agg(["mean", "std", "count"]).reset_index()
        half = half_width(summary["std"], summary["count"])
        low, high = summary["mean"] - half, summary["mean"] + half
        tables.append(summary[["kind", "figure", "mean"]].assign(scenario=scenario, low=low, high=high))
        print(scenario, summary[summary["kind"] == "all"].to_string(index=False), flush=True)
    table = pd.concat(tables)[["scenario", "kind", "figure", "mean", "low", "high"]]
    put(HERE / "who.csv", lambda path: table.to_csv(path, index=False, float_format="%.4g", lineterminator="\n"))


if __name__ == "__main__":
    main()
