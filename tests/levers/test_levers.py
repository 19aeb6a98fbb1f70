"""Levers: complete files, changes of parameters that exist, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from youthsim.levers import Change, LeverError, levers, load_levers, share_in_force
from youthsim.parameters import registry

pytestmark = pytest.mark.unit

COMPLETE = """
[lever]
label_en = "A"
label_nl = "A"
summary_en = "A."
summary_nl = "A."
source = "Projectverslag [004]"
locator = "004:1"
eras = ["jeugdwet2015"]

[field.hours]
follows = "presence.hours.gi"
value = 4

[[change]]
parameter = "presence.hours.gi"
operation = "set"
field = "hours"
"""


@pytest.mark.contract
@pytest.mark.parametrize("lever", levers().values(), ids=levers())
def test_a_lever_changes_only_parameters_of_the_registry(lever) -> None:
    assert {rule.parameter for rule in lever.rules} <= set(registry())
    assert all(field.source and field.locator for field in lever.fields.values())


@pytest.mark.contract
@pytest.mark.parametrize("lever", levers().values(), ids=levers())
def test_the_defaults_of_a_lever_leave_every_parameter_possible(lever) -> None:
    for change in lever.changes():
        p = registry()[change.parameter]
        assert p.minimum <= change.apply(p.value) <= p.maximum


def test_early_involvement_opens_the_door_and_sets_what_is_given() -> None:
    changes = {change.parameter: change for change in levers()["early_gi"].changes({"mandate": 0.8, "extra_fte": 2.0})}
    assert changes["early_gi.available"].value == 1
    assert not changes["early_gi.available"].ramp
    assert changes["early_gi.mandate"].value == 0.8
    assert changes["gi.fte"].apply(60) == 62


def test_a_field_that_is_not_given_leaves_an_uncertain_parameter_alone() -> None:
    assert "early_gi.net_widening" not in {change.parameter for change in levers()["early_gi"].changes()}


def test_presence_holds_where_it_is_placed_and_the_lever_elsewhere_too() -> None:
    given = {"presence_areas": ("a", "b")}
    everywhere = {change.parameter: change.areas for change in levers()["early_gi"].changes(given)}
    some = {change.parameter: change.areas for change in levers()["early_gi"].changes(given, ("b", "c"))}
    assert everywhere["presence.hours.gi"] == ("a", "b")
    assert everywhere["early_gi.available"] == ()
    assert some["presence.hours.gi"] == ("b",)
    assert some["early_gi.available"] == ("b", "c")
    assert some["gi.fte"] == (), "places of the GI are those of the region"


def test_sharing_a_building_gives_no_warm_handover_by_itself() -> None:
    physical = {change.parameter: change for change in levers()["connection"].changes({"model": "physical"})}
    assert "presence.hours.bjz" in physical
    assert physical["connection.clash"].once
    assert physical["connection.warm_handover"].is_empty
    assert "meeting.per_month.bjz" not in physical


def test_a_network_has_neither_clash_nor_posted_advisers() -> None:
    network = {change.parameter for change in levers()["connection"].changes({"model": "network"})}
    assert not network & {"connection.clash", "connection.posted_fte", "presence.hours.bjz", "coming_forward.stigma"}


def test_only_one_organisation_shares_an_intake() -> None:
    by_model = {m: {c.parameter for c in levers()["connection"].changes({"model": m})} for m in ("physical", "merged")}
    assert "connection.shared_intake" in by_model["merged"]
    assert "connection.shared_intake" not in by_model["physical"]


def test_a_field_that_the_model_leaves_aside_is_told() -> None:
    assert levers()["connection"].without_effect({"model": "network", "clash": 0.2}) == ["clash"]


def test_training_takes_hours_for_its_months_and_common_language_stays() -> None:
    changes = {c.parameter: c for c in levers()["training"].changes({"months": 9, "time_zwaar": 0.1, "common": 0.5})}
    assert changes["training.time.midden"].lasts == changes["training.time.zwaar"].lasts == 9
    assert changes["training.common"].lasts == 0


@pytest.mark.parametrize(
    ("change", "whole", "half"),
    [
        (Change("gi.fte", "set", 80), 80, 70),
        (Change("gi.fte", "scale", 0.5), 30, 45),
        (Change("gi.fte", "add", 10), 70, 65),
    ],
)
def test_a_change_grows_from_what_was_to_what_will_be(change: Change, whole: float, half: float) -> None:
    assert change.apply(60) == whole
    assert change.apply(60, share=0.5) == half
    assert change.apply(60, share=0.0) == 60


@pytest.mark.parametrize(
    ("months", "ramp", "steps", "share"),
    [(-0.1, 0, 0, 0), (0, 0, 0, 1), (0, 6, 0, 0), (3, 6, 0, 0.5), (6, 6, 0, 1), (0, 6, 3, 1 / 3), (5, 6, 3, 1)],
)
def test_a_lever_comes_in_at_once_smoothly_or_in_steps(months, ramp, steps, share) -> None:
    assert share_in_force(months, ramp, steps) == pytest.approx(share)


def test_a_field_takes_from_the_registry_what_it_does_not_say(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(COMPLETE)
    field = load_levers(tmp_path)["a"].fields["hours"]
    p = registry()["presence.hours.gi"]
    assert (field.value, field.low, field.high, field.unit) == (4, p.low, p.high, p.unit)


@pytest.mark.interface
@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('summary_nl = "A."\n', "", "[lever] has no summary_nl"),
        ("value = 4", "value = inf", "has a number that is not finite"),
        ('field = "hours"', "value = 1\nfactor = 2", "a factor goes with a field"),
        ('eras = ["jeugdwet2015"]', 'eras = ["now"]', "eras is ['now'], allowed: a list of wjz2005, jeugdwet2015"),
        (
            'parameter = "presence.hours.gi"',
            'parameter = "presence.hour.gi"',
            "knows no parameter 'presence.hour.gi', nearest",
        ),
        ('follows = "presence.hours.gi"', 'follows = "presence.hour.gi"', "field hours: follows the unknown parameter"),
        ('follows = "presence.hours.gi"\n', "", "field hours: has no label_en"),
        ("value = 4", "value = 400", "needs minimum <= low <= value <= high <= maximum"),
        ("value = 4", "value = true", "needs numbers for value, low"),
        ("value = 4", "value = 4\nvalu = 3", "field hours: knows no key 'valu'"),
        ('operation = "set"', 'operation = "become"', "operation is 'become', allowed: set, scale, add"),
        ('field = "hours"', 'field = "hour"', "field names the unknown field 'hour'"),
        ('field = "hours"', "value = 3", "field hours: no change uses it"),
        ('field = "hours"', 'field = "hours"\nvalue = 3', "needs either a field or a value"),
        ('field = "hours"', 'field = "hours"\nper = "end"', "per is 'end', allowed: start"),
        ('field = "hours"', 'field = "hours"\nlasts = "months"', "lasts names the unknown field 'months'"),
        ("[field.hours]", "[field.start]", "field start: is a key that every lever has"),
        ("[lever]", "[levers]\n[lever]", "knows no table 'levers'"),
        (COMPLETE[COMPLETE.index("[[change]]") :], "", "changes no parameter"),
    ],
)
def test_an_incomplete_lever_file_is_refused(tmp_path: Path, old: str, new: str, expected: str) -> None:
    assert old in COMPLETE
    (tmp_path / "a.toml").write_text(COMPLETE.replace(old, new, 1))
    with pytest.raises(LeverError) as caught:
        load_levers(tmp_path)
    assert "a.toml: " in str(caught.value)
    assert expected in str(caught.value)
