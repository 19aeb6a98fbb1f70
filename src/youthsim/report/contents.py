"""What stands in a report, in one language, before it becomes a page, a workbook or a document."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path, PurePath
from typing import Any, NamedTuple

from youthsim.experiment.errors import BadInput
from youthsim.experiment.folder import MANIFEST
from youthsim.experiment.reading import open_run
from youthsim.experiment.results import CompareResult, RunResult
from youthsim.experiment.screening import METHOD
from youthsim.levers import levers
from youthsim.outcomes.catalogue import catalogue, word
from youthsim.parameters import registry
from youthsim.report import numbers, tables
from youthsim.report.assumptions import UNRANKED, HangsOn, hangs_on
from youthsim.report.charts import Chart, charts_of
from youthsim.report.conclusions import LESS, MORE, Conclusion, cautions, conclusions
from youthsim.report.policy import PolicyText, farthest, own_values, policies
from youthsim.report.tables import Table
from youthsim.report.texts import counted, over_posterior, text, texts
from youthsim.scenario.explaining import Difference

LEFT_OUT = "left_out_"
CHANGES, SMALL, UNCLEAR = "changes", "small", "unclear"  # kinds of groups of sentences
ABBREVIATION = "abbreviation_"
FEW_VALUES = 10  # of a base, where there is no room for all
PATHS = ("--out",)  # of a command: what says where files went, and nothing about the numbers


@dataclass(frozen=True, slots=True)
class ScenarioText:
    """What a report says of one scenario."""

    name: str
    title: str
    question: str
    source: str
    is_base: bool
    policies: tuple[PolicyText, ...]
    none: str  # what is said where there is no policy


class Group(NamedTuple):
    """Sentences that belong together, of one kind, with their heading."""

    kind: str
    heading: str
    found: tuple[Conclusion, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """The sentences about one scenario: the leading one, then groups of others, each with its heading."""

    scenario: ScenarioText
    leading: Conclusion
    groups: tuple[Group, ...]


@dataclass(frozen=True)
class Contents:
    """A report in one language; every text in it is plain text, to be escaped by what shows it."""

    result: RunResult
    about: dict[str, Any]
    language: str

    def say(self, name: str, **values: object) -> str:
        """A text of the catalogue in the language of the report."""
        return text(name, self.language, **values)

    @cached_property
    def title(self) -> str:
        """What the report is called: the title of the only scenario or alternative, or how many there are."""
        scenarios = list(self.result.scenarios.values())
        if len(scenarios) <= 2:
            return str(scenarios[-1].title or scenarios[-1].name)
        base = scenarios[0].title or scenarios[0].name
        return counted("title_compared", len(scenarios) - 1, self.language, base=base)

    @cached_property
    def date(self) -> str:
        """The day of the run, in words."""
        return numbers.day(tables.today_of(self.result.started), self.language)

    @cached_property
    def scenarios(self) -> list[ScenarioText]:
        """The scenarios, the base first."""
        compared, base = isinstance(self.result, CompareResult), next(iter(self.result.scenarios.values()))
        return [
            ScenarioText(
                name, str(one.title or name), str(one.question), str(one.source), compared and place == 0,
                policies(one, base, self.language), self._without_policy(one),
            )
            for place, (name, one) in enumerate(self.result.scenarios.items())
        ]  # fmt: skip

    def _without_policy(self, scenario: Any) -> str:
        number = len(own_values(scenario))
        return counted("no_levers_but", number, self.language) if number else self.say("no_levers")

    @cached_property
    def own_values(self) -> list[Difference]:
        """The values of the base, or of the only scenario, that differ from the registry before any lever."""
        return own_values(next(iter(self.result.scenarios.values())))

    @cached_property
    def own_values_text(self) -> str:
        """How many those are, of which scenario, and what they are for."""
        return counted("own_values", len(self.own_values), self.language, scenario=self.result.names[0])

    @cached_property
    def own_values_table(self) -> Table:
        """All of them."""
        return tables.values_table(self.own_values, "own_values", self.language)

    @cached_property
    def few_values_table(self) -> Table:
        """The ten that lie farthest from the registry."""
        return tables.values_table(farthest(self.own_values, FEW_VALUES), "few_values", self.language)

    @cached_property
    def questions(self) -> list[str]:
        """The questions that the scenarios were made for: those of the alternatives, or of the only scenario."""
        asked = self.scenarios[1:] or self.scenarios
        return list(dict.fromkeys(one.question for one in asked if one.question))

    @cached_property
    def answers(self) -> list[Answer]:
        """The sentences by scenario: what changes, what changes little, and where no difference is shown."""
        found = conclusions(self.result, self.language)
        made = []
        for scenario in self.scenarios:
            mine = [one for one in found if one.scenario == scenario.name]
            if mine:
                made.append(Answer(scenario, mine[0], tuple(self._groups(mine[1:]))))
        return made

    def _groups(self, found: list[Conclusion]) -> Iterator[Group]:
        compared = isinstance(self.result, CompareResult)
        groups: dict[str, list[Conclusion]] = {CHANGES: [], SMALL: [], UNCLEAR: []}
        for one in found:
            shown = one.verdict in (LESS, MORE) or not compared
            groups[SMALL if one.is_small else CHANGES if shown else UNCLEAR].append(one)
        for name, those in groups.items():
            if those:
                yield Group(name, self.say(f"group_{name}" if compared else "group_levels"), tuple(those))

    @cached_property
    def cautions(self) -> list[str]:
        """What a reader has to know before believing them."""
        return cautions(self.result, self.language)

    @cached_property
    def abbreviations(self) -> str:
        """What the abbreviations of the outcomes stand for, on one line."""
        meanings = [text(name, self.language) for name in texts() if name.startswith(ABBREVIATION)]
        return f"{self.say('abbreviations')}. {'; '.join(meanings)}."

    @cached_property
    def method(self) -> list[str]:
        """How it was made, in half a page."""
        result, base = self.result, next(iter(self.result.scenarios.values()))
        number = counted("replication", len(result.replications), self.language)
        youths = numbers.number(round(base.youths), self.language)
        areas = counted("area", len(result.area_names), self.language)
        years = counted("year", base.years, self.language)
        warmup = counted("year", base.warmup_years, self.language)
        start = numbers.day(base.start, self.language)
        said = [
            self.say("method_model"),
            self.say("method_run", youths=youths, areas=areas, years=years, start=start, warmup=warmup, number=number),
        ]
        if isinstance(result, CompareResult):
            said.append(self.say("method_paired", base=result.base))
        said.append(self.say("method_posterior" if over_posterior(result) else "method_interval"))
        if result.flows is not None:
            counted_in = int(result.flows["replications"].max())
            said.append(self.say("method_flows", number=counted("replication", counted_in, self.language)))
        said.append(self.say("method_kinds"))
        return said

    @cached_property
    def charts(self) -> list[Chart]:
        """The figures."""
        return list(charts_of(self.result, self.language))

    @cached_property
    def main_table(self) -> Table:
        """The leading outcomes: differences of a comparison, means of a run."""
        if isinstance(self.result, CompareResult):
            return tables.differences_table(self.result, self.language, leading=True)
        return tables.summary_table(self.result, self.language, leading=True)

    @cached_property
    def hangs_on(self) -> HangsOn:
        """The assumptions that matter most."""
        return hangs_on(self.result)

    @cached_property
    def hangs_on_text(self) -> str:
        """How those assumptions were chosen."""
        hangs = self.hangs_on
        if hangs.method == UNRANKED:
            return self.say("hangs_unranked")
        about = {
            "outcome": catalogue()[hangs.outcome].label(self.language),
            "unit": word("units", hangs.unit, self.language),
        }
        if hangs.method == METHOD:
            return self.say("hangs_screened", scenario=hangs.scenario or "", **about)
        method = self.say(f"measure_{hangs.method}") if f"measure_{hangs.method}" in texts() else hangs.method
        return self.say("hangs_analysed", method=method, outcome=about["outcome"])

    @cached_property
    def assumptions(self) -> Table:
        """Those assumptions as a table."""
        return tables.assumptions_table(self.hangs_on, self.language)

    @cached_property
    def left_out(self) -> list[str]:
        """What the model leaves out."""
        return [text(name, self.language) for name in texts() if name.startswith(LEFT_OUT)]

    @cached_property
    def sources(self) -> list[str]:
        """The sources of the scenarios, their levers and the assumptions shown, each once."""
        used = [levers()[one.name] for scenario in self.result.scenarios.values() for one in scenario.levers]
        found = [one.source for one in self.scenarios]
        found += [document for one in self.scenarios for code, document in _documents().items() if code in one.source]
        found += [lever.source for lever in used] + [row.parameter.source for row in self.hangs_on.rows]
        return [one for one in dict.fromkeys(found) if one and one != tables.NO_SOURCE]

    @cached_property
    def made_by(self) -> list[tuple[str, str]]:
        """What made the numbers: command, seed, engine, versions, commit; without places on anybody's machine."""
        about = self.about
        versions = ", ".join(f"{name} {version}" for name, version in about.get("versions", {}).items())
        rows = {
            "command": shlex.join(_without_places(self.result.command)), "run_on": self.date,
            "seed": str(self.result.seed), "engine": self.result.engine,
            "replications": numbers.number(len(self.result.replications), self.language),
            "state": self.say("state_" + self.result.state),
            "versions": versions, "commit": about.get("git_commit") or "",
        }  # fmt: skip
        return [(self.say(f"about_{name}"), value) for name, value in rows.items() if value]

    @cached_property
    def all_tables(self) -> list[Table]:
        """The tables of the workbook, behind the summary."""
        result, language = self.result, self.language
        found = [tables.differences_table(result, language, leading=False)] if isinstance(result, CompareResult) else []
        found += [tables.summary_table(result, language, leading=False), tables.years_table(result, language)]
        found += [tables.areas_table(result, language), tables.parameters_table(result, language), self.assumptions]
        return found + [chart.table for chart in self.charts if chart.table is not None]


