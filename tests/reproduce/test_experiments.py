"""The studies in `experiments/`, at small size: each is carried out, and gives the same when it is made again.

Small size is one rule for all: few families, one year, two replications, the first three unknowns, few points. The
sweeps' own measurements (`experiments/sweeps`) are of time and cannot come out the same.
"""

from __future__ import annotations

import dataclasses
import functools
import importlib.util
import shutil
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pandas as pd
import pytest
import tomlkit

from youthsim import scenario, sweep
from youthsim.analysis import information

pytestmark = pytest.mark.contract

EXPERIMENTS = Path(__file__).parents[2] / "experiments"
# All experiments, and one pattern of several.
STUDIES = sorted(path.name for path in (EXPERIMENTS / "studies").iterdir() if list(path.glob("study*.toml")))
FILES = sorted([*EXPERIMENTS.glob("*.toml"), EXPERIMENTS / "patterns" / "p1-where-it-turns.toml"])
SIZE = {"families": 300, "years": 1, "replications": 2}
POINTS = {"sobol": 4, "latin_hypercube": 12}
UNKNOWNS = 3  # and targets


def small(path: Path) -> tuple[str, str]:
    """The text of an experiment at small size, and the command that it is for."""
    tables = tomlkit.parse(path.read_text(encoding="utf-8"))
    tables["experiment"].update(SIZE)
    tables["experiment"].pop("from_year", None)
    kind = tables["design"]["kind"]
    if kind in POINTS:
        tables["design"]["points"] = POINTS[kind]
    for table in (tables["uncertainties"], tables.get("targets", {})):
        for name in list(table)[UNKNOWNS:]:
            del table[name]
    tables.get("decision", {}).pop("studies", None)
    if "pattern" in tables:
        return tomlkit.dumps(tables), "pattern"
    command = "value" if "decision" in tables else "calibrate" if "targets" in tables else "sensitivity"
    return tomlkit.dumps(tables), "sweep" if "levers" in tables else command


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_study_is_carried_out_and_gives_the_same_when_it_is_made_again(path, youthsim, monkeypatch):
    monkeypatch.setattr(information, "LEAST_POINTS", 1)  # small sizes say nothing, and the same again
    text, command = small(path)
    Path(path.name).write_text(text, encoding="utf-8")
    asked = ("--samples", "20", "--checks", "2") if command == "calibrate" else ()
    told = youthsim(command, path.name, *asked, "--executor", "serial", "--quiet", "--out", "made")
    assert told.code == 0, told.err
    again = youthsim("reproduce", "made", "--executor", "serial", "--quiet")
    assert (again.code, again.err) == (0, "")
    assert again.out.startswith("same: all ")
    assert "rounding" not in again.out


@pytest.fixture
def script(monkeypatch) -> Callable[[str], ModuleType]:
    """A script of the experiments as a module, with the scenarios at small size."""
    loaded = scenario.load

    def smaller(reference):
        return loaded(reference).with_families(2000).with_years(2)  # large enough for every target to be met

    def module(name: str) -> ModuleType:
        path = EXPERIMENTS / name
        monkeypatch.syspath_prepend(str(path.parent))
        spec = importlib.util.spec_from_file_location(path.stem, path)
        found = importlib.util.module_from_spec(spec)
        monkeypatch.setitem(sys.modules, path.stem, found)
        spec.loader.exec_module(found)
        return found

    monkeypatch.setattr(scenario, "load", smaller)
    return module


PLANS = sorted(path for path in (EXPERIMENTS / "calibration").glob("*.toml"))


@pytest.mark.parametrize("plan", PLANS, ids=lambda path: path.stem)
def test_the_check_of_a_calibration_gives_the_same_again(plan, script, monkeypatch):
    calibrate = script("calibration/calibrate.py")
    monkeypatch.setattr(calibrate, "REPLICATIONS", 2)
    told = tomllib.loads(plan.read_text(encoding="utf-8"))
    once, again = calibrate.check(told), calibrate.check(told)
    assert {*told["targets"], *told["contact"]} <= set(once.index)
    pd.testing.assert_frame_equal(once, again, check_exact=True)


def test_a_round_of_a_calibration_gives_the_same_again(script, monkeypatch):
    calibrate = script("calibration/calibrate.py")
    monkeypatch.setattr(calibrate, "REPLICATIONS", 2)
    told = tomllib.loads(PLANS[0].read_text(encoding="utf-8")) | {"rounds": 1}
    told["fit"] = dict(list(told["fit"].items())[-2:])
    (_, once, _), (_, again, _) = calibrate.calibrate(told), calibrate.calibrate(told)
    assert once.tolist() == again.tolist()


