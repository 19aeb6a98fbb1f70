"""Parameters of each replication from a posterior: the same for base and alternative, told in every table."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import youthsim as ys
from tests.analysis.conftest import build
from tests.fakes import fake_simulate
from youthsim.experiment import BadInput, Engine, Posterior, compare, open_posterior, open_run, run
from youthsim.experiment.payback import spread
from youthsim.experiment.statistics import summarise_years

NAME = "early_gi.net_widening"


@pytest.fixture
def posterior():
    samples = pd.DataFrame({NAME: np.linspace(0, 0.4, 200), "trust.decay": np.linspace(0.2, 0.4, 200)})
    return Posterior(samples, {"seed": 1})


@pytest.fixture
def pair():
    return [ys.load(name).with_years(2) for name in ("brabant-2015", "brabant-early-gi")]


@pytest.fixture
def seen():
    """An engine that tells which parameters it was given."""
    given = []

    def built(scenario):
        given.append((scenario.name, scenario.parameter(NAME), scenario.parameter("trust.decay")))
        return build(scenario)

    return Engine("core", built, fake_simulate), given


@pytest.mark.property
def test_the_sample_of_a_replication_depends_on_seed_and_number_alone(posterior):
    forwards = [posterior.row(1, number) for number in range(50)]
    assert [posterior.row(1, number) for number in reversed(range(50))][::-1] == forwards
    assert [posterior.row(2, number) for number in range(50)] != forwards


@pytest.mark.analytic
def test_samples_are_taken_evenly(posterior):
    """Chi-square over ten classes of 2,000 draws; a false alarm in one seed of a thousand."""
    counts = np.bincount([posterior.row(7, number) // 20 for number in range(2000)], minlength=10)
    assert stats.chisquare(counts).pvalue > 0.001


@pytest.mark.behaviour
def test_base_and_alternative_live_in_the_same_world(posterior, pair, seen):
    engine, given = seen
    compare(*pair, engine=engine, replications=4, posterior=posterior, jobs=1)
    worlds = given[2:]  # the first two say what the scenarios look like
    assert len(worlds) == 8
    for base, other in zip(worlds[::2], worlds[1::2], strict=True):
        assert (base[0], other[0]) == ("brabant-2015", "brabant-early-gi")
        assert base[1:] == other[1:]
    assert worlds[0][1:] == tuple(posterior.draw(1, 0).values())


@pytest.mark.behaviour
def test_threads_change_nothing_with_a_posterior(posterior, pair, seen):
    one, many = (compare(*pair, engine=seen[0], replications=6, posterior=posterior, jobs=jobs) for jobs in (1, 4))
    pd.testing.assert_frame_equal(one.differences, many.differences, check_exact=True)


@pytest.mark.behaviour
def test_intervals_say_that_they_are_over_the_posterior_and_are_the_middle_of_the_runs(posterior, pair, seen):
    result = compare(*pair, engine=seen[0], replications=40, posterior=posterior)
    assert result.interval == "posterior"
    mine = result.differences.set_index(["outcome", "organisation"]).loc[("ots_started", "all")]
    wide = result.values[result.values["outcome"] == "ots_started"].pivot(
        index="replication", columns="scenario", values="value"
    )
    pairs = wide["brabant-early-gi"] - wide["brabant-2015"]
    assert mine["interval"] == "posterior"
    assert (mine["low"], mine["high"]) == (pytest.approx(pairs.quantile(0.025)), pytest.approx(pairs.quantile(0.975)))
    fixed = compare(*pair, engine=seen[0], replications=40)
    of_mean = fixed.differences.set_index(["outcome", "organisation"]).loc[("ots_started", "all")]
    assert mine["high"] - mine["low"] > 2 * (of_mean["high"] - of_mean["low"])


@pytest.mark.interface
def test_the_run_folder_keeps_the_posterior_and_what_each_replication_took(posterior, pair, seen, tmp_path):
    result = run(pair[1], engine=seen[0], replications=3, posterior=posterior, out=tmp_path / "run")
    again = open_run(tmp_path / "run")
    assert again.posterior.hash == posterior.hash
    assert again.interval == "posterior"
    taken = pd.read_csv(tmp_path / "run" / "draws.csv").set_index("replication")
    for number in result.replications:
        assert taken.loc[number].to_dict() == pytest.approx(posterior.draw(1, number))


@pytest.mark.unit
def test_a_posterior_that_would_undo_the_policy_is_refused(posterior, pair, seen):
    other = pair[1].with_values({"trust.decay": 0.2})
    with pytest.raises(BadInput, match=r"trust\.decay, in which the scenarios differ"):
        compare(pair[0], other, engine=seen[0], replications=2, posterior=posterior)


@pytest.mark.unit
def test_a_file_keeps_its_samples_and_notices_a_change(posterior, tmp_path):
    path = posterior.write(tmp_path / "posterior.parquet")
    again = open_posterior(path)
    pd.testing.assert_frame_equal(again.samples, posterior.samples)
    assert again.about["seed"] == 1
    changed = Posterior(posterior.samples * 0.5, {"hash": posterior.hash})
    changed.write(path)
    with pytest.raises(BadInput, match="the file was changed"):
        open_posterior(path)


@pytest.mark.unit
def test_what_is_no_posterior_is_refused():
    with pytest.raises(BadInput, match="nearest"):
        Posterior(pd.DataFrame({"trust.dcay": [0.3]}))
    with pytest.raises(BadInput, match="number in every cell"):
        Posterior(pd.DataFrame({"trust.decay": [0.3, np.nan]}))
    with pytest.raises(BadInput, match="at least one sample"):
        Posterior(pd.DataFrame({"trust.decay": []}))


@pytest.mark.unit
def test_an_end_beyond_the_horizon_is_missing():
    low, high = spread([1.0, 2.0, np.inf, np.inf])
    assert low == 1.0
    assert np.isnan(high)


@pytest.mark.unit
def test_yearly_intervals_over_a_posterior_are_quantiles():
    table = pd.DataFrame({"scenario": "a", "year": 1, "area": "all", "organisation": "all", "outcome": "crises",
                          "replication": range(101), "value": np.arange(101.0)})  # fmt: skip
    row = summarise_years(table, "posterior").iloc[0]
    assert (row["low"], row["mean"], row["high"]) == pytest.approx((2.5, 50.0, 97.5))
