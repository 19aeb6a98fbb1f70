"""The units of parameters and levers in the reader's language, and the frame of the notes on their evidence."""

from __future__ import annotations

import functools
import re
import tomllib
from pathlib import Path

from youthsim.outcomes.catalogue import word
from youthsim.report.texts import text, texts

UNITS = Path(__file__).parent / "units.toml"
EVIDENCE = "evidence_"


@functools.cache
def units() -> dict[str, str]:
    """Units in Dutch, beside those that outcomes have."""
    return tomllib.loads(UNITS.read_text(encoding="utf-8"))


def unit_in(unit: str, language: str) -> str:
    """A unit of the registry in ``language``, as it is where it has no other word."""
    told = word("units", unit, language)
    return units().get(unit, told) if language == "nl" and told == unit else told


def evidence_in(note: str, language: str) -> str:
    """A note on the evidence with the phrases that recur in ``language``; what somebody cites stays as it is."""
    if language == "en":
        return note
    phrases = {text(name, "en"): text(name, language) for name in texts() if name.startswith(EVIDENCE)}
    longest = sorted(phrases, key=len, reverse=True)
    pattern = r"(?<!\w)(" + "|".join(map(re.escape, longest)) + r")(?!\w)"
    return re.sub(pattern, lambda found: phrases[found[1]], note)
