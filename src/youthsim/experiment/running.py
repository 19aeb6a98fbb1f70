"""Run one scenario, or compare a base with alternatives: from scenarios to a result."""

from __future__ import annotations

import datetime
import re
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from youthsim.experiment import folder as run_folder
from youthsim.experiment import movement, payback, screening, statistics, waterfall
from youthsim.experiment.errors import BadInput, Incomplete
from youthsim.experiment.posterior import Posterior, check_scenarios, open_posterior
from youthsim.experiment.progress import Progress
from youthsim.experiment.replications import Replicate, replicate_all
from youthsim.experiment.results import (
    COMPLETE,
    OVER_POSTERIOR,
    OVER_REPLICATIONS,
    PARTIAL,
    CompareResult,
    EventLog,
    RunResult,
)
from youthsim.experiment.settings import (
    DEFAULT_MAX_REPLICATIONS,
    DEFAULT_REPLICATIONS,
    DEFAULT_SEED,
    FIRST_REPLICATION,
    PRECISION_BATCH,
    Engine,
    Settings,
)
from youthsim.parameters import registry


def run(
    scenario: Any,
    *,
    replications: int | None = None,
    precision: float | None = None,
    max_replications: int = DEFAULT_MAX_REPLICATIONS,
    seed: int = DEFAULT_SEED,
    years: int | None = None,
    families: int | None = None,
    engine: str | Engine = "core",
    events: bool = False,
    jobs: int | None = None,
    out: str | Path | None = None,
    command: Sequence[str] = (),
    quiet: bool = False,
    language: str = "en",
    numbers: Sequence[int] | None = None,
    posterior: Posterior | str | Path | None = None,
    tell: Callable[[Any], None] | None = None,
) -> RunResult:
    """Make replications of one scenario.

    Args:
        scenario: a Scenario, the name of a shipped one, or a path.
        replications: how many, 20 when None; with ``precision`` the least.
        precision: go on until the half-width of the 95% interval of OTS started is below this share of its mean,
            or ``max_replications`` is reached, which ``stop_reason`` says.
        seed: seed of every draw.
        years, families: instead of the scenario's own; places scale with families.
        engine: ``core``, ``mesa`` or an ``Engine``.
        events: keep the event log.
        jobs: threads, all processors when None; results do not depend on it.
        out: folder to write the result to; it must not exist or be empty.
        command: what the user typed, for the manifest.
        quiet: no progress bar.
        language: of the bar and of the figures in the folder, ``en`` or ``nl``.
        numbers: the numbers of the replications to make, instead of the first ones (to make a run again).
        posterior: samples of parameters or their file: every replication takes one of them, by its address, and
            intervals are then quantiles over the posterior.
        tell: called with the result before the folder is written; drawing its figures takes a while.

    Returns:
        a result; its ``state`` is ``partial`` after Ctrl-C.

    Raises:
        BadInput: a setting or scenario that cannot be used, or a folder that cannot be written.
        Incomplete: interrupted before one replication was complete.
    """
    settings = _settings(locals())
    result: RunResult = _execute([scenario], settings, tell)
    return result


def compare(
    base: Any,
    *alternatives: Any,
    replications: int | None = None,
    precision: float | None = None,
    max_replications: int = DEFAULT_MAX_REPLICATIONS,
    seed: int = DEFAULT_SEED,
    years: int | None = None,
    families: int | None = None,
    engine: str | Engine = "core",
    events: bool = False,
    jobs: int | None = None,
    out: str | Path | None = None,
    command: Sequence[str] = (),
    quiet: bool = False,
    language: str = "en",
    numbers: Sequence[int] | None = None,
    posterior: Posterior | str | Path | None = None,
    tell: Callable[[Any], None] | None = None,
    waterfall: bool = False,
    assumptions: bool = False,
) -> CompareResult:
    """Run the same families under a base scenario and each alternative, and take paired differences.

    The settings are those of ``run``; ``precision`` is about the paired difference in OTS started of every
    alternative, relative to the base mean.

    Args:
        waterfall: also divide the differences over the levers (see ``experiment.waterfall``), from more runs.
        assumptions: also see which assumptions move the differences (see ``experiment.screening``), from many more.

    Raises:
        BadInput: also where scenarios differ in their areas or years, so that nothing can be paired, and with
            ``waterfall`` where they differ in what is no lever and no parameter.
    """
    settings = _settings(locals())
    if not alternatives:
        raise BadInput("compare needs at least one alternative beside the base scenario")
    result: CompareResult = _execute([base, *alternatives], settings, tell)
    return result


