"""A region in which everything happens that can happen: what is rare elsewhere is compared between the engines here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest

from tests.engines.conftest import same, small_arrays, small_region
from youthsim.arrays import Arrays
from youthsim.chain.records import EVENTS
from youthsim.engines import core, mesa
from youthsim.engines.recording import Recording
from youthsim.parameters import registry

pytestmark = pytest.mark.contract

FAMILIES = 500
# Possible and beyond experience: organisations that a small region would have a tenth of a place of, and shares of what
# is seldom tried.
EVERYTHING = {
    "population.care_avoiding": 0.3,
    "noticing.avoider_accepts": 0.3,
    "noticing.accepts": 0.7,
    "crisis.fte": 500.0,
    "coordination.other_professionals": 3.0,
    "coordination.share": 1.0,
    "coordination.tenths": 3.0,
    "coordination.procescoordinators": 500.0,
    "coordination.brandpunt": 100.0,
    "coordination.brandpunt_caseload": 100.0,
    "coordination.stagnation_days": 3.0,
    "coordination.calls_in": 0.7,
    "coordination.binding": 0.5,
    "family_manager.fte": 500.0,
    "family_manager.share": 0.9,
    "family_manager.after_days": 3.0,
    "family_manager.uhp_factor": 1.5,
    "drang.share": 0.4,
    "drang.days": 60.0,
    "drang.after_refusal": 0.8,
    "verwijsindex.registers": 0.8,
    "feedback.share": 0.8,
    "local.consults_before_referral": 0.8,
    "extra_help.families": 2000.0,
    "ekc_elsewhere.start": 0.8,
    "ekc_elsewhere.gain": 0.2,
    "community.reach": 0.5,
    "finding.inside_cjg": 0.5,
    "familiarity.moves": 1.0,
    "prevention.available": 1.0,
    "prevention.places": 2000.0,
    "prevention.days": 90.0,
    "prevention.delay_days": 10.0,
    "prevention.lasts_days": 90.0,
    "prevention.relieves": 0.3,
    "prevention.refers": 0.7,
    "prevention.handover_keeps": 0.5,
    "prevention.instead": 0.4,
    "prevention.at_once": 0.2,
    "voogdij.end_rate": 0.5,
    "meeting.per_month": 1.0,
}
FOUND = {"prevention.find_rate": 2.0}
BY_AGE = {"prevention.offer_share": 0.8, "prevention.from_age": -0.5, "prevention.to_age": 12.0}
OLD_ERA = {
    "access.direct": 0.2,
    "access.provisional": 0.3,
    "access.afterwards": 0.2,
    "access.during": 0.2,
    "access.drawing_rights": 300.0,
    "access.joint_education": 0.3,
    "access.redirected": 0.5,
    "access.on_location": 0.9,
    "access.on_location_accepts": 0.6,
    "feedback.spares_intake": 0.8,
}
NEW_ERA = {
    "early_gi.available": 1.0,
    "early_gi.call_base": 0.8,
    "early_gi.net_widening": 0.3,
    "early_gi.stays_available": 0.9,
}
REGIONS = {
    "wjz2005": OLD_ERA | FOUND,
    "jeugdwet2015": NEW_ERA | BY_AGE,
    "wjz2005, by signals": OLD_ERA | BY_AGE | {"coordination.trigger": 1.0, "coordination.owner": 2.0},
    "jeugdwet2015, by registrations": NEW_ERA | FOUND | {"coordination.trigger": 2.0, "coordination.owner": 1.0},
}
# What happens in one era alone.
ONLY_OLD = {"indication_starts", "indicated", "sent_back", "shortcut", "redirected", "asked_on_location", "overruled",
            "drawing_right"}  # fmt: skip
ONLY_NEW = {"early_gi_called", "early_gi_refused", "early_gi_starts", "early_gi_ends", "gi_stays_available",
            "sent_by_access"}  # fmt: skip


def region(name: str) -> Arrays:
    """The arrays of a busy region with everything on."""
    scenario = small_region(name.partition(",")[0])
    values = dict(scenario.values) | of_lists(EVERYTHING | REGIONS[name])
    return small_arrays(replace(scenario, values=tuple(sorted(values.items()))), FAMILIES)


def of_lists(values: Mapping[str, float]) -> dict[str, float]:
    """The values by parameter, those of a list for each of its members."""
    return {p.name: min(p.maximum, values[p.family]) for p in registry().values() if p.family in values} | {
        name: value for name, value in values.items() if name in registry()
    }


@pytest.fixture(scope="module")
def recordings() -> dict[str, tuple[Recording, Recording]]:
    """What both engines record, by region."""
    arrays = {name: region(name) for name in REGIONS}
    return {
        name: (core.simulate(a, 1, 0, events=True), mesa.simulate(a, 1, 0, events=True)) for name, a in arrays.items()
    }


@pytest.mark.parametrize("name", REGIONS)
def test_what_is_rare_happens_alike_in_both_engines(recordings, name):
    one, other = recordings[name]
    assert np.array_equal(one.events, other.events)
    assert same(one, other)
    assert same(other, one)


@pytest.mark.parametrize(("era", "never"), [("wjz2005", ONLY_NEW), ("jeugdwet2015", ONLY_OLD)])
def test_everything_that_the_log_has_a_word_for_happens(recordings, era, never):
    logs = [one.events["event"] for name, (one, _) in recordings.items() if name.startswith(era)]
    seen = {EVENTS[event] for event in np.unique(np.concatenate(logs))}
    assert set(EVENTS) - never - seen == set()
    assert seen & never == set()
