"""The decisions that draw random numbers, each with a stream named after it.

A stream's number is a hash of its name, so a decision added, removed or moved changes no other draw.
The place in the list only says where a family counts how often it has met the decision: the
first 64 share a line of memory, so those that most scenarios meet come first; the line of the others takes no memory
where nobody meets them.
"""

import hashlib

import numpy as np

from youthsim.randomness.keyed import MASK

DECISIONS = (
    "attributes",
    "up_from_1",
    "up_from_2",
    "up_from_3",
    "up_from_4",
    "down_from_2",
    "down_from_3",
    "down_from_4",
    "down_from_5",
    "noticed",
    "comes_forward",
    "concern",
    "leaves_queue",
    "uhp_switch",
    "plan_collapse",
    "voogdij_end",
    "accepts_help",
    "door",
    "finding_place",
    "inside_cjg",
    "after_18",
    "knows_the_way",
    "intake_duration",
    "triage",
    "triage_error",
    "local_duration",
    "end_of_trajectory",
    "consults",
    "warm_handover",
    "wrong_referral",
    "provider_duration",
    "end_of_provider",
    "indication_duration",
    "indication",
    "aftercare",
    "report_duration",
    "report_confirmed",
    "report_to_local",
    "investigation_duration",
    "children_in_case",
    "children_helped",
    "request",
    "hearing_delay",
    "granted",
    "uhp_at_start",
    "assignment_delay",
    "end_at_review",
    "ekc_offer",
    "ekc_accepts",
    "ekc_duration",
    "coordination",
    "story",
    "one_plan",
    "follow_up",
    "warm_start",
    "gi_stays",
    "ekc_ending",
    "ekc_asks_help",
    "meeting",
    "voogdij_at_review",
    "emergency",
    "early_gi_call",
    "early_gi_widening",
    "early_gi_waits",
    "early_gi_duration",
    "ekc_offer_bjz",
    "ekc_offer_provider",
    "ekc_offer_gi",
    "ekc_offer_family_manager",
    "in_community",
    "prevention_found",
    "prevention_offer",
    "prevention_accepts",
    "prevention_relief",
    "prevention_handover",
    "prevention_instead",
    "prevention_at_once",
    "extra_help",
    "shortcut",
    "draft_duration",
    "joint_education",
    "on_location",
    "on_location_accepts",
    "redirected",
    "feedback",
    "feedback_spares",
    "registers_signal",
    "match_accepts",
    "calls_in",
    "binding_decision",
    "family_manager",
    "manager_duration",
    "drang",
    "drang_after_refusal",
    "drang_accepts",
    "drang_duration",
    "consults_before_referral",
)


def stream(name: str) -> int:
    """The number of the stream of a decision: 63 bits of the hash of its name."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "little") & (MASK >> 1)


STREAMS = np.array([stream(name) for name in DECISIONS], dtype=np.int64)
COUNT = len(DECISIONS)

# One constant per decision: D_NOTICED is the place of "noticed".
globals().update({f"D_{name.upper()}": place for place, name in enumerate(DECISIONS)})


def __getattr__(name: str) -> int:
    raise AttributeError(f"no decision is called {name}")
