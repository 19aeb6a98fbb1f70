"""Every policy: nothing before it starts, nothing at strength zero, something at full strength."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest

from tests.behaviour.conftest import JEUGDWET, WJZ, Region, region, roomy
from tests.engines.conftest import strongest
from youthsim.chain.records import COUNTS
from youthsim.levers import levers
from youthsim.parameters import registry

pytestmark = pytest.mark.behaviour

START = 400  # days after the first measured day
NEUTRAL = {"presence_hours_per_week": 0.0, "overhead": 0.0}
# Every policy that can be on without any strength, with the fields that make it so.
STRENGTH_ZERO = {
    "aftercare": [{"share": 0.2}],
    "budget": [{"factor": 1.0}],
    "caseload": [{"local_caseload": 1.0, "gi_caseload": 1.0}],
    "connection": [
        {"model": "network", "overhead": 0.0},
        {"model": "physical", "posted_fte": 0.0, "clash": 0.0, "image": 0.0} | NEUTRAL,
        {"model": "merged", "posted_fte": 0.0, "clash": 0.0, "image": 0.0, "shared_intake": 0.0} | NEUTRAL,
    ],
    "coordination": [{"procescoordinators": 0.0, "brandpunt": 0.0}],
    "ekc_uptake": [{"adviser_hours_per_week": 0.0}],
    "safety_reports": [{"factor": 1.0}],
    # At the values that hold without the policy.
    **{
        name: [
            {c.field: registry()[c.parameter].value for c in levers()[name].rules if c.field and c.operation == "set"}
        ]
        for name in (
            "community_support",
            "consultation",
            "ekc_elsewhere",
            "extra_help",
            "family_manager",
            "feedback",
            "finding_places",
            "prevention",
            "propensity",
            "reorganisation",
            "shortcuts",
            "staff",
            "training",
        )
    },
}
CASES = [
    pytest.param(name, era, fields, id=f"{name} {fields.get('model', '')} {era}")
    for name, settings in STRENGTH_ZERO.items()
    for era in levers()[name].eras
    for fields in settings
]


def busy(era) -> Region:
    """A region in which every policy finds something to do."""
    return region(era).times({"concern.rate": 3.0}).having({"ekc.adoption_start": 0.3, "coordination.share": 1.0})


@pytest.mark.quick
@pytest.mark.parametrize(("name", "era", "fields"), CASES)
def test_a_policy_of_strength_zero_gives_an_equal_event_log(name, era, fields):
    now = busy(era)
    start = now.scenario.start + timedelta(days=START)
    assert now.with_lever(name, start=start, **fields).log().equals(now.log())
    full = {**fields, **strongest(name)}
    assert not now.with_lever(name, start=start, **full).log().equals(now.log())


def test_early_involvement_without_any_mandate_gives_an_equal_event_log():
    """The GI may be called in from that day on and never is."""
    now = busy(JEUGDWET)
    start = now.scenario.start + timedelta(days=START)
    nothing = {"mandate": 0.0, "presence_hours_per_week": 0.0, "learning_meetings_per_month": 0.0}
    assert now.with_lever("early_gi", start=start, **nothing).log().equals(now.log())
    room = nothing | {"mandate": 1.0}
    assert not now.with_lever("early_gi", start=start, **room).log().equals(now.log())


@pytest.mark.quick
@pytest.mark.parametrize("era", [WJZ, JEUGDWET])
def test_a_day_on_which_the_policy_puts_everything_as_it_was_changes_no_life(era):
    """A price is decided again; no family, team or queue notices."""
    now = busy(era)
    again = {name: now.value(name) for name in ("cost.fte", "gi.caseload", "local.triage_error", "court.days")}
    assert now.later(again, day=START).log().equals(now.log())


@pytest.mark.parametrize("era", [WJZ, JEUGDWET])
def test_before_a_policy_starts_nothing_is_different_in_any_figure(era):
    """The years before it are equal to the last digit, also where it starts on New Year's Day.

    Relapse is counted in the year in which help ended, so that what comes later may change it.
    """
    now = busy(era).runs(1).recordings[0]
    for name, lever in levers().items():
        if era not in lever.eras:
            continue
        start = busy(era).scenario.start.replace(year=busy(era).scenario.start.year + 1)
        changed = busy(era).with_lever(name, start=start, **strongest(name)).runs(1).recordings[0]
        happened = [place for place, what in enumerate(COUNTS) if not what.startswith("relapse")]
        assert np.array_equal(now.counts[0][:, happened], changed.counts[0][:, happened]), name
        for what in ("stocks", "stocks_end", "area_states"):
            assert np.array_equal(getattr(now, what)[0], getattr(changed, what)[0]), (name, what)
        for what in ("wait_count", "wait_days", "wait_in_norm", "pool_days"):
            assert np.array_equal(getattr(now, what)[:, 0], getattr(changed, what)[:, 0]), (name, what)
        assert not np.array_equal(now.counts[1:], changed.counts[1:]), name


def test_every_policy_that_can_be_without_strength_is_tried():
    """Early involvement is tried above; binding caseloads to areas has no half and is tried in a region of one area.

    A change of era has no half either, and what happens after 18 is no line of the log (see test_after_18). Familiarity
    that can move is forgotten where nothing feeds it, and an index by itself takes the place of the factor that stood
    for it.
    """
    whole = {"early_gi", "area_bound_gi", "transition", "after_18", "familiarity", "verwijsindex"}
    assert set(levers()) - set(STRENGTH_ZERO) == whole


def test_a_policy_in_one_area_reaches_the_teams_of_no_other_where_they_share_nothing():
    """With places for all, no stories between teams and meetings that take no hours, four areas are four worlds."""
    now = roomy(WJZ).having({"ekc.available": 0.0, "meeting.hours": 0.0})
    same = now.later({"cost.fte": now.value("cost.fte")})
    first = now.with_lever("connection", model="network", meetings_per_month=2.0, areas=["area-1"])
    far = [log[log["area"] > 0].reset_index(drop=True) for log in (same.log(), first.log())]
    near = [log[log["area"] == 0].reset_index(drop=True) for log in (same.log(), first.log())]
    assert not near[0].equals(near[1])
    assert len(far[0]) > 1_000
    assert far[0].equals(far[1])
