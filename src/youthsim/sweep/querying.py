"""Ask DuckDB about a store that is too large to hold in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from youthsim.experiment.errors import BadInput
from youthsim.sweep import parts

if TYPE_CHECKING:
    import pandas as pd

    from youthsim.sweep.store import Store


def query(store: Store, sql: str) -> pd.DataFrame:
    """The answer to a query over ``results`` (id, point, scenario, …), ``points`` and ``failures``.

    Raises:
        BadInput: a part is damaged, or DuckDB does not understand the query.
    """
    import duckdb

    index = store.index()
    if index.damaged:
        raise BadInput(f"{index.damaged[0]}: cannot be read; `youthsim resume {store.folder}` does it again")
    most = "true" if store.manifest["function"] else f"r.replication < {int(store.replications)}"
    with duckdb.connect() as connection:
        connection.register("points", store.points)
        connection.register("failures", store.failures())
        connection.execute("CREATE TABLE left_out(path VARCHAR, id VARCHAR, first INTEGER, stop INTEGER)")
        rows = [(str(path), *span) for path, spans in index.left_out.items() for span in sorted(spans)]
        if rows:
            connection.executemany("INSERT INTO left_out VALUES (?, ?, ?, ?)", rows)
        if index.paths:
            names = ", ".join(_quoted(str(path)) for path in index.paths)
            source = f"read_parquet([{names}], filename = true)"
        else:
            connection.register("nothing", parts.RESULT.empty_table())
            source = "(SELECT *, '' AS filename FROM nothing)"
        connection.execute(
            f"""CREATE VIEW results AS
            SELECT p.point, r.scenario, r.replication, r.outcome, r.organisation, r.value, r.id
            FROM {source} r JOIN points p ON p.id = r.id
            WHERE {most} AND NOT EXISTS (
                SELECT 1 FROM left_out l
                WHERE l.path = r.filename AND l.id = r.id AND r.replication >= l.first AND r.replication < l.stop)"""
        )
        try:
            found: pd.DataFrame = connection.execute(sql).df()
        except duckdb.Error as error:
            raise BadInput(f"the query cannot be answered: {error}") from error
    return found


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
