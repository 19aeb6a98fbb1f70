"""Families followed over time in the core: counted once a year, and after the end of help or a measure."""

from youthsim.chain import states as X
from youthsim.chain.family import DAYS_PER_YEAR, is_minor, sibling_in_case
from youthsim.chain.records import RELAPSE_YEARS
from youthsim.compiled import kernel
from youthsim.engines.core import columns as C
from youthsim.engines.core import names as N
from youthsim.engines.core.accounts import count
from youthsim.engines.core.children import birth_of
from youthsim.engines.core.draws import draw
from youthsim.randomness import streams as D

RELAPSE_TICKS = int(RELAPSE_YEARS * DAYS_PER_YEAR) * C.TICKS


@kernel
def year_of(w, tick):
    """The measured year in which a tick lies, or NOBODY."""
    for year in range(w.scalars[C.G_YEARS]):
        if w.year_edge[year] <= tick and tick < w.year_edge[year + 1]:
            return year
    return C.NOBODY


@kernel
def count_relapse(w, area, ended, now, what_relapse):
    """Count a return within two years in the year of the end; the last two years are left out."""
    if ended == C.NEVER or now - ended > RELAPSE_TICKS:
        return
    year = year_of(w, ended)
    if year != C.NOBODY and year < w.scalars[C.G_YEARS] - RELAPSE_YEARS:
        w.counts[year, area, what_relapse] += 1


@kernel
def count_at_risk(w, area, what):
    """Count an end that can be followed for two years."""
    if w.scalars[C.G_YEAR] < w.scalars[C.G_YEARS] - RELAPSE_YEARS:
        count(w, area, what, 1)


@kernel
def mark_year(w, f, now):
    """Count the family once a year as helped and as in care."""
    s = w.family[f]
    year = w.scalars[C.G_YEAR]
    if year < 0:
        return
    helped = s[C.F_HELP] == X.LOCAL or s[C.F_HELP] == X.PROVIDER
    if helped and s[C.F_HELP_YEAR] != year:
        s[C.F_HELP_YEAR] = year
        count(w, s[C.F_AREA], N.N_FAMILIES_HELPED, 1)
        count(w, s[C.F_AREA], N.N_YOUTHS_HELPED, _children_helped(w, f, now))
    in_care = helped or s[C.F_SAFETY] > X.VT or s[C.F_MEASURE] != X.MEASURE_NONE
    if in_care and s[C.F_CARE_YEAR] != year:
        s[C.F_CARE_YEAR] = year
        count(w, s[C.F_AREA], N.N_FAMILIES_IN_CARE, 1)


@kernel
def _children_helped(w, f, now):
    """The children whom help to a family is about: the first minor, and each sibling with a probability."""
    s = w.family[f]
    p = w.params[s[C.F_AREA]]
    children = 0
    for child in range(s[C.F_CHILDREN]):
        if is_minor(birth_of(w, f, child), now):
            if children == 0 or sibling_in_case(p, draw(w, f, D.D_CHILDREN_HELPED)):
                children += 1
    return children
