"""Measures in the core: OTS with its reviews, uithuisplaatsing, voogdij, and the 18th birthday."""

from youthsim.chain import early_gi, protection
from youthsim.chain import states as X
from youthsim.chain.family import is_minor, ticks
from youthsim.chain.masks import how_many
from youthsim.compiled import kernel
from youthsim.engines.core import columns as C
from youthsim.engines.core import gi, managers, pools, teams
from youthsim.engines.core import names as N
from youthsim.engines.core.accounts import OF_OTS, add_stock, count, log, note_child, note_histogram
from youthsim.engines.core.children import birth_of
from youthsim.engines.core.draws import draw
from youthsim.engines.core.exchange import report_back
from youthsim.engines.core.followup import count_at_risk, count_relapse
from youthsim.engines.core.help import PLACE, close_help, start_aftercare
from youthsim.engines.core.places import ask_for_less, give_back
from youthsim.parameters import index as P
from youthsim.randomness import streams as D


@kernel
def _minors(w, f, mask, now):
    """The children of a mask who are still under 18."""
    s = w.family[f]
    kept = 0
    for child in range(s[C.F_CHILDREN]):
        if (mask >> child) & 1 and is_minor(birth_of(w, f, child), now):
            kept |= 1 << child
    return kept


@kernel
def start(w, f, kind, now):
    """An OTS starts (provisional or not): voluntary help stops, the GI is asked for a worker."""
    s = w.family[f]
    a = s[C.F_AREA]
    mask = _minors(w, f, s[C.F_CASE_MASK], now)
    if mask == 0:
        gi.let_go(w, f, now)
        return
    children = how_many(mask)
    s[C.F_OTS_MASK], s[C.F_MEASURE], s[C.F_MEASURE_START] = mask, kind, now
    count(w, a, N.N_OTS_STARTED, children)
    add_stock(w, a, N.S_OTS, children, now)
    for child in range(s[C.F_CHILDREN]):
        if (mask >> child) & 1:
            note_child(w, f, child)
    if s[C.F_MEASURE_ENDED] != C.NEVER:
        count_relapse(w, a, s[C.F_MEASURE_ENDED], now, N.N_RELAPSE_AFTER_MEASURE)
        s[C.F_MEASURE_ENDED] = C.NEVER
    log(w, f, N.E_OTS_STARTS, C.NOBODY, mask, now)
    if s[C.F_BY_TEAM] > 0:
        teams.joint_case(w, a, X.PARTNER_GI, now)
    s[C.F_HELD] = 0
    close_help(w, f, now)
    managers.stop_pressure(w, f, now)
    gi.ask_worker(w, f, now)
    placed = protection.placed_at_start(w.params[a], s[C.F_LEVEL], draw(w, f, D.D_UHP_AT_START))
    if placed or kind == X.MEASURE_PROVISIONAL:
        place(w, f, now)
    if kind == X.MEASURE_OTS:
        _wait_for_review(w, f, now)


@kernel
def confirm(w, f, now):
    """The court confirms a provisional OTS."""
    w.family[f, C.F_MEASURE] = X.MEASURE_OTS
    _wait_for_review(w, f, now)


@kernel
def _wait_for_review(w, f, now):
    """The next review."""
    s = w.family[f]
    s[C.F_SAFETY] = X.REVIEW
    s[C.F_CLOCK_SAFETY] = now + ticks(w.params[s[C.F_AREA], P.ots_review_days])


@kernel
def place(w, f, now):
    """The children under the OTS are placed out of home."""
    s = w.family[f]
    children = how_many(s[C.F_OTS_MASK])
    s[C.F_PLACED], s[C.F_PLACED_START] = 1, now
    count(w, s[C.F_AREA], N.N_UHP_STARTED, children)
    add_stock(w, s[C.F_AREA], N.S_UHP, children, now)
    log(w, f, N.E_UHP_STARTS, C.NOBODY, s[C.F_OTS_MASK], now)


