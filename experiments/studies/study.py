"""The standard studies: run one, and write its small result and its figure beside it.

    python experiments/studies/study.py NAME [NAME ...] [--out DIR] [--replications N] [--families N]

A study is a folder with ``study.toml`` (an experiment), the scenarios of its own, and a README. This writes
``result.csv`` (paired differences from the base for the outcomes that the study is about, with 95% intervals over the
replications), ``levels.csv`` (means of every scenario) and ``figure.svg``.
"""

from __future__ import annotations

import argparse
import itertools
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from youthsim import sweep
from youthsim.experiment.putting import put
from youthsim.outcomes.catalogue import catalogue
from youthsim.report import style
from youthsim.report.saving import save

HERE = Path(__file__).parent
SCENARIO = "scenario"
TITLE_CHARACTERS = 48
ALL, FAMILIES = "all", "families"


@dataclass(frozen=True)
class Show:
    """What a study shows: outcomes (with their organisation), against ``along``, in lines by ``by``."""

    outcomes: tuple[tuple[str, str], ...]
    along: str = SCENARIO
    by: str | None = None
    sizes: tuple[int, ...] = ()  # families of the region, where the study goes along them


MEASURES = (("ots_started", ALL), ("ots_stock", ALL), ("ots_duration_days", ALL))
AMBITIONS = (
    ("contact_persons", ALL), ("story_retold", ALL), ("indication_days", ALL), ("wrong_referral_share", ALL),
    ("late_referral_share", ALL), ("specialised_share", ALL), ("consultation_reach", ALL), ("plans_per_family", ALL),
)  # fmt: skip
STUDIES = {
    "connection": Show((*AMBITIONS, ("first_help_days", ALL), ("ots_started", ALL), ("trust", "bjz"))),
    "gi-presence": Show(
        (("ots_started", ALL), ("wait_days", "gi"), ("early_gi_refused", ALL),
         ("unsafe_family_days", ALL), ("cost_eur", ALL)),
        along="levers.early_gi.presence_hours_per_week", by="gi.fte",
    ),
    "ekc-growth": Show((("ekc_registered", ALL), ("ekc_adoption", ALL), ("ekc_conference_with_plan", ALL))),
    "area-bound": Show(
        (("trust", "gi"), ("wait_days", "gi"), *MEASURES), along=FAMILIES, sizes=(7_200, 14_400, 43_200, 129_600)
    ),
    "ambitions": Show((*AMBITIONS, ("first_help_days", ALL))),
    "budget-cut": Show(
        (("wait_days", "local"), ("wait_days", "provider"), ("wait_days", "rvdk"), ("wait_days", "gi"),
         ("ots_started", ALL), ("unsafe_family_days", ALL), ("between_wal_en_schip", ALL), ("cost_eur", ALL)),
    ),
}  # fmt: skip


def run(name: str, out: Path | None, **settings: int | None) -> None:
    """Carry a study out and write what it gives."""
    folder, show = HERE / name, STUDIES[name]
    results, levels = [], []
    files = sorted(folder.glob("study*.toml"))  # one, or one for each region that is compared with its own reference
    for file, families in itertools.product(files, show.sizes or (settings["families"],)):
        experiment = sweep.load(file, **(settings | {"families": families}))
        place = out and out / f"{name}-{file.stem}-{families}"
        found = measured(experiment, show, place)
        for tables, table in zip((results, levels), found, strict=True):
            tables.append(table.assign(families=families) if show.sizes else table)
    result = pd.concat(results, ignore_index=True)
    _write(result, folder / "result.csv")
    _write(pd.concat(levels, ignore_index=True), folder / "levels.csv")
    save(_figure(result, show, experiment.title), folder / "figure.svg")


