"""What the numbers say, in plain sentences made by rules.

A sentence names a direction only where the whole 95% interval lies on that side of zero. Where it does not, the
sentence gives the interval and says that no difference is shown. A single replication says nothing.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from youthsim.experiment.results import CompareResult, RunResult
from youthsim.experiment.statistics import CONFIDENCE, LEADING_OUTCOME
from youthsim.outcomes.catalogue import WHOLE_CHAIN, Outcome, catalogue, word
from youthsim.report import numbers
from youthsim.report.texts import counted, over_posterior, text

LESS, MORE, UNCLEAR, NONE, UNKNOWN = "less", "more", "unclear", "none", "unknown"
SMALL = 0.01  # of the base: a difference that is there, and that a reader should know to be small
# How a difference in a unit is put into words; what is not here is higher or lower in its unit.
WAYS = {
    "children/year": "a_year", "families/year": "a_year", "youths/year": "a_year", "family-days/year": "a_year",
    "plans/year": "a_year", "consultations/year": "a_year", "meetings/year": "a_year", "EUR/year": "euro",
    "children": "count", "families": "count", "days": "days", "years": "years", "share": "points",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Conclusion:
    """One sentence about one outcome of one scenario, with what it rests on."""

    scenario: str
    outcome: str
    organisation: str
    verdict: str
    sentence: str
    is_small: bool = False


def verdict_of(difference: float, low: float, high: float) -> str:
    """What a difference with its 95% interval shows."""
    if not all(map(math.isfinite, (difference, low, high))):
        return NONE if difference == 0 and low == high == 0 else UNKNOWN
    if difference == low == high == 0:
        return NONE
    if low > 0:
        return MORE
    return LESS if high < 0 else UNCLEAR


def conclusions(result: RunResult, language: str) -> list[Conclusion]:
    """The sentences about every leading outcome: of a run its level, of a comparison its difference with the base.

    They come by scenario, in the order of the catalogue, with the outcome that leads all others first.
    """
    made = _of_comparison(result, language) if isinstance(result, CompareResult) else _of_run(result, language)
    return sorted(made, key=lambda one: (list(result.names).index(one.scenario), one.outcome != LEADING_OUTCOME))


def _leading(table: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """The rows about leading outcomes of the chain as a whole."""
    leading = [outcome.name for outcome in catalogue().values() if outcome.leading]
    mine = table[table["outcome"].isin(leading) & (table["organisation"] == WHOLE_CHAIN)]
    yield from mine.to_dict(orient="records")


def _of_comparison(result: CompareResult, language: str) -> list[Conclusion]:
    means = {(row["scenario"], row["outcome"]): row["mean"] for row in _leading(result.summary)}
    made = []
    for row in _leading(result.differences):
        verdict = verdict_of(row["difference"], row["low"], row["high"])
        base = means.get((result.base, row["outcome"]), math.nan)
        if base == 0 and verdict in (NONE, UNKNOWN):
            continue  # nothing in either
        sentence = difference_sentence(row, verdict, base, _against(result, row, verdict), language)
        small = verdict in (LESS, MORE) and _is_small(row)
        made.append(Conclusion(row["scenario"], row["outcome"], row["organisation"], verdict, sentence, small))
    return made


def _is_small(row: dict[str, Any]) -> bool:
    """Whether a difference is below what a reader would call one, relative to the base."""
    return math.isfinite(row["relative"]) and abs(row["relative"]) < SMALL


def difference_sentence(
    row: dict[str, Any], verdict: str, base: float, against: tuple[int, int] | None, language: str
) -> str:
    """A difference in words.

    Args:
        row: a row of ``differences.csv``.
        verdict: what it shows, see ``verdict_of``.
        base: the mean of the base.
        against: in how many replications the difference is none or the other way, and of how many; None if unknown.
    """
    outcome = catalogue()[row["outcome"]]
    label = label_of(outcome, row["organisation"], language)
    if verdict == NONE:
        return text("say_none", language, label=label)
    if verdict == UNKNOWN:
        return text("say_unknown", language, label=label)
    decimals = _place(row, outcome)
    way = WAYS.get(outcome.unit, "level")
    unit = word("units", outcome.unit, language)

    def said(value: float) -> str:
        if _rounded(value, decimals, outcome) == 0:
            return text("say_zero", language)
        side = MORE if value > 0 else LESS
        return text(f"say_{way}_{side}", language, amount=_amount(value, decimals, outcome, language), unit=unit)

    ends = (row["low"], row["high"]) if verdict != LESS else (row["high"], row["low"])
    if verdict == UNCLEAR:
        return text("say_unclear", language, label=label, low=said(ends[0]), high=said(ends[1]))
    words = _side_words(way, verdict, language)
    low, high = (_amount(end, decimals, outcome, language) for end in ends)
    if outcome.unit == "EUR/year":
        low = text("interval_low_euro", language, amount=low)
        high = text("interval_high_euro", language, amount=high)
    interval = {"low": low, "high": high, "way": words["side"]}
    parts = [text("say_difference", language, label=label, what=said(row["difference"]), **interval)]
    relative = row["relative"]
    if math.isfinite(relative) and math.isfinite(base) and outcome.unit not in ("share", "0 to 1"):
        shown = _level(base, outcome, language)
        parts.append(text("say_relative", language, share=numbers.percent(abs(relative), language, 2), base=shown))
    if against is not None:
        parts.append(_how_often(against, row["interval"], words["opposite"], language))
    return "; ".join(parts) + "."


def _side_words(way: str, verdict: str, language: str) -> dict[str, str]:
    """How this side is called for what is counted, lasts or stands at a level, and how its opposite with none."""
    kind = {"a_year": "number", "count": "number", "euro": "money", "days": "time", "years": "time"}.get(way, "height")
    other = LESS if verdict == MORE else MORE
    return {"side": text(f"{kind}_{verdict}", language), "opposite": text(f"{kind}_none_or_{other}", language)}


def _how_often(against: tuple[int, int], interval: str, opposite: str, language: str) -> str:
    """In how many replications, or worlds of a posterior, there is no difference or the opposite one."""
    number, total = against
    worlds = counted("world" if interval == "posterior" else "replication", total, language)
    if number == 0:
        return text("say_never", language, worlds=worlds, opposite=opposite)
    return text("say_sometimes", language, k=number, worlds=worlds, opposite=opposite)


def label_of(outcome: Outcome, organisation: str, language: str) -> str:
    """The outcome's label, with the organisation where it is about one."""
    label = outcome.label(language)
    return label if organisation == WHOLE_CHAIN else f"{label}: {word('organisations', organisation, language)}"


