"""The verwijsindex: organisations register that they hold a signal of a family; two signals make a match.

Source: Lessen en ervaringen CJG en BJZ (Opvoeden in de Buurt, april 2010) [001], 932 (SISA), 1039-1041 (ESAR).
"""

from youthsim.chain.states import FINDING_PLACES
from youthsim.compiled import rule
from youthsim.parameters import index as P
from youthsim.parameters.index import Values

# Who registers; each family has a bit for each. The first are the finding places.
FIRST_ORGANISATION = len(FINDING_PLACES)
AT_LOCAL_TEAM, AT_PROVIDER, AT_BJZ, AT_VEILIG_THUIS = range(FIRST_ORGANISATION, FIRST_ORGANISATION + 4)


@rule
def is_used(p: Values) -> bool:
    """Whether organisations register signals."""
    return p[P.verwijsindex_registers] > 0.0


@rule
def registers(p: Values, u: float) -> bool:
    """Whether an organisation that holds a signal registers it."""
    return u < p[P.verwijsindex_registers]


@rule
def has_lapsed(p: Values, days: float) -> bool:
    """Whether signals are too old to count."""
    return days > p[P.verwijsindex_signal_days]


@rule
def is_match(p: Values, before: int, after: int) -> bool:
    """Whether a signal that is added makes a match: so many organisations, and one more than before."""
    return after > before and after >= p[P.verwijsindex_match_from]
