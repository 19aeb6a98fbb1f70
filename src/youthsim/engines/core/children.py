"""When the children of a family are born. The rule is asked once per area and change of policy, not at every event."""

from youthsim.chain.family import MAX_CHILDREN, birth_tick
from youthsim.compiled import kernel, step
from youthsim.engines.core.columns import F_AREA, F_ENTRY


@kernel
def set_births(w):
    """Work out from the parameters of each area how long after a family's entry its children are born."""
    for a in range(w.births.shape[0]):
        for child in range(MAX_CHILDREN):
            w.births[a, child] = birth_tick(w.params[a], 0, child)


@step
def birth_of(w, f, child):
    """When this child (0 is the first) of the family is born."""
    return w.family[f, F_ENTRY] + w.births[w.family[f, F_AREA], child]
