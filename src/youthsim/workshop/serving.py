"""Start the workshop, say where it is, and stop it cleanly."""

from __future__ import annotations

import ipaddress
import socket
import threading
from collections.abc import Callable

import psutil
import uvicorn

from youthsim.experiment.errors import BadInput
from youthsim.workshop import asking, assets, limits
from youthsim.workshop.app import Workshop, application
from youthsim.workshop.estimating import Pool
from youthsim.workshop.films import Cinema
from youthsim.workshop.guarding import Door, is_loopback, new_code
from youthsim.workshop.menu import SHIPPED, Menu

SECONDS_TO_END = 2  # what is under way gets so long when the server stops
WAITING = 128
ANY, ANY_OF_BOTH = "0.0.0.0", "::"
LOOK_UP = "Look its address up with `ip address` (Linux), `ipconfig` (Windows) or `ifconfig` (macOS)"
LARGEST_HEADER = 32 * 1024

Say = Callable[[str], None]


def serve(host: str, port: int, languages: tuple[str, ...], say: Say, menu: Menu = SHIPPED) -> None:
    """Serve the page until somebody stops it.

    Args:
        host: where to listen; beyond this machine only with an access code, which is said.
        port: 0 for any that is free.
        languages: of the page, the first by default.
        say: tells the facilitator something, line by line.
        menu: the scenarios that the page offers.

    Raises:
        BadInput: nobody can listen there.
    """
    listening = _listen(host, port)
    try:
        port = listening.getsockname()[1]
        code = None if is_loopback(host) else new_code()
        pool = Pool()
        workshop = Workshop(Door(code), pool, host, languages, menu=menu)
        config = uvicorn.Config(
            application(workshop), log_level="critical", access_log=False, server_header=False, lifespan="off",
            limit_concurrency=limits.MOST_CONNECTIONS, timeout_keep_alive=20,
            timeout_graceful_shutdown=SECONDS_TO_END, h11_max_incomplete_event_size=LARGEST_HEADER, http="h11",
            ws="none",
        )  # fmt: skip
        server = uvicorn.Server(config)
        threading.Thread(target=_prepare, args=(pool, workshop.cinema), daemon=True).start()
        for own in menu.own:
            say(f"On the menu beside the shipped scenarios: {own.title} ({own.name}).")
        _tell(host, port, code, say)
        try:
            server.run(sockets=[listening])
        except KeyboardInterrupt:
            pass  # that is how a workshop ends
        finally:
            pool.stop()
    finally:
        listening.close()


def _listen(host: str, port: int) -> socket.socket:
    """A socket that listens, or an error that says why not."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen(WAITING)  # who comes before the server runs waits a moment
    except (OSError, OverflowError) as error:
        listening.close()
        reason = getattr(error, "strerror", None) or str(error)
        raise BadInput(f"cannot listen at {host}, port {port}: {reason}; another --port may be free") from None
    return listening


def _prepare(pool: Pool, cinema: Cinema) -> None:
    """Before anybody asks: what the page begins with, when nobody waits for anything else."""
    worlds = asking.worlds(asking.Ask())
    pool.ask((asking.sized(worlds[0], asking.SMALL), asking.sized(worlds[1], asking.SMALL)), lambda: None, idle=True)
    assets.plotly()
    for world in worlds:
        cinema.show(world, 0, 1, whole=True)


def _tell(host: str, port: int, code: str | None, say: Say) -> None:
    shown = f"[{host}]" if ":" in host else host
    if code is None:
        say(f"The workshop is at http://{shown}:{port}/ on this machine. Ctrl-C ends it.")
        return
    say(f"The workshop listens at {shown}, port {port}: everybody on this network can reach it, unencrypted.")
    addresses = _addresses(host) if host in (ANY, ANY_OF_BOTH) else [shown]
    for address in addresses:
        say(f"  address:     http://{address}:{port}/")
    if not addresses:
        say(f"  address:     none found: is this machine on a network? {LOOK_UP}, and open http://THAT-ADDRESS:{port}/")
    say(f"  access code: {code}")
    say("Ctrl-C ends it.")


def _addresses(host: str) -> list[str]:
    """The addresses of this machine's interfaces at which others in the room may reach it; nothing is sent."""
    families = {socket.AF_INET} if host == ANY else {socket.AF_INET, socket.AF_INET6}
    up = {name for name, state in psutil.net_if_stats().items() if state.isup}
    found = [
        ipaddress.ip_address(one.address.partition("%")[0])
        for name, known in psutil.net_if_addrs().items() if name in up
        for one in known if one.family in families
    ]  # fmt: skip
    others = {one for one in found if not one.is_loopback and not one.is_link_local}
    return [f"[{one}]" if one.version == 6 else str(one) for one in sorted(others, key=lambda one: (one.version, one))]
