"""The GI joins the local team before a measure; what it costs in places, and who knows the family afterwards."""

from __future__ import annotations

import pytest

from tests.behaviour.conftest import (
    Region,
    after_the_start,
    at_once,
    falls,
    happened,
    lines,
    region,
    rises,
    roomy,
    with_level,
)
from youthsim.chain.states import MULTIPLE

pytestmark = pytest.mark.behaviour

READY = {"early_gi.call_base": 1.0, "early_gi.waits_if_full": 1.0, "early_gi.net_widening": 0.0}
OFTEN = {"concern.rate": 5.0}
NOBODY_ELSE = {"presence_hours_per_week": 0.0, "learning_meetings_per_month": 0.0}


def calling(base: Region, more=None) -> Region:
    """A region that calls the GI in from the first day, without hours of presence or meetings."""
    return base.having(READY | (more or {})).with_lever("early_gi", **NOBODY_ELSE)


@pytest.mark.quick
def test_only_where_the_policy_exists_is_the_gi_called_in_early():
    base = roomy().times(OFTEN)
    assert base.having(READY).runs(2).count("early_gi_calls").sum() == 0
    assert calling(base).runs(2).count("early_gi_calls").min() > 5


def test_the_gi_is_called_in_early_from_multiple_problems_on():
    log = with_level(calling(roomy().times(OFTEN)).log())
    called = log[(log["event"] == "early_gi_called") & (log["level"] > 0)]
    assert len(called) > 5
    assert (called["level"] >= MULTIPLE).all()


def test_as_a_diversion_of_requests_early_involvement_lowers_requests_and_new_measures():
    now = region(years=4).of(8_000).times(OFTEN).having(READY)
    early = calling(region(years=4).of(8_000).times(OFTEN))
    for name in ("requests_to_rvdk", "ots_started"):
        assert falls(now.runs().count(name), early.runs().count(name))


def test_without_net_widening_every_call_is_for_a_family_that_would_have_been_requested():
    assert calling(roomy().times(OFTEN)).runs(4).count("early_gi_calls_widening").sum() == 0


def test_net_widening_fills_more_places_of_the_gi():
    none = calling(roomy().times(OFTEN))
    wide = calling(roomy().times(OFTEN), {"early_gi.net_widening": 0.8})
    assert rises(none.runs().count("early_gi_calls"), wide.runs().count("early_gi_calls"))
    assert rises(none.runs().stock("early_gi"), wide.runs().stock("early_gi"))


def test_a_gi_without_a_free_place_refuses_every_call_where_nobody_waits_for_it():
    full = calling(roomy().times(OFTEN).having({"gi.fte": 0.001}), {"early_gi.waits_if_full": 0.0}).runs(4)
    assert full.count("early_gi_calls").min() > 5
    assert (full.count("early_gi_refused") == full.count("early_gi_calls")).all()
    assert full.count("early_gi_started").sum() == 0


def test_where_every_call_waits_none_is_refused():
    waiting = calling(region().times(OFTEN)).runs(4)
    assert waiting.count("early_gi_calls").min() > 5
    assert waiting.count("early_gi_refused").sum() == 0


def test_a_family_keeps_its_place_in_the_wijkteam_while_the_gi_is_there():
    """Its local help ends in that time only by an OTS, or because the family leaves."""
    log = calling(roomy().times(OFTEN)).log()
    stops = log[log["event"].isin(["ots_starts", "leaves"])]
    moments = set(zip(stops["family"], stops["tick"], strict=True))
    early, ends = set(), 0
    for line in log.itertuples():
        if line.event == "early_gi_starts":
            early.add(line.family)
        elif line.event == "early_gi_ends":
            ends += line.family in early
            early.discard(line.family)
        elif line.event in ("help_ends", "referred") and line.family in early:
            assert (line.family, line.tick) in moments
    assert ends > 20


def test_the_wijkteam_s_places_are_held_longer_so_its_queue_grows():
    now = region(years=4).times(OFTEN).having(READY)
    early = calling(region(years=4).times(OFTEN), {"early_gi.days": 1825.0, "early_gi.net_widening": 0.9})
    tiers = ("local_midden", "local_zwaar")
    assert rises(now.runs().wait(tiers), early.runs().wait(tiers))


def test_a_measure_after_early_involvement_has_the_same_worker_at_once():
    log = calling(roomy(years=4).times(OFTEN)).log()
    involved, known = set(), []
    for line in log.itertuples():
        if line.event == "early_gi_starts":
            involved.add(line.family)
        elif line.event == "early_gi_ends":
            involved.discard(line.family)
        elif line.event == "ots_starts" and line.family in involved:
            known.append((line.family, line.tick))
    contacts = lines(log, "gi_contact")
    same = contacts[contacts["detail"] == 1]
    assert len(known) > 3
    assert set(known) <= set(zip(same["family"], same["tick"], strict=True))


def test_early_involvement_that_takes_more_of_a_place_leaves_less_for_measures():
    base = region(years=4).times(OFTEN | {"gi.fte": 1.5, "rvdk.fte": 5.0, "veilig_thuis.fte": 5.0})
    little, much = (
        calling(base, {"early_gi.net_widening": 0.9, "early_gi.place_tenths": tenths}) for tenths in (1.0, 10.0)
    )
    assert rises(little.runs().wait("gi"), much.runs().wait("gi"))


@pytest.mark.parametrize("stays", [0.0, 1.0])
def test_the_gi_stays_available_after_a_measure_never_or_always(stays):
    log = after_the_start(calling(roomy(years=4).times(OFTEN), {"early_gi.stays_available": stays}).log())
    birthdays = lines(log, "turns_18")
    ended = lines(log, "ots_ends")
    ended = ended[~at_once(ended, birthdays)]
    contacts = lines(log, "gi_contact")
    ended = ended[ended["family"].isin(contacts["family"])]
    assert len(ended) > 10
    # A provisional OTS that the court refuses may end before the worker has come.
    refused = log[log["event"].isin(["court_decides", "investigation_ends"]) & (log["detail"] == 0)]
    reviewed = ended[~at_once(ended, refused)]
    assert (at_once(reviewed, lines(log, "gi_stays_available")) == bool(stays)).all()


def test_a_mandate_without_room_calls_nobody_in():
    narrow = roomy().times(OFTEN).having(READY).with_lever("early_gi", mandate=0.0, **NOBODY_ELSE)
    log = narrow.log()
    assert happened(log, "early_gi_called", "early_gi_refused") == {"early_gi_called": 0, "early_gi_refused": 0}
    assert len(lines(log, "requested")) > 50
