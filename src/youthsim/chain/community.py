"""Support from the community: volunteers, groups and campaigns. No queue, a wide reach, a small effect.

Which families are reached is a trait of theirs: with a wider reach the same families are reached and others too.

Source: Van nul tot later als ik groot ben (2017) [002], Kerkrade, Sliedrecht, De Marne.
"""

from youthsim.compiled import rule
from youthsim.parameters import index as P
from youthsim.parameters.index import Values


@rule
def reaches(p: Values, trait: float) -> bool:
    """Whether the support reaches a family with this trait (0 to 1)."""
    return trait < p[P.community_reach]


@rule
def network(p: Values, own: float) -> float:
    """Network strength of a reached family, while the support is there."""
    return min(1.0, own + p[P.community_network_gain])


@rule
def noticed_factor(p: Values) -> float:
    """Noticing of a reached family, relative to others."""
    return 1.0 + p[P.community_noticed_gain]
