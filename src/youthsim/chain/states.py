"""The words of the chain as small integers: states, tracks, decisions to come, kinds of organisation and event.

Every function of the rule book and both engines use these names. Order matters only where it says so.
"""

# Levels of the pyramid: 1 goes well, 2 single problem, 3 multiple problems, 4 crisis, 5 life-threatening.
GOES_WELL, SINGLE, MULTIPLE, CRISIS, LIFE_THREATENING = 1, 2, 3, 4, 5
LEVELS = 5
UNSAFE_FROM = CRISIS

# Tiers of local help.
LICHT, MIDDEN, ZWAAR = 0, 1, 2
TIERS = 3
TIER_NAMES = ("licht", "midden", "zwaar")

# Voluntary help: the help track of a family.
HELP_NONE, INTAKE, LOCAL_QUEUE, LOCAL, PROVIDER_QUEUE, PROVIDER, BJZ_QUEUE, BJZ, AFTERCARE = range(9)

HELP_WORDS = ("none", "intake", "waits for the local team", "local team", "waits for a provider", "provider",
              "waits for Bureau Jeugdzorg", "indication", "aftercare")  # fmt: skip

# Safety: from a report to the reviews of a measure.
SAFE_NONE, VT_QUEUE, VT, RVDK_QUEUE, RVDK, COURT, REVIEW = range(7)

SAFETY_WORDS = ("none", "waits for Veilig Thuis", "Veilig Thuis", "waits for the RvdK", "RvdK", "court", "under review")

# The GI's part: early involvement, the worker of a measure, staying available after it.
GI_NONE, EARLY_QUEUE, EARLY, MEASURE_QUEUE, ASSIGNING, MEASURE, STAYING = range(7)

GI_WORDS = ("none", "waits for the GI", "early involvement", "waits for a worker", "being assigned a worker",
            "worker of a measure", "stays available")  # fmt: skip

# An indication that runs beside help (shortcuts at access).
ACCESS_NONE, ACCESS_QUEUE, INDICATING = range(3)

ACCESS_WORDS = ("none", "waits for Bureau Jeugdzorg", "indication beside help")

# Eigen Kracht-conferentie.
EKC_NONE, EKC_QUEUE, EKC_PREPARING, EKC_PLAN = range(4)

EKC_WORDS = ("none", "waits for a coordinator", "conference in preparation", "network plan")

# Who registers families for a conference beside the local team; 0 stands for the team itself.
OFFERER_TEAM, OFFERER_BJZ, OFFERER_PROVIDER, OFFERER_GI, OFFERER_FAMILY_MANAGER = range(5)
OFFERERS = ("bjz", "provider", "gi", "family_manager")

# Coordination: none, zorgcoordinatie, procescoordinator, brandpuntfunctionaris.
UNCOORDINATED, ZORGCOORDINATION, PROCESCOORDINATION, BRANDPUNT = range(4)

# Who is around a family: nobody, somebody, a family manager, a family manager with pressure (drang).
NOBODY_AROUND, SOMEBODY_AROUND, FAMILY_MANAGER, PRESSURE = range(4)

MANAGER_WORDS = ("none", "none", "family manager", "family manager with pressure")

# The measure of a family: none, a provisional OTS, an OTS.
MEASURE_NONE, MEASURE_PROVISIONAL, MEASURE_OTS = range(3)

# What a family receives, in the order of the multipliers ``problem.up_factor`` and ``problem.down_factor``.
(
    CARE_NONE,
    CARE_WAITING,
    CARE_LICHT,
    CARE_MIDDEN,
    CARE_ZWAAR,
    CARE_SPECIALISED,
    CARE_EARLY_GI,
    CARE_INVESTIGATION,
    CARE_OTS,
    CARE_UHP,
    CARE_AFTERCARE,
) = range(11)

# Age groups, each with its own finding places.
PRENATAL, AGE_0_4, AGE_4_12, AGE_12_18 = range(4)

# Finding places, in the order of ``finding.contacts``; those of an age stand side by side (``finding.places_of_age``).
(
    FOUND_BY_MIDWIFE,
    FOUND_BY_CONSULTATIEBUREAU,
    FOUND_BY_PRESCHOOL,
    FOUND_BY_PRIMARY_SCHOOL,
    FOUND_BY_YOUTH_HEALTH,
    FOUND_BY_SECONDARY_SCHOOL,
    FOUND_BY_POLICE,
    FOUND_BY_YOUTH_WORK,
    FOUND_BY_OTHERS,
) = range(9)
FINDING_PLACES = ("midwife", "consultatiebureau", "preschool", "primary_school", "youth_health", "secondary_school",
                  "police", "youth_work", "others")  # fmt: skip

