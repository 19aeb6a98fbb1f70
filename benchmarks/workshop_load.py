"""Thirty people in a workshop: how long an answer takes, whether anything fails, and how much memory it takes.

    python benchmarks/workshop_load.py --minutes 10 --sessions 30

Starts a workshop of its own on this machine, on a free port, and talks to nothing else. Each session does what a
participant does: it plays the picture, pulls a lever every so often and reads the answer as it sharpens, looks at a
family, takes the table home. It ends by itself after the time given; the table it prints is the result.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import re
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar

MOST_MINUTES, MOST_SESSIONS = 15, 60
SECONDS_BETWEEN_LEVERS = 20.0
DAYS_A_SECOND = 7
PICTURE_SECONDS = 4.0
PATIENCE = 60.0
BASE = {"base": "brabant-2015", "policy": "brabant-early-gi"}
LEVERS = ("early_gi.mandate", "early_gi.stays_available", "early_gi.net_widening", "early_gi.extra_fte")


class Participant(threading.Thread):
    """One session. What it met is in ``first`` and ``full`` (seconds), ``failures`` and ``asked``."""

    def __init__(self, number: int, address: str, until: float, own: int) -> None:
        super().__init__(daemon=True)
        self.number, self.address, self.until, self.own = number, address, until, own
        self.open = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar())).open
        self.first: list[float] = []
        self.full: list[float] = []
        self.pictures: list[float] = []
        self.failures: list[str] = []
        self.asked = self.turn = self.day = 0

    def run(self) -> None:
        """Take part until the time is over."""
        self.get("", {})
        self.get("api/controls", BASE)
        time.sleep(SECONDS_BETWEEN_LEVERS * self.number / 30)  # they do not all begin at once
        while time.monotonic() < self.until:
            began = time.monotonic()
            self.pull_a_lever()
            self.look_at_the_picture(began + SECONDS_BETWEEN_LEVERS)
            if self.turn % 3 == 0:
                self.get("api/changed", self.state())
                self.get("export/table.csv", self.state())

    def state(self) -> dict[str, str]:
        """What is set: a lever at a value that this participant alone has, or one of a few that all try."""
        lever = LEVERS[self.turn % len(LEVERS)]
        value = (self.turn * 7 + self.number * (self.number < self.own)) % 50 / 100
        return BASE | {f"lever.{lever}": f"{value:.2f}"}

    def get(self, path: str, query: dict[str, str]) -> bytes:
        """Ask for something and wait for it; what goes wrong is noted."""
        self.asked += 1
        try:
            with self.open(f"{self.address}{path}?{urllib.parse.urlencode(query)}", timeout=PATIENCE) as response:
                return bytes(response.read())
        except (OSError, urllib.error.URLError) as error:
            self.failures.append(f"{path}: {error}")
            return b""

    def pull_a_lever(self) -> None:
        """Change something and read the answer until it is complete or the next change is due."""
        self.turn += 1
        self.asked += 1
        began = time.monotonic()
        address = f"{self.address}api/answer?{urllib.parse.urlencode(self.state())}"
        try:
            with self.open(address, timeout=PATIENCE) as response:
                for line in response:
                    if not line.startswith(b"data: "):
                        continue
                    event = json.loads(line[6:])
                    if event["state"] == "failed":
                        self.failures.append(event["text"])
                    if event["state"] == "answer":
                        took = time.monotonic() - began
                        if len(self.first) < self.turn:
                            self.first.append(took)
                        if event["done"]:
                            self.full.append(took)
                    if time.monotonic() - began > SECONDS_BETWEEN_LEVERS:
                        break
        except (OSError, urllib.error.URLError) as error:
            self.failures.append(f"answer: {error}")
        if len(self.first) < self.turn:
            self.first.append(math.inf)

    def look_at_the_picture(self, until: float) -> None:
        """Play the policy's picture at a week a second until it is time for the next lever."""
        while time.monotonic() < min(until, self.until):
            began = time.monotonic()
            days = int(DAYS_A_SECOND * PICTURE_SECONDS)
            for side in ("base", "policy"):
                more = {"side": side, "from": str(self.day + 1), "days": str(days)}
                got = self.get("api/film", (BASE if side == "base" else self.state()) | more)
                if got and side == "base":
                    self.day = (self.day + len(json.loads(got)["days"])) % 3000
            self.pictures.append(time.monotonic() - began)
            time.sleep(max(0.0, PICTURE_SECONDS - (time.monotonic() - began)))


def memory_mb(process: int) -> float:
    """Resident memory of a process in megabytes (Linux)."""
    with open(f"/proc/{process}/status", encoding="ascii") as status:
        found = re.search(r"VmRSS:\s+(\d+) kB", status.read())
    return int(found.group(1)) / 1024 if found else math.nan


def quantile(values: list[float], share: float) -> float:
    """A quantile of some seconds; nothing asked is no number."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else math.nan


def main() -> int:
    """Start a workshop, let the participants at it, and tell how it went."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--minutes", type=float, default=2.0)
    parser.add_argument("--sessions", type=int, default=30)
    parser.add_argument("--own", type=int, default=None, help="sessions that set values nobody else has [all]")
    given = parser.parse_args()
    minutes, sessions = min(given.minutes, MOST_MINUTES), min(given.sessions, MOST_SESSIONS)
    command = [sys.executable, "-m", "youthsim", "workshop", "--port", "0", "--lang", "en"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        line = server.stdout.readline() if server.stdout else ""
        address = re.search(r"http://127\.0\.0\.1:\d+/", line).group(0)  # type: ignore[union-attr]
        time.sleep(8)  # it prepares what the page begins with
        until = time.monotonic() + minutes * 60
        people = [Participant(n, address, until, sessions if given.own is None else given.own) for n in range(sessions)]
        for one in people:
            one.start()
        memory = [memory_mb(server.pid)]
        while any(one.is_alive() for one in people) and time.monotonic() < until + PATIENCE:
            time.sleep(5)
            memory.append(memory_mb(server.pid))
    finally:
        server.send_signal(signal.SIGINT)
        code = server.wait(timeout=20)
    tell(people, memory, minutes, code)
    return 0 if not any(one.failures for one in people) and code == 0 else 1


def tell(people: list[Participant], memory: list[float], minutes: float, code: int) -> None:
    """Print the figures, and the first failures if there are any."""
    first, full, pictures = ([t for one in people for t in getattr(one, key)] for key in ("first", "full", "pictures"))
    failures = [text for one in people for text in one.failures]
    print(f"{len(people)} sessions, {minutes:g} minutes, {os.cpu_count()} processors; the server ended with {code}")
    print(f"requests {sum(one.asked for one in people)}, failures {len(failures)}")
    for name, values in (("first estimate", first), ("100 replications", full), ("picture, 4 seconds", pictures)):
        shown = [f"{quantile(values, share):.2f}" for share in (0.5, 0.95, 1.0)]
        print(f"{name}: {len(values)} times, median {shown[0]} s, 95% {shown[1]} s, longest {shown[2]} s")
    print(f"memory: {memory[0]:.0f} MB at the start, at most {max(memory):.0f}, {memory[-1]:.0f} at the end")
    for text in failures[:10]:
        print("  ", text)


if __name__ == "__main__":
    sys.exit(main())
