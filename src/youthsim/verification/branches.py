"""Which way things go: every branch of the chain against the probabilities of the registry.

What is expected is worked out here from ``docs/model.md``, without the functions of the rule book.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from youthsim.engines.core import columns as C
from youthsim.verification import experiments, rows
from youthsim.verification.effort import Effort
from youthsim.verification.experiments import LEVELS
from youthsim.verification.laboratory import ADOPTION, EXPERTISE, TRUST
from youthsim.verification.stories import CODE, Marks, Stories

YEAR = 365.25 * C.TICKS


def _by_level(
    story: Stories, name: str, trials: Marks, hits: Marks, parameter: str, levels: Sequence[int] = LEVELS
) -> Iterator[rows.Finding]:
    """A share at every level; ``hits`` is [trials]."""
    level = story.level[trials]
    for k in levels:
        mine = level == k
        p = story.seen.value(f"{parameter}.{k}")
        yield rows.share(f"{name}, level {k}", p, int(hits[mine].sum()), int(mine.sum()))


def _next_event(story: Stories, trials: Marks, ways: Mapping[str, Marks]) -> list[NDArray[np.bool_]]:
    """[ways][trials] which of the marked lines comes next, within the same tick."""
    together = np.logical_or.reduce(list(ways.values()))
    after = story.next(together)[trials]
    tick = story.lines["tick"]
    at_once = (after >= 0) & (tick[after] == tick[trials])
    return [at_once & marks[after] for marks in ways.values()]


def of_view(effort: Effort) -> Iterator[rows.Finding]:
    """Being noticed: acceptance, and the door."""
    story = experiments.told("doors", effort)
    p = story.seen.value
    noticed = story.are("noticed")
    refused = story.same_tick(noticed, "refuses")
    for name, shy, parameter in (("", False, "noticing.accepts"), (" (avoiders)", True, "noticing.avoider_accepts")):
        mine = story.avoider[noticed] == shy
        yield rows.share(f"accepts help{name}", p(parameter), int((mine & ~refused).sum()), int(mine.sum()))
    queues = story.are("queues")
    ways = {
        "veilig_thuis": story.are("reported"),
        "bjz": queues & (story.kind_of_pool == "bjz"),
        "local": story.are("intake"),
        "provider": queues & (story.kind_of_pool == "provider"),
    }
    accepted = noticed.copy()
    accepted[noticed] = ~refused
    first = np.zeros(len(noticed), bool)
    first[story.first_of(accepted)] = True  # later ones may come when Veilig Thuis knows the family already
    went = _next_event(story, first, ways)
    for k in LEVELS:
        mine = story.level[first] == k
        shares = [p(f"noticing.door_{door}.{k}") for door in ("veilig_thuis", "bjz", "local")]
        counts = [int((mine & way).sum()) for way in went]
        yield rows.spread(f"door, level {k}", counts, [*shares, 1.0 - sum(shares)])


def of_municipal_access(effort: Effort) -> Iterator[rows.Finding]:
    """Since 2015: the local team's door, and whom it sends straight to a provider."""
    story = experiments.told("help", effort)
    p = story.seen.value
    noticed = story.are("noticed")
    noticed[noticed] = ~story.same_tick(noticed, "refuses")
    queues = story.are("queues") & (story.kind_of_pool == "provider")
    ways = {"local": story.are("intake"), "access": story.are("sent_by_access"), "provider": queues}
    went = _next_event(story, noticed, ways)
    for k in LEVELS:
        local = p(f"noticing.door_local.{k}")
        sent = p("noticing.sent_by_access") * (1.0 - local)
        counts = [int((way & (story.level[noticed] == k)).sum()) for way in went]
        yield rows.spread(f"door since 2015, level {k}", counts, [local, sent, 1.0 - local - sent])


