"""What a designed experiment says: sensitivity, calibration, the value of information, the worlds where a policy fails.

Cheap to import: what needs pandas, SciPy, scikit-learn or the engines is fetched when first asked for.
"""

from typing import Any

_LATER = {
    "Evaluated": "evaluated",
    "Quantity": "evaluated",
    "sobol_indices": "sobol",
    "elementary_effects": "screening",
    "one_at_a_time": "screening",
    "main_effects": "main_effects",
    "sensitivity": "studies",
    "Emulators": "emulator",
    "calibrate": "calibration",
    "value_of_information": "information",
    "failing_worlds": "discovery",
}
__all__ = [
    "Emulators", "Evaluated", "Quantity", "calibrate", "elementary_effects", "failing_worlds", "main_effects",
    "one_at_a_time", "sensitivity", "sobol_indices", "value_of_information",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    if name in _LATER:
        from importlib import import_module

        found = getattr(import_module(f"youthsim.analysis.{_LATER[name]}"), name)
        globals()[name] = found
        return found
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
