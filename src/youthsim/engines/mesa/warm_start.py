"""The warm start: every family begins in a state drawn from the stationary solution of the mean field."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from youthsim.chain import family as rules
from youthsim.chain import states as X
from youthsim.chain.family import ticks
from youthsim.chain.protection import TENTHS_PER_PLACE
from youthsim.engines.mesa.family import Family
from youthsim.parameters import index as P
from youthsim.randomness import streams as D

if TYPE_CHECKING:
    from youthsim.engines.mesa.model import MesaModel
    from youthsim.engines.mesa.places import Places


def begin(model: MesaModel, area: int, place: int) -> Family:
    """A family of the first day: who it is, how far in its life, and in which state of problems and care."""
    family = model.family_type(model, area, identity=place, place=place)
    _be_in_midlife(family)
    arrays = model.arrays
    u_risk = family.draw(D.D_WARM_START)
    family.risk = float(arrays.risk[int(u_risk * arrays.risk.size)])
    node = int(u_risk * arrays.warm_cumulative.shape[0])
    cell = int(np.searchsorted(arrays.warm_cumulative[node][:-1], family.draw(D.D_WARM_START)))
    level, help_state, tier, safety, gi, placed = (int(x) for x in arrays.warm_state[cell])
    family.change_level(level)
    if family.minors():
        if gi != X.GI_NONE:
            _begin_under_measure(family, gi, bool(placed), float(arrays.warm_days[0]))
        else:
            if help_state != X.HELP_NONE:
                _begin_in_help(family, help_state, tier)
            if safety != X.SAFE_NONE:
                _begin_in_safety(family, safety)
        if family.draw(D.D_WARM_START) < arrays.warm_voogdij[node]:
            _begin_under_voogdij(family, float(arrays.warm_days[1]))
    return family


def _be_in_midlife(family: Family) -> None:
    """Families are met in proportion to how long they stay, at any moment of their stay alike."""
    longest = rules.leaving_tick(family.p, 0, rules.MAX_CHILDREN)
    while True:
        children = rules.number_of_children(family.p, family.draw(D.D_WARM_START))
        life = rules.leaving_tick(family.p, 0, children)
        if family.draw(D.D_WARM_START) * longest < life:
            break
    family.children = children
    family.entry = -int(family.draw(D.D_WARM_START) * (life - 1))


def _rest(family: Family, mean_days: float) -> int:
    """Ticks that are left of a step under way."""
    return max(1, ticks(family.chance.rest(D.D_WARM_START, mean_days, family.p[P.service_shape])))


def _past(family: Family, mean_days: float) -> int:
    """Ticks for which something that ends at random has been going on."""
    return ticks(family.chance.delay(D.D_WARM_START, mean_days))


def _part_of(family: Family, days: float) -> int:
    """A moment within something of fixed length."""
    return 1 + int(family.draw(D.D_WARM_START) * ticks(days))


def _hold(family: Family, track: int, places: Places, tenths: int = TENTHS_PER_PLACE) -> None:
    """Have a place from the first day."""
    family.held_at[track] = places
    places.take(tenths)


def _begin_in_help(family: Family, state: int, tier: int) -> None:
    """Begin in this state of voluntary help."""
    model, p, area = family.model, family.p, family.area
    family.tier, family.signal_at, family.help_start = tier, family.now, family.now
    if state == X.LOCAL_QUEUE:
        family.team.queue_for_tier(family)
        return
    if state == X.PROVIDER_QUEUE:
        model.provider_of(area).receive(family)
        return
    if state == X.BJZ_QUEUE:
        model.bjz_of(area).receive(family)
        return
    family.set_help(state)
    if state == X.AFTERCARE:
        family.clock[X.TRACK_HELP] = family.now + _part_of(family, p[P.aftercare_days])
    else:
        mean = {
            X.INTAKE: p[P.local_intake_days],
            X.LOCAL: p[P.local_duration + tier],
            X.PROVIDER: p[P.provider_duration_days],
            X.BJZ: p[P.bjz_indication_days],
        }[state]
        family.clock[X.TRACK_HELP] = family.now + _rest(family, mean)
    if state == X.LOCAL:
        _hold(family, X.TRACK_HELP, family.team.tiers[tier])
    elif state == X.PROVIDER:
        _hold(family, X.TRACK_HELP, model.places_of(area, X.ORG_PROVIDER))
    elif state == X.BJZ:
        _hold(family, X.TRACK_HELP, model.places_of(area, X.ORG_BJZ))


def _begin_in_safety(family: Family, state: int) -> None:
    """Begin in this step of protection before a measure."""
    model, p, area = family.model, family.p, family.area
    family.choose_children()
    if state == X.RVDK_QUEUE:
        model.rvdk_of(area).receive_request(family, by_team=False)
    elif state == X.VT_QUEUE:
        model.veilig_thuis_of(area).receive_report(family)
    else:
        mean, organisation = {
            X.VT: (p[P.veilig_thuis_triage_days], X.ORG_VEILIG_THUIS),
            X.RVDK: (p[P.rvdk_investigation_days], X.ORG_RVDK),
            X.COURT: (p[P.court_days], None),
        }[state]
        family.safety = state
        family.clock[X.TRACK_SAFETY] = family.now + _rest(family, mean)
        if organisation is not None:
            _hold(family, X.TRACK_SAFETY, model.places_of(area, organisation))


def _age_of_youngest(family: Family, children: Iterable[int]) -> int:
    """Ticks since the birth of the youngest of these children."""
    return min(family.now - family.birth_of(child) for child in children)


def _begin_under_measure(family: Family, gi: int, placed: bool, mean_days: float) -> None:
    """Begin under an OTS that has run for a while, with a worker or on the way to one."""
    family.choose_children()
    if not family.case:
        return
    has_worker = gi == X.MEASURE
    run = min(_past(family, mean_days), _age_of_youngest(family, family.case)) if has_worker else 0
    family.ots, family.measure = set(family.case), X.MEASURE_OTS
    family.measure_start = family.now - run
    family.change_stock("ots", len(family.ots))
    if placed:
        family.placed, family.placed_start = True, family.now - min(run, _past(family, mean_days))
        family.change_stock("uhp", len(family.ots))
    family.safety = X.REVIEW
    family.clock[X.TRACK_SAFETY] = family.now + _part_of(family, family.p[P.ots_review_days])
    if has_worker:
        family.gi, family.gi_tenths = X.MEASURE, TENTHS_PER_PLACE * len(family.ots)
        _hold(family, X.TRACK_GI, family.model.gi_places(family.area), family.gi_tenths)
    else:
        family.model.gi_of(family.area).give_worker(family)


def _begin_under_voogdij(family: Family, mean_days: float) -> None:
    """Begin with the case's children under voogdij."""
    family.choose_children()
    children = family.case - family.ots
    if not children:
        return
    family.voogdij = children
    family.voogdij_start = family.now - min(_past(family, mean_days), _age_of_youngest(family, children))
    family.voogdij_at = family.model.gi_places(family.area)
    family.voogdij_tenths = TENTHS_PER_PLACE * len(children)
    family.voogdij_at.take(family.voogdij_tenths)
    family.change_stock("voogdij", len(children))
    family.case = set(family.ots)
