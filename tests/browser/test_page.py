"""The page of a report in a real browser: offline, drawn in full, by keyboard, and readable without scripts."""

import itertools

import pytest

from tests.browser.conftest import DESKTOP, PHONE
from tests.report.conftest import HOSTILE

expect = pytest.importorskip("playwright.sync_api", reason="playwright is not installed").expect
pytestmark = pytest.mark.browser

SIZES = pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
LANGUAGES = pytest.mark.parametrize("language", ["nl", "en"])
KEYS = ["differences", "waterfall", "flows_help", "flows_measures", "stocks", "waits", "levels"]
# What is drawn in the interactive figure: marks of lines, points, bars, ribbons.
MARKS = ".scatterlayer path, .barlayer path, .waterfalllayer path, .sankey-link"


@SIZES
@LANGUAGES
def test_every_figure_is_drawn_and_nothing_is_asked_of_a_network(visit, report, language, size, tmp_path):
    opened = visit(report[language], size)
    page = opened.page
    assert page.evaluate("document.documentElement.dataset.ready") == "interactive"
    for key in KEYS:
        figure = page.locator(f"#figure-{key}")
        assert figure.get_attribute("data-drawn") == "yes"
        assert figure.locator(MARKS).count() >= 2, key
        assert figure.locator(".drawn svg").first.bounding_box()["height"] > 200
        assert not figure.locator("img.static").is_visible()
    picture = tmp_path / "page.png"
    page.screenshot(path=picture, full_page=True)
    assert picture.stat().st_size > 50_000
    assert opened.said == []
    assert opened.asked == []


@SIZES
def test_the_page_is_no_wider_than_its_window(visit, report, size):
    page = visit(report["nl"], size).page
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


def test_a_choice_draws_another_figure(visit, report):
    page = visit(report["en"]).page
    figure = page.locator("#figure-waterfall")
    title = figure.locator(".xtitle")
    before = title.text_content()
    choice = figure.get_by_label("Show")
    choice.focus()
    page.keyboard.press("ArrowDown")
    expect(title).not_to_have_text(before)
    assert choice.input_value() == "1"


def test_a_table_sorts_by_keyboard_both_ways_and_says_so(visit, report):
    page = visit(report["nl"]).page
    table = page.locator("section:has(#numbers) table")
    heading = table.locator("th", has_text="verschil").first
    place = heading.evaluate("cell => cell.cellIndex")

    def values():
        cells = table.locator(f"tbody tr td:nth-child({place + 1})")
        return [float(one) for one in cells.evaluate_all("cells => cells.map(cell => cell.dataset.value)") if one]

    before = values()
    heading.get_by_role("button").focus()
    page.keyboard.press("Enter")
    assert heading.get_attribute("aria-sort") == "ascending"
    assert values() == sorted(before) != before
    page.keyboard.press("Enter")
    assert heading.get_attribute("aria-sort") == "descending"
    assert values() == sorted(before, reverse=True)


def test_the_first_tab_leads_past_the_contents_to_the_answer(visit, report):
    page = visit(report["en"]).page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#answer"
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#answer"


@LANGUAGES
def test_without_scripts_every_figure_is_a_picture_and_every_table_is_there(visit, report, language):
    opened = visit(report[language], scripts=False)
    page = opened.page
    assert page.locator("img.static").count() == len(KEYS)
    for picture in page.locator("img.static").all():
        assert picture.is_visible()
        assert picture.bounding_box()["height"] > 150
        assert picture.get_attribute("alt")
    assert page.locator("section:has(#numbers) tbody tr").count() > 10
    assert not page.locator("select").first.is_visible()
    assert opened.asked == []


def test_on_paper_the_pictures_stand_in_for_the_interactive_figures(visit, report):
    page = visit(report["nl"], media="print").page
    for key in KEYS:
        assert page.locator(f"#figure-{key} img.static").is_visible()
        assert not page.locator(f"#figure-{key} .drawn").is_visible()
    assert not page.locator("nav").is_visible()


def test_hostile_texts_are_shown_letter_by_letter_and_run_nothing(visit, hostile_report):
    opened = visit(hostile_report, PHONE)
    page = opened.page
    shown = " ".join(page.locator("main").inner_text().split())
    for one in HOSTILE[:-1]:
        assert " ".join(one.split()) in shown
    assert page.evaluate("document.querySelectorAll('figure[data-drawn=yes]').length") == len(KEYS)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert opened.said == []
    assert opened.asked == []


@SIZES
def test_everything_that_can_be_used_has_a_name_and_every_colour_of_text_can_be_read(visit, report, size):
    page = visit(report["nl"], size).page
    nameless = page.evaluate(
        """() => [...document.querySelectorAll('a, button, select, [role=img], [role=region], summary')].filter(
            one => !(one.getAttribute('aria-label') || one.textContent.trim() || one.closest('label'))).length"""
    )
    assert nameless == 0
    levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4')].map(one => Number(one.tagName[1]))")
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
    faint = page.evaluate(
        """() => {
            const light = colour => {
                const parts = colour.match(/[\\d.]+/g).slice(0, 3).map(part => {
                    const share = Number(part) / 255;
                    return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
                });
                return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
            };
            const texts = 'main p, main li, main td, main th, main a, figcaption, h2, h3, small';
            return [...document.querySelectorAll(texts)]
                .filter(one => 1.05 / (light(getComputedStyle(one).color) + 0.05) < 4.5).length;
        }"""
    )
    assert faint == 0


@SIZES
@LANGUAGES
def test_the_page_has_no_serious_barrier(visit, report, language, size):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
    found = axe.Axe().run(visit(report[language], size).page).response["violations"]
    serious = [f"{one['id']}: {one['help']}" for one in found if one["impact"] in ("serious", "critical")]
    assert serious == []
