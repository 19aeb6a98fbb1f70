"""Finding places: noticing is contact times detection."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from youthsim.chain import finding
from youthsim.chain import states as X
from youthsim.parameters import index as P

pytestmark = [pytest.mark.property, pytest.mark.quick]

AGES = range(X.AGE_12_18 + 1)
places = st.integers(0, X.FOUND_BY_OTHERS - 1)


@pytest.mark.parametrize("age", AGES)
def test_ordinary_contacts_notice_exactly_what_was_calibrated(p, age):
    assert finding.age_factor(p, age) == p[P.noticing_age_factor + age]


def test_every_finding_place_sees_children_of_some_age_and_a_midwife_no_others_than_the_unborn():
    seen = [set(range(finding.first_place(age), finding.last_place(age) + 1)) for age in AGES]
    assert set.union(*seen) == set(range(X.FOUND_BY_OTHERS))
    assert [age for age in AGES if X.FOUND_BY_MIDWIFE in seen[age]] == [X.PRENATAL]


@given(places, st.floats(0.0, 30.0), st.floats(0.0, 30.0))
def test_longer_contacts_show_more_and_every_minute_less_than_the_one_before(changed, place, some, more):
    def seen(minutes):
        row = changed()
        row[P.finding_extra_minutes + place] = minutes
        return finding.strength(row, place)

    first, second, third = seen(0.0), seen(some), seen(some + more)
    assert first == 1.0 <= second <= third
    assert seen(2.0 * some) - second <= second - first + 1e-12


@given(places, st.floats(0.0, 1.0))
def test_seeking_out_at_most_reaches_everybody(changed, place, share):
    row = changed()
    row[P.finding_seeks_out + place] = share
    attends = row[P.finding_reach + place] * (1.0 - row[P.finding_no_show + place])
    assert 1.0 <= finding.strength(row, place) <= 1.0 / attends + 1e-12


def test_a_place_without_contacts_notices_nobody(changed):
    row = changed()
    row[P.finding_extra_contacts + X.FOUND_BY_YOUTH_WORK] = -1000.0
    assert finding.strength(row, X.FOUND_BY_YOUTH_WORK) == 0.0
    usual, less = changed()[P.noticing_age_factor + X.AGE_12_18], finding.age_factor(row, X.AGE_12_18)
    assert less == pytest.approx(usual * (1.0 - row[P.finding_share + X.FOUND_BY_YOUTH_WORK]))


@pytest.mark.analytic
@pytest.mark.parametrize("age", AGES)
def test_finding_places_have_the_shares_of_the_registry_and_others_the_rest(p, age):
    before = 0.0
    for place in range(finding.first_place(age), finding.last_place(age) + 1):
        up_to = finding.noticed_up_to(p, age, place)
        assert up_to - before == pytest.approx(p[P.finding_share + place])
        before = up_to
    assert before < 1.0


@given(places, st.floats(1.0, 10.0))
def test_a_place_that_notices_more_has_a_larger_part_of_what_is_noticed(changed, place, more):
    age = next(age for age in AGES if finding.first_place(age) <= place <= finding.last_place(age))
    row, usual = changed(), changed()
    row[P.finding_detection + place] = more

    def part(p):
        before = finding.noticed_up_to(p, age, place - 1) if place > finding.first_place(age) else 0.0
        return finding.noticed_up_to(p, age, place) - before

    assert part(usual) - 1e-12 <= part(row) < 1.0
