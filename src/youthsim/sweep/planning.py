"""The plan of an experiment: one row per point, each with an identity, made before anything runs."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from youthsim.experiment.errors import BadInput
from youthsim.scenario import Scenario, ScenarioError
from youthsim.sweep.designs import cube_problem, laid_out
from youthsim.sweep.evaluation import SCENARIO, Point, at_stage
from youthsim.sweep.identity import code_version, point_id
from youthsim.sweep.model import POLICY, UNCERTAINTY, Axis, Cell, Experiment

ABOUT = ("point", "id", "policy", "sample")  # the columns of a plan before those of its axes


@dataclass(frozen=True)
class Plan:
    """Every point of an experiment.

    ``points`` has a row per point: ``point`` (its number), ``id`` (its identity in a store), ``policy`` (number of
    the combination of policies), ``sample`` (number of the point over the uncertainties, the same in every
    combination) and a column per axis. ``axes`` are those in which points differ. ``cube`` holds the coordinates
    in the unit cube of a sampled design, a row per point and a column per uncertainty. ``impossible`` says why
    some points have no scenario; when run they are recorded as failures.
    """

    experiment: Experiment
    points: pd.DataFrame
    cube: pd.DataFrame
    impossible: Mapping[int, str] = field(default_factory=dict)
    code: str = field(default_factory=code_version)

    @property
    def axes(self) -> tuple[Axis, ...]:
        """The axes in which points differ, policies first."""
        return tuple(axis for axis in self.experiment.axes if axis.varies)

    @property
    def problem(self) -> dict[str, Any]:
        """The uncertainties as SALib wants them: the unit cube, in which ``cube`` lies."""
        return cube_problem([axis.name for axis in self.experiment.uncertainties])

    def __len__(self) -> int:
        return len(self.points)

    def point(self, number: int, replications: Iterable[int] | None = None) -> Point:
        """A point, ready for ``evaluate``.

        Args:
            number: its row.
            replications: numbers of those to make; all when None.

        Raises:
            PointError: its values do not go together.
        """
        experiment = self.experiment
        row = self.points.iloc[number]
        cells = {axis.name: row[axis.name] for axis in experiment.axes if not _is_missing(row[axis.name])}
        with at_stage(SCENARIO):
            scenarios = resolved(experiment, cells)
        numbers = range(experiment.replications) if replications is None else replications
        return Point(
            number, str(row["id"]), cells, scenarios, experiment.seed, tuple(numbers), from_year=experiment.from_year
        )  # fmt: skip


def plan(experiment: Experiment) -> Plan:
    """Lay out the points of an experiment and give each its identity.

    Raises:
        BadInput: the design has too many points, or none of them is possible.
    """
    cells, cube = laid_out(experiment.design, experiment.policies, experiment.uncertainties)
    names = [axis.name for axis in experiment.axes]
    impossible: dict[int, str] = {}
    ids = []
    for number, row in enumerate(cells[names].itertuples(index=False, name=None)):
        chosen = {name: cell for name, cell in zip(names, row, strict=True) if not _is_missing(cell)}
        try:
            content: dict[str, Any] = {
                "scenarios": [(name, one.hash) for name, one in resolved(experiment, chosen).items()]
            }
        except ScenarioError as error:
            impossible[number] = error.problems[0]
            content = {"impossible": chosen, "scenarios": [(n, s.hash) for n, s in experiment.scenarios.items()]}
        if experiment.from_year != 1:
            content["from_year"] = experiment.from_year
        ids.append(point_id(content | {"seed": experiment.seed, "engine": "core", "code": code_version()}))
    if len(impossible) == len(cells):
        raise BadInput(f"no point of {experiment.name} is possible; the first: {impossible[0]}")
    cells.insert(0, "point", range(len(cells)))
    cells.insert(1, "id", ids)
    return Plan(experiment, cells, cube, impossible)


def resolved(experiment: Experiment, cells: Mapping[str, Any]) -> dict[str, Scenario]:
    """The scenarios of a point, by name: uncertainties in all of them, policies where they are meant.

    Raises:
        ScenarioError: the values do not go together.
    """
    found = {}
    for name, scenario in experiment.scenarios.items():
        mine = [axis for axis in experiment.axes if name in axis.scenarios and axis.name in cells]
        values = {axis.name: axis.meant(cells[axis.name]) for axis in mine if axis.kind == UNCERTAINTY}
        levers: dict[str, dict[str, Any]] = {}
        for axis in mine:
            if axis.kind == POLICY:
                lever, key = axis.key
                levers.setdefault(lever, {})[key] = axis.meant(cells[axis.name])
        changed = scenario.with_values(values) if values else scenario
        found[name] = changed.with_levers(**levers) if levers else changed
    return found


def _is_missing(cell: Cell | None) -> bool:
    return cell is None or (isinstance(cell, float) and math.isnan(cell))
