"""The programme of prevention as steps of a family's life: asked, taking part, and what was gained working on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from youthsim.chain import prevention as rules
from youthsim.chain import states as X
from youthsim.chain.family import DAYS_PER_YEAR, ticks
from youthsim.engines.mesa.calendar import NEVER
from youthsim.engines.mesa.ledger import STOCK
from youthsim.parameters import index as P
from youthsim.randomness import streams as D

if TYPE_CHECKING:
    from youthsim.engines.mesa.family import Family

TAKES_PART = (X.PROGRAMME_STARTING, X.PROGRAMME_RUNNING)
FAR_DAYS = 2_147_483_647 // 2 / (24 * 60)  # beyond any horizon


def look_for(family: Family) -> None:
    """Set the clock for a family that does not take part: an age, or when the programme finds it.

    What worked on from an earlier time goes on until its end; meanwhile another child may come to the age.
    """
    p = family.p
    if family.programme in TAKES_PART:
        return
    lasts = family.programme == X.PROGRAMME_LASTING
    if rules.is_offered_by_age(p):
        children = 1 if p[P.prevention_first_child] > 0.0 else family.children
        family.programme_clock = family.next_age(p[P.prevention_from_age], children)
        if lasts:
            family.programme_clock = min(family.programme_clock, family.programme_until)
    elif lasts:
        family.programme_clock = family.programme_until
    elif not rules.looks_for(p, family.level, family.risk):
        family.programme_clock = NEVER
    elif family.programme_clock == NEVER:
        days = family.chance.delay(D.D_PREVENTION_FOUND, DAYS_PER_YEAR / p[P.prevention_find_rate])
        family.programme_clock = family.now + max(1, ticks(days)) if days < FAR_DAYS else NEVER


def strikes(family: Family) -> None:
    """The clock of the programme has struck, or a child has come to an age that matters to community support."""
    if family.programme_clock != family.now:
        return
    family.programme_clock = NEVER
    if family.programme == X.PROGRAMME_LASTING and family.now >= family.programme_until:
        _become(family, X.PROGRAMME_NONE)
    elif family.programme in (X.PROGRAMME_NONE, X.PROGRAMME_LASTING):
        _ask(family)
    elif family.programme == X.PROGRAMME_STARTING:
        _run(family)
    else:
        _end(family)


def starts_instead(family: Family, probability: float, decision: int) -> bool:
    """The family may get the programme instead of other help, if it is meant for it and has room."""
    if probability <= 0.0 or not _fits(family) or not _has_room(family):
        return False
    if family.draw(decision) >= probability:
        return False
    family.count("prevention_instead")
    _start(family)
    return True


def stop(family: Family) -> None:
    """The family leaves the population, and with it the programme."""
    _become(family, X.PROGRAMME_NONE)


def _has_room(family: Family) -> bool:
    youths = float(family.model.arrays.area_youths[family.area])
    return family.ledger.stock[family.area][STOCK["in_prevention"]] < rules.places(family.p, youths)


def _fits(family: Family) -> bool:
    """Whether the programme is meant for the family, which is not in it."""
    p = family.p
    if p[P.prevention_available] <= 0.0 or family.programme in TAKES_PART:
        return False
    in_age = family.has_child_between(p[P.prevention_from_age], p[P.prevention_to_age])
    return rules.takes(p, family.level, family.risk) and in_age


def _become(family: Family, state: int) -> None:
    """Come to another state in the programme; its clock stops until somebody sets it."""
    before = family.programme
    for stock, states in (("in_prevention", TAKES_PART), ("prevention_lasting", (X.PROGRAMME_LASTING,))):
        change = (state in states) - (before in states)
        if change:
            family.change_stock(stock, change)
    family.programme, family.programme_clock = state, NEVER


def _lasts(family: Family, days: float) -> None:
    family.programme_clock = family.now + max(1, ticks(days))


def _ask(family: Family) -> None:
    """The programme comes to the family: it refuses, finds no place, or starts."""
    p = family.p
    if rules.is_offered_by_age(p):
        if not rules.takes(p, family.level, family.risk):
            return
        if family.draw(D.D_PREVENTION_OFFER) >= p[P.prevention_offer_share]:
            return
    elif not _fits(family):
        return
    family.count("prevention_offered")
    family.log("prevention_offered", detail=family.level)
    if not rules.accepts(p, family.avoids_care, family.draw(D.D_PREVENTION_ACCEPTS)):
        family.count("prevention_refused")
    elif not _has_room(family):
        family.count("prevention_full")
    else:
        _start(family)


def _start(family: Family) -> None:
    """The family starts to take part; acute problems may shrink at once."""
    p = family.p
    family.count("prevention_started")
    family.log("prevention_starts", detail=family.level)
    if p[P.prevention_delay_days] > 0.0:
        _become(family, X.PROGRAMME_STARTING)
        _lasts(family, p[P.prevention_delay_days])
    else:
        _run(family)
    if rules.is_relieved(p, family.level, family.draw(D.D_PREVENTION_RELIEF)):
        family.budget[X.HAZARD_DOWN] = 0.0  # the next recovery comes at once


def _run(family: Family) -> None:
    _become(family, X.PROGRAMME_RUNNING)
    _lasts(family, family.p[P.prevention_days])


def _end(family: Family) -> None:
    """The family has taken part to the end; what it gained works on for a time, if a handover does not cost it that."""
    p = family.p
    family.count("prevention_completed")
    family.log("prevention_ends", detail=family.level)
    family.network = rules.network_after(p, family.network)
    family.team.hear_of_help()
    keeps = True
    if family.is_alone() and rules.hands_over(p, family.level, family.draw(D.D_PREVENTION_HANDOVER)):
        family.count("prevention_handed_over")
        family.signal()
        family.team.start_intake(family)
        keeps = family.draw(D.D_PREVENTION_HANDOVER) < p[P.prevention_handover_keeps]
    if p[P.prevention_lasts_days] > 0.0 and keeps:
        _become(family, X.PROGRAMME_LASTING)
        _lasts(family, p[P.prevention_lasts_days])
        family.programme_until = family.programme_clock
    else:
        _become(family, X.PROGRAMME_NONE)