def contents_of(folder: Path, language: str) -> Contents:
    """The contents of a report of a run folder, from the files of that folder alone.

    Raises:
        BadInput: the folder is no run folder, or a file of it is missing or broken.
    """
    return Contents(open_run(folder), manifest_of(folder), language)


def manifest_of(folder: Path) -> dict[str, Any]:
    """The manifest of a run folder.

    Raises:
        BadInput: there is none, or it cannot be read.
    """
    try:
        about = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError) as problem:
        raise BadInput(f"{folder}: is no complete run folder: {problem}") from problem
    if not isinstance(about, dict):
        raise BadInput(f"{folder}: is no complete run folder: {MANIFEST} is no table")
    return about


@cache
def _documents() -> dict[str, str]:
    """The documents that scenarios cite by their code: 004 -> title, author, date [004]."""
    given = [p.source for p in registry().values()] + [lever.source for lever in levers().values()]
    found = {match[1]: source for source in given if (match := re.fullmatch(r"[^;\[]*\[(\d{3})\]", source))}
    return dict(sorted(found.items()))


def _without_places(command: tuple[str, ...]) -> list[str]:
    """A command with the names of its files only."""
    kept, skip = [], False
    for part in command:
        if skip or part in PATHS:
            skip = part in PATHS and not skip
            continue
        if not part.startswith(tuple(f"{path}=" for path in PATHS)):
            kept.append(PurePath(part).name if "/" in part or "\\" in part else part)
    return kept
