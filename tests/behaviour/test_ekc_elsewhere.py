"""Conferences registered by others than the local team: Bureau Jeugdzorg, providers, the GI."""

from __future__ import annotations

import numpy as np
import pytest

from tests.behaviour.conftest import JEUGDWET, WJZ, after_the_start, at_once, lines, region, rises
from youthsim.chain import states as X
from youthsim.chain.records import AREA_STATES

pytestmark = pytest.mark.behaviour

EAGER = {"ekc_elsewhere.exposure": 1.0, "ekc.safe_enough": 1.0, "ekc.accepts": 1.0, "ekc.coordinators": 200.0}
NOBODY_ELSE = {"ekc.adoption_start": 0.0, "ekc.information_gain": 0.0, "ekc.success_gain": 0.0, "ekc.failure_loss": 0.0}
BEGINS = {"bjz": "indication_starts", "provider": "help_starts", "gi": "gi_contact"}


def adopted_by(era: str, *names: str):
    """A region in which only these organisations know the conference, from the first measured day on."""
    here = region(era).having(EAGER | NOBODY_ELSE)
    return here.later({f"ekc_elsewhere.gain.{name}": 5.0 for name in names})


@pytest.mark.quick
def test_without_adoption_elsewhere_only_the_local_team_registers():
    runs = region(WJZ).having(EAGER | {"ekc.adoption_start": 0.5}).runs(2)
    assert runs.count("ekc_registered").min() > 0
    for name in X.OFFERERS:
        assert runs.count(f"ekc_registered_{name}").sum() == 0


@pytest.mark.parametrize(
    ("era", "name"), [(WJZ, "bjz"), (WJZ, "provider"), (WJZ, "gi"), (JEUGDWET, "provider"), (JEUGDWET, "gi")]
)
def test_each_organisation_registers_where_its_own_part_begins(era, name):
    here = adopted_by(era, name)
    log = after_the_start(here.log())
    registered = lines(log, "ekc_registered")
    assert len(registered) > 5
    assert (registered["detail"] == 1 + X.OFFERERS.index(name)).all()
    begins = lines(log, BEGINS[name], "provider" if name == "provider" else None)
    assert at_once(registered, begins).all()
    assert (here.runs(2).count(f"ekc_registered_{name}") == here.runs(2).count("ekc_registered")).all()


def test_adoption_of_each_organisation_is_its_own():
    recording = adopted_by(WJZ, "bjz").runs(1).recordings[0]
    state = {name: recording.area_states[-1, :, AREA_STATES.index(f"ekc_adoption_{name}")] for name in X.OFFERERS}
    assert (state["bjz"] > 0.5).all()
    assert all((state[name] == 0.0).all() for name in ("provider", "gi", "family_manager"))
    assert (recording.area_states[-1, :, AREA_STATES.index("ekc_adoption")] == 0.0).all()


def test_a_conference_that_bureau_jeugdzorg_registered_is_a_lesson_for_itself_alone():
    here = region(WJZ).having(EAGER | NOBODY_ELSE | {"ekc_elsewhere.loss": 0.0})
    here = here.later({"ekc_elsewhere.gain.bjz": 0.2, "ekc.success_gain": 0.05, "ekc.conference_with_plan": 0.75})
    recording = here.runs(1).recordings[0]
    silent = here.later({"ekc.success_gain": 0.0}).runs(1).recordings[0]
    bjz, team = (AREA_STATES.index(name) for name in ("ekc_adoption_bjz", "ekc_adoption"))
    assert (recording.area_states[-1, :, bjz] > silent.area_states[-1, :, bjz]).all()
    assert np.array_equal(recording.area_states[:, :, team], silent.area_states[:, :, team])


def test_the_lever_makes_most_registrations_come_from_youth_care_where_it_is_strong():
    now = region(WJZ).having({"ekc.coordinators": 20.0})
    lever = now.with_lever("ekc_elsewhere", bjz=1.0, provider=1.0, gi=1.0)
    assert rises(now.runs(8).count("ekc_registered"), lever.runs(8).count("ekc_registered"))
    elsewhere = sum(lever.runs(8).count(f"ekc_registered_{name}") for name in X.OFFERERS)
    assert (elsewhere > 0.5 * lever.runs(8).count("ekc_registered")).all()
