"""Calibrate a scenario: mean field, staffing, and rounds of correction by the engine.

    python experiments/calibration/calibrate.py experiments/calibration/baseline.toml [--write | --check]

1. Mean field: the fitted parameters by least squares on the log ratios to the targets, with a weak pull to where they
   were (SciPy). 2. Staffing: the places of each organisation that give its target wait. 3. Replications of the engine:
   every target of the mean field is shifted by what the engine missed; repeat.
"""

from __future__ import annotations

import argparse
import re
import tomllib
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import optimize

from youthsim import scenario as scenarios
from youthsim.arrays import Arrays, aggregates, build, mean_field, staffing
from youthsim.chain import states as X
from youthsim.chain.family import TICKS_PER_DAY
from youthsim.chain.records import HISTOGRAM_BINS, HISTOGRAM_FIRST_DAYS, HISTOGRAM_STEPS_PER_DOUBLING, STOCKS
from youthsim.engines.core import simulate
from youthsim.engines.recording import Recording
from youthsim.experiment.putting import put
from youthsim.outcomes import per_replication
from youthsim.parameters import index as P
from youthsim.parameters import registry
from youthsim.scenario.consistency import ADD_UP_TO_ONE

PULL = 0.03
ROUNDS = 6
SPEED_OF_PLACES = 0.02  # GI places move by this power of the ratio of waits, beside the staffing
REPLICATIONS = 40
SEED = 20190101
CHECK_SEED = 20261123
CHANGE_LIMIT = 0.5  # the largest shift of a target in one round, as a log ratio
WHERE = {"local": aggregates.LOCAL, "provider": (X.ORG_PROVIDER,), "bjz": (X.ORG_BJZ,),
         "veilig_thuis": (X.ORG_VEILIG_THUIS,), "rvdk": (X.ORG_RVDK,), "gi": (X.ORG_GI,)}  # fmt: skip
ROOT = Path(__file__).parents[2]
EKC_WAIT_DAYS = 5.0
TERM_DAYS = 63.0  # nine weeks


class Fit:
    """The parameters of a scenario as a vector of moves, and back."""

    def __init__(self, base: scenarios.Scenario, plan: Mapping) -> None:
        known = registry()
        self.base, self.plan = base, plan
        self.start = build(base, years=1).params.mean(axis=0)
        self.moves: list[tuple[str, list[int]]] = []
        for name, how in plan["fit"].items():
            columns = [known.index(n) for n in known.family(name)] if name in known.families else [known.index(name)]
            self.moves += [(how, [c]) for c in columns] if how == "each" else [(how, columns)]

    def apply(self, x: np.ndarray, p: np.ndarray | None = None) -> np.ndarray:
        """The parameters after these moves."""
        p = (self.start if p is None else p).copy()
        for step, (how, columns) in zip(x, self.moves, strict=True):
            value = p[columns]
            p[columns] = value / (value + (1 - value) * np.exp(-step)) if how == "odds" else value * np.exp(step)
        return p

    def changed(self, p: np.ndarray) -> dict[str, float]:
        """Values that differ from the start, by name."""
        names = list(registry())
        return {names[i]: float(p[i]) for i in np.flatnonzero(~np.isclose(p, self.start, rtol=1e-9, atol=0))}


def fit_mean_field(
    fit: Fit, p: np.ndarray, targets: Mapping[str, float], waits: Mapping[int, float], era: int
) -> np.ndarray:
    """Move the fitted parameters so that the mean field meets the targets."""
    youths = fit.base.youths
    families = youths / p[P.population_youths_per_family]
    areas = len(fit.base.areas)

    def residuals(x: np.ndarray) -> np.ndarray:
        q = fit.apply(x, p)
        field = mean_field.solve(q, era, families, youths, areas, nodes=8, fixed_waits=waits)
        found = aggregates.outcomes(field, families, youths, q)
        return np.array([*(np.log(found[n] / v) for n, v in targets.items()), *(PULL * x)])

    result = optimize.least_squares(residuals, np.zeros(len(fit.moves)), diff_step=1e-3, max_nfev=12)
    return fit.apply(result.x, p)


def staff(fit: Fit, p: np.ndarray, waits: Mapping[int, float], era: int) -> np.ndarray:
    """The fte that give each organisation its wait."""
    youths = fit.base.youths
    families = youths / p[P.population_youths_per_family]
    field = mean_field.solve(p, era, families, youths, len(fit.base.areas), fixed_waits=waits)
    wanted = staffing.demand(p, field, families, len(fit.base.areas))
    places = {o: staffing.places_for_wait(p, o, one, waits[o]).places for o, one in wanted.items() if o in waits}
    return staffing.with_places(p, places, youths)


