"""The name of a scenario and the file that it goes to, seen to before anything is asked or worked out."""

from __future__ import annotations

import os
import re
import shlex
import unicodedata
from pathlib import Path

from youthsim.experiment.errors import BadInput
from youthsim.scenario import shipped
from youthsim.scenario.problems import quote

LONGEST_NAME = 60
ENDING = ".toml"
KEPT_ENDING = ".figures.toml"
_NAME = re.compile(rf"[a-z0-9](?:[a-z0-9-]{{0,{LONGEST_NAME - 2}}}[a-z0-9])?")
_DEVICES = re.compile(r"con|prn|aux|nul|com\d|lpt\d")  # names that Windows keeps for itself


def checked_name(name: str) -> str:
    """The name, if it can be that of a scenario and of its file.

    Raises:
        BadInput: it cannot; the message gives the nearest name that can.
    """
    if _NAME.fullmatch(name) and not _DEVICES.fullmatch(name) and name not in shipped():
        return name
    wrong = "is the name of a shipped scenario" if name in shipped() else "cannot be the name of a scenario"
    allowed = f"allowed at most {LONGEST_NAME} of a to z, 0 to 9 and - between them, no shipped name"
    near = _nearest(name)
    raise BadInput(f"NAME {wrong}; found {quote(name)}, {allowed}" + (f"; nearest: {near}" if near else ""))


def checked_place(name: str, out: str | None, replace: bool) -> Path:
    """The file that the scenario goes to.

    Raises:
        BadInput: nothing can be written there, or something is there and ``replace`` is false.
    """
    place = Path(out) if out is not None else Path(name + ENDING)
    told = quote(str(place))
    try:
        if not str(place).isprintable():
            raise BadInput(f"--out {told} has a character that cannot be shown; allowed: a path in letters")
        if place.suffix != ENDING:
            raise BadInput(f"--out {told} is no scenario file; allowed: a name that ends in {ENDING}")
        if place.is_dir():
            raise BadInput(f"--out {told} is a folder; allowed: a file that ends in {ENDING}")
        if not place.parent.is_dir():
            raise BadInput(f"--out {told}: there is no folder {quote(str(place.parent))}")
        if os.path.lexists(place) and not replace:
            raise BadInput(f"{told} is there already; allowed: another --out, or --force to replace it")
    except (OSError, ValueError) as error:
        raise BadInput(f"--out {told} is no path; {getattr(error, 'strerror', None) or error}") from None
    return place


def checked_figures_place(scenario: Path, replace: bool) -> Path:
    """The file that answers are kept in, beside the scenario.

    Raises:
        BadInput: something is there and ``replace`` is false.
    """
    place = scenario.with_name(scenario.stem + KEPT_ENDING)
    if os.path.lexists(place) and not replace:
        allowed = f"allowed: --from {shlex.quote(str(place))}, another --out, or --force to replace it"
        raise BadInput(f"{quote(str(place))}, where answers are kept, is there already; {allowed}")
    return place


def _nearest(name: str) -> str | None:
    """A name that can be used, made from one that cannot."""
    plain = unicodedata.normalize("NFKD", name[: 4 * LONGEST_NAME]).encode("ascii", "ignore").decode().lower()
    made = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST_NAME].strip("-")
    usable = _NAME.fullmatch(made) and not _DEVICES.fullmatch(made)
    return (f"my-{made}" if made in shipped() else made) if usable else None
