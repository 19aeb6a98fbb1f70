"""The catalogues of texts: complete in both languages, every text used, every text that is used there."""

import ast
import re
from pathlib import Path

import pytest

import youthsim
from youthsim.outcomes.flows import LINKS, VIEWS
from youthsim.outcomes.waits import KINDS
from youthsim.parameters.registry import KINDS as EVIDENCE
from youthsim.report.conclusions import LESS, MORE, WAYS
from youthsim.report.texts import CatalogueError, counted, load_texts, text, texts

pytestmark = [pytest.mark.contract, pytest.mark.quick]

REPORT = Path(youthsim.__file__).parent / "report"
ROOT = Path(__file__).parents[2]
CALLS = {"text", "say", "counted"}


def asked():
    """The names of texts that the code and the templates ask for; what is put together on the way as a pattern."""
    found = set()
    for path in REPORT.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            name = getattr(node, "func", None)
            called = getattr(name, "id", None) or getattr(name, "attr", None)
            if isinstance(node, ast.Call) and called in CALLS and node.args:
                found |= patterns(node.args[0])
    for path in (REPORT / "templates").glob("*.j2"):
        page = path.read_text(encoding="utf-8")
        found |= set(re.findall(r"""say\(["'](\w+)["'][,)]""", page))
        found |= {f"{name}.*" for name in re.findall(r"""say\(["'](\w+)["'] ~""", page)}
    return found


def patterns(node):
    """A name, or a pattern for one that has parts filled in."""
    if isinstance(node, ast.Constant):
        return {node.value} if isinstance(node.value, str) else set()
    if isinstance(node, ast.JoinedStr):
        return {"".join(part.value if isinstance(part, ast.Constant) else r"\w+" for part in node.values)}
    if isinstance(node, ast.IfExp):
        return patterns(node.body) | patterns(node.orelse)
    if isinstance(node, ast.BinOp):
        return {f"{one}.*" for one in patterns(node.left)}
    return set()


def test_every_text_that_the_code_asks_for_is_in_a_catalogue():
    names = set(texts()) | {name.rsplit("_", 1)[0] for name in texts() if name.endswith(("_one", "_many"))}
    assert len(asked()) > 60
    assert [one for one in sorted(asked()) if not any(re.fullmatch(one, name) for name in names)] == []


def test_every_text_of_a_catalogue_is_asked_for():
    lists = r"left_out_\w+|part_\w+|(number|money|time|height)_\w+|kind_\w+|measure_\w+|evidence_\w+|abbreviation_\w+"
    allowed = [*asked(), lists, r"group_\w+", r"(band|replication|world|area|year|title_compared)\w*"]
    assert [name for name in texts() if not any(re.fullmatch(f"({one})(_one|_many)?", name) for one in allowed)] == []


def test_what_is_named_elsewhere_has_its_words():
    steps = {f"step_{step}" for link in LINKS for step in (link.from_step, link.to_step)}
    ways = {f"say_{way}_{side}" for way in (*WAYS.values(), "level") for side in (LESS, MORE)}
    needed = steps | ways | {f"view_{view}" for view in VIEWS} | {f"waits_{kind}" for kind in KINDS}
    needed |= {f"kind_{kind}" for kind in EVIDENCE}
    assert needed - set(texts()) == set()


@pytest.mark.parametrize(
    ("catalogue", "complaint"),
    [
        ('a = ["one"]', "needs a text for each of en, nl"),
        ('a = ["one", "  "]', "empty"),
        ('a = ["{n} more", "{m} meer"]', "other placeholders"),
        ('a = "one"', "needs a text"),
    ],
)
def test_a_catalogue_with_a_hole_is_refused(tmp_path, catalogue, complaint):
    (tmp_path / "some.toml").write_text(catalogue)
    with pytest.raises(CatalogueError, match=complaint):
        load_texts(tmp_path)


def test_a_name_that_stands_twice_is_refused(tmp_path):
    for name in ("one", "two"):
        (tmp_path / f"{name}.toml").write_text('a = ["one", "een"]')
    with pytest.raises(CatalogueError, match="stands twice"):
        load_texts(tmp_path)


def test_one_and_many_are_told_apart_in_both_languages():
    assert counted("area", 1, "en") == "1 area"
    assert counted("area", 6, "en") == "6 areas"
    assert (counted("area", 1, "nl"), counted("area", 6, "nl")) == ("1 gebied", "6 gebieden")
    assert text("is_base", "nl") == "basis"


def test_what_the_model_leaves_out_is_as_long_a_list_as_in_the_documentation():
    model = (ROOT / "docs" / "model.md").read_text(encoding="utf-8")
    section = model.split("Left out of the model:")[1].split("Simplified knowingly:")[0]
    assert len([name for name in texts() if name.startswith("left_out_")]) == len(re.findall("^- ", section, re.M))
