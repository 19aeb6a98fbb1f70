"""The Jeugdwet comes into force within a scenario: who decides, who waits where, who pays."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from tests.behaviour.conftest import WJZ, at_once, lines, region
from youthsim.chain.family import TICKS_PER_DAY
from youthsim.scenario import ScenarioError, load

pytestmark = pytest.mark.behaviour

DAY = date(2010, 1, 1)
AFTER_A_YEAR = 365 * TICKS_PER_DAY


def changing():
    return region(WJZ).with_lever("transition", start=DAY)


@pytest.mark.quick
def test_until_that_day_everybody_lives_the_same_life():
    before, after = region(WJZ).log(), changing().log()
    mine = [log[log["tick"] < AFTER_A_YEAR].reset_index(drop=True) for log in (before, after)]
    assert mine[0].equals(mine[1])
    assert not before.equals(after)


def test_from_that_day_nobody_asks_bureau_jeugdzorg_and_indications_under_way_are_finished():
    log = changing().log()
    later = log[log["tick"] >= AFTER_A_YEAR]
    assert lines(later, "indication_starts").empty
    assert lines(later, "queues", "bjz").empty
    started = lines(log[log["tick"] < AFTER_A_YEAR], "indication_starts")
    assert not started.empty
    assert len(lines(later, "indicated")) + len(lines(later, "sent_back")) > 0
    runs = changing().runs(2)
    assert (
        runs.pool("used_place_days", "bjz", slice(2, 3)).max()
        < 0.05 * runs.pool("used_place_days", "bjz", slice(0, 1)).min()
    )


def test_who_waits_for_bureau_jeugdzorg_goes_to_the_local_team_on_that_day():
    now = region(WJZ).later({"bjz.fte": 0.5})  # so that many wait
    log = now.with_lever("transition", start=DAY).log()
    that_day = log[log["tick"] == AFTER_A_YEAR]
    intakes = lines(that_day, "intake")
    assert len(intakes) > 10
    waits = lines(log[log["tick"] < AFTER_A_YEAR], "queues", "bjz")
    assert set(intakes["family"]) <= set(waits["family"])


def test_measures_go_on_over_that_day():
    log = changing().log()
    that_day = log[log["tick"] == AFTER_A_YEAR]
    assert lines(that_day, "ots_ends").empty
    assert at_once(lines(that_day, "ots_starts"), that_day).sum() == len(lines(that_day, "ots_starts"))
    before, after = (here.runs(8).stock("ots", slice(1, 2)) for here in (region(WJZ), changing()))
    assert np.abs(after / before - 1.0).max() < 0.1


def test_workers_of_access_who_join_the_local_teams_make_places_there():
    none, all_of_them = (
        region(WJZ).of(20_000).with_lever("transition", start=DAY, staff_to_local=s) for s in (0.0, 1.0)
    )
    last = slice(2, 3)
    for tier in ("local_licht", "local_midden", "local_zwaar"):
        before, after = (here.runs(1).pool("place_days", tier, last)[0] for here in (none, all_of_them))
        assert after > before
    assert (
        none.runs(1).pool("place_days", "bjz", last)[0] == all_of_them.runs(1).pool("place_days", "bjz", last)[0] == 0.0
    )


def test_the_province_pays_until_that_day_and_the_municipality_from_then_on():
    from youthsim.outcomes import costs
    from youthsim.outcomes.series import sums_of

    runs = changing().runs(1)
    paid = costs.by_payer(sums_of(runs.recordings[0], runs.arrays))
    assert paid["province"][0, -1] > 0.0
    assert np.allclose(paid["province"][1:, -1], 0.0)
    assert (paid["municipality"][1:, -1] > 1.5 * paid["municipality"][0, -1]).all()
    whole = costs.by_organisation(sums_of(runs.recordings[0], runs.arrays))["all"][:, -1]
    assert np.allclose(sum(series[:, -1] for series in paid.values()), whole)


def test_a_lever_of_the_jeugdwet_can_start_after_the_transition_and_not_before():
    both = {"transition": {"start": DAY}, "early_gi": {"start": date(2011, 1, 1)}}
    assert {lever.name for lever in load("wjz-2009").with_levers(**both).levers} >= {"transition", "early_gi"}
    with pytest.raises(ScenarioError, match="early_gi does not exist in era wjz2005"):
        load("wjz-2009").with_levers(**{**both, "early_gi": {"start": date(2009, 6, 1)}})
