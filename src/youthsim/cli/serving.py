"""``youthsim workshop``: the page for people around a screen."""

from __future__ import annotations

import click

from youthsim.cli import codes
from youthsim.cli.output import language as language_here
from youthsim.cli.reporting import LANGUAGES, SomeOf

PORT = 8765


@click.command()
@click.argument("files", nargs=-1, metavar="[FILE]...")
@click.option("--port", type=click.IntRange(0, 65535), default=PORT, show_default=True, help="0: any that is free.")
@click.option(
    "--host", default="127.0.0.1", show_default=True, metavar="H",
    help="Where to listen. Beyond this machine (0.0.0.0) everybody on the network can reach it, with a code.",
)  # fmt: skip
@click.option(
    "--lang", "languages", type=SomeOf(LANGUAGES), metavar="LIST",
    help="Languages of the page, nl and en, the first by default [both, that of the environment first].",
)  # fmt: skip
def workshop(files: tuple[str, ...], port: int, host: str, languages: tuple[str, ...] | None) -> int:
    """Serve the workshop page: see the chain move, pull a lever, get the answer with its interval.

    Each FILE is a scenario of your own (a path ending in .toml), on the menu beside those that ship.
    """
    from youthsim.workshop.menu import menu_with
    from youthsim.workshop.serving import serve

    first = language_here()
    others = tuple(one for one in LANGUAGES if one != first)
    serve(host, port, languages or (first, *others), click.echo, menu_with(files))
    return codes.DONE