def of_local_team(effort: Effort) -> Iterator[rows.Finding]:
    """Triage, consultation, the end of a trajectory, the handover."""
    story = experiments.told("help", effort)
    p = story.seen.value
    intake = story.are("intake")
    queues = story.are("queues")
    kinds = [story.kind_of_pool == f"local_{tier}" for tier in ("licht", "midden", "zwaar")]
    after = story.next(queues)[intake]
    off = 0.5 * p("local.triage_error") * (1.0 - EXPERTISE)
    for k, row in ((2, 2), (3, 3), (4, 4), (5, 4)):
        mine = (story.level[intake] == k) & (after >= 0)
        light, middle, heavy = (p(f"local.tier_level_{row}.{tier}") for tier in ("licht", "midden", "zwaar"))
        expected = [
            light * (1.0 - off) + middle * off,
            middle * (1.0 - 2.0 * off) + (light + heavy) * off,
            heavy * (1.0 - off) + middle * off,
        ]
        counts = [int(kind[after[mine]].sum()) for kind in kinds]
        yield rows.spread(f"tier at triage, level {k}", counts, expected)
    done = int((after >= 0).sum())
    yield rows.share(
        "the team consults", p("local.consults_partner") * TRUST, int(story.are("consultation").sum()), done
    )
    yield from _after_help(story, kinds, queues)
    referred = story.are("referred")
    expected_wrong = p("bjz.wrong_referral") * (1.0 - 0.5 * (TRUST + EXPERTISE))
    yield rows.share(
        "wrong referral", expected_wrong, int((story.lines["detail"][referred] == 1).sum()), int(referred.sum())
    )
    warm = p("connection.warm_handover") + p("connection.warm_handover_trust") * TRUST
    yield rows.share("warm handover", warm, story.count("warm_handovers"), story.count("handovers"))
    own = story.count("plans") - story.count("help_started_local")
    yield rows.share("a provider makes a plan of its own", 1.0 - p("connection.one_plan"), own,
                     story.count("help_started_provider"))  # fmt: skip
    need, followed = story.count("aged_out_in_need"), story.count("aged_out_followed")
    yield rows.share("followed up after 18", p("population.follow_up_after_18"), followed, need)


def _after_help(story: Stories, kinds: list[NDArray[np.bool_]], queues: Marks) -> Iterator[rows.Finding]:
    """What follows local and specialised help. Help that somebody's leaving cuts short is left out."""
    p = story.seen.value
    starts = story.are("help_starts")
    ways = {"refer": story.are("referred"), "step up": queues, "close": story.are("help_ends")}
    after = story.next(np.logical_or.reduce(list(ways.values())))
    leaves = story.next(story.are("leaves"))
    tick = story.lines["tick"]
    cut = (leaves >= 0) & (after >= 0) & (tick[leaves] == tick[after])
    for k in LEVELS:
        refer = p(f"local.refer_at_end.{k}") * p("local.propensity_to_refer")
        step = p(f"local.step_up_at_end.{k}")
        for name, mine, shares in (
            ("licht or midden", kinds[0] | kinds[1], [refer, step, 1.0 - refer - step]),
            ("zwaar", kinds[2], [refer, 0.0, 1.0 - refer]),
        ):
            ended = after[starts & mine & ~cut & (after >= 0) & (story.level == k)]
            counts = [int(way[ended].sum()) for way in ways.values()]
            some = [place for place, share in enumerate(shares) if share > 0.0]
            yield rows.spread(f"end of local help, {name}, level {k}", np.array(counts)[some], np.array(shares)[some])
    ends = story.are("help_ends") & (story.kind_of_pool == "provider")
    gone = (leaves >= 0) & (tick[leaves] == tick)
    ends &= ~gone
    back = story.same_tick(ends, "intake")
    yield from _by_level(story, "provider hands back", ends, back, "provider.back_to_local")
    begun = story.previous(starts)
    lasted = (tick - tick[begun]) / C.TICKS >= p("aftercare.plan_lead_days")
    well = ends.copy()
    well[ends] = ~back
    well &= lasted & (tick[begun] > 0)
    cared = story.same_tick(well, "aftercare_starts")
    yield rows.share("aftercare follows", p("aftercare.share"), int(cared.sum()), int(well.sum()))


def of_access(effort: Effort) -> Iterator[rows.Finding]:
    """The decision of Bureau Jeugdzorg about families that came by themselves."""
    story = experiments.told("access", effort)
    decided = story.are("indicated", "sent_back")
    queued = story.previous(story.are("referred", "noticed", "intake"))
    own = decided & (story.lines["event"][queued] != CODE["referred"])
    # Level 2 is the wrong door, and judged a level lighter.
    back = story.are("sent_back")[own]
    level = story.level[own]
    for k in LEVELS:
        mine = level == k
        p = story.seen.value(f"bjz.back_to_local.{k - 1 if k == 2 else k}")
        yield rows.share(f"sent back by Bureau Jeugdzorg, level {k}", p, int(back[mine].sum()), int(mine.sum()))


