"""The grammar of an experiment file: which tables and keys there are, and of what type."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field

from youthsim.scenario.grammar import MOST_YEARS, Form

Kind = Literal["grid", "one_at_a_time", "latin_hypercube", "sobol", "morris"]
# Limits of form, against slips of the finger.
MOST_POINTS, MOST_LEVELS, MOST_REPLICATIONS, MOST_SEED, MOST_FAMILIES = 2**20, 1000, 100_000, 2**63 - 1, 50_000_000


class ExperimentForm(Form):
    """``[experiment]``: what it is called and asks, its scenarios, and how they are run."""

    title: str | None = None
    question: str | None = None
    source: str | None = None
    scenarios: list[str] = []
    replications: Annotated[int, Field(ge=1, le=MOST_REPLICATIONS)] | None = None
    years: Annotated[int, Field(ge=1, le=MOST_YEARS)] | None = None
    from_year: Annotated[int, Field(ge=1, le=MOST_YEARS)] | None = None
    families: Annotated[int, Field(ge=1, le=MOST_FAMILIES)] | None = None
    seed: Annotated[int, Field(ge=0, le=MOST_SEED)] | None = None


class DesignForm(Form):
    """``[design]``: how points are laid out."""

    kind: Kind = "grid"
    points: Annotated[int, Field(ge=1, le=MOST_POINTS)] | None = None
    trajectories: Annotated[int, Field(ge=1, le=MOST_POINTS)] | None = None
    levels: Annotated[int, Field(ge=2, le=MOST_LEVELS)] | None = None
    second_order: bool | None = None
    seed: Annotated[int, Field(ge=0, le=MOST_SEED)] | None = None


class ExperimentFile(Form):
    """An experiment file; ``targets``, ``decision`` and ``pattern`` are read by those who use them."""

    experiment: ExperimentForm = ExperimentForm()
    design: DesignForm = DesignForm()
    levers: dict[str, dict[str, Any]] = {}
    uncertainties: dict[str, Any] = {}
    targets: dict[str, Any] = {}
    decision: dict[str, Any] = {}
    pattern: dict[str, Any] = {}


TABLES: Mapping[tuple[str, ...], type[Form]] = {
    (): ExperimentFile,
    ("experiment",): ExperimentForm,
    ("design",): DesignForm,
}
OTHER_TABLES = ("targets", "decision", "pattern")
RANGE_KEYS = ("low", "high", "values", "distribution")


def form_of(path: tuple[str, ...]) -> type[Form]:
    """The form of the table at ``path``."""
    return TABLES[path[:1]]


def is_experiment(tables: Mapping[str, Any]) -> bool:
    """Whether the tables of a file are meant as an experiment rather than a scenario."""
    return "experiment" in tables or ("design" in tables and "scenario" not in tables)
