"""How commands of the documentation are carried out by the tests: at small size, by one table of rules.

The first rule whose pattern a line holds says what is done with it; a line without a rule fails the test. What is only
read here, because it needs minutes, a cluster or another machine, is carried out where its rule says.
"""

from __future__ import annotations

import re
from typing import NamedTuple

RUN = "run"  # carried out, with ``extra`` behind it
READ = "read"  # the command line understands it; carried out in ``elsewhere``
GIVEN = "given"  # no command of youthsim: ``elsewhere`` has it


class Rule(NamedTuple):
    """What is done with a line that holds ``pattern``."""

    pattern: str
    does: str
    extra: str = ""
    elsewhere: str = ""


SIZE = "--replications 2 --years 3 --families 600 --quiet"
STUDY = "--replications 2 --years 2 --families 300 --executor serial --quiet"
RULES = (
    Rule(r"^youthsim verify", READ, elsewhere="tests/verification/test_command.py"),
    Rule(r"^youthsim bench", READ, elsewhere="tests/benchmark/test_bench_command.py"),
    Rule(r"^youthsim workshop", READ, elsewhere="tests/workshop"),
    Rule(r"--executor (slurm|dask)", READ, elsewhere="tests/cluster/test_slurm.py"),
    Rule(r"^youthsim .*--posterior ", READ, elsewhere="tests/analysis/test_commands.py"),
    Rule(r"^youthsim \w+ experiments/(?!early-gi-grid)", READ, elsewhere="tests/reproduce/test_experiments.py"),
    Rule(r"^youthsim (run|compare) .*--precision", RUN, f"{SIZE} --max-replications 2"),
    Rule(r"^youthsim (run|compare) ", RUN, SIZE),
    Rule(r"^youthsim sweep .*--plan", RUN, STUDY),
    Rule(r"^youthsim sweep ", RUN, STUDY),
    Rule(r"^youthsim (sensitivity|calibrate|value|pattern) ", RUN, f"{STUDY} --families 1500"),  # else nothing differs
    Rule(r"^youthsim (resume|reproduce) ", RUN, "--executor serial --quiet"),
    Rule(r"^youthsim ", RUN),
    Rule(r"^python -m youthsim\.scenario\.json_schema", GIVEN, elsewhere="tests/scenario/test_schema.py"),
    Rule(r"^python docs/site/catalogue", GIVEN, elsewhere="tests/docs/test_pages.py"),
    Rule(r"^python -m tests\.reference\.table", GIVEN, elsewhere="tests/reference/test_reference.py"),
    Rule(r"^python experiments/", GIVEN, elsewhere="tests/reproduce/test_experiments.py"),
    Rule(r"^python -m tests\.mutation\.plant", GIVEN, elsewhere="tests/mutation/test_faults.py"),
    Rule(r"^(python3 -m venv|\. \.venv/bin/activate|apt-get|pip install)", GIVEN, elsewhere=".ci/run"),
    Rule(r"^make (check|coverage|site)", GIVEN, elsewhere=".ci/run"),
    Rule(r"^make test", GIVEN, elsewhere="Makefile"),
)
# In Python, with whole words: the size of a run, and its scenarios.
PYTHON = (
    (r"\breplications=\d+", "replications=2, quiet=True"),
    (r'\bys\.load\(("[\w-]+")\)', r"ys.load(\1).with_years(3).with_families(600)"),
    (r"\bwith_families\(2000\)", "with_families(100)"),
    (r"\brange\(365\)", "range(3)"),
)


def rule_of(line: str) -> Rule | None:
    """The rule for a line of a page, or None."""
    return next((rule for rule in RULES if re.search(rule.pattern, line)), None)


def small_python(text: str) -> str:
    """A block of Python at small size."""
    for pattern, instead in PYTHON:
        text = re.sub(pattern, instead, text)
    return text
