"""The catalogues: parameters, levers, outcomes and assumptions, written from the registry.

They are committed, so that links to them lead somewhere in a clone; `python docs/site/catalogue.py` writes them again.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from youthsim.levers import levers
from youthsim.levers.base import NUMBER, Field
from youthsim.outcomes.catalogue import catalogue as outcomes
from youthsim.parameters import Parameter, registry

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
IDENTIFIED = ROOT / "experiments" / "calibration" / "baseline.identified.csv"
CLAIMS = ROOT / "experiments" / "patterns" / "claims.csv"
SCREENS = "results/*/sensitivity.csv"
NOT_FOUND, ASSUMPTION = "no source found", "assumption"
LEADING_OUTCOME = "ots_started"
ONE_AT_A_TIME = "one at a time"
ALL, OF_POLICIES = 20, 10

RULE = """The {all} are chosen by rule from the {candidates} parameters of kind `assumption` for which no source was
found: those that move most of what the repository keeps of sensitivity. They are ranked on these conclusions and on
no others:

- **policy**, at most {most}: the effect on OTS started of {policies}, with one assumption after the other at either end
  of its plausible range (`youthsim compare ... --assumptions`, kept in `results/`). The figure is how far that moves
  the effect, as a share of the largest effect at an end. What could be luck is left out: an interval that holds 0.
  Only assumptions around the policy's own parameters and on the road to a measure are tried ([how](../reports.md)).
- **pattern**: a claim of [the validation](../validation.md) whose worlds this assumption divides most, with its share
  of the variance over draws (`experiments/patterns/claims.csv`, {claims} claims).
- **baseline**, the others: a target of [the calibration](../calibration.md). The figure is the largest elasticity of a
  target in the mean field (`experiments/calibration/baseline.identified.csv`) times the logarithm of high over low, as
  if it were as large over the whole range.

