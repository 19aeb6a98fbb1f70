"""A policy that changes a parameter makes rates and teams work again exactly where they depend on it."""

from __future__ import annotations

import ast
import inspect

import pytest

from youthsim.chain import (
    community,
    dependence,
    eigen_kracht,
    familiarity,
    family,
    finding,
    noticing,
    prevention,
    problem,
    protection,
    queues,
    trust,
)
from youthsim.engines.mesa import care, clocks
from youthsim.engines.mesa import prevention as mesa_prevention
from youthsim.parameters import index as P
from youthsim.parameters import registry

pytestmark = [pytest.mark.contract, pytest.mark.quick]

# The rules that give a rate which is kept between events, and those by which a team drifts between events.
OF_RATES = (
    problem.network_brake,
    problem.up_rate,
    problem.down_rate,
    noticing.noticed_rate,
    noticing.forward_rate,
    noticing.concern_rate,
    queues.leave_rate,
    protection.uhp_switch_rate,
    eigen_kracht.collapse_rate,
    family.birth_tick,
    finding.detected,
    finding.strength,
    finding.age_factor,
    community.reaches,
    community.network,
    community.noticed_factor,
    clocks.FamilyOnTheClock,
    care.FamilyInCare.minors,
)
OF_PROGRAMMES = (
    prevention.is_offered_by_age,
    prevention.takes,
    prevention.looks_for,
    prevention.up_factor,
    prevention.down_factor,
    clocks.FamilyOnTheClock,
    mesa_prevention.look_for,
)
OF_TEAMS = (
    trust.trust_gain,
    trust.trust_loss,
    trust.turnover,
    trust.adoption_gain,
    trust.adoption_loss,
    trust.expertise_gain,
    familiarity.gain,
)


def read_by(function) -> set[str]:
    """The parameters that a rule or a class reads by name."""
    tree = ast.parse(inspect.cleandoc("\n" + inspect.getsource(getattr(function, "py_func", function))))
    return {n.attr for n in ast.walk(tree) if isinstance(n, ast.Attribute) and getattr(n.value, "id", "") == "P"}


def names_of(beginning: str) -> list[str]:
    """The parameters at a place of the index, or all of the list that begins there."""
    place = getattr(P, beginning)
    first = list(registry())[place]
    return list(registry().family(registry()[first].family)) if registry()[first].family != first else [first]


def test_every_parameter_that_a_rate_reads_makes_rates_work_again():
    read = {name for function in OF_RATES for beginning in read_by(function) for name in names_of(beginning)}
    assert len(read) > 60
    kept = {name for name in read if not name.startswith("prevention.")}
    assert {name for name in kept if not dependence.CHANGES_RATES[registry().index(name)]} == set()


def test_every_parameter_by_which_a_team_drifts_brings_the_team_up_to_date_first():
    read = {name for function in OF_TEAMS for beginning in read_by(function) for name in names_of(beginning)}
    assert len(read) > 10
    assert {name for name in read if not dependence.CHANGES_TEAMS[registry().index(name)]} == set()


def test_every_parameter_that_a_programme_reads_makes_it_look_again():
    read = {name for function in OF_PROGRAMMES for beginning in read_by(function) for name in names_of(beginning)}
    assert len(read) > 8
    mine = {name for name in read if name.startswith("prevention.")}
    assert {name for name in mine if not dependence.CHANGES_PROGRAMME[registry().index(name)]} == set()


def test_the_lists_name_parameters_that_exist():
    for beginning in (*dependence.RATES, *dependence.TEAMS, *dependence.PROGRAMME):
        assert any(name.startswith(beginning) for name in registry()), beginning
