"""All that we take of the library Mesa, so that another version of it touches this file only.

Mesa gives agents with numbers, sets of agents by kind, steps and the collection of data. Time within a step is our own
(see ``calendar``): Mesa's event scheduling differs between its versions and breaks ties by the order of creation, ours
by the documented order of events. Mesa also makes a random generator for each model; nothing of ours draws from it.
"""

from __future__ import annotations

from typing import Any

import mesa

Agent = mesa.Agent
DataCollector = mesa.DataCollector


class Model(mesa.Model):
    """A Mesa model; its own generators are seeded, and never used."""

    def __init__(self, seed: int) -> None:
        super().__init__(rng=seed)


def forget(model: Model) -> None:
    """Let go of a model that is done: some versions of Mesa keep a count of agents for every model ever made."""
    counts: Any = getattr(mesa.Agent, "_ids", None)
    if counts is not None:
        counts.pop(model, None)