def test_the_study_of_the_warm_start_gives_the_same_again(script, monkeypatch):
    warm_start = script("warm_start/warm_start.py")
    for name, value in (("YEARS", 2), ("LATE_YEARS", 1), ("REPLICATIONS", 2)):
        monkeypatch.setattr(warm_start, name, value)
    once, again = (warm_start.relative(warm_start.by_year()) for _ in range(2))
    assert set(once["year"]) == {1, 2}
    pd.testing.assert_frame_equal(once, again, check_exact=True)


def test_the_recovery_of_known_values_gives_the_same_again(script, monkeypatch, tmp_path):
    recovery = script("recovery/recovery.py")
    text, _ = small(EXPERIMENTS / "recovery" / "recovery.toml")
    text = text.replace("families = 300", "families = 2000").replace("years = 1", "years = 2")
    (tmp_path / "recovery.toml").write_text(text, encoding="utf-8")
    monkeypatch.setattr(recovery, "HERE", tmp_path)
    monkeypatch.setattr(recovery, "SPREAD_REPLICATIONS", 3)
    monkeypatch.setattr(sys, "argv", ["recovery.py", "--repetitions", "1"])
    found = []
    for _ in range(2):
        recovery.main()
        found.append((tmp_path / "result.csv").read_text(encoding="utf-8"))
    assert found[0] == found[1]
    assert found[0].count("\n") == 3


@pytest.mark.parametrize("name", STUDIES)
def test_a_standard_study_gives_the_same_again(name, script, monkeypatch, tmp_path):
    shutil.copytree(EXPERIMENTS, tmp_path / "experiments")
    study = script("studies/study.py")
    monkeypatch.setattr(study, "HERE", tmp_path / "experiments" / "studies")
    for file in (study.HERE / name).glob("study*.toml"):
        tables = tomlkit.parse(file.read_text(encoding="utf-8"))
        tables["experiment"].pop("from_year", None)
        file.write_text(tomlkit.dumps(tables), encoding="utf-8")
    monkeypatch.setattr(study.sweep, "run", functools.partial(sweep.run, executor="serial"))
    show = study.STUDIES[name]
    monkeypatch.setitem(study.STUDIES, name, dataclasses.replace(show, sizes=(SIZE["families"],) if show.sizes else ()))
    found = []
    for _ in range(2):
        study.run(name, None, replications=2, families=SIZE["families"])
        found.append((tmp_path / "experiments" / "studies" / name / "result.csv").read_bytes())
    assert found[0] == found[1]
    assert {outcome for outcome, _ in show.outcomes} <= set(pd.read_csv(study.HERE / name / "result.csv")["outcome"])


def test_extra_help_as_it_was_planned_gives_the_same_again(script, monkeypatch):
    table = script("opvoeden-in-de-buurt/table.py")
    monkeypatch.setattr(table, "DRAWS", 2)
    monkeypatch.setattr(table, "load", scenario.load)
    counts = {"licht": 1, "midden": 1, "zwaar": 1}
    assert table.rows("utrecht", counts, counts) == table.rows("utrecht", counts, counts)


def test_the_answers_to_a_wethouder_give_the_same_again(script, monkeypatch, tmp_path):
    answers = script("answers/answers.py")
    monkeypatch.setattr(answers.ys, "load", scenario.load)
    monkeypatch.setattr(answers, "HERE", shutil.copytree(EXPERIMENTS, tmp_path / "experiments") / "answers")
    monkeypatch.setattr(sys, "argv", ["answers.py", "--replications", "2"])
    monkeypatch.setattr(answers, "STORIES", ("oss-maatwerk",))  # it begins within the two years
    names, found = ("gi-by-year.csv", "cut.csv", "stories.csv", "own.csv"), []
    for _ in range(2):
        answers.main()
        found.append([(answers.HERE / name).read_bytes() for name in names])
    assert found[0] == found[1]


def test_families_followed_one_by_one_give_the_same_again(script, monkeypatch):
    who = script("studies/who/who.py")
    monkeypatch.setattr(who, "FAMILIES", 200)
    monkeypatch.setattr(who, "YEARS", 1)
    once, again = (who.replication("wjz-2009", 1) for _ in range(2))
    assert {"share", "between", "retold_1"} <= set(once["figure"])
    pd.testing.assert_frame_equal(once, again, check_exact=True)
