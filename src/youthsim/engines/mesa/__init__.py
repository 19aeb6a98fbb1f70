"""The Mesa engine: agents that can be read, stepped through and shown; slow, and equal to the core event by event."""

from youthsim.engines.mesa.model import MesaModel, simulate
from youthsim.engines.recording import Stopped

__all__ = ["MesaModel", "Stopped", "simulate"]
