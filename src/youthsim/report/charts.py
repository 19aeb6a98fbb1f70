"""The figures that a report shows: for each what is printed, what is on the screen, and what is said about it."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, partial

from matplotlib.figure import Figure

from youthsim.experiment.results import CompareResult, RunResult
from youthsim.experiment.statistics import LEADING_OUTCOME
from youthsim.outcomes.catalogue import catalogue
from youthsim.outcomes.flows import VIEWS
from youthsim.report import flows, screen, style, waits, waterfall
from youthsim.report.figures import METADATA
from youthsim.report.forest import forest_figure, waits_figure
from youthsim.report.lines import levels_figure, stocks_figure
from youthsim.report.tables import Table, flows_table
from youthsim.report.texts import label_of, text

STOCKS = ("ots_stock", "uhp_stock", "voogdij_stock")
LEVELS = tuple(f"level_share_{level}" for level in (2, 3, 4, 5))
PRINTED = 3  # of the alternatives whose bars stand below each other in print; the screen has all


@dataclass(frozen=True, slots=True)
class Variant:
    """One of the figures between which a reader of the screen can choose."""

    label: str
    draw: Callable[[], screen.Spec]


@dataclass(frozen=True)
class Chart:
    """A figure of a report.

    ``alt`` says what it shows to who cannot see it; ``table`` holds its numbers, where those stand in no other table.
    """

    key: str
    title: str
    alt: str
    draw: Callable[[], Figure]
    variants: tuple[Variant, ...]
    table: Table | None = None

    @cached_property
    def picture(self) -> tuple[str, str]:
        """The printed figure as SVG without its caption, and the caption, which a page or document sets itself."""
        figure = self.draw()
        caption = style.take_caption(figure)
        stream = io.StringIO()
        with style.styled():
            figure.savefig(stream, format="svg", metadata=METADATA["svg"])
        return stream.getvalue(), caption


def charts_of(result: RunResult, language: str) -> Iterator[Chart]:
    """The figures for which the run folder holds what they need, the answer first."""
    if isinstance(result, CompareResult):
        yield _differences(result, language)
        if result.waterfall is not None:
            yield from _waterfall(result, language)
    if result.flows is not None:
        for view in VIEWS:
            yield from _flows(result, view, language)
    yield _over_years("stocks", result, STOCKS, partial(stocks_figure, result, language), language)
    yield _waits(result, language)
    yield _over_years("levels", result, LEVELS, partial(levels_figure, result, language), language)


def _differences(result: CompareResult, language: str) -> Chart:
    def draw() -> screen.Spec:
        return screen.differences(result, language)

    title = text("forest", language, base=result.base)
    alt = text("alt_differences", language, base=result.base)
    return Chart("differences", title, alt, partial(forest_figure, result, language), (Variant(title, draw),))


def _waterfall(result: CompareResult, language: str) -> Iterator[Chart]:
    outcomes = waterfall.outcomes_of(result)
    scenarios = [name for name in result.names[1:] if name in set(result.waterfall["scenario"])]  # type: ignore[index]
    if not scenarios or not outcomes:
        return
    first = LEADING_OUTCOME if LEADING_OUTCOME in outcomes else outcomes[0]

    def draw(scenario: str, outcome: str) -> screen.Spec:
        return screen.waterfall(result, scenario, outcome, language)

    outcomes.sort(key=lambda name: name != first)
    variants = tuple(
        Variant(f"{scenario}: {catalogue()[outcome].label(language)}", partial(draw, scenario, outcome))
        for scenario in scenarios
        for outcome in outcomes
    )
    printed = partial(waterfall.waterfall_figure, result, scenarios[:PRINTED], first, language)
    alt = text("alt_waterfall", language, base=result.base, outcome=catalogue()[first].label(language))
    yield Chart("waterfall", text("chart_waterfall", language), alt, printed, variants)


def _flows(result: RunResult, view: str, language: str) -> Iterator[Chart]:
    """The flow of families along one road, the first alternative in print; nothing where nobody took it."""
    scenarios = [*result.names[1:], result.names[0]]
    scenarios = [name for name in scenarios if len(flows.links(result, view, name))]
    if not scenarios:
        return

    def draw(scenario: str) -> screen.Spec:
        return screen.flows(result, view, scenario, language)

    variants = tuple(Variant(label_of(result, name, language), partial(draw, name)) for name in scenarios)
    printed = partial(flows.flows_figure, result, view, scenarios[0], language)
    title = text(f"view_{view}", language)
    alt = text("alt_flows", language, title=title)
    yield Chart(f"flows_{view}", title, alt, printed, variants, flows_table(result, view, language))


def _over_years(
    key: str, result: RunResult, outcomes: tuple[str, ...], printed: Callable[[], Figure], language: str
) -> Chart:
    def draw() -> screen.Spec:
        return screen.over_years(result, outcomes, language)

    labels = ", ".join(catalogue()[name].label(language) for name in outcomes)
    title = text(key, language)
    return Chart(key, title, text("alt_years", language, outcomes=labels), printed, (Variant(title, draw),))


def _waits(result: RunResult, language: str) -> Chart:
    """How waits are spread; from a folder without histograms, their means."""
    kinds = waits.kinds_of(result)
    title = text("chart_waits", language)
    if not kinds:
        printed, alt = partial(waits_figure, result, language), text("alt_waits_mean", language)
        return Chart("waits", text("waits", language), alt, printed, ())

    def draw(kind: str, organisation: str) -> screen.Spec:
        return screen.distribution(result, kind, organisation, language)

    variants = tuple(Variant(waits.title_of(*one, language), partial(draw, *one)) for one in kinds)
    printed = partial(waits.distributions_figure, result, language)
    return Chart("waits", title, text("alt_waits", language), printed, variants)