def _against(result: CompareResult, row: dict[str, Any], verdict: str) -> tuple[int, int] | None:
    """In how many replications the difference is none or the other way, and of how many."""
    pairs = paired(result, row["scenario"], row["outcome"], row["organisation"])
    if verdict not in (LESS, MORE) or pairs is None or pairs.empty:
        return None
    return int((pairs >= 0).sum() if verdict == LESS else (pairs <= 0).sum()), len(pairs)


def paired(result: CompareResult, scenario: str, outcome: str, organisation: str) -> pd.Series | None:
    """The difference with the base in each replication; None where the result does not hold them."""
    if result.values is None:
        return None
    values = result.values
    mine = values[(values["outcome"] == outcome) & (values["organisation"] == organisation)]
    wide = mine.astype({"scenario": str}).pivot(index="replication", columns="scenario", values="value")
    if scenario not in wide or result.base not in wide:
        return None
    return (wide[scenario] - wide[result.base]).dropna()


def _of_run(result: RunResult, language: str) -> list[Conclusion]:
    made = []
    for row in _leading(result.summary):
        outcome = catalogue()[row["outcome"]]
        label, level = outcome.label(language), _level(row["mean"], outcome, language)
        if math.isfinite(row["low"]) and math.isfinite(row["high"]):
            ends = {key: _level(row[key], outcome, language) for key in ("low", "high")}
            sentence = text("say_level", language, label=label, level=level, **ends)
            verdict = UNCLEAR
        else:
            sentence, verdict = text("say_level_once", language, label=label, level=level), UNKNOWN
        made.append(Conclusion(row["scenario"], row["outcome"], row["organisation"], verdict, sentence))
    return made


def cautions(result: RunResult, language: str) -> list[str]:
    """What a reader has to know before believing the sentences."""
    number = len(result.replications)
    said = [text("caution_model", language)]
    if over_posterior(result):
        said.append(text("caution_posterior", language, n=number))
    elif number > 1:
        said.append(text("caution_replications", language, n=number))
    else:
        said.append(text("caution_single", language))
    if isinstance(result, CompareResult) and number > 1 and not over_posterior(result):
        intervals = len(list(_leading(result.differences)))
        missed = numbers.number(round(intervals * (1 - CONFIDENCE), 1), language)
        said.append(text("caution_many", language, n=intervals, missed=missed))
    if not result.complete:
        said.append(text("caution_partial", language, n=number))
    elif result.stop_reason.startswith("max_replications"):
        said.append(text("caution_precision", language, n=number))
    return said


def _place(row: dict[str, Any], outcome: Outcome) -> int:
    """Decimals for the sentence, more where an end that is not zero would look like it."""
    factor = 100 if outcome.unit == "share" else 1
    half = (row["high"] - row["low"]) / 2 * factor
    decimals = numbers.place_of(half)
    ends = [row[key] * factor for key in ("difference", "low", "high") if row[key] != 0]
    while decimals < numbers.MOST_DECIMALS and any(round(value, decimals) == 0 for value in ends):
        decimals += 1
    return decimals


def _rounded(value: float, decimals: int, outcome: Outcome) -> float:
    return round(value * (100 if outcome.unit == "share" else 1), decimals)


def _amount(value: float, decimals: int, outcome: Outcome, language: str) -> str:
    """The size of a difference, without its sign."""
    return numbers.number(abs(_rounded(value, decimals, outcome)), language, max(0, decimals))


def _level(value: float, outcome: Outcome, language: str) -> str:
    """A level with its unit."""
    if outcome.unit == "share":
        return numbers.percent(value, language)
    if outcome.unit == "EUR/year":
        return text("level_euro", language, amount=numbers.number(_rough(value), language))
    unit = "" if outcome.unit == "0 to 1" else " " + word("units", outcome.unit, language)
    return numbers.number(_rough(value), language) + unit


def _rough(value: float, significant: int = 4) -> float:
    """The value with so many significant digits."""
    return float(f"{value:.{significant}g}")
