"""What an engine writes down: the names of the counted events, of the stocks and of the log's lines.

Counts are added up per year and area; stocks are integrated over time (families or children times days)
per year and area. ``outcomes`` turns both into the outcomes that users see.
"""

COUNTS = (
    "signals",  # families noticed or coming forward that accept help
    "refusals",  # families noticed that refuse
    "first_helps",  # first help after a signal
    "first_help_days",  # sum of the days from signal to first help
    "indications",  # decisions of access after a signal (era wjz2005: BJZ; else the local team's referral)
    "indication_days",  # sum of the days from signal to that decision
    "referrals",  # referrals to specialised help or access
    "wrong_referrals",
    "late_referrals",
    "help_started_local",
    "help_started_provider",
    "help_ended_local",
    "help_ended_days_local",  # sum of durations
    "families_helped",  # families with voluntary help at some time in the year
    "youths_helped",  # youths under 18 in those families
    "consultations",
    "contact_persons",  # new contact persons met
    "story_retold",  # times the story was told again
    "plans",  # plans made
    "warm_handovers",
    "handovers",
    "families_in_care",  # families with help, an investigation or a measure at some time in the year
    "vt_reports",  # reports at Veilig Thuis or AMK, families
    "requests_to_rvdk",  # families
    "rvdk_investigations",  # children
    "rvdk_families",  # families investigated
    "ots_requested",  # children
    "emergency_orders",  # families
    "ots_started",  # children
    "ots_ended",
    "ots_renewed",
    "ots_duration_days",  # sum over ended measures
    "uhp_started",
    "uhp_ended",
    "voogdij_started",
    "voogdij_ended",
    "voogdij_duration_days",
    "measures_with_contact",  # new measures (families) in which the GI made contact
    "measures_contact_in_norm",
    "measure_contact_days",  # sum of the days from measure to contact
    "early_gi_calls",
    "early_gi_calls_widening",  # calls for families that would not have been requested
    "early_gi_refused",
    "early_gi_started",
    "early_gi_safe",  # ended with safety restored in the voluntary frame
    "early_gi_requests",  # ended in a request
    "ekc_offered",
    "ekc_accepted",
    "ekc_registered",
    "ekc_conference_with_plan",
    "ekc_plan_without_conference",
    "ekc_lost",
    "ekc_collapsed",
    "ekc_plans_done",
    "ekc_plans_ended",  # collapsed, done, or the family left
    "ekc_plans_alive_year",  # of those, how many were alive after a year
    "crises",  # families entering level 4
    "aged_out_in_need",  # youths turning 18 in need
    "aged_out_followed",  # of those, followed up
    "aged_out_under_measure",
    "coordinations_started",
    "escalations",
    "left_queue",
    "relapse_after_measure",
    "measures_at_risk",  # families whose measure ended, counted for relapse
    "relapse_after_help",
    "helps_at_risk",
    "meetings_held",
    "meetings_failed",
    "families_entered",
    "families_left",
    "help_started_licht",
    "help_started_midden",
    "help_started_zwaar",
    "ekc_registered_bjz",  # registrations by other organisations than the local team, part of ekc_registered
    "ekc_registered_provider",
    "ekc_registered_gi",
    "ekc_registered_family_manager",
    "noticed_midwife",  # families noticed, by finding place, in the order of FINDING_PLACES
    "noticed_consultatiebureau",
    "noticed_preschool",
    "noticed_primary_school",
    "noticed_youth_health",
    "noticed_secondary_school",
    "noticed_police",
    "noticed_youth_work",
    "noticed_others",
    "prevention_offered",
    "prevention_refused",
    "prevention_full",  # families for whom there was no place
    "prevention_started",
    "prevention_instead",  # of those, instead of other help
    "prevention_completed",
    "prevention_handed_over",
    "after_18_found",  # youths in need who found follow-up after they turned 18
    "found_by_extra_help",
    "shortcuts_direct",  # referrals by the team that need no indication
    "shortcuts_provisional",  # on a provisional indication, checked afterwards
    "shortcuts_afterwards",  # help first, the indication asked when it has started
    "shortcuts_during",  # help and indication side by side
    "indications_joint",  # with special education
    "indications_on_location",  # asked at the home of a care avoider
    "indications_overruled",  # help under way that the indication finds unneeded
    "redirected_at_door",  # at the door of Bureau Jeugdzorg sent to the local team at once
    "drawing_rights_used",
    "called_in",  # institutions called in by the brandpuntfunctionaris
    "binding_decisions",
    "family_managers_started",
    "drang_started",
    "drang_safe",  # pressure that ended with the family safe
    "drang_requests",  # pressure that ended in a request
    "signals_registered",  # in the verwijsindex
    "matches",  # of two organisations that hold a signal
    "feedbacks",  # reports back to the local team that referred
    "intakes_spared",  # second intakes spared by feedback
    "sent_by_access",  # families whom the team, as municipal access, sent straight to a provider
)

