"""The commands sensitivity, calibrate and value: files, tables, exit codes, errors with their line."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from tests.analysis.conftest import DECISION, PATTERN, TARGETS
from tests.cli.conftest import youthsim  # noqa: F401 - a fixture
from youthsim.cli import codes
from youthsim.experiment import open_posterior

pytestmark = pytest.mark.interface
IN_PROCESS = ("--executor", "serial", "--quiet", "--out", "answer")


@pytest.mark.parametrize(
    ("kind", "measures"),
    [
        ("sobol", {"first", "total"}),
        ("morris", {"mu_star"}),
        ("one_at_a_time", {"low end", "high end"}),
        ("latin_hypercube", {"first"}),
        ("grid", {"first"}),
    ],
)
def test_every_design_gives_one_table_and_its_figures(kind, measures, model, write, youthsim):  # noqa: F811
    told = youthsim("sensitivity", write(kind), *IN_PROCESS, "--outcome", "ots_started", "--json")
    assert told.code == codes.DONE
    rows = json.loads(told.out)["sensitivity"]
    assert {row["measure"] for row in rows} == measures
    assert {(row["scenario"], row["base"]) for row in rows} == {("brabant-early-gi", "brabant-2015")}
    table = pd.read_csv("answer/sensitivity.csv")
    assert {"outcome", "parameter", "effect", "low", "high"} <= set(table)
    figures = {path.name for path in Path("answer/figures").iterdir()}
    assert figures == {f"{name}.{end}" for name in ("heat_map", "ots_started") for end in ("png", "svg")}


def test_a_second_command_uses_the_runs_of_the_first(model, write, youthsim, monkeypatch):  # noqa: F811
    path = write("latin_hypercube", DECISION)
    assert youthsim("sensitivity", path, *IN_PROCESS, "--outcome", "ots_started").code == codes.DONE
    parts = sorted(Path("answer/sweep/parts").iterdir())
    assert youthsim("value", path, *IN_PROCESS).code == codes.DONE
    assert sorted(Path("answer/sweep/parts").iterdir()) == parts


def test_calibrate_writes_samples_that_compare_takes(model, write, youthsim):  # noqa: F811
    told = youthsim("calibrate", write("latin_hypercube", TARGETS, value=58), *IN_PROCESS, "--samples", "50",
                    "--checks", "4")  # fmt: skip
    assert told.code == codes.DONE
    posterior = open_posterior("answer/posterior.parquet")
    assert len(posterior.samples) == 50
    assert posterior.about["experiment"] == "experiment"
    assert posterior.about["priors"]["trust.decay"]["distribution"] == "uniform"
    scores = pd.read_csv("answer/scores.csv").set_index("target")
    assert scores.loc["uhp_stock", "held_out"]
    assert {"mean", "low", "high", "score", "inside"} <= set(scores)
    told = youthsim("compare", "brabant-2015", "brabant-early-gi", "--posterior", "answer/posterior.parquet",
                    "--replications", "5", "--years", "2", "--quiet", "--out", "run")  # fmt: skip
    assert told.code == codes.DONE
    assert set(pd.read_csv("run/summary.csv")["interval"]) == {"posterior", "replications"}  # the share that pays back
    assert set(pd.read_csv("run/draws.csv").columns) == {"replication", *posterior.parameters}


def test_value_says_what_is_worth_measuring_and_where_the_policy_fails(model, write, youthsim):  # noqa: F811
    told = youthsim("value", write("latin_hypercube", DECISION), *IN_PROCESS, "--json")
    assert told.code == codes.DONE
    found = json.loads(told.out)
    worth = {row["what"]: row for row in found["value"]}
    assert set(worth) == {"everything", "early_gi.net_widening", "trust.decay", "widening"}
    assert worth["early_gi.net_widening"]["value_eur"] > worth["trust.decay"]["value_eur"]
    assert worth["widening"]["net_eur"] == pytest.approx(worth["widening"]["value_eur"] - 1000)
    assert {"early_gi.net_widening"} <= {row["parameter"] for row in found["failing_worlds"]}
    assert Path("answer/figures/value.svg").is_file()


def test_pattern_says_in_how_many_worlds_each_claim_holds(model, write, youthsim):  # noqa: F811
    told = youthsim("pattern", write("latin_hypercube", PATTERN), *IN_PROCESS)
    assert told.code == codes.DONE
    assert "Early involvement means fewer measures" in told.out
    (row,) = pd.read_csv("answer/claims.csv").to_dict("records")
    assert (row["scenario"], row["less"], row["direction"]) == ("brabant-early-gi", "brabant-2015", "lower")
    assert row["probability_low"] <= row["probability"] <= row["probability_high"]
    assert {"draw", "fewer", "trust.decay"} <= set(pd.read_csv("answer/sizes.csv"))
    assert json.loads(Path("answer/pattern.json").read_text())["verdict"] == row["verdict"]
    assert Path("answer/figures/pattern.svg").is_file()


def test_other_prices_need_no_other_runs(model, write, youthsim):  # noqa: F811
    path = write("latin_hypercube", DECISION)
    one, ten = (
        json.loads(youthsim("value", path, *IN_PROCESS, "--json", "--worth", f"ots_started={eur}").out)["benefits"][1]
        for eur in (1000, 10_000)
    )
    assert ten["benefit_eur"] == pytest.approx(10 * one["benefit_eur"])
    for wrong, message in (("crises=3", "unknown outcome in the decision"), ("ots_started", "is no price")):
        told = youthsim("value", path, *IN_PROCESS, "--worth", wrong)
        assert told.code == codes.BAD_INPUT
        assert message in told.err


@pytest.mark.parametrize(
    ("tables", "command", "messages"),
    [
        ("", "calibrate", ["has no [targets]"]),
        ("", "value", ["has no [decision]"]),
        (
            """
            [targets.ots_strated]
            value = 3
            sd = 1
            unit = "x"
            [targets.ots_stock]
            value = 3
            unit = "x"
            source = "y"
            sdd = 3
            """,
            "calibrate",
            ["unknown outcome 'ots_strated'", "nearest: ots_started", "has no source", "its uncertainty", "sdd"],
        ),
        (
            """
            [decision]
            between = ["brabant-2015", "brabant-late"]
            years = 10
            [decision.worth]
            crises = { eur = 3 }
            [decision.studies.x]
            parameters = ["trust.dcay"]
            source = "y"
            """,
            "value",
            ["unknown scenario 'brabant-late'", "has no youths", "has no discount", "worth of crises has no source",
             "nearest: trust.decay"],
        ),
        (
            """
            [pattern]
            title = "x"
            [pattern.claims.fewer]
            outcome = "ots_strated"
            scenario = "brabant-late"
            direction = "lowr"
            """,
            "pattern",
            ["pattern has no source", "nearest: ots_started", "unknown scenario 'brabant-late'", "'lowr'",
             "nearest: lower", "claim fewer has no least", "claim fewer has no source"],
        ),
    ],
)  # fmt: skip
def test_everything_wrong_with_the_tables_is_told_at_once(tables, command, messages, model, write, youthsim):  # noqa: F811
    told = youthsim(command, write("latin_hypercube", tables), *IN_PROCESS)
    assert told.code == codes.BAD_INPUT
    for message in messages:
        assert message in told.err
    if tables:
        assert youthsim("check", "experiment.toml").code == codes.CHECK_FAILED
        assert all(line.startswith("experiment.toml:") for line in told.err.splitlines())


def test_an_unknown_outcome_is_refused_with_the_nearest_name(model, write, youthsim):  # noqa: F811
    told = youthsim("sensitivity", write("sobol"), *IN_PROCESS, "--outcome", "ots_strated")
    assert told.code == codes.BAD_INPUT
    assert "nearest: ots_started" in told.err


def test_a_design_that_is_no_sample_has_no_value_of_information(model, write, youthsim):  # noqa: F811
    told = youthsim("value", write("one_at_a_time", DECISION), *IN_PROCESS)
    assert told.code == codes.BAD_INPUT
    assert told.err.count("\n") == 1


@pytest.mark.parametrize("content", [None, b"", b"no parquet", b"PAR1"])
def test_a_file_that_is_no_posterior_is_refused(content, youthsim):  # noqa: F811
    if content is not None:
        Path("file.parquet").write_bytes(content)
    told = youthsim("run", "baseline", "--posterior", "file.parquet", "--quiet")
    assert told.code == codes.BAD_INPUT
    assert "file.parquet" in told.err
    assert "youthsim calibrate" in told.err
