"""The equations of the ODD page keep up with the rules: each part names all that its file of rules reads."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import youthsim
from tests.docs.pages import DOCS
from youthsim.parameters import index as P
from youthsim.parameters import registry

pytestmark = [pytest.mark.contract, pytest.mark.quick]

CHAIN = Path(youthsim.__file__).parent / "chain"
SUBMODELS = (DOCS / "odd.md").read_text(encoding="utf-8").partition("## 7. Submodels")[2]
PARTS = {
    found[1]: part
    for part in re.split(r"^### ", SUBMODELS, flags=re.MULTILINE)
    if (found := re.search(r"\n\n`(\w+\.py)`\.", part))
}


def parameters_read(file: Path) -> set[str]:
    """The parameters, or lists of them, that the rules of a file read by name."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    read = {n.attr for n in ast.walk(tree) if isinstance(n, ast.Attribute) and getattr(n.value, "id", "") == "P"}
    return {registry()[list(registry())[getattr(P, name)]].family for name in read}


def parameters_named(text: str) -> set[str]:
    """The parameters that a text names, in equations or as code."""
    in_equations = {name.replace("\\_", "_") for name in re.findall(r"\\mathtt\{([^{}]*)\}", text)}
    return in_equations | set(re.findall(r"`([a-z_0-9]+\.[a-z_0-9.]+)`", text)) - {p.name for p in CHAIN.glob("*.py")}


READING = sorted(path.name for path in CHAIN.glob("*.py") if parameters_read(path))


@pytest.mark.parametrize("file", READING)
def test_every_parameter_that_a_rule_reads_stands_in_its_part(file):
    named = parameters_named(PARTS[file])
    named |= {registry()[name].family for name in named if name in registry()}
    assert parameters_read(CHAIN / file) - named == set()


def test_every_part_is_of_one_file_of_rules():
    assert sorted(PARTS) == READING


def test_every_parameter_in_the_equations_is_one():
    known = set(registry()) | set(registry().families)
    assert parameters_named(SUBMODELS) - known == set()