def _settings(given: dict[str, Any]) -> Settings:
    chosen = {name: value for name, value in given.items() if name in Settings.__dataclass_fields__}
    out, numbers, posterior = chosen["out"], chosen["numbers"], chosen["posterior"]
    return Settings(
        **chosen
        | {"out": Path(out) if out is not None else None, "command": tuple(chosen["command"])}
        | {"numbers": tuple(numbers) if numbers is not None else None}
        | {"posterior": open_posterior(posterior) if isinstance(posterior, str | Path) else posterior}
    )


def _execute(given: Sequence[Any], settings: Settings, tell: Callable[[Any], None] | None) -> Any:
    """Carry out a run (one scenario) or a comparison (several): scenarios, arrays, replications, tables, folder."""
    scenarios = _named([_resolved(one, settings) for one in given])
    engine = settings.chosen_engine
    with run_folder.claimed(settings.out) if settings.out else nullcontext() as claim:
        started, clock = datetime.datetime.now(datetime.UTC), time.monotonic()
        arrays = [engine.build(scenario) for scenario in scenarios.values()]
        _check_alike(scenarios, arrays)
        if settings.posterior is not None:
            check_scenarios(settings.posterior, scenarios)
        if settings.waterfall:
            for other in list(scenarios.values())[1:]:
                waterfall.parts_of(next(iter(scenarios.values())), other)  # what cannot be divided is said at once
        stop = threading.Event()
        worlds = _worlds(scenarios, arrays, engine, settings)
        replicates, stop_reason = _replicates(
            worlds, tuple(scenarios), engine, settings, stop, max(_families(one) for one in arrays)
        )
        if not replicates:
            raise Incomplete("interrupted before the first replication was complete: nothing was written")
        result = _result(
            scenarios,
            arrays,
            replicates,
            seed=settings.seed,
            engine=engine.name,
            state=PARTIAL if stop.is_set() else COMPLETE,
            stop_reason=stop_reason,
            started=started.isoformat(timespec="seconds"),
            wall_seconds=round(time.monotonic() - clock, 3),
            command=settings.command,
            posterior=settings.posterior,
        )
        if settings.waterfall or settings.assumptions:
            result = _explained(result, engine, settings, stop)
        if tell is not None:
            tell(result)
        if claim is not None:
            claim.write(result, settings.language)
    return result


def _resolved(scenario: Any, settings: Settings) -> Any:
    """The scenario as it will run: loaded where it is a name, with the years and families asked for."""
    if isinstance(scenario, str | Path):
        from youthsim.scenario import load  # a Scenario that is given needs no loading

        scenario = load(scenario)
    if settings.years is not None:
        scenario = scenario.with_years(settings.years)
    if settings.families is not None:
        scenario = scenario.with_families(settings.families)
    return scenario


def _named(scenarios: Sequence[Any]) -> dict[str, Any]:
    """Scenarios by a name that tells them apart: the same name twice gets its new levers, else a number."""
    found: dict[str, Any] = {}
    for scenario in scenarios:
        plain = name = re.sub(r"[^\w.+-]", "-", scenario.name)
        if name in found:
            known = set(getattr(scenarios[0], "levers", ()))
            new = [lever.name for lever in getattr(scenario, "levers", ()) if lever not in known]  # settings and all
            plain = name = "+".join([plain, *new])
        number = 1
        while name in found:
            number += 1
            name = f"{plain}-{number}"
        found[name] = scenario
    return found


