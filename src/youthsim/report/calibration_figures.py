"""Figures of a calibration: the parameters before and after, and the targets against runs with the posterior."""

from __future__ import annotations

import textwrap

import numpy as np
from matplotlib.figure import Figure

from youthsim.analysis.studies import Calibrated
from youthsim.parameters import registry
from youthsim.report import style

PANEL = 1.5  # inches
COLUMNS = 3
BINS = 24
TITLE_CHARACTERS = 30
TEXTS = {
    "before": ("before", "vooraf"),
    "after": ("after", "achteraf"),
    "runs": ("runs with the posterior", "runs met de posterior"),
    "target": ("target and its 95% range", "doel en het 95%-bereik"),
    "held_out": ("held out", "apart gehouden"),
    "parameters": (
        "What is believed of each parameter before the targets are seen (outline: range and distribution) and after. "
        "{source}",
        "Wat van elke parameter wordt aangenomen voordat de doelen zijn gezien (omtrek: bereik en verdeling) en "
        "daarna. {source}",
    ),
    "predictive": (
        "Histograms: {n} runs of the model, each with parameters from the posterior and with chance of its own; "
        "a held-out target took no part in the fit. {source}",
        "Histogrammen: {n} runs van het model, elk met parameters uit de posterior en eigen toeval; "
        "een apart gehouden doel deed niet mee aan de fit. {source}",
    ),
    "source": (
        "Source: youthsim, a model, no observation; {title}.",
        "Bron: youthsim, een model, geen waarneming; {title}.",
    ),
}


def parameters_figure(found: Calibrated, language: str = "en", *, title: str = "") -> Figure:
    """The distribution of every parameter before and after."""
    samples = found.calibration.posterior.samples
    about = found.calibration.parameters.set_index("parameter")
    rows = -(-len(about) // COLUMNS)
    with style.styled():
        figure = style.new_figure(0.9 + PANEL * rows)
        panels = figure.subplots(rows, COLUMNS, squeeze=False).ravel()
        for axes, name in zip(panels, about.index, strict=False):
            low, high = float(about.loc[name, "prior_low"]), float(about.loc[name, "prior_high"])
            axes.hist(samples[name], bins=np.linspace(low, high, BINS), density=True, color=style.COLOURS[0], alpha=0.7,
                      label=_text("after", language))  # fmt: skip
            x = np.linspace(low, high, 101)
            axes.plot(
                x, _prior_density(found, str(name), x), color=style.INK, linewidth=1.2, label=_text("before", language)
            )
            known = registry().get(str(name))
            axes.set_title(textwrap.fill(known.label(language) if known else str(name), TITLE_CHARACTERS), fontsize=7.5)
            axes.set_yticks([])
            axes.tick_params(labelsize=7)
            style.number_axis(axes.xaxis, language)
        for axes in panels[len(about) :]:
            axes.set_visible(False)
        style.legend_above(figure, panels[0])
        source = _text("source", language, title=title)
        style.caption(figure, _text("parameters", language, source=source))
    return figure


def predictive_figure(found: Calibrated, language: str = "en", *, title: str = "") -> Figure:
    """Every target with its range, and what runs of the model with the posterior give."""
    rows = -(-len(found.targets) // COLUMNS)
    with style.styled():
        figure = style.new_figure(0.9 + PANEL * rows)
        panels = figure.subplots(rows, COLUMNS, squeeze=False).ravel()
        for axes, target in zip(panels, found.targets, strict=False):
            values = found.predictive[target.name].dropna()
            axes.hist(values, bins=12, color=style.COLOURS[0], alpha=0.7, label=_text("runs", language))
            axes.axvspan(*target.ends, color=style.COLOURS[1], alpha=0.2, linewidth=0)
            axes.axvline(
                target.value, color=style.COLOURS[1], linestyle=style.DASHES[1], label=_text("target", language)
            )
            held_out = f" ({_text('held_out', language)})" if target.held_out else ""
            axes.set_title(textwrap.fill(f"{target.name}{held_out}", TITLE_CHARACTERS), fontsize=7.5)
            axes.set_xlabel(textwrap.shorten(target.unit, 44), fontsize=7)
            axes.set_yticks([])
            axes.tick_params(labelsize=7)
            style.number_axis(axes.xaxis, language, target.unit)
        for axes in panels[len(found.targets) :]:
            axes.set_visible(False)
        style.legend_above(figure, panels[0])
        source = _text("source", language, title=title)
        style.caption(figure, _text("predictive", language, n=len(found.predictive), source=source))
    return figure


def _prior_density(found: Calibrated, name: str, x: np.ndarray) -> np.ndarray:
    prior = found.calibration.posterior.about["priors"][name]
    low, high, width = prior["low"], prior["high"], prior["high"] - prior["low"]
    if prior["distribution"] != "triangular":
        return np.full(len(x), 1 / width)
    density: np.ndarray = np.interp(x, [low, prior["mode"], high], [0.0, 2 / width, 0.0])
    return density


def _text(name: str, language: str, **values: object) -> str:
    return style.choose(TEXTS[name], language).format(**values)
