"""Who coordinates: rules on plain numbers."""

from __future__ import annotations

import pytest

from youthsim.chain import coordination
from youthsim.chain import states as X

pytestmark = pytest.mark.unit


@pytest.mark.parametrize("help_state", [X.LOCAL_QUEUE, X.LOCAL])
@pytest.mark.parametrize("tier", [X.LICHT, X.MIDDEN, X.ZWAAR])
def test_the_tier_that_helps_a_family_coordinates_for_it(help_state, tier):
    assert coordination.tier_that_coordinates(X.CRISIS, help_state, tier) == tier


@pytest.mark.parametrize(
    ("level", "tier"), [(X.SINGLE, X.MIDDEN), (X.MULTIPLE, X.ZWAAR), (X.CRISIS, X.ZWAAR), (X.LEVELS, X.ZWAAR)]
)
def test_a_family_that_the_team_does_not_help_is_no_burden_to_the_light_tier(level, tier):
    assert coordination.tier_that_coordinates(level, X.PROVIDER, X.LICHT) == tier
