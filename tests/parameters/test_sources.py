"""Every number leads back to what it is based on, and forward to what reads it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import youthsim
from youthsim.levers import levers
from youthsim.parameters import registry
from youthsim.parameters.index import constant_name

pytestmark = pytest.mark.contract

SOURCE = Path(youthsim.__file__).parent
ROOT = Path(__file__).parents[2]
NOT_FOUND = "no source found"

# Lines of the documents that locators point into; the documents are not part of the repository.
LINES = {"000": 348, "001": 1350, "002": 795, "003": 931, "004": 554}

# A document and its lines: 001:1035, or 001:1039-1041, 932.
PLACE = re.compile(r"\b(00[0-9]):(\d+\b(?:-\d+\b)?(?:, \d+\b(?:-\d+\b)?(?![:%]))*)")


def sources() -> dict[str, tuple[str, str]]:
    """Source and locator of every parameter, lever and field."""
    found = {name: (p.source, p.locator) for name, p in registry().items()}
    for lever in levers().values():
        found[f"lever {lever.name}"] = (lever.source, lever.locator)
        for name, field in lever.fields.items():
            found[f"lever {lever.name}.{name}"] = (field.source, field.locator)
    return found


def places(text: str) -> list[tuple[str, int, int]]:
    """Document, first and last line of every place that a text points to."""
    found = []
    for document, lines in PLACE.findall(text):
        for part in lines.split(", "):
            first, _, last = part.partition("-")
            found.append((document, int(first), int(last or first)))
    return found


def unread() -> list[str]:
    """Parameters that no rule and no outcome reads; that a lever changes them does not count."""
    codes = {path: path.read_text(encoding="utf-8") for path in SOURCE.rglob("*.py")}
    rules = "\n".join(code for path, code in codes.items() if path.parent.name != "parameters")
    constants = set(re.findall(r"\bP\.(\w+)", rules))
    outcomes = "\n".join(code for path, code in codes.items() if path.is_relative_to(SOURCE / "outcomes"))
    return [
        name
        for name, p in registry().items()
        if not {constant_name(name), constant_name(p.family)} & constants and f'"{name}"' not in outcomes
    ]


def test_every_parameter_is_read() -> None:
    assert unread() == []


def test_every_fact_names_its_source() -> None:
    assert [p.name for p in registry().values() if p.kind == "fact" and p.source == NOT_FOUND] == []


def test_a_text_gives_its_places() -> None:
    text = "001:1039-1041, 932 (a match); 003:713, 003:675, 15% less; 004:1"
    assert places(text) == [("001", 1039, 1041), ("001", 932, 932), ("003", 713, 713), ("003", 675, 675), ("004", 1, 1)]


@pytest.mark.parametrize("name", sources())
def test_every_place_lies_within_its_document(name: str) -> None:
    for document, first, last in places(" ".join(sources()[name])):
        assert 1 <= first <= last <= LINES[document]


@pytest.mark.parametrize("name", sources())
def test_a_place_belongs_to_a_document_that_the_source_names(name: str) -> None:
    source, locator = sources()[name]
    if source != NOT_FOUND:
        assert {document for document, _, _ in places(locator)} <= set(re.findall(r"\[(00\d)\]", source))


def test_a_document_is_named_in_one_way_and_stands_in_the_list_of_sources() -> None:
    named = {part for source, _ in sources().values() for part in source.split("; ") if re.search(r"\[00\d\]$", part)}
    assert sorted(re.findall(r"\[(00\d)\]", " ".join(named))) == sorted(LINES)
    listed = re.findall(r"(?m)^\| (00\d) \|.*\| (\d+) \|$", (ROOT / "docs" / "sources.md").read_text(encoding="utf-8"))
    assert {document: int(lines) for document, lines in listed} == LINES


def test_every_fact_that_a_locator_names_stands_in_the_list_of_sources() -> None:
    page = (ROOT / "docs" / "sources.md").read_text(encoding="utf-8")
    named = {
        fact
        for _, locator in sources().values()
        if "fact" in locator
        for fact in re.findall(r"\b[a-z]+\.[a-z0-9_]+", locator)
    }
    assert {fact for fact in named if f"| `{fact}` |" not in page} == set()


def cited() -> set[str]:
    """How sources are cited: the tags of documents, and the first cells of the tables of other sources."""
    page = (ROOT / "docs" / "sources.md").read_text(encoding="utf-8").split("## Facts that locators name")[0]
    cells = re.findall(r"(?m)^\| ([^|]+?) \|", page)
    return {cell for cell in cells if cell not in ("tag", "as cited", "---")}


@pytest.mark.parametrize("name", sources())
def test_a_reader_can_find_the_source_or_is_told_that_none_was_found(name: str) -> None:
    source, _ = sources()[name]
    for part in source.split("; "):
        tag = re.search(r"\[(00\d)\]$", part)
        plain = part.removeprefix("derived: ").removeprefix("Little's law on ")
        found = tag[1] in LINES if tag else any(plain.startswith(one) for one in cited())
        assert part == NOT_FOUND or found, f"{part!r} is not cited so in docs/sources.md"
