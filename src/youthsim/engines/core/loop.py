"""The loop of the core: take the next event, let it happen, serve the queues, plan what comes next."""

from youthsim.chain import access
from youthsim.chain import states as X
from youthsim.chain.queues import stretched_places
from youthsim.compiled import entry, kernel, step
from youthsim.engines.core import columns as C
from youthsim.engines.core import (
    control,
    coordination,
    eigen_kracht,
    families,
    followup,
    gi,
    help,
    indication,
    managers,
    measures,
    pools,
    prevention,
    safety,
    shortcuts,
    teams,
    view,
    warm,
)
from youthsim.engines.core.agenda import next_event
from youthsim.engines.core.calendar import ENTITY_MASK
from youthsim.engines.core.children import set_births, set_prevention
from youthsim.engines.core.clocks import refresh, renew_budget, settle
from youthsim.engines.core.memory import at, fetch_ahead
from youthsim.engines.core.pages import AHEAD, G_NEXT, KIND_MASK, KIND_SHIFT, NOTHING, TICK_SHIFT
from youthsim.engines.core.places import family_at, track_at
from youthsim.engines.core.world import CHILD_ROOM, LOG_FULL_AT

CHILDREN_PER_EVENT = 1024
NEAR = 1  # events after the next one, of which all that they need is fetched
DONE, LOG_FULL, PAUSED = range(3)
ALL_EVENTS = 1 << 62


@kernel
def happens(w, f, kind, now):
    """One event of one family."""
    if kind == X.KIND_UP:
        families.problem_changes(w, f, 1, now)
    elif kind == X.KIND_DOWN:
        families.problem_changes(w, f, -1, now)
    elif kind == X.KIND_BIRTHDAY:
        families.birthday(w, f, now)
    elif kind == X.KIND_PREVENTION:
        prevention.event(w, f, now)
    elif kind >= X.FIRST_TRACK_KIND:
        w.family[f, C.F_CLOCK_HELP + kind - X.FIRST_TRACK_KIND] = C.NEVER
        _clock_strikes(w, f, kind, now)
    else:
        renew_budget(w, f, kind - X.FIRST_HAZARD_KIND)
        _hazard_strikes(w, f, kind, now)


@kernel
def _hazard_strikes(w, f, kind, now):
    """A hazard other than the level's own has struck."""
    if kind == X.KIND_NOTICED:
        if view.noticed(w, f, now) and w.family[f, C.F_SAFETY] == X.SAFE_NONE:
            safety.report(w, f, now)
    elif kind == X.KIND_FORWARD:
        view.comes_forward(w, f, now)
    elif kind == X.KIND_CONCERN:
        safety.concern(w, f, now)
    elif kind == X.KIND_LEAVE_QUEUE:
        help.gives_up(w, f, now)
    elif kind == X.KIND_UHP:
        measures.switch_placement(w, f, now)
    elif kind == X.KIND_PLAN_COLLAPSE:
        eigen_kracht.collapse(w, f, now)
    elif kind == X.KIND_VOOGDIJ_ENDS:
        measures.end_voogdij(w, f, w.family[f, C.F_VOOGDIJ_MASK], now)


@kernel
def _clock_strikes(w, f, kind, now):
    """The clock of a track has struck."""
    if kind == X.KIND_HELP:
        if help.help_event(w, f, now) and w.family[f, C.F_SAFETY] == X.SAFE_NONE:
            safety.concern(w, f, now)
    elif kind == X.KIND_SAFETY:
        safety.event(w, f, now)
    elif kind == X.KIND_GI:
        if gi.event(w, f, now):
            safety.count_early_request(w, f)
            safety.request(w, f, 1, now)
    elif kind == X.KIND_EKC:
        eigen_kracht.event(w, f, now)
    elif kind == X.KIND_ACCESS:
        if shortcuts.finish_beside(w, f, now) and w.family[f, C.F_SAFETY] == X.SAFE_NONE:
            safety.concern(w, f, now)
    elif managers.event(w, f, now):
        safety.request(w, f, 1, now)


@kernel
def begins(w, f, track, now):
    """The head of a queue is served: what it waited for begins."""
    s = w.family[f]
    if track == X.TRACK_HELP:
        if s[C.F_HELP] == X.LOCAL_QUEUE:
            help.begin_local(w, f, now)
            eigen_kracht.offer(w, f, now)
        elif s[C.F_HELP] == X.PROVIDER_QUEUE:
            help.begin_provider(w, f, now)
            eigen_kracht.offer_elsewhere(w, f, X.OFFERER_PROVIDER, now)
        else:
            help.begin_indication(w, f, now)
            eigen_kracht.offer_elsewhere(w, f, X.OFFERER_BJZ, now)
    elif track == X.TRACK_SAFETY:
        if s[C.F_SAFETY] == X.VT_QUEUE:
            safety.begin_triage(w, f, now)
        else:
            safety.begin_investigation(w, f, now)
    elif track == X.TRACK_GI:
        if s[C.F_GI] == X.EARLY_QUEUE:
            gi.begin_early(w, f, now)
        else:
            gi.begin_assigning(w, f, now)
    elif track == X.TRACK_EKC:
        eigen_kracht.begin_preparing(w, f, now)
    else:
        indication.begin_beside(w, f, now)
        if s[C.F_ROUTE] != access.PROVISIONAL:
            eigen_kracht.offer_elsewhere(w, f, X.OFFERER_BJZ, now)


@kernel
def afterwards(w, f, now):
    """What is looked at after anything that happened to a family."""
    coordination.review(w, f, now)
    followup.mark_year(w, f, now)
    refresh(w, f, now)


