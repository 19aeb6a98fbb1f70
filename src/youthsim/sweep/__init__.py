"""Sweeps: designed experiments over scenarios, policies and uncertain parameters, that survive what happens to them.

    from youthsim import sweep

    experiment = sweep.load("experiments/early-gi-grid.toml")
    plan = sweep.plan(experiment)          # plan.points: a row per point, plan.axes: what varies
    store = sweep.run(plan, out="runs/early-gi", jobs=2)
    store.results()                        # long: point, scenario, replication, outcome, organisation, value
    store.differences()                    # paired differences against the first scenario, per point

``run_points`` sends a function that is no youth-care model over the same executors into the same store.
Cheap to import: what needs pandas, SciPy or the engine is fetched when first asked for.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from youthsim.sweep.evaluation import Point, PointError, evaluate
    from youthsim.sweep.loading import load
    from youthsim.sweep.model import Axis, Design, Experiment
    from youthsim.sweep.planning import Plan, plan
    from youthsim.sweep.running import resume, run, run_points
    from youthsim.sweep.store import Status, Store

_LATER = {
    "Axis": "model",
    "Design": "model",
    "Experiment": "model",
    "Plan": "planning",
    "Point": "evaluation",
    "PointError": "evaluation",
    "Status": "store",
    "Store": "store",
    "evaluate": "evaluation",
    "load": "loading",
    "plan": "planning",
    "resume": "running",
    "run": "running",
    "run_points": "running",
}
__all__ = [
    "Axis", "Design", "Experiment", "Plan", "Point", "PointError", "Status", "Store", "evaluate", "load", "plan",
    "resume", "run", "run_points",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    if name in _LATER:
        from importlib import import_module

        found = getattr(import_module(f"youthsim.sweep.{_LATER[name]}"), name)
        globals()[name] = found
        return found
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
