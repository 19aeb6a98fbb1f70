"""The command line: ``youthsim``.

Commands are loaded when they are asked for, and load what they need when they run, so that ``--help`` is
there at once. Exit codes: see ``codes``.
"""

from __future__ import annotations

import atexit
import gc
import os
import sys
from collections.abc import Sequence
from importlib import import_module

import click

from youthsim.cli import codes

# Objects made before Python looks for garbage among them: libraries make many that stay, and with Python's own number
# looking takes a tenth of the time to start.
GARBAGE_AFTER = 100_000
# Command -> module and function; the order is that of the help.
COMMANDS = {
    "scenarios": "youthsim.cli.listing:scenarios",
    "check": "youthsim.cli.checking:check",
    "show": "youthsim.cli.showing:show",
    "params": "youthsim.cli.listing:params",
    "new": "youthsim.cli.founding:new",
    "run": "youthsim.cli.simulate:run",
    "compare": "youthsim.cli.simulate:compare",
    "verify": "youthsim.cli.verifying:verify",
    "bench": "youthsim.cli.benching:bench",
    "sweep": "youthsim.cli.sweeping:sweep",
    "resume": "youthsim.cli.sweeping:resume",
    "status": "youthsim.cli.sweeping:status",
    "sensitivity": "youthsim.cli.analysing:sensitivity",
    "calibrate": "youthsim.cli.analysing:calibrate",
    "value": "youthsim.cli.analysing:value",
    "pattern": "youthsim.cli.analysing:pattern",
    "report": "youthsim.cli.reporting:report",
    "reproduce": "youthsim.cli.reproducing:reproduce",
    "workshop": "youthsim.cli.serving:workshop",
}


class Commands(click.Group):
    """The commands by name, each imported when it is first needed."""

    def list_commands(self, context: click.Context) -> list[str]:
        """The names of all commands, in order."""
        return list(COMMANDS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        """The command of that name, or None."""
        if name not in COMMANDS:
            return None
        module, _, function = COMMANDS[name].partition(":")
        found: click.Command = getattr(import_module(module), function)
        return found

    def resolve_command(
        self, context: click.Context, arguments: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that the arguments ask for; an unknown one is refused with the nearest name."""
        if arguments and arguments[0] not in COMMANDS and not arguments[0].startswith("-"):
            from youthsim.scenario.problems import unknown

            context.fail(unknown("command", arguments[0], COMMANDS))
        return super().resolve_command(context, arguments)


def _version(context: click.Context, _: click.Parameter, asked: bool) -> None:
    if asked:
        from importlib.metadata import PackageNotFoundError, version

        try:
            click.echo(f"youthsim {version('youthsim')}")
        except PackageNotFoundError:
            click.echo("youthsim, not installed")
        context.exit()


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_version, help="Show the version.")
def commands() -> None:
    """Simulate families in the chain of youth care: what policies do to measures, waits, safety and cost.

    SCENARIO is a shipped name (see `youthsim scenarios`) or a path to a TOML file.
    """


def main(arguments: Sequence[str] | None = None) -> int:
    """Carry out one command and give its exit code; no exception leaves it unless YOUTHSIM_DEBUG is set."""
    gc.set_threshold(GARBAGE_AFTER)
    if arguments is not None:
        return _carry_out(arguments)
    atexit.register(gc.freeze)  # Python ends with this command: it need not look for garbage once more
    code = _carry_out(sys.argv[1:])
    if _has_served():
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    return code


def _has_served() -> bool:
    """Whether this was a workshop: a thread of it may be in compiled code, from under which Python takes the ground."""
    return "youthsim.workshop.serving" in sys.modules


def _carry_out(given: Sequence[str]) -> int:
    try:
        code = commands.main(list(given), prog_name="youthsim", standalone_mode=False)
        sys.stdout.flush()
        return code if isinstance(code, int) else codes.DONE
    except BrokenPipeError:
        # The reader of our output has left; keep Python from saying so when it closes the stream.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return codes.DONE
    except (KeyboardInterrupt, click.Abort):
        print("youthsim: interrupted", file=sys.stderr)
        return codes.INTERRUPTED
    except click.ClickException as error:
        error.show(sys.stderr)
        return codes.BAD_INPUT
    except Exception as error:
        if os.environ.get("YOUTHSIM_DEBUG"):
            raise
        return codes.tell(error)
