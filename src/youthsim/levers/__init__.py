"""The levers: one file per policy, and what each changes."""

from youthsim.levers.base import Change, Field, FieldValue, Lever, Settings, share_in_force
from youthsim.levers.loading import LeverError, field_paths, levers, load_levers

__all__ = [
    "Change",
    "Field",
    "FieldValue",
    "Lever",
    "LeverError",
    "Settings",
    "field_paths",
    "levers",
    "load_levers",
    "share_in_force",
]
