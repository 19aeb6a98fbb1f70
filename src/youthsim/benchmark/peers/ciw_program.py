"""In Ciw: a network with two priority classes; what it writes down per visit is added up afterwards."""

from __future__ import annotations

from typing import Any

import ciw

from youthsim.benchmark.peers.tally import Family, Tally
from youthsim.benchmark.refchain import Refchain


def simulate(chain: Refchain, arrivals_per_day: float, days: float, seed: int) -> Tally:
    """One replication."""
    ciw.seed(seed)
    simulation = ciw.Simulation(_network(chain, arrivals_per_day))
    simulation.simulate_until_max_time(days)
    return _tally(simulation, chain, days)


def _network(chain: Refchain, arrivals_per_day: float) -> Any:
    services = [ciw.dists.Exponential(1.0 / mean) for mean in chain.mean_days]
    shares = {"crisis": chain.crisis_share, "regular": 1.0 - chain.crisis_share}
    nobody = [None] * (len(services) - 1)
    return ciw.create_network(
        arrival_distributions={
            name: [ciw.dists.Exponential(arrivals_per_day * share), *nobody] for name, share in shares.items()
        },
        service_distributions=dict.fromkeys(shares, services),
        routing={name: [list(row) for row in chain.routing] for name in shares},
        number_of_servers=list(chain.servers(arrivals_per_day)),
        priority_classes={"crisis": 0, "regular": 1},
    )


def _tally(simulation: Any, chain: Refchain, days: float) -> Tally:
    """Records per family and sums, out of a record per visit; visits that go on at the end are not among them."""
    tally = Tally(chain, days)
    families: dict[int, Family] = {}
    for visit in simulation.get_all_records(only=["service"]):
        crisis, service = visit.customer_class == "crisis", visit.node - 1
        family = families.get(visit.id_number)
        if family is None:
            family = families[visit.id_number] = tally.arrives(visit.arrival_date, crisis)
        tally.starts(family, service, visit.service_start_date, visit.waiting_time, visit.service_time)
        tally.ends(service, visit.service_end_date, visit.service_time)
        family.left = visit.exit_date
    came: int = simulation.nodes[0].number_accepted_individuals
    tally.events += came - len(families)
    return tally
