"""What an address may ask of a workshop, and what is refused."""

import pytest

from youthsim.experiment.errors import BadInput
from youthsim.scenario import load
from youthsim.workshop import asking, limits

pytestmark = [pytest.mark.unit, pytest.mark.quick]


def worlds(**keys):
    return asking.worlds(asking.read([(key.replace("__", "."), value) for key, value in keys.items()]))


def test_without_a_word_the_project_in_brabant_is_compared_with_its_base():
    assert worlds() == (load("brabant-2015"), load("brabant-early-gi"))


def test_a_lever_changes_the_policy_and_leaves_the_base():
    base, policy = worlds(lever__early_gi__mandate="0.6")
    assert base == load("brabant-2015")
    assert dict(policy.levers[0].fields)["mandate"] == 0.6


def test_a_parameter_holds_in_base_and_policy():
    for world in worlds(set__gi__caseload="12"):
        assert world.parameter("gi.caseload") == 12


def test_a_lever_goes_on_and_off_and_its_fields_wait_until_it_is_on():
    base, policy = worlds(policy="brabant-2015", lever__budget="on", lever__budget__factor="0.9")
    assert [(one.name, dict(one.fields)) for one in policy.levers] == [("budget", {"factor": 0.9})]
    assert base.levers == ()
    assert worlds(policy="brabant-2015", lever__budget__factor="0.9") == (base, base)
    assert worlds(lever__early_gi="off")[1].levers == ()


def test_a_lever_can_start_later_and_in_some_areas():
    (_, policy) = worlds(lever__early_gi__start="2017-01-01", lever__early_gi__presence_areas="team-2,team-3")
    (lever,) = policy.levers
    assert lever.start.isoformat() == "2017-01-01"
    assert dict(lever.fields)["presence_areas"] == ("team-2", "team-3")


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({"lever__early_gi__mandate": "1e308"}, "out of bounds"),
        ({"lever__early_gi__mandate": "nan"}, "nan"),
        ({"lever__early_gi__mandate": "<script>alert(1)</script>"}, "wrong type"),
        ({"lever__early_gi__nothing": "1"}, "unknown field"),
        ({"lever____class__": "on"}, "unknown lever"),
        ({"lever__early_gi": "__import__('os')"}, "allowed: on or off"),
        ({"set__gi__caseload": "inf"}, "gi.caseload"),
        ({"set__gi__caseload": "-5"}, "out of bounds"),
        ({"set__gi__caseload": "many"}, "allowed a number"),
        ({"set__no__such": "1"}, "unknown parameter"),
        ({"base": "../../etc/passwd"}, "unknown scenario"),
        ({"base": "/etc/passwd.toml"}, "unknown scenario"),
        ({"policy": "scenarios/baseline.toml"}, "unknown scenario"),
        ({"base": "brabant-2015", "policy": "wjz-2009"}, "cannot be compared"),
        ({"size": "huge"}, "allowed: small, full"),
        ({"file": "x"}, "unknown key"),
        ({"lang": "a\x00b"}, "cannot be shown"),
        ({"day": "1" * 1000}, "too long"),
    ],
)
def test_what_cannot_be_is_refused_in_one_clear_line(keys, said):
    with pytest.raises(BadInput, match=said) as refused:
        worlds(**keys)
    assert "with_values" not in str(refused.value)
    assert "--set" not in str(refused.value)
    assert len(str(refused.value)) < 1500


def test_too_many_settings_and_one_key_twice_are_refused():
    with pytest.raises(BadInput, match="too many"):
        asking.read([(f"set.{number}", "1") for number in range(limits.MOST_SETTINGS + 1)])
    with pytest.raises(BadInput, match="twice"):
        asking.read([("base", "baseline"), ("base", "baseline")])


def test_an_answer_is_about_a_region_that_is_no_larger_than_there_is_time_for():
    base = load("brabant-2015")
    per_family = base.parameter("population.youths_per_family")
    small, full = (asking.sized(base, size) for size in (asking.SMALL, asking.FULL))
    assert round(small.youths / per_family) == limits.FAMILIES_SMALL
    assert full == base
