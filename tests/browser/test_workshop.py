"""The workshop page in a real browser, used as people use it, with every request that leaves the machine refused."""

from __future__ import annotations

import csv
import io
import re
import threading
import tomllib
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

import pytest

expect = pytest.importorskip("playwright.sync_api", reason="playwright is not installed").expect
pytest.importorskip("uvicorn", reason="the extra workshop is not installed")

from tests.browser.conftest import DESKTOP, PATIENCE, PHONE  # noqa: E402
from youthsim.workshop import limits  # noqa: E402

pytestmark = pytest.mark.browser

PROJECTOR = {"width": 1920, "height": 1080}
SIZES = pytest.mark.parametrize("size", [PROJECTOR, DESKTOP, PHONE], ids=["projector", "desktop", "phone"])
EARLY = "base=brabant-2015&policy=brabant-early-gi"
SERIOUS = ("serious", "critical")


def until(page, expression: str, arg=None, timeout: int = PATIENCE) -> None:
    """Wait until something holds on the page; asked from outside, as the page forbids to make scripts of texts."""
    asked = expression if "=>" in expression.split("(", 1)[0] else f"() => {expression}"
    for _ in range(timeout // 50):
        if page.evaluate(asked, arg):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"never: {expression}")


class Served:
    """A workshop with small regions, that can be stopped and started again at the same address."""

    def __init__(self) -> None:
        self.port = 0
        self.start()

    def start(self) -> None:
        import uvicorn

        from youthsim.workshop import serving
        from youthsim.workshop.app import Workshop, application
        from youthsim.workshop.estimating import Pool
        from youthsim.workshop.guarding import Door

        listening = serving._listen("127.0.0.1", self.port)
        self.port = listening.getsockname()[1]
        self.pool = Pool(threads=2)
        made = application(Workshop(Door(), self.pool, "127.0.0.1", ("en", "nl")))
        self.server = uvicorn.Server(uvicorn.Config(made, log_level="critical", timeout_graceful_shutdown=1, ws="none"))
        self.thread = threading.Thread(target=self.server.run, kwargs={"sockets": [listening]}, daemon=True)
        self.thread.start()

    def stop(self) -> None:
        self.server.should_exit = True
        self.thread.join(timeout=20)
        self.pool.stop()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/"


@dataclass
class Visit:
    """A page that was opened, what its console said, and what it asked of others."""

    page: object
    said: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def answered(self) -> None:
        """Wait until the answer to what is set now is complete."""
        until(self.page, "document.getElementById('answer').dataset.state === 'done'", timeout=PATIENCE)
        self.page.wait_for_selector("#chart-years[data-drawn=yes]", timeout=PATIENCE)

    def asked_anew(self, act) -> None:
        """Do something that asks a new question, and wait for its answer."""
        self.page.evaluate("document.getElementById('answer').dataset.state = ''")
        act()
        self.answered()

    @property
    def state(self) -> dict[str, str]:
        """What the address says."""
        return {key: values[0] for key, values in parse_qs(urlsplit(self.page.url).query).items()}


@pytest.fixture(scope="module")
def served():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(limits, "FAMILIES_SMALL", 1500)
        patch.setattr(limits, "REPLICATIONS", 20)
        patch.setattr(limits, "MILESTONES", (4, 10, 20))
        patch.setattr(limits, "FAMILIES_FULL", 2000)
        patch.setattr(limits, "FAMILIES_IN_PICTURE", 600)
        patch.setattr(limits, "REQUESTS_AT_ONCE", 1000.0)
        made = Served()
        yield made
        made.stop()


@pytest.fixture
def visit(window, served):
    """Open the page at an address that says what is set; whatever leaves the machine is noted and refused."""
    contexts = []

    def opened(query=EARLY, size=DESKTOP, *, wait=True, **options) -> Visit:
        context = window.new_context(viewport=size, **options)
        contexts.append(context)
        page = context.new_page()
        visited = Visit(page)

        def only_ours(route):
            if route.request.url.startswith((served.address, "data:", "blob:")):
                route.continue_()
            else:
                visited.asked.append(route.request.url)
                route.abort()

        context.route("**/*", only_ours)
        page.on("console", lambda message: visited.said.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: visited.said.append(f"error: {error}"))
        page.goto(f"{served.address}?{query}")
        if wait:
            page.wait_for_selector("html[data-ready]", state="attached", timeout=PATIENCE)
            visited.answered()
            until(page, "document.getElementById('date').textContent !== ''", timeout=PATIENCE)
        return visited

    yield opened
    for context in contexts:
        context.close()


