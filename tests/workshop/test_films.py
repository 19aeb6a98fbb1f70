"""The picture is the Mesa model, day by day: the same whoever looks, whenever, and in whatever pieces."""

import pytest

from youthsim.engines.mesa import MesaModel
from youthsim.scenario import load
from youthsim.workshop import films, limits
from youthsim.workshop.films import Cinema, Film
from youthsim.workshop.measured import SEED
from youthsim.workshop.stories import Library

pytestmark = pytest.mark.interface

DAYS = 120
FAMILIES = 300


@pytest.fixture(autouse=True)
def small(monkeypatch):
    monkeypatch.setattr(limits, "FAMILIES_IN_PICTURE", FAMILIES)
    monkeypatch.setattr(limits, "SECONDS_A_REQUEST", 60.0)


@pytest.fixture(scope="module")
def early():
    return load("brabant-early-gi")


@pytest.fixture(scope="module")
def model(early):
    """The model itself, after the days of the film."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(limits, "FAMILIES_IN_PICTURE", FAMILIES)
        made = MesaModel(films.for_picture(early), SEED, films.REPLICATION)
    for _ in range(DAYS):
        made.step()
    return made


def played(first, frames):
    """The codes after the frames of a film."""
    codes = list(first)
    for changed in frames:
        for place, code in zip(changed[::2], changed[1::2], strict=True):
            codes[place] = code
    return codes


def test_the_film_shows_every_family_where_the_model_has_it(early, model):
    film = Film(films.for_picture(early))
    film.open()
    film.play(DAYS, 60.0)
    seen = played(film.states[0], film.days)
    assert seen == [films.code_of(family) for family in model.families]
    assert seen == film.state_at(DAYS)
    assert len(set(seen)) > 8, "families at several levels and organisations"


def test_who_comes_later_sees_the_same_as_who_looked_all_the_while(early):
    cinema = Cinema()
    first = cinema.show(early, 0, 1, whole=True)
    pieces = [cinema.show(early, day, 30, whole=False) for day in range(1, DAYS, 30)]
    later = Cinema().show(early, DAYS, 1, whole=True)
    days = [changed for piece in pieces for changed in piece["days"]]
    assert len(days) == DAYS
    assert played(first["state"], days) == later["state"]
    assert later["about"]["families"] == FAMILIES


def test_organisations_are_told_with_what_is_in_use_waiting_and_trusted(early, model):
    shown = Cinema().show(early, DAYS - DAYS % films.DAYS_BETWEEN_COUNTS, 1, whole=True)
    pools = shown["count"]["pools"]
    assert {"local", "provider", "gi", "rvdk", "veilig_thuis"} <= set(pools)
    for used, there, waiting in pools.values():
        assert used >= 0
        assert there >= 0
        assert waiting >= 0
    assert sum(pools[f"local.{area}"][2] for area in range(6)) == pools["local"][2]
    assert all(0 <= state <= 1 for team in shown["count"]["teams"] for state in team)
    assert sum(shown["count"]["stock"]) == FAMILIES


def test_a_film_goes_no_further_than_there_is_time_for_and_not_beyond_its_end(early, monkeypatch):
    monkeypatch.setattr(limits, "SECONDS_A_REQUEST", 0.0)
    assert Cinema().show(early, 50, 1, whole=True)["days"] == []
    monkeypatch.setattr(limits, "SECONDS_A_REQUEST", 60.0)
    short = early.with_years(1)
    shown = Cinema().show(short, 360, 60, whole=False)
    assert shown["last"] == shown["played"] == 365
    assert len(shown["days"]) == 6


def test_films_that_are_remembered_are_bounded(early, monkeypatch):
    monkeypatch.setattr(limits, "KEPT_FILMS", 2)
    cinema = Cinema()
    for mandate in (0.2, 0.4, 0.6):
        cinema.film(early.with_levers(early_gi={"mandate": mandate}))
    assert len(cinema._films) == 2


def test_the_story_of_a_dot_is_that_of_the_family_which_lives_there(early, model):
    lives = Library().lives(early)
    for family in model.families:
        assert lives.lives_at(family.place, DAYS) == family.identity


def test_a_film_waits_for_first_estimates_but_not_for_ever(early, monkeypatch):
    looks = iter([True, True, False])
    asked = []
    cinema = Cinema(lambda: asked.append(next(looks)) or asked[-1])
    assert cinema.show(early, 0, 1, whole=True)["state"]
    assert asked == [True, True, False], "it looks again until nobody waits"
    monkeypatch.setattr(films.limits, "SECONDS_OF_COURTESY", 0.0)
    assert Cinema(lambda: True).show(early, 0, 1, whole=True)["state"]
