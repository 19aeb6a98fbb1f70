"""A workshop on the made-up engine of the reports: quick, and with real scenarios."""

from __future__ import annotations

import threading

import pytest

from tests.report.conftest import build, simulate
from youthsim.experiment import Engine
from youthsim.workshop import limits
from youthsim.workshop.estimating import Pool
from youthsim.workshop.guarding import Door
from youthsim.workshop.menu import SHIPPED

PATIENCE = 60  # seconds


def made_up(build=build, simulate=simulate):
    return Engine("made up", build, simulate)


@pytest.fixture
def pool():
    made = Pool(threads=2, engine=made_up())
    yield made
    made.stop()


def wait_for(pool, question, number, changed: threading.Event):
    """Wait until a question has so many pairs of replications."""
    for _ in range(PATIENCE * 10):
        if len(pool.pairs(question)) >= number or question.failure:
            return pool.pairs(question)
        changed.wait(0.1)
        changed.clear()
    raise AssertionError(f"only {len(pool.pairs(question))} of {number} pairs came")


@pytest.fixture
def client(monkeypatch):
    """Whoever opens the page of a workshop on this machine, and what was started for it is stopped."""
    testing = pytest.importorskip("starlette.testclient", reason="the extra workshop is not installed")
    from youthsim.workshop.app import Workshop, application
    from youthsim.workshop.stories import Library

    monkeypatch.setattr(limits, "REPLICATIONS", 12)
    monkeypatch.setattr(limits, "MILESTONES", (4, 12))
    started = []

    def opened(
        code=None, host="127.0.0.1", languages=("en", "nl"), address="http://localhost:8765", enter=True, menu=SHIPPED
    ):  # fmt: skip
        made = Pool(threads=2, engine=made_up())
        started.append(made)
        workshop = Workshop(Door(code), made, host, languages, Library(made_up()), menu)
        visitor = testing.TestClient(application(workshop), base_url=address, follow_redirects=False)
        visitor.workshop = workshop
        if enter:
            visitor.get("/")
        return visitor

    yield opened
    for one in started:
        one.stop()
