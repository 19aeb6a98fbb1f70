"""The list of planted faults keeps up with the code."""

from __future__ import annotations

import pytest

from tests.mutation.plant import ROOT, Fault, faults

pytestmark = [pytest.mark.contract, pytest.mark.quick]

KINDS = {"sign", "off by one", "order", "multiplier", "lost place", "draw", "time", "count", "condition"}


def test_there_are_faults_of_every_kind_in_rules_and_engines():
    assert len(faults()) >= 40
    assert {fault.kind for fault in faults()} == KINDS
    rooms = [fault.file.split("/")[2] for fault in faults()]
    assert min(rooms.count("chain"), rooms.count("engines")) >= 15


@pytest.mark.parametrize("fault", faults(), ids=lambda fault: fault.name)
def test_a_fault_can_be_planted_and_changes_the_code(fault: Fault, tmp_path):
    copy = tmp_path / fault.file
    copy.parent.mkdir(parents=True)
    before = (ROOT / fault.file).read_text(encoding="utf-8")
    copy.write_text(before, encoding="utf-8")
    fault.plant(tmp_path)
    after = copy.read_text(encoding="utf-8")
    assert after != before
    compile(after, fault.file, "exec")
