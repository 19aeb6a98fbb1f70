"""Figures of analyses: drawn in both languages, with the labels of the registry and their intervals."""

from __future__ import annotations

import pandas as pd
import pytest

from youthsim.analysis import Sensitivity
from youthsim.analysis.sensitivities import COLUMNS
from youthsim.experiment import BadInput
from youthsim.report.saving import save
from youthsim.report.sensitivity_figures import heat_map_figure, ranking_figure

pytestmark = pytest.mark.interface
NAMES = ("trust.decay", "early_gi.net_widening")


def table(measures, size=1.0):
    rows = [
        ("early", "base", outcome, "x/year", name, measure, *(size * (k + n) for n in (1, 0, 2)), 0.1, 0.05, 9, 1)
        for outcome in ("ots_started", "crises")
        for k, name in enumerate(NAMES)
        for measure in measures
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=COLUMNS)


KINDS = {
    "one_at_a_time": table(("low end", "high end")),
    "morris": table(("mu_star",)),
    "sobol": table(("first", "total"), 0.2),
    "latin_hypercube": table(("first",), 0.2),
}


@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_design_has_its_figures(kind, language, tmp_path):
    found = Sensitivity(KINDS[kind], kind)
    ranking = ranking_figure(found, "ots_started", language, title="x")
    labels = [text.get_text().replace("\n", " ") for text in ranking.axes[0].get_yticklabels()]
    expected = {"en": "Loss of trust", "nl": "Verlies van vertrouwen"}[language]
    assert labels[1].startswith(expected), "the largest effect stands on top"
    assert len(ranking.axes[0].get_legend_handles_labels()[1] or ranking.legends[0].get_texts()) >= 1
    heat = heat_map_figure(found, language, title="x")
    assert len(heat.axes[0].get_xticks()) == 2
    for name, figure in (("ranking.png", ranking), ("heat.svg", heat)):
        save(figure, tmp_path / name)
        assert (tmp_path / name).stat().st_size > 1000


def test_an_outcome_that_was_not_analysed_is_refused():
    with pytest.raises(BadInput, match="it holds ots_started, crises"):
        ranking_figure(Sensitivity(KINDS["morris"], "morris"), "ots_stock")
