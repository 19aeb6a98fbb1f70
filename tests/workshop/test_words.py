"""The page has a text for everything it shows, in both languages."""

import re

import pytest

from youthsim.chain import states as X
from youthsim.chain.records import EVENTS
from youthsim.workshop import assets, films, stories
from youthsim.workshop.words import of_the_page, words

pytestmark = [pytest.mark.contract, pytest.mark.quick]

SCRIPTS = "\n".join(path.read_text(encoding="utf-8") for path in assets.FOLDER.glob("*.js"))
PAGES = "\n".join(path.read_text(encoding="utf-8") for path in assets.FOLDER.glob("*.j2"))
CODE = "\n".join(path.read_text(encoding="utf-8") for path in assets.FOLDER.parent.glob("*.py"))


def test_every_text_that_the_scripts_name_is_there():
    named = set(re.findall(r'\btext\("(\w+)"', SCRIPTS))
    assert len(named) > 40
    assert named - set(of_the_page("en")) == set()


def test_every_text_that_the_templates_name_is_there():
    named = set(re.findall(r"\bt\.(\w+)", PAGES))
    assert len(named) > 40
    assert named - set(of_the_page("nl")) == set()


def test_no_text_is_left_over():
    made = ("event_", "life_", "node_", "about_", "level_", "speed_", "tour_", "era_", "partner_", "verdict_")
    used = set(re.findall(r'["\'](\w+)["\']', SCRIPTS + CODE)) | set(re.findall(r"\bt\.(\w+)", PAGES))
    assert {name for name in words() if not name.startswith(made)} - used == set()


@pytest.mark.parametrize("node", films.NODES)
def test_every_node_of_the_picture_has_a_name(node):
    assert f"node_{node}" in words()


def test_every_refusal_has_words():
    assert set(re.findall(r'"(refused_\w+)"', CODE)) <= set(words())


@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize("event", EVENTS)
def test_every_event_of_a_life_can_be_told(event, language):
    said = stories.sentence(event, "gi", 1, language)
    assert said
    assert "{" not in said


def test_an_event_without_words_is_told_by_its_name():
    assert stories.sentence("something_new", "", 0, "nl") == "something new"


def test_every_level_has_a_name():
    assert {f"level_{level}" for level in range(X.GOES_WELL, X.LEVELS + 1)} <= set(words())
