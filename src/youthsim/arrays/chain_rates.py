"""The rates of the mean field: every step of the chain between the states of an average family."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from youthsim.chain import finding, local_team, noticing, problem, protection, queues
from youthsim.chain import states as X
from youthsim.chain.family import ADULT_AGE_YEARS, DAYS_PER_YEAR
from youthsim.compiled import plain
from youthsim.parameters import index as P

finding, local_team, noticing = map(plain, (finding, local_team, noticing))
problem, protection, queues = map(plain, (problem, protection, queues))
TURNING_18 = 1.0 / ADULT_AGE_YEARS  # per year: ages of children under a measure are taken as even


class State(NamedTuple):
    """What an average family receives, at one level."""

    level: int
    help_state: int
    tier: int
    safety_state: int
    gi_state: int
    placed: int


@dataclass
class Flows:
    """Named flows (events per year) as weights on the stationary probabilities."""

    size: int
    weights: dict[str, np.ndarray] = field(default_factory=dict)
    service_days: dict[int, float] = field(default_factory=dict)

    def add(self, name: str, state: int, rate: float) -> None:
        """Events of this name happen at ``rate`` per year in this state."""
        self.weights.setdefault(name, np.zeros(self.size))[state] += rate

    def per_year(self, mean: np.ndarray) -> dict[str, float]:
        """Events per family and year."""
        return {name: float(w @ mean) for name, w in self.weights.items()}

    def by_node(self, name: str, probability: np.ndarray) -> np.ndarray:
        """Events per family and year in each risk node."""
        if name not in self.weights:
            return np.zeros(probability.shape[0])
        return np.asarray(probability @ self.weights[name])


def help_options(era: int) -> list[tuple[int, int]]:
    """The states of voluntary help, with their tier."""
    tiers = range(X.TIERS)
    options = [(X.HELP_NONE, 0), (X.INTAKE, 0), *((X.LOCAL_QUEUE, t) for t in tiers), *((X.LOCAL, t) for t in tiers)]
    options += [(X.PROVIDER_QUEUE, 0), (X.PROVIDER, 0), (X.AFTERCARE, 0)]
    if era == X.WJZ2005:
        options += [(X.BJZ_QUEUE, 0), (X.BJZ, 0)]
    return options


def states(era: int) -> tuple[State, ...]:
    """All states: help x safety without a measure, and the measure on its way or running, placed or not."""
    safety = (X.SAFE_NONE, X.VT_QUEUE, X.VT, X.RVDK_QUEUE, X.RVDK, X.COURT)
    rows = []
    for level in range(1, X.LEVELS + 1):
        rows += [State(level, h, t, s, X.GI_NONE, 0) for h, t in help_options(era) for s in safety]
        rows += [State(level, X.HELP_NONE, 0, X.REVIEW, g, u) for g in (X.MEASURE_QUEUE, X.MEASURE) for u in (0, 1)]
    return tuple(rows)


class _Builder:
    """Collects the rates of one set of parameters."""

    def __init__(self, p, era, table, waits, trust, expertise) -> None:
        self.p = p.tolist()  # plain numbers: read one by one they are quicker than those of an array
        self.era, self.table, self.waits = era, table, waits
        self.trust, self.expertise = trust, expertise
        self.place = {s: i for i, s in enumerate(table)}
        self.base = np.zeros((len(table), len(table)))
        self.by_risk = np.zeros_like(self.base)
        self.flows = Flows(len(table))

    def go(self, source: State, target: State, rate: float, *names: str) -> None:
        """A step from source to target at ``rate`` per year, counted under each name."""
        if rate <= 0.0:
            return
        i, j = self.place[source], self.place[target]
        self.base[i, j] += rate
        self.base[i, i] -= rate
        for name in names:
            self.flows.add(name, i, rate)

    def tell(self, source: State, name: str, rate: float) -> None:
        """An event that changes no state."""
        self.flows.add(name, self.place[source], rate)

    def wait_rate(self, organisation: int) -> float:
        """Rate per year of leaving a queue by being served."""
        return DAYS_PER_YEAR / max(self.waits[organisation], 0.02)


def generator(
    p: np.ndarray,
    era: int,
    table: tuple[State, ...],
    waits: Mapping[int, float],
    trust: np.ndarray,
    expertise: float,
    leaving: float,
) -> tuple[np.ndarray, np.ndarray, Flows]:
    """The generator as a part that does not and a part that does grow with risk, and the flows.

    Args:
        waits: mean wait in days by organisation. leaving: rate per year of leaving the population.
    """
    b = _Builder(p, era, table, waits, trust, expertise)
    fresh = State(X.GOES_WELL, X.HELP_NONE, 0, X.SAFE_NONE, X.GI_NONE, 0)
    for s in table:
        b.go(s, fresh, leaving if s != fresh else 0.0)
        _levels(b, s)
        if s.gi_state != X.GI_NONE:
            _measure(b, s)
            continue
        _into_view(b, s)
        _help(b, s)
        _safety(b, s)
    _service_days(b)
    return b.base, b.by_risk, b.flows


def _levels(b: _Builder, s: State) -> None:
    network = float(b.p[P.population_network_strength])
    care = problem.care_received(s.help_state, s.tier, s.safety_state, s.gi_state, s.placed > 0)
    up = problem.up_rate(b.p, s.level, 1.0, care, False, network)
    if up > 0.0:
        i, j = b.place[s], b.place[s._replace(level=s.level + 1)]
        b.by_risk[i, j] += up
        b.by_risk[i, i] -= up
    down = problem.down_rate(b.p, s.level, care, False, network)
    if down > 0.0:
        b.go(s, s._replace(level=s.level - 1), down)


def _into_view(b: _Builder, s: State) -> None:
    """Being noticed, coming forward, a concern."""
    p = b.p
    if s.level < X.SINGLE:
        return
    avoiders = float(p[P.population_care_avoiding])
    if s.help_state == X.HELP_NONE:
        seen = noticing.noticed_rate(p, s.level, _age_factor(p), False)
        shy = avoiders * p[P.noticing_avoider_factor]
        accepted = seen * ((1 - avoiders) * p[P.noticing_accepts] + shy * p[P.noticing_avoider_accepts])
        k = s.level - X.SINGLE
        report = p[P.noticing_door_veilig_thuis + k]
        access = p[P.noticing_door_bjz + k] if b.era == X.WJZ2005 else 0.0
        local = p[P.noticing_door_local + k]
        if b.era != X.WJZ2005:
            local = noticing.helped_by_team(p, s.level, p[P.local_propensity_to_refer])
        if s.safety_state == X.SAFE_NONE:
            b.go(s, s._replace(safety_state=X.VT_QUEUE), accepted * report, "vt_reports")
        b.go(s, s._replace(help_state=X.INTAKE), accepted * local, "signals")
        if b.era == X.WJZ2005:
            b.go(s, s._replace(help_state=X.BJZ_QUEUE), accepted * access, "signals")
        rest = max(0.0, 1.0 - report - access - local)
        b.go(s, s._replace(help_state=X.PROVIDER_QUEUE), accepted * rest, "signals")
        forward = noticing.forward_rate(p, s.level, False) * (1 - avoiders + shy)
        b.go(s, s._replace(help_state=X.INTAKE), forward, "signals")
    if s.safety_state == X.SAFE_NONE:
        _concern(b, s)


def _age_factor(p: Sequence[float]) -> float:
    """Mean noticing factor over the ages of minors."""
    years = (4.0, 8.0, 6.0)
    return float(sum(y * finding.age_factor(p, X.AGE_0_4 + i) for i, y in enumerate(years)) / sum(years))


def _concern(b: _Builder, s: State) -> None:
    p = b.p
    in_care = s.help_state in (X.LOCAL, X.PROVIDER)
    rate = noticing.concern_rate(p, s.level, in_care, False, False, b.expertise)
    confirmed = p[P.concern_confirmed + s.level - X.SINGLE]
    urgent = p[P.emergency_share + s.level - X.CRISIS] if s.level >= X.CRISIS else 0.0
    holds = p[P.rvdk_request + s.level - 1] * p[P.court_granted]
    target = State(s.level, X.HELP_NONE, 0, X.REVIEW, X.MEASURE_QUEUE, 1)
    names = ("ots", "uhp", "emergency", f"start_{X.ORG_RVDK}", f"start_{X.ORG_GI}", "investigations")
    b.go(s, target, rate * confirmed * urgent * holds, *names, f"joint_{X.PARTNER_GI}")
    for name in names:  # orders that do not hold are started too, but end too soon to count as a stock
        b.tell(s, name, rate * confirmed * urgent * (1.0 - holds))
    rest = rate * confirmed * (1.0 - urgent)
    if in_care:
        b.go(s, s._replace(safety_state=X.RVDK_QUEUE), rest, "requests", f"joint_{X.PARTNER_RVDK}")
    else:
        b.go(s, s._replace(safety_state=X.VT_QUEUE), rest + rate * (1.0 - confirmed), "vt_reports")


def _help(b: _Builder, s: State) -> None:
    """Voluntary help, step by step."""
    p = b.p
    if s.help_state == X.INTAKE:
        rate = DAYS_PER_YEAR / p[P.local_intake_days]
        for tier, share in enumerate(_tiers(p, s.level, b.expertise)):
            b.go(s, s._replace(help_state=X.LOCAL_QUEUE, tier=tier), rate * share)
        partner = X.PARTNER_BJZ if b.era == X.WJZ2005 else X.PARTNER_GI
        b.tell(s, f"joint_{partner}", rate * p[P.local_consults_partner] * b.trust[partner])
    elif s.help_state == X.LOCAL_QUEUE:
        organisation = X.ORG_LICHT + s.tier
        b.go(s, s._replace(help_state=X.LOCAL), b.wait_rate(organisation), f"start_{organisation}", "helped_local")
        b.go(s, s._replace(help_state=X.HELP_NONE, tier=0), queues.leave_rate(p, s.help_state))
    elif s.help_state == X.LOCAL:
        _after_local(b, s)
    elif s.help_state == X.PROVIDER_QUEUE:
        b.go(s, s._replace(help_state=X.PROVIDER), b.wait_rate(X.ORG_PROVIDER), f"start_{X.ORG_PROVIDER}")
        b.go(s, s._replace(help_state=X.HELP_NONE), queues.leave_rate(p, s.help_state))
    elif s.help_state == X.PROVIDER:
        rate = DAYS_PER_YEAR / p[P.provider_duration_days]
        back = p[P.provider_back_to_local + s.level - 1]
        b.go(s, s._replace(help_state=X.INTAKE), rate * back)
        planned = p[P.aftercare_share] * np.exp(-p[P.aftercare_plan_lead_days] / p[P.provider_duration_days])
        b.go(s, s._replace(help_state=X.AFTERCARE), rate * (1 - back) * planned)
        b.go(s, s._replace(help_state=X.HELP_NONE), rate * (1 - back) * (1 - planned))
    elif s.help_state == X.AFTERCARE:
        b.go(s, s._replace(help_state=X.HELP_NONE), DAYS_PER_YEAR / p[P.aftercare_days])
    else:
        _bjz(b, s)


def _bjz(b: _Builder, s: State) -> None:
    """Access by Bureau Jeugdzorg."""
    p = b.p
    if s.help_state == X.BJZ_QUEUE:
        b.go(s, s._replace(help_state=X.BJZ), b.wait_rate(X.ORG_BJZ), f"start_{X.ORG_BJZ}")
        b.go(s, s._replace(help_state=X.HELP_NONE), queues.leave_rate(p, s.help_state))
    elif s.help_state == X.BJZ:
        rate = DAYS_PER_YEAR / p[P.bjz_indication_days]
        back = p[P.bjz_back_to_local + s.level - 1]
        b.go(s, s._replace(help_state=X.INTAKE), rate * back)
        b.go(s, s._replace(help_state=X.PROVIDER_QUEUE), rate * (1 - back))


def _after_local(b: _Builder, s: State) -> None:
    p = b.p
    rate = DAYS_PER_YEAR / _local_days(b, s.tier)
    refer = min(1.0, p[P.local_refer_at_end + s.level - 1] * p[P.local_propensity_to_refer])
    step = min(1.0 - refer, p[P.local_step_up_at_end + s.level - 1]) if s.tier < X.ZWAAR else 0.0
    access = X.BJZ_QUEUE if b.era == X.WJZ2005 else X.PROVIDER_QUEUE
    b.go(s, s._replace(help_state=access, tier=0), rate * refer, "referrals")
    if b.era == X.WJZ2005:
        b.tell(s, f"joint_{X.PARTNER_BJZ}", rate * refer)
    if step > 0.0:
        b.go(s, s._replace(help_state=X.LOCAL_QUEUE, tier=s.tier + 1), rate * step)
    b.go(s, s._replace(help_state=X.HELP_NONE, tier=0), rate * (1 - refer - step))


def _tiers(p: Sequence[float], level: int, expertise: float) -> list[float]:
    """Probability of each tier at triage, its error included."""
    row = {X.MULTIPLE: P.local_tier_level_3}.get(
        level, P.local_tier_level_4 if level >= X.CRISIS else P.local_tier_level_2
    )
    meant = [float(p[row + t]) for t in range(X.TIERS)]
    off = 0.5 * p[P.local_triage_error] * (1.0 - expertise)
    licht, midden, zwaar = meant
    return [
        licht * (1 - off) + midden * off,
        midden * (1 - 2 * off) + (licht + zwaar) * off,
        zwaar * (1 - off) + midden * off,
    ]


def _safety(b: _Builder, s: State) -> None:
    """From a report to the court."""
    p = b.p
    local = s.help_state == X.HELP_NONE and s.level > X.GOES_WELL
    intake = s._replace(safety_state=X.SAFE_NONE, help_state=X.INTAKE)
    nothing = s._replace(safety_state=X.SAFE_NONE)

    def handed(rate: float, share: float) -> None:
        """Back to voluntary help, or to nothing."""
        b.go(s, intake, rate * share if local else 0.0)
        b.go(s, nothing, rate * (1 - share) if local else rate)

    if s.safety_state == X.VT_QUEUE:
        b.go(s, s._replace(safety_state=X.VT), b.wait_rate(X.ORG_VEILIG_THUIS), f"start_{X.ORG_VEILIG_THUIS}")
    elif s.safety_state == X.VT:
        rate = DAYS_PER_YEAR / p[P.veilig_thuis_triage_days]
        confirmed = p[P.concern_confirmed + s.level - X.SINGLE] if s.level >= X.SINGLE else 0.0
        b.go(s, s._replace(safety_state=X.RVDK_QUEUE), rate * confirmed, "requests")
        b.tell(s, f"joint_{X.PARTNER_VT}", rate * (1 - confirmed))
        handed(rate * (1 - confirmed), float(p[P.veilig_thuis_to_local]))
    elif s.safety_state == X.RVDK_QUEUE:
        rate = b.wait_rate(X.ORG_RVDK)
        b.go(s, s._replace(safety_state=X.RVDK), rate, f"start_{X.ORG_RVDK}", "investigations")
    elif s.safety_state == X.RVDK:
        rate = DAYS_PER_YEAR / p[P.rvdk_investigation_days]
        asks = p[P.rvdk_request + s.level - 1]
        b.go(s, s._replace(safety_state=X.COURT), rate * asks, "ots_requested")
        handed(rate * (1 - asks), float(p[P.rvdk_to_local]))
    elif s.safety_state == X.COURT:
        rate = DAYS_PER_YEAR / p[P.court_days]
        placed = p[P.ots_uhp_at_start + s.level - 1]
        for u, share in ((0, 1 - placed), (1, placed)):
            target = State(s.level, X.HELP_NONE, 0, X.REVIEW, X.MEASURE_QUEUE, u)
            names = ["ots", f"start_{X.ORG_GI}", *(["uhp"] if u else [])]
            names += [f"joint_{X.PARTNER_GI}"] if s.help_state in (X.LOCAL, X.PROVIDER) else []
            b.go(s, target, rate * p[P.court_granted] * share, *names)
        handed(rate * (1 - p[P.court_granted]), float(p[P.rvdk_to_local]))


def _measure(b: _Builder, s: State) -> None:
    """An OTS: on its way to a worker, or running with its reviews and placements."""
    p = b.p
    over = s._replace(help_state=X.HELP_NONE, safety_state=X.SAFE_NONE, gi_state=X.GI_NONE, placed=0)
    b.go(s, over, TURNING_18, "ots_ended")
    if s.gi_state == X.MEASURE_QUEUE:
        wait = b.waits[X.ORG_GI] + p[P.gi_assign_days]
        b.go(s, s._replace(gi_state=X.MEASURE), DAYS_PER_YEAR / wait)
        return
    home_rate = protection.uhp_switch_rate(p, s.level, True)
    if s.placed:
        b.go(s, s._replace(placed=0), home_rate, "uhp_ended")
    else:
        b.go(s, s._replace(placed=1), protection.uhp_switch_rate(p, s.level, False), "uhp")
    reviews = DAYS_PER_YEAR / p[P.ots_review_days]
    b.tell(s, f"joint_{X.PARTNER_GI}", reviews)
    ends = 0.0
    if s.level < X.CRISIS:
        ends = min(1.0, p[P.ots_end_base] + p[P.ots_end_trust] * b.trust[X.PARTNER_GI])
        ends *= p[P.ots_end_uhp_factor] if s.placed else 1.0
        b.go(s, over._replace(help_state=X.AFTERCARE), reviews * ends * p[P.aftercare_share], "ots_ended")
        b.go(s, over, reviews * ends * (1 - p[P.aftercare_share]), "ots_ended")
    if s.placed:
        becomes = reviews * (1 - ends) * p[P.voogdij_at_review]
        leaves = home_rate + reviews * ends + TURNING_18
        reach = np.exp(-leaves * p[P.voogdij_after_days] / DAYS_PER_YEAR)
        # Share of placed time that lies beyond the term after which voogdij is considered.
        beyond = reach / (leaves + becomes)
        b.go(s, over, becomes * beyond / ((1 - reach) / leaves + beyond), "voogdij", "ots_ended")


def _local_days(b: _Builder, tier: int) -> float:
    """Mean duration of a trajectory at the mean trust."""
    partner = X.PARTNER_BJZ if b.era == X.WJZ2005 else X.PARTNER_GI
    return float(local_team.mean_days(b.p, tier, float(b.trust[partner]), False, False, 0.0))


def _service_days(b: _Builder) -> None:
    """Mean service time of every organisation, for its load; that of the GI follows from its stock."""
    p = b.p
    for tier in range(X.TIERS):
        b.flows.service_days[X.ORG_LICHT + tier] = _local_days(b, tier)
    b.flows.service_days[X.ORG_PROVIDER] = float(p[P.provider_duration_days])
    b.flows.service_days[X.ORG_BJZ] = float(p[P.bjz_indication_days])
    b.flows.service_days[X.ORG_VEILIG_THUIS] = float(p[P.veilig_thuis_triage_days])
    b.flows.service_days[X.ORG_RVDK] = float(p[P.rvdk_investigation_days])
