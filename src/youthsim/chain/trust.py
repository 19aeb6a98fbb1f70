"""What a local team learns and forgets: trust in each partner, adoption of the EKc, expertise.

Each is a state between 0 and 1. Between events it moves to an equilibrium of gains and losses; a joint case,
a learning meeting or a success moves it at once. Area-bound GI caseloads concentrate joint cases on few pairs
of workers, so that one case moves the mean trust more: that follows from the number of workers, it is not put in.
"""

import math

from youthsim.chain import work
from youthsim.compiled import rule
from youthsim.parameters import index as P
from youthsim.parameters.index import Values


@rule
def drift(state: float, gain: float, loss: float, years: float) -> float:
    """``state`` after so many years of gains on what is missing and losses on what is there (rates per year)."""
    speed = gain + loss
    if speed <= 0.0:
        return state
    rest = gain / speed
    return rest + (state - rest) * math.exp(-speed * years)


@rule
def jump(state: float, gain: float) -> float:
    """``state`` after a gain on what is missing; a negative gain is a loss of what is there."""
    if gain >= 0.0:
        return state + (1.0 - state) * min(1.0, gain)
    return state * max(0.0, 1.0 + gain)


@rule
def turnover(p: Values, expertise: float) -> float:
    """Share of the team that leaves in a year; joint work keeps people."""
    return p[P.staff_turnover] * (1.0 - p[P.staff_joint_work_retains] * expertise)


@rule
def trust_gain(p: Values, partner: int) -> float:
    """Gain of trust per year from hours of presence, less without joint learning, and from common training."""
    gain = p[P.trust_presence_gain] * p[P.presence_hours + partner]
    if p[P.meeting_per_month + partner] <= 0.0:
        gain *= p[P.trust_presence_alone]
    return gain + work.common_training(p, partner)


@rule
def trust_loss(p: Values, expertise: float) -> float:
    """Loss of trust per year from forgetting and turnover."""
    return p[P.trust_decay] + p[P.trust_turnover_loss] * turnover(p, expertise)


@rule
def partner_loss(p: Values, partner: int) -> float:
    """Loss of trust per year from workers of the partner who leave."""
    return p[P.trust_turnover_loss] * p[P.staff_partner_turnover + partner]


@rule
def joint_case_gain(p: Values, workers: float) -> float:
    """Gain of mean trust by one joint case with one of so many workers of the partner."""
    return p[P.trust_joint_case_organisation] + p[P.trust_joint_case_pair] / max(1.0, workers)


@rule
def meeting_succeeds(p: Values, rounds: float, u: float) -> bool:
    """Whether a learning meeting succeeds; the first of a team may be hard, until it has had some rounds."""
    hard = p[P.meeting_hard_start] * max(0.0, 1.0 - rounds / p[P.meeting_hard_rounds])
    return u < p[P.meeting_success] * (1.0 - hard)


@rule
def adoption_gain(p: Values) -> float:
    """Gain of adoption per year from information, an adviser on site and training."""
    return p[P.ekc_information_gain] + p[P.ekc_adviser_gain] * p[P.ekc_adviser_hours] + p[P.ekc_training_gain]


@rule
def adoption_loss(p: Values, expertise: float) -> float:
    """Loss of adoption per year from turnover and imposition."""
    return turnover(p, expertise) + p[P.ekc_imposed_loss] * p[P.ekc_imposed]


@rule
def expertise_gain(p: Values, expertise: float) -> float:
    """Gain of expertise per year without joint work: it holds the starting level against turnover; and by training."""
    start = p[P.expertise_start]
    trained = p[P.training_expertise_pace] * work.training_time(p)
    return turnover(p, expertise) * start / max(1e-9, 1.0 - start) + trained
