"""Familiarity: the share of families in an area that know the way to the local team, as a state that moves.

Between events it drifts between what makes the team known and forgetting; a family that was helped well tells others.
Where ``familiarity.moves`` is off it stands still at ``coming_forward.familiarity``.

Source: a campaign and who saw it, Rapportage Opvoeden in de Buurt (oktober 2009) [000], Amsterdam.
"""

from youthsim.compiled import rule
from youthsim.parameters import index as P
from youthsim.parameters.index import Values


@rule
def gain(p: Values) -> float:
    """Gain per year on those who do not know it: ordinary publicity, campaigns, desks, being seen at schools."""
    rest = p[P.familiarity_rest]
    ordinary = p[P.familiarity_forgetting] * rest / (1.0 - rest)
    campaign = p[P.familiarity_campaign_reach] * p[P.familiarity_campaign_works]
    desks = p[P.familiarity_desks] * p[P.familiarity_desk_gain]
    return ordinary + campaign + desks + p[P.familiarity_schools] * p[P.familiarity_school_gain]


@rule
def told_gain(p: Values, families: float) -> float:
    """Gain by one family that was helped well and tells others, in an area of so many families."""
    return p[P.familiarity_told] / max(1.0, families)


@rule
def knows_the_way(familiarity: float, u: float) -> bool:
    """Whether a family that would come by itself knows where to go."""
    return u < familiarity
