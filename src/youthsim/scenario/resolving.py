"""Load a scenario: follow ``extends`` to its root, lay the files over each other, check the whole."""

from __future__ import annotations

from pathlib import Path

from youthsim.scenario.assembling import Heading, assemble
from youthsim.scenario.draft import Draft, Setter, lay
from youthsim.scenario.files import Document, find, is_path, read, shipped
from youthsim.scenario.grammar import FileForm, formed
from youthsim.scenario.model import Scenario
from youthsim.scenario.problems import Findings, ScenarioError, quote, unknown

LONGEST_LINEAGE = 30  # files that extend each other; a longer row is a mistake


def load(reference: str | Path) -> Scenario:
    """The scenario of that name or in that file, with all that it extends.

    Args:
        reference: a shipped name (``baseline``) or a path (ending in ``.toml`` or with a separator).

    Raises:
        ScenarioError: the file cannot be used; every problem in it and in what it extends is listed.
    """
    findings = Findings()
    lineage = _lineage(find(reference), findings)
    draft = Draft()
    for document, form in reversed(lineage):
        lay(draft, form, Setter(document.where, form.scenario.source or "", findings))
    document, form = lineage[0]
    about = form.scenario
    heading = Heading(document.name, about.title or document.name, about.question or "", about.source or "")
    return assemble(draft, heading, document.where("scenario"), findings)


def _lineage(path: Path, findings: Findings) -> list[tuple[Document, FileForm]]:
    """The file and those that it extends, itself first."""
    lineage: list[tuple[Document, FileForm]] = []
    document = read(path, findings)
    while True:
        form = formed(document, findings)
        lineage.append((document, form))
        base = form.scenario.extends
        if base is None:
            return lineage
        found = _base(base, document, [known for known, _ in lineage], findings)
        if found is None:
            return lineage
        document = found


def _base(reference: str, document: Document, seen: list[Document], findings: Findings) -> Document | None:
    """The file that ``document`` extends, or None where that cannot be used."""
    where = document.where("scenario", "extends")
    try:
        path = find(reference, beside=document.path.parent)
        if path.resolve() in [known.path.resolve() for known in seen]:
            row = " extends ".join([*(known.name for known in seen), path.stem])
            findings.error(where, f"extends goes round in a circle; found {row}, allowed a row that ends")
            return None
        if len(seen) >= LONGEST_LINEAGE:
            findings.error(where, f"extends too many files; allowed at most {LONGEST_LINEAGE}")
            return None
        return read(path, findings)
    except ScenarioError as error:
        unknown_name = [unknown("scenario in extends", reference, shipped())]
        unusable_file = [f"extends {quote(reference)}, which cannot be used; {problem}" for problem in error.problems]
        for text in unusable_file if is_path(reference) else unknown_name:
            findings.error(where, text)
        return None
    except (OSError, RuntimeError, ValueError):
        findings.error(where, f"extends {quote(reference)}, which is no path; allowed a shipped name or a path")
        return None
