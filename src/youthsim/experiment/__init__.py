"""Experiments: replications of scenarios, paired comparisons, intervals, the run folder.

Cheap to import: what needs pandas, SciPy or the engines is fetched when first asked for.
"""

from typing import Any

from youthsim.experiment.errors import BadInput, Incomplete

_LATER = {
    "run": "running",
    "compare": "running",
    "open_run": "reading",
    "Posterior": "posterior",
    "open_posterior": "posterior",
    "RunResult": "results",
    "CompareResult": "results",
    "Engine": "settings",
    "Settings": "settings",
    "replicate_all": "replications",
    "summarise": "statistics",
    "summarise_years": "statistics",
    "differences": "statistics",
}
__all__ = [
    "BadInput", "CompareResult", "Engine", "Incomplete", "Posterior", "RunResult", "Settings", "compare",
    "differences", "open_posterior", "open_run", "replicate_all", "run", "summarise", "summarise_years",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    if name in _LATER:
        from importlib import import_module

        found = getattr(import_module(f"youthsim.experiment.{_LATER[name]}"), name)
        globals()[name] = found
        return found
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
