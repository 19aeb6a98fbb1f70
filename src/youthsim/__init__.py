"""Families in the chain of youth care, simulated: what policies do to measures, waits, safety and cost.

    import youthsim as ys

    base = ys.load("baseline")
    early = base.with_levers(early_gi={"presence_hours_per_week": 4})
    result = ys.compare(base, early, replications=100, seed=1)

Importing the package is cheap: each name is fetched when it is first asked for.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from youthsim.experiment.drawing import register

if TYPE_CHECKING:
    from youthsim.engines.mesa import MesaModel
    from youthsim.experiment.results import CompareResult, RunResult
    from youthsim.experiment.running import compare, run
    from youthsim.outcomes.catalogue import catalogue
    from youthsim.parameters import registry
    from youthsim.scenario import Scenario, ScenarioError, load, shipped

    __version__: str

__all__ = [
    "CompareResult",
    "MesaModel",
    "RunResult",
    "Scenario",
    "ScenarioError",
    "__version__",
    "catalogue",
    "compare",
    "load",
    "registry",
    "run",
    "shipped",
]

_LATER = {
    "CompareResult": "youthsim.experiment.results",
    "MesaModel": "youthsim.engines.mesa",
    "RunResult": "youthsim.experiment.results",
    "Scenario": "youthsim.scenario",
    "ScenarioError": "youthsim.scenario",
    "catalogue": "youthsim.outcomes.catalogue",
    "compare": "youthsim.experiment.running",
    "load": "youthsim.scenario",
    "registry": "youthsim.parameters",
    "run": "youthsim.experiment.running",
    "shipped": "youthsim.scenario",
}

register(lambda: import_module("youthsim.report.figures"))


def __getattr__(name: str) -> Any:
    if name == "__version__":
        found: Any = _version()
    elif name in _LATER:
        found = getattr(import_module(_LATER[name]), name)
    else:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


def _version() -> str:
    """The version that is installed; ``unknown`` where the source is used without being installed."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("youthsim")
    except PackageNotFoundError:
        return "unknown"
