"""What has to be worked out again when a policy changes a parameter; everything else reads it when it needs it.

Rates of hazards are kept between events, and the states of teams drift between the moments at which somebody asks. A
parameter that touches neither changes no family and no team by being changed: a policy of no strength changes nothing.
"""

import numpy as np
from numpy.typing import NDArray

from youthsim.parameters import registry

RATES = (
    "problem.",
    "noticing.rate",
    "noticing.age_factor",
    "noticing.outreach",
    "noticing.verwijsindex_factor",
    "noticing.avoider_factor",
    "coming_forward.",
    "concern.",
    "coordination.concern_factor",
    "expertise.start",
    "queue.leave_rate",
    "uhp.",
    "voogdij.end_rate",
    "family_manager.up_factor",
    "family_manager.down_factor",
    "family_manager.concern_factor",
    "family_manager.uhp_factor",
    "drang.holds",
    "ekc.plan_up_factor",
    "ekc.plan_down_factor",
    "ekc.collapse_rate",
    "ekc.monitoring",
    "need.",
    "population.network_strength",
    "population.birth_spacing",
    "finding.contacts",
    "finding.minutes",
    "finding.reach",
    "finding.no_show",
    "finding.share",
    "finding.detection",
    "finding.extra_",
    "finding.seeks_out",
    "finding.inside_cjg",
    "finding.inside_gain",
    "familiarity.moves",
    "community.reach",
    "community.network_gain",
    "community.noticed_gain",
    "community.from_age",
    "community.to_age",
    "extra_help.",
    "local.tier_level",
)
TEAMS = (
    "trust.",
    "meeting.",
    "presence.",
    "staff.",
    "expertise.",
    "ekc.information_gain",
    "ekc.adviser",
    "ekc.training_gain",
    "ekc.imposed",
    "ekc_elsewhere.gain",
    "ekc_elsewhere.loss",
    "training.",
    "reorganisation.",
    "propensity.",
    "local.tier_share",
    "familiarity.",
)

# A programme changes the rates of the families in it, and whom it finds among the others.
PROGRAMME = (
    "prevention.available",
    "prevention.offer_share",
    "prevention.find_rate",
    "prevention.from_age",
    "prevention.first_child",
    "prevention.from_risk",
    "prevention.from_level",
    "prevention.to_level",
    "prevention.up_",
    "prevention.down_",
    "prevention.noticed_factor",
    "prevention.elsewhere_factor",
)


def _touched(beginnings: tuple[str, ...]) -> NDArray[np.bool_]:
    """For every parameter, in the order of the registry, whether its name begins like one of these."""
    return np.array([name.startswith(beginnings) for name in registry()])


CHANGES_RATES = _touched(RATES)
CHANGES_TEAMS = _touched(TEAMS)
CHANGES_PROGRAMME = _touched(PROGRAMME)
