"""The notebook runs from question to figure, at a tiny size."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

nbclient = pytest.importorskip("nbclient", reason="the notebook is executed where nbclient is installed")
nbformat = pytest.importorskip("nbformat")

ROOT = Path(__file__).parents[2]
NOTEBOOK = ROOT / "docs" / "study.ipynb"
TINY = "trajectories, replications, families, years = 1, 1, 1000, 2"


@pytest.mark.interface
def test_the_notebook_leads_from_the_question_to_a_figure(monkeypatch):
    path = os.pathsep.join([str(ROOT / "src"), *filter(None, [os.environ.get("PYTHONPATH")])])
    monkeypatch.setenv("PYTHONPATH", path)
    book = nbformat.read(NOTEBOOK, as_version=4)
    (sizes,) = [cell for cell in book.cells if "parameters" in cell.metadata.get("tags", ())]
    sizes.source = TINY
    nbclient.NotebookClient(book, timeout=600, kernel_name="python3").execute()
    outputs = [output for cell in book.cells for output in cell.get("outputs", ())]
    assert sum("image/png" in output.get("data", {}) for output in outputs) == 2
    tables = [output["data"]["text/html"] for output in outputs if "text/html" in output.get("data", {})]
    assert any("interval over" in table for table in tables)


@pytest.mark.contract
def test_the_notebook_is_kept_with_its_figures_and_without_places_of_a_machine():
    book = nbformat.read(NOTEBOOK, as_version=4)
    assert any("image/png" in output.get("data", {}) for cell in book.cells for output in cell.get("outputs", ()))
    text = NOTEBOOK.read_text(encoding="utf-8")
    assert not any(place in text for place in ("/tmp/", "/home/", "/root/", "/work/"))
