"""Write the reports of a run folder: page, workbook and document, in one or more languages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from youthsim.experiment.errors import BadInput
from youthsim.experiment.putting import put
from youthsim.report.contents import Contents, contents_of

HTML, XLSX, PDF = FORMATS = ("html", "xlsx", "pdf")
LANGUAGES = ("nl", "en")
FOLDER = "report"  # within the run folder, where nobody names another


def write_reports(
    folder: Path, formats: Sequence[str] = FORMATS, languages: Sequence[str] = LANGUAGES, out: Path | None = None
) -> list[Path]:
    """Write the reports of a run folder and give their files: ``report.nl.html`` and so on.

    Each file is written under a temporary name and then renamed, so it is there in full or not at all.

    Args:
        folder: a run folder; nothing outside of it is read.
        formats: some of ``html``, ``xlsx``, ``pdf``.
        languages: some of ``nl``, ``en``.
        out: where to, ``report`` in the run folder when None.

    Raises:
        BadInput: the folder is no run folder, a format or language is unknown, or a file cannot be written.
    """
    for given, allowed, what in ((formats, FORMATS, "format"), (languages, LANGUAGES, "language")):
        wrong = [one for one in given if one not in allowed]
        if wrong or not given:
            raise BadInput(f"{what} is {', '.join(wrong) or 'empty'}, allowed: {', '.join(allowed)}")
    first = contents_of(folder, languages[0])
    place = out if out is not None else folder / FOLDER
    written = []
    for language in dict.fromkeys(languages):
        it = replace(first, language=language)
        for kind in dict.fromkeys(formats):
            path = place / f"report.{language}.{kind}"
            put(path, partial(_writer(kind), it))
            written.append(path)
    return written


def _writer(kind: str) -> Callable[[Contents, Path], None]:
    """What writes this format; its library is loaded when it is asked for."""
    if kind == XLSX:
        from youthsim.report import workbook

        return workbook.write
    if kind == PDF:
        from youthsim.report import document

        return document.write
    from youthsim.report import page

    return page.write
