"""Write a scenario as a file that runs by itself."""

from __future__ import annotations

from typing import Any

from youthsim.scenario.model import LeverSetting, Scenario


def head(scenario: Scenario) -> dict[str, Any]:
    """What stands under ``[scenario]``."""
    keys = ("title", "question", "source", "era", "start", "years", "warmup_years")
    return {key: getattr(scenario, key) for key in keys}


def to_toml(scenario: Scenario) -> str:
    """The scenario as TOML without ``extends``: it loads back to the same hash wherever it is put."""
    import tomlkit

    document = tomlkit.document()
    document["scenario"] = head(scenario)
    document["region"] = {"regions": scenario.regions}
    document["areas"] = {
        area.name: {"youths": area.youths} | ({"set": dict(area.set)} if area.set else {}) for area in scenario.areas
    }
    if scenario.levers:
        document["levers"] = {setting.name: _lever(setting) for setting in scenario.levers}
    if scenario.values:
        document["set"] = dict(scenario.values)
    return tomlkit.dumps(document)


def _lever(setting: LeverSetting) -> dict[str, Any]:
    given: dict[str, Any] = {"start": setting.start, "ramp_months": setting.ramp_months, "steps": setting.steps}
    if setting.areas:
        given["areas"] = list(setting.areas)
    return given | {name: list(value) if isinstance(value, tuple) else value for name, value in setting.fields}
