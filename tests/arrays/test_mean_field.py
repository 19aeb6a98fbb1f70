"""The chain of an average family: exact where it can be, and near the engine where its assumptions hold."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from youthsim.arrays import build, mean_field
from youthsim.arrays.chain_rates import generator, states
from youthsim.arrays.fluid import wait_days
from youthsim.arrays.risk import risk_cells
from youthsim.chain import states as X
from youthsim.chain.records import COUNTS, STOCKS
from youthsim.engines.core import simulate
from youthsim.parameters import index as P
from youthsim.parameters import registry
from youthsim.scenario import load

pytestmark = pytest.mark.analytic

ERAS = (X.WJZ2005, X.JEUGDWET2015)
TRUST = np.full(4, 0.4)
WAITS = dict.fromkeys(range(X.LAST_ORGANISATION + 1), 20.0)


@pytest.fixture(scope="module")
def p():
    return np.array([parameter.value for parameter in registry().values()])


@pytest.mark.quick
@pytest.mark.parametrize("era", ERAS)
def test_no_family_is_lost_between_states(p, era):
    base, by_risk, _ = generator(p, era, states(era), WAITS, TRUST, 0.4, 0.04)
    for matrix in (base, by_risk):
        assert matrix.sum(axis=1) == pytest.approx(np.zeros(len(matrix)), abs=1e-9)
        assert (matrix - np.diag(np.diag(matrix)) >= 0.0).all()


@pytest.mark.quick
@pytest.mark.parametrize("era", ERAS)
def test_the_solution_is_stationary(p, era):
    base, by_risk, _ = generator(p, era, states(era), WAITS, TRUST, 0.4, 0.04)
    risk = risk_cells(float(p[P.problem_risk_shape]), 6)
    probability = mean_field.stationary(base, by_risk, risk)
    assert probability.sum(axis=1) == pytest.approx(np.ones(6))
    for node, row in enumerate(probability):
        assert row @ (base + risk[node] * by_risk) == pytest.approx(np.zeros(len(row)), abs=1e-9)


@pytest.mark.quick
def test_without_stretch_the_wait_is_close_to_erlang_c(p):
    hard = p.copy()
    hard[P.queue_overload + 1], hard[P.queue_shorten + 1] = 0.0, 0.0
    for servers, utilisation, exact in ((1, 0.8, 4.0), (5, 0.9, 1.525), (20, 0.95, 0.755)):
        wait = wait_days(hard, X.ORG_PROVIDER, servers * utilisation / 100.0, 100.0, servers)
        assert wait == pytest.approx(100.0 * exact, rel=0.06)


@pytest.mark.quick
def test_more_places_never_mean_longer_waits(p):
    waits = [wait_days(p, X.ORG_PROVIDER, 1.0, 100.0, places) for places in (80, 90, 100, 110, 150)]
    assert waits == sorted(waits, reverse=True)


def plain_scenario():
    """A region in which the assumptions of the mean field hold: room everywhere, families that differ in risk alone."""
    base = load("baseline").without_levers()
    values = dict(base.values)
    zero = ("emergency.share", "coordination.share", "ekc.available", "early_gi.available", "early_gi.stays_available",
            "problem.network_effect", "population.care_avoiding", "expertise.joint_case_gain")  # fmt: skip
    for name, parameter in registry().items():
        if name.startswith(zero):
            values[name] = 0.0
        elif name.endswith(".fte"):
            values[name] = 2.5 * values.get(name, parameter.value)
        elif name == "service.shape":
            values[name] = 1.0
    return replace(base, values=tuple(sorted(values.items())), warmup_years=3)


@pytest.fixture(scope="module")
def side_by_side():
    """The arrays of the plain region, solved with many risk nodes, and four replications of it."""
    arrays = build(plain_scenario(), years=5)
    field = mean_field.solve(arrays.params[0], arrays.era, arrays.families, arrays.youths, len(arrays.area_names), 64)
    return arrays, field, [simulate(arrays, 1, r) for r in range(4)]


def engine_stock(arrays, recordings, name):
    days = np.diff(arrays.year_edge).sum() / 1440.0
    return np.mean([r.stocks[:, :, STOCKS.index(name)].sum() for r in recordings]) / days


def engine_flow(arrays, recordings, name):
    return np.mean([r.counts[:, :, COUNTS.index(name)].sum() for r in recordings]) / len(arrays.years)


@pytest.mark.parametrize(("level", "within"), [(1, 0.005), (2, 0.02), (3, 0.03), (4, 0.05), (5, 0.3)])
def test_levels_of_the_engine_are_those_of_the_mean_field_where_its_assumptions_hold(side_by_side, level, within):
    arrays, field, recordings = side_by_side
    theory = field.share(level=level) * arrays.families
    assert engine_stock(arrays, recordings, f"level_{level}") == pytest.approx(theory, rel=within)


@pytest.mark.parametrize(
    ("stock", "state", "within"),
    [
        ("in_local_help", {"help_state": X.LOCAL}, 0.04),
        ("in_specialised_help", {"help_state": X.PROVIDER}, 0.05),
        ("in_aftercare", {"help_state": X.AFTERCARE}, 0.08),
        ("ots", {"safety_state": X.REVIEW}, 0.15),
        ("uhp", {"placed": 1}, 0.2),
    ],
)
def test_care_in_the_engine_is_near_the_mean_field(side_by_side, stock, state, within):
    arrays, field, recordings = side_by_side
    children = field.children if stock in {"ots", "uhp"} else 1.0
    theory = field.share(**state) * arrays.families * children
    assert engine_stock(arrays, recordings, stock) == pytest.approx(theory, rel=within)


@pytest.mark.parametrize(
    ("flow", "count", "per_child"),
    [("vt_reports", "vt_reports", False), ("requests", "requests_to_rvdk", False), ("ots", "ots_started", True)],
)
def test_flows_of_protection_in_the_engine_are_those_of_the_mean_field(side_by_side, flow, count, per_child):
    arrays, field, recordings = side_by_side
    theory = field.flows[flow] * arrays.families * (field.children if per_child else 1.0)
    assert engine_flow(arrays, recordings, count) == pytest.approx(theory, rel=0.08)


@pytest.mark.parametrize("name", ["baseline", "wjz-2009"])
def test_the_warm_start_leaves_the_levels_of_a_shipped_region_where_they_are(name):
    arrays = build(load(name).without_levers(), years=4)
    recordings = [simulate(arrays, 2, r) for r in range(2)]
    for level, within in ((1, 0.02), (2, 0.04), (3, 0.08), (4, 0.12)):
        theory = arrays.mean_field.share(level=level) * arrays.families
        assert engine_stock(arrays, recordings, f"level_{level}") == pytest.approx(theory, rel=within)
