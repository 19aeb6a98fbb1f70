"""Designs hold as many points as they should, where they should, and larger ones begin with smaller ones."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from youthsim.experiment.errors import BadInput
from youthsim.sweep.designs import laid_out
from youthsim.sweep.model import CHOICE, LISTED, POLICY, TRIANGULAR, UNCERTAINTY, UNIFORM, Axis, Design

pytestmark = pytest.mark.unit

HOURS = Axis("levers.early_gi.presence_hours_per_week", POLICY, ("b",), values=(0, 4, 8))
MODEL = Axis("levers.connection.model", POLICY, ("b",), values=("physical", "network"))
FLAT = Axis("flat", UNCERTAINTY, ("a", "b"), low=2.0, high=6.0, mode=3.0, distribution=UNIFORM)
PEAKED = Axis("peaked", UNCERTAINTY, ("a", "b"), low=0.0, high=10.0, mode=2.0, distribution=TRIANGULAR)
WHOLE = Axis("whole", UNCERTAINTY, ("a", "b"), low=1, high=4, mode=2, distribution=CHOICE)
TWO = Axis("two", UNCERTAINTY, ("a", "b"), values=(1.0, 5.0), low=1.0, high=5.0, mode=1.0, distribution=LISTED)
FALSE_ALARM = 1e-6


def test_a_grid_is_every_combination():
    cells, cube = laid_out(Design("grid", levels=3), [HOURS, MODEL], [FLAT, TWO])
    expected = list(itertools.product((0, 4, 8), ("physical", "network"), (2.0, 4.0, 6.0), (1.0, 5.0)))
    assert list(cells.iloc[:, 2:].itertuples(index=False, name=None)) == expected
    assert cells["policy"].nunique() == cells["sample"].nunique() == 6
    assert cube.shape[1] == 0


def test_one_at_a_time_moves_one_axis_away_from_the_middle():
    cells, _ = laid_out(Design("one_at_a_time", levels=2), [HOURS], [FLAT, TWO])
    assert len(cells) == 1 + 2 + 2 + 2
    moved = [(row[HOURS.name] != 0) + (row["flat"] == row["flat"]) + (row["two"] == row["two"])
             for row in cells.to_dict("records")]  # fmt: skip
    assert moved == [0, 1, 1, 1, 1, 1, 1]


@pytest.mark.parametrize(
    ("design", "rows"),
    [
        (Design("latin_hypercube", points=50), 50),
        (Design("sobol", points=16), 16 * (3 + 2)),
        (Design("sobol", points=16, second_order=True), 16 * (2 * 3 + 2)),
        (Design("morris", trajectories=5, levels=4), 5 * (3 + 1)),
    ],
    ids=str,
)
def test_every_combination_of_policies_meets_the_same_sample(design, rows):
    cells, cube = laid_out(design, [HOURS, MODEL], [FLAT, PEAKED, WHOLE])
    assert len(cells) == len(cube) == 6 * rows
    samples = [part.iloc[:, 4:].to_numpy() for _, part in cells.groupby("policy")]
    assert all(np.array_equal(samples[0], other) for other in samples)
    assert list(cube.columns) == ["flat", "peaked", "whole"]


def test_a_latin_hypercube_has_one_point_in_every_slice_of_every_axis():
    _, cube = laid_out(Design("latin_hypercube", points=40), [], [FLAT, PEAKED, WHOLE])
    assert all(sorted((cube[name] * 40).astype(int)) == list(range(40)) for name in cube)


def test_blocks_of_saltelli_differ_in_one_column_from_their_first_row():
    _, cube = laid_out(Design("sobol", points=8), [], [FLAT, PEAKED, WHOLE])
    blocks = cube.to_numpy().reshape(8, 5, 3)
    for column in range(3):
        differs = blocks[:, 1 + column] != blocks[:, 0]
        assert differs[:, column].all()
        assert not np.delete(differs, column, axis=1).any()


def test_steps_of_morris_move_one_axis():
    _, cube = laid_out(Design("morris", trajectories=6, levels=4), [], [FLAT, PEAKED, WHOLE])
    trajectories = cube.to_numpy().reshape(6, 4, 3)
    assert (np.count_nonzero(np.diff(trajectories, axis=1), axis=2) == 1).all()


@pytest.mark.parametrize("axis", [FLAT, PEAKED], ids=lambda axis: axis.name)
def test_a_sample_has_the_distribution_of_its_parameter(axis):
    """Kolmogorov and Smirnov; a Latin hypercube is nearer than chance, so false alarms are rarer than stated."""
    cells, _ = laid_out(Design("latin_hypercube", points=500, seed=3), [], [axis])
    width = axis.high - axis.low
    exact = {
        "flat": stats.uniform(axis.low, width),
        "peaked": stats.triang((axis.mode - axis.low) / width, axis.low, width),
    }[axis.name]
    assert stats.kstest(cells[axis.name], exact.cdf).pvalue > FALSE_ALARM


def test_choices_are_equally_likely():
    cells, _ = laid_out(Design("latin_hypercube", points=400), [], [WHOLE, TWO])
    assert cells["whole"].value_counts().to_dict() == {1.0: 100, 2.0: 100, 3.0: 100, 4.0: 100}
    assert cells["two"].value_counts().to_dict() == {1.0: 200, 5.0: 200}


@pytest.mark.parametrize(
    ("small", "large"),
    [
        (Design("sobol", points=8, seed=4), Design("sobol", points=32, seed=4)),
        (Design("morris", trajectories=4, levels=4, seed=4), Design("morris", trajectories=9, levels=4, seed=4)),
    ],
    ids=["sobol", "morris"],
)
def test_a_larger_design_begins_with_the_smaller(small, large):
    few, many = (laid_out(design, [], [FLAT, PEAKED])[0] for design in (small, large))
    assert few.equals(many.iloc[: len(few)])


@pytest.mark.property
@settings(max_examples=30)
@given(seed=st.integers(0, 2**32), kind=st.sampled_from(["latin_hypercube", "sobol", "morris"]))
def test_every_value_lies_in_its_range_and_a_seed_gives_one_design(seed, kind):
    design = Design(kind, points=8, trajectories=3, levels=4, seed=seed)
    cells, cube = laid_out(design, [], [FLAT, PEAKED, WHOLE])
    for axis in (FLAT, PEAKED, WHOLE):
        assert cells[axis.name].between(axis.low, axis.high).all()
    assert ((cube >= 0) & (cube <= 1)).all().all()
    assert cells.equals(laid_out(design, [], [FLAT, PEAKED, WHOLE])[0])


def test_a_design_that_no_machine_can_hold_is_refused():
    with pytest.raises(BadInput, match="points, allowed at most"):
        laid_out(Design("grid", levels=1000), [HOURS], [FLAT, PEAKED, Axis("x", UNCERTAINTY, (), low=0, high=1,
                                                                          distribution=UNIFORM)])  # fmt: skip