def _check_alike(scenarios: dict[str, Any], arrays: Sequence[Any]) -> None:
    base = next(iter(scenarios))
    for name, other in zip(scenarios, arrays, strict=True):
        for what, mine, its in (
            ("areas", list(arrays[0].area_names), list(other.area_names)),
            ("years", list(arrays[0].years), list(other.years)),
        ):
            if mine != its:
                raise BadInput(f"{name} cannot be compared with {base}: its {what} are {its}, those of {base} {mine}")


def _worlds(
    scenarios: dict[str, Any], arrays: Sequence[Any], engine: Engine, settings: Settings
) -> Callable[[int], Sequence[Any]]:
    """The arrays of all scenarios for a replication: the same for all, or with its sample of the posterior."""
    posterior = settings.posterior
    if posterior is None:
        return lambda _: arrays

    def world(number: int) -> Sequence[Any]:
        drawn = posterior.draw(settings.seed, number)
        return [engine.build(scenario.with_values(drawn)) for scenario in scenarios.values()]

    return world


def _replicates(
    worlds: Callable[[int], Sequence[Any]],
    names: tuple[str, ...],
    engine: Engine,
    settings: Settings,
    stop: threading.Event,
    families: float,
) -> tuple[list[Replicate], str]:
    """The replications that the settings ask for, and why there are no more; ``families`` of the largest scenario."""
    done: list[Replicate] = []
    reason = ""
    with Progress(_most(settings), quiet=settings.quiet, language=settings.language) as progress:
        if engine.cold():
            progress.compiling()
        for batch in _batches(settings):
            progress.before = len(done)
            done += replicate_all(
                worlds, engine.simulate, batch, seed=settings.seed, jobs=settings.threads, stop=stop,
                events=settings.events, flows=_with_flows(families, batch), advance=progress.show,
            )  # fmt: skip
            reason = f"{len(done)} replications"
            if stop.is_set():
                return done, f"interrupted after {len(done)} of {_most(settings)} replications"
            if settings.precision is not None:
                found = statistics.precision_of(_values(done, names), names, settings.precision)
                if found.reached:
                    return done, f"precision reached after {len(done)} replications: {found}"
                reason = f"max_replications {settings.max_replications} reached before the precision: {found}"
    return done, reason


def _with_flows(families: float, batch: Sequence[int]) -> Sequence[int]:
    """The replications of a batch in which flows of families are counted: the first ones, in no too large region."""
    return [number for number in batch if number < movement.MOST_REPLICATIONS and families <= movement.MOST_FAMILIES]


def _families(arrays: Any) -> float:
    per_family = arrays.params[:, registry().index("population.youths_per_family")]
    return float((np.asarray(arrays.area_youths) / per_family).sum())


def _explained(result: Any, engine: Engine, settings: Settings, stop: threading.Event) -> Any:
    """The result with the tables that say why it is so; what was interrupted is left out and the state says so."""
    base_first = result.scenarios
    if settings.waterfall and not stop.is_set():
        with Progress(0, quiet=settings.quiet, language=settings.language, task="waterfall") as progress:
            made = _more(engine, settings, stop, result.replications, progress)
            table = _unless_stopped(lambda: waterfall.attribute(base_first, result.values, made), stop)
        result = replace(result, waterfall=table)
    if settings.assumptions and not stop.is_set():
        number = len(screening.candidates(list(base_first.values())))
        few = result.replications[: screening.MOST_REPLICATIONS]
        with Progress(number, quiet=settings.quiet, language=settings.language, task="assumptions") as progress:
            made = _more(engine, settings, stop, few)
            table = _unless_stopped(lambda: screening.screen(base_first, made, progress.show), stop)
        result = replace(result, sensitivity=table)
    if not stop.is_set():
        return result
    reason = f"{result.stop_reason}, interrupted before its explanation was complete"
    return replace(result, state=PARTIAL, stop_reason=result.stop_reason if not result.complete else reason)


