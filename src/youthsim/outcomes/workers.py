"""Workers who are paid: those whose places are offered, and those whose hours make no places.

Training, a reorganisation, working out of a shared building, learning meetings and presence in the teams of others take
working time from an organisation's places. It is paid all the same.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from youthsim.chain import capacity, work
from youthsim.chain.family import TICKS_PER_DAY
from youthsim.chain.states import (
    ORG_BJZ,
    ORG_GI,
    ORG_VEILIG_THUIS,
    ORG_ZWAAR,
    ORGANISATIONS,
    PARTNER_GI,
    PARTNER_VT,
    PARTNERS,
)
from youthsim.compiled import plain
from youthsim.outcomes.sums import Series, Sums, is_posted
from youthsim.parameters import index as P

capacity_of, work_of = plain(capacity), plain(work)
LEAST_SHARE = 0.01  # of working time left for families, where something else takes nearly all
Row = NDArray[np.float64]


def paid_fte_days(sums: Sums) -> Series:
    """[pools, years]: workers paid, times days: those of the places that are offered and those elsewhere.

    Hours elsewhere go by the parameters of a year in the mean. Where places are there for a part of a year, hours
    count for the whole of it. The RvdK is paid by the investigation and gets no hours here.
    """
    paid = np.array(sums.fte_days, float)
    days = np.diff(sums.edges) / TICKS_PER_DAY
    for tier, name in enumerate(ORGANISATIONS[: ORG_ZWAAR + 1]):
        _with_time_of_tier(paid, sums, tier, name, days)
    elsewhere: dict[int, Callable[[Row], float]] = {
        ORG_BJZ: lambda p: capacity_of.access_fte_taken(p) - capacity_of.posted_fte(p),  # those have their own pool
        ORG_GI: lambda p: capacity_of.partner_fte_taken(p, PARTNER_GI),
        ORG_VEILIG_THUIS: lambda p: capacity_of.partner_fte_taken(p, PARTNER_VT),
    }
    for organisation, hours in elsewhere.items():
        _with_hours_in_teams(paid, sums, organisation, hours, days)
    return paid


def _with_time_of_tier(paid: Series, sums: Sums, tier: int, name: str, days: Row) -> None:
    """Training, a reorganisation and a shared building take a share of a tier's time, meetings take hours."""

    def meetings(p: Row) -> float:
        fte = sum(capacity_of.meeting_fte(p, partner) for partner in range(len(PARTNERS)))
        return float(fte * p[P.local_tier_share + tier] * capacity_of.filled(p, tier))

    for k, pool in enumerate(sums.arrays.pools):
        if pool.organisation == name:
            rows = sums.parameters[:, pool.row]
            for_families = np.array([work_of.time_for_families(p, tier) for p in rows])
            paid[k] /= np.maximum(for_families, LEAST_SHARE)
            paid[k] += np.array([meetings(p) for p in rows]) * days
            paid[k] /= np.maximum(1.0 - rows[:, P.connection_overhead], LEAST_SHARE)


def _with_hours_in_teams(paid: Series, sums: Sums, organisation: int, hours: Callable[[Row], float], days: Row) -> None:
    """Hours in the teams of the areas that a pool serves.

    In the year in which a GI goes from the region's places to areas' own, each has its share of the hours. Advisers
    of Bureau Jeugdzorg that are posted in an area have no hours beside their own places.
    """
    name = ORGANISATIONS[organisation]
    mine = [k for k, pool in enumerate(sums.arrays.pools) if pool.organisation == name and not is_posted(pool)]
    if not paid[mine].any():
        return
    regional = [k for k in mine if sums.arrays.pools[k].area_index < 0]
    fte = [[hours(p) * capacity_of.filled(p, organisation) for p in year] for year in sums.parameters]
    away = np.array(fte) * days[:, None]
    all_places, of_region = paid[mine].sum(axis=0), paid[regional].sum(axis=0)
    pooled = np.divide(of_region, all_places, out=np.zeros(len(days)), where=all_places > 0.0)
    for k in mine:
        pool = sums.arrays.pools[k]
        if pool.area_index < 0:
            served = np.asarray(sums.arrays.area_region) == pool.region
            share = pooled
        else:
            served = np.arange(sums.areas) == pool.area_index
            share = 1.0 - pooled
        paid[k] += away[:, served].sum(axis=1) * share * (paid[k] > 0.0)
