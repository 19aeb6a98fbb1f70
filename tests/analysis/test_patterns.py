"""Patterns: a claim has a direction and a least size, and is asked of nearly every plausible world."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from tests.analysis.made_up import design, results
from youthsim.analysis import Claim, Evaluated, Pattern, judge
from youthsim.analysis.patterns import FAILS, HOLDS, IN_PART, plausible
from youthsim.analysis.targets import Target
from youthsim.experiment.errors import BadInput
from youthsim.report.pattern_figures import pattern_figure

BASE, POLICY = "base", "policy"
LEVEL = 100.0  # of the outcome in the base


def claim(direction, least, **more):
    given = {"scenario": POLICY, "less": BASE} | more
    return Claim("size", "ots_started", direction=direction, least=least, source="made up", **given)


def worlds(change, chance=0.0, points=60, replications=4):
    """Worlds of two parameters, in which the policy changes the outcome by ``change`` of the first."""
    axes, table, cube = design("latin_hypercube", ("decides", "idle"), points=points)
    effect = np.array([change(x) for x in table["decides"].astype(float)])
    rng = np.random.default_rng(3)
    luck = rng.normal(0, 20, (points, replications))  # met by both scenarios
    own = rng.normal(0, 1, (points, replications)) * chance
    base, policy = LEVEL + luck, LEVEL + luck + effect[:, None] + own
    table_of = pd.concat([results(base, scenario=BASE), results(policy, scenario=POLICY)])
    return Evaluated(table, table_of, axes, cube, "latin_hypercube", (BASE, POLICY))


def judged(found, *claims):
    return judge(Pattern("P0", "made up", "nobody", claims), found)


@pytest.mark.analytic
@pytest.mark.parametrize(
    ("direction", "least", "change", "share", "verdict"),
    [
        ("lower", 5, lambda x: -10 * x, 0.5, IN_PART),  # uniform on 0 to 1: beyond a half in half of the worlds
        ("lower", 5, lambda x: -100 - x, 1.0, HOLDS),
        ("higher", 5, lambda x: -10 * x, 0.0, FAILS),
        ("higher", 5, lambda x: 4.9, 0.0, FAILS),
        ("about the same", 5, lambda x: 4.9, 1.0, HOLDS),
        ("about the same", 5, lambda x: 20 * x - 10, 0.5, IN_PART),
        ("not lower", 5, lambda x: -10 * x, 0.5, IN_PART),
        ("not lower", 0, lambda x: 1.0, 1.0, HOLDS),
        ("not higher", 5, lambda x: -10 * x, 1.0, HOLDS),
        ("not higher", 5, lambda x: 6.0, 0.0, FAILS),
    ],
)
def test_the_probability_is_the_share_of_worlds_in_which_the_size_is_reached(direction, least, change, share, verdict):
    found = judged(worlds(change), claim(direction, least, absolute=True)).table.iloc[0]
    assert found["probability"] == pytest.approx(share, abs=1 / 60)
    assert found["probability_low"] <= share <= found["probability_high"] + 1e-12
    assert found["verdict"] == verdict


@pytest.mark.unit
def test_a_size_is_a_share_of_the_mean_of_the_scenario_that_it_is_held_against():
    found = judged(worlds(lambda x: -10.0), claim("lower", 0.05)).sizes["size"]
    assert np.allclose(found, -0.1, atol=0.05)  # luck moves the mean of four runs by a tenth at most


@pytest.mark.unit
def test_without_another_scenario_the_level_itself_is_judged():
    table = judged(worlds(lambda x: 0.0), claim("lower", 150, less=None), claim("higher", 150, less=None)).table
    assert list(table["verdict"]) == [HOLDS, FAILS]


@pytest.mark.unit
def test_all_claims_together_hold_only_where_each_does():
    found = judged(
        worlds(lambda x: 10 * x), claim("higher", 2.5, absolute=True), claim("about the same", 7.5, absolute=True)
    )
    assert found.probability == pytest.approx(0.5, abs=1 / 30)
    assert found.verdict == IN_PART


@pytest.mark.analytic
def test_the_parameter_that_decides_is_named_with_the_share_that_it_explains():
    found = judged(worlds(lambda x: -10 * x, chance=2.0), claim("lower", 5, absolute=True)).table.iloc[0]
    assert found["decides"] == "decides"
    assert found["decides_share"] > 0.8


@pytest.mark.unit
def test_the_part_of_the_ranges_where_it_fails_is_told():
    pytest.importorskip("ema_workbench")
    boxes = judged(worlds(lambda x: -10 * x), claim("lower", 2, absolute=True)).boxes
    assert set(boxes["parameter"]) == {"decides"}
    assert boxes.iloc[0]["high"] == pytest.approx(0.2, abs=0.05)


@pytest.mark.unit
def test_a_world_without_a_size_does_not_count_for_the_pattern():
    found = worlds(lambda x: -10.0)
    broken = found.results.copy()
    broken.loc[(broken["point"] == 0) & (broken["scenario"] == POLICY), "value"] = np.nan
    hole = Evaluated(found.points, broken, found.axes, found.cube, found.kind, found.scenarios)
    assert judged(hole, claim("lower", 5, absolute=True)).probability == pytest.approx(59 / 60)


@pytest.mark.analytic
def test_worlds_in_which_the_base_is_not_what_was_observed_are_left_out():
    """The policy works where the first parameter is large, and only there does the base look as it should."""
    found = worlds(lambda x: 10.0 * (x > 0.5))
    there = found.points["decides"].to_numpy(float) > 0.5
    told = found.results.copy()
    of_base = told["scenario"] == BASE
    looks_right = told.loc[of_base, "point"].isin(found.points.index[there])
    told.loc[of_base, "value"] = np.where(looks_right, 100.0, 300.0)
    odd = replace(found, results=told, _wide={})
    strict, wide = (Target("seen", "ots_started", 100.0, sd, "", "made up") for sd in (10.0, 150.0))
    kept = plausible(odd, [strict], BASE, youths=1.0)
    assert (kept == there).all()
    assert plausible(odd, [wide], BASE, youths=1.0).all(), "200 away is within 1.96 times 150"
    assert (plausible(odd, [wide, strict], BASE, youths=1.0) == there).all()
    pattern = Pattern("P0", "made up", "nobody", (claim("higher", 5, absolute=True),))
    assert judge(pattern, found).probability == pytest.approx(0.5, abs=1 / 60)
    made = judge(pattern, found, worlds=kept)
    assert (made.probability, made.left_out, len(made.points)) == (1.0, (~there).sum(), there.sum())
    with pytest.raises(BadInput, match="in none of the 60 draws"):
        judge(pattern, found, worlds=np.zeros(60, bool))


@pytest.mark.interface
@pytest.mark.parametrize(("language", "told"), [("en", "20 more are left out"), ("nl", "Nog 20 zijn weggelaten")])
def test_a_figure_says_how_many_worlds_were_left_out(language, told):
    found = worlds(lambda x: 10.0)
    pattern = Pattern("P0", "made up", "nobody", (claim("higher", 5, absolute=True),))

    def caption(**given):
        figure = pattern_figure(judge(pattern, found, **given), language)
        return " ".join(" ".join(text.get_text() for text in figure.texts).split())

    assert told in caption(worlds=np.arange(60) >= 20)
    assert told not in caption()