def of_protection(effort: Effort) -> Iterator[rows.Finding]:
    """Report, request, court, placement, review, voogdij."""
    story = experiments.told("protection", effort)
    p = story.seen.value
    done = story.are("report_closed", "requested")
    yield from _by_level(story, "report confirmed", done, story.are("requested")[done], "concern.confirmed")
    closed = story.are("report_closed")
    alone = closed & ~_busy_before(story)
    yield rows.share("closed report goes to the local team", p("veilig_thuis.to_local"),
                     int(story.same_tick(alone, "intake").sum()), int(alone.sum()))  # fmt: skip
    ended = story.are("investigation_ends")
    yield from _by_level(story, "request of an OTS", ended, story.lines["detail"][ended] == 1, "rvdk.request")
    court = story.are("court_decides")
    yield rows.share("request granted", p("court.granted"), int(story.lines["detail"][court].sum()), int(court.sum()))
    starts = story.are("ots_starts")
    yield from _by_level(story, "placed at the start", starts, story.same_tick(starts, "uhp_starts"),
                         "ots.uhp_at_start", (3, 4, 5))  # fmt: skip
    yield from _siblings(story)
    yield from _reviews(effort)


def _busy_before(story: Stories) -> Marks:
    """[lines] whether the family is in voluntary help: it has begun with it and not ended it since."""
    begins, ends = story.are("intake"), story.are("help_ends", "leaves_queue", "ots_starts")
    return np.asarray(
        np.where(begins[story.previous(begins)], story.previous(begins), -1)
        > np.where(ends[story.previous(ends)], story.previous(ends), -1)
    )


def _siblings(story: Stories) -> Iterator[rows.Finding]:
    """The children of a case: the first minor, and each other minor with the same probability."""
    p = story.seen.value
    starts = story.are("investigation_starts") & ~story.ever("voogdij_starts")
    family = story.seen.first[story.lines["family"][starts]]
    now, mask = story.lines["tick"][starts], story.lines["detail"][starts]
    minors = np.zeros((len(mask), 4), bool)
    for child in range(4):
        birth = family[:, C.F_ENTRY] + 274 * C.TICKS + int(child * p("population.birth_spacing") * YEAR)
        minors[:, child] = (child < family[:, C.F_CHILDREN]) & (birth <= now) & (now < birth + int(18 * YEAR))
    first = minors & (np.cumsum(minors, axis=1) == 1)
    inside = (mask[:, None] >> np.arange(4)) & 1 == 1
    yield rows.exact("first minor in the case", int(first.sum()), int((first & inside).sum()))
    others = minors & ~first
    yield rows.exact("children in a case who are no minors", 0, int((inside & ~minors).sum()))
    yield rows.share("sibling in the case", p("population.child_in_case"), int((others & inside).sum()),
                     int(others.sum()))  # fmt: skip


def _reviews(effort: Effort) -> Iterator[rows.Finding]:
    """The first review of families under a measure from the first day, by level and placement."""
    story = experiments.told("voogdij", effort)
    p = story.seen.value
    at = story.first_of(story.are("ots_renewed", "ots_ends", "voogdij_starts"))
    at = at[~story.ever("turns_18")[at] & ~story.ever("leaves")[at]]
    placed = story.seen.first[story.lines["family"][at], C.F_PLACED] > 0
    level, event = story.level[at], story.lines["event"][at]
    ends = p("ots.end_base") + p("ots.end_trust") * TRUST + p("early_gi.available_readiness")
    for k in (3, 4):
        for inside in (False, True):
            mine = (level == k) & (placed == inside)
            end = 0.0 if k >= 4 else ends * (p("ots.end_uhp_factor") if inside else 1.0)
            hits = int((mine & (event == CODE["ots_ends"])).sum())
            where = "placed" if inside else "at home"
            yield rows.share(f"measure ends at a review, level {k}, {where}", end, hits, int(mine.sum()))
    # The children have been placed for so long that voogdij is considered.
    since = (story.lines["tick"][at] - story.seen.first[story.lines["family"][at], C.F_PLACED_START]) / C.TICKS
    mine = placed & (since >= p("voogdij.after_days")) & (event != CODE["ots_ends"])
    becomes = int((mine & (event == CODE["voogdij_starts"])).sum())
    yield rows.share("voogdij at a review", p("voogdij.at_review"), becomes, int(mine.sum()))
    over = np.zeros(len(story.lines), bool)
    over[at[event == CODE["ots_ends"]]] = True
    stays = story.same_tick(over, "gi_stays_available")
    yield rows.share("the GI stays available", p("early_gi.stays_available"), int(stays.sum()), int(over.sum()))


