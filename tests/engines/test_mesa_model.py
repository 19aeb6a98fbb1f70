"""The Mesa model as its users meet it: steps of a day, agents with a state, collected data."""

from __future__ import annotations

import gc
from datetime import timedelta

import numpy as np
import pytest

import youthsim as ys
from tests.engines.conftest import same, small_arrays, small_region
from youthsim.arrays import build
from youthsim.chain import states as X
from youthsim.engines import core, mesa
from youthsim.engines.mesa.family import Family
from youthsim.engines.mesa.gi import GI
from youthsim.engines.mesa.local_team import LocalTeam

pytestmark = pytest.mark.interface

FAMILIES = 200


@pytest.fixture
def model() -> mesa.MesaModel:
    return ys.MesaModel(small_arrays(small_region(), FAMILIES), seed=3)


def test_a_model_is_made_of_a_scenario_its_name_or_its_arrays():
    scenario = ys.load("baseline").with_families(FAMILIES)
    models = [ys.MesaModel(scenario, seed=1), ys.MesaModel(build(scenario), seed=1)]
    assert [len(model.families) for model in models] == [FAMILIES, FAMILIES]
    assert [f.in_words() for f in models[0].families] == [f.in_words() for f in models[1].families]


def test_every_family_team_and_organisation_is_an_agent(model):
    kinds = {kind.__name__: len(agents) for kind, agents in model.agents_by_type.items()}
    assert kinds["Family"] == FAMILIES
    assert kinds["LocalTeam"] == len(model.arrays.area_names)
    assert {"BureauJeugdzorg", "GI", "Raad", "Court", "Provider", "VeiligThuis", "EkcOffice"} <= kinds.keys()
    assert len(model.agents) == sum(kinds.values())


def test_a_step_is_a_day_and_is_collected(model):
    first = model.arrays.day(model.day)
    for _ in range(5):
        model.step()
    seen = model.datacollector.get_model_vars_dataframe()
    assert model.arrays.day(model.day) == first + timedelta(days=5)
    assert list(seen["date"]) == [first + timedelta(days=day) for day in range(1, 6)]
    assert (seen[["level_1", "level_2", "level_3", "level_4", "level_5"]].sum(axis=1) == FAMILIES).all()


def test_what_is_collected_is_what_the_agents_are(model):
    for _ in range(400):
        model.step()
    last = model.datacollector.get_model_vars_dataframe().iloc[-1]
    families = list(model.agents_by_type[Family])
    assert last["ots"] == sum(len(f.ots) for f in families)
    assert last["in_local_help"] == sum(f.help == X.LOCAL for f in families)
    assert last["queue_gi"] == sum(f.gi in (X.EARLY_QUEUE, X.MEASURE_QUEUE) for f in families)
    teams = list(model.agents_by_type[LocalTeam])
    assert last["trust_gi"] == pytest.approx(np.mean([team.trust[X.PARTNER_GI] for team in teams]), rel=1e-12)


def test_weeks_instead_of_days_change_nothing_but_how_often_one_looks():
    arrays = small_arrays(small_region(), FAMILIES)
    recordings = []
    for step_days in (1, 7):
        model = mesa.MesaModel(arrays, 5, events=True, step_days=step_days)
        while model.running:
            model.step()
        recordings.append(model.recording())
    assert same(*recordings)
    assert same(recordings[0], core.simulate(arrays, 5, 0, events=True))


def test_a_model_that_is_over_stays_where_it_is():
    model = mesa.MesaModel(small_arrays(small_region(), 50), 1, step_days=10_000)
    model.step()
    assert not model.running
    day = model.arrays.day(model.day)
    model.step()
    assert model.arrays.day(model.day) == day
    assert len(model.datacollector.get_model_vars_dataframe()) == 1


def test_a_family_that_leaves_is_no_agent_any_more_and_another_takes_its_place():
    model = mesa.MesaModel(small_arrays(small_region(), FAMILIES), 1, step_days=365, events=True)
    before = list(model.families)
    while model.running:
        model.step()
    gone = [family for family in before if family not in model.families]
    assert gone
    assert len(model.agents_by_type[Family]) == FAMILIES
    for family in gone:
        assert model.families[family.place].identity > family.identity
        assert model.families[family.place].area == family.area


def test_places_in_use_are_those_that_families_hold(model):
    for _ in range(300):
        model.step()
    used = dict.fromkeys(model.pools, 0)
    for family in model.families:
        for track, places in enumerate(family.held_at):
            if places is not None:
                used[places] += family.gi_tenths if track == X.TRACK_GI else 10
        for places, tenths in (
            (family.voogdij_at, family.voogdij_tenths),
            (family.coordinator_at, family.coordinator_tenths),
            (family.crisis_team_at, 10),
        ):
            if places is not None:
                used[places] += tenths
    assert used == {places: places.used for places in model.pools}
    assert sum(places.waiting for places in model.pools) == sum(
        request is not None for family in model.families for request in family.request
    )


def test_nobody_draws_from_the_generators_of_mesa(model):
    before = model.random.getstate(), str(model.rng.bit_generator.state)
    for _ in range(200):
        model.step()
    assert (model.random.getstate(), str(model.rng.bit_generator.state)) == before


def test_agents_say_how_they_are_in_words(model):
    family = model.families[0].in_words()
    assert family["level"] in range(1, 6)
    assert set(model.teams[0].in_words()["trust"]) == set(X.PARTNERS)
    gi = next(iter(model.agents_by_type[GI])).in_words()
    assert gi["places"] > 0


def test_a_replication_that_is_done_is_forgotten():
    arrays = small_arrays(small_region(), 50)
    mesa.simulate(arrays, 1, 0)
    gc.collect()
    assert not [o for o in gc.get_objects() if isinstance(o, mesa.MesaModel) and o.arrays is arrays]


def test_a_replication_stops_between_two_years_when_asked():
    with pytest.raises(mesa.Stopped):
        mesa.simulate(small_arrays(small_region(), 50), 1, 0, stop=lambda: True)


@pytest.mark.parametrize("step_days", [0, -1, 0.5])
def test_a_step_is_whole_days(step_days):
    with pytest.raises(ValueError, match="whole days"):
        mesa.MesaModel(small_arrays(small_region(), 50), 1, step_days=step_days)


def test_the_command_line_runs_the_mesa_engine_to_the_same_numbers():
    scenario = ys.load("baseline").with_families(150).with_years(1)
    results = [ys.run(scenario, replications=2, engine=engine, quiet=True) for engine in ("core", "mesa")]
    assert results[0].outcomes.equals(results[1].outcomes)
