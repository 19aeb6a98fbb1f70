"""Draws of the core: the address is the family, the decision and how often the family has met it."""

from youthsim.compiled import kernel, step
from youthsim.engines.core.columns import F_AREA, F_IDENTITY, G_FAMILIES, G_MET_SELDOM, OFTEN
from youthsim.parameters import index as P
from youthsim.randomness.keyed import PARTS, erlang, erlang_rest, exponential, uniform
from youthsim.randomness.streams import STREAMS

FULL = 255  # the highest count that a byte holds


@step
def _next_index(w, f, decision):
    """How often the family met this decision before, as an index with room for the parts of a draw.

    The first FULL times are counted in one byte per decision, so that all counts of a family lie in one line of
    memory; what comes beyond is counted in another array, which hardly any family needs. So are the decisions of
    mechanisms that are off in most scenarios.
    """
    if decision < OFTEN:
        times = _times_before(w.met, f, decision)
    else:
        w.scalars[G_MET_SELDOM] = 1
        times = _times_before(w.met_seldom, f, decision - OFTEN)
    if times == FULL:
        times += w.met_beyond[f, decision]
        w.met_beyond[f, decision] += 1
    return times * PARTS


@step
def _times_before(met, f, place):
    """How often so far, as far as a byte counts; it counts once more."""
    times = int(met[f, place])
    if times < FULL:
        met[f, place] = times + 1
    return times


@kernel
def forget_draws(w, f):
    """The family has met no decision yet: it has just entered."""
    _forget(w.met, w.met_words, w.met_beyond, f, 0)
    if w.scalars[G_MET_SELDOM] > 0:
        _forget(w.met_seldom, w.seldom_words, w.met_beyond, f, OFTEN)


@step
def _forget(met, words, beyond, f, first):
    """Clear a line of counts, eight at a time."""
    for word in range(OFTEN // 8):
        if words[f, word] == 0:  # most decisions are met by few families
            continue
        for place in range(8 * word, 8 * word + 8):
            if met[f, place] == FULL:
                beyond[f, first + place] = 0
        words[f, word] = 0


@step
def draw(w, f, decision):
    """A uniform number for the next time this family meets the decision."""
    return uniform(w.key[0], w.family[f, F_IDENTITY], STREAMS[decision], _next_index(w, f, decision))


@step
def trait(w, f, decision):
    """A uniform number that is this family's own: the same whenever it is asked for."""
    return uniform(w.key[0], w.family[f, F_IDENTITY], STREAMS[decision], 0)


@step
def draw_budget(w, f, decision):
    """A unit exponential: the budget of a hazard."""
    return exponential(w.key[0], w.family[f, F_IDENTITY], STREAMS[decision], _next_index(w, f, decision))


@kernel
def draw_days(w, f, decision, mean_days):
    """A duration in days with this mean, as regular as ``service.shape`` says."""
    stages = w.params[w.family[f, F_AREA], P.service_shape]
    index = _next_index(w, f, decision)
    return erlang(w.key[0], w.family[f, F_IDENTITY], STREAMS[decision], index, mean_days, stages)


@kernel
def draw_delay(w, f, decision, mean_days):
    """An exponential delay in days with this mean."""
    index = _next_index(w, f, decision)
    return erlang(w.key[0], w.family[f, F_IDENTITY], STREAMS[decision], index, mean_days, 1)


@kernel
def draw_rest(w, f, decision, mean_days):
    """What is left, in days, of a duration with this mean that is under way."""
    stages = w.params[w.family[f, F_AREA], P.service_shape]
    index = _next_index(w, f, decision)
    return erlang_rest(w.key[0], w.family[f, F_IDENTITY], STREAMS[decision], index, mean_days, stages)


@kernel
def draw_of_area(w, area, decision):
    """A uniform number for the next time this area meets the decision; areas count below the families."""
    f = w.scalars[G_FAMILIES] + area
    return uniform(w.key[0], -1 - area, STREAMS[decision], _next_index(w, f, decision))
