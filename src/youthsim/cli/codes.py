"""Exit codes, and what is said when a command cannot be carried out."""

from __future__ import annotations

import sys

DONE = 0
CHECK_FAILED = 1  # a file that was read breaks the rules, a verification or reproduction differs
BAD_INPUT = 2  # wrong usage, a file that cannot be read at all, a scenario that cannot be run
INTERRUPTED = 3
DEFECT = 70


def tell(error: Exception) -> int:
    """Say on stderr what went wrong, without a traceback, and give the exit code."""
    from youthsim.experiment.errors import BadInput, Incomplete
    from youthsim.levers.loading import LeverError
    from youthsim.parameters import RegistryError
    from youthsim.scenario.problems import ScenarioError

    if isinstance(error, ScenarioError):
        print("\n".join(error.problems), file=sys.stderr)
        return BAD_INPUT
    if isinstance(error, BadInput | Incomplete):
        print(f"youthsim: {error}", file=sys.stderr)
        return error.exit_code
    if isinstance(error, LeverError | RegistryError):  # somebody is writing a lever or a parameter
        print(f"youthsim: {error}", file=sys.stderr)
        return BAD_INPUT
    reason = " ".join(str(error).split())
    hint = "set YOUTHSIM_DEBUG=1 to see where, and please report it"
    print(f"youthsim: a defect in youthsim: {type(error).__name__}: {reason} ({hint})", file=sys.stderr)
    return DEFECT
