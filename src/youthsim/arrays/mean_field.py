"""The chain of an average family as a Markov process, solved for its stationary state.

Levels x what the family receives x risk nodes; waits are states left at the rate that the fluid balance of the
organisation gives, trust is the equilibrium of joint cases and forgetting. It is the warm start of the engine, the
first stage of calibration, and a check of the engine. What it leaves out: Eigen Kracht-plans, coordination, early
GI involvement, ages (taken at their mean), the fixed grid of reviews (taken as a rate).
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from threadpoolctl import ThreadpoolController

from youthsim.arrays.chain_rates import Flows, State, generator, states
from youthsim.arrays.fluid import wait_days
from youthsim.arrays.risk import risk_cells
from youthsim.chain import capacity, trust
from youthsim.chain import states as X
from youthsim.chain.family import ADULT_AGE_YEARS, DAYS_PER_YEAR, MAX_CHILDREN, PREGNANCY_DAYS
from youthsim.chain.protection import TENTHS_PER_PLACE
from youthsim.compiled import plain
from youthsim.parameters import index as P

capacity, trust = plain(capacity), plain(trust)
NODES = 64  # risk nodes of the solution
COARSE_NODES = 8  # risk nodes while waits and trust are sought
ROUNDS = 25
DAMPING = 0.6
CLOSE_ENOUGH_DAYS = 0.05
FIRST_WAIT_DAYS = 20.0
FIRST_TRUST = 0.4


@dataclass(frozen=True)
class MeanField:
    """The stationary solution for one set of parameters.

    ``probability`` is [nodes, states]; ``flows`` are per family and year; ``waits`` in days by organisation;
    ``load`` in places; ``trust`` by partner; ``voogdij`` the share of families with children under voogdij, by node.
    """

    states: tuple[State, ...]
    probability: np.ndarray
    flows: Mapping[str, float]
    waits: Mapping[int, float]
    load: Mapping[int, float]
    places: Mapping[int, float]
    trust: np.ndarray
    expertise: float
    voogdij: np.ndarray
    measure_days: np.ndarray
    children: float
    rounds: int = field(default=0)

    def share(self, **wanted: int) -> float:
        """Share of families in all states with these attributes (``level=4``, ``help_state=...``)."""
        mine = [all(getattr(s, k) == v for k, v in wanted.items()) for s in self.states]
        return float(self.probability.mean(axis=0)[np.array(mine)].sum())


def children_per_case(p: np.ndarray) -> float:
    """Mean number of children in an investigation: the first minor and a share of the siblings."""
    minors = p[P.population_youths_per_family]
    return float(1.0 + p[P.population_child_in_case] * max(0.0, minors - 1.0))


def family_years(p: np.ndarray) -> float:
    """Mean years that a family stays in the population."""
    sizes = np.array([p[P.population_family_size + i] for i in range(MAX_CHILDREN)])
    birth = PREGNANCY_DAYS / DAYS_PER_YEAR
    return float(
        birth + ADULT_AGE_YEARS + p[P.population_birth_spacing] * (sizes * np.arange(MAX_CHILDREN)).sum() / sizes.sum()
    )


def solve(
    p: np.ndarray,
    era: int,
    families: float,
    youths: float,
    areas: int,
    nodes: int = NODES,
    fixed_waits: Mapping[int, float] | None = None,
) -> MeanField:
    """Solve for one region of ``areas`` equal areas with these families and youths.

    Args:
        p: parameter values, in the order of the registry. era: WJZ2005 or JEUGDWET2015.
        fixed_waits: mean waits in days by organisation, instead of those that follow from the places (calibration
            asks which places give a wait).
    """
    table = states(era)
    shape = float(p[P.problem_risk_shape])
    risk = risk_cells(shape, min(nodes, COARSE_NODES))
    places = {o: capacity_of(p, era, o, youths, areas) for o in range(X.ORG_EKC + 1)}
    waits = dict.fromkeys(places, FIRST_WAIT_DAYS)
    partner_trust = np.full(len(X.PARTNERS), FIRST_TRUST)
    expertise = float(p[P.expertise_start])
    for rounds in range(1, ROUNDS + 1):
        base, by_risk, flows = generator(p, era, table, waits, partner_trust, expertise, 1.0 / family_years(p))
        probability = stationary(base, by_risk, risk)
        mean = probability.mean(axis=0)
        per_year = flows.per_year(mean)
        load, new_waits = {}, {}
        for o in places:
            rate = per_year.get(f"start_{o}", 0.0) * families / DAYS_PER_YEAR
            tenths = children_per_case(p) if o == X.ORG_GI else 1.0
            service = flows.service_days.get(o, 0.0)
            if o == X.ORG_GI:
                service = mean_measure_days(table, mean, per_year)
            extra = voogdij_places(p, per_year, families) if o == X.ORG_GI else 0.0
            load[o] = rate * tenths * service + extra
            if fixed_waits is not None:
                new_waits[o] = fixed_waits[o]
            else:
                new_waits[o] = wait_days(p, o, rate * tenths, service, places[o] - extra)
        new_trust = equilibrium_trust(p, per_year, families, areas, places, expertise)
        change = max(abs(new_waits[o] - waits[o]) for o in places) + float(np.abs(new_trust - partner_trust).max())
        step = 1.0 if fixed_waits is not None else DAMPING
        waits = {o: waits[o] + step * (new_waits[o] - waits[o]) for o in places}
        partner_trust = partner_trust + DAMPING * (new_trust - partner_trust)
        expertise += DAMPING * (equilibrium_expertise(p, per_year, families, areas, expertise) - expertise)
        if change < CLOSE_ENOUGH_DAYS:
            break
    if nodes > len(risk):
        base, by_risk, flows = generator(p, era, table, waits, partner_trust, expertise, 1.0 / family_years(p))
        probability = stationary(base, by_risk, risk_cells(shape, nodes))
        mean = probability.mean(axis=0)
        per_year = flows.per_year(mean)
    voogdij_inflow = flows.by_node("voogdij", probability)
    stay = voogdij_years(p)
    return MeanField(
        states=table,
        probability=probability,
        flows=per_year,
        waits=waits,
        load=load,
        places=places,
        trust=partner_trust,
        expertise=expertise,
        voogdij=voogdij_inflow * stay,
        measure_days=np.array([mean_measure_days(table, mean, per_year), stay * DAYS_PER_YEAR]),
        children=children_per_case(p),
        rounds=rounds,
    )


def stationary(base: np.ndarray, by_risk: np.ndarray, risk: np.ndarray) -> np.ndarray:
    """Stationary probabilities [nodes, states] of the generators ``base + risk x by_risk``."""
    system = risk[:, None, None] * np.ascontiguousarray(by_risk.T)
    system += np.ascontiguousarray(base.T)
    system[:, -1, :] = 1.0
    right = np.zeros((len(risk), base.shape[0], 1))
    right[:, -1, 0] = 1.0
    # One thread: the systems are small, and threads that wait for each other cost more than they bring.
    with _threads().limit(limits=1, user_api="blas"):
        return np.clip(np.linalg.solve(system, right)[:, :, 0], 0.0, None)


@functools.cache
def _threads() -> ThreadpoolController:
    """The thread pools of the libraries that are loaded; looking for them takes longer than a small solution."""
    return ThreadpoolController()


def capacity_of(p: np.ndarray, era: int, organisation: int, youths: float, areas: int) -> float:
    """Places of an organisation over all areas (posted advisers of BJZ included)."""
    per_area = capacity.tenths_for_area(p, era, organisation, youths / areas)
    if organisation == X.ORG_BJZ:
        per_area += capacity.posted_tenths(p, era)
    return max(0.0, per_area * areas) / TENTHS_PER_PLACE


def voogdij_years(p: np.ndarray) -> float:
    """Mean years under voogdij: until 18 from a mean age, or until it ends before."""
    until_18 = ADULT_AGE_YEARS / 2.0
    rate = float(p[P.voogdij_end_rate])
    if rate <= 0.0:
        return until_18
    # Ages at the start are taken as even between 0 and 18, so the time to 18 is even between 0 and 2 x until_18.
    full = 2.0 * until_18
    return float((1.0 - (1.0 - np.exp(-rate * full)) / (rate * full)) / rate)


def voogdij_places(p: np.ndarray, per_year: Mapping[str, float], families: float) -> float:
    """GI places taken by voogdij, for all families."""
    return per_year.get("voogdij", 0.0) * families * children_per_case(p) * voogdij_years(p)


def mean_measure_days(table: tuple[State, ...], mean: np.ndarray, per_year: Mapping[str, float]) -> float:
    """Mean duration of an OTS by Little's law."""
    stock = sum(m for s, m in zip(table, mean, strict=True) if s.gi_state != X.GI_NONE)
    return float(stock / max(per_year["ots"], 1e-12) * DAYS_PER_YEAR)


