"""Where each parameter stands in an array of parameter values.

One integer per parameter and per list of parameters, named by its path with underscores:
``gi_caseload``, ``problem_up`` (the first of the list) and ``problem_up_1``. The rules read
``p[P.gi_caseload]``; compiled code sees the integer itself.
"""

import re
from typing import Protocol

from youthsim.parameters.registry import registry

SIZE = len(registry())


class Values(Protocol):
    """The values of all parameters in the order of the registry, as rules read them: an array of floats."""

    def __getitem__(self, place: int, /) -> float: ...


def constant_name(parameter: str) -> str:
    """The name of the integer of a parameter: its path with underscores."""
    return re.sub(r"[^0-9a-zA-Z]", "_", parameter)


def _positions() -> dict[str, int]:
    known = registry()
    positions = {constant_name(name): known.index(name) for name in known}
    return positions | {constant_name(family): known.index(known.family(family)[0]) for family in known.families}


globals().update(_positions())


def __getattr__(name: str) -> int:
    raise AttributeError(f"no parameter is called {name}")
