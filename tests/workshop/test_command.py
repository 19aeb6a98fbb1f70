"""``youthsim workshop``: it says where it is, serves, and ends at Ctrl-C without a fuss."""

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from types import SimpleNamespace

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


@pytest.mark.parametrize("rules", ["compiled", "being compiled"])
def test_it_serves_at_the_address_that_it_prints_and_ends_at_ctrl_c(started, rules, monkeypatch, tmp_path):
    if rules == "being compiled":
        monkeypatch.setenv("YOUTHSIM_CACHE_DIR", str(tmp_path))
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


def interface(*addresses, up=True):
    """An interface of a machine as psutil tells of it."""
    families = {False: socket.AF_INET, True: socket.AF_INET6}
    return [SimpleNamespace(address=one, family=families[":" in one]) for one in addresses], SimpleNamespace(isup=up)


def machine(monkeypatch, **interfaces):
    monkeypatch.setattr(serving.psutil, "net_if_addrs", lambda: {name: one[0] for name, one in interfaces.items()})
    monkeypatch.setattr(serving.psutil, "net_if_stats", lambda: {name: one[1] for name, one in interfaces.items()})


def test_a_room_is_told_the_address_of_every_interface_that_others_can_reach(monkeypatch):
    machine(
        monkeypatch, lo=interface("127.0.0.1", "::1"), wifi=interface("192.168.1.20", "fe80::1%wifi", "fd00::2"),
        cable=interface("10.0.0.7"), gone=interface("172.16.0.1", up=False),
    )  # fmt: skip
    assert serving._addresses("0.0.0.0") == ["10.0.0.7", "192.168.1.20"]
    assert serving._addresses("::") == ["10.0.0.7", "192.168.1.20", "[fd00::2]"]


def test_a_machine_without_a_network_says_how_to_look_its_address_up(monkeypatch):
    machine(monkeypatch, lo=interface("127.0.0.1"))
    said = []
    serving._tell("0.0.0.0", 8765, "123456", said.append)
    assert any("ipconfig" in line and ":8765/" in line for line in said)


def test_a_scenario_of_ones_own_is_said_to_be_on_the_menu(started, tmp_path):
    path = tmp_path / "town.toml"
    path.write_text('[scenario]\ntitle = "Our own town"\nextends = "brabant-2015"\n', encoding="utf-8")
    server = started(str(path))
    assert "Our own town (town)" in server.stdout.readline()
    assert "http://" in server.stdout.readline()


def test_a_scenario_file_that_is_wrong_is_one_clear_error_and_nothing_is_served(tmp_path, capsys):
    path = tmp_path / "town.toml"
    path.write_text('[scenario]\nextends = "baseline"\n[set]\n"gi.caseload" = -3\n', encoding="utf-8")
    assert main(["workshop", str(path)]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "town.toml:4" in said.err
    assert said.err.count("\n") == 1
    assert main(["workshop", str(tmp_path / "gone.toml")]) == 2
    assert "there is no such file" in capsys.readouterr().err


def test_the_environment_chooses_the_first_language(started, monkeypatch):
    monkeypatch.setitem(os.environ, "LC_ALL", "nl_NL.UTF-8")
    server = started()
    address = re.search(r"http://\S+/", server.stdout.readline()).group(0)
    with urllib.request.urlopen(address, timeout=60) as page:
        assert '<html lang="nl">' in page.read().decode()