def of_concerns(effort: Effort) -> Iterator[rows.Finding]:
    """The first concern about a family with nobody around it: an emergency order, or a report."""
    story = experiments.told("concerns", effort)
    p = story.seen.value
    at = story.first_of(story.are("emergency_order", "reported", "requested"))
    urgent = story.lines["event"][at] != CODE["reported"]
    for k in (4, 5):
        mine = story.level[at] == k
        expected = p(f"concern.confirmed.{k}") * p(f"emergency.share.{k}")
        yield rows.share(f"emergency, level {k}", expected, int(urgent[mine].sum()), int(mine.sum()))


def of_early_gi(effort: Effort) -> Iterator[rows.Finding]:
    """What a team does with a first concern: request, call, or a call that widens the net; a GI without places."""
    story = experiments.told("early", effort)
    p = story.seen.value
    called = (p("early_gi.call_base") + p("early_gi.call_trust") * TRUST) * p("early_gi.mandate")
    widening = called * p("early_gi.net_widening") / (1.0 - p("early_gi.net_widening"))
    at = story.first_of(story.are("early_gi_called", "requested"))
    at = at[story.latest(story.are("help_ends", "referred"))[at] < 0]  # the team must still be helping
    event, detail = story.lines["event"][at], story.lines["detail"][at]
    is_call = event == CODE["early_gi_called"]
    for k in (3, 4):
        mine = story.level[at] == k
        counts = [int((mine & way).sum()) for way in (is_call & (detail == 0), is_call & (detail == 1), ~is_call)]
        yield rows.spread(f"request, call or widening call, level {k}", counts, [called, widening, 1.0 - called])
    story = experiments.told("early, no places", effort)
    at = story.first_of(story.are("early_gi_called", "early_gi_refused"))
    waits = story.lines["event"][at] == CODE["early_gi_called"]
    yield rows.share("a call waits where the GI is full", p("early_gi.waits_if_full"), int(waits.sum()), waits.size)


def of_conferences(effort: Effort) -> Iterator[rows.Finding]:
    """EKc offered, accepted, ended, asking for help."""
    story = experiments.told("conference", effort)
    p = story.seen.value
    starts = story.are("help_starts") & (story.kind_of_pool != "provider")
    at = np.zeros(len(starts), bool)
    at[story.first_of(starts)] = True
    offered = story.same_tick(at, "ekc_offered")
    for k in LEVELS:
        mine = story.level[at] == k
        expected = p("ekc.exposure") * p(f"ekc.safe_enough.{k}") * ADOPTION
        yield rows.share(f"EKc offered, level {k}", expected, int(offered[mine].sum()), int(mine.sum()))
    lines = story.are("ekc_offered")
    network = story.seen.first_real[story.lines["family"][lines], C.R_NETWORK]
    expected_accepts = p("ekc.accepts") * (1.0 + network - p("population.network_strength"))
    yield rows.weighted_share("EKc accepted", expected_accepts, story.same_tick(lines, "ekc_registered"))
    how = story.lines["detail"][story.are("ekc_ends")]
    plan, without = p("ekc.conference_with_plan"), p("ekc.plan_without_conference")
    yield rows.spread("how an EKc ends", np.bincount(how, minlength=3), [plan, without, 1.0 - plan - without])


def of_coordination(effort: Effort) -> Iterator[rows.Finding]:
    """Coordination of a first episode of care; learning meetings."""
    story = experiments.told("coordination", effort)
    p = story.seen.value
    first = story.first_of(story.are("intake", "queues"))
    at = np.zeros(len(story.lines), bool)
    at[first[story.lines["event"][first] == CODE["intake"]]] = True
    starts = story.same_tick(at, "coordination_starts")
    yield rows.share("coordination starts", p("coordination.share"), int(starts.sum()), int(at.sum()))
    held, failed = story.count("meetings_held"), story.count("meetings_failed")
    yield rows.share("a learning meeting succeeds", p("meeting.success"), held, held + failed, 0.2)


def branches(effort: Effort) -> Iterator[rows.Finding]:
    """All of it."""
    parts = (
        of_view,
        of_municipal_access,
        of_local_team,
        of_access,
        of_protection,
        of_concerns,
        of_early_gi,
        of_conferences,
        of_coordination,
    )
    for part in parts:
        yield from part(effort)
