"""Keep the answers as a file of figures, to be corrected and read again."""

from __future__ import annotations

import shlex
from pathlib import Path

import tomlkit
from tomlkit.items import Table

from youthsim.municipality.asked import Asked
from youthsim.municipality.catalogue import figures
from youthsim.municipality.reading import read_figures
from youthsim.municipality.texts import say, shown, unit
from youthsim.municipality.writing import one_line, put_in_place, whole


def keep(asked: Asked, name: str, target: Path, replace: bool, language: str) -> Asked:
    """Write the figures of scenario ``name`` to ``target``; they are given back with the lines where they stand.

    Raises:
        BadInput: the file cannot be written, or something came to its place and ``replace`` is false.
    """
    put_in_place(figures_text(asked, name, target, language), target, replace, check=read_figures)
    return read_figures(target)


def figures_text(asked: Asked, name: str, target: Path, language: str) -> str:
    """The file of figures: those given, and behind # those that follow the national rate."""
    document = tomlkit.document()
    again = say("kept_again", language, name=name, file=shlex.quote(str(target)))
    for line in (say("kept_head", language), again):
        document.add(tomlkit.comment(one_line(line)))
    about = tomlkit.table()
    about["era"], about["year"] = asked.era, asked.year
    given = tomlkit.table()
    for figure in asked.figures:
        _put(given, asked, figure, language)
    document["municipality"], document["figures"] = about, given
    return tomlkit.dumps(document)


def _put(table: Table, asked: Asked, name: str, language: str) -> None:
    """Add a figure with what it is."""
    figure, given = figures()[name], asked.figures[name]
    told = f"{unit(figure.unit, language)}; {figure.explanations[language]}"
    if given.where:
        item = tomlkit.item(whole(given.value))
        item.comment(told)
        table.add(name, item)
    else:
        table.add(tomlkit.comment(f"{name} = {shown(given.value)} # {told}"))
