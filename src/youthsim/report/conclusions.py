"""What the numbers say, in plain sentences made by rules.

A sentence names a direction only where the whole 95% interval lies on that side of zero. Where it does not, the
sentence gives the interval and says that no difference is shown. A single replication says nothing.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from youthsim.experiment.results import CompareResult, RunResult
from youthsim.experiment.statistics import CONFIDENCE, LEADING_OUTCOME
from youthsim.outcomes.catalogue import WHOLE_CHAIN, Outcome, catalogue, leading, word
from youthsim.report import numbers
from youthsim.report.texts import counted, over_posterior, text

LESS, MORE, UNCLEAR, NONE, UNKNOWN = "less", "more", "unclear", "none", "unknown"
SMALL = 0.01  # of the base: a difference that is there, and that a reader should know to be small
TIMES = 2.0  # of the base: from here on a difference is told by the levels that it lies between
WAIT = "wait_days"  # told per organisation too: a wait at one of them can vanish in the mean of the chain
TIER = "local_"  # a part of the local team, whose wait is told with that of the team where both move alike
# How a difference in a unit is put into words; what is not here is higher or lower in its unit.
WAYS = {
    "children/year": "a_year", "families/year": "a_year", "youths/year": "a_year", "family-days/year": "a_year",
    "plans/year": "a_year", "consultations/year": "a_year", "meetings/year": "a_year", "EUR/year": "euro",
    "children": "count", "families": "count", "days": "days", "years": "years", "share": "points",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Conclusion:
    """One sentence about one outcome of one scenario, with what it rests on.

    ``brief`` says the same on one line, where there is no room for the sentence; ``relative`` is the difference as a
    share of the base, infinite where that is none and NaN where nothing is shown.
    """

    scenario: str
    outcome: str
    organisation: str
    verdict: str
    sentence: str
    is_small: bool = False
    brief: str = ""
    relative: float = math.nan


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

    They come by scenario, in the order of the catalogue, with the outcome that leads all others first, and the chain
    before the organisations, of which the largest change comes first.
    """
    made = _of_comparison(result, language) if isinstance(result, CompareResult) else _of_run(result, language)
    scenarios, outcomes = list(result.names), list(catalogue())

    def order(one: Conclusion) -> tuple[int, bool, int, bool, float]:
        size = 0.0 if one.organisation == WHOLE_CHAIN else -abs(one.relative)
        led = one.outcome != LEADING_OUTCOME
        return scenarios.index(one.scenario), led, outcomes.index(one.outcome), one.organisation != WHOLE_CHAIN, size

    return sorted(made, key=order)


