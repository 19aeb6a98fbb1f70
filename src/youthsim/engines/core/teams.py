"""The state of the local teams: trust, adoption of the EKc and expertise, brought up to date when asked for."""

from youthsim.chain import familiarity
from youthsim.chain import trust as rules
from youthsim.chain.family import DAYS_PER_YEAR
from youthsim.chain.states import PARTNERS
from youthsim.compiled import kernel
from youthsim.engines.core.accounts import count, log_area
from youthsim.engines.core.columns import (
    A_ADOPTION,
    A_EXPERTISE,
    A_FAMILIARITY,
    A_STATES,
    A_TICK,
    A_TRUST,
    A_WORKERS,
    G_YEAR,
    TICKS,
)
from youthsim.engines.core.draws import draw_of_area
from youthsim.engines.core.names import E_MEETING, N_MEETINGS_FAILED, N_MEETINGS_HELD
from youthsim.parameters import index as P
from youthsim.randomness.streams import D_MEETING

PARTNER_COUNT = len(PARTNERS)


@kernel
def bring_up_to_date(w, a, now):
    """Let gains and losses work on the states of a team up to now."""
    state = w.area[a]
    ticks = now - state[A_TICK]
    if ticks <= 0:
        return
    p = w.params[a]
    years = ticks / (TICKS * DAYS_PER_YEAR)
    expertise = state[A_EXPERTISE]
    loss = rules.trust_loss(p, expertise)
    for partner in range(PARTNER_COUNT):
        state[A_TRUST + partner] = rules.drift(state[A_TRUST + partner], rules.trust_gain(p, partner), loss, years)
    state[A_ADOPTION] = rules.drift(state[A_ADOPTION], rules.adoption_gain(p), rules.adoption_loss(p, expertise), years)
    state[A_EXPERTISE] = rules.drift(expertise, rules.expertise_gain(p, expertise), rules.turnover(p, expertise), years)
    if p[P.familiarity_moves] > 0.0:
        gain, loss = familiarity.gain(p), p[P.familiarity_forgetting]
        state[A_FAMILIARITY] = rules.drift(state[A_FAMILIARITY], gain, loss, years)
    else:
        state[A_FAMILIARITY] = p[P.coming_forward_familiarity]
    state[A_TICK] = now
    year = w.scalars[G_YEAR]
    if year >= 0:
        for s in range(A_STATES):
            w.area_sum[year, a, s] += state[s] * ticks


@kernel
def lately(w, a, now):
    """Bring a team up to date when more than a day has passed; its states move slowly."""
    if now - w.area[a, A_TICK] >= TICKS:
        bring_up_to_date(w, a, now)


@kernel
def trust_in(w, a, partner, now):
    """Trust of the team in a partner."""
    lately(w, a, now)
    return w.area[a, A_TRUST + partner]


@kernel
def adoption_of(w, a, now):
    """Adoption of the EKc by the team."""
    lately(w, a, now)
    return w.area[a, A_ADOPTION]


@kernel
def expertise_of(w, a, now):
    """Expertise of the team."""
    lately(w, a, now)
    return w.area[a, A_EXPERTISE]


@kernel
def familiarity_of(w, a, now):
    """The share of families in the area that know the way to the team."""
    lately(w, a, now)
    return w.area[a, A_FAMILIARITY]


@kernel
def satisfied_family(w, a, now):
    """A family was helped well and tells others about it, where familiarity moves."""
    p = w.params[a]
    if p[P.familiarity_moves] > 0.0:
        bring_up_to_date(w, a, now)
        gain = familiarity.told_gain(p, float(w.area_families[a]))
        w.area[a, A_FAMILIARITY] = rules.jump(w.area[a, A_FAMILIARITY], gain)


@kernel
def joint_case(w, a, partner, now):
    """A case done together: trust and expertise grow."""
    bring_up_to_date(w, a, now)
    p = w.params[a]
    gain = rules.joint_case_gain(p, w.area[a, A_WORKERS + partner])
    w.area[a, A_TRUST + partner] = rules.jump(w.area[a, A_TRUST + partner], gain)
    w.area[a, A_EXPERTISE] = rules.jump(w.area[a, A_EXPERTISE], p[P.expertise_joint_case_gain])


@kernel
def change_adoption(w, a, change, now):
    """Adoption moves by an experience of the team itself."""
    bring_up_to_date(w, a, now)
    w.area[a, A_ADOPTION] = rules.jump(w.area[a, A_ADOPTION], change)


@kernel
def spread_success(w, a, now):
    """A success of one team: it gains, and the other teams of its region share a part of that."""
    p = w.params[a]
    change_adoption(w, a, p[P.ekc_success_gain], now)
    others = 0
    for other in range(w.area.shape[0]):
        if other != a and w.region[other] == w.region[a]:
            others += 1
    for other in range(w.area.shape[0]):
        if other != a and w.region[other] == w.region[a]:
            change_adoption(w, other, p[P.ekc_success_gain] * p[P.ekc_neighbour_share] / others, now)


@kernel
def learning_meeting(w, a, now):
    """A monthly round of learning meetings of a team, with each partner it meets; each may fail."""
    p = w.params[a]
    for partner in range(PARTNER_COUNT):
        per_month = p[P.meeting_per_month + partner]
        if per_month <= 0.0:
            continue
        if rules.meeting_succeeds(p, draw_of_area(w, a, D_MEETING)):
            bring_up_to_date(w, a, now)
            w.area[a, A_TRUST + partner] = rules.jump(w.area[a, A_TRUST + partner], p[P.trust_meeting_gain] * per_month)
            w.area[a, A_EXPERTISE] = rules.jump(w.area[a, A_EXPERTISE], p[P.expertise_meeting_gain] * per_month)
            count(w, a, N_MEETINGS_HELD, 1)
            log_area(w, a, E_MEETING, partner, now)
        else:
            count(w, a, N_MEETINGS_FAILED, 1)


@kernel
def lose_trust(w, a, partner, share, now):
    """A clash at once costs a share of the trust in a partner."""
    bring_up_to_date(w, a, now)
    w.area[a, A_TRUST + partner] = rules.jump(w.area[a, A_TRUST + partner], -share)