Figures of different kinds are not compared. A policy for which no screen is kept has no say here, so an assumption
that only matters for that policy can be missing.
"""


def pages() -> dict[str, str]:
    """The pages by their place in `docs/`."""
    return {
        "catalogue/parameters.md": parameters_page(),
        "catalogue/levers.md": levers_page(),
        "catalogue/outcomes.md": outcomes_page(),
        "catalogue/assumptions.md": assumptions_page(),
    }


def write() -> None:
    """Write the pages to their place, each in one step."""
    for place, text in pages().items():
        path = DOCS / place
        path.parent.mkdir(exist_ok=True)
        work = path.with_name(f".{path.name}")
        work.write_text(text, encoding="utf-8")
        work.replace(path)


def parameters_page() -> str:
    """Every parameter, one table per subject."""
    parts = [
        "# Parameters",
        f"{len(registry())} numbers of the domain, as the registry holds them. `fact`: read in a source; `calibrated`: "
        "fitted ([calibration](../calibration.md)); `assumption`: nobody measured it; `lever`: a policy's to choose. "
        "What they do stands in [the model](../model.md), where they come from in [sources](../sources.md), which of "
        "them most need a better source below.",
        "## Most in need of a better source",
        ", ".join(f"`{need.parameter.name}`" for need in most_in_need())
        + ". Chosen by rule, told with the list of what they move: [assumptions](assumptions.md).",
    ]
    subjects = dict.fromkeys(name.partition(".")[0] for name in registry())
    for subject in subjects:
        mine = [p for p in registry().values() if p.name.partition(".")[0] == subject]
        parts += [f"## {subject}", table(PARAMETER_HEAD, map(_parameter_row, mine))]
    return "\n\n".join(parts) + "\n"


PARAMETER_HEAD = ("name", "what it is", "value", "plausible", "possible", "unit", "kind", "source", "place")


def _parameter_row(p: Parameter) -> tuple[str, ...]:
    plausible, possible = f"{_n(p.low)} to {_n(p.high)}", f"{_n(p.minimum)} to {_n(p.maximum)}"
    return f"`{p.name}`", p.label_en, _n(p.value), plausible, possible, p.unit, p.kind, p.source, p.locator


def levers_page() -> str:
    """Every lever with its fields and what it changes."""
    parts = [
        "# Levers",
        "What a policy can choose. Every lever also has `start`, `ramp_months`, `steps` and `areas` "
        "([scenario files](../index.md#scenario-files)). Which preset uses which lever: [presets](../presets.md). "
        "To add one: [a lever](../howto/lever.md).",
    ]
    for lever in levers().values():
        parts += [
            f"## {lever.name}",
            f"**{lever.label_en}** ({lever.label_nl}). {lever.summary_en}",
            f"Eras: {', '.join(lever.eras)}. Source: {lever.source} ({lever.locator}).",
            table(
                ("field", "what it is", "kind", "default", "plausible", "unit", "source", "place"),
                (_field_row(field) for field in lever.fields.values()),
            ),
        ]
    return "\n\n".join(parts) + "\n"


def _field_row(field: Field) -> tuple[str, ...]:
    plausible = f"{_n(field.low)} to {_n(field.high)}" if field.kind == NUMBER else ", ".join(field.choices)
    name, default = f"`{field.name}`", _n(field.value)
    return name, field.label_en, field.kind, default, plausible, field.unit, field.source, field.locator


def outcomes_page() -> str:
    """Every outcome, one table per group."""
    parts = [
        "# Outcomes",
        f"{len(outcomes())} outcomes. Those in bold are the leading ones, which summaries show first. How they are "
        "worked out of a run: `src/youthsim/outcomes/catalogue/`.",
    ]
    for group in dict.fromkeys(outcome.group for outcome in outcomes().values()):
        mine = [outcome for outcome in outcomes().values() if outcome.group == group]
        rows = (
            (f"**`{o.name}`**" if o.leading else f"`{o.name}`", o.label_en, o.label_nl, o.unit, o.per, o.definition_en)
            for o in mine
        )
        parts += [f"## {group}", table(("name", "label", "Dutch", "unit", "per", "definition"), rows)]
    return "\n\n".join(parts) + "\n"


def assumptions_page() -> str:
    """The assumptions that most need a better source."""
    head = ("", "name", "what it is", "value", "plausible", "unit", "moves", "by")
    rows = ((str(place), *_need_row(need)) for place, need in enumerate(most_in_need(), start=1))
    policies = " and ".join(f"`{name}`" for name in screens())
    rule = RULE.format(
        all=ALL, candidates=len(without_source()), most=OF_POLICIES, policies=policies, claims=len(claims())
    )
    return "\n\n".join(["# Assumptions that most need a better source", rule, table(head, rows)]) + "\n"


class Need(NamedTuple):
    """An assumption without a source, which conclusions it moves, and how far the first of them."""

    parameter: Parameter
    moves: str
    by: float


def _need_row(need: Need) -> tuple[str, ...]:
    p = need.parameter
    return f"`{p.name}`", p.label_en, _n(p.value), f"{_n(p.low)} to {_n(p.high)}", p.unit, need.moves, f"{need.by:.2f}"


def most_in_need() -> list[Need]:
    """The assumptions that most need a better source: those that move policies, then patterns, then the baseline."""
    found: dict[str, Need] = {}
    for kind, needs in (("policy", of_policies()), ("pattern", of_patterns()), ("baseline", of_baseline())):
        for need in needs:
            earlier = found.get(need.parameter.name)
            if earlier is not None and kind == "pattern":
                found[earlier.parameter.name] = earlier._replace(moves=f"{earlier.moves}; pattern: {need.moves}")
            elif earlier is None and len(found) < ALL:
                found[need.parameter.name] = need._replace(moves=f"{kind}: {need.moves}")
    return list(found.values())


def of_policies() -> list[Need]:
    """Those that move the effect of a policy most, by more than luck."""
    needs: dict[str, Need] = {}
    for policy, rows in screens().items():
        largest = max(abs(float(row[end])) for row in rows for end in ("at_low", "at_high"))
        for row in rows:
            by = abs(float(row["effect"])) / largest
            sure = float(row["low"]) > 0.0 or float(row["high"]) < 0.0
            p = without_source().get(row["parameter"])
            if p is not None and sure and (p.name not in needs or by > needs[p.name].by):
                needs[p.name] = Need(p, f"`{policy}`", by)
    return sorted(needs.values(), key=lambda need: -need.by)[:OF_POLICIES]


def screens() -> dict[str, list[dict[str, str]]]:
    """The rows about the leading outcome of every screen that is kept, by policy.

    Raises:
        LookupError: none is kept.
    """
    found: dict[str, list[dict[str, str]]] = {}
    for path in sorted(ROOT.glob(SCREENS)):
        for row in _rows(path):
            if row.get("method") == ONE_AT_A_TIME and row["outcome"] == LEADING_OUTCOME:
                found.setdefault(row["scenario"], []).append(row)
    if not found:
        raise LookupError(f"no screen of assumptions in {SCREENS}")
    return found


def of_patterns() -> list[Need]:
    """Those that decide a claim of a pattern."""
    needs: dict[str, Need] = {}
    for row in sorted(claims(), key=lambda row: -float(row["decides_share"] or 0.0)):
        p = without_source().get(row["decides"])
        if p is not None:
            claim, share = f"{row['pattern']} {row['claim'].replace('_', ' ')}", float(row["decides_share"])
            earlier = needs.get(p.name, Need(p, "", share))
            needs[p.name] = earlier._replace(moves=", ".join(filter(None, (earlier.moves, claim))))
    return list(needs.values())


def claims() -> list[dict[str, str]]:
    """The claims of the patterns that are kept."""
    return _rows(CLAIMS)


def of_baseline() -> list[Need]:
    """Those that move a target of the calibration most."""
    needs = []
    for row in _rows(IDENTIFIED):
        p = without_source().get(row["parameter"])
        if p is not None and p.low > 0.0:
            by = float(row["largest_elasticity"]) * math.log(p.high / p.low)
            needs.append(Need(p, f"`{row['target']}`", by))
    return sorted(needs, key=lambda need: -need.by)


def without_source() -> dict[str, Parameter]:
    """The assumptions for which no source was found, by name."""
    return {p.name: p for p in registry().values() if p.kind == ASSUMPTION and p.source == NOT_FOUND}


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table in Markdown."""
    lines = ["| " + " | ".join(head) + " |", "|" + " --- |" * len(head)]
    lines += ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows]
    return "\n".join(lines)


def _n(value: object) -> str:
    """A number in few digits, a list with commas, a date as it is."""
    if isinstance(value, bool) or value is None:
        return "" if value is None else str(value).lower()
    if isinstance(value, int | float):
        return f"{value:,.6g}" if abs(value) >= 1e4 else f"{value:.6g}"
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


if __name__ == "__main__":
    write()
