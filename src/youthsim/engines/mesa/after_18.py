"""The years after 18 of a youth who turned 18 in need, written into the years they fall in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from youthsim.chain import after_18 as rules
from youthsim.chain.family import ADULT_AGE_YEARS, DAYS_PER_YEAR, TICKS_PER_DAY, is_followed_up, ticks
from youthsim.engines.mesa.calendar import NEVER
from youthsim.parameters import index as P
from youthsim.randomness import streams as D

if TYPE_CHECKING:
    from youthsim.engines.mesa.family import Family

TICKS_PER_YEAR = TICKS_PER_DAY * DAYS_PER_YEAR


def live_on(family: Family) -> None:
    """Live through the years until the age at which the youth is followed no longer."""
    p, level, at = family.p, family.level, family.now
    until = at + int((p[P.after_18_until_age] - ADULT_AGE_YEARS) * TICKS_PER_YEAR)
    followed = is_followed_up(p, family.draw(D.D_FOLLOW_UP))
    if followed:
        family.count("aged_out_followed")
    stops: float = at + _follow_up(family) if followed else NEVER
    while at < until:
        up, down, found = rules.rates(p, level, family.risk, family.network, followed)
        total = up + down + found
        budget = family.chance.budget(D.D_AFTER_18)
        left = budget / total * TICKS_PER_YEAR if total > 0.0 else NEVER
        jumps = at + int(left) + 1 if left < until - at else until
        end = min(until, stops, jumps)
        _note(family, level, followed, at, int(end))
        at = int(end)
        if followed and at == stops:
            followed, stops = False, NEVER
        elif at == jumps and at < until:
            u = family.draw(D.D_AFTER_18) * total
            if u < up:
                level += 1
            elif u < up + down:
                level -= 1
            else:
                followed, stops = True, at + _follow_up(family)
                family.ledger.count_at(family.area, "after_18_found", at)


def _follow_up(family: Family) -> int:
    """Ticks for which follow-up lasts."""
    return max(1, ticks(family.p[P.after_18_follow_up_days]))


def _note(family: Family, level: int, followed: bool, since: int, until: int) -> None:
    """Write down a spell at one level, with or without follow-up."""
    ledger, area = family.ledger, family.area
    if level >= family.p[P.need_level]:
        ledger.spell(area, "in_need_after_18", since, until)
        if not followed:
            ledger.spell(area, "alone_after_18", since, until)
    if followed:
        ledger.spell(area, "followed_after_18", since, until)
