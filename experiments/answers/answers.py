"""Answers to five questions of a wethouder Jeugd: the comparisons behind docs/answers.md that no study holds.

    python experiments/answers/answers.py [--replications N]

Writes beside this file, with paired differences from the base and 95% intervals over the replications (Student's t):

- ``gi-by-year.csv``: what one fte of the GI in the teams of Midden- en West-Brabant does, year by year;
- ``cut.csv``: what a cut of 15% does, with and without prevention, and after how many years prevention has paid back;
- ``stories.csv``: what each of the fifteen stories costs and brings against its reference, and whether it paid back;
- ``own.csv``: both for a municipality made by ``youthsim new`` from figures of its own.

What the study of the connection, the pattern P2 and the study of who falls between say stands in their own folders.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

import youthsim as ys
from youthsim.experiment import CompareResult
from youthsim.experiment.putting import put
from youthsim.experiment.results import OVER_REPLICATIONS
from youthsim.experiment.statistics import ends
from youthsim.scenario import Scenario

HERE = Path(__file__).parent
SEED, KEYS = 39, ["scenario", "outcome", "organisation"]
CUT_YEARS = 6
PLACES = (
    "zwolle", "tilburg", "papendrecht", "kerkrade", "huizen", "eindhoven", "oss", "sliedrecht", "de-marne",
    "rotterdam", "leiden", "dordrecht", "dronten", "apeldoorn", "diemen",
)  # fmt: skip
STORIES = (
    "zwolle-2017-think", "tilburg-2017-innovatienetwerk", "papendrecht-talents", "kerkrade-social-brokers",
    "huizen-centering", "eindhoven-2017-omnia", "oss-maatwerk", "sliedrecht-kids-koffie", "de-marne-jeugdsoos",
    "rotterdam-2017-frontlijn", "leiden-buurbook", "dordrecht-voorzorg", "dronten-koers",
    "apeldoorn-sluitende-aanpak", "diemen-coach",
)  # fmt: skip
COACH = [HERE.parent / "studies" / "budget-cut" / f"{name}.toml" for name in ("prevention", "cut-and-prevention")]
SHOWN = (
    ("ots_started", "all"), ("ots_stock", "all"), ("ots_duration_days", "all"), ("uhp_started", "all"),
    ("requests_to_rvdk", "all"), ("wait_days", "local"), ("wait_days", "provider"), ("wait_days", "rvdk"),
    ("wait_days", "gi"), ("first_help_days", "all"), ("unsafe_family_days", "all"), ("between_wal_en_schip", "all"),
    ("story_retold", "all"), ("cost_eur", "all"), ("payback_years", "all"), ("payback_share", "all"),
)  # fmt: skip


def shown(table: pd.DataFrame) -> pd.DataFrame:
    """The rows of the outcomes that the answers are about."""
    return table[[pair in SHOWN for pair in zip(table["outcome"], table["organisation"], strict=True)]]


def by_year(result: CompareResult) -> pd.DataFrame:
    """Paired differences of each year for the whole region."""
    table = shown(result.outcomes[result.outcomes["area"] == "all"]).set_index([*KEYS[1:], "replication", "year"])
    base = table[table["scenario"] == result.base]["value"]
    rows = []
    for name in result.names[1:]:
        apart = (table[table["scenario"] == name]["value"] - base).reset_index()
        for key, group in apart.groupby(["outcome", "organisation", "year"], sort=False):
            low, high = ends(group[["value"]], OVER_REPLICATIONS)
            rows.append((name, *key, group["value"].mean(), low["value"], high["value"]))
    return pd.DataFrame(rows, columns=[*KEYS, "year", "difference", "low", "high"])


def compared(base: Scenario, others: Sequence[Scenario], replications: int) -> CompareResult:
    """A comparison on the same families with the same luck."""
    return ys.compare(base, *others, replications=replications, seed=SEED, quiet=True)


def write(name: str, table: pd.DataFrame) -> None:
    """A table beside this file."""
    put(HERE / name, lambda path: table.to_csv(path, index=False, float_format="%.5g", lineterminator="\n"))
    print(name, table.to_string(index=False), sep="\n", flush=True)


def main() -> None:
    """All answers."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--replications", type=int, default=40)
    replications = asked.parse_args().replications

    early = ys.load("brabant-early-gi")
    hours = early.parameter("staff.hours_per_fte") / len(early.areas)  # of one fte, in each team
    one_fte = early.with_levers(early_gi={"presence_hours_per_week": hours, "presence_areas": []})
    write("gi-by-year.csv", by_year(compared(ys.load("brabant-2015"), [one_fte], replications)))

    cuts = [ys.load(name).with_years(CUT_YEARS) for name in ("baseline", "budget-cut-15", *COACH)]
    write("cut.csv", shown(compared(cuts[0], cuts[1:], replications).differences))

    told = []
    for story in STORIES:
        reference = ys.load(f"{next(place for place in PLACES if story.startswith(place))}-2015")
        told.append(shown(compared(reference, [ys.load(story)], replications).differences))
    write("stories.csv", pd.concat(told))

    own = [ys.load(HERE / f"{name}.toml") for name in ("own", "own-early-gi", "own-cut")]
    write("own.csv", shown(compared(own[0], own[1:], replications).differences))


if __name__ == "__main__":
    main()
