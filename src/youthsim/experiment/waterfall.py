"""Which lever makes the difference: the difference of two scenarios, divided over their parts.

A part is a lever that differs between the two, or everything else that differs (``settings``). Each part is put
alone into the base and run on the same families with the same luck. What the parts together bring beyond their sum
is the interaction, so in every replication the parts and the interaction add up to the difference exactly.
One part by itself depends on no order, which is why the parts are not added one after another.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from youthsim.experiment.errors import BadInput
from youthsim.experiment.results import OVER_REPLICATIONS
from youthsim.experiment.statistics import KEYS, half_width
from youthsim.outcomes.catalogue import catalogue, words

LEVER, SETTINGS, INTERACTION, TOTAL = "lever", "settings", "interaction", "total"
COLUMNS = [
    "base", "scenario", "part", "kind", "outcome", "organisation", "unit", "effect", "low", "high", "interval",
    "replications",
]  # fmt: skip
ALIKE = ("era", "start", "years", "warmup_years", "regions")
Simulate = Callable[[Mapping[str, Any]], pd.DataFrame]


def parts_of(base: Any, alternative: Any) -> dict[str, Any]:
    """The base with one part of the alternative at a time, by the name of the lever, or ``settings``.

    A lever of the base that the alternative does without is a part too: the base without it.

    Raises:
        BadInput: the two differ in something that is no lever and no parameter, such as their era.
    """
    for what in ALIKE:
        mine, its = getattr(base, what), getattr(alternative, what)
        if mine != its:
            raise BadInput(
                f"the difference between {base.name} and {alternative.name} cannot be divided over levers: "
                f"their {what} differ, {mine} and {its}"
            )
    found = {}
    of_base, of_other = ({lever.name: lever for lever in one.levers} for one in (base, alternative))
    for name in dict.fromkeys([*of_other, *of_base]):
        if of_base.get(name) != of_other.get(name):
            order = dict.fromkeys([*of_other, *of_base])
            chosen = of_base | {name: of_other.get(name)}
            found[name] = replace(base, levers=tuple(chosen[one] for one in order if chosen.get(one) is not None))
    if (base.values, base.areas) != (alternative.values, alternative.areas):
        found[SETTINGS] = replace(base, values=alternative.values, areas=alternative.areas)
    return found


def attribute(scenarios: Mapping[str, Any], values: pd.DataFrame, simulate: Simulate) -> pd.DataFrame:
    """Divide the difference of every alternative with the base over its parts.

    Args:
        scenarios: by name, the base first.
        values: long: scenario, replication, organisation, outcome, value; what was simulated of them.
        simulate: gives such a table for other scenarios by name, in the same replications.

    Returns:
        ``COLUMNS``: for every outcome the effect of each part, their interaction and the total, with 95% intervals
        over the replications; outcomes that are no numbers of one scenario are left out.

    Raises:
        BadInput: see ``parts_of``.
    """
    (base_name, base), *others = scenarios.items()
    parts = {name: parts_of(base, other) for name, other in others}
    wanted = {f"{name}|{part}": one for name, found in parts.items() if len(found) > 1 for part, one in found.items()}
    simulated = simulate(wanted) if wanted else values.iloc[:0]
    of_base = _wide(values, base_name)
    tables = []
    for name, found in parts.items():
        total = _wide(values, name) - of_base
        if len(found) == 1:  # one part alone is the alternative itself
            effects = dict.fromkeys(found, total)
        else:
            effects = {part: _wide(simulated, f"{name}|{part}") - of_base for part in found}
        rest = total - sum(effects.values()) if effects else total
        for part, effect in (*effects.items(), (INTERACTION, rest), (TOTAL, total)):
            kind = part if part in (SETTINGS, INTERACTION, TOTAL) else LEVER
            tables.append(_intervals(effect).assign(base=base_name, scenario=name, part=part, kind=kind))
    return pd.concat(tables, ignore_index=True)[COLUMNS]


def _wide(values: pd.DataFrame, scenario: str) -> pd.DataFrame:
    """[replication, (outcome, organisation)] of one scenario, without what exists only between two."""
    mine = values[values["scenario"].astype(str) == scenario]
    mine = mine[[catalogue()[name].per != "comparison" for name in mine["outcome"]]]
    return mine.pivot(index="replication", columns=KEYS, values="value")


def _intervals(effect: pd.DataFrame) -> pd.DataFrame:
    effect = effect[_in_order(effect.columns)]
    mean, number = effect.mean(), effect.count()
    half = half_width(effect.std(), number)
    table = pd.DataFrame({"effect": mean, "low": mean - half, "high": mean + half, "replications": number})
    table = table[table["replications"] > 0].rename_axis(index=KEYS).reset_index()
    units = [catalogue()[name].unit for name in table["outcome"]]
    return table.assign(unit=units, interval=OVER_REPLICATIONS).replace({np.inf: np.nan, -np.inf: np.nan})


def _in_order(columns: pd.MultiIndex) -> Sequence[tuple[str, str]]:
    outcomes, organisations = list(catalogue()), list(words("organisations"))
    return sorted(columns, key=lambda key: (outcomes.index(key[0]), organisations.index(key[1])))
