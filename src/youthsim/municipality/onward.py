"""What can be done with a municipality: a policy, a comparison, a report."""

from __future__ import annotations

import shlex
from datetime import date
from pathlib import Path

import tomlkit

from youthsim.levers import levers
from youthsim.municipality.asked import Asked
from youthsim.municipality.catalogue import eras
from youthsim.municipality.texts import say

EXAMPLES = {"wjz2005": "connection", "jeugdwet2015": "early_gi"}  # a lever that its era is known for
INDENT = "    "


def next_steps(asked: Asked, name: str, place: Path, language: str) -> list[str]:
    """The lines that say how to go on from the scenario ``name`` at ``place``."""
    lever = EXAMPLES[asked.era]
    policy = place.with_name(f"{place.stem}-{lever.replace('_', '-')}{place.suffix}")
    results = shlex.quote(f"runs/{policy.stem}")
    base, other = (shlex.quote(str(path)) for path in (place, policy))
    commands = (
        f"youthsim check {other}",
        f"youthsim compare {base} {other} --out {results}",
        f"youthsim report {results} --lang {language}",
    )
    return [
        say("next_policy", language, file=policy),
        "",
        *(INDENT + line if line else "" for line in policy_text(asked, name, place, language).splitlines()),
        "",
        say("next_compare", language),
        "",
        *(INDENT + line for line in commands),
        "",
        say("next_levers", language, lever=lever),
    ]


def policy_text(asked: Asked, name: str, place: Path, language: str) -> str:
    """A scenario file with one policy in the municipality, a year after its figures where the era lasts as long."""
    lever = EXAMPLES[asked.era]
    about, chosen = tomlkit.table(), tomlkit.table()
    about["title"] = f"{asked.title or name}: {levers()[lever].label(language)}"
    about["extends"] = place.name
    chosen["start"] = date(min(asked.year + 1, eras()[asked.era].last_year), 1, 1)
    document = tomlkit.document()
    document["scenario"] = about
    document["levers"] = tomlkit.table(is_super_table=True).add(lever, chosen)
    return tomlkit.dumps(document).strip()
