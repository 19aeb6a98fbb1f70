"""Extra local help by tier: places for a planned number of families, and the families that it finds.

Whoever gives it looks for families itself (longer consults, visits at home, schools), among those with problems and
without help who fit the tier. How many are found follows from how many there are; how many begin, from the places.

Source: Rapportage Opvoeden in de Buurt (oktober 2009) [000].
"""

from youthsim.chain import local_team
from youthsim.chain.states import SINGLE, TIERS
from youthsim.compiled import rule
from youthsim.parameters import index as P
from youthsim.parameters.index import Values


@rule
def _rate_of_tier(p: Values, level: int, tier: int) -> float:
    """Rate per year at which the extra help of a tier finds a family of this level that has no help."""
    wanted = p[P.extra_help_families + tier]
    if wanted <= 0.0:
        return 0.0
    return wanted / p[P.extra_help_searched + tier] * p[local_team.tiers_of(level) + tier]


@rule
def found_rate(p: Values, level: int, avoider: bool) -> float:
    """Rate per year at which extra help of any tier finds a family that has no help."""
    if level < SINGLE:
        return 0.0
    rate = 0.0
    for tier in range(TIERS):
        rate += _rate_of_tier(p, level, tier)
    if avoider:
        rate *= p[P.noticing_avoider_factor]
    return rate


@rule
def tier_found(p: Values, level: int, u: float) -> int:
    """The tier whose extra help has found the family."""
    total = found_rate(p, level, False)
    cumulative = 0.0
    for tier in range(TIERS - 1):
        cumulative += _rate_of_tier(p, level, tier)
        if u * total < cumulative:
            return tier
    return TIERS - 1