def measured(experiment: sweep.Experiment, show: Show, place: Path | None) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Differences from the base and means of one experiment, for what the study shows."""
    store = sweep.run(experiment, out=place, quiet=False)
    names = list(dict.fromkeys(outcome for outcome, _ in show.outcomes))
    wanted = pd.MultiIndex.from_tuples(show.outcomes)
    axes = [axis.name for axis in experiment.axes if axis.varies]
    points = store.points.set_index("point")[axes]
    found = store.differences(names)
    result = _chosen(found, wanted).join(points, on="point")
    shown = ["scenario", *axes, "outcome", "organisation", "difference", "low", "high", "relative", "replications"]
    levels = store.results(names)
    keys = ["point", "scenario", "outcome", "organisation"]
    means = levels.groupby(keys, observed=True)["value"].agg(["mean", "sem", "count"]).reset_index()
    return result[shown], _chosen(means, wanted).join(points, on="point").drop(columns="point")


def _chosen(table: pd.DataFrame, wanted: pd.MultiIndex) -> pd.DataFrame:
    return table[pd.MultiIndex.from_frame(table[["outcome", "organisation"]].astype(str)).isin(wanted)]


def _write(table: pd.DataFrame, path: Path) -> None:
    put(path, lambda work: table.to_csv(work, index=False, float_format="%.5g", lineterminator="\n"))


def _figure(result: pd.DataFrame, show: Show, about: str):
    columns = 2
    rows = -(-len(show.outcomes) // columns)
    with style.styled():
        figure = style.new_figure(1.0 + 2.1 * rows)
        panels = np.ravel(figure.subplots(rows, columns, squeeze=False))
        for axes, (outcome, organisation) in zip(panels, show.outcomes, strict=False):
            mine = result[(result["outcome"] == outcome) & (result["organisation"] == organisation)]
            groups = mine.groupby(show.by, observed=True) if show.by else [(None, mine)]
            for place, (group, unsorted) in enumerate(groups):
                lines = unsorted if show.along == SCENARIO else unsorted.sort_values(show.along)
                x = lines[show.along].astype(str) if show.along == SCENARIO else lines[show.along]
                error = [lines["difference"] - lines["low"], lines["high"] - lines["difference"]]
                joined = "none" if show.along == SCENARIO else style.DASHES[place % len(style.DASHES)]
                label = None if group is None else f"{show.by} {group:g}"
                axes.errorbar(x, lines["difference"], yerr=error, marker=style.MARKERS[place % len(style.MARKERS)],
                              color=style.COLOURS[place % len(style.COLOURS)], linestyle=joined, markersize=4,
                              capsize=2, label=label)  # fmt: skip
            axes.axhline(0, color=style.GREY, linewidth=0.8)
            where = "" if organisation == ALL else f" ({organisation})"
            title = f"{catalogue()[outcome].label('en')}{where}, {catalogue()[outcome].unit}"
            style.panel_title(axes, title, TITLE_CHARACTERS)
            axes.tick_params(axis="x", labelsize=6.5)
            if show.along == SCENARIO:  # the end of each name stands below its own tick
                axes.tick_params(axis="x", labelrotation=30)
                for name in axes.get_xticklabels():
                    name.set(ha="right", rotation_mode="anchor")
            else:
                axes.set_xlabel(show.along.rpartition(".")[2], fontsize=7)
        for axes in panels[len(show.outcomes) :]:
            axes.set_axis_off()
        if show.by:
            panels[0].legend(fontsize=6.5, frameon=False)
        style.caption(figure, f"Difference from the base, 95% intervals over replications. youthsim: {about}.")
    return figure


def main() -> None:
    """Carry out the studies that are named."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("names", nargs="+", choices=sorted(STUDIES))
    asked.add_argument("--out", type=Path, help="folder for the runs; not kept when not given")
    asked.add_argument("--replications", type=int)
    asked.add_argument("--families", type=int)
    given = asked.parse_args()
    for name in given.names:
        run(name, given.out, replications=given.replications, families=given.families)


if __name__ == "__main__":
    main()
