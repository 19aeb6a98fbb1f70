"""The rules as plain Python functions give what the compiled ones give, to the last bit."""

from __future__ import annotations

import random

import pytest

from youthsim.chain import capacity, noticing, problem, trust
from youthsim.chain import states as X
from youthsim.compiled import plain

pytestmark = pytest.mark.property


@pytest.mark.parametrize("seed", range(5))
def test_a_plain_rule_gives_the_same_number_as_the_compiled_one(p, seed):
    chance = random.Random(seed)
    p, numbers = p.copy(), [chance.random() for _ in range(4)]
    p *= 1.0 + 0.1 * chance.random()
    level, care = chance.randrange(2, 5), chance.randrange(X.CARE_AFTERCARE + 1)
    for module, rule, arguments in (
        (problem, "up_rate", (level, numbers[0], care, True, numbers[1])),
        (problem, "down_rate", (level, care, False, numbers[1])),
        (noticing, "concern_rate", (level, True, False, True, numbers[2])),
        (trust, "drift", tuple(numbers)),
        (trust, "expertise_gain", (numbers[3],)),
        (capacity, "tenths_for_area", (X.JEUGDWET2015, X.ORG_GI, 1e4 * numbers[0])),
    ):
        given = arguments if rule == "drift" else (p, *arguments)
        assert getattr(plain(module), rule)(*given) == getattr(module, rule)(*given), rule


def test_plain_rules_call_plain_rules():
    rules = plain(problem)
    assert not hasattr(rules.up_rate, "py_func")
    assert not hasattr(rules.up_rate.__globals__["network_brake"], "py_func")