def beside_the_catalogue(recording: Recording, arrays: Arrays) -> pd.Series:
    """Stocks at the end of single years, and youths waiting longer than the term of nine weeks at a mean moment."""
    stocks = recording.stocks_end[:, :, STOCKS.index("ots")].sum(axis=1)
    found = {(f"ots_stock_end_{year}", "all"): float(v) for year, v in zip(arrays.years, stocks, strict=True)}
    edges = HISTOGRAM_FIRST_DAYS * 2.0 ** (np.arange(HISTOGRAM_BINS) / HISTOGRAM_STEPS_PER_DOUBLING)
    middle = np.concatenate([[edges[0] / 2], np.sqrt(edges[:-1] * edges[1:])])
    mine = [k for k, pool in enumerate(arrays.pools) if pool.organisation in ("bjz", "provider")]
    days = float(np.diff(arrays.year_edge).sum()) / TICKS_PER_DAY
    beyond = (recording.wait_histogram[mine].sum(axis=(0, 1)) * np.maximum(0.0, middle - TERM_DAYS)).sum() / days
    children = mean_field.children_per_case(arrays.params[0])
    found["youths_waiting_over_63_days", "all"] = float(beyond * children)
    return pd.Series(found)


def simulate_outcomes(scenario: scenarios.Scenario, replications: int, seed: int = SEED) -> pd.DataFrame:
    """Every outcome and organisation in each replication: [replication, (outcome, organisation)]."""
    arrays = build(scenario)

    def one(replication: int) -> pd.Series:
        recording = simulate(arrays, seed, replication)
        values = per_replication(recording, arrays).set_index(["outcome", "organisation"])["value"]
        return pd.concat([values, beside_the_catalogue(recording, arrays)])

    with ThreadPoolExecutor(2) as pool:
        return pd.DataFrame(list(pool.map(one, range(replications))))


def found_of(table: pd.DataFrame, youths: float) -> pd.DataFrame:
    """The targets in each replication, numbers per 100,000 youths."""
    chain = table.xs("all", axis=1, level=1)
    per = 100_000 / youths
    numbers = ("rvdk_investigations", "ots_started", "ots_stock", "uhp_started", "voogdij_started", "voogdij_stock")
    found = {n: chain[n] * per for n in numbers}
    found |= {
        n: table[n, "all"] * per for n in table.columns.levels[0] if n.startswith(("ots_stock_end_", "youths_waiting"))
    }
    found["ots_duration_days"] = chain["ots_duration_days"]
    found |= {n: chain[n] for n in (*(f"level_share_{i}" for i in range(1, 6)), "help_share", "local_duration_days")}
    found["uhp_share"] = chain["uhp_stock"] / chain["ots_stock"]
    found["gi_contact_within_norm"] = chain["gi_contact_within_norm"]
    for name in WHERE:
        if ("wait_days", name) in table:
            found[f"wait_{name}"] = table[("wait_days", name)]
    return pd.DataFrame(found)


def compared(plan: Mapping, found: pd.DataFrame) -> pd.DataFrame:
    """Wanted, mean over the replications, its standard error and their ratio, for every target."""
    wanted = {name: float(about["value"]) for part in ("targets", "contact") for name, about in plan[part].items()}
    wanted |= {f"wait_{name}": float(about["value"]) for name, about in plan["waits"].items()}
    for name, about in plan.get("reported", {}).items():
        wanted[name] = float(about.get("value", (about.get("low", 0) + about.get("high", 0)) / 2))
    table = pd.DataFrame(
        {"target": pd.Series(wanted), "mean": found.mean(), "se": found.std(ddof=1) / np.sqrt(len(found))}
    )
    return table.assign(ratio=table["mean"] / table["target"])


def check(plan: Mapping) -> pd.DataFrame:
    """The same table for the scenario as it stands, with seeds that took no part in the fit."""
    base = scenarios.load(plan["scenario"])
    return compared(plan, found_of(simulate_outcomes(base, REPLICATIONS, CHECK_SEED), base.youths))


