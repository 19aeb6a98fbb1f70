"""The mean wait at an organisation that stretches its services as its queue grows."""

from __future__ import annotations

import numpy as np
from scipy import optimize

from youthsim.chain import queues
from youthsim.compiled import plain
from youthsim.parameters import index as P

rules = plain(queues)
LONGEST_QUEUE = 50.0  # in places; beyond it the organisation is called hopeless
TINY = 1e-9


def wait_days(p: np.ndarray, organisation: int, rate_per_day: float, service_days: float, places: float) -> float:
    """Mean wait before service, in days.

    The wait of M/M/c by Sakasegawa's approximation (1977, "An approximation formula for Lq"), with places and service
    time as they are under the mean queue; the queue that reproduces itself is found by bisection.
    """
    if rate_per_day <= 0.0 or service_days <= 0.0:
        return 0.0
    if places <= 0.0:
        return LONGEST_QUEUE * service_days
    stretched = rules.stretches(organisation)
    shorten = float(p[P.queue_shorten + rules.place_in_list(organisation)]) if stretched else 0.0

    def excess(x: float) -> float:
        """Queue that follows from a queue of x (in places), less x."""
        room = places * (1.0 + (rules.extra_share(p, organisation, x) if stretched else 0.0))
        service = service_days / (1.0 + shorten * x)
        load = rate_per_day * service / room
        if load >= 1.0 - TINY:
            return LONGEST_QUEUE
        waiting = load ** np.sqrt(2.0 * (room + 1.0)) / (1.0 - load)
        return min(LONGEST_QUEUE, waiting / places) - x

    if excess(LONGEST_QUEUE * (1.0 - TINY)) > 0.0:
        return LONGEST_QUEUE * places / rate_per_day
    x = optimize.brentq(excess, 0.0, LONGEST_QUEUE * (1.0 - TINY), xtol=1e-10)
    return float(x * places / rate_per_day)
