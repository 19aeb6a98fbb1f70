"""Who may come into a workshop, and how fast each may ask."""

import pytest

from youthsim.workshop import guarding, limits
from youthsim.workshop.guarding import Door, Refused

pytestmark = [pytest.mark.unit, pytest.mark.quick]


class Clock:
    now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


def refused(reason):
    return pytest.raises(Refused, match=reason)


def test_a_session_is_known_by_its_token_and_a_made_up_token_is_not(clock):
    door = Door(clock=clock)
    session = door.open(None)
    assert door.check(session.token) is session
    with refused("session"):
        door.check("made-up")
    assert door.open("made-up").token != "made-up"


def test_a_session_may_ask_in_a_burst_and_then_at_its_rate(clock):
    door = Door(clock=clock)
    token = door.open(None).token
    for _ in range(int(limits.REQUESTS_AT_ONCE) - 1):
        door.check(token)
    with refused("fast"):
        door.check(token)
    clock.now += 1.0
    for _ in range(int(limits.REQUESTS_A_SECOND)):
        door.check(token)
    with refused("fast"):
        door.check(token)


def test_one_session_that_floods_leaves_the_others_alone(clock):
    door = Door(clock=clock)
    loud, quiet = door.open(None).token, door.open(None).token
    with refused("fast"):
        for _ in range(1000):
            door.check(loud)
    door.check(quiet)


def test_a_full_workshop_takes_nobody_until_somebody_has_been_quiet_for_long(clock):
    door = Door(clock=clock)
    for _ in range(limits.MOST_SESSIONS):
        door.open(None)
    with refused("full"):
        door.open(None)
    clock.now += limits.SESSION_SECONDS + 1
    door.open(None)
    assert len(door) == 1


def test_a_room_lets_in_who_knows_the_code(clock):
    door = Door("123456", clock)
    token = door.open(None).token
    with refused("session"):
        door.check(token)
    assert not door.enter(token, "123457", "10.0.0.5")
    assert door.enter(token, " 123456 ", "10.0.0.5")
    door.check(token)


def test_guessing_the_code_is_slow(clock):
    door = Door("123456", clock)
    token = door.open(None).token
    for number in range(limits.TRIES_A_MINUTE):
        door.enter(token, str(number), "10.0.0.5")
    with refused("tries"):
        door.enter(token, "123456", "10.0.0.5")
    assert door.enter(token, "123456", "10.0.0.6"), "others in the room are not kept out"
    clock.now += 61
    assert door.enter(token, "123456", "10.0.0.5")


def test_codes_are_six_digits_and_differ():
    codes = {guarding.new_code() for _ in range(50)}
    assert all(len(code) == 6 and code.isdigit() for code in codes)
    assert len(codes) > 40


def test_of_too_many_answers_of_one_session_the_oldest_ends(clock):
    session = Door(clock=clock).open(None)
    ended = []
    for number in range(limits.MOST_ANSWERS_A_SESSION + 2):
        session.begins(lambda number=number: ended.append(number))
    assert ended == [0, 1]


@pytest.mark.parametrize("header", ["localhost:8765", "127.0.0.1:8765", "[::1]:8765", "localhost"])
def test_the_page_s_own_names_are_known(header):
    assert guarding.is_own_name(header, "127.0.0.1")


@pytest.mark.parametrize("header", ["evil.example:8765", "192.168.1.5:8765", "", "localhost.evil.example"])
def test_another_name_is_refused_on_this_machine(header):
    assert not guarding.is_own_name(header, "127.0.0.1")


def test_a_room_is_reached_by_number_or_by_the_name_it_was_started_with():
    assert guarding.is_own_name("192.168.1.5:8765", "0.0.0.0")
    assert guarding.is_own_name("[fe80::1]:8765", "::")
    assert guarding.is_own_name("room.local:8765", "room.local")
    assert not guarding.is_own_name("evil.example:8765", "0.0.0.0")
