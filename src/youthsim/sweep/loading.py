"""Load an experiment file, with everything that is wrong with it at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from youthsim.experiment.settings import DEFAULT_REPLICATIONS, DEFAULT_SEED
from youthsim.scenario import Scenario, ScenarioError
from youthsim.scenario import load as load_scenario
from youthsim.scenario.files import Document, find, read, shipped
from youthsim.scenario.grammar import in_form
from youthsim.scenario.problems import Findings, describe, quote, unknown
from youthsim.sweep import axes
from youthsim.sweep.grammar import OTHER_TABLES, DesignForm, ExperimentFile, ExperimentForm, form_of
from youthsim.sweep.model import GRID, LATIN_HYPERCUBE, MORRIS, ONE_AT_A_TIME, SAMPLED, SOBOL, Axis, Design, Experiment

SETTINGS = ("replications", "seed", "years", "families")
# Which keys a kind of design takes, and which of them it cannot do without.
KEYS = {
    GRID: ("levels",),
    ONE_AT_A_TIME: ("levels",),
    LATIN_HYPERCUBE: ("points", "seed"),
    SOBOL: ("points", "second_order", "seed"),
    MORRIS: ("trajectories", "levels", "seed"),
}
NEEDED = {LATIN_HYPERCUBE: "points", SOBOL: "points", MORRIS: "trajectories"}
LEVELS = {GRID: 3, ONE_AT_A_TIME: 2, MORRIS: 4}  # where the file does not say


def load(path: str | Path, *, scenarios: Mapping[str, Scenario] | None = None, **settings: int | None) -> Experiment:
    """The experiment in a file.

    Args:
        path: the TOML file.
        scenarios: its scenarios, resolved before; read from the names in the file when None.
        settings: ``replications``, ``seed``, ``years``, ``families`` in place of the file's; None leaves it.

    Raises:
        ScenarioError: the file cannot be used; every problem in it and in its scenarios is listed.
    """
    findings = Findings()
    document = read(Path(path), findings)
    form = in_form(ExperimentFile, document.tables, document.where, findings, form_of)
    chosen = {name: getattr(form.experiment, name) for name in SETTINGS}
    chosen |= {name: value for name, value in settings.items() if value is not None}
    found = dict(scenarios) if scenarios is not None else _scenarios(form.experiment, chosen, document, findings)
    policies = list(axes.policies(form.levers, found, document.where, findings))
    unknowns = list(axes.uncertainties(form.uncertainties, found, document.where, findings))
    seed = chosen["seed"] if chosen["seed"] is not None else DEFAULT_SEED
    design = _design(form.design, unknowns, seed, document, findings)
    axes.warn_hidden(unknowns, policies, found, document.where, findings)
    shortest = min((scenario.years for scenario in found.values()), default=0)
    from_year = form.experiment.from_year or 1
    if found and from_year > shortest:
        where = document.where("experiment", "from_year")
        findings.error(where, f"from_year {from_year} lies after the measured years; allowed: 1 to {shortest}")
    findings.raise_errors()
    warnings = [warning for scenario in found.values() for warning in scenario.warnings]
    about = form.experiment
    return Experiment(
        name=document.name, title=about.title or document.name, question=about.question or "",
        source=about.source or "", scenarios=found, replications=chosen["replications"] or DEFAULT_REPLICATIONS,
        seed=seed, design=design, axes=(*policies, *unknowns), years=chosen["years"], families=chosen["families"],
        from_year=from_year, where=document.where,
        tables={name: getattr(form, name) for name in OTHER_TABLES if getattr(form, name)},
        warnings=tuple(dict.fromkeys((*findings.warnings, *warnings))), text=Path(path).read_text("utf-8-sig"),
        path=Path(path),
    )  # fmt: skip


def _scenarios(
    about: ExperimentForm, chosen: Mapping[str, Any], document: Document, findings: Findings
) -> dict[str, Scenario]:
    """The scenarios by name, the base first; what is wrong with them is noted."""
    where = document.where("experiment", "scenarios")
    if not about.scenarios and not any(path[:2] == ("experiment", "scenarios") for path in findings.left_out):
        findings.error(where, "the experiment has no scenarios; allowed: a list of names or paths, the base first")
    found: dict[str, Scenario] = {}
    for reference in about.scenarios:
        for scenario in _scenario(reference, chosen, where, document, findings):
            if scenario.name in found:
                findings.error(where, f"two scenarios are called {quote(scenario.name)}; allowed: names that differ")
            found[scenario.name] = scenario
    for scenario in list(found.values())[1:]:
        _check_alike(next(iter(found.values())), scenario, where, findings)
    return found


def _scenario(
    reference: str, chosen: Mapping[str, Any], where: str, document: Document, findings: Findings
) -> Iterator[Scenario]:
    try:
        try:
            scenario = load_scenario(_place(reference, document))
        except ScenarioError as error:
            if error.unusable and "/" not in reference and not reference.endswith(".toml"):
                findings.error(where, unknown("scenario", reference, shipped()))
                return
            raise
        if chosen["years"] is not None:
            scenario = scenario.with_years(chosen["years"])
        if chosen["families"] is not None:
            scenario = scenario.with_families(chosen["families"])
        yield scenario
    except ScenarioError as error:
        for problem in error.problems:
            findings.error(where, f"scenario {quote(reference)} cannot be used; {problem}")


def _place(reference: str, document: Document) -> Path:
    """The file of a scenario: a path counts from the experiment's folder."""
    return find(reference, beside=document.path.parent)


