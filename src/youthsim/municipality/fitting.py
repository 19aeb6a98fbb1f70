"""Refit the calibrated chain of an era to the figures of a municipality, by the mean field.

The mean field leaves things out, so it is not read as it stands: what it says of the calibrated scenario is compared
with what the engine simulates of it, and each figure and each number of places is corrected by that ratio. At the
national rates the fit is the calibrated scenario; away from them it is as good as the mean field's own slopes.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from scipy import optimize

from youthsim.arrays import mean_field
from youthsim.arrays.aggregates import LOCAL, outcomes
from youthsim.arrays.building import parameter_rows
from youthsim.arrays.staffing import Demand, Staffing, demand, places_for_wait, with_places
from youthsim.chain import states as X
from youthsim.municipality.asked import Asked
from youthsim.municipality.catalogue import AREAS, FTE, NATIONAL_YOUTHS, YOUTHS, EraBase, eras, figures
from youthsim.parameters import index as P
from youthsim.parameters import registry
from youthsim.scenario import Scenario

NODES = 8  # risk nodes while the parameters are sought, and when the outcome is worked out
SCALE, ODDS = "scale", "odds"  # how a parameter moves: by a factor, or by a factor of its odds
COUNTS = ("help_in_a_year", "ots_started", "ots_stock", "uhp_stock", "voogdij_stock")
# The parameters that move, how, and the figures that decide them, as in the calibration of the national scenarios, but
# for the rates at which problems grow: no figure tells whether more help means more problems or sooner noticed ones.
MOVES = (
    ("noticing.rate", SCALE, ("help_in_a_year",)),
    ("concern.rate", SCALE, ("ots_started", "help_in_a_year")),
    ("ots.end_base", ODDS, ("ots_stock", "ots_started")),
    ("uhp.on", SCALE, ("uhp_stock", "ots_stock")),
    ("voogdij.at_review", ODDS, ("voogdij_stock", "uhp_stock")),
)
WIDEST = math.log(1000.0)  # the largest move that is tried, either way
WAITS = {
    "wait_wijkteam": LOCAL,
    "wait_specialised": (X.ORG_PROVIDER,),
    "wait_bjz": (X.ORG_BJZ,),
    "wait_rvdk": (X.ORG_RVDK,),
}
TINY = 1e-12
STEP = 1e-3  # a move that is small
CLOSE_ENOUGH = 2e-3  # a relative error that nobody sees
# Where not all figures can be met: the weights of a miss of a national rate, and of a move, beside the miss of a figure
# that was given. They keep figures that contradict each other from spoiling the rest.
WEIGHT_OF_NATIONAL, PULL = 0.5, 0.05
ONE_PLACE = 1.0  # a pool without a whole place serves nobody


@dataclass(frozen=True)
class Fitted:
    """The parameters that come nearest to the figures, and what figures follow from them.

    ``base`` is the era's calibrated scenario, ``values`` the parameters that differ from it, ``because`` the figures
    that decide each, ``found`` the figures as fitted, ``places``, ``waits`` and ``demand`` by organisation, ``row`` all
    parameters, ``children`` the mean number in a case.
    """

    asked: Asked
    base: Scenario
    values: Mapping[str, float]
    because: Mapping[str, tuple[str, ...]]
    found: Mapping[str, float]
    places: Mapping[int, float]
    waits: Mapping[int, float]
    demand: Mapping[int, Demand]
    row: np.ndarray
    children: float


class _Chain:
    """The chain of an era with given waits: the mean field, corrected by what the engine simulates at the base."""

    def __init__(self, asked: Asked) -> None:
        self.about: EraBase = eras()[asked.era]
        self.base = base = self.about.scenario()
        self.era = X.ERAS.index(base.era)
        self.start = parameter_rows(base).mean(axis=0)
        self.per_family = float(self.start[P.population_youths_per_family])
        self.youths, self.areas = asked[YOUTHS], int(asked[AREAS])
        self.base_youths, self.base_areas = base.youths, len(base.areas)
        self.base_waits = self._engine_waits()
        field = self._solve(self.start, self.base_waits, self.base_youths, self.base_areas)
        told = outcomes(field, self.base_youths / self.per_family, self.base_youths, self.start)
        self.ratio = {name: value / told[name] for name, value in self.about.engine.items()}
        self.more_places = self._more_places(field)
        self.tiers = self._tiers(demand(self.start, field, self.base_youths / self.per_family, self.base_areas))

    def solve(self, p: np.ndarray, waits: Mapping[int, float]) -> mean_field.MeanField:
        """The mean field of the municipality."""
        return self._solve(p, waits, self.youths, self.areas)

    def outcomes(self, p: np.ndarray, waits: Mapping[int, float]) -> dict[str, float]:
        """The outcomes that have a counterpart in the engine, as the engine would have them."""
        told = outcomes(self.solve(p, waits), self.families, self.youths, p)
        return {name: told[name] * ratio for name, ratio in self.ratio.items()}

    @property
    def families(self) -> float:
        """Families of the municipality."""
        return self.youths / self.per_family

    def _solve(self, p: np.ndarray, waits: Mapping[int, float], youths: float, areas: int) -> mean_field.MeanField:
        families = youths / self.per_family
        return mean_field.solve(p, self.era, families, youths, areas, nodes=NODES, fixed_waits=waits)

    def _engine_waits(self) -> dict[int, float]:
        waits = dict.fromkeys(range(X.ORG_EKC + 1), 0.0)  # nobody waits for an EKc in the mean field
        return waits | {X.ORGANISATIONS.index(name): days for name, days in self.about.waits.items()}

    def waits(self, asked: Asked, demanded: Mapping[int, Demand] | None = None) -> dict[int, float]:
        """The wait of each organisation: as asked, else the calibrated one.

        The tiers of a local team wait in the proportion that they have in the calibrated scenario, so the mean over
        those who start is what was asked; ``demanded`` says how many start, as in the calibrated scenario if not given.
        """
        waits = dict(self.base_waits)
        for name, organisations in WAITS.items():
            if name not in asked.figures:
                continue
            shape = self.tiers if demanded is None else self._tiers(demanded)
            waits |= {o: asked[name] * shape.get(o, 1.0) for o in organisations}
        return waits

    def _tiers(self, demanded: Mapping[int, Demand]) -> dict[int, float]:
        """The wait of each tier over their mean."""
        mean = np.average([self.base_waits[o] for o in LOCAL], weights=[demanded[o].rate for o in LOCAL])
        return {o: float(self.base_waits[o] / mean) for o in LOCAL}

    def _more_places(self, field: mean_field.MeanField) -> dict[int, float]:
        """Places that the calibrated scenario has over those that the mean field asks for, by organisation."""
        asked = demand(self.start, field, self.base_youths / self.per_family, self.base_areas)
        own = {o: mean_field.capacity_of(self.start, self.era, o, self.base_youths, self.base_areas) for o in asked}
        needed = {o: places_for_wait(self.start, o, asked[o], self.base_waits[o]).places for o in asked}
        return {o: own[o] / needed[o] for o in asked}


def fit(asked: Asked) -> Fitted:
    """The parameters whose chain meets the figures, or comes nearest: least squares of relative errors."""
    chain = _Chain(asked)
    waits = chain.waits(asked)
    p, found = _meet_counts(chain, asked, waits)
    staffing, demanded, field = _meet_waits(chain, p, asked)
    p = with_places(p, {o: one.places for o, one in staffing.items()}, asked[YOUTHS])
    p = _meet_workers(p, asked)
    p = _one_place_at_least(chain, p)
    found |= _waits_found(asked, staffing, demanded) | {YOUTHS: asked[YOUTHS], AREAS: asked[AREAS]}
    found[FTE] = float(p[P.local_fte] * asked[YOUTHS] / NATIONAL_YOUTHS)
    values, because = _differing(chain.start, p)
    return Fitted(
        asked=asked,
        base=chain.base,
        values=values,
        because=because,
        found={name: found[name] for name in asked.figures},
        places={o: one.places for o, one in staffing.items()},
        waits={o: one.wait for o, one in staffing.items()},
        demand=demanded,
        row=p,
        children=field.children,
    )


def as_rate(name: str, value: float, youths: float) -> float:
    """A count in the unit of the outcome: a share of the youths, or per 100,000 of them."""
    return value / youths if figures()[name].outcome == "help_share" else value / youths * NATIONAL_YOUTHS


def _meet_counts(chain: _Chain, asked: Asked, waits: Mapping[int, float]) -> tuple[np.ndarray, dict[str, float]]:
    """Move the rates that decide about the counts; gives the parameters and the counts that follow."""
    known = registry()
    targets = {name: as_rate(name, asked[name], chain.youths) for name in COUNTS}
    places = [[known.index(member) for member in known.family(family)] for family, _, _ in MOVES]

    def moved(x: np.ndarray) -> np.ndarray:
        p = np.array(chain.start)
        for step, (_, kind, _), place in zip(x, MOVES, places, strict=True):
            value = p[place]
            p[place] = value / (value + (1 - value) * np.exp(-step)) if kind == ODDS else value * np.exp(step)
        return p

    def counts(x: np.ndarray) -> dict[str, float]:
        found = chain.outcomes(moved(x), waits)
        return {name: found[str(figures()[name].outcome)] for name in COUNTS}

    def residuals(x: np.ndarray) -> np.ndarray:
        found = counts(x)
        return np.asarray([math.log(max(found[name], TINY) / target) for name, target in targets.items()])

    highest = [
        _highest_move(chain.start[place], kind, place) for (_, kind, _), place in zip(MOVES, places, strict=True)
    ]
    weights = np.array([1.0 if asked.figures[name].where else WEIGHT_OF_NATIONAL for name in COUNTS])
    best = _moves(residuals, weights, np.full(len(MOVES), -WIDEST), np.array(highest))
    unit = {name: asked[name] / target for name, target in targets.items()}
    return moved(best), {name: value * unit[name] for name, value in counts(best).items()}


def _moves(
    residuals: Callable[[np.ndarray], np.ndarray], weights: np.ndarray, low: np.ndarray, high: np.ndarray
) -> np.ndarray:
    """The moves that leave no residual, by Powell's method; where there are none, those of weighted least squares."""

    def within(x: np.ndarray) -> np.ndarray:
        return residuals(np.clip(x, low, high))

    def weighed(x: np.ndarray) -> np.ndarray:
        return np.array([*(weights * residuals(x)), *(PULL * x)])

    start = np.zeros(len(low))
    exact = optimize.root(within, start, method="hybr", options={"eps": STEP**2, "xtol": STEP, "maxfev": 40})
    if np.abs(exact.fun).max() < CLOSE_ENOUGH and (np.clip(exact.x, low, high) == exact.x).all():
        return np.asarray(exact.x)
    near = optimize.least_squares(weighed, start, bounds=(low, high), diff_step=STEP, xtol=STEP, ftol=STEP, max_nfev=20)
    return np.asarray(near.x)


