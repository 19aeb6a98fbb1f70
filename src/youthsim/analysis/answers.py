"""The answer of a study, and the folder that holds it: tables, and all that it takes to work them out again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from youthsim.analysis.patterns import judge, plausible
from youthsim.analysis.sensitivities import leading_outcomes, sensitivity
from youthsim.analysis.studies import calibrate, evaluate, outcomes_of, put, put_about, put_table, value
from youthsim.analysis.tables import decision_of, pattern_of, targets_of
from youthsim.experiment.folder import FORMAT, MANIFEST, POSTERIOR, versions
from youthsim.experiment.posterior import Posterior
from youthsim.experiment.results import COMPLETE
from youthsim.experiment.source import git_commit, source_hash
from youthsim.sweep.folder import EXPERIMENT, now
from youthsim.sweep.model import Experiment

SENSITIVITY, CALIBRATE, VALUE, PATTERN = STUDIES = ("sensitivity", "calibrate", "value", "pattern")


@dataclass(frozen=True)
class Answer:
    """What a study says.

    ``tables`` by the name of their file; ``made`` is what the tables are taken from (a ``Sensitivity``,
    ``Calibrated``, ``Valued`` or ``Judged``); ``options`` is what was asked beside the experiment.
    """

    kind: str
    experiment: Experiment
    options: Mapping[str, Any]
    tables: Mapping[str, pd.DataFrame]
    made: Any
    posterior: Posterior | None = None
    warnings: Sequence[str] = field(default=())


def answer(kind: str, experiment: Experiment, options: Mapping[str, Any], **running: Any) -> Answer:
    """Run what has no results yet and work out the answer.

    Args:
        kind: one of ``STUDIES``.
        experiment: what is studied.
        options: of a sensitivity ``outcomes``; of a calibration ``samples`` and ``checks``; of a value ``prices``.
        running: how: see ``studies.evaluate``.

    Raises:
        BadInput, Incomplete: see ``studies.evaluate``.
    """
    works_out = {SENSITIVITY: _sensitivity, CALIBRATE: _calibrate, VALUE: _value, PATTERN: _pattern}[kind]
    return works_out(experiment, dict(options), running)


def _sensitivity(experiment: Experiment, options: dict[str, Any], running: dict[str, Any]) -> Answer:
    outcomes = tuple(options.get("outcomes", ()))
    found = evaluate(experiment, outcomes=list(outcomes or leading_outcomes()), **running)
    known = sensitivity(found, outcomes, seed=experiment.seed)
    tables = {"sensitivity.csv": known.table}
    return Answer(SENSITIVITY, experiment, options, tables, known, warnings=known.left_out)


def _calibrate(experiment: Experiment, options: dict[str, Any], running: dict[str, Any]) -> Answer:
    targets = targets_of(experiment)
    found = evaluate(experiment, outcomes=outcomes_of(targets=targets), **running)
    given = {name: options[name] for name in ("samples", "checks") if name in options}
    made = calibrate(experiment, targets, found, jobs=running.get("jobs"), quiet=running.get("quiet", True), **given)
    known = made.calibration
    tables = {"parameters.csv": known.parameters, "targets.csv": known.targets, "scores.csv": made.scores}
    return Answer(CALIBRATE, experiment, options, tables, made, known.posterior, known.warnings)


def _value(experiment: Experiment, options: dict[str, Any], running: dict[str, Any]) -> Answer:
    decision = decision_of(experiment).with_worth(options.get("prices", {}), "asked on the command line")
    found = evaluate(experiment, outcomes=outcomes_of(decision), **running)
    made = value(experiment, decision, found)
    known = made.information
    tables = {"benefits.csv": known.benefits, "parts.csv": made.parts, "value.csv": known.table}
    if made.boxes is not None:
        return Answer(VALUE, experiment, options, tables | {"failing_worlds.csv": made.boxes}, made)
    missing = "the search for failing worlds was left out: pip install 'youthsim[discovery]'"
    return Answer(VALUE, experiment, options, tables, made, warnings=(missing,))


def _pattern(experiment: Experiment, options: dict[str, Any], running: dict[str, Any]) -> Answer:
    asked = pattern_of(experiment)
    targets = targets_of(experiment) if "targets" in experiment.tables else ()
    outcomes = [claim.outcome for claim in asked.claims] + (outcomes_of(targets=targets) if targets else [])
    found = evaluate(experiment, outcomes=list(dict.fromkeys(outcomes)), **running)
    youths = experiment.scenarios[experiment.base].youths
    worlds = plausible(found, targets, experiment.base, youths)
    made = judge(asked, found, seed=experiment.seed, worlds=worlds)
    tables = {"claims.csv": made.table, "sizes.csv": made.sizes.join(made.points).reset_index(names="draw")}
    if made.boxes is not None:
        tables["failing_worlds.csv"] = made.boxes
    return Answer(PATTERN, experiment, options, tables, made)


def write_answer(answer: Answer, folder: Path, command: Sequence[str] = ()) -> None:
    """Write the tables, the experiment and its scenarios, and the manifest last.

    Raises:
        BadInput: a file cannot be written.
    """
    write_numbers(answer, folder)
    experiment = answer.experiment
    for name, scenario in experiment.scenarios.items():
        put(folder, f"scenario.{name}.toml", _text(scenario.to_toml()))
    put(folder, EXPERIMENT, _text(experiment.text))
    commit, changed = git_commit()
    settings = {
        "replications": experiment.replications, "seed": experiment.seed, "years": experiment.years,
        "families": experiment.families,
    }  # fmt: skip
    about = {
        "format": FORMAT, "kind": answer.kind, "command": list(command), "title": experiment.title,
        "scenarios": list(experiment.scenarios), "settings": settings, "options": dict(answer.options),
        "versions": versions(), "source_hash": source_hash(), "git_commit": commit, "git_changed": changed,
        "ended": now(), "state": COMPLETE,
    }  # fmt: skip
    put_about(folder, MANIFEST, about)


def write_numbers(answer: Answer, folder: Path) -> None:
    """Write the tables, and the samples of a calibration."""
    for name, table in answer.tables.items():
        put_table(folder, name, table)
    if answer.posterior is not None:
        put(folder, POSTERIOR, answer.posterior.write)


def _text(text: str) -> Any:
    return lambda path: path.write_text(text, encoding="utf-8")