@SIZES
@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_page_is_whole_quiet_and_no_wider_than_its_window(visit, size, language, tmp_path):
    opened = visit(f"{EARLY}&lang={language}", size)
    page = opened.page
    assert page.locator("html").get_attribute("lang") == language
    assert page.locator("#numbers tbody tr[data-outcome]").count() > 15
    assert page.locator("#sentences li").count() >= 3
    assert page.locator(".lever").count() >= 8
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    picture = tmp_path / "page.png"
    page.screenshot(path=picture, full_page=True)
    assert picture.stat().st_size > 80_000
    assert opened.said == []
    assert opened.asked == []


def test_families_and_organisations_are_drawn_side_by_side_and_move(visit):
    opened = visit()
    page = opened.page
    for side in ("base", "policy"):
        colours = page.locator(f"#picture-{side} canvas").evaluate(
            """canvas => {
                const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
                const found = new Set();
                for (let at = 0; at < data.length; at += 4)
                    found.add((data[at] << 16) | (data[at + 1] << 8) | data[at + 2]);
                return [0xb4c0ca, 0x56b4e9, 0xe69f00, 0x005a8e].every(one => found.has(one));
            }"""
        )
        assert colours, "families of three levels and a bar of trust"
    before = page.locator("#date").text_content()
    page.select_option("#speed", "30")
    page.get_by_role("button", name="Play").click()
    until(page, "before => document.getElementById('date').textContent !== before", arg=before)
    until(page, "Number(document.getElementById('day').value) >= 40", timeout=PATIENCE)
    page.get_by_role("button", name="Pause").click()
    assert int(opened.state["day"]) >= 40
    labels = [page.locator(f"#picture-{side} canvas").get_attribute("aria-label") for side in ("base", "policy")]
    assert labels[0].split(" on ")[1].split(":")[0] == labels[1].split(" on ")[1].split(":")[0], "the same day"
    assert opened.said == []


def test_a_step_is_a_day_and_the_start_is_found_back(visit):
    opened = visit()
    page = opened.page
    for _ in range(3):
        day = page.locator("#day").input_value()
        page.get_by_role("button", name="Step a day").click()
        until(page, "day => document.getElementById('day').value !== day", arg=day)
    assert opened.state["day"] == "3"
    page.get_by_role("button", name="To the start").click()
    expect(page.locator("#day")).to_have_value("0")
    assert "day" not in opened.state


def test_one_side_can_be_looked_at_alone(visit):
    page = visit().page
    page.select_option("#view", "policy")
    expect(page.locator("#picture-base")).to_be_hidden()
    expect(page.locator("#picture-policy")).to_be_visible()


def test_an_organisation_that_is_clicked_tells_how_it_stands(visit):
    page = visit().page
    canvas = page.locator("#picture-base canvas")
    box = canvas.bounding_box()
    canvas.click(position={"x": box["width"] * 300 / 480, "y": box["height"] * 546 / 850})
    expect(page.locator("#organisation h3")).to_have_text("GI: measures")
    assert "places are in use" in page.locator("#organisation").inner_text()


def test_a_dot_that_is_clicked_tells_the_life_of_its_family_under_both_policies(visit):
    opened = visit()
    page = opened.page
    canvas = page.locator("#picture-policy canvas")
    box = canvas.bounding_box()
    canvas.click(position={"x": box["width"] * 200 / 480, "y": box["height"] * 100 / 850})
    expect(page.locator("#story h3")).to_contain_text("Family")
    assert opened.state["family"]


def test_the_family_whose_life_changes_most_is_told_with_what_differs_marked(visit):
    page = visit().page
    until(page, "document.getElementById('changed').options.length > 2", timeout=PATIENCE)
    page.select_option("#changed", index=1)
    expect(page.locator("#story .life")).to_have_count(2)
    expect(page.locator("#story")).to_contain_text("The two lives part on")
    assert page.locator("#story li.differs").count() > 0


def test_every_organisation_can_be_read_by_keyboard(visit):
    page = visit().page
    page.locator("#as-table summary").focus()
    page.keyboard.press("Enter")
    until(page, "document.querySelectorAll('#organisations button').length > 0")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#organisation")).to_be_visible()
    assert page.locator("#organisations tbody tr").count() >= 8


def test_a_lever_moved_by_keyboard_changes_the_address_and_the_answer(visit):
    opened = visit()
    page = opened.page
    before = page.locator("#numbers").inner_text()
    slider = page.get_by_label("Room that the worker's mandate gives to call in the GI", exact=True)
    slider.focus()
    opened.asked_anew(lambda: [page.keyboard.press("ArrowLeft") for _ in range(30)])
    assert 0 < float(opened.state["lever.early_gi.mandate"]) < 1
    assert page.locator("#numbers").inner_text() != before
    opened.asked_anew(lambda: page.get_by_role("button", name="Reset Room that").click())
    assert "lever.early_gi.mandate" not in opened.state
    assert page.locator("#numbers").inner_text() == before


