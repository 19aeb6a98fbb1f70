"""All series of a recording that an outcome may name: those it holds, and costs and finding places made of them."""

from __future__ import annotations

from youthsim.engines.recording import Recording
from youthsim.outcomes import costs, finding
from youthsim.outcomes.sums import ArraysLike, Sums

MADE_OF_OTHERS = {"cost": costs.series, "finding": finding.series}


def sums_of(recording: Recording, arrays: ArraysLike) -> Sums:
    """The series of a recording by reference, each made when it is first asked for."""
    return Sums(recording, arrays, MADE_OF_OTHERS)
