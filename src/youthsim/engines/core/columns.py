"""Where things stand in the arrays of the core engine."""

from youthsim.chain.family import TICKS_PER_DAY
from youthsim.chain.protection import TENTHS_PER_PLACE
from youthsim.chain.records import AREA_STATES
from youthsim.chain.states import HAZARDS, PARTNERS, QUEUED_TRACKS
from youthsim.engines.core.memory import LINE
from youthsim.randomness.streams import COUNT as DECISIONS

TICKS = TICKS_PER_DAY
PLACE = TENTHS_PER_PLACE
NEVER = 2_147_483_647
NOBODY = -1

# What is kept of a family lies in one block of seven lines of 64 bytes, seen as whole numbers (``family``, int32) and
# as reals (``real``, float64) side by side. What every event needs is in the first two lines, what only care needs in
# the last: most events are about families with nobody around, and memory is what events wait for.
#   line 0: 16 whole numbers (_ALWAYS); line 1: risk, network, and the first hazards; lines 2 and 3: the other hazards,
#   then 8 whole numbers (_SELDOM); line 4: 16 whole numbers (_IN_CARE); line 5: 16 whole numbers (_AT_STEPS); line 6:
#   16 whole numbers that few families need (_OF_FEW). The clocks of the tracks follow each other over two lines.
FAMILY_LINES = 7
LINE_NUMBERS = LINE // 4
FAMILY_COLUMNS = FAMILY_LINES * LINE_NUMBERS
REAL_COLUMNS = FAMILY_LINES * LINE // 8

_ALWAYS = (
    "AREA", "IDENTITY", "CHILDREN", "ENTRY", "AVOIDER", "LEVEL", "HELP", "SAFETY", "GI", "EKC", "MEASURE",
    "VOOGDIJ_MASK", "NEED_SINCE", "SETTLED", "HAZARDS", "AROUND",
)  # fmt: skip
_SELDOM = (
    "SAME_WORKER", "PLACED_START", "VOOGDIJ_START", "VOOGDIJ_POOL", "VOOGDIJ_TENTHS", "MEASURE_ENDED", "PLAN_START",
    "EKC_BY",
)  # fmt: skip
_IN_CARE = (
    "TIER", "PLACED", "COORDINATION", "COORDINATION_ASKED", "STORIES", "CARE_YEAR", "HELP_YEAR", "HELP_START",
    "HELP_POOL", "SAFETY_POOL", "GI_POOL", "EKC_POOL", "CLOCK_HELP", "CLOCK_SAFETY", "CLOCK_GI", "CLOCK_EKC",
)  # fmt: skip
_AT_STEPS = (
    "CLOCK_ACCESS", "CLOCK_MANAGER", "QUEUED", "FIRST_HELP_DUE", "INDICATION_DUE", "HELP_ENDED", "MULTIPLE_SINCE",
    "WRONG", "WARM", "HELD", "CASE_MASK", "CRISIS_POOL", "COORDINATION_POOL", "EMERGENCY", "ACCESS", "KNOWN",
)  # fmt: skip
_OF_FEW = (
    "GI_TENTHS", "BY_TEAM", "OTS_MASK", "MEASURE_START", "COORDINATION_TENTHS", "COORDINATION_SINCE",
    "ACCESS_POOL", "ROUTE", "DRAFTING", "JOINT", "REFERRED", "MANAGER_POOL", "MANAGER_ASKED", "SIGNALS", "SIGNALLED",
    "SIGNAL",
)  # fmt: skip
for _first, _names in ((0, _ALWAYS), (56, _SELDOM), (64, _IN_CARE), (80, _AT_STEPS), (96, _OF_FEW)):
    globals().update({f"F_{name}": _first + place for place, name in enumerate(_names)})

# Reals of a family: after risk and network, two for each hazard, what is left of its budget and its present rate.
R_RISK, R_NETWORK = 8, 9
R_BUDGET, R_RATE = 10, 11
PER_HAZARD = 2

# How often each decision was met, a byte each: a line for those that come first, and one for the others, which takes
# no memory in a scenario that has no use for them.
OFTEN = LINE
assert DECISIONS <= 2 * OFTEN

# F_HAZARDS holds two bits for each hazard: whether it runs (its rate is above zero), and whether its budget is drawn.
RUNS, DRAWN = 1, 1 << HAZARDS

# A place in a queue (int32). One is taken on joining and given back on leaving, so there are no more than were ever
# taken at the same time. Those of a family hang together; the owner is the family times NODES, plus the track.
N_NEXT, N_BEFORE, N_CLASS, N_POOL, N_SINCE, N_TENTHS, N_OWNER, N_OTHER = range(8)
NODE_COLUMNS = 6  # that queues need; what comes after is the chain's own
PLACE_COLUMNS = 8
NODES = QUEUED_TRACKS

# A pool of places (int64).
(
    K_ORGANISATION, K_AREA, K_REGION, K_ROW, K_PLACES, K_USED, K_QUEUE, K_QUEUE_TENTHS,
    K_FIRST, K_FIRST_1, K_FIRST_2, K_LAST, K_LAST_1, K_LAST_2, K_DIRTY, K_TICK,
) = range(16)  # fmt: skip
POOL_COLUMNS = 16
ACC_USED, ACC_PLACES, ACC_QUEUE = range(3)

# The state of a local team (float64).
A_TRUST = 0
A_ADOPTION, A_EXPERTISE = 4, 5
A_SKILL = 6  # of each tier
A_PROPENSITY, A_TROUGH = 9, 10
A_ADOPTION_ELSEWHERE = 11  # of each organisation that registers families for a conference beside the team
A_FAMILIARITY = 15
A_STATES = len(AREA_STATES)
A_WORKERS = A_STATES  # workers of each partner that the team meets
A_TICK = A_WORKERS + len(PARTNERS)
A_POSTED_SINCE = A_TICK + 1  # tick at which advisers of Bureau Jeugdzorg came to the CJG
A_ROUNDS = A_POSTED_SINCE + 1  # rounds of learning meetings that the team has had
AREA_COLUMNS = A_ROUNDS + 1

# A family and the programme of prevention (int32): its state, the tick of what comes next, and until when it works on.
V_STATE, V_CLOCK, V_UNTIL = range(3)
PROGRAMME_COLUMNS = 4

# What is worked out once per area and change of policy (float64): the factor of being noticed at each age, and whether
# there is a programme of prevention or support from the community, which every event asks, or ever was.
Q_AGE_FACTOR = 0
Q_PREVENTION, Q_EVER_PREVENTION = 4, 5
Q_PLACES = 8  # for each age, the share of the noticing that comes from its finding places up to each of them
PLACES_PER_AGE = 4
POLICY_COLUMNS = 24

# Scalars of a replication (int64).
(
    G_NOW, G_DAY, G_HEAP, G_HORIZON, G_FAMILIES, G_ERA, G_YEAR, G_YEARS, G_CONTROL, G_LOG, G_LOGGING, G_CHILDREN,
    G_DIRTY, G_EVENTS, G_START, G_BEGUN, G_FREE_NODE, G_NODES, G_MET_SELDOM,
) = range(19)  # fmt: skip
SCALARS = 19


def __getattr__(name: str) -> int:
    raise AttributeError(f"no column is called {name}")