@step
def _fetch_family(w, f):
    """Have brought near what most events need of a family."""
    fetch_ahead(w.family, f, 0 * C.LINE_NUMBERS)
    fetch_ahead(w.family, f, 1 * C.LINE_NUMBERS)
    fetch_ahead(w.family, f, 2 * C.LINE_NUMBERS)
    fetch_ahead(w.family, f, 4 * C.LINE_NUMBERS)
    fetch_ahead(w.family, f, 5 * C.LINE_NUMBERS)
    fetch_ahead(w.met, f, 0)


@step
def _fetch_all(w, f):
    """Have brought near what else there is of a family that may leave."""
    fetch_ahead(w.family, f, 3 * C.LINE_NUMBERS)
    fetch_ahead(w.family, f, 6 * C.LINE_NUMBERS)


@kernel
def _serve(w, k, now):
    """Serve the queue of a pool as long as its head fits; a head that does not fit blocks it."""
    organisation = w.pool[k, C.K_ORGANISATION]
    while True:
        n = pools.head(w.pool, k)
        if n == C.NOBODY:
            return
        p = w.params[w.pool[k, C.K_ROW]]
        places = stretched_places(p, organisation, w.pool[k, C.K_QUEUE_TENTHS], w.pool[k, C.K_PLACES])
        if w.pool[k, C.K_USED] + w.node[n, C.N_TENTHS] > places:
            return
        f = family_at(w, n)
        settle(w, f, now)
        begins(w, f, track_at(w, n), now)
        afterwards(w, f, now)


@kernel
def serve_all(w, now):
    """Serve every pool that got room or a newcomer, the latest first, until none is left."""
    while w.scalars[C.G_DIRTY] > 0:
        w.scalars[C.G_DIRTY] -= 1
        k = w.dirty[w.scalars[C.G_DIRTY]]
        w.pool[k, C.K_DIRTY] = 0
        _serve(w, k, now)


@kernel
def _event_of_region(w, kind, now):
    """A change of policy, or a new year."""
    if kind == X.KIND_CONTROL:
        control.apply_timeline(w, now)
    else:
        control.new_year(w, now)
    control.schedule_region(w)


@kernel
def _begin(w):
    """Set up a replication: places, teams, families, queues, clocks."""
    for a in range(w.youths.size):
        for state in range(C.A_STATES):  # one by one: the check of the shapes of a slice takes seconds to compile
            w.area[a, state] = w.team_state[a, state]
    set_births(w)
    set_prevention(w)
    control.set_all_places(w, 0)
    warm.begin_all(w)
    serve_all(w, 0)
    warm.refresh_all(w)
    for a in range(w.youths.size):
        control.schedule_meeting(w, a, 0)
    control.schedule_region(w)


@step
def _look_at_queue(w):
    """Have the family at the head of the queue that is served next brought near."""
    if w.scalars[C.G_DIRTY] > 0:
        n = pools.head(w.pool, w.dirty[w.scalars[C.G_DIRTY] - 1])
        if n != C.NOBODY:
            _fetch_family(w, family_at(w, n))
            fetch_ahead(w.pending, family_at(w, n), 0)


@kernel
def _step(w, key):
    """The next event happens to the entity that it is about, and the queues that it touches are served."""
    families_count = w.scalars[C.G_FAMILIES]
    entity, kind = key & ENTITY_MASK, (key >> KIND_SHIFT) & KIND_MASK
    now = w.scalars[C.G_DAY] * C.TICKS + (key >> TICK_SHIFT)
    w.scalars[C.G_NOW] = now
    w.scalars[C.G_EVENTS] += 1
    if entity < families_count:
        settle(w, entity, now)
        happens(w, entity, kind, now)
        _look_at_queue(w)
        afterwards(w, entity, now)
    elif entity < families_count + w.youths.size:
        teams.learning_meeting(w, entity - families_count, now)
        control.schedule_meeting(w, entity - families_count, now)
    else:
        _event_of_region(w, kind, now)
    serve_all(w, now)


@step
def _look_ahead(w):
    """Have what the events to come will need brought near; when something comes in between, it was for nothing.

    Beyond the last event of the day stand keys of days before, and nobody needs what they ask for.
    """
    place = w.scalars[G_NEXT]
    fetch_ahead(w.pending, w.today[at(place + AHEAD - 1)] & ENTITY_MASK, 0)
    key = w.today[at(place + NEAR)]
    _fetch_family(w, key & ENTITY_MASK)
    if (key >> KIND_SHIFT) & KIND_MASK == X.KIND_BIRTHDAY:
        _fetch_all(w, key & ENTITY_MASK)


@entry
def advance_by(w, until, most):
    """Run at most so many events before ``until`` (a whole day).

    DONE, or LOG_FULL when the log must be emptied first, or PAUSED when so many have happened. A replication begins
    with the first call: one entry holds all of the engine, so that its code is made once.
    """
    if w.scalars[C.G_BEGUN] == 0:
        w.scalars[C.G_BEGUN] = 1
        _begin(w)
    logging = w.scalars[C.G_LOGGING] > 0
    for _ in range(most):
        if logging and w.scalars[C.G_LOG] > LOG_FULL_AT:
            return LOG_FULL
        if w.scalars[C.G_CHILDREN] > CHILD_ROOM - CHILDREN_PER_EVENT:
            return LOG_FULL
        key = next_event(w.days, w.words, w.pending, w.today, w.boxes, w.heap, w.scalars, w.family, until)
        if key == NOTHING:
            return DONE
        _look_ahead(w)
        _step(w, key)
    return PAUSED


def begin(w):
    """Set up a replication; no event happens yet."""
    advance_by(w, 0, 0)


def advance(w, until):
    """Run all events before ``until`` (a whole day). DONE, or LOG_FULL when the log must be emptied first."""
    return advance_by(w, until, ALL_EVENTS)
