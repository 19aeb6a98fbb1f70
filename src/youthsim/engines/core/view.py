"""How a family comes into view in the core: a signal, noticed by a finding place, coming forward by itself."""

from youthsim.chain import access, extra_help, familiarity, family_manager, finding, noticing, prevention, verwijsindex
from youthsim.chain import states as X
from youthsim.chain.family import age_group, is_minor
from youthsim.compiled import kernel
from youthsim.engines.core import columns as C
from youthsim.engines.core import managers, programme, teams
from youthsim.engines.core import names as N
from youthsim.engines.core.accounts import count, log
from youthsim.engines.core.children import birth_of
from youthsim.engines.core.draws import draw
from youthsim.engines.core.exchange import register_signal
from youthsim.engines.core.help import (
    note_first_help,
    queue_for_bjz,
    queue_for_provider,
    queue_for_tier,
    start_intake,
)
from youthsim.parameters import index as P
from youthsim.randomness import streams as D


@kernel
def signal(w, f, now):
    """Somebody has seen the family and it accepts help: the clock of its waiting starts."""
    s = w.family[f]
    s[C.F_SIGNAL] = now
    s[C.F_FIRST_HELP_DUE], s[C.F_INDICATION_DUE] = 1, 1
    count(w, s[C.F_AREA], N.N_SIGNALS, 1)


@kernel
def _who_notices(w, f, now):
    """The finding place that has noticed the family: an age of its children that shows, and a place of that age."""
    rows = w.policy[w.family[f, C.F_AREA]]
    total = 0.0
    for child in range(w.family[f, C.F_CHILDREN]):
        birth = birth_of(w, f, child)
        if is_minor(birth, now):
            total += rows[C.Q_AGE_FACTOR + age_group(birth, now)]
    group, left = X.PRENATAL, draw(w, f, D.D_FINDING_PLACE) * total
    for child in range(w.family[f, C.F_CHILDREN]):
        birth = birth_of(w, f, child)
        if is_minor(birth, now):
            group = age_group(birth, now)
            left -= rows[C.Q_AGE_FACTOR + group]
            if left < 0.0:
                break
    u, first = draw(w, f, D.D_FINDING_PLACE), finding.first_place(group)
    for place in range(first, finding.last_place(group) + 1):
        if u < rows[C.Q_PLACES + C.PLACES_PER_AGE * group + place - first]:
            return place
    return X.FOUND_BY_OTHERS


@kernel
def _is_helped_at_once(w, f, p, now):
    """A noticed family may be helped by the programme of prevention at once: its first help, without a wait."""
    if p[P.prevention_available] <= 0.0 or p[P.prevention_at_once] <= 0.0:
        return False
    if not programme.starts_instead(w, f, p[P.prevention_at_once], D.D_PREVENTION_AT_ONCE, now):
        return False
    note_first_help(w, f, now)
    w.family[f, C.F_INDICATION_DUE] = 0
    return True


@kernel
def noticed(w, f, now):
    """A finding place has noticed the family: it refuses, or goes through a door. True when it goes to Veilig Thuis."""
    s = w.family[f]
    a = s[C.F_AREA]
    p = w.params[a]
    log(w, f, N.E_NOTICED, C.NOBODY, s[C.F_LEVEL], now)
    place = _who_notices(w, f, now)
    count(w, a, N.N_NOTICED_MIDWIFE + place, 1)
    matched = verwijsindex.is_used(p) and register_signal(w, f, place, now)
    more = prevention.accepts_more(p, w.programme[f, C.V_STATE]) if p[P.prevention_available] > 0.0 else 0.0
    if not noticing.accepts_help(p, s[C.F_AVOIDER] > 0, more, draw(w, f, D.D_ACCEPTS_HELP)):
        count(w, a, N.N_REFUSALS, 1)
        log(w, f, N.E_REFUSES, C.NOBODY, 0, now)
        _after_refusal(w, f, matched, more, now)
        return False
    propensity = teams.propensity_of(w, a, now)
    way = noticing.door(p, w.scalars[C.G_ERA], s[C.F_LEVEL], propensity, draw(w, f, D.D_DOOR))
    if way == X.DOOR_VEILIG_THUIS:
        return True
    if finding.is_inside(p, place) and finding.goes_inside(p, place, draw(w, f, D.D_INSIDE_CJG)):
        way = X.DOOR_LOCAL
    signal(w, f, now)
    if _is_helped_at_once(w, f, p, now):
        return False
    if way == X.DOOR_LOCAL:
        start_intake(w, f, now)
    elif way == X.DOOR_ACCESS or way == X.DOOR_PROVIDER:
        if way == X.DOOR_ACCESS:
            count(w, a, N.N_SENT_BY_ACCESS, 1)
            log(w, f, N.E_SENT_BY_ACCESS, C.NOBODY, s[C.F_LEVEL], now)
        queue_for_provider(w, f, now)
    elif p[P.access_redirected] > 0.0 and access.is_redirected(p, s[C.F_LEVEL], draw(w, f, D.D_REDIRECTED)):
        count(w, a, N.N_REDIRECTED_AT_DOOR, 1)
        log(w, f, N.E_REDIRECTED, C.NOBODY, s[C.F_LEVEL], now)
        start_intake(w, f, now)
    else:
        s[C.F_WRONG] = 0
        count(w, a, N.N_REFERRALS, 1)
        if access.is_wrong_door(s[C.F_LEVEL]):
            s[C.F_WRONG] = 1
            count(w, a, N.N_WRONG_REFERRALS, 1)
        queue_for_bjz(w, f, now)
    return False


