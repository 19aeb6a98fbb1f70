"""The worlds in which single decisions and durations are looked at, each run once for a battery.

Levels are frozen and every organisation has room, so that nothing is shortened and nobody waits; one door is open.
Where a world is about something else, help and the like are short, so that it comes again and again.
"""

from __future__ import annotations

from functools import cache

from youthsim.chain import states as X
from youthsim.verification.effort import Effort
from youthsim.verification.laboratory import AMPLE, CLOSED, FROZEN, State, alone, watched, world
from youthsim.verification.stories import Stories

YEARS = 7  # measured, after one that is not
LEVELS = (2, 3, 4, 5)
QUIET = {**CLOSED, **FROZEN, **AMPLE, "queue.leave_rate": 0.0, "ekc.available": 0.0, "noticing.age_factor": 1.0}
SEEN = {"noticing.rate": 4.0}
NO_REPORTS = {"noticing.door_veilig_thuis": 0.0}
ONLY_REPORTS = {"noticing.door_veilig_thuis": 1.0, "noticing.door_local": 0.0, "noticing.door_bjz": 0.0}
SHORT = {"local.duration": 10.0, "provider.duration_days": 10.0}
HELP = {"local.duration.licht": 60.0, "local.duration.midden": 90.0, "local.duration.zwaar": 120.0,
        "provider.duration_days": 150.0}  # fmt: skip
NO_MEASURES = {"rvdk.request": 0.0, "emergency.share": 0.0}
ALONE = tuple(alone(level) for level in LEVELS)


def _under_measure(placed: int) -> list[State]:
    return [(level, X.HELP_NONE, 0, X.REVIEW, X.MEASURE, placed) for level in (3, 4, 5)]


def _in_help(*levels: int) -> list[State]:
    return [(level, X.LOCAL, X.ZWAAR, X.SAFE_NONE, X.GI_NONE, 0) for level in levels]


LONG_HELP = {"local.duration": 100_000.0}
EARLY = {**QUIET, **LONG_HELP, "early_gi.available": 1.0, "emergency.share": 0.0, "concern.early_gi_factor": 0.0}
WORLDS: dict[str, tuple[dict[str, float], list[State], int]] = {
    "help": ({**QUIET, **SEEN, **NO_REPORTS, **HELP}, list(ALONE), X.JEUGDWET2015),
    "access": ({**QUIET, **SEEN, **NO_REPORTS, **SHORT, **NO_MEASURES, "noticing.door_bjz": 0.4}, list(ALONE),
               X.WJZ2005),
    "protection": ({**QUIET, **SEEN, **ONLY_REPORTS, **SHORT, "uhp.on": 0.0, "uhp.off": 0.0}, list(ALONE),
                   X.JEUGDWET2015),
    "doors": ({**QUIET, **SEEN, **SHORT, **NO_MEASURES}, list(ALONE), X.WJZ2005),
    "forward": ({**QUIET, "coming_forward.rate": 20.0}, list(ALONE), X.JEUGDWET2015),
    "concerns": ({**QUIET, "concern.rate": 3.0}, list(ALONE), X.JEUGDWET2015),
    "queue": ({**QUIET, "coming_forward.rate": 40.0, "local.fte": 0.0, "queue.leave_rate": 3.0}, list(ALONE),
              X.JEUGDWET2015),
    "growth": ({**QUIET, "problem.up": 20.0}, [alone(level) for level in (1, 2, 3, 4)], X.JEUGDWET2015),
    "recovery": ({**QUIET, "problem.down": 8.0}, list(ALONE), X.JEUGDWET2015),
    "placement": ({**QUIET, "ots.end_base": 0.0, "ots.end_trust": 0.0, "voogdij.at_review": 0.0, "uhp.on": 6.0,
                   "uhp.off": 5.0}, _under_measure(0), X.JEUGDWET2015),
    "voogdij": ({**QUIET, "uhp.off": 0.0, "voogdij.end_rate": 4.0, "voogdij.after_days": 30.0,
                 "voogdij.at_review": 0.5, "early_gi.stays_available": 0.4},
                [*_under_measure(0), *_under_measure(1)], X.JEUGDWET2015),
    "early": ({**EARLY, "concern.rate": 2.0}, _in_help(3, 4), X.JEUGDWET2015),
    "early, no places": ({**EARLY, "concern.rate": 2.0, "gi.fte": 0.0, "early_gi.net_widening": 0.0}, _in_help(3, 4),
                         X.JEUGDWET2015),
    "conference": ({**QUIET, **SEEN, **NO_REPORTS, "ekc.available": 1.0, "ekc.collapse_rate": 0.0}, list(ALONE),
                   X.JEUGDWET2015),
    "collapse": ({**QUIET, **SEEN, **NO_REPORTS, **SHORT, "ekc.available": 1.0, "ekc.collapse_rate": 12.0,
                  "ekc.plan_lasts_days": 100_000.0}, list(ALONE), X.JEUGDWET2015),
    "coordination": ({**QUIET, **SEEN, **NO_REPORTS, "coordination.share": 0.3, "coordination.threshold": 1.0,
                      "meeting.per_month": 1.0}, list(ALONE), X.JEUGDWET2015),
}  # fmt: skip

# Families, as a share of those of the battery; less where much happens, more where little does.
SIZES = {"help": 0.3, "access": 0.08, "protection": 0.25, "doors": 0.15, "forward": 0.1, "concerns": 0.2, "queue": 0.1,
         "placement": 0.08, "voogdij": 0.8, "early": 0.25, "early, no places": 0.1, "conference": 0.4,
         "collapse": 0.25, "coordination": 0.2}  # fmt: skip
USUAL_SIZE = 0.25


@cache
def told(name: str, effort: Effort) -> Stories:
    """What happens in a world."""
    values, start, era = WORLDS[name]
    arrays = world(values, start, families=int(SIZES.get(name, USUAL_SIZE) * effort.families), years=YEARS, era=era)
    return Stories(watched(arrays, effort.seed, 200 + list(WORLDS).index(name)))
