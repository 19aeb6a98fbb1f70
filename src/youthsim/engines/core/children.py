"""What rules say of an area as long as its policy holds: asked once per change of policy, not at every event."""

from youthsim.chain import finding
from youthsim.chain.family import MAX_CHILDREN, birth_tick
from youthsim.chain.states import AGE_12_18
from youthsim.compiled import kernel, step
from youthsim.engines.core.columns import (
    F_AREA,
    F_ENTRY,
    NEVER,
    PLACES_PER_AGE,
    Q_AGE_FACTOR,
    Q_EVER_PREVENTION,
    Q_PLACES,
    Q_PREVENTION,
    V_CLOCK,
    V_UNTIL,
)
from youthsim.parameters import index as P


@kernel
def set_births(w):
    """Work out from the parameters of each area how long after a family's entry its children are born."""
    for a in range(w.births.shape[0]):
        for child in range(MAX_CHILDREN):
            w.births[a, child] = birth_tick(w.params[a], 0, child)


@kernel
def set_prevention(w):
    """Work out from the parameters of each area how much a child of each age is noticed, and if there is prevention."""
    ever = w.policy[:, Q_EVER_PREVENTION].max() > 0.0
    for a in range(w.policy.shape[0]):
        p = w.params[a]
        there = p[P.prevention_available] > 0.0 or p[P.community_reach] > 0.0
        w.policy[a, Q_PREVENTION] = 1.0 if there else 0.0
        if there:
            w.policy[a, Q_EVER_PREVENTION] = 1.0
            if not ever:
                _open_programme(w)
                ever = True
        for group in range(AGE_12_18 + 1):
            w.policy[a, Q_AGE_FACTOR + group] = finding.age_factor(p, group)
            first = finding.first_place(group)
            for place in range(first, finding.last_place(group) + 1):
                column = Q_PLACES + PLACES_PER_AGE * group + place - first
                w.policy[a, column] = finding.noticed_up_to(p, group, place)


@kernel
def _open_programme(w):
    """There is prevention for the first time anywhere: its rows, untouched until now, say that nobody takes part."""
    for f in range(w.programme.shape[0]):
        w.programme[f, V_CLOCK], w.programme[f, V_UNTIL] = NEVER, NEVER


@step
def birth_of(w, f, child):
    """When this child (0 is the first) of the family is born."""
    return w.family[f, F_ENTRY] + w.births[w.family[f, F_AREA], child]
