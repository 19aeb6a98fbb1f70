"""What the mean field says of a region in the words of the national series: shares, stocks, flows, durations."""

from __future__ import annotations

from youthsim.arrays.mean_field import MeanField, voogdij_years
from youthsim.chain import states as X
from youthsim.chain.capacity import PER_YOUTHS
from youthsim.chain.family import DAYS_PER_YEAR
from youthsim.parameters import index as P

LOCAL = (X.ORG_LICHT, X.ORG_MIDDEN, X.ORG_ZWAAR)
FIRST_STARTS = 0.8  # of the starts of help in a year, those of families that had none before in that year


def outcomes(field: MeanField, families: float, youths: float, p) -> dict[str, float]:
    """Outcomes by the name that they have in the catalogue, numbers per 100,000 youths.

    Args:
        families, youths: of the region for which ``field`` was solved. p: its parameters.
    """
    children, flows, scale = field.children, field.flows, families / youths * PER_YOUTHS
    in_help = sum(field.share(help_state=h) for h in (X.LOCAL, X.PROVIDER))
    starts = sum(flows.get(f"start_{o}", 0.0) for o in (*LOCAL, X.ORG_PROVIDER))
    stock = sum(field.share(gi_state=g) for g in (X.MEASURE_QUEUE, X.MEASURE))
    placed = field.share(placed=1)
    local = sum(field.share(help_state=X.LOCAL, tier=t) for t in range(X.TIERS))
    return {
        **{f"level_share_{level}": field.share(level=level) for level in range(1, X.LEVELS + 1)},
        "help_share": (in_help + FIRST_STARTS * starts) * children / float(p[P.population_youths_per_family]),
        "local_duration_days": local / max(flows["helped_local"], 1e-12) * DAYS_PER_YEAR,
        "rvdk_investigations": flows["investigations"] * children * scale,
        "ots_started": flows["ots"] * children * scale,
        "ots_stock": stock * children * scale,
        "ots_duration_days": stock / flows["ots"] * DAYS_PER_YEAR,
        "uhp_started": flows["uhp"] * children * scale,
        "uhp_stock": placed * children * scale,
        "uhp_share": placed / stock,
        "voogdij_started": flows["voogdij"] * children * scale,
        "voogdij_stock": flows["voogdij"] * children * scale * voogdij_years(p),
    }
