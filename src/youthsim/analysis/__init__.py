"""What a designed experiment says: sensitivity, calibration, the value of information, failing worlds, patterns.

    from youthsim import analysis, sweep

    experiment = sweep.load("experiments/early-gi-value.toml")
    found = analysis.evaluate(experiment, out="runs/early-gi-value", jobs=2)
    analysis.sensitivity(found, ["ots_started"]).ranked("ots_started")
    analysis.value(experiment, analysis.decision_of(experiment), found).information.table

Cheap to import: what needs pandas, SciPy, scikit-learn or the engines is fetched when first asked for.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from youthsim.analysis.curves import main_effects
    from youthsim.analysis.discovery import failing_worlds
    from youthsim.analysis.evaluated import Evaluated, Quantity
    from youthsim.analysis.information import value_of_information
    from youthsim.analysis.patterns import Claim, Judged, Pattern, judge
    from youthsim.analysis.screening import elementary_effects, one_at_a_time
    from youthsim.analysis.sensitivities import Sensitivity, sensitivity
    from youthsim.analysis.sobol import sobol_indices
    from youthsim.analysis.studies import Calibrated, Valued, calibrate, evaluate, value
    from youthsim.analysis.tables import decision_of, pattern_of, targets_of

_LATER = {
    "Calibrated": "studies",
    "Claim": "patterns",
    "Evaluated": "evaluated",
    "Judged": "patterns",
    "Pattern": "patterns",
    "Quantity": "evaluated",
    "Sensitivity": "sensitivities",
    "Valued": "studies",
    "calibrate": "studies",
    "decision_of": "tables",
    "elementary_effects": "screening",
    "evaluate": "studies",
    "failing_worlds": "discovery",
    "judge": "patterns",
    "main_effects": "curves",
    "one_at_a_time": "screening",
    "sensitivity": "sensitivities",
    "pattern_of": "tables",
    "sobol_indices": "sobol",
    "targets_of": "tables",
    "value": "studies",
    "value_of_information": "information",
}
__all__ = [
    "Calibrated", "Claim", "Evaluated", "Judged", "Pattern", "Quantity", "Sensitivity", "Valued", "calibrate",
    "decision_of", "elementary_effects", "evaluate", "failing_worlds", "judge", "main_effects", "one_at_a_time",
    "pattern_of", "sensitivity", "sobol_indices", "targets_of", "value", "value_of_information",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    if name in _LATER:
        from importlib import import_module

        found = getattr(import_module(f"youthsim.analysis.{_LATER[name]}"), name)
        globals()[name] = found
        return found
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
