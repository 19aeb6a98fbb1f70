"""Write the scenario of a municipality: each value with the figure that it comes from, in one step."""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import tomlkit
from tomlkit.items import Table

from youthsim.experiment.errors import BadInput
from youthsim.municipality.catalogue import AREAS, YOUTHS, eras
from youthsim.municipality.fitting import Fitted
from youthsim.municipality.texts import listed, place, say, shown, unit
from youthsim.parameters import registry
from youthsim.scenario import Scenario, load
from youthsim.scenario.consistency import ADD_UP_TO_ONE
from youthsim.scenario.problems import quote

DIGITS = 5  # of a fitted value


def scenario_text(fitted: Fitted, name: str, language: str) -> str:
    """The scenario file."""
    asked, era = fitted.asked, eras()[fitted.asked.era]
    base = era.scenario()
    document = tomlkit.document()
    for comment in _head(fitted, language):
        document.add(tomlkit.comment(comment))
    about = tomlkit.table()
    about["title"] = asked.title or say("default_title", language, name=name)
    about["question"] = say("default_question", language)
    about["source"] = asked.source or say("default_source", language)
    about["extends"] = era.base
    about["start"] = date(asked.year, base.start.month, base.start.day)
    about["years"] = min(base.years, era.last_year + 1 - asked.year)
    region = tomlkit.table()
    _put(region, "youths", whole(asked[YOUTHS]), _origins(fitted, (YOUTHS,), language))
    _put(region, "areas", int(asked[AREAS]), _origins(fitted, (AREAS,), language))
    document["scenario"], document["region"] = about, region
    levers = load(era.base).levers
    if levers:
        off = tomlkit.table(is_super_table=True)
        for lever in levers:
            one = tomlkit.table()
            _put(one, "on", False, say("no_lever", language))
            off.add(lever.name, one)
        document["levers"] = off
    values = tomlkit.table()
    for parameter, value in rounded(fitted.values).items():
        of, because = unit(registry()[parameter].unit, language), listed(fitted.because[parameter], language)
        _put(values, parameter, value, say("from_figure", language, unit=of, figures=because))
    document["set"] = values
    return tomlkit.dumps(document)


def rounded(values: Mapping[str, float]) -> dict[str, float]:
    """Fitted values in as many digits as say something; shares that make up a whole still do."""
    found = {name: float(f"{value:.{DIGITS}g}") for name, value in values.items()}
    for family in ADD_UP_TO_ONE:
        members = registry().family(family)
        if any(member in found for member in members):
            others = (found.get(member, registry()[member].value) for member in members[:-1])
            found[members[-1]] = round(1.0 - sum(others), 2 * DIGITS)
    return found


def write(text: str, target: Path, replace: bool) -> Scenario:
    """Write the scenario file, if it can be loaded.

    Raises:
        BadInput: it cannot be written, or something came to its place and ``replace`` is false.
    """
    put_in_place(text, target, replace, check=load)
    return load(target)


def put_in_place(text: str, target: Path, replace: bool, check: Callable[[Path], object]) -> None:
    """Write the file under a hidden name, ``check`` that it can be used, and give it its name in one step.

    Raises:
        BadInput: it cannot be written, or something came to its place and ``replace`` is false.
    """
    work = target.with_name(f".{secrets.token_hex(8)}.toml")
    try:
        work.write_text(text, encoding="utf-8")
        check(work)
        if replace:
            os.replace(work, target)
        else:
            _link(work, target)
    except FileExistsError:
        raise BadInput(f"{quote(str(target))} is there already; allowed: another --out, or --force") from None
    except OSError as error:
        raise BadInput(f"{quote(str(target))} cannot be written; {error.strerror or error}") from None
    finally:
        with contextlib.suppress(OSError):
            work.unlink(missing_ok=True)


def _put(table: Table, key: str, value: object, comment: str) -> None:
    """Add a key with a comment behind it."""
    item = tomlkit.item(value)
    item.comment(one_line(comment))
    table.add(key, item)


def _link(work: Path, target: Path) -> None:
    """Give a file its name where there is none; unlike a rename, a link never replaces."""
    try:
        os.link(work, target)
    except FileExistsError:
        raise
    except OSError:  # not every file system has links
        if os.path.lexists(target):
            raise FileExistsError from None
        os.replace(work, target)


def _head(fitted: Fitted, language: str) -> list[str]:
    """What stands above everything: how it was made, and the figures."""
    lines = [say("made_by", language, year=fitted.asked.year), say("own_share", language)]
    return [one_line(line) for line in [*lines, *(_origin(fitted, name, language) for name in fitted.asked.figures)]]


def _origins(fitted: Fitted, names: tuple[str, ...], language: str) -> str:
    return listed([_origin(fitted, name, language) for name in names], language)


def _origin(fitted: Fitted, name: str, language: str) -> str:
    """A figure with its value and where it was given."""
    given = fitted.asked.figures[name]
    how = "with_where" if given.where else "with_national"
    return say(how, language, name=name, value=shown(given.value), where=place(given.where))


def whole(value: float) -> float | int:
    """The number without its fraction where that is nothing."""
    return int(value) if value == int(value) else value


def one_line(text: str) -> str:
    """The text with nothing in it that cannot stand in a comment."""
    return "".join(c if c.isprintable() else "?" for c in text)
