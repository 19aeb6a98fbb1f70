"""What a participant asks: a base scenario, a policy beside it, and what was changed in each, as an address says it.

    base=brabant-2015&policy=brabant-early-gi&lever.early_gi.mandate=0.8&set.gi.caseload=15

A ``lever`` changes the policy only; ``set`` changes a parameter in both, as it is about the world and not about the
policy. Everything is checked by the rooms that know it, so nothing that a file could not say can be said here.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from youthsim.experiment.errors import BadInput
from youthsim.levers import levers
from youthsim.parameters import registry
from youthsim.scenario import Scenario, ScenarioError, with_settings
from youthsim.scenario.problems import quote, unknown
from youthsim.workshop import limits
from youthsim.workshop.menu import SHIPPED, Menu

DEFAULT_BASE, DEFAULT_POLICY = "brabant-2015", "brabant-early-gi"
LEVER, SET = "lever.", "set."
ON, OFF = "on", "off"
SMALL, FULL = "small", "full"
SIZES = (SMALL, FULL)
POLICY_NAME = "policy"
# Keys of an address that say how the page looks, and not what is asked.
OF_THE_PAGE = ("lang", "day", "family", "speed", "tour", "view", "from", "days", "side", "place", "tab", "outcome")
KEYS = ("base", "policy", "size", *OF_THE_PAGE)
NOT_SAID = ("--set ", "with_values: ")  # how other callers name the place of a setting


@dataclass(frozen=True, slots=True)
class Ask:
    """What is asked, in a form that can be compared and kept; ``worlds`` makes scenarios of it."""

    base: str = DEFAULT_BASE
    policy: str = DEFAULT_POLICY
    levers: tuple[tuple[str, str], ...] = ()
    values: tuple[tuple[str, str], ...] = ()
    size: str = SMALL


def read(pairs: Sequence[tuple[str, str]]) -> Ask:
    """What an address asks.

    Raises:
        BadInput: an unknown key, one that stands twice, too many or too long ones.
    """
    if len(pairs) > limits.MOST_SETTINGS:
        raise BadInput(f"too many settings: found {len(pairs)}, allowed at most {limits.MOST_SETTINGS}")
    found: dict[str, str] = {}
    for key, value in pairs:
        if len(key) > limits.LONGEST_VALUE or len(value) > limits.LONGEST_VALUE:
            raise BadInput(f"{quote(key)} is too long, allowed at most {limits.LONGEST_VALUE} characters")
        if not value.isprintable():
            raise BadInput(f"{quote(key)} holds characters that cannot be shown")
        if key in found:
            raise BadInput(f"{quote(key)} stands twice")
        if key not in KEYS and not key.startswith((LEVER, SET)):
            raise BadInput(unknown("key", key, KEYS, f"allowed: {', '.join(KEYS)}, {LEVER}NAME.FIELD, {SET}NAME"))
        found[key] = value
    size = found.get("size", SMALL)
    if size not in SIZES:
        raise BadInput(f"size is {quote(size)}, allowed: {', '.join(SIZES)}")
    return Ask(
        base=found.get("base", DEFAULT_BASE),
        policy=found.get("policy", found.get("base", DEFAULT_POLICY)),
        levers=tuple(sorted((key.removeprefix(LEVER), value) for key, value in found.items() if key.startswith(LEVER))),
        values=tuple(sorted((key.removeprefix(SET), value) for key, value in found.items() if key.startswith(SET))),
        size=size,
    )


@functools.lru_cache(maxsize=256)
def worlds(ask: Ask, menu: Menu = SHIPPED) -> tuple[Scenario, Scenario]:
    """The base scenario and the policy beside it, whole, both from ``menu``.

    Raises:
        BadInput: something that cannot be: an unknown scenario, lever or parameter, a value out of bounds, two
            scenarios that cannot be paired. All that is wrong is said at once.
    """
    base, policy = menu.scenario(ask.base), menu.scenario(ask.policy)
    if (base.era, base.start, base.years) != (policy.era, policy.start, policy.years) or [
        area.name for area in base.areas
    ] != [area.name for area in policy.areas]:
        raise BadInput(f"{policy.name} cannot be compared with {base.name}: other areas, years or era")
    try:
        policy = _with_levers(policy, ask.levers)
        values = _numbers(ask.values)
        return (base.with_values(values), policy.with_values(values)) if values else (base, policy)
    except ScenarioError as error:
        raise BadInput("\n".join(_without_place(problem) for problem in error.problems)) from None


def _without_place(problem: str) -> str:
    for place in NOT_SAID:
        problem = problem.removeprefix(place)
    return problem


def _with_levers(policy: Scenario, given: Iterable[tuple[str, str]]) -> Scenario:
    """The policy with levers switched and their fields set; a field of a lever that is off is left aside."""
    switches: list[tuple[str, str]] = []
    fields: list[tuple[str, str]] = []
    for path, value in given:
        name, _, field = path.partition(".")
        if name not in levers():
            raise BadInput(unknown("lever", name, levers()))
        if not field and value not in (ON, OFF):
            raise BadInput(f"lever {name} is {quote(value)}, allowed: {ON} or {OFF}")
        (fields if field else switches).append((path, value))
    policy = with_settings(policy, [f"{name}={value}" for name, value in switches])
    is_on = {setting.name for setting in policy.levers}
    return with_settings(policy, [f"{path}={value}" for path, value in fields if path.partition(".")[0] in is_on])


def _numbers(given: Iterable[tuple[str, str]]) -> dict[str, float]:
    found = {}
    for name, value in given:
        if name not in registry():
            raise BadInput(unknown("parameter", name, registry(), "allowed: the names that the page lists"))
        try:
            found[name] = float(value)
        except ValueError:
            raise BadInput(f"{name} has the wrong type; found the text {quote(value)}, allowed a number") from None
    return found


def sized(scenario: Scenario, size: str) -> Scenario:
    """The scenario with as many families as an answer of this size takes, and no more than its own."""
    most = limits.FAMILIES_FULL if size == FULL else limits.FAMILIES_SMALL
    return scenario.with_families(most) if scenario.families > most else scenario
