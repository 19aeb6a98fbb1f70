"""The fit: the calibrated scenario where nothing differs, each figure by its own parameter, else the nearest."""

from __future__ import annotations

import numpy as np
import pytest

from tests.municipality.conftest import asked
from youthsim.arrays import mean_field
from youthsim.arrays.staffing import Demand, places_for_wait
from youthsim.chain import states as X
from youthsim.municipality.catalogue import FTE, NATIONAL_YOUTHS, eras
from youthsim.municipality.fitting import COUNTS, _Chain, fit
from youthsim.municipality.notes import is_met, notes
from youthsim.parameters import index as P
from youthsim.parameters import registry

pytestmark = pytest.mark.analytic


def as_simulated(era):
    """The region of the era's calibrated scenario, with what the engine simulates of it as its figures."""
    about = eras()[era]
    engine, base = about.engine, about.scenario()
    figures = {name: engine[name] for name in COUNTS if name in engine}
    figures |= {"youths": NATIONAL_YOUTHS, "areas": len(base.areas), FTE: base.parameter("local.fte")}
    figures |= {"help_in_a_year": engine["help_share"] * NATIONAL_YOUTHS}
    figures |= {f"wait_{name}": about.waits[name] for name in ("rvdk", "bjz") if name in about.waits}
    chain = _Chain(asked(era, youths=NATIONAL_YOUTHS))
    figures["wait_wijkteam"] = about.waits["local_midden"] / chain.tiers[X.ORG_MIDDEN]
    return base, asked(era, **figures, wait_specialised=about.waits["provider"])


@pytest.mark.parametrize("era", eras())
def test_a_region_with_the_figures_of_the_calibrated_scenario_gets_that_scenario(era):
    base, town = as_simulated(era)
    for name, value in fit(town).values.items():
        assert value == pytest.approx(base.parameter(name), rel=0.005), name


@pytest.mark.parametrize("era", eras())
def test_every_figure_of_the_shipped_files_is_met(fitted, era):
    assert [name for name in fitted[era].asked.figures if not is_met(fitted[era], name)] == []
    assert not [note for note in notes(fitted[era]) if note.kind in ("unmet", "implausible")]


@pytest.mark.parametrize("era", eras())
def test_the_workers_and_caseload_that_were_found_make_the_places_that_were_found(fitted, era):
    one = fitted[era]
    youths, areas = one.asked["youths"], int(one.asked["areas"])
    for organisation, places in one.places.items():
        made = mean_field.capacity_of(one.row, X.ERAS.index(era), organisation, youths, areas)
        assert made == pytest.approx(places, rel=1e-6), X.ORGANISATIONS[organisation]
    assert one.row[P.local_fte] * youths / NATIONAL_YOUTHS == pytest.approx(one.asked[FTE])


@pytest.fixture(scope="module")
def towns():
    """A municipality at national rates, and others that differ in one figure each."""
    plain = {"youths": 25_000, "areas": 3}
    national = asked(**plain)
    changes = {
        "none": {},
        "more help": {"help_in_a_year": 1.2 * national["help_in_a_year"]},
        "more measures": {"ots_stock": 1.3 * national["ots_stock"]},
        "longer measures": {"ots_stock": 1.3 * national["ots_stock"], "ots_started": national["ots_started"]},
        "fewer placed": {"uhp_stock": 0.7 * national["uhp_stock"]},
        "shorter wait": {"wait_specialised": 0.5 * national["wait_specialised"]},
        "fewer workers": {FTE: 0.8 * national[FTE]},
    }
    return {name: fit(asked(**plain, **given)) for name, given in changes.items()}


def value(found, name):
    return found.row[registry().index(name)]


@pytest.mark.parametrize(
    ("town", "parameter", "sign"),
    [
        ("more help", "noticing.rate.3", 1),
        ("more measures", "concern.rate.4", 1),
        ("longer measures", "ots.end_base", -1),
        ("fewer placed", "uhp.on.4", -1),
        ("shorter wait", "provider.fte", 1),
        ("fewer workers", "local.caseload", 1),
        ("more help", "provider.fte", 1),
    ],
)
def test_a_figure_moves_the_parameter_that_it_is_about(towns, town, parameter, sign):
    assert sign * (value(towns[town], parameter) - value(towns["none"], parameter)) > 0


def test_a_figure_moves_no_parameter_that_it_is_not_about(towns):
    for parameter in ("noticing.rate.3", "concern.rate.4", "ots.end_base", "uhp.on.4", "local.caseload"):
        assert value(towns["shorter wait"], parameter) == pytest.approx(value(towns["none"], parameter), rel=0.1)
    problems = [name for name in towns["more help"].values if name.startswith(("problem.", "population."))]
    assert problems == []


def test_fewer_workers_for_the_same_families_have_larger_caseloads(towns):
    ratio = value(towns["fewer workers"], "local.caseload") / value(towns["none"], "local.caseload")
    assert ratio == pytest.approx(1 / 0.8, rel=1e-6)


@pytest.fixture(scope="module")
def contradicting():
    """More OTS begin in a year than children are under one: they would have to end within months."""
    return fit(asked(youths=20_000, ots_stock=50, ots_started=90, **{FTE: 6}))


def test_figures_that_cannot_all_be_met_are_named_with_the_nearest_that_can(contradicting):
    told = {note.figures: note for note in notes(contradicting) if note.kind == "unmet"}
    assert {("ots_stock",), ("ots_started",)} <= set(told)
    assert contradicting.found["ots_stock"] > 50
    assert contradicting.found["ots_started"] < 90
    assert "nearest" in told["ots_stock",].text("en")
    assert "dichtstbij" in told["ots_stock",].text("nl")


def test_figures_that_ask_for_something_implausible_are_named_together(contradicting):
    told = {note.figures: note.text("en") for note in notes(contradicting) if note.kind == "implausible"}
    assert "ots.end_base" in told["ots_stock", "ots_started"]
    assert "local.caseload" in told[FTE, "help_in_a_year", "wait_wijkteam"]


def test_what_contradicts_itself_spoils_the_rest_no_more_than_it_must(contradicting):
    for name in ("help_in_a_year", "wait_specialised", "wait_rvdk"):
        assert contradicting.found[name] == pytest.approx(contradicting.asked[name], rel=0.3)


def test_a_tiny_municipality_has_a_whole_place_in_every_pool_and_is_told_that_queues_are_chance():
    tiny = fit(asked(youths=1500))
    for organisation, places in tiny.places.items():
        assert places / tiny.demand[organisation].pools >= 1.0 - 1e-9
    assert mean_field.capacity_of(tiny.row, X.JEUGDWET2015, X.ORG_EKC, 1500, 1) >= 1.0 - 1e-9
    kinds = {note.kind for note in notes(tiny)}
    assert {"few_places", "noise"} <= kinds


def test_a_large_municipality_is_told_nothing():
    assert notes(fit(asked(youths=200_000))) == []


@pytest.mark.quick
def test_a_longer_wait_needs_fewer_places_and_an_impossible_one_gives_the_nearest():
    p = np.array([parameter.value for parameter in registry().values()])
    demand = Demand(rate=0.5, service_days=100.0, pools=2, besides=0.0)
    places = [places_for_wait(p, X.ORG_PROVIDER, demand, days).places for days in (5, 20, 80)]
    assert places == sorted(places, reverse=True)
    assert places_for_wait(p, X.ORG_PROVIDER, demand, 20).wait == pytest.approx(20, abs=0.01)
    forced = places_for_wait(p, X.ORG_PROVIDER, demand, 80, fewest=40)
    assert forced.places == 80
    assert forced.wait < 80