def _more(
    engine: Engine, settings: Settings, stop: threading.Event, numbers: Sequence[int], progress: Progress | None = None
) -> Callable[[Mapping[str, Any]], pd.DataFrame]:
    """What simulates further scenarios in these replications and gives their values over all years."""

    def values_of(scenarios: Mapping[str, Any]) -> pd.DataFrame:
        if progress is not None:
            progress.total = len(numbers)
        arrays = [engine.build(scenario) for scenario in scenarios.values()]
        done = replicate_all(
            arrays, engine.simulate, numbers, seed=settings.seed, jobs=settings.threads, stop=stop,
            advance=progress.show if progress is not None else None,
        )  # fmt: skip
        if stop.is_set():
            raise Incomplete("interrupted")
        return _values(done, tuple(scenarios))

    return values_of


def _unless_stopped(make: Callable[[], pd.DataFrame], stop: threading.Event) -> pd.DataFrame | None:
    try:
        return make()
    except Incomplete:
        return None
    except KeyboardInterrupt:
        stop.set()
        return None


def _most(settings: Settings) -> int:
    if settings.numbers is not None:
        return len(settings.numbers)
    return settings.max_replications if settings.precision else settings.replications or DEFAULT_REPLICATIONS


def _batches(settings: Settings) -> Iterator[Sequence[int]]:
    """Numbers of the replications, batch by batch: one batch, or with a precision small ones."""
    numbers = settings.numbers or range(FIRST_REPLICATION, FIRST_REPLICATION + _most(settings))
    if not settings.precision:
        yield numbers
        return
    least = settings.replications or PRECISION_BATCH
    yield numbers[:least]
    for first in range(least, len(numbers), PRECISION_BATCH):
        yield numbers[first : first + PRECISION_BATCH]


def _result(scenarios: dict[str, Any], arrays: Sequence[Any], replicates: list[Replicate], **about: Any) -> Any:
    """Put the tables of the replications together."""
    names = tuple(scenarios)
    values = _values(replicates, names)
    interval = OVER_REPLICATIONS if about["posterior"] is None else OVER_POSTERIOR
    everything = about | {
        "scenarios": scenarios,
        "outcomes": _long([(r.number, r.yearly) for r in replicates], names),
        "values": values,
        "summary": statistics.summarise(values, names, interval),
        "replications": tuple(r.number for r in replicates),
        "events": tuple(_event_logs(replicates, names, arrays)),
        "area_names": tuple(arrays[0].area_names),
        "flows": movement.flows(replicates, names, len(arrays[0].years)),
        "waits": movement.waits(replicates, names, len(arrays[0].years)),
    }
    if len(names) == 1:
        return RunResult(**everything)
    paid_back = payback.table(everything["outcomes"], names[0], names[1:], interval)
    everything["summary"] = payback.added(everything["summary"], paid_back)
    differences = payback.added(statistics.differences(values, names[0], names[1:], interval), paid_back)
    return CompareResult(**everything, differences=differences)


def _values(replicates: Sequence[Replicate], names: Sequence[str]) -> pd.DataFrame:
    return _long([(r.number, r.values) for r in replicates], names)


def _long(tables: Sequence[tuple[int, Sequence[pd.DataFrame]]], names: Sequence[str]) -> pd.DataFrame:
    """Tables per replication and scenario as one long frame that begins with scenario and replication."""
    parts = [(place, number, of[place]) for place in range(len(names)) for number, of in tables]
    lengths = [len(table) for _, _, table in parts]
    frame = pd.concat([table for _, _, table in parts], ignore_index=True)
    places = np.repeat([place for place, _, _ in parts], lengths)
    frame.insert(0, "scenario", pd.Categorical.from_codes(places, categories=list(names)))
    frame.insert(1, "replication", np.repeat(np.array([number for _, number, _ in parts], np.int64), lengths))
    return frame


def _event_logs(replicates: Sequence[Replicate], names: Sequence[str], arrays: Sequence[Any]) -> Iterator[EventLog]:
    for place, name in enumerate(names):
        organisations = [pool.organisation for pool in arrays[place].pools]
        for replicate in replicates:
            lines = replicate.events[place]
            if lines is not None:
                yield EventLog(name, replicate.number, lines, organisations)
