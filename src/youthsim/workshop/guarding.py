"""Who may come in and how much each may ask: sessions, rates, the access code of a room."""

from __future__ import annotations

import ipaddress
import secrets
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, field

from youthsim.workshop import limits

COOKIE = "youthsim_workshop"
LOOPBACK = ("localhost", "127.0.0.1", "::1")
MINUTE = 60.0
DIGITS = 6

Clock = Callable[[], float]


class Refused(Exception):
    """A request that is not carried out: ``status`` of HTTP, and the name of the text that says why."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status, self.reason = status, reason


@dataclass(eq=False)
class Session:
    """One participant: what is left to ask at once, and since when nothing was asked."""

    token: str
    admitted: bool
    left: float
    seen: float
    running: deque[Callable[[], None]] = field(default_factory=deque)  # what ends each answer under way

    def spend(self, now: float) -> bool:
        """Take one request from what is left; False where nothing is."""
        self.left = min(limits.REQUESTS_AT_ONCE, self.left + (now - self.seen) * limits.REQUESTS_A_SECOND)
        self.seen = now
        if self.left < 1.0:
            return False
        self.left -= 1.0
        return True

    def begins(self, end: Callable[[], None]) -> None:
        """An answer begins; where too many run, the oldest ends."""
        self.running.append(end)
        while len(self.running) > limits.MOST_ANSWERS_A_SESSION:
            self.running.popleft()()

    def ended(self, end: Callable[[], None]) -> None:
        """An answer is over."""
        if end in self.running:
            self.running.remove(end)


class Door:
    """The sessions of a workshop. With ``code`` nobody comes in without it.

    Args:
        code: the access code, or None where everybody on this machine may come in.
        clock: seconds that only go up; for tests.
    """

    def __init__(self, code: str | None = None, clock: Clock = time.monotonic) -> None:
        self.code = code
        self._clock = clock
        self._sessions: OrderedDict[str, Session] = OrderedDict()
        self._tries: deque[tuple[float, str]] = deque()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        """How many sessions there are."""
        return len(self._sessions)

    def open(self, token: str | None) -> Session:
        """The session of who opens the page: known by its token, or a new one.

        Raises:
            Refused: the workshop is full, or this session asks too fast.
        """
        with self._lock:
            known = self._sessions.get(token or "")
            if known is not None:
                return self._spent(known)
            now = self._clock()
            for session in [one for one in self._sessions.values() if now - one.seen > limits.SESSION_SECONDS]:
                del self._sessions[session.token]
            if len(self._sessions) >= limits.MOST_SESSIONS:
                raise Refused(503, "refused_full")
            session = Session(secrets.token_urlsafe(18), self.code is None, limits.REQUESTS_AT_ONCE, now)
            self._sessions[session.token] = session
            return self._spent(session)

    def check(self, token: str | None) -> Session:
        """The session of a request from the page.

        Raises:
            Refused: no session, not let in, or too fast.
        """
        with self._lock:
            known = self._sessions.get(token or "")
            if known is None or not known.admitted:
                raise Refused(403, "refused_session")
            return self._spent(known)

    def enter(self, token: str | None, code: str, address: str) -> bool:
        """Let a session in that gives the access code; False where it is not the code.

        Raises:
            Refused: no session, or too many tries.
        """
        with self._lock:
            known = self._sessions.get(token or "")
            if known is None:
                raise Refused(403, "refused_session")
            now = self._clock()
            while self._tries and now - self._tries[0][0] > MINUTE:
                self._tries.popleft()
            mine = sum(who == address for _, who in self._tries)
            if mine >= limits.TRIES_A_MINUTE or len(self._tries) >= 5 * limits.TRIES_A_MINUTE:
                raise Refused(429, "refused_tries")
            right = self.code is not None and secrets.compare_digest(code.strip().encode(), self.code.encode())
            if right:
                known.admitted = True
            else:
                self._tries.append((now, address))
            return right

    def _spent(self, session: Session) -> Session:
        if not session.spend(self._clock()):
            raise Refused(429, "refused_fast")
        return session


def new_code() -> str:
    """An access code that can be read aloud."""
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach a server that listens there."""
    return host in LOOPBACK


def is_own_name(header: str, host: str) -> bool:
    """Whether a request names this server as its own page does.

    A page of somebody else that makes its own name point here (DNS rebinding) asks under that name, and is refused. In
    a room the server is reached by its number or by the name it was started with.
    """
    name = header.rsplit(":", 1)[0] if header.count(":") == 1 or (header.startswith("[") and "]:" in header) else header
    name = name.strip("[]").lower()
    if name in LOOPBACK or name == host.lower():
        return True
    if is_loopback(host):
        return False
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