@kernel
def come_home(w, f, now):
    """The uithuisplaatsing ends for all children under the OTS."""
    s = w.family[f]
    if s[C.F_PLACED] == 0:
        return
    children = how_many(s[C.F_OTS_MASK])
    s[C.F_PLACED] = 0
    count(w, s[C.F_AREA], N.N_UHP_ENDED, children)
    add_stock(w, s[C.F_AREA], N.S_UHP, -children, now)
    log(w, f, N.E_UHP_ENDS, C.NOBODY, s[C.F_OTS_MASK], now)


@kernel
def switch_placement(w, f, now):
    """The hazard of uithuisplaatsing has struck: placed, or home again."""
    if w.family[f, C.F_PLACED] > 0:
        come_home(w, f, now)
    else:
        place(w, f, now)


@kernel
def _note_end(w, f, children, now):
    """Count ended measures of so many children, and their duration."""
    s = w.family[f]
    days = (now - s[C.F_MEASURE_START]) / C.TICKS
    count(w, s[C.F_AREA], N.N_OTS_ENDED, children)
    count(w, s[C.F_AREA], N.N_OTS_DURATION_DAYS, int(days * children + 0.5))
    add_stock(w, s[C.F_AREA], N.S_OTS, -children, now)
    for _ in range(children):
        note_histogram(w, OF_OTS, days)


@kernel
def _clear(w, f):
    """The family is under no OTS any more."""
    s = w.family[f]
    s[C.F_OTS_MASK], s[C.F_MEASURE], s[C.F_CASE_MASK], s[C.F_BY_TEAM] = 0, X.MEASURE_NONE, 0, 0
    s[C.F_SAME_WORKER], s[C.F_EMERGENCY] = 0, 0
    if s[C.F_SAFETY] == X.REVIEW:
        s[C.F_SAFETY], s[C.F_CLOCK_SAFETY] = X.SAFE_NONE, C.NEVER


@kernel
def end(w, f, now):
    """The measure ends: the GI leaves or stays available, aftercare may follow."""
    s = w.family[f]
    a = s[C.F_AREA]
    come_home(w, f, now)
    _note_end(w, f, how_many(s[C.F_OTS_MASK]), now)
    log(w, f, N.E_OTS_ENDS, C.NOBODY, s[C.F_OTS_MASK], now)
    had_worker = s[C.F_GI] == X.MEASURE
    report_back(w, f, X.PARTNER_GI, s[C.F_BY_TEAM], now)
    _clear(w, f)
    s[C.F_MEASURE_ENDED] = now
    count_at_risk(w, a, N.N_MEASURES_AT_RISK)
    if had_worker and early_gi.stays_available(w.params[a], draw(w, f, D.D_GI_STAYS)):
        gi.stay(w, f, now)
    else:
        gi.let_go(w, f, now)
    start_aftercare(w, f, s[C.F_MEASURE_START], now)


@kernel
def review(w, f, now):
    """The measure is reviewed: it ends, is renewed, or becomes voogdij."""
    s = w.family[f]
    a = s[C.F_AREA]
    p = w.params[a]
    u_end, u_voogdij = draw(w, f, D.D_END_AT_REVIEW), draw(w, f, D.D_VOOGDIJ_AT_REVIEW)
    what = protection.RENEW
    if s[C.F_GI] == X.MEASURE:
        trust = teams.trust_in(w, a, X.PARTNER_GI, now)
        placed_days = (now - s[C.F_PLACED_START]) / C.TICKS if s[C.F_PLACED] > 0 else 0.0
        stays = p[P.early_gi_stays_available] > 0.0
        what = protection.review(p, s[C.F_LEVEL], s[C.F_PLACED] > 0, placed_days, trust, stays, u_end, u_voogdij)
        teams.joint_case(w, a, X.PARTNER_GI, now)
    if what == protection.END:
        end(w, f, now)
    elif what == protection.TO_VOOGDIJ:
        _to_voogdij(w, f, now)
    else:
        count(w, a, N.N_OTS_RENEWED, how_many(s[C.F_OTS_MASK]))
        log(w, f, N.E_OTS_RENEWED, C.NOBODY, s[C.F_OTS_MASK], now)
        _wait_for_review(w, f, now)


