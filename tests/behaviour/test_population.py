"""Families: how they enter, grow up, leave, and how problems come and go without anybody."""

from __future__ import annotations

import pytest

from tests.behaviour.conftest import at_once, lines, region, rises, roomy
from youthsim.chain.family import (
    ADULT_AGE_YEARS,
    DAYS_PER_YEAR,
    PREGNANCY_DAYS,
    TICKS_PER_DAY,
)
from youthsim.chain.records import STOCKS

pytestmark = pytest.mark.behaviour

SPACING = 3.0  # years between siblings


@pytest.mark.quick
def test_every_family_that_leaves_makes_room_for_a_new_one_at_once():
    log = region().log()
    left, entered = lines(log, "leaves"), lines(log, "enters")
    assert len(left) == len(entered) > 500
    assert (left["tick"].to_numpy() == entered["tick"].to_numpy()).all()
    assert (left["area"].to_numpy() == entered["area"].to_numpy()).all()


def test_a_family_leaves_on_the_18th_birthday_of_its_last_child():
    log = region().log()
    left = lines(log, "leaves")
    assert at_once(left, lines(log, "turns_18")).all()


def test_nothing_happens_to_a_family_that_has_left():
    log = region().log()
    gone = set()
    for line in log.itertuples():
        assert line.family not in gone
        if line.event == "leaves":
            gone.add(line.family)
    assert len(gone) > 500


def test_nothing_happens_to_a_family_before_it_enters():
    log = region().log()
    entered = lines(log, "enters").set_index("family")["tick"]
    first = log.groupby("family")["tick"].first()
    both = first.index.intersection(entered.index)
    assert len(both) > 500
    assert (first[both] == entered[both]).all()


@pytest.mark.parametrize("children", [1, 2, 3])
def test_a_family_stays_from_its_first_pregnancy_until_its_last_child_is_18(children):
    log = region().of(400).over(27).having({"population.birth_spacing": SPACING}).log()
    entered = lines(log, "enters")
    entered = entered[entered["detail"] == children].set_index("family")["tick"]
    left = lines(log, "leaves").set_index("family")["tick"]
    both = entered.index.intersection(left.index)
    years = ADULT_AGE_YEARS + (children - 1) * SPACING
    stays = PREGNANCY_DAYS * TICKS_PER_DAY + years * DAYS_PER_YEAR * TICKS_PER_DAY
    assert len(both) > 10
    assert (left[both] - entered[both] == stays).all()


def test_where_problems_never_grow_nobody_ever_needs_help():
    well = region().settled({"problem.up": 0.0})
    recording = well.runs(1).recordings[0]
    days = recording.stocks[:, :, [STOCKS.index(f"level_{level}") for level in range(1, 6)]].sum(axis=(0, 1))
    assert days[0] > 0.0
    assert (days[1:] == 0.0).all()
    assert set(well.log()["event"]) == {"enters", "leaves", "turns_18"}


def test_a_family_that_enters_has_no_problems_and_no_help_yet():
    log = region().log()
    first = log[log["family"].isin(lines(log, "enters")["family"])].groupby("family")["event"].nth(1)
    assert set(first) <= {"level_up", "turns_18", "leaves"}
    assert (first == "level_up").sum() > 20


def test_problems_grow_and_shrink_one_level_at_a_time():
    log = region().log()
    changes = log[log["event"].isin(["level_up", "level_down", "enters"])]
    level, steps = {}, 0
    for line in changes.itertuples():
        if line.event == "enters":
            level[line.family] = 1
            continue
        if line.family in level:
            steps += 1
            assert line.detail - level[line.family] == (1 if line.event == "level_up" else -1)
        level[line.family] = line.detail
    assert steps > 1_000
    assert set(level.values()) <= {1, 2, 3, 4, 5}


def test_where_recovery_is_slower_more_families_are_in_crisis():
    now = roomy()
    slower = now.later_times({"problem.down": 0.7})
    assert rises(now.runs().stock("level_4"), slower.runs().stock("level_4"))
    assert rises(now.runs().count("vt_reports"), slower.runs().count("vt_reports"))


def test_without_help_more_families_are_unsafe_than_with_it():
    """The doors close for three years; nobody who waits or is helped is sent away."""
    now = roomy(years=5)
    closed = now.later({"noticing.rate": 0.0, "coming_forward.rate": 0.0})
    last = slice(-1, None)
    assert rises(now.runs().stock("level_4", last), closed.runs().stock("level_4", last))
    assert rises(now.runs().stock("between_wal_en_schip", last), closed.runs().stock("between_wal_en_schip", last))


def test_where_networks_count_for_nothing_neighbourly_help_changes_no_life():
    none = {"problem.network_effect": 0.0, "ekc.available": 0.0}
    without, neighbours = (region().having(none | {"ekc.noaberschap": n}) for n in (0.0, 0.5))
    assert without.log().equals(neighbours.log())
    counts = region().having({"ekc.available": 0.0, "ekc.noaberschap": 0.5})
    assert not counts.log().equals(neighbours.log())


def test_a_youth_who_turns_18_in_need_is_followed_up_never_or_always_where_it_is_so():
    for share in (0.0, 1.0):
        runs = region().later({"population.follow_up_after_18": share}, day=1).runs(4)
        years = slice(1, None)
        in_need = runs.count("aged_out_in_need", years)
        assert in_need.min() > 20
        assert (runs.count("aged_out_followed", years) == share * in_need).all()