def _leading(table: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """The rows about leading outcomes of the chain as a whole."""
    mine = table[table["outcome"].isin(leading()) & (table["organisation"] == WHOLE_CHAIN)]
    yield from mine.to_dict(orient="records")


def _of_comparison(result: CompareResult, language: str) -> list[Conclusion]:
    keys = ["scenario", "outcome", "organisation"]
    means = result.summary.set_index(keys)["mean"].to_dict()
    moves = {name: moved(result, name, WAIT) for name in result.names[1:]}
    made = []
    for row in _tested(result.differences):
        verdict = verdict_of(row["difference"], row["low"], row["high"])
        whole = row["organisation"] == WHOLE_CHAIN
        base = means.get((result.base, row["outcome"], row["organisation"]), math.nan)
        nothing = base == 0 and verdict in (NONE, UNKNOWN)  # in either
        if nothing or not (whole or row["organisation"] in _apart(moves[row["scenario"]])):
            continue
        made.append(_conclusion(result, row, verdict, base, language))
        if whole and row["outcome"] == WAIT:
            made[-1] = _but(made[-1], moves[row["scenario"]], language)
    return made


def _tested(table: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """The rows that can get a sentence: leading outcomes of the chain, and the wait of every organisation."""
    whole = table["outcome"].isin(leading()) & (table["organisation"] == WHOLE_CHAIN)
    yield from table[whole | (table["outcome"] == WAIT)].to_dict(orient="records")


def moved(result: CompareResult, scenario: str, outcome: str) -> dict[str, str]:
    """The organisations at which an outcome shows a difference with the base that is not small, with the side."""
    table = result.differences
    mine = table[(table["scenario"] == scenario) & (table["outcome"] == outcome)]
    found = {}
    for row in mine[mine["organisation"] != WHOLE_CHAIN].to_dict(orient="records"):
        verdict = verdict_of(row["difference"], row["low"], row["high"])
        if verdict in (LESS, MORE) and not _is_small(row):
            found[str(row["organisation"])] = verdict
    return found


def _apart(moves: Mapping[str, str]) -> dict[str, str]:
    """The organisations that moved, without tiers of the local team that only do what the team does."""
    team = moves.get(TIER.rstrip("_"))
    return {name: side for name, side in moves.items() if not name.startswith(TIER) or side != team}


def _conclusion(result: CompareResult, row: dict[str, Any], verdict: str, base: float, language: str) -> Conclusion:
    outcome = catalogue()[row["outcome"]]
    sentence = difference_sentence(row, verdict, base, _against(result, row, verdict), language)
    brief, relative, shown = label_of(outcome, row["organisation"], language), row["relative"], verdict in (LESS, MORE)
    if shown:
        brief += f": {_said(row['difference'], _place(row, outcome), outcome, language)}"
        if _has_share(row, outcome):
            brief += f" ({numbers.percent(_rough(abs(relative), 2), language, 2)})"
        relative = relative if math.isfinite(relative) else math.copysign(math.inf, row["difference"])
    return Conclusion(
        row["scenario"], row["outcome"], row["organisation"], verdict, sentence, shown and _is_small(row), brief,
        relative if shown else math.nan,
    )  # fmt: skip


def _but(whole: Conclusion, moves: Mapping[str, str], language: str) -> Conclusion:
    """What is said of the chain's wait, with the organisations for which that is not the whole story."""
    if whole.verdict in (LESS, MORE) and not whole.is_small and set(moves.values()) <= {whole.verdict}:
        return whole
    sides = []
    for side in (MORE, LESS):
        names = [word("organisations", name, language) for name, found in _apart(moves).items() if found == side]
        if names:
            sides.append(text(f"but_{side}", language, organisations=", ".join(names)))
    if not sides:
        return whole
    but = text("but", language, sides="; ".join(sides))
    return replace(whole, sentence=f"{whole.sentence} {but}.", brief=f"{whole.brief} ({but[0].lower()}{but[1:]})")


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

    def said(value: float) -> str:
        return _said(value, decimals, outcome, language)

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
    if _has_share(row, outcome) and math.isfinite(base):
        shown = _level(base, outcome, language)
        if row["relative"] >= TIMES:
            level = _level(_rough(base + row["difference"], 2), outcome, language)
            parts.append(text("say_from_to", language, base=shown, level=level))
        else:
            share = numbers.percent(abs(row["relative"]), language, 2)
            parts.append(text("say_relative", language, share=share, base=shown))
    if against is not None:
        parts.append(_how_often(against, row["interval"], words["opposite"], language))
    return "; ".join(parts) + "."


def _said(value: float, decimals: int, outcome: Outcome, language: str) -> str:
    """A difference with its direction in words, in so many decimals."""
    if _rounded(value, decimals, outcome) == 0:
        return text("say_zero", language)
    side, way = MORE if value > 0 else LESS, WAYS.get(outcome.unit, "level")
    unit, amount = word("units", outcome.unit, language), _amount(value, decimals, outcome, language)
    return text(f"say_{way}_{side}", language, amount=amount, unit=unit)


def _has_share(row: dict[str, Any], outcome: Outcome) -> bool:
    """Whether a difference can be told as a share of the base."""
    return math.isfinite(row["relative"]) and outcome.unit not in ("share", "0 to 1")


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
        intervals = len(list(_tested(result.differences)))
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