def _highest_move(values: np.ndarray, kind: str, columns: list[int]) -> float:
    """The largest move that leaves every parameter of a list within its hard bounds."""
    if kind == ODDS:
        return WIDEST
    names = list(registry())
    most = [registry()[names[column]].maximum for column in columns]
    return min(WIDEST, *(math.log(top / value) for top, value in zip(most, values, strict=True) if value > 0.0))


def _meet_waits(
    chain: _Chain, p: np.ndarray, asked: Asked
) -> tuple[dict[int, Staffing], dict[int, Demand], mean_field.MeanField]:
    """The places that give each wait, none fewer than one place in a pool."""
    field = chain.solve(p, chain.waits(asked))
    demanded = demand(p, field, chain.families, chain.areas)
    waits = chain.waits(asked, demanded)
    staffing = {
        o: places_for_wait(p, o, one, waits[o], fewest=ONE_PLACE, correction=chain.more_places[o])
        for o, one in demanded.items()
    }
    return staffing, demanded, field


def _meet_workers(p: np.ndarray, asked: Asked) -> np.ndarray:
    """The places of the local teams stay; the caseload is what so many workers must have for them."""
    p = p.copy()
    fte = asked[FTE] * NATIONAL_YOUTHS / asked[YOUTHS]
    about = registry()["local.caseload"]
    caseload = float(np.clip(p[P.local_fte] * p[P.local_caseload] / fte, about.minimum, about.maximum))
    p[P.local_fte] *= p[P.local_caseload] / caseload
    p[P.local_caseload] = caseload
    return p


