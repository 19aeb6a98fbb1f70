"""After 18 in the core: the years of a youth who turned 18 in need, written into the years in which they fall."""

from youthsim.chain import after_18 as rules
from youthsim.chain.family import ADULT_AGE_YEARS, DAYS_PER_YEAR, is_followed_up, ticks
from youthsim.compiled import kernel
from youthsim.engines.core import columns as C
from youthsim.engines.core import names as N
from youthsim.engines.core.accounts import count
from youthsim.engines.core.draws import draw, draw_budget
from youthsim.engines.core.followup import year_of
from youthsim.parameters import index as P
from youthsim.randomness import streams as D

TICKS_PER_YEAR = C.TICKS * DAYS_PER_YEAR


@kernel
def _note(w, a, stock, since, until):
    """Add a spell to a stock, in every measured year in which it lies."""
    for year in range(w.scalars[C.G_YEARS]):
        begin, end = max(since, w.year_edge[year]), min(until, w.year_edge[year + 1])
        if end > begin:
            w.stocks[year, a, stock] += float(end - begin)


@kernel
def _note_spell(w, a, level, followed, since, until):
    """Write down a spell at one level, with or without follow-up."""
    if level >= w.params[a, P.need_level]:
        _note(w, a, N.S_IN_NEED_AFTER_18, since, until)
        if not followed:
            _note(w, a, N.S_ALONE_AFTER_18, since, until)
    if followed:
        _note(w, a, N.S_FOLLOWED_AFTER_18, since, until)


@kernel
def live_on(w, f, now):
    """A youth has turned 18 in need: its years until the age at which it is followed no longer."""
    s = w.family[f]
    a = s[C.F_AREA]
    p = w.params[a]
    level, risk, network = s[C.F_LEVEL], w.real[f, C.R_RISK], w.real[f, C.R_NETWORK]
    followed = is_followed_up(p, draw(w, f, D.D_FOLLOW_UP))
    if followed:
        count(w, a, N.N_AGED_OUT_FOLLOWED, 1)
    until = now + int((p[P.after_18_until_age] - ADULT_AGE_YEARS) * TICKS_PER_YEAR)
    stops = now + max(1, ticks(p[P.after_18_follow_up_days])) if followed else C.NEVER
    at = now
    while at < until:
        up, down, found = rules.rates(p, level, risk, network, followed)
        budget, total = draw_budget(w, f, D.D_AFTER_18), up + down + found
        years = budget / total if total > 0.0 else float(C.NEVER)
        then = at + int(years * TICKS_PER_YEAR) + 1 if years * TICKS_PER_YEAR < until - at else until
        end = min(until, stops, then)
        _note_spell(w, a, level, followed, at, end)
        at = end
        if end == stops and followed:
            followed, stops = False, C.NEVER
        elif end == then and end < until:
            u = draw(w, f, D.D_AFTER_18) * total
            if u < up:
                level += 1
            elif u < up + down:
                level -= 1
            else:
                followed, stops = True, end + max(1, ticks(p[P.after_18_follow_up_days]))
                _count_in_year_of(w, a, end)


@kernel
def _count_in_year_of(w, a, tick):
    """Count somebody who found follow-up, in the year in which it was found."""
    year = year_of(w, tick)
    if year != C.NOBODY:
        w.counts[year, a, N.N_AFTER_18_FOUND] += 1
