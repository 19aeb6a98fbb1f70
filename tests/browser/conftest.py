"""A real browser with the network cut: whatever asks for more than the file itself is noted and refused."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.report import conftest as runs
from youthsim.report.writing import write_reports

# The run folders are those of the reports.
base, early, made_up, compared, hostile = runs.base, runs.early, runs.made_up, runs.compared, runs.hostile
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
PATIENCE = 60_000  # milliseconds


@dataclass
class Visit:
    """A page that was opened, with what it said and asked for."""

    page: object
    said: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)


@pytest.fixture(scope="session")
def window() -> Iterator[object]:
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found is None:
        pytest.skip(f"no browser is installed: none of {', '.join(BROWSERS)}")
    with sync_api.sync_playwright() as play:
        launched = play.chromium.launch(executable_path=found, args=list(FLAGS))
        yield launched
        launched.close()


@pytest.fixture
def visit(window):
    """Open a file in a window of this size, with or without scripts."""
    contexts = []

    def opened(path: Path, size=DESKTOP, *, scripts: bool = True, media: str = "screen") -> Visit:
        context = window.new_context(viewport=size, java_script_enabled=scripts, accept_downloads=False)
        contexts.append(context)
        page = context.new_page()
        visited = Visit(page)
        address = path.resolve().as_uri()

        def only_the_file(route):
            if route.request.url == address:
                route.continue_()
            else:
                visited.asked.append(route.request.url)
                route.abort()

        context.route("**/*", only_the_file)
        page.on("console", lambda message: visited.said.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: visited.said.append(f"error: {error}"))
        page.emulate_media(media=media)
        page.goto(address)
        if scripts:
            page.wait_for_selector("html[data-ready]", state="attached", timeout=PATIENCE)
        return visited

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def report(compared, tmp_path_factory):
    """The page of a comparison, by language."""
    out = tmp_path_factory.mktemp("pages")
    return {path.name.split(".")[1]: path for path in write_reports(compared, ("html",), out=out)}


@pytest.fixture(scope="session")
def hostile_report(hostile, tmp_path_factory):
    """The page of the comparison with hostile texts."""
    (path,) = write_reports(hostile, ("html",), ("nl",), tmp_path_factory.mktemp("pages"))
    return path
