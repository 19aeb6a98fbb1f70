"""In Cimba: each server is a process that takes families from the queue of its service.

Families are rows of arrays, so that no process is made while the simulation runs. Cimba compiles the methods of a
model, which is why there is a class per service with as many copies as it has servers, and no helper outside of them.
"""

import linecache
from typing import Any

import cimba
import cimba.random
import numpy as np

from youthsim.benchmark.peers.tally import Tally
from youthsim.benchmark.refchain import Refchain

KEPT = 7  # numbers per family in the records: when it left, five waits, days at the service that is followed

POOL = """
class Pool(cimba.Model):
    {stores}
    waiting: cimba.Array[int] = cimba.Array({services})
    busy: cimba.Array[int] = cimba.Array({services})
    started: cimba.Array[float] = cimba.Array({services})
    waited: cimba.Array[float] = cimba.Array({services})
    crisis_started: cimba.Array[float] = cimba.Array({services})
    crisis_waited: cimba.Array[float] = cimba.Array({services})
    since: cimba.Array[float] = cimba.Array(1)
    crisis: cimba.Array[int] = cimba.Array(1)
    record: cimba.Array[float] = cimba.Array(1)
    families: int = 0
    events: int = 0

    @cimba.function
    def joins(self, service: int, family: int) -> None:
        self.since[family] = cimba.now()
        self.waiting[service] += 1
        {put}

    @cimba.function
    def begins(self, service: int, family: int) -> None:
        self.waiting[service] -= 1
        self.busy[service] += 1
        waited = cimba.now() - self.since[family]
        self.record[{kept} * family + 1 + service] += waited
        if cimba.now() > {warmup}:
            self.started[service] += 1.0
            self.waited[service] += waited
            if self.crisis[family] == 1:
                self.crisis_started[service] += 1.0
                self.crisis_waited[service] += waited
"""
SERVER = """
class Server{service}(cimba.Model):
    pool: cimba.Ref[Pool]

    @cimba.process(copies={servers})
    def serve(self):
        pool = self.pool
        while True:
            family = pool.store{service}.get()
            pool.begins({service}, family)
            duration = cimba.random.exponential({mean})
            {follow}
            cimba.hold(duration)
            pool.events += 1
            pool.busy[{service}] -= 1
            u = cimba.random.uniform(0.0, 1.0)
            {ways}
"""
CHAIN = """
class Chain(cimba.Model):
    pool: Pool
    {servers}
    events: cimba.Output[float]
    sums: cimba.Dataset
    stocks: cimba.Dataset
    records: cimba.Dataset

    @cimba.process
    def arrivals(self):
        pool = self.pool
        while True:
            cimba.hold(cimba.random.exponential({gap}))
            family = pool.families
            pool.families += 1
            pool.events += 1
            if cimba.random.uniform(0.0, 1.0) < {crisis}:
                pool.crisis[family] = 1
            pool.joins(0, family)

    @cimba.process
    def readings(self):
        cimba.hold({warmup})
        while True:
            for service in range({services}):
                self.stocks.record(float(self.pool.waiting[service]))
                self.stocks.record(float(self.pool.busy[service]))
            cimba.hold({year})

    @cimba.on_end
    def finish(self):
        pool = self.pool
        self.events = float(pool.events)
        for service in range({services}):
            self.sums.record(pool.started[service])
            self.sums.record(pool.waited[service])
            self.sums.record(pool.crisis_started[service])
            self.sums.record(pool.crisis_waited[service])
        for place in range({kept} * pool.families):
            self.records.record(pool.record[place])
"""
_made: dict[tuple[float, float], dict[str, Any]] = {}


