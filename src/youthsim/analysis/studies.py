"""From an experiment to its answer: run what is missing, analyse, write the answer down."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from youthsim.analysis import calibration, discovery, information
from youthsim.analysis.calibration import Calibration
from youthsim.analysis.decision import Decision
from youthsim.analysis.evaluated import Evaluated, evaluated
from youthsim.analysis.information import Information
from youthsim.analysis.sensitivities import leading_outcomes
from youthsim.analysis.targets import Target
from youthsim.experiment import putting
from youthsim.experiment.errors import BadInput, Incomplete
from youthsim.experiment.folder import versions
from youthsim.experiment.running import run as run_scenario
from youthsim.outcomes.catalogue import catalogue
from youthsim.scenario.problems import unknown
from youthsim.sweep.model import Experiment
from youthsim.sweep.planning import plan
from youthsim.sweep.running import run as run_sweep

SWEEP = "sweep"  # where the runs of a study are, in its folder
CHECKS = 40  # runs of the model with parameters from the posterior, to compare with the targets


def evaluate(
    experiment: Experiment,
    *,
    out: str | Path | None = None,
    runs: str | Path | None = None,
    outcomes: Sequence[str] | None = None,
    executor: str = "local",
    jobs: int | None = None,
    command: Sequence[str] = (),
    quiet: bool = True,
    language: str = "en",
) -> Evaluated:
    """Run the points of an experiment that have no results yet, and give all of them.

    Args:
        experiment: what to run.
        out: the folder of the study; its runs go to ``sweep`` in it, or are not kept when None.
        runs: the folder of its sweep where that is another; it may have been made by ``youthsim sweep``, on a cluster.
        outcomes: only those; all when None.
        executor, jobs: as for ``sweep.run``.
        command, quiet, language: for the manifest and the progress bar.

    Raises:
        BadInput: the experiment has nothing to analyse, or the folder cannot be used.
        Incomplete: interrupted; the same command goes on where it stopped.
    """
    for outcome in outcomes or ():
        if outcome not in catalogue():
            raise BadInput(unknown("outcome", outcome, catalogue(), "allowed: those of youthsim params --outcomes"))
    planned = plan(experiment)
    place = Path(runs) if runs is not None else Path(out) / SWEEP if out is not None else None
    if place is not None:
        _folder(place.parent)
    store = run_sweep(planned, out=place, executor=executor, jobs=jobs, command=command, quiet=quiet, language=language)
    status = store.status()
    if status.waiting:
        where = f"; the same command goes on where it stopped ({place})" if place is not None else ""
        raise Incomplete(f"{status.done} of {status.points} points are done{where}")
    return evaluated(planned, store, outcomes)


@dataclass(frozen=True)
class Calibrated:
    """A calibration, and how runs of the model itself with its posterior compare with the targets.

    ``scores`` is that of ``calibration.scored``; ``predictive`` has a column per target and a row per run.
    """

    calibration: Calibration
    scores: pd.DataFrame
    predictive: pd.DataFrame
    targets: tuple[Target, ...]


def calibrate(
    experiment: Experiment,
    targets: Sequence[Target],
    found: Evaluated,
    *,
    checks: int = CHECKS,
    samples: int = calibration.SAMPLES,
    steps: int = calibration.STEPS,
    jobs: int | None = None,
    quiet: bool = True,
) -> Calibrated:
    """Calibrate the first scenario of an experiment to targets, and run it with the posterior.

    Args:
        experiment: the experiment; its seed is that of the sampler too.
        targets: what to meet; those held out are only scored.
        found: the results of its design.
        checks: runs with the posterior, with luck that no point of the design had.
        samples, steps: see ``calibration.calibrate``.
        jobs: threads.
        quiet: no progress bar.
    """
    scenario = experiment.scenarios[experiment.base]
    about = {"experiment": experiment.name, "title": experiment.title, "versions": versions()}
    made = calibration.calibrate(
        found,
        targets,
        experiment.base,
        scenario.youths,
        seed=experiment.seed,
        samples=samples,
        steps=steps,
        about=about,
    )
    numbers = range(experiment.replications, experiment.replications + checks)
    result = run_scenario(
        scenario, numbers=numbers, seed=experiment.seed, posterior=made.posterior, jobs=jobs, quiet=quiet
    )
    assert result.values is not None
    (name,) = result.names
    scores = calibration.scored(targets, result.values, name, scenario.youths)
    predictive = pd.DataFrame({target.name: target.of_run(result.values, name, scenario.youths) for target in targets})
    return Calibrated(made, scores, predictive, tuple(targets))


@dataclass(frozen=True)
class Valued:
    """What knowing more is worth for a decision, where the net benefit comes from, and where a policy fails.

    ``boxes`` has the failing worlds of every alternative (see ``discovery``), and is None where the search for
    them is not installed.
    """

    decision: Decision
    information: Information
    parts: pd.DataFrame
    boxes: pd.DataFrame | None


def value(experiment: Experiment, decision: Decision, found: Evaluated) -> Valued:
    """The value of information for a decision, and the worlds in which an alternative is worse than the base."""
    youths = experiment.scenarios[experiment.base].youths
    known = information.value_of_information(
        found.points.astype(float),
        found.unit_points,
        decision.benefits(found, youths),
        base=decision.scenarios[0],
        studies=[(s.name, s.parameters, s.cost_eur, s.source) for s in decision.studies],
        seed=experiment.seed,
    )
    try:
        boxes = [
            discovery.failing_worlds(found.points, surface < 0).assign(scenario=name)
            for name, surface in known.surfaces.items()
        ]
        failing = pd.concat(boxes, ignore_index=True)
    except BadInput:
        failing = None
    return Valued(decision, known, decision.parts(found, youths), failing)


def outcomes_of(decision: Decision | None = None, targets: Sequence[Target] = ()) -> list[str]:
    """The outcomes that a study needs, so that no others are read."""
    named = [one for target in targets for one in (target.outcome, target.over) if one is not None]
    named += [worth.outcome for worth in decision.worth] if decision is not None else []
    return list(dict.fromkeys(named)) or leading_outcomes()


def put(folder: Path, name: str, write: Callable[[Path], Any]) -> Path:
    """Write a file of the folder in one step.

    Raises:
        BadInput: it cannot be written.
    """
    return putting.put(folder / name, write)


def put_table(folder: Path, name: str, table: pd.DataFrame) -> Path:
    """Write a table as CSV, in seven digits."""
    return put(folder, name, lambda path: table.to_csv(path, index=False, float_format="%.7g"))


def put_about(folder: Path, name: str, about: dict[str, Any]) -> Path:
    """Write what there is to say about an answer as JSON."""
    text = json.dumps(about, indent=2, ensure_ascii=False) + "\n"
    return put(folder, name, lambda path: path.write_text(text, encoding="utf-8"))


def _folder(place: Path) -> None:
    try:
        place.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise BadInput(f"{place}: cannot be written: {problem.strerror}; choose another folder") from problem
