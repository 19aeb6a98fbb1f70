"""What the chain costs, per organisation and per payer, in EUR.

Workers are paid for the places they offer, filled or not, and for hours that make no places, at the cost of an fte.
Specialised help is paid per trajectory that starts, the RvdK per child investigated, the EKc per registration
that ended in a conference or a plan (with the stimulus where there is one), places out of home per child-year.
Prevention is paid per family that takes part and per year, finding places by the hour beyond their ordinary contacts.
"""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Iterable, Mapping

import numpy as np

from youthsim.chain.capacity import PER_YOUTHS
from youthsim.chain.family import DAYS_PER_YEAR
from youthsim.chain.states import ERAS, JEUGDWET2015
from youthsim.outcomes.catalogue import HERE, WHOLE_CHAIN
from youthsim.outcomes.finding import extra_hours
from youthsim.outcomes.sums import LOCAL, Series, Sums, with_region
from youthsim.outcomes.workers import paid_fte_days

DAYS_PER_WEEK = 7.0
# What is paid by the worker: name in the cost table -> organisations with places.
PAID_BY_FTE = {
    LOCAL: (LOCAL,),
    "bjz": ("bjz",),
    "veilig_thuis": ("veilig_thuis",),
    "crisis_team": ("crisis_team",),
    "gi": ("gi",),
    "coordination": ("procescoordination", "brandpunt"),
    "family_manager": ("family_manager",),
}


@functools.cache
def payers() -> Mapping[str, Mapping[str, str]]:
    """Era -> organisation in the cost table -> who pays: municipality, province or state."""
    return tomllib.loads((HERE / "payers.toml").read_text(encoding="utf-8"))


def absent(era: int | str) -> frozenset[str]:
    """The organisations of other eras that do not exist in this one."""
    return frozenset(name for table in payers().values() for name in table) - set(payers()[era_name(era)])


def series(sums: Sums, name: str) -> dict[str, Series]:
    """Costs by ``organisation`` or ``payer``, the ``parts`` of which both are summed, and those ``after_18``."""
    if name == "after_18":
        return {WHOLE_CHAIN: after_18(sums)}
    if name == "parts":
        return parts(sums)
    return by_organisation(sums) if name == "organisation" else by_payer(sums)


def parts(sums: Sums) -> dict[str, Series]:
    """Cost per organisation and policy: name in the table of payers -> EUR [years, areas + 1]."""
    return _by_fte(sums) | _by_product(sums) | _by_policy(sums)


def by_organisation(sums: Sums) -> dict[str, Series]:
    """Cost per organisation and for the chain (``all``): organisation -> EUR [years, areas + 1].

    Areas know only what is theirs: an organisation with places for the whole region has no cost per area.
    """
    each = sums.get("cost.parts")
    return each | {WHOLE_CHAIN: _total(each.values())}


def by_payer(sums: Sums) -> dict[str, Series]:
    """The same cost by who pays: payer -> EUR [years, areas + 1]; the year of a transition is divided by its date."""
    each = sums.get("cost.parts")
    first = _grouped(each, payers()[era_name(sums.arrays.era)])
    later = sums.parameter("transition.jeugdwet")
    if not later.any():
        return first
    share = np.concatenate([later, later.mean(axis=1, keepdims=True)], axis=1)
    second = _grouped(each, payers()[ERAS[JEUGDWET2015]])
    nothing = np.zeros_like(share)
    return {
        payer: (1.0 - share) * first.get(payer, nothing) + share * second.get(payer, nothing)
        for payer in dict.fromkeys((*first, *second))
    }


def _grouped(parts: Mapping[str, Series], pays: Mapping[str, str]) -> dict[str, Series]:
    """Costs of organisations summed by who pays for them."""
    grouped: dict[str, list[Series]] = {}
    for organisation, cost in parts.items():
        if organisation in pays:
            grouped.setdefault(pays[organisation], []).append(cost)
    return {payer: _total(costs) for payer, costs in grouped.items()}


def era_name(era: int | str) -> str:
    """The name of an era given by its name or by its place in ``states.ERAS``."""
    return era if isinstance(era, str) else ERAS[era]


def _by_fte(sums: Sums) -> dict[str, Series]:
    price = sums.parameter("cost.fte") / DAYS_PER_YEAR
    paid = paid_fte_days(sums) * price[:, [pool.row for pool in sums.arrays.pools]].T
    costs = sums.by_organisation(paid, whole=False)
    found = {}
    for name, organisations in PAID_BY_FTE.items():
        there = [costs[organisation] for organisation in organisations if organisation in costs]
        if there:
            found[name] = _total(there)
    return found


def _by_product(sums: Sums) -> dict[str, Series]:
    """What is paid by the piece, at the price in each area and year."""

    def paid(reference: str, price: str) -> Series:
        pieces = sums.get(reference)[WHOLE_CHAIN][:, :-1]
        return with_region(pieces * sums.parameter(price))

    return {
        "provider": paid("count.help_started_provider", "cost.specialised"),
        "rvdk": paid("count.rvdk_investigations", "cost.investigation"),
        "ekc": paid("count.ekc_conference_with_plan", "cost.ekc")
        + paid("count.ekc_plan_without_conference", "cost.ekc")
        + paid("count.ekc_conference_with_plan", "ekc.stimulus_eur"),
        "uhp": paid("stock.uhp", "cost.uhp_year") / DAYS_PER_YEAR,
    }


def _by_policy(sums: Sums) -> dict[str, Series]:
    """What policies cost that are no help: prevention, and contacts of finding places beyond the ordinary ones.

    What schools pay of a programme stands apart, where they pay anything.
    """
    years = sums.get("days")[WHOLE_CHAIN][:, :-1] / DAYS_PER_YEAR
    youths = np.asarray(sums.arrays.area_youths, float) / PER_YOUTHS * years
    families = sums.get("count.prevention_started")[WHOLE_CHAIN][:, :-1]
    programme = families * sums.parameter("prevention.cost_eur") + youths * sums.parameter("prevention.cost_year_eur")
    around = youths * (sums.parameter("community.cost_year_eur") + sums.parameter("familiarity.cost_year_eur"))
    by_school = programme * sums.parameter("prevention.school_share")
    hour = sums.parameter("cost.fte") / sums.parameter("staff.hours_per_fte") / (DAYS_PER_YEAR / DAYS_PER_WEEK)
    found = {"prevention": programme - by_school + around, "finding_places": extra_hours(sums) * years * hour}
    if by_school.any():
        found["prevention_school"] = by_school
    return {name: with_region(cost) for name, cost in found.items()}


def after_18(sums: Sums) -> Series:
    """What follow-up after 18 costs; it lies outside youth care, so it is no part of the cost of the chain."""
    share = sums.parameter("after_18.protected_living")
    living = sums.parameter("after_18.protected_living_year_eur")
    price = share * living + (1.0 - share) * sums.parameter("after_18.guidance_year_eur")
    return with_region(sums.get("stock.followed_after_18")[WHOLE_CHAIN][:, :-1] / DAYS_PER_YEAR * price)


def _total(parts: Iterable[Series]) -> Series:
    """Sum of series; an area misses the sum when it misses a part."""
    parts = list(parts)
    return functools.reduce(lambda a, b: a + b, parts[1:], parts[0])