def simulate(chain: Refchain, arrivals_per_day: float, days: float, seed: int) -> Tally:
    """One replication; the first with these numbers compiles."""
    tally = Tally(chain, days)
    model = _model(chain, arrivals_per_day, tally)
    window = cimba.Window(warmup=0.0, duration=float(days))
    result = cimba.Experiment(model, window=window, seed=seed).run(workers=1)
    if result.failed.any():
        raise RuntimeError(f"Cimba failed: {result.failure_reasons}")
    mine = result[model]
    sums = mine.sums.trial(0, 0)[1].reshape(len(chain.names), 4)
    tally.started, tally.waited = sums[:, 0].astype(int).tolist(), sums[:, 1].tolist()
    tally.crisis_started, tally.crisis_waited = sums[:, 2].astype(int).tolist(), sums[:, 3].tolist()
    tally.events = int(np.ravel(mine.events)[0])
    tally.stocks = mine.stocks.trial(0, 0)[1].reshape(-1, len(chain.names), 2).astype(int).tolist()
    tally.families = mine.records.trial(0, 0)[1].reshape(-1, KEPT)
    return tally


def _model(chain: Refchain, arrivals_per_day: float, tally: Tally) -> Any:
    key = (arrivals_per_day, tally.warmup)
    if key not in _made:
        _made[key] = _classes(chain, arrivals_per_day, tally.warmup)
    made, services = _made[key], range(len(chain.names))
    pool = made["Pool"]()
    for service in services:
        setattr(pool, f"store{service}", cimba.PriorityStore())
    room = int(arrivals_per_day * tally.days * 1.1) + 1000
    for name, size in (("since", room), ("crisis", room), ("record", KEPT * room)):
        setattr(pool, name, cimba.Array(size))
    model = made["Chain"]()
    model.pool = pool
    for service in services:
        server = made[f"Server{service}"]()
        server.pool = pool
        setattr(model, f"server{service}", server)
    for name in ("sums", "stocks", "records"):
        data = cimba.Dataset()
        data.capture()
        setattr(model, name, data)
    return model


def _classes(chain: Refchain, arrivals_per_day: float, warmup: float) -> dict[str, Any]:
    """The classes for these numbers, made from their texts."""
    services = range(len(chain.names))
    branches = [
        f"{'if' if service == 0 else 'elif'} service == {service}:\n"
        f"            self.store{service}.put(family, self.crisis[family])"
        for service in services
    ]
    numbers = {
        "services": len(chain.names), "kept": KEPT, "warmup": float(warmup), "year": float(chain.year_days),
        "gap": 1.0 / arrivals_per_day, "crisis": chain.crisis_share,
        "stores": "\n    ".join(f"store{service}: cimba.PriorityStore[int]" for service in services),
        "put": "\n        ".join(branches),
        "servers": "\n    ".join(f"server{service}: Server{service}" for service in services),
    }  # fmt: skip
    made: dict[str, Any] = {"cimba": cimba, "__name__": __name__}
    _make(POOL.format(**numbers), made)
    for service, servers in zip(services, chain.servers(arrivals_per_day), strict=True):
        follow = f"pool.record[{KEPT} * family + 6] += duration" if service == chain.followed else "pass"
        text = SERVER.format(
            service=service, servers=servers, mean=chain.mean_days[service], follow=follow, ways=_ways(chain, service)
        )
        _make(text, made)
    _make(CHAIN.format(**numbers), made)
    return made


def _ways(chain: Refchain, service: int) -> str:
    lines: list[str] = []
    for total, target in chain.ways(service):
        lines.append(f"{'if' if not lines else 'elif'} u < {total!r}:")
        out = f"pool.record[{KEPT} * family] = cimba.now()"
        lines.append("    " + (out if target == len(chain.names) else f"pool.joins({target}, family)"))
    return "\n            ".join(lines)


def _make(text: str, names: dict[str, Any]) -> None:
    """Make a class; Cimba reads its text again."""
    place = f"<cimba program {hash(text)}>"
    linecache.cache[place] = (len(text), None, text.splitlines(keepends=True), place)
    exec(compile(text, place, "exec"), names)  # the text is this file's own