STOCKS = (
    "level_1",  # families
    "level_2",
    "level_3",
    "level_4",
    "level_5",
    "unsafe_avoiders",  # families of care avoiders at level 4 or 5
    "in_local_help",  # families
    "in_specialised_help",
    "waiting_local",
    "waiting_specialised",
    "in_aftercare",
    "between_wal_en_schip",  # families in need, longer than the term, with no one
    "ots",  # children
    "uhp",  # children
    "voogdij",  # children
    "early_gi",  # families
    "network_plans",  # families
    "coordinated",  # families
    "in_prevention",  # families
    "prevention_lasting",  # families for whom a programme works on after its end
    "in_need_after_18",  # young adults, who turned 18 in need
    "alone_after_18",  # of those, without follow-up
    "followed_after_18",  # with follow-up, in need or not
    "family_managed",  # families with a family manager, with or without pressure
)

# Stocks of people who have left the chain: their years are written down ahead, and no family is counted in them.
WRITTEN_AHEAD = ("in_need_after_18", "alone_after_18", "followed_after_18")

# What is said of each local team, as its mean over the year.
AREA_STATES = (
    "trust_bjz",
    "trust_gi",
    "trust_rvdk",
    "trust_veilig_thuis",
    "ekc_adoption",
    "expertise",
    "skill_licht",
    "skill_midden",
    "skill_zwaar",
    "propensity",  # to ask for specialised help, relative to the team's parameter
    "trough",  # of a reorganisation
    "ekc_adoption_bjz",
    "ekc_adoption_provider",
    "ekc_adoption_gi",
    "ekc_adoption_family_manager",
    "familiarity",  # share of families in the area that know the way to the team
)

# What is integrated over time for each organisation (pool of places).
POOL_DAYS = ("used_place_days", "place_days", "queue_family_days")

# Edges of the histograms of waits and durations, in days: 0, then growing by a fifth of a doubling.
HISTOGRAM_BINS = 80
HISTOGRAM_FIRST_DAYS = 0.25
HISTOGRAM_STEPS_PER_DOUBLING = 5

RELAPSE_YEARS = 2  # a return within these years counts as a relapse
CHILDREN_PER_FAMILY_KEY = 8  # the key of a child is that of its family times this, plus its number


# Lines of the event log; the code of a line is its place here.
EVENTS = (
    "enters",
    "leaves",
    "turns_18",
    "level_up",
    "level_down",
    "noticed",
    "refuses",
    "comes_forward",
    "intake",
    "queues",
    "help_starts",
    "help_ends",
    "leaves_queue",
    "consultation",
    "referred",
    "indication_starts",
    "indicated",
    "sent_back",
    "aftercare_starts",
    "aftercare_ends",
    "reported",
    "triage_starts",
    "report_closed",
    "requested",
    "investigation_starts",
    "investigation_ends",
    "court_decides",
    "emergency_order",
    "ots_starts",
    "gi_assigned",
    "gi_contact",
    "ots_renewed",
    "ots_ends",
    "uhp_starts",
    "uhp_ends",
    "voogdij_starts",
    "voogdij_ends",
    "early_gi_called",
    "early_gi_refused",
    "early_gi_starts",
    "early_gi_ends",
    "gi_stays_available",
    "ekc_offered",
    "ekc_registered",
    "ekc_ends",
    "plan_collapses",
    "plan_done",
    "coordination_starts",
    "escalated",
    "meeting",  # a learning meeting that succeeded, of a local team
    "prevention_offered",
    "prevention_starts",
    "prevention_ends",
    "found",  # by extra local help
    "shortcut",  # specialised help without waiting for the indication
    "redirected",
    "asked_on_location",
    "overruled",  # an indication beside help finds local help enough
    "drawing_right",
    "called_in",
    "binding_decision",
    "manager_starts",
    "manager_ends",
    "match",
    "feedback",
    "sent_by_access",  # straight to a provider, without local help
)
