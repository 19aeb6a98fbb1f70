"""What is written down while time passes: counts, stocks, waits, the log."""

from youthsim.chain.histogram import histogram_bin
from youthsim.chain.queues import within_norm
from youthsim.chain.records import CHILDREN_PER_FAMILY_KEY
from youthsim.compiled import kernel, step
from youthsim.engines.core.columns import (
    F_AREA,
    F_IDENTITY,
    G_CHILDREN,
    G_LOG,
    G_LOGGING,
    G_START,
    G_YEAR,
    K_ORGANISATION,
    K_ROW,
    TICKS,
)
from youthsim.engines.core.names import S_BETWEEN_WAL_EN_SCHIP

WAIT_STARTS, WAIT_IN_NORM, WAIT_BINS = 0, 1, 2
OF_OTS, OF_FIRST_HELP = 0, 1


@step
def count(w, area, what, amount):
    """Add to a count of the current year; nothing before the measured years."""
    year = w.scalars[G_YEAR]
    if year >= 0:
        w.counts[year, area, what] += amount


@step
def add_stock(w, area, stock, change, now):
    """Change a stock, and integrate what it was until now."""
    year = w.scalars[G_YEAR]
    if year >= 0:
        w.stocks[year, area, stock] += float(w.stock[area, stock] * (now - w.stock_tick[area, stock]))
    w.stock_tick[area, stock] = now
    w.stock[area, stock] += change


@kernel
def note_histogram(w, which, days):
    """Add a duration to a histogram of the current year."""
    year = w.scalars[G_YEAR]
    if year >= 0:
        w.histograms[which, year, histogram_bin(days)] += 1


@kernel
def note_wait(w, k, ticks):
    """Write down how long a family waited for a place of this pool."""
    year = w.scalars[G_YEAR]
    if year < 0:
        return
    days = ticks / TICKS
    w.waits[k, year, WAIT_STARTS] += 1
    w.wait_days[k, year] += days
    if within_norm(w.params[w.pool[k, K_ROW]], w.pool[k, K_ORGANISATION], days):
        w.waits[k, year, WAIT_IN_NORM] += 1
    w.waits[k, year, WAIT_BINS + histogram_bin(days)] += 1


@step
def note_between(w, area, since, now, term_ticks):
    """Add the time beyond the term of a spell in need with no one, as far as it lies in the current year."""
    year = w.scalars[G_YEAR]
    if year >= 0:
        begin = max(since + term_ticks, w.year_edge[year])
        if now > begin:
            w.stocks[year, area, S_BETWEEN_WAL_EN_SCHIP] += float(now - begin)


@kernel
def note_child(w, f, child):
    """Write down that this child came under an OTS in the measured years."""
    if w.scalars[G_YEAR] >= 0:
        w.children[w.scalars[G_CHILDREN]] = w.family[f, F_IDENTITY] * CHILDREN_PER_FAMILY_KEY + child
        w.scalars[G_CHILDREN] += 1


@kernel
def log_area(w, a, event, detail, now):
    """Write a line about a local team in the event log; its family is -1 less the area."""
    if w.scalars[G_LOGGING] > 0:
        line = w.log[w.scalars[G_LOG]]
        line["time"] = (now - w.scalars[G_START]) / TICKS
        line["family"] = -1 - a
        line["area"] = a
        line["event"] = event
        line["organisation"] = -1
        line["detail"] = detail
        w.scalars[G_LOG] += 1


@kernel
def log(w, f, event, organisation, detail, now):
    """Write a line about a family in the event log."""
    if w.scalars[G_LOGGING] > 0:
        line = w.log[w.scalars[G_LOG]]
        line["time"] = (now - w.scalars[G_START]) / TICKS
        line["family"] = w.family[f, F_IDENTITY]
        line["area"] = w.family[f, F_AREA]
        line["event"] = event
        line["organisation"] = organisation
        line["detail"] = detail
        w.scalars[G_LOG] += 1
