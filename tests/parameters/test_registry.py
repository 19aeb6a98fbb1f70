"""The registry holds every number of the domain with all that must be known about it."""

from __future__ import annotations

from pathlib import Path

import pytest

from youthsim.parameters import RegistryError, load_registry, registry

pytestmark = pytest.mark.unit

COMPLETE = """
["gi.caseload"]
label_en = "Children per worker"
label_nl = "Kinderen per medewerker"
value = 15
low = 8
high = 22
minimum = 0.1
maximum = 100
unit = "children/fte"
kind = "fact"
distribution = "triangular"
source = "covenant"
locator = "p. 1"
"""


@pytest.mark.contract
@pytest.mark.parametrize("parameter", registry().values(), ids=registry())
def test_every_parameter_says_what_it_is_and_where_it_comes_from(parameter) -> None:
    texts = (parameter.label_en, parameter.label_nl, parameter.unit, parameter.source, parameter.locator)
    assert all(text.strip() for text in texts)
    assert parameter.minimum <= parameter.low <= parameter.value <= parameter.high <= parameter.maximum


@pytest.mark.contract
def test_a_value_without_a_source_is_an_assumption_or_a_lever() -> None:
    unsourced = [
        p.name for p in registry().values() if p.source == "no source found" and p.kind in ("fact", "calibrated")
    ]
    assert unsourced == []


def test_every_parameter_has_its_own_place() -> None:
    assert [registry().index(name) for name in registry()] == list(range(len(registry())))


def test_a_list_is_one_table_with_a_parameter_for_each_part() -> None:
    assert registry().family("problem.up") == ("problem.up.1", "problem.up.2", "problem.up.3", "problem.up.4")


def test_the_nearest_name_is_found() -> None:
    assert registry().nearest("gi.casload") == "gi.caseload"
    assert registry().nearest("zzzz") is None


@pytest.mark.interface
@pytest.mark.parametrize("key", [line.split(" =")[0] for line in COMPLETE.splitlines() if " =" in line])
def test_a_parameter_that_misses_a_part_is_refused(tmp_path: Path, key: str) -> None:
    lines = [line for line in COMPLETE.splitlines() if not line.startswith(f"{key} =")]
    (tmp_path / "a.toml").write_text("\n".join(lines))
    with pytest.raises(RegistryError, match=rf"a\.toml: gi\.caseload: has no {key}"):
        load_registry(tmp_path)


@pytest.mark.interface
@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("value = 15", "value = 30", "value 30.0 lies outside its plausible range 8.0 to 22.0"),
        ("low = 8", "low = 0", "needs minimum <= low <= high <= maximum"),
        ("value = 15", "value = nan", "has a number that is not finite"),
        ("value = 15", 'value = "15"', "value is not a number"),
        ('kind = "fact"', 'kind = "guess"', "kind is 'guess', allowed: fact, calibrated, assumption, lever"),
        ('unit = "children/fte"', 'unit = " "', "unit is empty"),
        ("value = 15", "value = 15\ncolour = 1", "knows no key 'colour'"),
        ("value = 15", 'value = 15\neach = ["a", "b"]', "value needs one number for each of ['a', 'b']"),
    ],
)
def test_a_parameter_that_contradicts_itself_is_refused(tmp_path: Path, old: str, new: str, expected: str) -> None:
    (tmp_path / "a.toml").write_text(COMPLETE.replace(old, new))
    with pytest.raises(RegistryError) as caught:
        load_registry(tmp_path)
    assert expected in str(caught.value)


@pytest.mark.interface
def test_a_parameter_that_stands_twice_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(COMPLETE)
    (tmp_path / "b.toml").write_text(COMPLETE)
    with pytest.raises(RegistryError, match=r"gi\.caseload: stands twice"):
        load_registry(tmp_path)
