"""What changes inside organisations: training, a reorganisation and its trough, the propensity to ask for more.

Training takes working time now; the skill that it builds is a state of each tier, shortens its help and leaves with the
workers. A reorganisation makes joint work fall away at its start; the trough is a state that closes by itself. The
propensity to ask for specialised help is a state as well: a team comes to its own, moved by what it meets.

Sources: Rapportage Opvoeden in de Buurt (oktober 2009) [000]; Van nul tot later als ik groot ben (2017) [002].
"""

import math

from youthsim.chain.family import DAYS_PER_YEAR
from youthsim.chain.states import PARTNER_GI, TIERS
from youthsim.compiled import rule
from youthsim.parameters import index as P
from youthsim.parameters.index import Values


@rule
def time_for_families(p: Values, tier: int) -> float:
    """The share of working time of a tier that training and a reorganisation leave for families."""
    return max(0.0, 1.0 - p[P.training_time + tier] - p[P.reorganisation_time])


@rule
def training_time(p: Values) -> float:
    """The share of a team's working time that training takes, over its tiers together."""
    total = 0.0
    for tier in range(TIERS):
        total += p[P.local_tier_share + tier] * p[P.training_time + tier]
    return total


@rule
def skill_gain(p: Values, tier: int) -> float:
    """Gain of skill per year in a tier."""
    return p[P.training_pace] * p[P.training_time + tier]


@rule
def duration_with_skill(p: Values, skill: float) -> float:
    """Factor on the duration of local help in a tier of this skill."""
    return 1.0 - p[P.training_shortens_help] * skill


@rule
def common_training(p: Values, partner: int) -> float:
    """Gain of trust per year by training followed together: with Bureau Jeugdzorg and the GI, whose workers join."""
    if p[P.training_common] <= 0.0 or partner > PARTNER_GI:
        return 0.0
    return p[P.training_common_trust] * p[P.training_common] * training_time(p)


@rule
def trough_after_start(trough: float, depth: float) -> float:
    """The trough after a reorganisation of this depth begins, in one that may not be over yet."""
    return trough + (1.0 - trough) * depth


@rule
def trough_later(p: Values, trough: float, years: float) -> float:
    """What is left of a trough after so many years."""
    if trough <= 0.0:
        return trough
    return trough * math.exp(-years * DAYS_PER_YEAR / p[P.reorganisation_recovers_days])


@rule
def own_propensity(p: Values) -> float:
    """The propensity to which a team comes by itself, relative to the baseline."""
    aware = 1.0 - p[P.propensity_cost_awareness_effect] * p[P.propensity_cost_awareness]
    return aware * (1.0 - p[P.propensity_maatwerk_effect] * p[P.propensity_maatwerk])


@rule
def propensity_later(p: Values, propensity: float, years: float) -> float:
    """The propensity after so many years on the way to the team's own."""
    own = own_propensity(p)
    if propensity == own:
        return propensity
    return own + (propensity - own) * math.exp(-p[P.propensity_pace] * years)


@rule
def teaches(p: Values, wrong: bool, late: bool) -> bool:
    """Whether a referral has a lesson for the team."""
    return (wrong and p[P.propensity_wrong_lesson] > 0.0) or (late and p[P.propensity_late_lesson] > 0.0)


@rule
def propensity_after_referral(p: Values, propensity: float, wrong: bool, late: bool) -> float:
    """The propensity after a referral: one that was wrong makes a team wary, one that came late makes it readier."""
    if wrong:
        propensity *= 1.0 - p[P.propensity_wrong_lesson]
    if late:
        propensity *= 1.0 + p[P.propensity_late_lesson]
    return propensity


@rule
def duration_with_maatwerk(p: Values) -> float:
    """Factor on the duration of local help that stands in for specialised help."""
    return 1.0 + p[P.propensity_maatwerk_lengthens] * p[P.propensity_maatwerk]