def _one_place_at_least(chain: _Chain, p: np.ndarray) -> np.ndarray:
    """The EKc office has no figure; where its share of the workers makes no whole place, it gets one."""
    places = mean_field.capacity_of(p, chain.era, X.ORG_EKC, chain.youths, 1)
    if 0.0 < places < ONE_PLACE:
        p = p.copy()
        p[P.ekc_coordinators] *= ONE_PLACE / places
    return p


def _waits_found(asked: Asked, staffing: Mapping[int, Staffing], demanded: Mapping[int, Demand]) -> dict[str, float]:
    """The wait of each figure, over the families who start at its organisations."""
    found = {}
    for name, organisations in WAITS.items():
        if name in asked.figures:
            starts = [demanded[o].rate for o in organisations]
            found[name] = float(np.average([staffing[o].wait for o in organisations], weights=starts))
    return found


BECAUSE: Mapping[str, tuple[str, ...]] = {
    **{family: names for family, _, names in MOVES},
    "local.fte": (FTE,),
    "local.caseload": (FTE, "help_in_a_year", "wait_wijkteam"),
    "local.tier_share": ("wait_wijkteam", "help_in_a_year"),
    "provider.fte": ("wait_specialised", "help_in_a_year"),
    "bjz.fte": ("wait_bjz", "help_in_a_year"),
    "rvdk.fte": ("wait_rvdk", "ots_started"),
    "veilig_thuis.fte": ("ots_started",),
    "gi.fte": ("ots_stock", "voogdij_stock"),
    "ekc.coordinators": (YOUTHS,),
}


def _differing(start: np.ndarray, p: np.ndarray) -> tuple[dict[str, float], dict[str, tuple[str, ...]]]:
    """The parameters that were moved, by name, in the order of the figures, and which figures decide each."""
    known = registry()
    values, because = {}, {}
    for family, names in BECAUSE.items():
        for member in known.family(family):
            column = known.index(member)
            if not math.isclose(p[column], start[column], rel_tol=1e-4):
                values[member], because[member] = float(p[column]), names
    return values, because