# A family and the programme of prevention: none, started but not at work yet, taking part, working on afterwards.
PROGRAMME_NONE, PROGRAMME_STARTING, PROGRAMME_RUNNING, PROGRAMME_LASTING = range(4)

# Doors by which a noticed family enters.
DOOR_LOCAL, DOOR_ACCESS, DOOR_PROVIDER, DOOR_BJZ, DOOR_VEILIG_THUIS = range(5)

# Eras.
WJZ2005, JEUGDWET2015 = 0, 1
ERAS = ("wjz2005", "jeugdwet2015")

# Classes of a queue, served in this order, first come first served within each.
CLASS_CRISIS, CLASS_ESCALATED, CLASS_ORDINARY = range(3)
CLASSES = 3

# Kinds of organisation that have places and a queue.
# Their order is that of the lists ``queue.overload`` and so on, after the tiers of the local team are taken together.
(
    ORG_LICHT,
    ORG_MIDDEN,
    ORG_ZWAAR,
    ORG_PROVIDER,
    ORG_BJZ,
    ORG_VEILIG_THUIS,
    ORG_RVDK,
    ORG_GI,
    ORG_EKC,
    ORG_PROCES,
    ORG_BRANDPUNT,
    ORG_CRISIS_TEAM,
    ORG_FAMILY_MANAGER,
    ORG_DRAWING_RIGHTS,
) = range(14)
LAST_ORGANISATION = ORG_DRAWING_RIGHTS
# In the table of which pool serves an area, its own pools of the GI and of BJZ stand after the organisations.
OWN_GI, OWN_BJZ = LAST_ORGANISATION + 1, LAST_ORGANISATION + 2
ORGANISATIONS = (
    "local_licht",
    "local_midden",
    "local_zwaar",
    "provider",
    "bjz",
    "veilig_thuis",
    "rvdk",
    "gi",
    "ekc_office",
    "procescoordination",
    "brandpunt",
    "crisis_team",
    "family_manager",
    "drawing_rights",
)

# Partners that a local team trusts, in the order of ``presence.hours``.
PARTNER_BJZ, PARTNER_GI, PARTNER_RVDK, PARTNER_VT = range(4)
PARTNERS = ("bjz", "gi", "rvdk", "veilig_thuis")

# Tracks of a family: each has one clock and, but for that of the family manager, at most one place in one queue.
TRACK_HELP, TRACK_SAFETY, TRACK_GI, TRACK_EKC, TRACK_ACCESS, TRACK_MANAGER = range(6)
TRACKS = 6
QUEUED_TRACKS = TRACK_ACCESS + 1

# Hazards: each has one budget that is used up at the current rate.
(
    HAZARD_UP,
    HAZARD_DOWN,
    HAZARD_NOTICED,
    HAZARD_FORWARD,
    HAZARD_CONCERN,
    HAZARD_LEAVE_QUEUE,
    HAZARD_UHP,
    HAZARD_PLAN_COLLAPSE,
    HAZARD_VOOGDIJ_ENDS,
) = range(9)
HAZARDS = 9

# Kinds of event, in the order in which events of one tick happen.
(
    KIND_YEAR,
    KIND_CONTROL,
    KIND_MEETING,
    KIND_BIRTHDAY,
    KIND_UP,
    KIND_DOWN,
    KIND_NOTICED,
    KIND_FORWARD,
    KIND_CONCERN,
    KIND_LEAVE_QUEUE,
    KIND_UHP,
    KIND_PLAN_COLLAPSE,
    KIND_VOOGDIJ_ENDS,
    KIND_HELP,
    KIND_SAFETY,
    KIND_GI,
    KIND_EKC,
    KIND_ACCESS,
    KIND_MANAGER,
    KIND_PREVENTION,
) = range(20)
KINDS = 20
FIRST_HAZARD_KIND = KIND_UP
FIRST_TRACK_KIND = KIND_HELP
LAST_TRACK_KIND = KIND_MANAGER