def equilibrium_trust(
    p: np.ndarray,
    per_year: Mapping[str, float],
    families: float,
    areas: int,
    places: Mapping[int, float],
    expertise: float,
) -> np.ndarray:
    """Trust at which the gains of joint cases, meetings and presence balance what is forgotten."""
    organisations = (X.ORG_BJZ, X.ORG_GI, X.ORG_RVDK, X.ORG_VEILIG_THUIS)
    caseloads = (P.bjz_caseload, P.gi_caseload, P.rvdk_caseload, P.veilig_thuis_caseload)
    loss = trust.trust_loss(p, expertise)
    result = np.zeros(len(organisations))
    for partner, (organisation, caseload) in enumerate(zip(organisations, caseloads, strict=True)):
        workers = places[organisation] / p[caseload]
        if organisation == X.ORG_GI and p[P.gi_area_bound] > 0.0:
            workers /= areas
        cases = per_year.get(f"joint_{partner}", 0.0) * families / areas
        gain = cases * trust.joint_case_gain(p, workers) + trust.trust_gain(p, partner)
        gain += 12.0 * p[P.meeting_per_month + partner] * p[P.meeting_success] * p[P.trust_meeting_gain]
        lost = loss + trust.partner_loss(p, partner)
        result[partner] = gain / (gain + lost) if gain + lost > 0.0 else FIRST_TRUST
    return result


def equilibrium_expertise(
    p: np.ndarray, per_year: Mapping[str, float], families: float, areas: int, expertise: float
) -> float:
    """Expertise at which joint work balances turnover."""
    cases = sum(per_year.get(f"joint_{partner}", 0.0) for partner in range(len(X.PARTNERS))) * families / areas
    gain = trust.expertise_gain(p, expertise) + cases * p[P.expertise_joint_case_gain]
    loss = trust.turnover(p, expertise)
    return float(gain / (gain + loss)) if gain + loss > 0.0 else expertise


__all__ = ["Flows", "MeanField", "solve", "stationary"]
