"""The core engine: event-driven, compiled, for many replications."""

from youthsim.engines.core.engine import simulate
from youthsim.engines.recording import Stopped

__all__ = ["Stopped", "simulate"]
