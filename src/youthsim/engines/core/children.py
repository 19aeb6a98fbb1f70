"""When children are born and how much each age is noticed: asked once per area and change of policy, not per event."""

from youthsim.chain import finding
from youthsim.chain.family import MAX_CHILDREN, birth_tick
from youthsim.chain.states import AGE_12_18
from youthsim.compiled import kernel, step
from youthsim.engines.core.columns import F_AREA, F_ENTRY, Q_AGE_FACTOR


@kernel
def set_births(w):
    """Work out from the parameters of each area how long after a family's entry its children are born."""
    for a in range(w.births.shape[0]):
        for child in range(MAX_CHILDREN):
            w.births[a, child] = birth_tick(w.params[a], 0, child)


@kernel
def set_noticing(w):
    """Work out from the parameters of each area how much a child of each age is noticed."""
    for a in range(w.policy.shape[0]):
        for group in range(AGE_12_18 + 1):
            w.policy[a, Q_AGE_FACTOR + group] = finding.age_factor(w.params[a], group)


@step
def birth_of(w, f, child):
    """When this child (0 is the first) of the family is born."""
    return w.family[f, F_ENTRY] + w.births[w.family[f, F_AREA], child]
