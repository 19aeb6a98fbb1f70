"""``youthsim workshop``: it says where it is, serves, and ends at Ctrl-C without a fuss."""

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request

import pytest

from youthsim.cli import main
from youthsim.workshop import serving

pytestmark = pytest.mark.interface

START = [sys.executable, "-m", "youthsim", "workshop", "--port", "0"]


@pytest.fixture
def started():
    """Start the command; it is gone afterwards."""
    running = []

    def start(*arguments):
        made = subprocess.Popen([*START, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        running.append(made)
        return made

    yield start
    for one in running:
        one.kill()
        one.wait()


def test_it_serves_at_the_address_that_it_prints_and_ends_at_ctrl_c(started):
    server = started("--lang", "nl")
    address = re.search(r"http://127\.0\.0\.1:\d+/", server.stdout.readline()).group(0)
    with urllib.request.urlopen(address, timeout=60) as page:
        assert "Workshop jeugdzorg" in page.read().decode()
    server.send_signal(signal.SIGINT)
    assert server.wait(timeout=60) == 0
    assert "Traceback" not in server.stderr.read()


def test_a_room_is_warned_about_and_gets_a_code(started):
    server = started("--host", "0.0.0.0")
    said = "".join(server.stdout.readline() for _ in range(3))
    assert "everybody on this network can reach it, unencrypted" in said
    while "access code" not in said:
        said += server.stdout.readline()
    assert re.search(r"access code: \d{6}\b", said)
    port = re.search(r"port (\d+)", said).group(1)
    with pytest.raises(urllib.error.HTTPError, match="401"):
        urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=60)


def test_a_port_that_is_taken_is_said_in_one_line(capsys):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert main(["workshop", "--port", str(port)]) == 2
    error = capsys.readouterr().err
    assert f"port {port}" in error
    assert error.count("\n") == 1


@pytest.mark.parametrize(
    "arguments",
    [["--port", "70000"], ["--port", "many"], ["--lang", "fr"], ["--host", "not a host"]],
    ids=["high port", "no port", "language", "host"],
)
def test_what_cannot_be_is_bad_usage(arguments, capsys):
    assert main(["workshop", *arguments]) == 2
    assert "Traceback" not in capsys.readouterr().err


def test_addresses_of_the_room_are_none_of_this_machine_alone():
    assert not any(address.startswith("127.") for address in serving._addresses())


def test_the_environment_chooses_the_first_language(started, monkeypatch):
    monkeypatch.setitem(os.environ, "LC_ALL", "nl_NL.UTF-8")
    server = started()
    address = re.search(r"http://\S+/", server.stdout.readline()).group(0)
    with urllib.request.urlopen(address, timeout=60) as page:
        assert '<html lang="nl">' in page.read().decode()
