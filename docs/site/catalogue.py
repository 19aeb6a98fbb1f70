"""The catalogues of the site: parameters, levers and outcomes, written from the registry when the site is built."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Sequence
from pathlib import Path

from youthsim.levers import levers
from youthsim.levers.base import NUMBER, Field
from youthsim.outcomes.catalogue import catalogue as outcomes
from youthsim.parameters import Parameter, registry

ROOT = Path(__file__).parents[2]
IDENTIFIED = ROOT / "experiments" / "calibration" / "baseline.identified.csv"
SCREENED = ROOT / "experiments" / "assumptions"
NOT_FOUND, ASSUMPTION = "no source found", "assumption"
LEADING_OUTCOME = "ots_started"
ALL, OF_POLICIES = 20, 10

RULE = f"""The twenty are chosen by rule from the parameters of kind `assumption` for which no source was found.

- *Policy*: at most {OF_POLICIES}, those whose plausible range moves the effect of a policy on OTS started most,
  relative to that effect at the ends: the screens in `experiments/assumptions/` (`youthsim compare ... --assumptions`);
  the largest of them counts.
- *Baseline*: the others, those whose plausible range moves a target of the calibration most: the largest elasticity of
  a target in the mean field (`experiments/calibration/baseline.identified.csv`) times the logarithm of high over low.
"""


def pages() -> dict[str, str]:
    """The pages by their place in the site."""
    return {
        "catalogue/parameters.md": parameters_page(),
        "catalogue/levers.md": levers_page(),
        "catalogue/outcomes.md": outcomes_page(),
        "catalogue/assumptions.md": assumptions_page(),
    }


def parameters_page() -> str:
    """Every parameter, one table per subject."""
    parts = [
        "# Parameters",
        f"{len(registry())} numbers of the domain, as the registry holds them. `fact`: read in a source; `calibrated`: "
        "fitted ([calibration](../calibration.md)); `assumption`: nobody measured it; `lever`: a policy's to choose. "
        "What they do stands in [the model](../model.md), where they come from in [sources](../sources.md), which of "
        "them most need a better source in [assumptions](assumptions.md).",
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
    policies = of_policies()
    known = [(p, "policy", score) for p, score in policies]
    known += [(p, "baseline", score) for p, score in of_baseline({p.name for p, _ in policies})]
    rows = (
        (
            str(place),
            f"`{p.name}`",
            p.label_en,
            _n(p.value),
            f"{_n(p.low)} to {_n(p.high)}",
            p.unit,
            why,
            f"{score:.2f}",
        )
        for place, (p, why, score) in enumerate(known, start=1)
    )
    head = ("", "name", "what it is", "value", "plausible", "unit", "matters for", "score")
    intro = "# Assumptions that most need a better source"
    return "\n\n".join([intro, RULE, table(head, rows)]) + "\n"


def of_baseline(taken: set[str]) -> list[tuple[Parameter, float]]:
    """The assumptions without a source, others than those taken, that move the baseline most, with their score."""
    with IDENTIFIED.open(encoding="utf-8") as stream:
        elasticity = {row["parameter"]: float(row["largest_elasticity"]) for row in csv.DictReader(stream)}
    scores = [
        (p, elasticity[p.name] * math.log(p.high / p.low))
        for p in without_source()
        if p.name in elasticity and p.low > 0 and p.name not in taken
    ]
    return sorted(scores, key=lambda one: -one[1])[: ALL - len(taken)]


def of_policies() -> list[tuple[Parameter, float]]:
    """The assumptions without a source that move the effect of a policy most, with their score."""
    scores: dict[str, float] = {}
    for path in sorted(SCREENED.glob("*.csv")):
        with path.open(encoding="utf-8") as stream:
            rows = [row for row in csv.DictReader(stream) if row["outcome"] == LEADING_OUTCOME]
        size = max(abs(float(row[end])) for row in rows for end in ("at_low", "at_high"))
        for row in rows:
            score = abs(float(row["effect"])) / size
            scores[row["parameter"]] = max(score, scores.get(row["parameter"], 0.0))
    mine = [(p, scores[p.name]) for p in without_source() if p.name in scores]
    return sorted(mine, key=lambda one: -one[1])[:OF_POLICIES]


def without_source() -> list[Parameter]:
    """The assumptions for which no source was found."""
    return [p for p in registry().values() if p.kind == ASSUMPTION and p.source == NOT_FOUND]


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
