"""What the states of a family imply: its places, its queues, its clocks, and where it is counted.

The checks of ``conservation`` compare this with what the engine keeps. It is written anew from the meaning of the
states, and shares no code with the steps that change them.
"""

from youthsim.chain import states as X
from youthsim.chain.family import birth_tick, is_minor
from youthsim.compiled import kernel
from youthsim.engines.core import columns as C
from youthsim.engines.core import names as N
from youthsim.engines.core.places import queue_of, tenths_asked
from youthsim.parameters import index as P


@kernel
def _own_gi(w, a):
    """The pool of the GI that serves this area."""
    return w.pool_of[a, X.OWN_GI if w.params[a, P.gi_area_bound] > 0.0 else X.ORG_GI]


@kernel
def _children(mask):
    """How many children a mask holds."""
    return (mask & 1) + ((mask >> 1) & 1) + ((mask >> 2) & 1) + ((mask >> 3) & 1)


@kernel
def _either_bjz(w, a, k):
    """Access may be at the region's Bureau Jeugdzorg or at the adviser in the CJG; each family stays where it began."""
    return k if k == w.pool_of[a, X.OWN_BJZ] else w.pool_of[a, X.ORG_BJZ]


@kernel
def queue_of_track(w, f, track):
    """The pool in whose queue the family must stand on this track, or NOBODY."""
    s = w.family[f]
    a = s[C.F_AREA]
    if track == X.TRACK_HELP:
        if s[C.F_HELP] == X.LOCAL_QUEUE:
            return w.pool_of[a, X.ORG_LICHT + s[C.F_TIER]]
        if s[C.F_HELP] == X.PROVIDER_QUEUE:
            return w.pool_of[a, X.ORG_PROVIDER]
        if s[C.F_HELP] == X.BJZ_QUEUE:
            return _either_bjz(w, a, queue_of(w, f, track))
    elif track == X.TRACK_SAFETY:
        if s[C.F_SAFETY] == X.VT_QUEUE:
            return w.pool_of[a, X.ORG_VEILIG_THUIS]
        if s[C.F_SAFETY] == X.RVDK_QUEUE:
            return w.pool_of[a, X.ORG_RVDK]
    elif track == X.TRACK_GI:
        if s[C.F_GI] == X.EARLY_QUEUE or s[C.F_GI] == X.MEASURE_QUEUE:
            return _own_gi(w, a)
    elif track == X.TRACK_EKC:
        if s[C.F_EKC] == X.EKC_QUEUE:
            return w.pool_of[a, X.ORG_EKC]
    elif s[C.F_ACCESS] == X.ACCESS_QUEUE:
        return _either_bjz(w, a, queue_of(w, f, track))
    return C.NOBODY


@kernel
def place_of_track(w, f, track):
    """The pool of which the family must hold a place on this track, or NOBODY."""
    s = w.family[f]
    a = s[C.F_AREA]
    if track == X.TRACK_HELP:
        if s[C.F_HELP] == X.LOCAL:
            return w.pool_of[a, X.ORG_LICHT + s[C.F_TIER]]
        if s[C.F_HELP] == X.PROVIDER:
            drawn = w.pool_of[a, X.ORG_DRAWING_RIGHTS]
            return drawn if s[C.F_HELP_POOL] == drawn else w.pool_of[a, X.ORG_PROVIDER]
        if s[C.F_HELP] == X.BJZ:
            return _either_bjz(w, a, s[C.F_HELP_POOL])
    elif track == X.TRACK_SAFETY:
        if s[C.F_SAFETY] == X.VT:
            return w.pool_of[a, X.ORG_VEILIG_THUIS]
        if s[C.F_SAFETY] == X.RVDK:
            return w.pool_of[a, X.ORG_RVDK]
    elif track == X.TRACK_GI:
        if s[C.F_GI] in (X.EARLY, X.ASSIGNING, X.MEASURE, X.STAYING):
            return _own_gi(w, a)
    elif track == X.TRACK_EKC:
        if s[C.F_EKC] == X.EKC_PREPARING:
            return w.pool_of[a, X.ORG_EKC]
    elif track == X.TRACK_ACCESS:
        if s[C.F_ACCESS] == X.INDICATING:
            return _either_bjz(w, a, s[C.F_ACCESS_POOL])
    elif s[C.F_AROUND] >= X.FAMILY_MANAGER:
        return w.pool_of[a, X.ORG_FAMILY_MANAGER]
    return C.NOBODY


