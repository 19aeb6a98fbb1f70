"""The answer as the page shows it: numbers with their intervals, sentences and figures, in the reader's language."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from youthsim.experiment.results import CompareResult
from youthsim.experiment.statistics import LEADING_OUTCOME
from youthsim.outcomes.catalogue import WHOLE_CHAIN, Outcome, catalogue, word
from youthsim.report import numbers, screen
from youthsim.report.conclusions import LESS, MORE, cautions, conclusions, verdict_of
from youthsim.report.conclusions import label_of as outcome_label
from youthsim.report.style import choose
from youthsim.workshop.words import words

GROUPS = ("measures", "protection", "waiting", "safety", "cost", "work")
PER_ORGANISATION = ("wait_days", "utilisation")
OF_A_COMPARISON = ("measures_avoided", "measures_added")
OVER_THE_YEARS = (LEADING_OUTCOME, "ots_stock", "uhp_started", "unsafe_family_days", "first_help_days", "cost_eur")
GLANCE = (
    (LEADING_OUTCOME, WHOLE_CHAIN),
    ("utilisation", "gi"),
    ("wait_days", "provider"),
    ("unsafe_family_days", WHOLE_CHAIN),
    ("cost_eur", WHOLE_CHAIN),
)  # what is seen at a glance
SENTENCES = (LEADING_OUTCOME, "ots_duration_days", "unsafe_family_days", "first_help_days", "cost_eur")
MILLION = 1e6

Row = dict[str, Any]


def answer(result: CompareResult, wanted: int, language: str) -> Row:
    """All of an answer but its figures."""
    replications = len(result.replications)
    said = {one.outcome: one.sentence for one in conclusions(_about(result, SENTENCES), language)}
    return {
        "replications": replications,
        "wanted": wanted,
        "rows": sorted(_rows(result, language), key=lambda row: GROUPS.index(catalogue()[row["outcome"]].group)),
        "glance": GLANCE,
        "sentences": [said[name] for name in SENTENCES if name in said],
        "cautions": cautions(result, language) if replications >= wanted else cautions(result, language)[:2],
    }


def _about(result: CompareResult, outcomes: tuple[str, ...]) -> CompareResult:
    """The result with no more than these outcomes: sentences about all of them would take a while."""
    tables = {"summary": result.summary, "differences": result.differences, "values": result.values}
    found: dict[str, Any] = {
        key: table[table["outcome"].isin(outcomes)] for key, table in tables.items() if table is not None
    }
    return replace(result, **found)


def figures(result: CompareResult, outcome: str, language: str) -> Row:
    """The figures for the screen, as Plotly's script takes them: the differences, and one outcome over the years."""
    return {
        "differences": screen.differences(result, language),
        "years": screen.over_years(result, [outcome], language),
        "choices": [{"name": name, "label": catalogue()[name].label(language)} for name in OVER_THE_YEARS],
    }


def _rows(result: CompareResult, language: str) -> Iterator[Row]:
    """One row for every leading outcome, and for waits and load of every organisation."""
    means = result.summary.set_index(["scenario", "outcome", "organisation"])["mean"].to_dict()
    base, policy = result.names
    for difference in result.differences.to_dict(orient="records"):
        name, organisation = str(difference["outcome"]), str(difference["organisation"])
        outcome = catalogue()[name]
        if not _is_told(outcome, organisation):
            continue
        levels = [means.get((scenario, name, organisation), math.nan) for scenario in (base, policy)]
        yield _row(outcome, organisation, levels[0], levels[1], difference, language)


def _is_told(outcome: Outcome, organisation: str) -> bool:
    if outcome.name in OF_A_COMPARISON:
        return True
    if outcome.name in PER_ORGANISATION:
        return organisation != WHOLE_CHAIN
    return outcome.leading and organisation == WHOLE_CHAIN and outcome.group in GROUPS


def _row(outcome: Outcome, organisation: str, base: float, policy: float, difference: Row, language: str) -> Row:
    """An outcome with its level in both, the difference and its interval, in words and as numbers."""
    value, low, high, relative = (float(difference[key]) for key in ("difference", "low", "high", "relative"))
    verdict = verdict_of(value, low, high)
    between = outcome.per == "comparison"
    return {
        "outcome": outcome.name,
        "organisation": organisation,
        "group": word("groups", outcome.group, language),
        "label": outcome_label(outcome, organisation, language),
        "definition": outcome.definition(language),
        "unit": _unit(outcome, language),
        "change_unit": choose(words()["points"], language) if outcome.unit == "share" else "",
        "base": "" if between else _level(base, outcome, language),
        "policy": "" if between else _level(policy, outcome, language),
        "difference": _signed(value, low, high, outcome, language),
        "low": _signed(low, low, high, outcome, language),
        "high": _signed(high, low, high, outcome, language),
        "relative": _relative(relative, verdict, outcome, language),
        "verdict": verdict,
        "values": [_plain(one) for one in (base, policy, value, low, high, relative)],
    }


def _unit(outcome: Outcome, language: str) -> str:
    if outcome.unit == "EUR/year":
        return choose(words()["millions"], language)
    return "" if outcome.unit == "share" else word("units", outcome.unit, language)


def _scale(outcome: Outcome) -> float:
    """What a value is multiplied by to be told: shares are percentages, money is in millions."""
    return {"share": 100.0, "EUR/year": 1 / MILLION}.get(outcome.unit, 1.0)


def _level(value: float, outcome: Outcome, language: str) -> str:
    if not math.isfinite(value):
        return "–"
    scaled = value * _scale(outcome)
    decimals = 0 if abs(scaled) >= 100 else 1 if abs(scaled) >= 10 else 2
    return numbers.number(scaled, language, decimals) + ("%" if outcome.unit == "share" else "")


def _signed(value: float, low: float, high: float, outcome: Outcome, language: str) -> str:
    """A difference with its sign, in as many decimals as its interval bears."""
    if not math.isfinite(value):
        return "–"
    half = (high - low) / 2 * _scale(outcome)
    decimals = min(4, max(0, numbers.place_of(half))) if math.isfinite(half) and half > 0 else 1
    shown = numbers.number(value * _scale(outcome), language, decimals)
    plus = "+" if value > 0 and any(digit in "123456789" for digit in shown) else ""
    return plus + shown


def _relative(relative: float, verdict: str, outcome: Outcome, language: str) -> str:
    """The difference over the base, where there is a difference and a base."""
    if verdict not in (LESS, MORE) or not math.isfinite(relative) or outcome.unit == "share":
        return ""
    return ("+" if relative > 0 else "") + numbers.percent(relative, language, 2)


def _plain(value: float) -> float | None:
    return float(f"{value:.6g}") if math.isfinite(value) else None
