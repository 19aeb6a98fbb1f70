"""Finding places: what midwives, youth health care, schools and youth work see."""

from __future__ import annotations

import numpy as np
import pytest

from tests.behaviour.conftest import falls, is_within, region, rises, roomy
from youthsim.chain.records import COUNTS
from youthsim.chain.states import FINDING_PLACES

pytestmark = pytest.mark.behaviour


def by_place(runs):
    """Families noticed by each finding place, per replication."""
    return {place: runs.count(f"noticed_{place}") for place in FINDING_PLACES}


@pytest.mark.quick
def test_whoever_is_noticed_is_noticed_by_exactly_one_finding_place_or_by_others():
    here = region()
    counts = here.runs(1).recordings[0].counts
    seen = sum(counts[:, :, COUNTS.index(f"noticed_{place}")].sum() for place in FINDING_PLACES)
    log = here.log()
    assert seen == len(log[(log["event"] == "noticed") & (log["tick"] >= 0)]) > 100


def test_a_longer_consult_notices_more_at_the_consultatiebureau():
    now = roomy()
    longer = now.with_lever("finding_places", place="consultatiebureau", extra_minutes=15.0)
    before, after = by_place(now.runs()), by_place(longer.runs())
    assert rises(before["consultatiebureau"], after["consultatiebureau"])
    assert rises(now.runs().count("signals", slice(0, 1)), longer.runs().count("signals", slice(0, 1)))


def test_midwives_inside_the_cjg_refer_relatively_more():
    # P5: of what is noticed, more comes from the midwives whose practice has moved into the CJG.
    now = roomy().times({"noticing.age_factor": 3.0})
    inside = now.with_lever("finding_places", place="midwife", inside_cjg=1.0)
    assert rises(by_place(now.runs())["midwife"], by_place(inside.runs())["midwife"])
    assert rises(now.runs().count("help_started_local"), inside.runs().count("help_started_local"))


def test_parents_who_do_not_turn_up_are_found_when_somebody_goes_to_their_home():
    now = roomy().having({"finding.no_show": 0.4})
    sought = now.with_lever("finding_places", place="youth_health_care", seeks_out=0.8)
    before, after = by_place(now.runs()), by_place(sought.runs())
    assert rises(before["consultatiebureau"], after["consultatiebureau"])
    assert rises(before["youth_health"], after["youth_health"])


def test_where_youth_work_loses_its_youths_it_notices_nobody_and_others_notice_later():
    now = roomy()
    empty = now.with_lever("finding_places", place="youth_work", extra_contacts=-1000.0)
    assert by_place(empty.runs())["youth_work"].sum() == 0
    assert falls(now.runs().count("signals"), empty.runs().count("signals"))


def test_a_mentor_who_is_relieved_works_less_with_the_same_families():
    now = region()
    relieved = now.with_lever("finding_places", place="secondary_school", relief=0.5)
    hours = [here.runs().outcome("finding_hours", "secondary_school") for here in (now, relieved)]
    assert np.allclose(hours[1], 0.5 * hours[0])
    assert (by_place(relieved.runs())["secondary_school"] == by_place(now.runs())["secondary_school"]).all()


def test_longer_consults_cost_the_municipality_the_hours_that_they_take():
    now = region().of(20_000)
    longer = now.with_lever("finding_places", place="consultatiebureau", extra_minutes=10.0)
    youths = now.arrays.youths
    contacts = now.value("finding.contacts.consultatiebureau")
    attends = now.value("finding.reach.consultatiebureau") * (1.0 - now.value("finding.no_show.consultatiebureau"))
    hours = youths * 4.0 / 18.0 * contacts * attends * 10.0 / 60.0
    price = now.value("cost.fte") / now.value("staff.hours_per_fte") / (365.25 / 7.0)
    assert is_within(longer.runs().outcome("cost_eur", "finding_places"), 0.99 * hours * price, 1.01 * hours * price)
    assert (now.runs().outcome("cost_eur", "finding_places") == 0.0).all()
