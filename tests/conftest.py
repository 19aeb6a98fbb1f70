"""What all tests share: every test says what kind of test it is."""

from __future__ import annotations

from collections.abc import Generator

import pytest
from hypothesis import settings

KINDS = ("unit", "property", "analytic", "contract", "behaviour", "interface", "browser", "cluster")

# Compiled functions are slow the first time, so no example has a deadline.
settings.register_profile("youthsim", deadline=None)
settings.load_profile("youthsim")


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Make the collection fail where nobody said what kind a test is."""
    report = yield
    items = [node for node in report.result or () if isinstance(node, pytest.Item)]
    unmarked = [item.nodeid for item in items if not any(mark.name in KINDS for mark in item.iter_markers())]
    if unmarked:
        report.outcome = "failed"
        report.longrepr = "\n  ".join([f"every test needs one of the markers {', '.join(KINDS)}:", *unmarked])
    return report