def test_an_answer_to_what_was_set_before_is_dimmed_at_once_until_the_new_one_is_there(visit):
    page = visit().page
    slider = page.get_by_label("Room that the worker's mandate gives to call in the GI", exact=True)
    difference = page.locator("#numbers td.less").first
    chart = page.locator("#chart-differences")
    before = difference.evaluate("one => getComputedStyle(one).color")
    page.route("**/api/answer?**", lambda route: None)  # an answer that does not come
    slider.press("ArrowLeft")
    expect(page.locator("#answer")).to_have_attribute("aria-busy", "true", timeout=2000)
    expect(page.locator("#answer-state")).to_contain_text("being worked out")
    expect(page.locator("#glance-count")).to_have_text("…")
    assert difference.evaluate("one => getComputedStyle(one).color") != before
    expect(chart).to_have_css("opacity", "0.3")
    page.unroute("**/api/answer?**")
    slider.press("ArrowLeft")
    expect(page.locator("#answer")).to_have_attribute("aria-busy", "false", timeout=PATIENCE)
    expect(difference).to_have_css("color", before)
    expect(chart).to_have_css("opacity", "1")
    expect(page.locator("#glance-count")).to_contain_text("of")


def test_a_field_of_a_lever_shows_the_value_of_the_parameter_that_decides_it(visit):
    opened = visit(f"{EARLY}&set.early_gi.net_widening=0.6")
    page = opened.page
    label = page.get_by_label("Calls for families that would not have been requested", exact=True)
    around = page.locator("#levers .control").filter(has=label)
    field = around.locator("input[type=range]")
    expect(field).to_have_value("0.6")
    expect(around.get_by_text("From the parameter below")).to_be_visible()
    below = page.locator("#parameters .control input[type=number]").first
    below.fill("0.4")
    opened.asked_anew(lambda: below.press("Enter"))
    assert opened.state["set.early_gi.net_widening"] == "0.4"
    expect(field).to_have_value("0.4")
    opened.asked_anew(lambda: field.press("ArrowLeft"))
    assert 0.3 < float(opened.state["lever.early_gi.net_widening"]) < 0.4
    expect(around.get_by_text("From the parameter below")).to_be_hidden()
    opened.asked_anew(lambda: around.get_by_role("button", name="Reset").click())
    assert "lever.early_gi.net_widening" not in opened.state
    expect(field).to_have_value("0.4")


def test_a_lever_that_goes_off_leaves_no_difference(visit):
    opened = visit()
    page = opened.page
    opened.asked_anew(lambda: page.locator("#lever-early_gi").uncheck())
    assert opened.state["lever.early_gi"] == "off"
    page.get_by_label("The policy beside it").select_option("brabant-2015")
    expect(page.locator("#warnings")).to_contain_text("are the same now")


def test_a_parameter_is_found_by_searching_and_holds_in_both(visit):
    opened = visit()
    page = opened.page
    page.get_by_label(re.compile("Search all")).fill("gi.caseload")
    box = page.locator("#parameters input[type=number]").first
    box.fill("10")
    opened.asked_anew(lambda: box.press("Enter"))
    assert opened.state["set.gi.caseload"] == "10"


def test_the_source_of_a_number_can_be_read_without_a_pointer(visit):
    page = visit().page
    button = page.locator("#levers .control .why").first
    assert button.get_attribute("title")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#levers .control .source").first).to_be_visible()


def test_a_preset_comes_with_the_base_that_it_belongs_to(visit):
    opened = visit()
    page = opened.page
    opened.asked_anew(lambda: page.get_by_label("The policy beside it").select_option("den-haag-physical"))
    assert opened.state["base"] == "den-haag-2009"
    assert page.get_by_label("The base", exact=True).input_value() == "den-haag-2009"
    assert opened.said == []


def test_the_language_switch_keeps_what_is_set(visit):
    opened = visit(f"{EARLY}&lever.early_gi.mandate=0.5")
    page = opened.page
    page.get_by_role("button", name="Nederlands").click()
    page.wait_for_selector("html[lang=nl][data-ready]", state="attached")
    opened.answered()
    assert opened.state["lang"] == "nl"
    assert opened.state["lever.early_gi.mandate"] == "0.5"
    assert "Het antwoord" in page.locator("#answer h2").text_content()
    assert opened.said == []


