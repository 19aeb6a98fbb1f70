"""Who a family is, and how long it is in the population."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from youthsim.chain import family
from youthsim.chain import states as X
from youthsim.parameters import index as P
from youthsim.parameters import registry

pytestmark = [pytest.mark.property, pytest.mark.quick]

ENTRY = st.integers(-30_000_000, 30_000_000)
uniforms = st.floats(1e-9, 1.0 - 1e-9)


@given(st.floats(0.0, 10_000.0))
def test_a_duration_is_rounded_up_to_whole_ticks(days):
    ticks, exact = family.ticks(days), days * family.TICKS_PER_DAY
    assert ticks >= exact
    assert ticks - 1 < exact or ticks == 0


@given(ENTRY, st.integers(1, family.MAX_CHILDREN))
def test_children_are_born_after_a_pregnancy_one_after_another_and_the_family_leaves_with_the_last(p, entry, children):
    births = [family.birth_tick(p, entry, child) for child in range(children)]
    assert births[0] == entry + family.PREGNANCY_DAYS * family.TICKS_PER_DAY
    assert births == sorted(set(births))
    assert family.leaving_tick(p, entry, children) == births[-1] + family.years_in_ticks(18)


@given(ENTRY)
def test_a_child_is_a_minor_from_birth_until_the_day_it_turns_18(p, entry):
    birth = family.birth_tick(p, entry, 0)
    adult = birth + family.years_in_ticks(18)
    seen = [bool(family.is_minor(birth, tick)) for tick in (birth - 1, birth, adult - 1, adult)]
    assert seen == [False, True, True, False]


def test_age_groups_follow_one_another(p):
    years = [-0.5, 0.5, 3.9, 4.1, 11.9, 12.1, 17.9]
    groups = [family.age_group(0, int(y * 365.25 * family.TICKS_PER_DAY)) for y in years]
    assert groups == [X.PRENATAL, X.AGE_0_4, X.AGE_0_4, X.AGE_4_12, X.AGE_4_12, X.AGE_12_18, X.AGE_12_18]


@given(uniforms)
def test_network_strength_lies_between_0_and_1(p, u):
    assert 0.0 <= family.network_of(p, u) <= 1.0


@pytest.mark.analytic
def test_sizes_of_families_have_the_shares_of_the_registry(p):
    shares = [p[registry().index(name)] for name in registry().family("population.family_size")]
    many = 100_000
    sizes = [family.number_of_children(p, (i + 0.5) / many) for i in range(many)]
    for size in range(1, family.MAX_CHILDREN):
        assert sizes.count(size) / many == pytest.approx(shares[size - 1], abs=2.0 / many)


@pytest.mark.analytic
def test_network_strength_has_the_mean_of_the_registry(p):
    many = 10_000
    mean = sum(family.network_of(p, (i + 0.5) / many) for i in range(many)) / many
    assert mean == pytest.approx(p[P.population_network_strength] + p[P.ekc_noaberschap], abs=1e-6)
