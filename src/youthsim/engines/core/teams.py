"""The state of the local teams: trust, adoption of the EKc and expertise, brought up to date when asked for."""

from youthsim.chain import familiarity, work
from youthsim.chain import trust as rules
from youthsim.chain.family import DAYS_PER_YEAR
from youthsim.chain.states import OFFERER_BJZ, OFFERERS, PARTNERS, TIERS
from youthsim.compiled import kernel
from youthsim.engines.core.accounts import count, log_area
from youthsim.engines.core.columns import (
    A_ADOPTION,
    A_ADOPTION_ELSEWHERE,
    A_EXPERTISE,
    A_FAMILIARITY,
    A_PROPENSITY,
    A_ROUNDS,
    A_SKILL,
    A_STATES,
    A_TICK,
    A_TROUGH,
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
OFFERER_COUNT = len(OFFERERS)


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
        gain, partner_loss = rules.trust_gain(p, partner), rules.partner_loss(p, partner)
        state[A_TRUST + partner] = rules.drift(state[A_TRUST + partner], gain, loss + partner_loss, years)
    state[A_ADOPTION] = rules.drift(state[A_ADOPTION], rules.adoption_gain(p), rules.adoption_loss(p, expertise), years)
    state[A_EXPERTISE] = rules.drift(expertise, rules.expertise_gain(p, expertise), rules.turnover(p, expertise), years)
    _bring_work_up_to_date(state, p, expertise, years)
    if p[P.familiarity_moves] > 0.0:
        gain, forgetting = familiarity.gain(p), p[P.familiarity_forgetting]
        state[A_FAMILIARITY] = rules.drift(state[A_FAMILIARITY], gain, forgetting, years)
    else:
        state[A_FAMILIARITY] = p[P.coming_forward_familiarity]
    state[A_TICK] = now
    year = w.scalars[G_YEAR]
    if year >= 0:
        for s in range(A_STATES):
            w.area_sum[year, a, s] += state[s] * ticks


@kernel
def _bring_work_up_to_date(state, p, expertise, years):
    """Skill of each tier, propensity, the trough of a reorganisation, and adoption outside the team."""
    for tier in range(TIERS):
        gain, skill = work.skill_gain(p, tier), state[A_SKILL + tier]
        if gain > 0.0 or skill > 0.0:
            state[A_SKILL + tier] = rules.drift(skill, gain, rules.turnover(p, expertise), years)
    state[A_PROPENSITY] = work.propensity_later(p, state[A_PROPENSITY], years)
    state[A_TROUGH] = work.trough_later(p, state[A_TROUGH], years)
    for offerer in range(OFFERER_COUNT):
        gain, adoption = p[P.ekc_elsewhere_gain + offerer], state[A_ADOPTION_ELSEWHERE + offerer]
        if gain > 0.0 or adoption > 0.0:
            state[A_ADOPTION_ELSEWHERE + offerer] = rules.drift(adoption, gain, p[P.ekc_elsewhere_loss], years)


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
    """Adoption of the EKc by the team; a reorganisation takes a part of it for a time."""
    lately(w, a, now)
    return w.area[a, A_ADOPTION] * (1.0 - w.area[a, A_TROUGH])


@kernel
def adoption_elsewhere(w, a, offerer, now):
    """Adoption of the EKc by another organisation, among its workers who serve the area."""
    place = offerer - OFFERER_BJZ
    if w.area[a, A_ADOPTION_ELSEWHERE + place] <= 0.0 and w.params[a, P.ekc_elsewhere_gain + place] <= 0.0:
        return 0.0
    lately(w, a, now)
    return w.area[a, A_ADOPTION_ELSEWHERE + place]


@kernel
def skill_of(w, a, tier, now):
    """Skill of the workers of a tier."""
    lately(w, a, now)
    return w.area[a, A_SKILL + tier]


@kernel
def propensity_of(w, a, now):
    """How readily the team asks for specialised help, relative to its parameter."""
    if w.area[a, A_PROPENSITY] != work.own_propensity(w.params[a]):
        lately(w, a, now)
    return w.area[a, A_PROPENSITY]


@kernel
def trough_of(w, a, now):
    """How much of the joint work of the team a reorganisation takes away."""
    lately(w, a, now)
    return w.area[a, A_TROUGH]


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
    together = 1.0 - w.area[a, A_TROUGH]
    gain = rules.joint_case_gain(p, w.area[a, A_WORKERS + partner]) * together
    w.area[a, A_TRUST + partner] = rules.jump(w.area[a, A_TRUST + partner], gain)
    w.area[a, A_EXPERTISE] = rules.jump(w.area[a, A_EXPERTISE], p[P.expertise_joint_case_gain] * together)


@kernel
def change_adoption(w, a, change, now):
    """Adoption moves by an experience of the team itself."""
    _change_state(w, a, A_ADOPTION, change, now)


@kernel
def spread_success(w, a, now):
    """A success of one team: it gains, and the other teams of its region share a part of that."""
    spread_success_of(w, a, A_ADOPTION, now)


@kernel
def _change_state(w, a, state, change, now):
    """One state of a team moves by an experience."""
    bring_up_to_date(w, a, now)
    w.area[a, state] = rules.jump(w.area[a, state], change)


@kernel
def experience_elsewhere(w, a, offerer, success, now):
    """An organisation beside the local team learns how a conference ended that it had registered."""
    state = A_ADOPTION_ELSEWHERE + offerer - OFFERER_BJZ
    if success:
        spread_success_of(w, a, state, now)
    else:
        _change_state(w, a, state, -w.params[a, P.ekc_failure_loss], now)


@kernel
def spread_success_of(w, a, state, now):
    """A success raises adoption (the state that is meant) here, and a part of that in the rest of the region."""
    p = w.params[a]
    _change_state(w, a, state, p[P.ekc_success_gain], now)
    others = 0
    for other in range(w.area.shape[0]):
        if other != a and w.region[other] == w.region[a]:
            others += 1
    for other in range(w.area.shape[0]):
        if other != a and w.region[other] == w.region[a]:
            _change_state(w, other, state, p[P.ekc_success_gain] * p[P.ekc_neighbour_share] / others, now)


@kernel
def learning_meeting(w, a, now):
    """A monthly round of learning meetings of a team, with each partner it meets; each may fail."""
    p = w.params[a]
    for partner in range(PARTNER_COUNT):
        per_month = p[P.meeting_per_month + partner]
        if per_month <= 0.0:
            continue
        if rules.meeting_succeeds(p, w.area[a, A_ROUNDS], draw_of_area(w, a, D_MEETING)):
            bring_up_to_date(w, a, now)
            w.area[a, A_TRUST + partner] = rules.jump(w.area[a, A_TRUST + partner], p[P.trust_meeting_gain] * per_month)
            w.area[a, A_EXPERTISE] = rules.jump(w.area[a, A_EXPERTISE], p[P.expertise_meeting_gain] * per_month)
            count(w, a, N_MEETINGS_HELD, 1)
            log_area(w, a, E_MEETING, partner, now)
        else:
            count(w, a, N_MEETINGS_FAILED, 1)
    w.area[a, A_ROUNDS] += 1


@kernel
def lose_trust(w, a, partner, share, now):
    """A clash at once costs a share of the trust in a partner."""
    bring_up_to_date(w, a, now)
    w.area[a, A_TRUST + partner] = rules.jump(w.area[a, A_TRUST + partner], -share)


@kernel
def reorganise(w, a, depth, now):
    """A reorganisation begins: joint work falls away, and comes back in time."""
    bring_up_to_date(w, a, now)
    w.area[a, A_TROUGH] = work.trough_after_start(w.area[a, A_TROUGH], depth)


@kernel
def ask_more_readily(w, a, share, now):
    """Teams without experience ask for specialised help more readily, from one day on."""
    bring_up_to_date(w, a, now)
    w.area[a, A_PROPENSITY] *= 1.0 + share


@kernel
def learn_from_referral(w, a, wrong, late, now):
    """The team takes a lesson from a referral, if it was wrong or late."""
    p = w.params[a]
    if work.teaches(p, wrong, late):
        bring_up_to_date(w, a, now)
        w.area[a, A_PROPENSITY] = work.propensity_after_referral(p, w.area[a, A_PROPENSITY], wrong, late)
