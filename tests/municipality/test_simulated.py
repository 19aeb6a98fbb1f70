"""What the engine makes of the scenario: the figures that were asked for, and years that vary as was said.

A town with figures of its own and the same town at national rates meet the same families with the same luck, so the
difference between them is the figures' own. False alarm: each test below has a chance of at most 1% over all its
figures together to fail by bad luck alone (Bonferroni); the seed was not chosen.
"""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

import youthsim as ys
from tests.municipality.conftest import asked
from youthsim.municipality.catalogue import AREAS, FTE, YOUTHS, eras, figures
from youthsim.municipality.chance import one_year
from youthsim.municipality.fitting import fit
from youthsim.municipality.writing import scenario_text, write

pytestmark = pytest.mark.behaviour
REPLICATIONS, YEARS, SEED = 24, 5, 1
FALSE_ALARM = 0.01
CLOSE = 0.10  # of the figure: what the fit may miss between one town and another
YEARS_INSIDE = 0.90  # of the years must lie within a spread that is meant for 0.95


@pytest.fixture(scope="module", params=eras())
def town(request, fitted, tmp_path_factory):
    """A fit with its own figures, one at national rates, and the figures of each in [replication, year]."""
    own = fitted[request.param]
    national = fit(asked(request.param, **{name: own.asked[name] for name in (YOUTHS, AREAS)}))
    folder = tmp_path_factory.mktemp("town")
    return own, national, *(simulated(one, folder / f"{name}.toml") for name, one in (("own", own), ("rate", national)))


def simulated(one, path):
    """Every figure as the engine has it: [replication, year] by name."""
    scenario = write(scenario_text(one, path.stem, "en"), path, replace=False).with_years(YEARS)
    outcomes = ys.run(scenario, replications=REPLICATIONS, seed=SEED, quiet=True).outcomes
    found = {}
    for name in one.asked.figures:
        figure = figures()[name]
        if figure.outcome:
            rows = outcomes[(outcomes["outcome"] == figure.outcome) & (outcomes["organisation"] == figure.organisation)]
            table = rows[rows["area"] == "all"].pivot(index="replication", columns="year", values="value").to_numpy()
            found[name] = table * (one.asked[YOUTHS] if figure.outcome == "help_share" else 1.0)
    return found


def interval(sample, claims):
    """Where the mean lies, with the false alarm divided over so many claims."""
    half = stats.t.ppf(1 - FALSE_ALARM / claims / 2, len(sample) - 1) * np.std(sample, ddof=1) / np.sqrt(len(sample))
    return np.mean(sample) - half, np.mean(sample) + half


def test_every_figure_but_youths_teams_and_workers_is_simulated(town):
    own, _, found, _ = town
    assert set(own.asked.figures) - set(found) == {YOUTHS, AREAS, FTE}


def test_the_simulated_mean_lies_within_one_years_chance_of_what_was_asked(town):
    own, _, found, _ = town
    for name, table in found.items():
        low, high = interval(table.mean(axis=1), len(found))
        spread = one_year(own, name)
        assert low < spread.high, name
        assert high > spread.low, name


def test_what_the_figures_change_beside_the_national_rates_is_what_was_asked(town):
    own, national, found, at_rates = town
    for name, table in found.items():
        low, high = interval((table - at_rates[name]).mean(axis=1), len(found))
        wanted = own.asked[name] - national.asked[name]
        assert low < wanted + CLOSE * own.asked[name], name
        assert high > wanted - CLOSE * own.asked[name], name


def test_the_direction_of_each_large_difference_is_shown(town):
    own, national, found, at_rates = town
    large = [n for n in found if abs(own.asked[n] / national.asked[n] - 1) > 0.15]
    assert len(large) >= 4
    for name in large:
        low, high = interval((found[name] - at_rates[name]).mean(axis=1), len(large))
        assert (low > 0) if own.asked[name] > national.asked[name] else (high < 0), name


def test_single_years_vary_as_much_as_was_said(town):
    own, _, found, _ = town
    for name, table in found.items():
        spread = one_year(own, name)
        inside = ((table >= spread.low) & (table <= spread.high)).mean(axis=1)
        assert interval(inside, 2 * len(found))[1] > YEARS_INSIDE, name
        # And no wider than that: between years and replications the standard deviation is over half of what was said.
        said = (spread.high - spread.low) / 2 / stats.norm.ppf(0.975)
        most = np.sqrt(len(table) / stats.chi2.ppf(FALSE_ALARM / 2 / len(found), len(table) - 1))
        assert table.std(ddof=1) * most > said / 2, name
