"""A change of the model shows: the numbers of the shipped scenarios are those that were last agreed to."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.reference.table import FILE, KEYS, outcomes
from youthsim import scenario

AGREED = pd.read_csv(FILE, dtype=str)


@pytest.mark.contract
@pytest.mark.parametrize("name", scenario.shipped())
def test_the_numbers_are_those_that_were_agreed_to(name):
    agreed = AGREED[AGREED["scenario"] == name].set_index(KEYS)["values"]
    found = outcomes(name).set_index(KEYS)["values"]
    moved = agreed.index[agreed != found.reindex(agreed.index)]
    assert not len(moved), f"moved: {[', '.join(key[1:]) for key in moved]}; see CONTRIBUTING, Numbers change"


@pytest.mark.contract
def test_every_shipped_scenario_has_its_numbers():
    assert set(AGREED["scenario"]) == set(scenario.shipped())