@kernel
def states_fit(w, f, now):
    """Whether the states of the family can hold together."""
    s = w.family[f]
    if not (X.GOES_WELL <= s[C.F_LEVEL] <= X.LIFE_THREATENING):
        return False
    if not _measure_fits(w, f, now) or not _gi_fits(w, f):
        return False
    has_place = s[C.F_COORDINATION_POOL] != C.NOBODY
    if has_place != (s[C.F_COORDINATION_TENTHS] > 0):
        return False
    if s[C.F_COORDINATION] in (X.PROCESCOORDINATION, X.BRANDPUNT):
        if s[C.F_COORDINATION_TENTHS] != C.PLACE:
            return False
    elif has_place and s[C.F_COORDINATION] != X.ZORGCOORDINATION:
        return False
    if s[C.F_ACCESS] != X.ACCESS_NONE and s[C.F_HELP] not in (X.PROVIDER_QUEUE, X.PROVIDER):
        return False
    if s[C.F_DRAFTING] > 0 and s[C.F_HELP] != X.LOCAL:
        return False
    if s[C.F_CRISIS_POOL] != C.NOBODY and s[C.F_SAFETY] != X.RVDK_QUEUE:
        return False
    return s[C.F_HELD] == 0 or (s[C.F_HELP] == X.LOCAL and s[C.F_GI] in (X.EARLY, X.EARLY_QUEUE))


@kernel
def _measure_fits(w, f, now):
    """Measures belong to minors, end voluntary help, and have a worker or wait for one."""
    s = w.family[f]
    ots, voogdij = s[C.F_OTS_MASK], s[C.F_VOOGDIJ_MASK]
    if (ots & voogdij) != 0 or (ots != 0) != (s[C.F_MEASURE] != X.MEASURE_NONE):
        return False
    for child in range(X.LEVELS):
        under = ((ots | voogdij) >> child) & 1
        # A child may turn 18 at this very tick, and its birthday still be to come.
        if under and not is_minor(birth_tick(w.params[s[C.F_AREA]], s[C.F_ENTRY], child), now - 1):
            return False
    if ots == 0:
        return s[C.F_PLACED] == 0
    if s[C.F_HELP] != X.HELP_NONE:
        return False
    provisional = s[C.F_MEASURE] == X.MEASURE_PROVISIONAL
    if provisional != (s[C.F_SAFETY] in (X.RVDK_QUEUE, X.RVDK, X.COURT)):
        return False
    return provisional or s[C.F_SAFETY] == X.REVIEW


@kernel
def _gi_fits(w, f):
    """The GI holds a place for each child under a measure, and is there for a measure only while there is one."""
    s = w.family[f]
    under_measure = s[C.F_GI] in (X.MEASURE_QUEUE, X.ASSIGNING, X.MEASURE)
    if under_measure != (s[C.F_MEASURE] != X.MEASURE_NONE):
        return False
    tenths = C.PLACE * _children(s[C.F_OTS_MASK])
    if s[C.F_GI] == X.MEASURE_QUEUE and tenths_asked(w, f, X.TRACK_GI) != tenths:
        return False
    if s[C.F_GI] in (X.ASSIGNING, X.MEASURE) and s[C.F_GI_TENTHS] != tenths:
        return False
    if s[C.F_GI] in (X.GI_NONE, X.EARLY_QUEUE, X.MEASURE_QUEUE) and s[C.F_GI_TENTHS] != 0:
        return False
    if s[C.F_VOOGDIJ_TENTHS] != C.PLACE * _children(s[C.F_VOOGDIJ_MASK]) or s[C.F_GI_TENTHS] < 0:
        return False
    expected = _own_gi(w, s[C.F_AREA]) if s[C.F_VOOGDIJ_MASK] != 0 else C.NOBODY
    return s[C.F_VOOGDIJ_POOL] == expected


