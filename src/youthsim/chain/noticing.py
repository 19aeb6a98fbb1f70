"""How a family comes into view: noticed by a finding place, coming by itself, or by a concern for safety."""

from youthsim.chain.states import (
    CRISIS,
    DOOR_ACCESS,
    DOOR_BJZ,
    DOOR_LOCAL,
    DOOR_PROVIDER,
    DOOR_VEILIG_THUIS,
    MULTIPLE,
    SINGLE,
    WJZ2005,
)
from youthsim.compiled import rule
from youthsim.parameters import index as P
from youthsim.parameters.index import Values


@rule
def noticed_rate(p: Values, level: int, age_factor: float, avoider: bool) -> float:
    """Rate per year at which a family without help is noticed; ``age_factor`` is the mean over its children."""
    if level < SINGLE:
        return 0.0
    rate = p[P.noticing_rate + level - SINGLE] * age_factor * p[P.noticing_outreach]
    if level >= MULTIPLE:
        rate *= p[P.noticing_verwijsindex_factor]
    if avoider:
        rate *= p[P.noticing_avoider_factor]
    return rate


@rule
def forward_rate(p: Values, level: int, avoider: bool) -> float:
    """Rate per year at which a family comes to the local team by itself.

    Where familiarity moves it is the rate of families that know the way; whether this one does is asked when it comes.
    """
    if level < SINGLE:
        return 0.0
    known = 1.0 if p[P.familiarity_moves] > 0.0 else p[P.coming_forward_familiarity]
    rate = p[P.coming_forward_rate + level - SINGLE] * known
    rate *= p[P.coming_forward_nearness] * (1.0 - p[P.coming_forward_stigma])
    if avoider:
        rate *= p[P.noticing_avoider_factor]
    return rate


@rule
def accepts_help(p: Values, avoider: bool, more: float, u: float) -> bool:
    """Whether a noticed family accepts help; ``more`` is what a programme of prevention adds to it."""
    return u < (p[P.noticing_avoider_accepts] if avoider else p[P.noticing_accepts]) + more


@rule
def sent_by_access(p: Values, level: int, asked: float) -> float:
    """Share of noticed families that the team, as municipal access, sends straight to a provider.

    ``asked`` is the team's readiness to ask for specialised help. At 1 the share is the usual one; whom a team sends
    beyond that it would else have helped itself. So it moves no family that a GP or a school refers.
    """
    place = level - SINGLE
    local = p[P.noticing_door_local + place]
    usual = p[P.noticing_sent_by_access] * max(0.0, 1.0 - p[P.noticing_door_veilig_thuis + place] - local)
    return min(usual * asked, usual + local)


@rule
def helped_by_team(p: Values, level: int, asked: float) -> float:
    """Share of noticed families that since 2015 the team helps itself: its door less whom it sends beyond the usual."""
    beyond = sent_by_access(p, level, asked) - sent_by_access(p, level, 1.0)
    return p[P.noticing_door_local + level - SINGLE] - beyond


@rule
def door(p: Values, era: int, level: int, propensity: float, u: float) -> int:
    """The door by which a noticed family that accepts help enters; ``propensity`` is the team's, to ask for more."""
    place = level - SINGLE
    cumulative = p[P.noticing_door_veilig_thuis + place]
    if u < cumulative:
        return DOOR_VEILIG_THUIS
    if era == WJZ2005:
        cumulative += p[P.noticing_door_bjz + place]
        if u < cumulative:
            return DOOR_BJZ
        cumulative += p[P.noticing_door_local + place]
        return DOOR_LOCAL if u < cumulative else DOOR_PROVIDER
    asked = p[P.local_propensity_to_refer] * propensity
    cumulative += helped_by_team(p, level, asked)
    if u < cumulative:
        return DOOR_LOCAL
    cumulative += sent_by_access(p, level, asked)
    return DOOR_ACCESS if u < cumulative else DOOR_PROVIDER


@rule
def concern_rate(
    p: Values, level: int, in_team_care: bool, early_gi: bool, coordinated: bool, expertise: float
) -> float:
    """Rate per year at which somebody raises a concern for safety about a family."""
    if level < SINGLE:
        return 0.0
    rate = p[P.concern_rate + level - SINGLE]
    if in_team_care:
        rate *= 1.0 + p[P.concern_expertise_effect] * (expertise - p[P.expertise_start])
    if early_gi:
        rate *= p[P.concern_early_gi_factor]
    if coordinated:
        rate *= p[P.coordination_concern_factor]
    return rate


@rule
def concern_confirmed(p: Values, level: int, u: float) -> bool:
    """Whether a concern is confirmed, so that an investigation is asked for."""
    return level >= SINGLE and u < p[P.concern_confirmed + level - SINGLE]


@rule
def emergency_order(p: Values, level: int, u: float) -> bool:
    """Whether a confirmed concern leads to an emergency order at once."""
    return level >= CRISIS and u < p[P.emergency_share + level - CRISIS]


@rule
def unconfirmed_goes_to_local(p: Values, u: float) -> bool:
    """Whether an unconfirmed report is handed to the local team."""
    return u < p[P.veilig_thuis_to_local]
