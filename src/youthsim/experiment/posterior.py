"""Posterior samples of parameters: the file that calibration writes, and what each replication takes from it.

The file is Parquet: a column per parameter, a row per sample, and in its metadata where the samples come from
(prior ranges, targets, seed, version). A replication takes the row that its address (seed, replication) points to,
whatever the scenario: base and alternative live in the same world.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from youthsim.experiment.errors import BadInput
from youthsim.experiment.putting import put
from youthsim.parameters import registry

ABOUT = b"youthsim"
FORMAT = 1
DECISION = "posterior_sample"  # the stream from which a replication's sample is drawn


@dataclass(frozen=True)
class Posterior:
    """Samples [sample, parameter] in ``samples``; ``about`` says where they come from."""

    samples: pd.DataFrame
    about: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        unknown = [name for name in self.samples if name not in registry()]
        if unknown:
            close = registry().nearest(str(unknown[0]))
            raise BadInput(f"the posterior has no parameter of the registry in column {unknown[0]!r}; nearest: {close}")
        if self.samples.empty or not np.isfinite(self.samples.to_numpy(float)).all():
            raise BadInput("the posterior needs at least one sample, and a number in every cell")

    @property
    def parameters(self) -> tuple[str, ...]:
        """Names of the parameters, in the order of the columns."""
        return tuple(str(name) for name in self.samples.columns)

    @property
    def hash(self) -> str:
        """SHA-256 (hex) of the names and the samples."""
        numbers = np.ascontiguousarray(self.samples.to_numpy(np.float64)).tobytes()
        return hashlib.sha256(json.dumps(self.parameters).encode() + numbers).hexdigest()

    def row(self, seed: int, replication: int) -> int:
        """Which sample a replication takes."""
        from youthsim.randomness.keyed import replication_key, uniform  # loads the compiler
        from youthsim.randomness.streams import stream

        drawn = uniform(np.uint64(replication_key(seed, replication)), 0, stream(DECISION), 0)
        return int(drawn * len(self.samples))

    def draw(self, seed: int, replication: int) -> dict[str, float]:
        """The parameters of a replication, by name."""
        row = self.samples.iloc[self.row(seed, replication)]
        return {str(name): float(value) for name, value in row.items()}

    def draws(self, seed: int, replications: Sequence[int]) -> pd.DataFrame:
        """The parameters of several replications: replication, then a column per parameter."""
        table = self.samples.iloc[[self.row(seed, number) for number in replications]].reset_index(drop=True)
        table.insert(0, "replication", list(replications))
        return table

    def write(self, path: str | Path) -> Path:
        """Write the file, under a temporary name first."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        path = Path(path)
        table = pa.Table.from_pandas(self.samples.astype(float), preserve_index=False)
        about = {"format": FORMAT, "hash": self.hash, **self.about}
        table = table.replace_schema_metadata({**(table.schema.metadata or {}), ABOUT: json.dumps(about).encode()})
        return put(path, lambda work: pq.write_table(table, work, compression="zstd"), parents=False)


def open_posterior(path: str | Path) -> Posterior:
    """Read a file of posterior samples.

    Raises:
        BadInput: there is no such file, it is no posterior of youthsim, or it does not hold what it says.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.read_table(path)
        about = json.loads((table.schema.metadata or {})[ABOUT])
    except (OSError, pa.ArrowInvalid, KeyError, json.JSONDecodeError) as problem:
        wrong = "there is no such file" if isinstance(problem, FileNotFoundError) else "is no posterior of youthsim"
        raise BadInput(f"{path}: {wrong}; youthsim calibrate writes one") from problem
    if about.get("format") != FORMAT:
        raise BadInput(f"{path}: its format is {about.get('format')!r}, allowed: {FORMAT}")
    found = Posterior(table.to_pandas(), about)
    if found.hash != about.get("hash"):
        raise BadInput(f"{path}: the samples are not those that were written: the file was changed")
    return found


def check_scenarios(posterior: Posterior, scenarios: Mapping[str, Any]) -> None:
    """Refuse a posterior that would overwrite what the scenarios differ in.

    Raises:
        BadInput: a parameter of the posterior has different values in two scenarios of a comparison.
    """
    for name in posterior.parameters:
        values = {scenario.parameter(name) for scenario in scenarios.values()}
        if len(values) > 1:
            raise BadInput(
                f"the posterior holds {name}, in which the scenarios differ "
                f"({', '.join(f'{value:g}' for value in sorted(values))}): it would undo that difference"
            )
