"""A lever: what a policy lets one choose, and which parameters those choices change.

A lever has fields (hours of presence, a model of connection, a list of areas). A scenario gives some of
them. ``Lever.changes`` turns them into changes of parameters. A lever never writes an outcome: it can
only set, scale or raise what the registry knows.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

FieldValue = float | str | tuple[str, ...]
Settings = Mapping[str, FieldValue] | Iterable[tuple[str, FieldValue]]

SET, SCALE, ADD = "set", "scale", "add"
OPERATIONS = (SET, SCALE, ADD)
NUMBER, CHOICE, AREAS = "number", "choice", "areas"


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that a lever lets one choose: a number, one of a few words, or a list of areas.

    ``value`` is what holds when the scenario does not give the field. Where ``always`` is false it is the
    registry's own value, and the lever leaves the parameter alone until a scenario gives the field.
    A number has a plausible range (``low``, ``high``) and hard bounds (``minimum``, ``maximum``) in ``unit``.
    """

    lever: str
    name: str
    kind: str
    value: FieldValue
    always: bool
    low: float
    high: float
    minimum: float
    maximum: float
    choices: tuple[str, ...]
    unit: str
    source: str
    locator: str
    label_en: str
    label_nl: str

    @property
    def path(self) -> str:
        """The name of the field among all levers: ``early_gi.mandate``."""
        return f"{self.lever}.{self.name}"

    def label(self, language: str) -> str:
        """The label in ``language``: ``nl`` or ``en``."""
        return self.label_nl if language == "nl" else self.label_en


@dataclass(frozen=True, slots=True)
class Change:
    """One change of one parameter: set to ``value``, scaled by it, or raised by it.

    ``areas`` is empty where it holds everywhere. ``ramp`` says whether it grows over the lever's ramp or is
    whole at once. A change that happens ``once`` is a shock at the lever's start and then over. One that ``lasts`` some
    months is withdrawn after them; 0 is for good.
    """

    parameter: str
    operation: str
    value: float
    areas: tuple[str, ...] = ()
    ramp: bool = True
    once: bool = False
    lasts: float = 0.0

    def apply(self, before: float, share: float = 1.0) -> float:
        """The value of the parameter with this change, of which ``share`` (0 to 1) is in force."""
        if self.operation == SET:
            after = self.value
        elif self.operation == SCALE:
            after = before * self.value
        else:
            after = before + self.value
        return after if share >= 1.0 else before + share * (after - before)

    @property
    def is_empty(self) -> bool:
        """Whether the change leaves every value as it is."""
        return (self.operation == SCALE and self.value == 1.0) or (self.operation == ADD and self.value == 0.0)


@dataclass(frozen=True, slots=True)
class Rule:
    """One ``[[change]]`` of a lever file: how a field, or a fixed value, changes a parameter."""

    parameter: str
    operation: str
    field: str | None
    amount: float  # the fixed value, or the factor of the field
    areas: str | None  # the area-list field that narrows where it holds
    when: tuple[tuple[str, tuple[str, ...]], ...]
    ramp: bool
    once: bool
    region: bool  # holds for the region as a whole, whatever the lever's areas
    lasts: str | None = None  # the field with the months after which the change is withdrawn

    def applies(self, chosen: Mapping[str, FieldValue]) -> bool:
        """Whether the choices made are those that the rule asks for."""
        return all(chosen[name] in words for name, words in self.when)


@dataclass(frozen=True, slots=True)
class Lever:
    """A policy: its fields, its rules and the eras in which it can exist."""

    name: str
    eras: tuple[str, ...]
    fields: Mapping[str, Field]
    rules: tuple[Rule, ...]
    source: str
    locator: str
    label_en: str
    label_nl: str
    summary_en: str
    summary_nl: str

    def label(self, language: str) -> str:
        """The label in ``language``: ``nl`` or ``en``."""
        return self.label_nl if language == "nl" else self.label_en

    def summary(self, language: str) -> str:
        """One sentence on what the lever does, in ``language``: ``nl`` or ``en``."""
        return self.summary_nl if language == "nl" else self.summary_en

    def chosen(self, given: Settings) -> dict[str, FieldValue]:
        """The value of every field, with those ``given`` by the scenario."""
        return {name: field.value for name, field in self.fields.items()} | dict(given)

    def changes(self, given: Settings = (), areas: tuple[str, ...] = ()) -> list[Change]:
        """The changes of parameters that the fields ``given`` by a scenario ask for, in the order of the file.

        Args:
            given: the fields that the scenario sets, already checked.
            areas: the areas in which the scenario uses the lever; empty for all.
        """
        given = dict(given)
        chosen = self.chosen(given)
        changes = []
        for rule in self.rules:
            silent = rule.field is not None and rule.field not in given and not self.fields[rule.field].always
            if silent or not rule.applies(chosen):
                continue
            where = self._where(rule, chosen, areas)
            if where is not None:
                lasts = _months(rule, chosen)
                changes.append(
                    Change(rule.parameter, rule.operation, _amount(rule, chosen), where, rule.ramp, rule.once, lasts)
                )
        return changes

    def without_effect(self, given: Settings) -> list[str]:
        """The fields ``given`` that change nothing, because another choice leaves them aside."""
        given = dict(given)
        chosen = self.chosen(given)
        used = {name for rule in self.rules for name, _ in rule.when}
        for rule in self.rules:
            if rule.applies(chosen):
                used |= {name for name in (rule.field, rule.areas, rule.lasts) if name}
        return [name for name in given if name not in used]

    def _where(self, rule: Rule, chosen: Mapping[str, FieldValue], areas: tuple[str, ...]) -> tuple[str, ...] | None:
        """The areas of a change: empty for all, None where the lever's areas and the field's have none in common."""
        if rule.region:
            return ()
        narrowed = chosen[rule.areas] if rule.areas else ()
        if not isinstance(narrowed, tuple) or not narrowed:
            return areas
        return tuple(area for area in narrowed if not areas or area in areas) or None


def _amount(rule: Rule, chosen: Mapping[str, FieldValue]) -> float:
    """The number of a change: the rule's own, or the field times the rule's factor."""
    value = 1.0 if rule.field is None else chosen[rule.field]
    if not isinstance(value, int | float):
        raise TypeError(f"{rule.field} is no number")
    return float(value) * rule.amount


def _months(rule: Rule, chosen: Mapping[str, FieldValue]) -> float:
    """The months after which a change is withdrawn, 0 where it is not."""
    months = 0.0 if rule.lasts is None else chosen[rule.lasts]
    if not isinstance(months, int | float):
        raise TypeError(f"{rule.lasts} is no number")
    return float(months)


def share_in_force(months: float, ramp_months: float, steps: int = 0) -> float:
    """The share (0 to 1) of a lever that is in force ``months`` after its start.

    Args:
        months: time since the start; negative before it.
        ramp_months: time over which the lever grows to its full size; 0 for at once.
        steps: equal steps in which it grows, the first at the start; 0 for smoothly.
    """
    if months < 0:
        return 0.0
    if months >= ramp_months:
        return 1.0
    if steps:
        return min(1.0, (math.floor(months / ramp_months * steps) + 1) / steps)
    return months / ramp_months
