"""Where things stand in the arrays of the core engine."""

from youthsim.chain.family import TICKS_PER_DAY
from youthsim.chain.protection import TENTHS_PER_PLACE
from youthsim.chain.states import HAZARDS, TRACKS

TICKS = TICKS_PER_DAY
PLACE = TENTHS_PER_PLACE
NEVER = 2_147_483_647
NOBODY = -1

# Integer state of a family (int32).
_FAMILY = (
    "AREA", "IDENTITY", "CHILDREN", "ENTRY", "AVOIDER", "LEVEL", "HELP", "TIER", "SAFETY", "GI", "EKC", "COORDINATION",
    "MEASURE", "PLACED", "SAME_WORKER", "CASE_MASK", "OTS_MASK", "VOOGDIJ_MASK", "SIGNAL", "MULTIPLE_SINCE",
    "NEED_SINCE", "MEASURE_START", "PLACED_START", "VOOGDIJ_START", "MEASURE_ENDED", "HELP_ENDED", "HELP_START",
    "FIRST_HELP_DUE", "INDICATION_DUE", "WRONG", "WARM", "PLAN_START", "HELP_POOL", "SAFETY_POOL", "GI_POOL",
    "GI_TENTHS", "VOOGDIJ_POOL", "VOOGDIJ_TENTHS", "EKC_POOL", "COORDINATION_POOL", "COORDINATION_ASKED", "HELD",
    "CARE_YEAR", "HELP_YEAR", "STORIES", "CRISIS_POOL", "EMERGENCY", "BY_TEAM", "CLOCK_HELP", "CLOCK_SAFETY",
    "CLOCK_GI", "CLOCK_EKC", "BIRTHDAY", "SETTLED",
)  # fmt: skip
FAMILY_COLUMNS = len(_FAMILY)
globals().update({f"F_{name}": place for place, name in enumerate(_FAMILY)})

# Real state of a family (float64).
R_RISK, R_NETWORK = 0, 1
R_BUDGET = 2
R_RATE = R_BUDGET + HAZARDS
REAL_COLUMNS = R_RATE + HAZARDS

# One place in a queue per family and track (int32).
N_NEXT, N_BEFORE, N_CLASS, N_POOL, N_SINCE, N_TENTHS = range(6)
NODE_COLUMNS = 6
NODES = TRACKS

# A pool of places (int64).
(
    K_ORGANISATION, K_AREA, K_REGION, K_ROW, K_PLACES, K_USED, K_QUEUE, K_QUEUE_TENTHS,
    K_FIRST, K_FIRST_1, K_FIRST_2, K_LAST, K_LAST_1, K_LAST_2, K_DIRTY, K_TICK,
) = range(16)  # fmt: skip
POOL_COLUMNS = 16
ACC_USED, ACC_PLACES, ACC_QUEUE = range(3)

# A pending event of an entity (int32): its bucket's list, and what it is.
L_NEXT, L_BEFORE, L_TICK, L_KIND, L_ORGANISATION, L_WHERE = range(6)
LINK_COLUMNS = 6
IN_NOTHING, IN_BUCKET, IN_HEAP = range(3)

# The state of a local team (float64).
A_TRUST = 0
A_ADOPTION, A_EXPERTISE = 4, 5
A_STATES = 6
A_WORKERS = 6  # workers of each partner that the team meets
A_TICK = 10
A_POSTED_SINCE = 11  # tick at which advisers of Bureau Jeugdzorg came to the CJG
AREA_COLUMNS = 12

# Scalars of a replication (int64).
(
    G_NOW, G_DAY, G_HEAP, G_HORIZON, G_FAMILIES, G_ERA, G_YEAR, G_YEARS, G_CONTROL, G_LOG, G_LOGGING, G_CHILDREN,
    G_DIRTY, G_EVENTS, G_START,
) = range(15)  # fmt: skip
SCALARS = 15


def __getattr__(name: str) -> int:
    raise AttributeError(f"no column is called {name}")