@kernel
def _to_voogdij(w, f, now):
    """The children placed out of home come under voogdij; the GI keeps them, in the same pool."""
    s = w.family[f]
    a = s[C.F_AREA]
    mask = s[C.F_OTS_MASK]
    children = how_many(mask)
    if s[C.F_VOOGDIJ_MASK] != 0:
        give_back(w, s[C.F_VOOGDIJ_POOL], s[C.F_VOOGDIJ_TENTHS], now)
        pools.take(w.pool, w.held, s[C.F_GI_POOL], s[C.F_VOOGDIJ_TENTHS], now)
    else:
        s[C.F_VOOGDIJ_START], s[C.F_VOOGDIJ_TENTHS] = now, 0
    come_home(w, f, now)
    _note_end(w, f, children, now)
    s[C.F_VOOGDIJ_POOL] = s[C.F_GI_POOL]
    s[C.F_VOOGDIJ_TENTHS] += s[C.F_GI_TENTHS]
    s[C.F_VOOGDIJ_MASK] |= mask
    s[C.F_GI], s[C.F_GI_POOL], s[C.F_GI_TENTHS] = X.GI_NONE, C.NOBODY, 0
    _clear(w, f)
    count(w, a, N.N_VOOGDIJ_STARTED, children)
    add_stock(w, a, N.S_VOOGDIJ, children, now)
    log(w, f, N.E_VOOGDIJ_STARTS, s[C.F_VOOGDIJ_POOL], mask, now)


@kernel
def end_voogdij(w, f, mask, now):
    """Voogdij ends for these children: at 18, or before."""
    s = w.family[f]
    a = s[C.F_AREA]
    children = how_many(mask)
    if children == 0:
        return
    count(w, a, N.N_VOOGDIJ_ENDED, children)
    days = (now - s[C.F_VOOGDIJ_START]) / C.TICKS
    count(w, a, N.N_VOOGDIJ_DURATION_DAYS, int(days * children + 0.5))
    add_stock(w, a, N.S_VOOGDIJ, -children, now)
    log(w, f, N.E_VOOGDIJ_ENDS, s[C.F_VOOGDIJ_POOL], mask, now)
    give_back(w, s[C.F_VOOGDIJ_POOL], PLACE * children, now)
    s[C.F_VOOGDIJ_TENTHS] -= PLACE * children
    s[C.F_VOOGDIJ_MASK] &= ~mask
    if s[C.F_VOOGDIJ_MASK] == 0:
        s[C.F_VOOGDIJ_POOL] = C.NOBODY


@kernel
def turns_18(w, f, child, now):
    """A measure ends at the child's 18th birthday."""
    s = w.family[f]
    bit = 1 << child
    if s[C.F_VOOGDIJ_MASK] & bit:
        end_voogdij(w, f, bit, now)
    s[C.F_CASE_MASK] &= ~bit
    if s[C.F_OTS_MASK] & bit == 0:
        return
    a = s[C.F_AREA]
    count(w, a, N.N_AGED_OUT_UNDER_MEASURE, 1)
    if s[C.F_PLACED] > 0:
        count(w, a, N.N_UHP_ENDED, 1)
        add_stock(w, a, N.S_UHP, -1, now)
    _note_end(w, f, 1, now)
    log(w, f, N.E_OTS_ENDS, C.NOBODY, bit, now)
    s[C.F_OTS_MASK] &= ~bit
    if s[C.F_OTS_MASK] == 0:
        _last_child_out(w, f, now)
    elif s[C.F_GI_POOL] != C.NOBODY:
        give_back(w, s[C.F_GI_POOL], PLACE, now)
        s[C.F_GI_TENTHS] -= PLACE
    else:
        ask_for_less(w, f, X.TRACK_GI, PLACE, now)


@kernel
def _last_child_out(w, f, now):
    """No child of the family is under an OTS any more."""
    w.family[f, C.F_PLACED] = 0
    _clear(w, f)
    gi.let_go(w, f, now)
