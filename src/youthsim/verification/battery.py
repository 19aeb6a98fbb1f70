"""The list of checks, and how they become one table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from youthsim.verification import (
    attributes,
    branches,
    chain_of_measures,
    durations,
    engines,
    experiments,
    laboratory,
    limit,
    numbers,
    paths,
    problem,
    queueing,
)
from youthsim.verification.effort import DEFAULT, FULL, Effort
from youthsim.verification.rows import Finding, Row, judge

Check = Callable[[Effort], Iterator[Finding]]

# Name -> check, in the order of the table.
CHECKS: Mapping[str, Check] = {
    "queueing theory": queueing.queueing,
    "problem process": problem.problem,
    "conservation": paths.conservation,
    "Little's law": paths.little,
    "identities": paths.identities,
    "random numbers": numbers.numbers,
    "families": attributes.attributes,
    "durations": durations.durations,
    "branches": branches.branches,
    "chain of measures": chain_of_measures.measures,
    "mean-field limit": limit.limit,
    "two engines": engines.engines,
}


def verify(
    *,
    seed: int = 1,
    full: bool = False,
    effort: Effort | None = None,
    checks: Mapping[str, Check] = CHECKS,
    tell: Callable[[str], None] = lambda _: None,
) -> list[Row]:
    """Run the battery.

    Args:
        seed: of every draw; another seed looks at other paths.
        full: minutes instead of seconds.
        effort: what the checks may spend, instead of what ``full`` says.
        checks: by name; fewer checks share the same false alarms.
        tell: called with the name of each check before it begins.

    Returns:
        The rows of all checks, in order. When the engine is right, the probability that any of them fails is below
        0.1%.
    """
    spend = replace(effort or (FULL if full else DEFAULT), seed=seed)
    findings: list[tuple[str, Finding]] = []
    try:
        for name, check in checks.items():
            tell(name)
            findings += [(name, finding) for finding in check(spend)]
    finally:
        for kept in (
            laboratory.arrays_of,
            experiments.told,
            paths.small,
            paths.books_of,
            limit.per_head,
            chain_of_measures.told,
        ):
            kept.cache_clear()  # worlds that several checks share are large
    return judge(findings)
