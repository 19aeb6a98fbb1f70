"""What a report says of policies and values: all that is set, in the language of the reader."""

import pytest

from youthsim.levers import levers
from youthsim.parameters import registry
from youthsim.report.contents import contents_of
from youthsim.report.policy import policies
from youthsim.report.units import unit_in

pytestmark = pytest.mark.interface


def test_a_scenario_tells_in_which_values_it_differs_from_the_base(base):
    other = base.with_values({"gi.fte": 12.0})
    (told,) = policies(other, base, "en")
    label = registry()["gi.fte"].label("en")
    assert told.lines == (f"{label} (gi.fte): 12, in the base 62.3 (fte/100,000 youths)",)
    assert policies(base, base, "en") == ()


def test_a_policy_that_the_base_has_and_the_scenario_lacks_is_named(base):
    started = base.with_levers(early_gi={"start": base.start})
    assert [one.what for one in policies(base, started, "en")] == [
        "without what the base has: Early involvement of the GI"
    ]


def test_units_and_the_frame_of_the_evidence_are_in_the_language_of_the_report(compared):
    rows = contents_of(compared, "nl").assumptions.rows
    shown = " ".join(str(cell) for row in rows for cell in row)
    units = {row[5] for row in rows}
    assert {"kans zonder vertrouwen", "dagen", "tienden van een plek voor een kind"} <= units
    assert units & {p.unit for p in registry().values()} <= {"factor"}
    assert "documentatie van het model" in shown
    assert "model documentation" not in shown
    assert "model documentation" in str(contents_of(compared, "en").assumptions.rows)


def test_every_unit_of_the_registry_has_dutch_words():
    theirs = {p.unit for p in registry().values()} | {
        f.unit for lever in levers().values() for f in lever.fields.values()
    }
    alike = {"factor", "fte", "professionals"}
    assert {unit for unit in theirs if unit_in(unit, "nl") == unit} - alike == set()
