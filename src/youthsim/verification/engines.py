"""The two engines against each other: lines of the event log and numbers of the recording in which they differ."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields

import numpy as np

from youthsim.arrays import build
from youthsim.engines import core, mesa
from youthsim.engines.recording import Recording
from youthsim.scenario import load, shipped
from youthsim.verification.effort import Effort
from youthsim.verification.rows import Finding, exact


def engines(effort: Effort) -> Iterator[Finding]:
    """For every shipped scenario: the core and the Mesa agents write the same log and leave the same recording."""
    for name in shipped():
        arrays = build(load(name), families=effort.engine_families, years=effort.engine_years)
        one, other = (engine.simulate(arrays, effort.seed, 0, events=True) for engine in (core, mesa))
        assert one.events is not None and other.events is not None
        yield exact(f"lines of the event log, {name}", len(one.events), len(other.events))
        shared = min(len(one.events), len(other.events))
        unequal = int((one.events[:shared] != other.events[:shared]).sum())
        yield exact(f"lines that differ between the engines, {name}", 0, unequal)
        yield exact(f"numbers of the recording that differ, {name}", 0, _different(one, other))


def _different(one: Recording, other: Recording) -> int:
    """Numbers that are not the same to the last bit; a table of another shape differs as a whole."""
    found = 0
    for field in fields(Recording):
        mine, its = np.asarray(getattr(one, field.name)), np.asarray(getattr(other, field.name))
        found += int((mine != its).sum()) if mine.shape == its.shape else mine.size
    return found
