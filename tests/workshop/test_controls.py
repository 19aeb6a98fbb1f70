"""The controls come from the registry and the levers, so that what is added there appears by itself."""

import pytest

from youthsim.levers import levers
from youthsim.parameters import registry
from youthsim.workshop import asking, controls

pytestmark = [pytest.mark.unit, pytest.mark.quick]


def made(language="en", **ask):
    return controls.controls(*asking.worlds(asking.Ask(**ask)), language)


@pytest.mark.parametrize("ask", [{}, {"base": "wjz-2009", "policy": "wjz-2009"}], ids=["jeugdwet2015", "wjz2005"])
def test_every_lever_of_the_era_with_every_field_has_a_control(ask):
    _, policy = asking.worlds(asking.Ask(**ask))
    shown = {lever["name"]: [field["name"] for field in lever["fields"]] for lever in made(**ask)["levers"]}
    assert shown == {
        name: [field.path for field in lever.fields.values()]
        for name, lever in levers().items()
        if policy.era in lever.eras
    }


def test_every_parameter_has_a_control_with_its_label_unit_range_and_source():
    shown = {one["name"]: one for one in made()["parameters"]}
    assert set(shown) == set(registry())
    assert tuple(shown)[: len(controls.main_parameters())] == controls.main_parameters()
    for name, p in registry().items():
        one = shown[name]
        assert one["label"] == p.label_en
        assert p.source in one["source"]
        assert one["minimum"] == p.minimum <= one["low"] <= one["value"] <= one["high"] <= one["maximum"] == p.maximum
        assert one["unit"]
        assert one["range"]


def test_the_parameters_that_are_shown_first_exist():
    assert set(controls.main_parameters()) <= set(registry())


def test_labels_follow_the_language():
    english, dutch = (made(language)["levers"] for language in ("en", "nl"))
    assert [one["label"] for one in english] != [one["label"] for one in dutch]


def test_a_control_shows_what_the_preset_has_set():
    early = next(one for one in made()["levers"] if one["name"] == "early_gi")
    assert early["on"]
    assert early["start"] == "2015-07-01"
    values = {field["name"]: field["value"] for field in early["fields"]}
    assert values["early_gi.stays_available"] == 0.5
    assert values["early_gi.presence_areas"] == ["team-1"]


def test_a_field_that_nobody_gives_shows_the_value_in_use_and_the_parameter_that_it_comes_from():
    _, policy = asking.worlds(asking.Ask(values=(("early_gi.net_widening", "0.6"),)))
    early = next(one for one in controls.controls(policy, policy, "en")["levers"] if one["name"] == "early_gi")
    fields = {field["name"]: field for field in early["fields"]}
    widening = fields["early_gi.net_widening"]
    assert (widening["value"], widening["follows"]) == (0.6, "early_gi.net_widening")
    given = fields["early_gi.stays_available"]
    assert (given["value"], given["follows"]) == (0.5, None), "the preset gives it, so it does not follow"
    assert fields["early_gi.presence_hours_per_week"]["follows"] is None, "the lever has a value of its own"


def test_every_field_without_a_value_of_its_own_follows_a_parameter():
    following = [
        controls.followed(field, lever)
        for lever in levers().values()
        for field in lever.fields.values()
        if not field.always and field.kind == "number"
    ]
    assert len(following) > 10
    assert set(following) <= set(registry())


@pytest.mark.parametrize(
    ("low", "high", "step"), [(0, 1, 0.01), (0, 0.6, 0.01), (0, 16, 0.2), (10, 20, 0.1), (5, 5, 1.0), (0, 1600, 20)]
)
def test_a_slider_has_about_a_hundred_round_steps(low, high, step):
    assert controls.step_of(low, high) == step
