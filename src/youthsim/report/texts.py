"""The texts of figures and reports, from the message catalogues in ``words/``: [English, Dutch] by name.

A catalogue that misses a language, names other placeholders in one language than in the other, or holds a name that
stands elsewhere too is refused when it is read.
"""

from __future__ import annotations

import functools
import re
import string
import tomllib
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from babel import Locale

from youthsim.experiment.results import CompareResult, RunResult
from youthsim.outcomes.catalogue import LANGUAGES
from youthsim.report.style import choose

FOLDER = Path(__file__).parent / "words"
BASE = ("base", "basis")
ONE, MANY = "_one", "_many"
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
LONGEST_NAMED, MOST_NAMED = 90, 4  # characters of a scenario with its source, and scenarios, below a figure


class CatalogueError(Exception):
    """A catalogue of texts breaks the rules; the message lists every problem found."""


def load_texts(folder: Path = FOLDER) -> Mapping[str, tuple[str, ...]]:
    """Every text of every catalogue in ``folder``.

    Raises:
        CatalogueError: see above.
    """
    found: dict[str, tuple[str, ...]] = {}
    problems: list[str] = []
    for path in sorted(folder.glob("*.toml")):
        for name, given in tomllib.loads(path.read_text(encoding="utf-8")).items():
            problems += [f"{path.name}: {name}: {text}" for text in _problems_of(given)]
            problems += [f"{path.name}: {name}: stands twice"] if name in found else []
            found[name] = tuple(given)
    if problems:
        raise CatalogueError("the texts of the reports are not in order:\n" + "\n".join(problems))
    return MappingProxyType(found)


def _problems_of(given: object) -> list[str]:
    if not isinstance(given, list) or len(given) != len(LANGUAGES) or not all(isinstance(one, str) for one in given):
        return [f"needs a text for each of {', '.join(LANGUAGES)}"]
    if not all(one.strip() for one in given):
        return ["has an empty text"]
    named = [placeholders(one) for one in given]
    return [] if all(one == named[0] for one in named) else [f"has other placeholders per language: {named}"]


def placeholders(given: str) -> set[str]:
    """The names in braces of a text."""
    return {name for _, name, _, _ in string.Formatter().parse(given) if name is not None}


@functools.cache
def texts() -> Mapping[str, tuple[str, ...]]:
    """The texts that ship with the package, read once."""
    return load_texts()


def text(name: str, language: str, **values: object) -> str:
    """A text in ``language``, with its placeholders filled."""
    return choose(texts()[name], language).format(**values)


def counted(name: str, number: int, language: str, **values: object) -> str:
    """The text for one or for many, as the language's rule for plurals says; ``{n}`` is the number."""
    one = Locale(language).plural_form(number) == "one"
    return text(name + (ONE if one else MANY), language, n=number, **values)


def provenance(result: RunResult, language: str) -> str:
    """What stands below every figure: intervals, scenarios with their sources, seed."""
    number = len(result.replications)
    parts = [text(_band(result), language, n=number) if number > 1 else text("single", language)]
    if not result.complete:
        parts.append(text("partial", language))
    named = [
        short(f"{name} ({scenario.source})" if scenario.source else name) for name, scenario in result.scenarios.items()
    ]
    if len(named) > MOST_NAMED:
        named[MOST_NAMED - 1 :] = [text("and_more", language, n=len(named) - MOST_NAMED + 1)]
    parts += [text("source", language), "; ".join(named) + ";"]
    parts.append(text("seed", language, seed=result.seed, engine=result.engine))
    return " ".join(parts)


def short(given: str, longest: int = LONGEST_NAMED) -> str:
    """A text of somebody's file as a figure can hold it: on one line, not too long, without control characters."""
    plain = " ".join(CONTROL.sub("\N{REPLACEMENT CHARACTER}", given).split())
    return plain if len(plain) <= longest else plain[: longest - 1] + "…"


def _band(result: RunResult) -> str:
    return "band_posterior" if over_posterior(result) else "band"


def over_posterior(result: RunResult) -> bool:
    """Whether the intervals of the result are over draws from a posterior, and not over replications alone."""
    return "posterior" in set(result.summary["interval"])


def label_of(result: RunResult, name: str, language: str) -> str:
    """How a scenario is called in a legend: its name, and that it is the base."""
    base = isinstance(result, CompareResult) and name == result.base and name not in BASE
    return f"{name} ({choose(BASE, language)})" if base else name
