"""How many places an organisation needs for its families to wait so long, and the fte that make these places."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from scipy import optimize

from youthsim.arrays.aggregates import LOCAL
from youthsim.arrays.fluid import wait_days
from youthsim.arrays.mean_field import MeanField, voogdij_places
from youthsim.chain import states as X
from youthsim.chain.capacity import PER_YOUTHS
from youthsim.chain.family import DAYS_PER_YEAR
from youthsim.parameters import index as P

FEWEST_OF_LOAD, MOST_OF_LOAD = 0.2, 2.0  # places that are looked at, as shares of the offered load
MOST_BESIDE = 10.0  # and so many per pool on top
FTE = {
    X.ORG_PROVIDER: (P.provider_fte, P.provider_caseload),
    X.ORG_VEILIG_THUIS: (P.veilig_thuis_fte, P.veilig_thuis_caseload),
    X.ORG_RVDK: (P.rvdk_fte, P.rvdk_caseload),
    X.ORG_GI: (P.gi_fte, P.gi_caseload),
    X.ORG_BJZ: (P.bjz_fte, P.bjz_caseload),
}


class Demand(NamedTuple):
    """What an organisation gets: cases per day, days per case, pools over which it is split, places in use besides."""

    rate: float
    service_days: float
    pools: int
    besides: float


class Staffing(NamedTuple):
    """Places over all pools, and the mean wait in days that they give; a wait that cannot be had is the nearest."""

    places: float
    wait: float


def demand(p: np.ndarray, field: MeanField, families: float, areas: int) -> dict[int, Demand]:
    """The demand on each organisation to which somebody comes (that of the EKc office is not the mean field's)."""
    found = {}
    for o in range(X.ORG_GI + 1):
        besides = voogdij_places(p, field.flows, families) if o == X.ORG_GI else 0.0
        rate = field.flows.get(f"start_{o}", 0.0) * families / DAYS_PER_YEAR
        rate *= field.children if o == X.ORG_GI else 1.0
        if rate > 0.0:
            found[o] = Demand(rate, (field.load[o] - besides) / rate, areas if o in LOCAL else 1, besides)
    return found


def places_for_wait(
    p: np.ndarray, organisation: int, asked: Demand, wait: float, fewest: float = 0.0, correction: float = 1.0
) -> Staffing:
    """The places that give a wait.

    Args:
        wait: in days. fewest: places that each pool has at least.
        correction: places that are needed over those that the mean field asks for.
    """
    load = asked.rate * asked.service_days

    def found(places: float) -> float:
        room = places / correction - asked.besides
        return wait_days(p, organisation, asked.rate / asked.pools, asked.service_days, room / asked.pools)

    low = max(correction * (FEWEST_OF_LOAD * load + asked.besides), fewest * asked.pools)
    high = max(low, correction * (MOST_OF_LOAD * load + MOST_BESIDE * asked.pools + asked.besides))
    for end, is_nearest in ((low, found(low) <= wait), (high, found(high) >= wait)):
        if is_nearest:
            return Staffing(end, found(end))
    places = optimize.brentq(lambda room: found(room) - wait, low, high, xtol=1e-4)
    return Staffing(places, found(places))


def with_places(p: np.ndarray, places: Mapping[int, float], youths: float) -> np.ndarray:
    """The parameters with the fte that make these places; the caseloads stay."""
    p = p.copy()
    share = youths / PER_YOUTHS * (1 - p[P.staff_vacancies])
    local = np.array([places[o] for o in LOCAL])
    p[P.local_fte] = local.sum() / p[P.local_caseload] / share
    p[P.local_tier_share : P.local_tier_share + X.TIERS] = local / local.sum()
    for o, (fte, caseload) in FTE.items():
        if o in places:
            p[fte] = places[o] / p[caseload] / share
    return p
