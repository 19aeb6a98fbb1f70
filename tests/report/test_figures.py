"""First-look figures: drawn without global state, complete with units and sources, in two languages."""

import math
import sys
from dataclasses import replace

import pandas as pd
import pytest

from tests.fakes import FakeScenario
from youthsim.experiment import BadInput, compare, run
from youthsim.report import figures, screen, style
from youthsim.report.flows import label_with_number, nodes_of
from youthsim.report.waterfall import waterfall_figure

pytestmark = pytest.mark.interface

BASE, EARLY = FakeScenario(), FakeScenario(name="early", effect=0.2)


@pytest.fixture
def result(engine):
    return run(BASE, engine=engine, replications=4)


@pytest.fixture
def comparison(engine):
    return compare(BASE, EARLY, FakeScenario(name="bound", effect=0.4), engine=engine, replications=4)


def texts(figure):
    from matplotlib.text import Text

    return " ".join(found.get_text() for found in figure.findobj(Text)).replace("\n", " ")


def test_every_result_gets_its_figures_in_both_formats(result, comparison, tmp_path):
    written = figures.write(result, tmp_path)
    assert {path.stem for path in written} == {"stocks", "ots_started", "waits", "levels"}
    assert {path.suffix for path in written} == {".png", ".svg"}
    assert all(path.stat().st_size > 1000 for path in written)
    assert "differences" in {path.stem for path in figures.write(comparison, tmp_path)}


def test_the_same_result_gives_the_same_bytes(result, tmp_path):
    first, second = tmp_path / "first", tmp_path / "second"
    for folder in (first, second):
        folder.mkdir()
        figures.write(result, folder)
    assert all((second / path.name).read_bytes() == path.read_bytes() for path in first.iterdir())


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ["OTS started", "children per year", "95% intervals"]),
        ("nl", ["OTS gestart", "kinderen per jaar", "95%-"]),
    ],
)
def test_a_figure_says_what_it_shows_with_unit_interval_and_source(comparison, language, said):
    shown = texts(figures.plot(comparison, "ots_started", language=language))
    for part in (*said, BASE.source, "seed 1", "early", "bound"):
        assert part in shown


def test_an_outcome_per_organisation_gets_a_panel_for_each(result):
    every = figures.plot(result, "trust")
    assert len(every.axes) == 3
    assert len(figures.plot(result, "trust", "gi").axes) == 1


def test_a_comparison_shows_the_paired_difference_beside_the_lines(comparison):
    figure = figures.plot(comparison, "ots_started")
    lines, paired = figure.axes
    assert len(lines.get_lines()) == 3
    assert len(paired.get_lines()) == 2 + 1  # and the line at zero


@pytest.mark.parametrize(
    ("outcome", "organisation", "complaint"),
    [
        ("ots_startd", None, "nearest: ots_started"),
        ("trust", "police", "allowed: veilig_thuis, rvdk, gi"),
        ("measures_added", None, "occur"),
    ],
)
def test_what_is_not_there_is_refused_with_a_hint(result, outcome, organisation, complaint):
    with pytest.raises(BadInput, match=complaint):
        figures.plot(result, outcome, organisation)


def test_a_single_replication_is_drawn_without_an_interval(engine, tmp_path):
    alone = compare(BASE, EARLY, engine=engine, replications=1)
    figures.write(alone, tmp_path)
    assert "no interval" in texts(figures.plot(alone, "ots_started"))


def test_drawing_leaves_no_global_state(result, tmp_path, monkeypatch):
    import matplotlib as mpl

    monkeypatch.delitem(sys.modules, "matplotlib.pyplot", raising=False)
    before = mpl.rcParams.copy()  # a plain dict would look up the backend, and load pyplot
    figures.write(result, tmp_path)
    assert mpl.rcParams.copy() == before
    assert "matplotlib.pyplot" not in sys.modules


def test_scenarios_differ_in_more_than_colour():
    looks = list(zip(style.COLOURS, style.DASHES, style.MARKERS, strict=True))
    assert len({dash for _, dash, _ in looks}) == len(looks)
    assert len({marker for _, _, marker in looks}) == len(looks)


def flow(mean, difference):
    return pd.DataFrame(
        [
            {
                "from_step": "team_worries",
                "to_step": "early_gi",
                "mean": mean,
                "difference": difference,
                "verdict": "more",
            }
        ]
    )


@pytest.mark.parametrize(
    ("mean", "difference", "shown"),
    [(5.3, 5.3, "5,3 (+5,3)"), (207.4, -14.6, "207 (−15)"), (207.4, 0.3, "207,4 (+0,3)"), (5.0, math.nan, "5")],
)
def test_a_step_and_its_change_have_as_many_decimals(mean, difference, shown):
    table = flow(mean, difference)
    node = nodes_of(table)["early_gi"]
    assert label_with_number(table, node, "nl", ": ") == f"vroege GI: {shown}"


def test_ticks_of_a_small_share_do_not_all_read_the_same(result):
    result.outcomes.loc[result.outcomes["outcome"] == "level_share_5", "value"] = 0.0002
    axis = screen.over_years(result, ["level_share_5"], "nl")["layout"]["yaxis"]
    decimals = int(axis["tickformat"].strip(".%"))
    ticks = [f"{share * 100:.{decimals}f}" for share in (0.00005, 0.0001, 0.00015, 0.0002)]
    assert len(set(ticks)) == len(ticks)


def divided(result, interaction, total):
    """The result with a waterfall of one lever, an interaction with its interval and a total."""
    rows = [("early_gi", "lever", (-3.0, -3.5, -2.5)), ("interaction", "interaction", interaction),
            ("total", "total", (total, total - 0.4, total + 0.4))]  # fmt: skip
    about = {"base": "base", "scenario": "early", "outcome": "ots_started", "organisation": "all"}
    about |= {"unit": "children/year"}
    table = pd.DataFrame([about | {"part": part, "kind": kind, "effect": effect, "low": low, "high": high}
                          for part, kind, (effect, low, high) in rows])  # fmt: skip
    return replace(result, waterfall=table)


@pytest.mark.parametrize(
    ("interaction", "total", "told"),
    [((1.0, 0.8, 1.2), -2.0, True), ((1.0, -0.1, 2.1), -2.0, False), ((0.1, 0.05, 0.15), -2.9, False)],
)
def test_an_interaction_that_is_there_and_large_is_told_below_the_waterfall(comparison, interaction, total, told):
    figure = waterfall_figure(divided(comparison, interaction, total), ["early"], "ots_started", "en")
    assert ("the interaction is large: +1, beside −2 for the whole" in texts(figure)) == told
    assert "Blue: more, orange: less" in texts(figure)
