"""How an experiment is carried out: replications, seed, stopping rule, threads. Nothing here is about youth care."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

from youthsim.experiment.errors import BadInput

DEFAULT_REPLICATIONS = 20
DEFAULT_SEED = 1
FIRST_REPLICATION = 0
# With --precision the rule is looked at after so many replications and again after every batch, whatever the
# number of threads: fewer than ten give an interval that stops too early by luck.
PRECISION_BATCH = 10
DEFAULT_MAX_REPLICATIONS = 500
ENGINES = {"core": "youthsim.engines.core", "mesa": "youthsim.engines.mesa"}


class Engine(NamedTuple):
    """What makes a replication.

    ``build(scenario)`` gives the arrays; ``simulate(arrays, seed, replication, *, events, stop)`` a Recording, or
    None when ``stop()`` became true on the way. ``cold()`` says whether it has to be compiled first.
    """

    name: str
    build: Callable[[Any], Any]
    simulate: Callable[..., Any]
    cold: Callable[[], bool] = lambda: False


def engine_named(name: str) -> Engine:
    """The engine called ``core`` or ``mesa``.

    Raises:
        BadInput: there is no engine of that name, or a library that it needs is not installed.
    """
    if name not in ENGINES:
        raise BadInput(f"engine is {name!r}, allowed: {', '.join(ENGINES)}")
    try:
        module = import_module(ENGINES[name])
    except ModuleNotFoundError as missing:
        raise BadInput(f"the engine {name!r} needs a library that is not installed: {missing.name}") from missing
    build = import_module("youthsim.arrays").build

    def simulate(*given: Any, **options: Any) -> Any:
        try:
            return module.simulate(*given, **options)
        except module.Stopped:
            return None

    return Engine(name, build, simulate, _core_is_cold if name == "core" else lambda: False)


def _core_is_cold() -> bool:
    from youthsim.compiled import is_warm  # loads the compiler

    return not is_warm()


@dataclass(frozen=True, slots=True)
class Settings:
    """How to carry out a run or a comparison; see ``run`` for what each means.

    Raises:
        BadInput: a number that makes no sense.
    """

    replications: int | None = None
    precision: float | None = None
    max_replications: int = DEFAULT_MAX_REPLICATIONS
    seed: int = DEFAULT_SEED
    years: int | None = None
    families: int | None = None
    engine: str | Engine = "core"
    events: bool = False
    jobs: int | None = None
    out: Path | None = None
    command: Sequence[str] = field(default_factory=tuple)
    quiet: bool = False
    language: str = "en"
    numbers: tuple[int, ...] | None = None
    posterior: Any = None  # a Posterior, or None: the parameters are fixed
    waterfall: bool = False
    assumptions: bool = False

    def __post_init__(self) -> None:
        for name in ("replications", "max_replications", "years", "families", "jobs"):
            value = getattr(self, name)
            if value is not None and value < 1:
                raise BadInput(f"{name} is {value}, allowed: 1 or more")
        if self.precision is not None and not 0 < self.precision < 1:
            raise BadInput(f"precision is {self.precision}, allowed: between 0 and 1, as a share of the base mean")
        if self.precision is not None and (self.replications or 1) > self.max_replications:
            raise BadInput(
                f"replications is {self.replications}, allowed: max_replications {self.max_replications} or less"
            )
        if self.seed < 0:
            raise BadInput(f"seed is {self.seed}, allowed: 0 or more")

    @property
    def threads(self) -> int:
        """How many replications run at the same time."""
        return self.jobs or os.cpu_count() or 1

    @property
    def chosen_engine(self) -> Engine:
        """The engine to use; an ``Engine`` given by the caller is used as it is."""
        return engine_named(self.engine) if isinstance(self.engine, str) else self.engine