def test_the_tour_leads_in_five_steps_to_the_dilemma_and_escape_ends_it(visit):
    opened = visit()
    page = opened.page
    page.get_by_role("button", name="Guided tour").click()
    tour = page.get_by_role("region", name="Families", exact=True)
    expect(tour).to_be_focused()
    expect(page.locator("#tour-of")).to_have_text("Step 1 of 5")
    assert opened.state["policy"] == "brabant-2015"
    page.get_by_role("button", name="Play").last.click()
    page.locator("#tour-next").click()
    page.get_by_role("button", name="Read about the GI").click()
    expect(page.locator("#organisation h3")).to_have_text("GI: measures")
    page.locator("#tour-next").click()
    opened.asked_anew(lambda: page.get_by_role("button", name="Let the GI join early").click())
    assert opened.state["policy"] == "brabant-early-gi"
    page.locator("#tour-next").click()
    expect(page.locator("#tour-live")).to_contain_text("OTS started")
    page.locator("#tour-next").click()
    opened.asked_anew(lambda: page.get_by_role("button", name="Where the GI gets fuller").click())
    assert opened.state["lever.early_gi.presence_hours_per_week"] == "16"
    assert opened.state["set.ots.end_trust"] == "0.1"
    expect(page.locator("#tour-live")).to_contain_text("GI")
    hours = page.get_by_label("Presence of the GI worker in the local team", exact=True)
    expect(hours).to_have_value("16")
    opened.asked_anew(lambda: page.get_by_role("button", name="The policy as it is").click())
    assert "set.ots.end_trust" not in opened.state
    expect(hours).to_have_value("4")
    page.locator("#tour").focus()
    page.keyboard.press("Escape")
    expect(page.locator("#tour")).to_be_hidden()
    expect(page.get_by_role("button", name="Guided tour")).to_be_focused()
    assert opened.said == []


def test_table_pictures_and_scenario_files_are_taken_home(visit):
    page = visit().page
    taken = {}
    for key in ("picture", "years", "table", "policy", "base"):
        with page.expect_download() as download:
            page.locator(f"#export-{key}").click()
        taken[key] = download.value.path().read_bytes()
    assert taken["picture"].startswith(b"\x89PNG")
    assert taken["years"].startswith(b"\x89PNG")
    assert any(
        row["outcome"] == "ots_started" for row in csv.DictReader(io.StringIO(taken["table"].decode("utf-8-sig")))
    )
    assert "early_gi" in tomllib.loads(taken["policy"].decode())["levers"]
    assert "levers" not in tomllib.loads(taken["base"].decode())


def test_a_shared_address_shows_the_same_to_somebody_else_and_after_a_restart(visit, served):
    opened = visit(f"{EARLY}&lever.early_gi.mandate=0.4&set.gi.caseload=12&view=policy&day=60&tour=4")
    numbers = opened.page.locator("#numbers").inner_text()
    date = opened.page.locator("#date").text_content()
    opened.page.get_by_role("button", name="Share").click()
    expect(opened.page.locator("#notice")).to_be_visible()
    query = urlsplit(opened.page.url).query
    served.stop()
    served.start()
    other = visit(query)
    assert other.page.locator("#numbers").inner_text() == numbers
    assert other.page.locator("#date").text_content() == date
    expect(other.page.locator("#tour-of")).to_have_text("Step 4 of 5")
    # The page that was open all the while goes on as well.
    opened.asked_anew(lambda: opened.page.get_by_label("Size of the region").select_option("full"))
    assert opened.state["lever.early_gi.mandate"] == "0.4"


def test_hostile_settings_in_an_address_are_shown_as_text_and_run_nothing(visit):
    opened = visit("base=<img src=x onerror=alert(1)>", wait=False)
    notice = opened.page.locator("#notice")
    expect(notice).to_contain_text("<img src=x onerror=alert(1)>", timeout=PATIENCE)
    assert notice.locator("img").count() == 0
    assert [one for one in opened.said if "alert" in one and "400" not in one] == []


def test_a_number_that_cannot_be_is_refused_by_the_page_and_by_the_server(visit):
    opened = visit(f"{EARLY}&lever.early_gi.mandate=1e300", wait=False)
    expect(opened.page.locator("#answer-state")).to_contain_text("out of bounds", timeout=PATIENCE)
    opened = visit()
    box = opened.page.locator("#levers input[type=number]").first
    before = opened.page.url
    box.fill("99999999999")
    box.press("Enter")
    assert not box.evaluate("box => box.checkValidity()")
    assert opened.page.url == before


def test_without_motion_dots_jump_and_nothing_plays_by_itself(visit):
    opened = visit(reduced_motion="reduce")
    page = opened.page
    assert page.evaluate("matchMedia('(prefers-reduced-motion: reduce)').matches")
    assert page.locator("#play").text_content() == "Play"
    page.get_by_role("button", name="Step a day").click()
    until(page, "document.getElementById('day').value === '1'")
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("language", ["nl", "en"])
def test_an_accessibility_check_finds_nothing_serious(visit, size, language):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
    page = visit(f"{EARLY}&lang={language}&tour=5&family=3", size).page
    page.locator("#as-table summary").click()
    page.locator("#how summary").click()
    page.locator("#levers .why").first.click()
    page.locator("#lever-budget").check()
    page.wait_for_selector("#story h3")
    found = axe.Axe().run(page).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in found if one["impact"] in SERIOUS] == []