@kernel
def _found(w, f, now):
    """Whether it was extra help that found the family; then it waits for that tier, without an intake."""
    s = w.family[f]
    a, level = s[C.F_AREA], s[C.F_LEVEL]
    p = w.params[a]
    rate = extra_help.found_rate(p, level, s[C.F_AVOIDER] > 0)
    if rate <= 0.0:
        return False
    u = draw(w, f, D.D_EXTRA_HELP) * w.real[f, C.R_RATE + C.PER_HAZARD * X.HAZARD_FORWARD]
    if u >= rate:
        return False
    s[C.F_TIER] = extra_help.tier_found(p, level, u / rate)
    log(w, f, N.E_FOUND, C.NOBODY, s[C.F_TIER], now)
    count(w, a, N.N_FOUND_BY_EXTRA_HELP, 1)
    signal(w, f, now)
    queue_for_tier(w, f, now)
    return True


@kernel
def _after_refusal(w, f, matched, more, now):
    """Who may try again with a family that refuses: two who found each other, one at home, or one with pressure."""
    s = w.family[f]
    p = w.params[s[C.F_AREA]]
    avoider = s[C.F_AVOIDER] > 0
    if matched and noticing.accepts_help(p, avoider, more, draw(w, f, D.D_MATCH_ACCEPTS)):
        signal(w, f, now)
        start_intake(w, f, now)
    elif _asked_at_home(w, f, avoider, now):
        signal(w, f, now)
        s[C.F_WRONG] = 0
        count(w, s[C.F_AREA], N.N_REFERRALS, 1)
        queue_for_bjz(w, f, now)
    elif family_manager.exist(p) and managers.presses_after_refusal(w, f, now):
        signal(w, f, now)
        start_intake(w, f, now)


@kernel
def _asked_at_home(w, f, avoider, now):
    """Whether Bureau Jeugdzorg asks a care avoider again, at home, and the family agrees to an indication."""
    s = w.family[f]
    p = w.params[s[C.F_AREA]]
    if p[P.access_on_location] <= 0.0 or w.scalars[C.G_ERA] != X.WJZ2005:
        return False
    if not access.visited_on_location(p, s[C.F_LEVEL], avoider, draw(w, f, D.D_ON_LOCATION)):
        return False
    if not access.accepts_on_location(p, draw(w, f, D.D_ON_LOCATION_ACCEPTS)):
        return False
    count(w, s[C.F_AREA], N.N_INDICATIONS_ON_LOCATION, 1)
    log(w, f, N.E_ASKED_ON_LOCATION, C.NOBODY, s[C.F_LEVEL], now)
    return True


@kernel
def comes_forward(w, f, now):
    """The family comes to the local team by itself, if it knows the way, or extra help has found it."""
    if _found(w, f, now):
        return
    a = w.family[f, C.F_AREA]
    if w.params[a, P.familiarity_moves] > 0.0:
        if not familiarity.knows_the_way(teams.familiarity_of(w, a, now), draw(w, f, D.D_KNOWS_THE_WAY)):
            return
    log(w, f, N.E_COMES_FORWARD, C.NOBODY, w.family[f, C.F_LEVEL], now)
    signal(w, f, now)
    start_intake(w, f, now)
