"""The tables of an experiment file that are about its analysis: ``[targets]``, ``[decision]`` and ``[pattern]``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field

from youthsim.analysis.decision import Decision, Study, Worth
from youthsim.analysis.patterns import HIGHER, Claim, Pattern
from youthsim.analysis.targets import Target, sd_of
from youthsim.experiment.errors import BadInput
from youthsim.outcomes.catalogue import WHOLE_CHAIN, catalogue, words
from youthsim.scenario.grammar import MOST_YEARS, MOST_YOUTHS, Form, in_form
from youthsim.scenario.problems import Findings, unknown
from youthsim.sweep.model import Experiment

MOST_DISCOUNT = 0.5  # against a percentage given as 4 instead of 0.04


class TargetForm(Form):
    """``[targets.NAME]``: an observation with its uncertainty. NAME is the outcome, unless ``outcome`` says it."""

    outcome: str | None = None
    organisation: str = WHOLE_CHAIN
    over: str | None = None
    per_youths: Annotated[float, Field(gt=0, le=MOST_YOUTHS)] | None = None
    value: float | None = None
    sd: Annotated[float, Field(gt=0)] | None = None
    low: float | None = None
    high: float | None = None
    unit: str | None = None
    source: str | None = None
    held_out: bool = False


class WorthForm(Form):
    """``[decision.worth]``: what one unit less of an outcome per year is worth."""

    eur: float | None = None
    source: str | None = None
    organisation: str = WHOLE_CHAIN


class StudyForm(Form):
    """``[decision.studies.NAME]``: what could be measured."""

    parameters: list[str] = []
    cost_eur: Annotated[float, Field(ge=0)] | None = None
    source: str | None = None


class DecisionForm(Form):
    """``[decision]``: a choice between scenarios."""

    between: list[str] | None = None
    youths: Annotated[float, Field(gt=0, le=MOST_YOUTHS)] | None = None
    years: Annotated[int, Field(ge=1, le=MOST_YEARS)] | None = None
    discount: Annotated[float, Field(ge=0, le=MOST_DISCOUNT)] | None = None
    source: str | None = None
    worth: dict[str, WorthForm] = {}
    studies: dict[str, StudyForm] = {}


class ClaimForm(Form):
    """``[pattern.claims.NAME]``: a difference that the pattern asks for."""

    outcome: str | None = None
    organisation: str = WHOLE_CHAIN
    scenario: str | None = None
    less: str | None = None
    level: bool = False
    direction: Literal["higher", "lower", "about the same", "not higher", "not lower"] | None = None
    least: Annotated[float, Field(ge=0)] | None = None
    absolute: bool = False
    source: str | None = None


class PatternForm(Form):
    """``[pattern]``: something that was observed and that the model should show."""

    name: str | None = None
    title: str | None = None
    source: str | None = None
    claims: dict[str, ClaimForm] = {}


class TablesForm(Form):
    """The tables together."""

    targets: dict[str, TargetForm] = {}
    decision: DecisionForm = DecisionForm()
    pattern: PatternForm = PatternForm()


def form_of(path: tuple[str, ...]) -> type[Form]:
    """The form of the table at ``path``."""
    if path[:1] == ("targets",):
        return TargetForm
    if path[:1] == ("decision",):
        return WorthForm if path[1:2] == ("worth",) else StudyForm if path[1:2] == ("studies",) else DecisionForm
    if path[:1] == ("pattern",):
        return ClaimForm if path[1:2] == ("claims",) else PatternForm
    return TablesForm


def targets_of(experiment: Experiment) -> tuple[Target, ...]:
    """The targets of an experiment.

    Raises:
        ScenarioError: a target that cannot be used; all of them are listed.
        BadInput: there is none.
    """
    findings = Findings()
    form = _form(experiment, findings)
    found = [_target(experiment, name, given, findings) for name, given in form.targets.items()]
    findings.raise_errors()
    if not found:
        raise BadInput(f"{experiment.name} has no [targets]: calibration needs at least one")
    return tuple(target for target in found if target is not None)


def decision_of(experiment: Experiment) -> Decision:
    """The decision of an experiment.

    Raises:
        ScenarioError: something in it cannot be used; all of it is listed.
        BadInput: there is none.
    """
    _needs(experiment, "decision", "say what outcomes are worth, for whom, for how long")
    findings = Findings()
    form = _form(experiment, findings).decision
    where = experiment.where
    names = tuple(form.between) if form.between is not None else tuple(experiment.scenarios)
    for name in names:
        if name not in experiment.scenarios:
            findings.error(where("decision", "between"), unknown("scenario", name, experiment.scenarios))
    if len(names) < 2:
        findings.error(where("decision"), "a decision is between at least two scenarios; found fewer")
    for key in ("youths", "years", "discount", "source"):
        if getattr(form, key) is None and ("decision", key) not in findings.left_out:
            findings.error(where("decision"), f"decision has no {key}")
    worth = [_worth(experiment, name, given, findings) for name, given in form.worth.items()]
    if not worth:
        findings.error(where("decision"), "decision has no worth: what one unit less of an outcome is worth, in EUR")
    studies = [_study(experiment, name, given, findings) for name, given in form.studies.items()]
    findings.raise_errors()
    assert form.youths and form.years and form.discount is not None
    return Decision(
        names, tuple(worth), form.youths, form.years, form.discount, form.source or "", tuple(studies)
    )  # fmt: skip


def pattern_of(experiment: Experiment) -> Pattern:
    """The pattern of an experiment.

    Raises:
        ScenarioError: something in it cannot be used; all of it is listed.
        BadInput: there is none.
    """
    _needs(experiment, "pattern", "say what was observed, and the claims that show it")
    findings = Findings()
    form = _form(experiment, findings).pattern
    for key in ("title", "source"):
        if not getattr(form, key):
            findings.error(experiment.where("pattern"), f"pattern has no {key}")
    claims = [_claim(experiment, name, given, findings) for name, given in form.claims.items()]
    if not claims:
        findings.error(experiment.where("pattern"), "pattern has no claims: the differences that show it")
    findings.raise_errors()
    return Pattern(form.name or experiment.name, form.title or "", form.source or "", tuple(claims))


def _claim(experiment: Experiment, name: str, given: ClaimForm, findings: Findings) -> Claim:
    at = experiment.where("pattern", "claims", name)
    scenarios = list(experiment.scenarios)
    outcome = given.outcome or name
    _check_outcome(outcome, given.organisation, at, findings)
    scenario = given.scenario or scenarios[-1]
    less = None if given.level else given.less or experiment.base
    for one in (scenario, less):
        if one is not None and one not in scenarios:
            findings.error(at, unknown("scenario", one, scenarios))
    if scenario == less:
        findings.error(at, f"claim {name} compares {scenario} with itself; allowed: two scenarios, or level = true")
    for key in ("direction", "least", "source"):
        if getattr(given, key) is None and ("pattern", "claims", name, key) not in findings.left_out:
            findings.error(at, f"claim {name} has no {key}")
    return Claim(
        name, outcome, scenario, less, given.direction or HIGHER, given.least or 0.0, given.source or "",
        given.organisation, given.absolute,
    )  # fmt: skip


def _needs(experiment: Experiment, table: str, say: str) -> None:
    if table not in experiment.tables:
        raise BadInput(f"{experiment.name} has no [{table}]: {say}")


def _form(experiment: Experiment, findings: Findings) -> TablesForm:
    return in_form(TablesForm, experiment.tables, experiment.where, findings, form_of)


def _target(experiment: Experiment, name: str, given: TargetForm, findings: Findings) -> Target | None:
    at = experiment.where("targets", name)
    outcome = given.outcome or name
    for one in (outcome, given.over):
        if one is not None:
            _check_outcome(one, WHOLE_CHAIN if one == given.over else given.organisation, at, findings)
    for key in ("unit", "source"):
        if not getattr(given, key):
            findings.error(at, f"target {name} has no {key}")
    try:
        value, sd = sd_of(name, given.model_dump())
    except BadInput as problem:
        findings.error(at, str(problem))
        return None
    return Target(
        name, outcome, value, sd, given.unit or "", given.source or "", given.organisation, given.over,
        given.per_youths or 0.0, given.held_out,
    )  # fmt: skip


def _worth(experiment: Experiment, name: str, given: WorthForm, findings: Findings) -> Worth:
    at = experiment.where("decision", "worth", name)
    _check_outcome(name, given.organisation, at, findings)
    if given.eur is None:
        findings.error(at, f"the worth of {name} has no eur")
    if not given.source:
        findings.error(at, f"the worth of {name} has no source; allowed: where it comes from, or that it is assumed")
    return Worth(name, given.eur or 0.0, given.source or "", given.organisation)


def _study(experiment: Experiment, name: str, given: StudyForm, findings: Findings) -> Study:
    at = experiment.where("decision", "studies", name)
    known = [axis.name for axis in experiment.uncertainties]
    if not given.parameters:
        findings.error(at, f"study {name} tells no parameters")
    for parameter in given.parameters:
        if parameter not in known:
            findings.error(at, unknown(f"uncertainty in study {name}", parameter, known))
    if not given.source:
        findings.error(at, f"study {name} has no source; allowed: where its cost comes from, or that it is assumed")
    return Study(name, tuple(given.parameters), given.source or "", given.cost_eur)


def _check_outcome(name: str, organisation: str, where: str, findings: Findings) -> None:
    allowed = "allowed: those that youthsim params --outcomes lists"
    if name not in catalogue():
        findings.error(where, unknown("outcome", name, catalogue(), allowed))
    if organisation not in words("organisations"):
        findings.error(where, unknown("organisation", organisation, words("organisations")))


def problems_of(experiment: Experiment) -> tuple[str, ...]:
    """Everything that is wrong with the tables, for ``youthsim check``."""
    from youthsim.scenario import ScenarioError

    found: list[str] = []
    readers: Mapping[str, Any] = {"targets": targets_of, "decision": decision_of, "pattern": pattern_of}
    for table, reader in readers.items():
        if table in experiment.tables:
            try:
                reader(experiment)
            except ScenarioError as error:
                found += error.problems
            except BadInput as error:
                found.append(str(error))
    return tuple(dict.fromkeys(found))
