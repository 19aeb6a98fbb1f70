"""The core engine: event-driven, compiled, for many replications."""

from youthsim.engines.core.engine import Stopped, simulate

__all__ = ["Stopped", "simulate"]
