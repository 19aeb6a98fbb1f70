"""How organisations bear a queue: workers take more cases, services get shorter, families leave.

Without that stretch a hard queue near full load would never settle. Places are counted in tenths.
"""

from youthsim.chain.states import BJZ_QUEUE, LOCAL_QUEUE, ORG_EKC, ORG_PROVIDER, ORG_ZWAAR, PROVIDER_QUEUE
from youthsim.compiled import rule
from youthsim.parameters import index as P
from youthsim.parameters.index import Values

LISTED_BEFORE_PROVIDER = 1  # the lists of queue parameters hold the local team once, for its three tiers


@rule
def place_in_list(organisation: int) -> int:
    """Where an organisation stands in the lists ``queue.overload`` and so on."""
    if organisation <= ORG_ZWAAR:
        return 0
    return organisation - ORG_PROVIDER + LISTED_BEFORE_PROVIDER


@rule
def stretches(organisation: int) -> bool:
    """Whether the organisation has queue parameters; coordinators have none and never queue."""
    return organisation <= ORG_EKC


@rule
def pressure(queue_tenths: float, place_tenths: float) -> float:
    """Length of the queue relative to the places."""
    return queue_tenths / place_tenths if place_tenths > 0 else 0.0


@rule
def stretched_places(p: Values, organisation: int, queue_tenths: int, place_tenths: int) -> int:
    """Tenths of places that workers really fill under this queue."""
    if not stretches(organisation) or queue_tenths <= 0:
        return place_tenths
    return place_tenths + int(place_tenths * extra_share(p, organisation, pressure(queue_tenths, place_tenths)))


@rule
def extra_share(p: Values, organisation: int, x: float) -> float:
    """Extra cases, as a share of the places, that workers take under a queue of ``x`` (in places)."""
    k = place_in_list(organisation)
    return p[P.queue_overload + k] * x / (x + p[P.queue_half_load + k])


@rule
def shortening(p: Values, organisation: int, queue_tenths: float, place_tenths: float) -> float:
    """Factor on the duration of a service that starts under this queue."""
    if not stretches(organisation):
        return 1.0
    x = pressure(queue_tenths, place_tenths)
    return 1.0 / (1.0 + p[P.queue_shorten + place_in_list(organisation)] * x)


@rule
def leave_rate(p: Values, help_state: int) -> float:
    """Rate per year at which a family leaves the queue for voluntary help."""
    if help_state == LOCAL_QUEUE:
        return p[P.queue_leave_rate]
    if help_state == PROVIDER_QUEUE:
        return p[P.queue_leave_rate + 1]
    if help_state == BJZ_QUEUE:
        return p[P.queue_leave_rate + 2]
    return 0.0


@rule
def within_norm(p: Values, organisation: int, days: float) -> bool:
    """Whether a wait is within the organisation's norm."""
    if not stretches(organisation):
        return days <= 0.0
    return days <= p[P.queue_norm_days + place_in_list(organisation)]
