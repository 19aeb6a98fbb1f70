"""How far a figure of one year can lie from its mean by chance alone.

Counts: cases come one by one and are independent, so their number is Poisson; a case brings several children at
once, which widens it. Waits: a queue near its balance is pulled back at the rate at which more families in it speed
up the organisation or give up; arrivals and starts push it about (the linear noise approximation: van Kampen,
Stochastic Processes in Physics and Chemistry, ch. X), and a year averages over it.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from scipy import special

from youthsim.arrays.aggregates import LOCAL
from youthsim.chain import queues
from youthsim.chain import states as X
from youthsim.chain.family import DAYS_PER_YEAR
from youthsim.compiled import plain
from youthsim.municipality.catalogue import CHILDREN, FAMILIES, WAIT, figures
from youthsim.municipality.fitting import WAITS, Fitted
from youthsim.parameters import index as P

rules = plain(queues)
LEVEL = 0.95
NORMAL = float(special.ndtri(0.5 + LEVEL / 2))
SMALL_STEP = 1e-4  # of a queue, in places
# Where families wait who may give up; nobody gives up waiting for the RvdK.
QUEUES = dict.fromkeys(LOCAL, X.LOCAL_QUEUE) | {X.ORG_PROVIDER: X.PROVIDER_QUEUE, X.ORG_BJZ: X.BJZ_QUEUE}


class Spread(NamedTuple):
    """Between what a figure lies in 95 of 100 years."""

    low: float
    high: float


def one_year(fitted: Fitted, name: str) -> Spread | None:
    """The spread of a figure in single years around its fitted value; None for what chance does not move."""
    value, kind = fitted.found[name], figures()[name].chance
    if kind == WAIT:
        return _wait(fitted, name, value)
    if kind not in (CHILDREN, FAMILIES):
        return None
    together = _together(fitted.children if kind == CHILDREN else float(fitted.row[P.population_youths_per_family]))
    return Spread(*(edge * together for edge in _poisson(value / together)))


def is_noise(spread: Spread | None, value: float, share: float) -> bool:
    """Whether a year's figure says little: it lies further than this share from its mean too often."""
    return spread is not None and (spread.high - spread.low) / 2 > share * value


def _together(mean: float) -> float:
    """Second over first moment of the youths that come at once: one, and siblings whose number is Poisson."""
    return (mean * mean + mean - 1.0) / mean


def _poisson(mean: float) -> tuple[float, float]:
    """The quantiles between which a Poisson number lies with the level; between whole numbers they go smoothly."""
    tail = (1.0 - LEVEL) / 2
    low = special.pdtrik(tail, mean) if special.pdtr(0, mean) < tail else 0.0
    return max(0.0, float(low)), float(special.pdtrik(1.0 - tail, mean))


def _wait(fitted: Fitted, name: str, value: float) -> Spread:
    """The spread of the mean wait of a year, over the pools of the organisations that the figure is about."""
    organisations = WAITS[name]
    total = sum(fitted.demand[o].rate for o in organisations)
    variance = 0.0
    for o in organisations:
        pools = fitted.demand[o].pools
        weight = fitted.demand[o].rate / total / pools
        variance += pools * weight**2 * _variance_of_wait(fitted, o)
    half = NORMAL * math.sqrt(variance)
    return Spread(max(0.0, value - half), value + half)


def _variance_of_wait(fitted: Fitted, organisation: int) -> float:
    """Variance of the mean wait (days) that one pool has in a year."""
    demand = fitted.demand[organisation]
    rate, places = demand.rate / demand.pools, fitted.places[organisation] / demand.pools
    queue = rate * fitted.waits[organisation]
    faster, taken_in = _pull(fitted.row, organisation, queue / places, demand.service_days)
    leaving = rules.leave_rate(fitted.row, QUEUES.get(organisation, X.HELP_NONE)) / DAYS_PER_YEAR
    # Arrivals are Poisson; starts follow the ends of Erlang services, which are steadier.
    noise = rate * (1.0 + 1.0 / float(fitted.row[P.service_shape])) / 2
    variance = min(noise / (faster + leaving) / (1.0 + taken_in), queue**2)  # a queue is never below nothing
    lasts = variance * (1.0 + taken_in) ** 2 / noise / DAYS_PER_YEAR  # in years
    averaged = 2.0 * lasts * (1.0 - lasts * (1.0 - math.exp(-1.0 / lasts)))
    return float(variance * averaged / rate**2)


def _pull(p: np.ndarray, organisation: int, x: float, service_days: float) -> tuple[float, float]:
    """What one more family in a queue of ``x`` places sets in motion.

    Gives by how much the services that end per day grow, and how many families are taken in at once.
    """
    shorten = float(p[P.queue_shorten + rules.place_in_list(organisation)])

    def extra(queue: float) -> float:
        return float(rules.extra_share(p, organisation, queue))

    def ended(queue: float) -> float:
        return (1.0 + extra(queue)) * (1.0 + shorten * queue) / service_days

    later = x + SMALL_STEP
    return (ended(later) - ended(x)) / SMALL_STEP, (extra(later) - extra(x)) / SMALL_STEP
