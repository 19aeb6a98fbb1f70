"""Scenarios: what they are, how they are read from files, checked, and written.

Importing this is cheap; what reads and checks files is imported when a file is read.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from youthsim.scenario.files import shipped
from youthsim.scenario.model import Area, LeverSetting, Origin, Scenario
from youthsim.scenario.problems import ScenarioError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from youthsim.scenario.explaining import Difference

__all__ = [
    "Area",
    "LeverSetting",
    "Origin",
    "Scenario",
    "ScenarioError",
    "differences",
    "load",
    "schema",
    "shipped",
    "with_settings",
]


def load(name_or_path: str | Path) -> Scenario:
    """The scenario of a shipped name (``baseline``) or in a file (a path ending in .toml or with a separator).

    Raises:
        ScenarioError: the file cannot be used; every problem in it and in what it extends is listed.
    """
    from youthsim.scenario import resolving

    return resolving.load(name_or_path)


def with_settings(scenario: Scenario, settings: Sequence[str]) -> Scenario:
    """The scenario with settings as typed on the command line: ``gi.caseload=15``, ``early_gi.mandate=1``.

    Raises:
        ScenarioError: an unknown name, or a value that is not possible; all of them are listed.
    """
    from youthsim.scenario import editing

    return editing.with_settings(scenario, settings)


def differences(scenario: Scenario) -> list[Difference]:
    """Every parameter that differs from the registry, what set it, and its source."""
    from youthsim.scenario import explaining

    return explaining.differences(scenario)


def schema() -> dict[str, Any]:
    """The JSON Schema of a scenario file."""
    from youthsim.scenario import json_schema

    return json_schema.schema()