def _check_alike(base: Scenario, other: Scenario, where: str, findings: Findings) -> None:
    """Scenarios are paired family by family, so they need the same areas, youths and years."""
    for what, mine, its in (
        ("areas", [(area.name, area.youths) for area in base.areas], [(a.name, a.youths) for a in other.areas]),
        ("measured years", (base.start, base.years), (other.start, other.years)),
        ("years of warm-up", base.warmup_years, other.warmup_years),
    ):
        if mine != its:
            text = f"{quote(other.name)} cannot be compared with {quote(base.name)}: their {what} differ"
            findings.error(where, f"{text}; allowed: the same {what}")


def _design(
    form: DesignForm, unknowns: list[Axis], experiment_seed: int, document: Document, findings: Findings
) -> Design:
    """The design, with what does not fit its kind noted."""
    kind = form.kind

    def wrong(key: str, text: str) -> None:
        findings.error(document.where("design", key), text)

    for key in ("points", "trajectories", "levels", "second_order", "seed"):
        if getattr(form, key) is not None and key not in KEYS[kind]:
            wrong(key, f"{key} does not belong to a design of kind {kind}; allowed: {', '.join(KEYS[kind])}")
    needed = NEEDED.get(kind)
    if needed and getattr(form, needed) is None and ("design", needed) not in findings.left_out:
        wrong(needed, f"a design of kind {kind} needs {needed}; found none, allowed a whole number")
    if kind in SAMPLED and not unknowns and not any(path[0] == "uncertainties" for path in findings.left_out):
        wrong("kind", f"a design of kind {kind} needs [uncertainties]; found none, allowed at least one parameter")
    if kind == SOBOL and form.points is not None and form.points & (form.points - 1):
        wrong("points", f"points of sobol must be a power of two; found {describe(form.points)}, allowed 128, 256, 512")
    if kind == MORRIS and form.levels is not None and form.levels % 2:
        wrong("levels", f"levels of morris must be even; found {describe(form.levels)}, allowed 4, 6, 8")
    return Design(
        kind=kind, points=form.points, trajectories=form.trajectories, levels=form.levels or LEVELS.get(kind),
        second_order=bool(form.second_order), seed=form.seed if form.seed is not None else experiment_seed,
    )  # fmt: skip
