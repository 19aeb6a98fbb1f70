"""The local team (CJG, wijkteam): triage into a tier, how long help takes, and what comes after it."""

from youthsim.chain import work
from youthsim.chain.states import CRISIS, LICHT, MULTIPLE, SINGLE, TIERS, ZWAAR
from youthsim.compiled import rule
from youthsim.parameters import index as P
from youthsim.parameters.index import Values

CLOSE, STEP_UP, REFER = range(3)


@rule
def tiers_of(level: int) -> int:
    """Where the shares of the tiers stand that fit families of this level."""
    if level >= CRISIS:
        return P.local_tier_level_4
    if level == MULTIPLE:
        return P.local_tier_level_3
    return P.local_tier_level_2


@rule
def tier_meant(p: Values, level: int, u: float) -> int:
    """The tier that fits a family of this level."""
    row = tiers_of(level)
    if u < p[row]:
        return LICHT
    if u < p[row] + p[row + 1]:
        return LICHT + 1
    return ZWAAR


@rule
def triage(p: Values, level: int, expertise: float, u: float, u_error: float) -> int:
    """The tier in which the team places the family: off by one with an error that shrinks with expertise."""
    tier = tier_meant(p, level, u)
    error = p[P.local_triage_error] * (1.0 - expertise)
    if u_error < 0.5 * error and tier > LICHT:
        return tier - 1
    if u_error > 1.0 - 0.5 * error and tier < TIERS - 1:
        return tier + 1
    return tier


@rule
def mean_days(p: Values, tier: int, acceptance: float, has_plan: bool, coordinated: bool, skill: float) -> float:
    """Mean duration of a trajectory; acceptance and skill (0 to 1), a network plan and coordination shorten it."""
    days = p[P.local_duration + tier] * (1.0 - p[P.local_acceptance_effect] * acceptance)
    if has_plan:
        days *= 1.0 - p[P.ekc_plan_shortens_help]
    if coordinated:
        days *= 1.0 - p[P.coordination_speeds_help]
    return days * work.duration_with_skill(p, skill) * work.duration_with_maatwerk(p)


@rule
def after_trajectory(p: Values, level: int, tier: int, propensity: float, u: float) -> int:
    """What follows at the end of a trajectory: CLOSE, STEP_UP to a heavier tier, or REFER to specialised help.

    ``propensity`` is what the team has come to, relative to its parameter.
    """
    refer = p[P.local_refer_at_end + level - 1] * p[P.local_propensity_to_refer] * propensity
    if u < refer:
        return REFER
    if tier < ZWAAR and u < refer + p[P.local_step_up_at_end + level - 1]:
        return STEP_UP
    return CLOSE


@rule
def consults(p: Values, trust: float, trough: float, u: float) -> bool:
    """Whether the team consults a partner that it trusts this much on a new case; less so in a reorganisation."""
    return u < p[P.local_consults_partner] * trust * (1.0 - trough)


@rule
def consults_before_referral(p: Values, trust: float, u: float) -> bool:
    """Whether the team consults its partner before it refers a family."""
    return u < p[P.local_consults_before_referral] * trust


@rule
def is_wrong_referral(p: Values, level: int, trust: float, expertise: float, consulted: bool, u: float) -> bool:
    """Whether a referral is wrong: always for a family below a single problem, else by an error of the team."""
    if level < SINGLE:
        return True
    error = p[P.bjz_wrong_referral] * (1.0 - 0.5 * (trust + expertise))
    if consulted:
        error *= 1.0 - p[P.local_consultation_prevents_wrong]
    return u < error
