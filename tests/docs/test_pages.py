"""The documentation reads as one book: every page is in it, every link leads somewhere, and the site can be built."""

from __future__ import annotations

import re
import runpy
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from tests.docs.pages import DOCS, LANGUAGES, PAGES, ROOT, blocks, title
from tests.docs.small import RULES
from youthsim.levers import levers
from youthsim.parameters import registry

pytestmark = pytest.mark.contract

CATALOGUES = ("parameters", "levers", "outcomes", "assumptions")  # pages that are written from the registry
UNKNOWN = ("assumption", "no source found")
SITE = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES, ids=title)
def test_every_link_of_a_page_leads_somewhere(page: Path):
    text = page.read_text(encoding="utf-8")
    links = [target.split("#")[0] for target in re.findall(r"\]\(([^)\s]+)\)", text)]
    missing = [link for link in links if link and "://" not in link and not (page.parent / link).exists()]
    assert missing == []


@pytest.mark.parametrize("page", PAGES, ids=title)
def test_every_folder_of_the_source_that_a_page_names_is_there(page: Path):
    named = set(re.findall(r"`((?:src/youthsim|tests|docs|experiments)/[\w./-]*)`", page.read_text("utf-8")))
    new = {"src/youthsim/levers/board_capacity.toml"}  # what a reader of the page makes
    assert [name for name in sorted(named - new) if not (ROOT / name).exists()] == []


def test_every_page_is_in_the_contents_of_the_site_and_on_its_first_page():
    pages = {path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md")} - {"index.md"}
    index = (DOCS / "index.md").read_text(encoding="utf-8")
    assert pages - set(re.findall(r": ([\w/-]+\.md)", SITE)) == set()
    assert pages - set(re.findall(r"\]\(([\w/-]+\.md)", index)) == set()


@pytest.mark.parametrize("name", CATALOGUES)
def test_a_catalogue_says_what_the_registry_says(name: str):
    written = (DOCS / "catalogue" / f"{name}.md").read_text(encoding="utf-8")
    again = "write them again: python docs/site/catalogue.py"
    assert written == runpy.run_path(str(DOCS / "site" / "catalogue.py"))["pages"]()[f"catalogue/{name}.md"], again


def test_the_readme_lists_every_lever_by_its_name_and_label():
    section = (ROOT / "README.md").read_text(encoding="utf-8").partition("\n## Levers\n")[2].partition("\n## ")[0]
    listed = re.findall(r"^\| `(\w+)` \| ([^|]+) \|$", section, re.MULTILINE)
    assert listed == [(lever.name, lever.label_en) for lever in levers().values()]


def test_every_catalogue_is_committed_and_no_page_of_it_is_left_over():
    assert sorted(path.stem for path in (DOCS / "catalogue").iterdir()) == sorted(CATALOGUES)


@pytest.mark.parametrize("page", PAGES, ids=title)
def test_every_block_of_code_says_its_language(page: Path):
    assert {block.language for block in blocks(page)} <= set(LANGUAGES)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.pattern)
def test_what_is_not_carried_out_for_the_documentation_is_carried_out_elsewhere(rule):
    assert not rule.elsewhere or rule.elsewhere == "tests/workshop" or (ROOT / rule.elsewhere).exists()


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    """The site, built as strictly as it can be."""
    pytest.importorskip("mkdocs", reason="the site is built where the extra `docs` is installed")
    place = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(place)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return place


def test_the_site_asks_nothing_of_the_network(site):
    asked = re.compile(r"""<(?:script|img|link)[^>]*(?:src|href)=["']?(?:https?:)?//(?![^"'>]*canonical)""")
    assert [path.name for path in site.rglob("*.html") if asked.search(path.read_text(encoding="utf-8"))] == []


def test_equations_are_drawn_by_the_browser_itself(site):
    page = (site / "odd.html").read_text(encoding="utf-8")
    assert page.count("<math") > 30
    assert "$" not in re.sub(r"<(script|style|code).*?</\1>", "", page, flags=re.DOTALL)


def test_the_catalogue_of_the_site_holds_every_parameter_of_the_registry(site):
    page = (site / "catalogue" / "parameters.html").read_text(encoding="utf-8")
    assert [name for name in registry() if f"<code>{name}</code>" not in page] == []


def test_the_assumptions_that_most_need_a_source_are_twenty_and_have_none(site):
    named = named_in_rows(site)
    assert len(set(named)) == len(named) == 20
    assert {(registry()[name].kind, registry()[name].source) for name in named} == {UNKNOWN}


def test_they_are_ranked_on_every_kind_of_conclusion_that_is_kept_and_every_policy_is_named(site):
    page = (site / "catalogue" / "assumptions.html").read_text(encoding="utf-8")
    assert {kind for kind in ("policy", "pattern", "baseline") if f"<td>{kind}: " in page} == {
        "policy", "pattern", "baseline",
    }  # fmt: skip
    assert [name for name in screens() if f"<code>{name}</code>" not in page] == []


def test_what_moves_a_policy_most_is_listed_first_of_all(site):
    listed = named_in_rows(site)
    assert screens()
    for table in screens().values():
        without = table["parameter"].map(lambda name: (registry()[name].kind, registry()[name].source) == UNKNOWN)
        sure = (table["low"] > 0.0) | (table["high"] < 0.0)
        most = table[sure & without].set_index("parameter")["effect"].abs().idxmax()
        assert most in listed[:10]


def test_the_catalogue_of_parameters_names_those_that_most_need_a_source(site):
    page = (site / "catalogue" / "parameters.html").read_text(encoding="utf-8")
    section = page[page.index("Most in need of a better source<") :].partition("<table")[0]
    assert re.findall(r"<code>(\w+\.[\w.]+)</code>", section) == named_in_rows(site)


def named_in_rows(site: Path) -> list[str]:
    """The assumptions in the table of those that most need a source, in its order."""
    page = (site / "catalogue" / "assumptions.html").read_text(encoding="utf-8")
    return re.findall(r"<td>\d+</td>\s*<td><code>([^<]+)</code></td>", page)


def screens() -> dict[str, pd.DataFrame]:
    """What one assumption after the other does to OTS started, of every policy for which that is kept."""
    tables = [pd.read_csv(path) for path in ROOT.glob("results/*/sensitivity.csv")]
    kept = pd.concat([table[table["outcome"] == "ots_started"] for table in tables if "method" in table])
    return dict(list(kept.groupby("scenario")))
