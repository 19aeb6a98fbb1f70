"""How long everything takes, as the engine uses it: mean, second moment and whole distribution.

Times are whole ticks, rounded up; half a tick is taken off before they are compared with a continuous law.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from youthsim.engines.core import columns as C
from youthsim.verification import experiments, rows
from youthsim.verification.effort import Effort
from youthsim.verification.laboratory import TRUST
from youthsim.verification.stories import Integers, Marks, Stories

DAYS_PER_YEAR = 365.25
NEVER_LONGER = 1e-9  # probability of a duration beyond the margin that is left for it


def sampled(name: str, ticks: Integers, mean: float, stages: int) -> Iterator[rows.Finding]:
    """Durations against an Erlang law of this mean in days (one stage: exponential)."""
    yield from _against(name, (ticks - 0.5) / C.TICKS, stats.gamma(stages, scale=mean / stages))


def _against(name: str, x: NDArray[np.float64], law: Any) -> Iterator[rows.Finding]:
    yield rows.distribution(f"{name}: distribution", x, law.cdf)
    if x.size == 0:
        return
    n = x.size
    first, second, fourth = (float(law.moment(k)) for k in (1, 2, 4))
    error = math.sqrt((second - first**2) / n)
    yield rows.normal(f"{name}: mean (n = {n})", first, float(x.mean()), error, 0.1 * first)
    error = math.sqrt((fourth - second**2) / n)
    yield rows.normal(f"{name}: mean square (n = {n})", second, float((x * x).mean()), error, 0.25 * second)


def _stages(story: Stories) -> int:
    return int(story.seen.value("service.shape"))


def service(
    story: Stories, name: str, begins: Marks, ends: tuple[str, ...], mean: float, stages: int | None = None
) -> Iterator[rows.Finding]:
    """A service between two lines of the log."""
    k = stages or _stages(story)
    margin = float(stats.gamma.isf(NEVER_LONGER, k, scale=mean / k))
    yield from sampled(name, story.took(begins, *ends, margin_days=margin), mean, k)


def fixed(story: Stories, name: str, begins: Marks, ends: tuple[str, ...], days: float) -> rows.Finding:
    """Something of a fixed length, to the tick; what the start of the world has under way is left out."""
    took = story.took(begins, *ends, margin_days=days + 1.0)
    expected = math.ceil(days * C.TICKS)
    return rows.exact(f"{name}: of fixed length, of {took.size}", max(1, took.size), int((took == expected).sum()))


def of_help(effort: Effort) -> Iterator[rows.Finding]:
    """Intake, local help per tier, specialised help, aftercare."""
    story = experiments.told("help", effort)
    p = story.seen.value
    yield from service(story, "intake", story.are("intake"), ("queues",), p("local.intake_days"))
    starts = story.are("help_starts")
    for tier in ("licht", "midden", "zwaar"):
        mean = p(f"local.duration.{tier}") * (1.0 - p("local.acceptance_effect") * TRUST)
        mine = starts & (story.kind_of_pool == f"local_{tier}")
        yield from service(story, f"local help, {tier}", mine, ("help_ends", "referred", "queues"), mean)
    mine = starts & (story.kind_of_pool == "provider")
    yield from service(story, "specialised help", mine, ("help_ends",), p("provider.duration_days"))
    yield fixed(story, "aftercare", story.are("aftercare_starts"), ("aftercare_ends",), p("aftercare.days"))
    story = experiments.told("access", effort)
    begins = story.are("indication_starts")
    yield from service(story, "indication", begins, ("indicated", "sent_back"), story.seen.value("bjz.indication_days"))


def of_protection(effort: Effort) -> Iterator[rows.Finding]:
    """Veilig Thuis, investigation, court, worker, review."""
    story = experiments.told("protection", effort)
    p = story.seen.value
    yield from service(
        story, "triage of Veilig Thuis", story.are("triage_starts"), ("report_closed", "requested"),
        p("veilig_thuis.triage_days"),
    )  # fmt: skip
    yield from service(
        story, "investigation", story.are("investigation_starts"), ("investigation_ends",), p("rvdk.investigation_days")
    )
    # Without a child under 18 no request is made; families in which one turns 18 are left out.
    subject = story.lines["detail"][story.previous(story.are("investigation_starts"))] > 0
    asked = story.are("investigation_ends") & (story.lines["detail"] == 1) & subject & ~story.ever("turns_18")
    yield from service(story, "court", asked, ("court_decides",), p("court.days"))
    yield from service(
        story, "delay of the GI's worker", story.are("gi_assigned"), ("gi_contact",), p("gi.assign_days"), stages=1
    )
    begins, ends = story.are("ots_starts", "ots_renewed"), ("ots_renewed", "ots_ends", "voogdij_starts")
    took = story.took(begins, *ends, margin_days=p("ots.review_days") + 1.0)
    expected = math.ceil(p("ots.review_days") * C.TICKS)
    yield rows.exact(f"review: of fixed length, of {took.size}", max(1, took.size), int((took == expected).sum()))


def of_early_gi(effort: Effort) -> Iterator[rows.Finding]:
    """Early involvement of the GI."""
    story = experiments.told("early", effort)
    yield from service(
        story, "early involvement of the GI", story.are("early_gi_starts"), ("early_gi_ends", "requested"),
        story.seen.value("early_gi.days"),
    )  # fmt: skip


def of_conferences(effort: Effort) -> Iterator[rows.Finding]:
    """Preparation of an EKc, the life of its plan."""
    story = experiments.told("conference", effort)
    p = story.seen.value
    yield from service(
        story, "preparation of an EKc", story.are("ekc_registered"), ("ekc_ends",), p("ekc.organise_days")
    )
    plans = story.are("ekc_ends") & (story.lines["detail"] < 2)
    yield fixed(story, "network plan", plans, ("plan_done",), p("ekc.plan_lasts_days"))
    story = experiments.told("collapse", effort)
    plans = story.are("ekc_ends") & (story.lines["detail"] < 2)
    rate = story.seen.value("ekc.collapse_rate") * (1.0 - story.seen.value("ekc.monitoring"))
    yield from service(story, "collapse of a plan", plans, ("plan_collapses",), DAYS_PER_YEAR / rate, stages=1)


def first_times(
    story: Stories, name: str, event: str, rate: NDArray[np.float64], within: Marks | None = None
) -> Iterator[rows.Finding]:
    """The first such event of each family, its time in units of the mean, where the run is long enough to see it.

    Args:
        rate: per year, of every family of the first day. within: which families to look at.
    """
    family = story.seen.first
    stay = _stay(story)
    years = np.minimum(stay, story.end) / C.TICKS / DAYS_PER_YEAR
    looked = rate * years > -math.log(NEVER_LONGER)
    looked &= True if within is None else within
    time = np.full(len(family), np.inf)
    at = story.first_of(story.are(event))
    time[story.lines["family"][at]] = (story.lines["tick"][at] - 0.5) / C.TICKS / DAYS_PER_YEAR
    yield from _against(name, (time * rate)[looked], stats.expon())


def _stay(story: Stories) -> NDArray[np.float64]:
    """Ticks until each family of the first day leaves, by its age and number of children."""
    family, p = story.seen.first, story.seen.value
    years = 18.0 + (family[:, C.F_CHILDREN] - 1) * p("population.birth_spacing")
    return np.asarray(family[:, C.F_ENTRY] + (274.0 + years * DAYS_PER_YEAR) * C.TICKS - 2.0)


def of_hazards(effort: Effort) -> Iterator[rows.Finding]:
    """What can strike at any moment: exponential in the hazard that has been used up."""
    story = experiments.told("help", effort)
    p, first = story.seen.value, story.seen.first
    level, shy = first[:, C.F_LEVEL], first[:, C.F_AVOIDER] > 0
    avoiders = np.where(shy, p("noticing.avoider_factor"), 1.0)
    index = np.where(level >= 3, p("noticing.verwijsindex_factor"), 1.0)
    rate = np.array([p(f"noticing.rate.{k}") for k in level]) * p("noticing.outreach") * index * avoiders
    yield from first_times(story, "being noticed", "noticed", rate)
    story = experiments.told("forward", effort)
    p, first = story.seen.value, story.seen.first
    avoiders = np.where(first[:, C.F_AVOIDER] > 0, p("noticing.avoider_factor"), 1.0)
    ready = p("coming_forward.familiarity") * p("coming_forward.nearness") * (1.0 - p("coming_forward.stigma"))
    rate = np.array([p(f"coming_forward.rate.{k}") for k in first[:, C.F_LEVEL]]) * ready * avoiders
    yield from first_times(story, "coming forward", "comes_forward", rate)
    story = experiments.told("concerns", effort)
    rate = np.array([story.seen.value(f"concern.rate.{k}") for k in story.seen.first[:, C.F_LEVEL]])
    # At level 2 and 3 every concern about a family alone becomes a report.
    yield from first_times(story, "a concern", "reported", rate, np.asarray(story.seen.first[:, C.F_LEVEL] < 4))
    story = experiments.told("queue", effort)
    mean = DAYS_PER_YEAR / story.seen.value("queue.leave_rate.local")
    yield from service(story, "leaving a queue", story.are("queues"), ("leaves_queue",), mean, stages=1)
    for name, event in (("growth", "level_up"), ("recovery", "level_down")):
        yield from first_times(*_levels(experiments.told(name, effort), name, event))


def _levels(story: Stories, name: str, event: str) -> tuple[Stories, str, str, NDArray[np.float64]]:
    """Rates of the first change of level, family by family."""
    p, first = story.seen.value, story.seen.first
    network = 1.0 + p("problem.network_effect") * (
        story.seen.first_real[:, C.R_NETWORK] - p("population.network_strength")
    )
    level = first[:, C.F_LEVEL]
    if event == "level_up":
        rate = story.seen.first_real[:, C.R_RISK] * np.array([p(f"problem.up.{k}") for k in level]) / network
    else:
        rate = np.array([p(f"problem.down.{k}") for k in level]) * network
    return story, f"{name} of problems", event, rate


def of_placements(effort: Effort) -> Iterator[rows.Finding]:
    """Uithuisplaatsing starting and ending, voogdij ending."""
    story = experiments.told("placement", effort)
    for name, begin, end, rate in (
        ("children placed", "uhp_ends", "uhp_starts", "uhp.on.4"),
        ("children at home again", "uhp_starts", "uhp_ends", "uhp.off.4"),
    ):
        mean = DAYS_PER_YEAR / story.seen.value(rate)
        margin = float(stats.expon.isf(NEVER_LONGER, scale=mean))
        yield from sampled(name, story.took(story.are(begin), end, margin_days=margin), mean, 1)
    story = experiments.told("voogdij", effort)
    mean = DAYS_PER_YEAR / story.seen.value("voogdij.end_rate")
    margin = float(stats.expon.isf(NEVER_LONGER, scale=mean))
    took = story.took(story.are("voogdij_starts"), "voogdij_ends", margin_days=margin)
    yield from sampled("voogdij that ends early", took, mean, 1)


def durations(effort: Effort) -> Iterator[rows.Finding]:
    """All of it."""
    for part in (of_help, of_protection, of_early_gi, of_conferences, of_hazards, of_placements):
        yield from part(effort)