@kernel
def _clock_fits(clock, runs, now):
    """A clock runs exactly where a step is under way, and never points to the past."""
    return clock >= now if runs and clock != C.NEVER else clock == C.NEVER and not runs


@kernel
def clocks_fit(w, f, now):
    """Whether the clocks that run are those of the family's states, and all point to the future."""
    s = w.family[f]
    works = s[C.F_HELP] in (X.INTAKE, X.PROVIDER, X.BJZ, X.AFTERCARE) or (s[C.F_HELP] == X.LOCAL and s[C.F_HELD] == 0)
    if not _clock_fits(s[C.F_CLOCK_HELP], works, now):
        return False
    works = s[C.F_SAFETY] in (X.VT, X.RVDK, X.COURT, X.REVIEW)
    if not _clock_fits(s[C.F_CLOCK_SAFETY], works, now):
        return False
    works = s[C.F_GI] in (X.EARLY, X.ASSIGNING, X.STAYING)
    if s[C.F_GI] == X.EARLY and s[C.F_CLOCK_GI] == C.NEVER:
        works = s[C.F_SAFETY] == X.SAFE_NONE  # the worker stays until the safety track has ended
    if not _clock_fits(s[C.F_CLOCK_GI], works, now):
        return False
    if not _clock_fits(s[C.F_CLOCK_ACCESS], s[C.F_ACCESS] == X.INDICATING, now):
        return False
    if not _clock_fits(s[C.F_CLOCK_MANAGER], s[C.F_AROUND] >= X.FAMILY_MANAGER, now):
        return False
    return _clock_fits(s[C.F_CLOCK_EKC], s[C.F_EKC] in (X.EKC_PREPARING, X.EKC_PLAN), now)


@kernel
def stocks_of_family(w, f, recount):
    """Count the family in every stock that its states put it in."""
    s = w.family[f]
    row = recount[s[C.F_AREA]]
    row[N.S_LEVEL_1 + s[C.F_LEVEL] - X.GOES_WELL] += 1
    row[N.S_UNSAFE_AVOIDERS] += 1 if s[C.F_AVOIDER] > 0 and s[C.F_LEVEL] >= X.UNSAFE_FROM else 0
    row[N.S_IN_LOCAL_HELP] += 1 if s[C.F_HELP] == X.LOCAL else 0
    row[N.S_IN_SPECIALISED_HELP] += 1 if s[C.F_HELP] == X.PROVIDER else 0
    row[N.S_WAITING_LOCAL] += 1 if s[C.F_HELP] in (X.INTAKE, X.LOCAL_QUEUE) else 0
    row[N.S_WAITING_SPECIALISED] += 1 if s[C.F_HELP] in (X.PROVIDER_QUEUE, X.BJZ_QUEUE, X.BJZ) else 0
    row[N.S_IN_AFTERCARE] += 1 if s[C.F_HELP] == X.AFTERCARE else 0
    row[N.S_OTS] += _children(s[C.F_OTS_MASK])
    row[N.S_UHP] += _children(s[C.F_OTS_MASK]) if s[C.F_PLACED] > 0 else 0
    row[N.S_VOOGDIJ] += _children(s[C.F_VOOGDIJ_MASK])
    row[N.S_EARLY_GI] += 1 if s[C.F_GI] == X.EARLY else 0
    row[N.S_NETWORK_PLANS] += 1 if s[C.F_EKC] == X.EKC_PLAN else 0
    row[N.S_IN_PREVENTION] += 1 if w.programme[f, C.V_STATE] in (X.PROGRAMME_STARTING, X.PROGRAMME_RUNNING) else 0
    row[N.S_PREVENTION_LASTING] += 1 if w.programme[f, C.V_STATE] == X.PROGRAMME_LASTING else 0
    row[N.S_COORDINATED] += 1 if s[C.F_COORDINATION] != X.UNCOORDINATED else 0
    row[N.S_FAMILY_MANAGED] += 1 if s[C.F_AROUND] >= X.FAMILY_MANAGER else 0
