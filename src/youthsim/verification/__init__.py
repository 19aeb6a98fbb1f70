"""Checks that could prove the engine wrong: exact results, identities of paths, laws of what is drawn.

``verify`` gives a table of rows; see ``docs/verification.md``.
"""

from youthsim.verification.battery import CHECKS, verify
from youthsim.verification.effort import DEFAULT, FULL, Effort
from youthsim.verification.rows import Row

__all__ = ["CHECKS", "DEFAULT", "FULL", "Effort", "Row", "verify"]
