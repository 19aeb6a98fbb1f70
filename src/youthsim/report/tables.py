"""The tables of a report: columns that know what they hold, so that each format can show them as it should."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import PurePath
from typing import Any

import pandas as pd

from youthsim.experiment.results import CompareResult, RunResult
from youthsim.experiment.statistics import summarise_years, with_interval
from youthsim.outcomes.catalogue import WHOLE_CHAIN, catalogue, leading, word
from youthsim.parameters import Parameter, registry
from youthsim.report import numbers
from youthsim.report.assumptions import UNRANKED, HangsOn
from youthsim.report.conclusions import moved
from youthsim.report.flows import step_label
from youthsim.report.texts import text
from youthsim.report.units import evidence_in, unit_in
from youthsim.scenario.explaining import Difference

WORDS, NUMBER, WHOLE, YEAR, SHARE, DATE = "words", "number", "whole", "year", "share", "date"

NO_SOURCE = "no source found"  # how the registry says it


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading and what its cells hold; ``long`` texts may take several lines."""

    label: str
    kind: str = WORDS
    long: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its title; a cell is a text, a number, a date, or None where there is nothing.

    A row of numbers may be shares in itself (the unit says so): ``shares`` names those rows.
    """

    key: str
    title: str
    columns: tuple[Column, ...]
    rows: list[list[Any]]
    shares: frozenset[int] = field(default_factory=frozenset)

    def shown(self, row: int, column: int, language: str) -> str:
        """A cell in the conventions of the language."""
        value, kind = self.rows[row][column], self.columns[column].kind
        if value is None:
            return ""
        if kind == DATE:
            return numbers.day(value, language)
        if kind in (WORDS, YEAR):
            return str(value)
        if kind == SHARE or (kind == NUMBER and row in self.shares):
            return numbers.percent(value, language)
        return numbers.number(float(f"{value:.4g}") if kind == NUMBER else value, language)


def _columns(language: str, *given: tuple[str, str] | tuple[str, str, bool]) -> tuple[Column, ...]:
    return tuple(Column(text(f"column_{name}", language), *rest) for name, *rest in given)


def _cell(value: Any) -> Any:
    """A value of a data frame as a cell: nothing for what is missing."""
    if value is None or (isinstance(value, float) and not math.isfinite(value)) or value is pd.NaT:
        return None
    return value


def _outcome_cells(row: Mapping[str, Any], language: str) -> list[Any]:
    """Outcome, organisation and unit in words."""
    outcome = catalogue().get(row["outcome"])
    label = outcome.label(language) if outcome else row["outcome"]
    unit = outcome.unit if outcome else ""
    return [label, word("organisations", str(row["organisation"]), language), word("units", unit, language)]


def _table(key: str, language: str, columns: tuple[Column, ...], rows: list[list[Any]], units: Sequence[str]) -> Table:
    shares = frozenset(place for place, unit in enumerate(units) if unit == "share")
    return Table(key, text(f"table_{key}", language), columns, rows, shares)


def differences_table(result: CompareResult, language: str, *, leading: bool) -> Table:
    """Paired differences of every alternative: of the leading outcomes, or of all, for every organisation."""
    return table_of_differences(result, _leading(result.differences) if leading else result.differences, language)


def _leading(table: pd.DataFrame) -> pd.DataFrame:
    """The rows about leading outcomes, of the chain and of every organisation."""
    return table[table["outcome"].isin(leading())]


def moved_table(result: CompareResult, language: str) -> Table:
    """Paired differences in the leading outcomes: of the chain, and of organisations that moved more than a little."""
    chosen = _leading(result.differences)
    places = {
        (scenario, outcome): {WHOLE_CHAIN, *moved(result, scenario, outcome)}
        for scenario, outcome in set(zip(chosen["scenario"], chosen["outcome"], strict=True))
    }
    keys = zip(chosen["scenario"], chosen["outcome"], chosen["organisation"], strict=True)
    return table_of_differences(
        result, chosen[[last in places[first, second] for first, second, last in keys]], language
    )


def table_of_differences(result: CompareResult, chosen: pd.DataFrame, language: str) -> Table:
    """These rows of ``differences.csv`` in words, with the mean of the base."""
    means = result.summary.set_index(["scenario", "outcome", "organisation"])["mean"].to_dict()
    rows, units = [], []
    for row in chosen.to_dict(orient="records"):
        base = means.get((result.base, row["outcome"], row["organisation"]))
        values = [base, *(row[key] for key in ("difference", "low", "high", "relative", "replications"))]
        rows.append([row["scenario"], *_outcome_cells(row, language), *map(_cell, values)])
        units.append(row["unit"])
    columns = _columns(
        language, ("scenario", WORDS), ("outcome", WORDS), ("organisation", WORDS), ("unit", WORDS), ("base", NUMBER),
        ("difference", NUMBER), ("low", NUMBER), ("high", NUMBER), ("relative", SHARE), ("replications", WHOLE),
    )  # fmt: skip
    return _table("differences", language, columns, rows, units)


def summary_table(result: RunResult, language: str, *, leading: bool) -> Table:
    """Means with their intervals, of the leading outcomes or of all, for every scenario."""
    chosen = _leading(result.summary) if leading else result.summary
    rows = [
        [row["scenario"], *_outcome_cells(row, language), *(_cell(row[key]) for key in ("mean", "low", "high"))]
        for row in chosen.to_dict(orient="records")
    ]
    columns = _columns(
        language, ("scenario", WORDS), ("outcome", WORDS), ("organisation", WORDS), ("unit", WORDS), ("mean", NUMBER),
        ("low", NUMBER), ("high", NUMBER),
    )  # fmt: skip
    return _table("summary", language, columns, rows, list(chosen["unit"]))


def years_table(result: RunResult, language: str) -> Table:
    """The leading outcomes of the whole region per year, with their intervals."""
    mine = result.outcomes
    table = summarise_years(mine[(mine["area"] == WHOLE_CHAIN) & mine["outcome"].isin(leading())], result.interval)
    table = _sorted(table, result, ["year"])
    shown = ("mean", "low", "high")
    rows = [
        [row["scenario"], *_outcome_cells(row, language), int(row["year"]), *(_cell(row[key]) for key in shown)]
        for row in table.to_dict(orient="records")
    ]
    columns = _columns(
        language, ("scenario", WORDS), ("outcome", WORDS), ("organisation", WORDS), ("unit", WORDS), ("year", YEAR),
        ("mean", NUMBER), ("low", NUMBER), ("high", NUMBER),
    )  # fmt: skip
    return _table("years", language, columns, rows, [catalogue()[name].unit for name in table["outcome"]])


def areas_table(result: RunResult, language: str) -> Table:
    """The leading outcomes per area as the mean over the years; in a comparison with the paired difference."""
    mine = result.outcomes
    mine = mine[(mine["area"] != WHOLE_CHAIN) & mine["outcome"].isin(leading())]
    keys = ["scenario", "area", "organisation", "outcome"]
    values = mine.groupby([*keys, "replication"], observed=True, sort=False)["value"].mean().reset_index()
    values[keys] = values[keys].astype(str)
    table = _intervals(values, keys, result.interval)
    if isinstance(result, CompareResult):
        of_base = values[values["scenario"] == result.base].drop(columns="scenario")
        both = values.merge(of_base, on=[*keys[1:], "replication"], suffixes=("", "_base"))
        between = both.assign(value=both["value"] - both["value_base"])[[*keys, "replication", "value"]]
        between = _intervals(between[between["scenario"] != result.base], keys, result.interval)
        table = table.merge(between, on=keys, how="left", suffixes=("", "_difference"))
    table = _sorted(table, result, ["area"])
    shown = [name for name in table.columns if name not in keys]
    rows = [
        [row["scenario"], row["area"], *_outcome_cells(row, language), *(_cell(row[key]) for key in shown)]
        for row in table.to_dict(orient="records")
    ]
    columns = _columns(
        language, ("scenario", WORDS), ("area", WORDS), ("outcome", WORDS), ("organisation", WORDS), ("unit", WORDS),
        *((f"{name}", NUMBER) for name in shown),
    )  # fmt: skip
    return _table("areas", language, columns, rows, [catalogue()[name].unit for name in table["outcome"]])


def _intervals(values: pd.DataFrame, keys: list[str], interval: str) -> pd.DataFrame:
    """Mean, low and high over the replications of a long table."""
    return with_interval(values.groupby(keys, observed=True, sort=False)["value"], interval).drop(columns="count")


def _sorted(table: pd.DataFrame, result: RunResult, more: list[str]) -> pd.DataFrame:
    """Rows by outcome, scenario and what else, in the order of the catalogue and of the comparison."""
    order = {"outcome": list(catalogue()), "scenario": list(result.names)}
    if not len(table):
        return table
    return table.sort_values(
        ["outcome", "organisation", "scenario", *more],
        key=lambda column: column.astype(str).map(order[column.name].index) if column.name in order else column,
        kind="stable",
        ignore_index=True,
    )


def values_table(found: Sequence[Difference], key: str, language: str) -> Table:
    """Values that differ from the registry, with where they hold and what they are taken from."""
    rows = []
    for one in found:
        p, area = registry()[one.parameter], one.area
        area = text("whole_region", language) if area == WHOLE_CHAIN else area
        unit, kind = unit_in(p.unit, language), text(f"kind_{p.kind}", language)
        rows.append([p.label(language), one.parameter, one.default, one.value, unit, kind, area, one.source])
    columns = _columns(
        language, ("meaning", WORDS, True), ("parameter", WORDS), ("default", NUMBER), ("value", NUMBER),
        ("unit", WORDS), ("kind", WORDS), ("area", WORDS), ("source", WORDS, True),
    )  # fmt: skip
    return _table(key, language, columns, rows, [])


def parameters_table(result: RunResult, language: str) -> Table:
    """Every parameter in which a scenario differs from the registry, what set it, and its source."""
    from youthsim.scenario import differences

    rows = []
    for name, scenario in result.scenarios.items():
        for one in differences(scenario):
            p = registry()[one.parameter]
            place = PurePath(one.set_by.replace("(", "(/")).name if "/" in one.set_by else one.set_by
            kind, area = text(f"kind_{p.kind}", language), one.area
            area = text("whole_region", language) if area == WHOLE_CHAIN else area
            rows.append(
                [name, one.parameter, p.label(language), one.default, one.value, unit_in(p.unit, language), kind, area,
                 one.since, place.removesuffix(")"), evidence_in(one.source, language)]
            )  # fmt: skip
    columns = _columns(
        language, ("scenario", WORDS), ("parameter", WORDS), ("meaning", WORDS, True), ("default", NUMBER),
        ("value", NUMBER), ("unit", WORDS), ("kind", WORDS), ("area", WORDS), ("since", DATE), ("set_by", WORDS),
        ("source", WORDS, True),
    )  # fmt: skip
    return _table("parameters", language, columns, rows, [])


def assumptions_table(hangs: HangsOn, language: str) -> Table:
    """What the answer hangs on: each assumption with its range, evidence class and source, and how much it moves."""
    rows = []
    for one in hangs.rows:
        p = one.parameter
        about = [p.label(language), p.name, one.value, p.low, p.high, unit_in(p.unit, language),
                 text(f"kind_{p.kind}", language)]  # fmt: skip
        moved_by = [] if hangs.method == UNRANKED else [_cell(one.effect), _cell(one.low), _cell(one.high)]
        rows.append([*about, *moved_by, evidence_of(p, language)])
    effects = () if hangs.method == UNRANKED else (("effect", NUMBER), ("low", NUMBER), ("high", NUMBER))
    columns = _columns(
        language, ("meaning", WORDS, True), ("parameter", WORDS), ("value", NUMBER), ("plausible_low", NUMBER),
        ("plausible_high", NUMBER), ("unit", WORDS), ("kind", WORDS), *effects, ("source", WORDS, True),
    )  # fmt: skip
    return _table("assumptions", language, columns, rows, [])


def evidence_of(p: Parameter, language: str) -> str:
    """The source of a parameter and the place in it; what nobody found is said in the reader's language."""
    source = text("no_source", language) if p.source == NO_SOURCE else evidence_in(p.source, language)
    return f"{source}, {evidence_in(p.locator, language)}"


def flows_table(result: RunResult, view: str, language: str) -> Table:
    """Families per year on every link of one road, for every scenario, with the change against the base."""
    flows = result.flows
    if flows is None:
        raise ValueError("the result holds no flows")
    mine = flows[(flows["view"] == view) & (flows["mean"] > 0)]
    keys = ("mean", "low", "high", "difference", "difference_low", "difference_high")
    rows = [
        [row["scenario"], step_label(row["from_step"], language), step_label(row["to_step"], language),
         *(_cell(row[key]) for key in keys)]
        for row in mine.to_dict(orient="records")
    ]  # fmt: skip
    columns = _columns(
        language, ("scenario", WORDS), ("from_step", WORDS), ("to_step", WORDS), ("mean", NUMBER), ("low", NUMBER),
        ("high", NUMBER), ("mean_difference", NUMBER), ("low_difference", NUMBER), ("high_difference", NUMBER),
    )  # fmt: skip
    return _table(f"flows_{view}", language, columns, rows, [])


def today_of(started: str) -> date:
    """The day on which a run started."""
    return date.fromisoformat(started[:10])
