"""How many places an organisation has."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from youthsim.chain import capacity
from youthsim.chain import states as X
from youthsim.parameters import index as P

pytestmark = [pytest.mark.property, pytest.mark.quick]

organisations = st.integers(0, X.LAST_ORGANISATION)
youths = st.floats(100.0, 1_000_000.0)
AREA = 100_000.0


@given(organisations, youths)
def test_more_youths_never_mean_fewer_places(p, organisation, number):
    for era in (X.WJZ2005, X.JEUGDWET2015):
        few = capacity.tenths_for_area(p, era, organisation, number)
        assert capacity.tenths_for_area(p, era, organisation, 2.0 * number) >= few >= 0.0


@given(youths)
def test_bureau_jeugdzorg_has_no_places_after_2015(p, number):
    assert capacity.tenths_for_area(p, X.JEUGDWET2015, X.ORG_BJZ, number) == 0.0
    assert capacity.posted_tenths(p, X.JEUGDWET2015) == 0.0


def test_the_tiers_share_the_places_of_the_local_team(p):
    tiers = sum(capacity.tenths_for_area(p, X.JEUGDWET2015, X.ORG_LICHT + t, AREA) for t in range(X.TIERS))
    whole = capacity.local_fte(p, AREA) * (1.0 - p[P.staff_vacancies]) * p[P.local_caseload] * 10.0
    assert tiers == pytest.approx(whole)


def test_a_worker_who_is_posted_or_present_elsewhere_is_missed_at_home(p, changed):
    base = capacity.tenths_for_area(p, X.WJZ2005, X.ORG_BJZ, AREA)
    posted = changed(connection_posted_fte=p[P.connection_posted_fte] + 1.0)
    present = changed(presence_hours=p[P.presence_hours] + 8.0)
    assert capacity.tenths_for_area(posted, X.WJZ2005, X.ORG_BJZ, AREA) < base
    assert capacity.tenths_for_area(present, X.WJZ2005, X.ORG_BJZ, AREA) < base


def test_one_posted_fte_moves_places_and_loses_none_but_vacancies(changed):
    row = changed(staff_vacancies=0.0, connection_posted_fte=0.0)
    posted = changed(staff_vacancies=0.0, connection_posted_fte=1.0)
    before = capacity.tenths_for_area(row, X.WJZ2005, X.ORG_BJZ, AREA) + capacity.posted_tenths(row, X.WJZ2005)
    after = capacity.tenths_for_area(posted, X.WJZ2005, X.ORG_BJZ, AREA) + capacity.posted_tenths(posted, X.WJZ2005)
    assert after == pytest.approx(before)


@pytest.mark.parametrize("partner", range(4))
def test_learning_meetings_take_time_on_both_sides(changed, partner):
    row = changed(**{f"meeting_per_month_{name}": 0.0 for name in X.PARTNERS})
    meeting = row.copy()
    meeting[P.meeting_per_month + partner] = 2.0
    assert capacity.local_fte(meeting, AREA) < capacity.local_fte(row, AREA)
    assert capacity.partner_fte_taken(meeting, partner) > capacity.partner_fte_taken(row, partner)


def test_a_budget_cut_takes_its_share_of_the_places_of_providers(p, changed):
    cut = changed(budget_factor=0.85 * p[P.budget_factor])
    before = capacity.tenths_for_area(p, X.JEUGDWET2015, X.ORG_PROVIDER, AREA)
    assert capacity.tenths_for_area(cut, X.JEUGDWET2015, X.ORG_PROVIDER, AREA) == pytest.approx(0.85 * before)


@given(st.floats(-50.0, 1e6))
def test_places_are_rounded_to_the_nearest_tenth_and_never_below_none(tenths):
    whole = capacity.whole_tenths(tenths)
    assert whole >= 0
    assert abs(whole - max(0.0, tenths)) <= 0.5


@given(st.floats(0.01, 10.0))
def test_a_smaller_run_of_a_place_loses_the_same_part_of_a_partner_to_its_teams(changed, scale):
    def part_lost(youths: float, size: float, organisation: int) -> float:
        row = changed(population_scale=size)
        busy = changed(population_scale=size, connection_posted_fte=0.5)
        busy[P.presence_hours : P.presence_hours + 4] = 8.0
        busy[P.meeting_per_month : P.meeting_per_month + 4] = 1.0
        free = capacity.tenths_for_area(row, X.WJZ2005, organisation, youths)
        return 1.0 - capacity.tenths_for_area(busy, X.WJZ2005, organisation, youths) / free

    for organisation in (X.ORG_LICHT, X.ORG_BJZ, X.ORG_VEILIG_THUIS, X.ORG_RVDK, X.ORG_GI):
        whole = part_lost(AREA, 1.0, organisation)
        assert 0.0 < whole < 1.0
        assert part_lost(AREA * scale, scale, organisation) == pytest.approx(whole)