def calibrate(plan: Mapping) -> tuple[Fit, np.ndarray, pd.DataFrame]:
    """Run the whole procedure. Gives the fit, the parameters and the table of target, mean and standard error."""
    base = scenarios.load(plan["scenario"])
    fit = Fit(base, plan)
    era = X.ERAS.index(base.era)
    wanted = {n: float(t["value"]) for n, t in plan["targets"].items()}
    wanted_waits = {n: float(t["value"]) for n, t in plan["waits"].items()}
    contact = float(plan["contact"]["gi_contact_within_norm"]["value"])
    aim, aim_waits = dict(wanted), dict(wanted_waits)
    p, more_gi = fit.start.copy(), 1.0
    table = pd.DataFrame()
    rounds = int(plan.get("rounds", ROUNDS))
    for turn in range(rounds):
        waits = {o: aim_waits.get(name, 0.0) for name, organisations in WHERE.items() for o in organisations}
        waits[X.ORG_EKC] = EKC_WAIT_DAYS
        p = fit_mean_field(fit, p, aim, waits, era)
        p = staff(fit, p, waits, era)
        p[P.gi_fte] *= more_gi
        found = found_of(simulate_outcomes(base.with_values(fit.changed(p)), REPLICATIONS, SEED + turn), base.youths)
        mean = found.mean()
        table = compared(plan, found)
        print(f"round {turn + 1}\n{table.round(4).to_string()}", flush=True)
        late, late_wanted = -np.log(1 - mean["gi_contact_within_norm"]), -np.log(1 - contact)
        p[P.gi_assign_days] *= float(np.clip(late / late_wanted, 0.6, 1.6))
        if turn == rounds - 1:
            break
        for name in wanted:
            aim[name] *= np.exp(np.clip(np.log(wanted[name] / mean[name]), -CHANGE_LIMIT, CHANGE_LIMIT))
        for name in wanted_waits:
            ratio = wanted_waits[name] / max(mean[f"wait_{name}"], 0.05)
            aim_waits[name] = float(np.clip(aim_waits[name] * ratio**0.8, 0.1, 400.0))
        more_gi *= (mean["wait_gi"] / wanted_waits["gi"]) ** SPEED_OF_PLACES
    return fit, p, table


def write_registry(values: Mapping[str, float]) -> None:
    """Put calibrated values into the registry's files, and move their plausible range along."""
    known = registry()
    tables: dict[str, dict[str, float]] = {}
    for name, value in values.items():
        tables.setdefault(known[name].family, {})[name] = value
    for path in sorted((ROOT / "src/youthsim/parameters/registry").glob("*.toml")):
        text = path.read_text(encoding="utf-8")
        for family, news in tables.items():
            pattern = re.compile(rf'(\["{re.escape(family)}"\]\n(?:(?!\[").*\n?)*)')
            text = pattern.sub(lambda m, family=family, news=news: _with_values(m.group(1), family, news), text)
        path.write_text(text, encoding="utf-8")


def _with_values(block: str, family: str, news: Mapping[str, float]) -> str:
    """One table of the registry with new values; the range keeps its ratio to the value, within the bounds."""
    known = registry()
    names = known.family(family)
    rows = {key: [] for key in ("value", "low", "high")}
    for name in names:
        q = known[name]
        value = float(f"{news.get(name, q.value):.4g}")
        ratio = value / q.value if q.value else 1.0
        rows["value"].append(value)
        rows["low"].append(float(f"{min(value, max(q.minimum, q.low * ratio)):.3g}"))
        rows["high"].append(float(f"{max(value, min(q.maximum, q.high * ratio)):.3g}"))
    if family in ADD_UP_TO_ONE:
        rows["value"][-1] = round(1.0 - sum(rows["value"][:-1]), 8)
    for key, numbers in rows.items():
        written = ", ".join(f"{n:g}" for n in numbers)
        block = re.sub(
            rf"(?m)^{key} = .*$", f"{key} = [{written}]" if "each = " in block else f"{key} = {written}", block
        )
    return block


def write_scenario(name: str, values: Mapping[str, float]) -> None:
    """Put calibrated values into the ``[set]`` of a shipped scenario."""
    path = ROOT / "scenarios" / f"{name}.toml"
    text = path.read_text(encoding="utf-8")
    values = {name: float(f"{value:.4g}") for name, value in values.items()}
    for family in ADD_UP_TO_ONE:
        names = registry().family(family)
        if any(name in values for name in names):
            values[names[-1]] = round(1.0 - sum(values.get(n, registry()[n].value) for n in names[:-1]), 8)
    for key, value in values.items():
        line = f'"{key}" = {value:.8g}'
        pattern = re.compile(rf'(?m)^"{re.escape(key)}" = .*$')
        text = pattern.sub(line, text) if pattern.search(text) else text.replace("[set]\n", f"[set]\n{line}\n", 1)
    path.write_text(text, encoding="utf-8")


def main() -> None:
    """The command line."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("plan", type=Path)
    words.add_argument("--write", action="store_true", help="write the values into the registry or the scenario")
    words.add_argument("--check", action="store_true", help="no fit: how well do the present values meet the targets?")
    asked = words.parse_args()
    plan = tomllib.loads(asked.plan.read_text(encoding="utf-8"))
    if asked.check:
        table = check(plan)
        print(table.round(4).to_string())
        put(asked.plan.with_suffix(".result.csv"), table.round(5).to_csv)
        return
    fit, p, table = calibrate(plan)
    values = fit.changed(p)
    for name, value in values.items():
        print(f"{name:32s} {registry()[name].value:10.4g} -> {value:10.4g}")
    if asked.write:
        (write_registry if plan["into"] == "registry" else lambda v: write_scenario(plan["scenario"], v))(values)


if __name__ == "__main__":
    main()
