"""Whatever is wrong with a file is said with its line, what was found, what is allowed and the nearest name."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.scenario.conftest import FORMER_ERA, REGION
from youthsim.scenario import ScenarioError, load
from youthsim.scenario.files import LARGEST_FILE_BYTES

pytestmark = pytest.mark.interface

# What is added to a sound file -> the message it gives, whose line is where the word «here» stands.
WRONG = {
    "an unknown table": (
        "[lever]\n",
        "unknown table 'lever'; allowed: scenario, region, areas, levers, set; nearest: levers",
    ),
    "an unknown lever": ("[levers.earlygi]\n", "unknown lever 'earlygi'", "nearest: early_gi"),
    "an unknown field": ("[levers.early_gi]\nmandat = 1\n", "unknown field of early_gi 'mandat'", "nearest: mandate"),
    "a field without its last words": (
        "[levers.early_gi]\npresence_hours = 4\n",
        "unknown field of early_gi 'presence_hours'",
        "nearest: presence_hours_per_week",
    ),
    "such a field among the parameters": (
        '[set]\n"early_gi.presence_hours" = 4\n',
        "nearest: early_gi.presence_hours_per_week",
    ),
    "an unknown parameter": ('[set]\n"gi.casload" = 15\n', "unknown parameter 'gi.casload'", "nearest: gi.caseload"),
    "a field among the parameters": (
        '[set]\n"early_gi.presence_hours_per_week" = 4\n',
        "is no parameter but a field of a lever; allowed: presence_hours_per_week in [levers.early_gi]",
    ),
    "a text for a number": ('[set]\n"gi.caseload" = "15"\n', "found the text '15', allowed a number in children/fte"),
    "a truth value for a number": ('[set]\n"gi.caseload" = true\n', "found the truth value true, allowed a number"),
    "no number": ('[set]\n"gi.caseload" = nan\n', "gi.caseload is not finite; found nan, which is no number"),
    "an infinite number": ('[set]\n"gi.caseload" = inf\n', "gi.caseload is not finite; found inf"),
    "a number beyond all size": (f'[set]\n"gi.caseload" = 1{"0" * 400}\n', "gi.caseload is not finite; found a number"),
    "a number out of bounds": (
        '[set]\n"gi.caseload" = 1000\n',
        "out of bounds; found 1000, allowed 0.1 to 100 children",
    ),
    "a negative rate": (
        '[set]\n"uhp.on.3" = -0.1\n',
        "uhp.on.3 is out of bounds; found -0.1, allowed 0 to 50 per year",
    ),
    "a probability above one": ('[set]\n"court.granted" = 1.5\n', "court.granted is out of bounds; found 1.5"),
    "a list for one number": ('[set]\n"gi.caseload" = [15]\n', "found a list of 1, allowed a number in children/fte"),
    "one number for a list": ('[set]\n"problem.up" = 1\n', "found 1, allowed a list of 4 numbers, for 1, 2, 3, 4"),
    "a list of the wrong length": ('[set]\n"problem.up" = [1, 2]\n', "found a list of 2, allowed a list of 4 numbers"),
    "a field out of bounds": (
        "[levers.early_gi]\npresence_hours_per_week = 200\n",
        "early_gi.presence_hours_per_week is out of bounds; found 200, allowed 0 to 168 hours/week",
    ),
    "a text for a field": (
        '[levers.early_gi]\nmandate = "full"\n',
        "early_gi.mandate has the wrong type; found the text",
    ),
    "a truth value for a field": ("[levers.early_gi]\nmandate = true\n", "found the truth value true"),
    "one area for a list": ('[levers.early_gi]\npresence_areas = "area-1"\n', "allowed a list of names of areas"),
    "a date in quotes": (
        '[levers.early_gi]\nstart = "2020-01-01"\n',
        "allowed a date such as 2015-07-01, without quotes",
    ),
    "a date with a time": (
        "[levers.early_gi]\nstart = 2020-01-01T00:00:00\n",
        "start has the wrong type; found the date",
    ),
    "a negative ramp": (
        "[levers.early_gi]\nramp_months = -1\n",
        "ramp_months is out of bounds; found -1, allowed at least 0",
    ),
    "a lever that is no table": (
        "[levers]\nearly_gi = 1\n",
        "levers.early_gi has the wrong type; found 1, allowed a table",
    ),
    "a lever before the start": (
        "[levers.early_gi]\nstart = 2018-01-01\n",
        "lever early_gi starts before the scenario starts; found 2018-01-01, allowed from 2019-01-01 until before 2029",
    ),
    "a lever after the end": (
        "[levers.early_gi]\nstart = 2029-01-01\n",
        "lever early_gi starts after the scenario ends; found 2029-01-01",
    ),
    "a lever in an unknown area": (
        '[levers.early_gi]\nareas = ["area-9"]\n',
        "unknown area 'area-9'",
        "nearest: area-",
    ),
    "an area of a field that the lever does not have": (
        '[levers.early_gi]\nareas = ["area-1"]\npresence_areas = ["area-2"]\n',
        "early_gi.presence_areas names no area of the lever; allowed: area-1",
    ),
    "presence in an unknown area": (
        '[levers.early_gi]\npresence_areas = ["noord"]\n',
        "unknown area 'noord'; allowed: area-1",
    ),
    "a lever of the other era": (
        "[levers.connection]\n",
        "lever connection does not exist in era jeugdwet2015; allowed: wjz2005",
    ),
    "an area that is not there": ("[areas.noord]\nyouths = 5\n", "unknown area 'noord'; allowed: area-1"),
    "an area without youths": (
        "[areas.area-1]\nyouths = 0\n",
        "areas.area-1.youths is out of bounds; found 0, allowed more than 0",
    ),
    "shares that are more than all": (
        '[set]\n"population.family_size" = [0.5, 0.5, 0.2, 0.1]\n',
        "the shares of population.family_size do not add up; found a sum of 1.3, allowed 1",
    ),
    "one share that breaks the sum": (
        '[set]\n"local.tier_share.licht" = 0.2\n',
        "local.tier_share do not add up; found a sum of 1.1",
    ),
    "endings that are more than all": (
        '[set]\n"ekc.conference_with_plan" = 0.9\n',
        "are more than all; found a sum of 1.06",
    ),
    "no RvdK": ('[set]\n"rvdk.fte" = 0\n', "rvdk.fte is 0 while there is demand; found no places, allowed more than 0"),
    "no GI": ('[set]\n"gi.fte" = 0\n', "gi.fte is 0 while there is demand"),
    "no budget": ('[set]\n"budget.factor" = 0\n', "budget.factor is 0 while there is demand"),
    "no coordinators of conferences": (
        '[set]\n"ekc.coordinators" = 0\n',
        "ekc.coordinators is 0 while conferences can be offered",
    ),
    "a tier without places": (
        '[set]\n"local.tier_share" = [0.4, 0.6, 0]\n',
        "local.tier_share.zwaar is 0 while local.tier_level_2.zwaar sends families there",
    ),
    "no local team in one area": (
        '[areas.area-2.set]\n"local.fte" = 0\n',
        "local.fte is 0 while there is demand",
        "(area 'area-2')",
    ),
    "escalation before coordination": (
        '[set]\n"coordination.threshold" = 5\n',
        "coordination.threshold is above coordination.escalate_from",
    ),
    "a connection of the other era": (
        '[set]\n"connection.posted_fte" = 1\n',
        "connection.posted_fte does not exist in era jeugdwet2015",
    ),
    "a sum of levers out of bounds": (
        '[set]\n"gi.fte" = 4500\n[levers.early_gi]\nextra_fte = 900\n',
        "gi.fte under lever early_gi is out of bounds; found 5400, allowed 0 to 5000 fte/100,000 youths",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_key_is_named_with_its_line(problems, case: str) -> None:
    added, *expected = WRONG[case]
    found = problems(REGION + added)
    assert len(found) == 1, found
    line = int(re.match(r"mine\.toml:(\d+): ", found[0]).group(1))
    assert line > REGION.count("\n"), "the line is one of those that were added"
    assert all(text in found[0] for text in expected), found[0]
    assert "\n" not in found[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (REGION.replace("2019-01-01", '"2019"'), "mine.toml:4: scenario.start has the wrong type; found the text"),
        (REGION.replace("title", "titel"), "mine.toml:3: unknown key in [scenario] 'titel'"),
        (REGION.replace("start = 2019-01-01", ""), "mine.toml:2: the scenario has no start"),
        (REGION.replace("youths = 20000", ""), "mine.toml:6: [region] has areas and no youths"),
        (REGION[: REGION.index("[region]")], "mine.toml:2: the scenario has no youths"),
        (REGION.replace("start", 'era = "wjz2006"\nstart'), "mine.toml:4: unknown scenario.era 'wjz2006'"),
        (REGION.replace("start", "years = 0\nstart"), "mine.toml:4: scenario.years is out of bounds; found 0, allowed"),
        (REGION.replace("start", "years = 2.5\nstart"), "mine.toml:4: scenario.years has the wrong type; found 2.5"),
        (REGION.replace("start", "years = true\nstart"), "years has the wrong type; found the truth value"),
        (REGION.replace("20000", "inf"), "youths has the wrong type; found inf, allowed a finite"),
        (REGION + "regions = 9\n", "a region has no area; found 9 regions and 4 areas"),
        (REGION.replace("start", 'extends = "baselin"\nstart'), "unknown scenario in extends 'baselin'"),
        (FORMER_ERA + "[levers.early_gi]\n", "lever early_gi does not exist in era wjz2005; allowed: jeugdwet2015"),
        (FORMER_ERA + '[set]\n"early_gi.available" = 1\n', "early_gi.available does not exist in era wjz2005"),
        (FORMER_ERA + '[set]\n"bjz.fte" = 0\n', "bjz.fte is 0 while there is demand"),
        (FORMER_ERA + '[levers.connection]\nmodel = "fysical"\n', "unknown connection.model 'fysical'; allowed"),
        (REGION.replace("[region]", "[areas.all]").replace("areas = 4", ""), "area 'all' has a name that"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_the_frame_is_named(problems, text: str, expected: str) -> None:
    (found,) = problems(text)
    assert expected in found


def test_all_errors_of_a_file_come_in_one_go_in_the_order_of_the_file(problems) -> None:
    lever = "[levers.early_gi]\nmandat = 1\nstart = 2050-01-01\n\n"
    values = '[set]\n"gi.caseload" = 1000\n"gi.fte" = true\n"rvdk.fte" = 0\n'
    found = problems(REGION.replace("title", "titel") + lever + values)
    assert [re.match(r"mine\.toml:(\d+)", problem).group(1) for problem in found] == ["3", "10", "11", "14", "15", "16"]


def test_a_wrong_line_does_not_hide_the_errors_after_it(problems) -> None:
    found = problems(REGION + '[set]\n"gi.caseload" = = 3\n"gi.fte" = 63\n"gi.fte" = 64\n"court.days" = -1\n')
    assert [problem.split(": ")[1].split(";")[0] for problem in found] == [
        "wrong TOML",
        "duplicate key",
        "court.days is out of bounds",
    ]
    assert found[0].startswith("mine.toml:10:")
    assert found[1].startswith("mine.toml:12:")


@pytest.mark.parametrize(
    "added",
    [
        '[set]\n"gi.fte" = 60\n"gi.fte" = 61\n',
        '[set]\n"gi.fte" = 60\ngi.fte = 61\n',
        '[set]\n"uhp.on" = [0.01, 0.1, 0.6]\n"uhp.on.4" = 0.1\n',
        "[levers.budget]\nfactor = 0.9\n[levers.budget]\nfactor = 0.8\n",
    ],
)
def test_a_duplicate_key_is_refused(problems, added: str) -> None:
    (found,) = problems(REGION + added)
    assert "duplicate key; found" in found
    assert "allowed once" in found


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "mine.toml:1: is empty; allowed a scenario in TOML"),
        (b" \n\t\n", "mine.toml:1: is empty"),
        (b'[scenario]\ntitle = "\xff"\n', "mine.toml:2: is no text; found byte 0xff, allowed text in UTF-8"),
        (b"\x00" * 100, "mine.toml:1: wrong TOML"),
        (b"a" * (LARGEST_FILE_BYTES + 1), "mine.toml:1: is too large for a scenario; found 1000001 bytes"),
        (b"[" * 100_000, "mine.toml:1: "),
        (b"a = " + b"[" * 100_000, "mine.toml:1: nests too deeply"),
        (b"a = 1" + b"0" * 5000, "mine.toml:1: holds a number that is too long"),
        (b"no toml at all\n" * 500, "mine.toml:1: is no TOML; the rest was not read"),
    ],
)
def test_a_file_that_holds_no_scenario_is_refused_at_once(problems, content: bytes, expected: str) -> None:
    assert any(problem.startswith(expected) for problem in problems(content))


def test_fifty_megabytes_of_noise_are_not_read(written, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(b"")
    with path.open("wb") as stream:
        stream.truncate(50_000_000)
    monkeypatch.setattr(Path, "read_bytes", lambda _: pytest.fail("the file was read"))
    with pytest.raises(ScenarioError, match="too large for a scenario; found 50000000 bytes"):
        load(path)


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        ("missing.toml", "missing.toml: there is no such file"),
        ("./folder", "folder: is no file; found a folder or device"),
        ("baselin", "'baselin': unknown scenario 'baselin'"),
        ("", "unknown scenario ''"),
        ("a\0b.toml", "a?b.toml: "),
        ("x" * 5000 + ".toml", "cannot be read"),
    ],
)
def test_what_is_no_file_is_refused(tmp_path: Path, monkeypatch, reference: str, expected: str) -> None:
    monkeypatch.chdir(tmp_path)
    Path("folder").mkdir()
    with pytest.raises(ScenarioError) as caught:
        load(reference)
    assert caught.value.unusable
    assert expected in caught.value.problems[0]
    assert "\n" not in caught.value.problems[0]
